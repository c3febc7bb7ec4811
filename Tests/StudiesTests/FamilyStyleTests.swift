// The styles of families.

import Report
import Studies
import Testing
import ToyModel

@Suite struct FamilyStyleTests {
  @Test(
    "colours tell the kind of family",
    arguments: [
      (.linear, .black), (.bilevel, .vermillion), (.unrolled(depth: 2, step: .learned), .blue),
      (.unrolled(depth: 10, step: .fixed(0.5)), .blue),
      (.unrolled(depth: 1, step: .learned), .green),
      (.unrolled(depth: 7, step: .fixed(0.5)), .green),
    ] as [(DenoiserFamily, Ink)])
  func colours(family: DenoiserFamily, ink: Ink) {
    #expect(FamilyStyle(family).ink == ink)
  }

  @Test("only the best linear denoiser and fixed step sizes are dashed")
  func dashes() {
    #expect(FamilyStyle.linear.style() == Style(color: .black, dash: .dashed))
    #expect(FamilyStyle.bilevel.style().dash == .solid)
    // Thicker than odd depths, which look the same in grey.
    #expect(FamilyStyle.bilevel.style().width > 1.3 * FamilyStyle.odd.style().width)
    #expect(FamilyStyle.dash(of: .learned, rank: 2) == .solid)
    #expect(
      (0..<4).map { FamilyStyle.dash(of: .fixed(0.5), rank: $0) }
        == [.dashed, .dotted, .dashDotted, .dashed])
  }

  @Test("colours and markers of one figure differ from rank to rank")
  func distinct() {
    for kind in FamilyStyle.allCases {
      #expect(kind.inks.indices.allSatisfy { !kind.inks[..<$0].contains(kind.inks[$0]) })
    }
    let markers = (0..<5).map(FamilyStyle.marker)
    #expect(markers.indices.allSatisfy { !markers[..<$0].contains(markers[$0]) })
    #expect((0..<7).map(FamilyStyle.markerAfterPlain) == [.none] + markers + [.none])
  }
}
