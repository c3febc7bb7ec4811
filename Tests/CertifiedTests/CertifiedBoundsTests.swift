// The bounds of all algorithms, enclosed.

import Certified
import Intervals
import TestSupport
import Testing
import ToyModel

@Suite("Enclosures of L₀, F, E and B", .tags(.golden))
struct CertifiedBoundsTests {
  @Test(
    "they contain the reference values and are narrow",
    arguments: try GoldenRow.all(of: "bounds.csv"))
  func golden(_ row: GoldenRow) throws {
    let sigma = try #require(row.number("sigma"))
    let spectrum = Spectrum(
      try #require(row.text("eigenvalues")).split(separator: ";").map { part in
        let sides = part.split(separator: ":")
        return Spectrum.Group(
          eigenvalue: try #require(Double(sides[0])), multiplicity: try #require(Int(sides[1])))
      })
    let bounds = CertifiedBounds(
      spectrum: CertifiedSpectrum(.spectrum(spectrum)), noiseVariance: Interval(sigma).squared,
      rows: try #require(row.integer("k")))
    for (column, enclosure) in [
      ("linear", bounds.linear), ("floor", bounds.floor), ("even", bounds.even),
      ("odd_bound", bounds.odd), ("bilevel", bounds.bilevel),
    ] {
      let value = try #require(row.number(column))
      // The reference value is rounded to a double; σ² is that of the double σ in both.
      let slack = abs(value) * Interval(-0x1p-50, 0x1p-50)
      #expect((enclosure + slack).contains(value), "\(column) of \(row.testDescription)")
      #expect(enclosure.relativeWidth < 1e-12, "\(column) of \(row.testDescription)")
    }
  }
}
