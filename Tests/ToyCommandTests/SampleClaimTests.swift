// toy check on finite samples: right formulas pass, wrong ones do not.

import TestSupport
import Testing
import ToyModel

@testable import Evidence
@testable import Theory

@Suite struct SampleClaimTests {
  private static let scope = CheckScope(samples: 500)
  private static let claims = Chapter.samples.claims

  @Test("another seed draws other cases, which hold as well", arguments: claims.indices)
  func seeds(index: Int) throws {
    try Self.claims[index].expectAsExpected(Self.scope)
  }

  private static let wrong: [(name: String, claim: any Claim)] = [
    (
      "linear-samples: p for p − 1",
      LinearSamplesProposition(excess: { law, frames, isKnown in
        isKnown
          ? law.excessWithKnownEigenvectors(frames: frames + 1) : law.excess(frames: frames + 1)
      })
    ),
    (
      "linear-samples: the limit for the law",
      LinearSamplesProposition(excess: { law, frames, isKnown in
        isKnown
          ? law.excessWithKnownEigenvectors(frames: frames) : law.constant / Double(frames)
      })
    ),
    (
      "clean-targets: as stated",
      CleanTargetsProposition(excess: { law, frames in
        law.loss == .clean ? 0 : law.excess(frames: frames)
      })
    ),
    (
      "sample-constant: a thousandth more",
      SampleConstantProposition(constant: { $0.constant.map { 1.001 * $0 } })
    ),
    (
      "sample-crossing: where the limits meet",
      SampleCrossingProposition(crossing: { law, gap, constant in
        gap > 0 ? (law.constant - constant) / gap : nil
      })
    ),
  ]

  @Test("a wrong formula is noticed", arguments: wrong.indices)
  func isNoticed(index: Int) throws {
    let (name, claim) = Self.wrong[index]
    try claim.expectNoticed(name, Self.scope)
  }

  @Test("every claim of the chapter has a wrong formula")
  func isComplete() {
    let tried = Set(Self.wrong.map(\.claim.id))
    for claim in Self.claims { #expect(tried.contains(claim.id), "\(claim.id)") }
  }
}
