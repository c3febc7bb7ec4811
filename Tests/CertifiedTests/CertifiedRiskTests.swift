// Certified bounds against 50-digit values: none is outside, and the bounds are close together.

import Certified
import Intervals
import TestSupport
import Testing
import ToyModel

extension GoldenSetting {
  /// The data model with its parameters as they are given, not its rounded eigenvalues.
  static func model(_ row: GoldenRow, _ spectrum: Spectrum) throws -> DataModel {
    switch try #require(row.text("data")) {
    case "constant":
      .constant(
        n: try #require(row.integer("n")), mu: try #require(row.number("mu")),
        theta: try #require(row.number("theta")))
    case "iid":
      .independent(
        n: try #require(row.integer("n")), mu: try #require(row.number("mu")),
        theta: try #require(row.number("theta")))
    default: .spectrum(spectrum)
    }
  }
}

@Suite("Certified risks, against reference values", .tags(.golden))
struct CertifiedRiskTests {
  @Test(
    "risk, bias, variance and ω of every row lie between the bounds",
    arguments: try GoldenRow.all(of: "optimal_risk.csv"))
  func row(_ row: GoldenRow) throws {
    let setting = try GoldenSetting(row)
    let sigma = try #require(row.number("sigma"))
    let certified = CertifiedRisk(
      spectrum: CertifiedSpectrum(try GoldenSetting.model(row, setting.spectrum)),
      noiseVariance: Interval(sigma).squared, rows: setting.rows, family: setting.family)
    let depth = row.integer("depth") ?? 1
    let entries: [(String, Interval?)] = [
      ("risk", certified.risk), ("bias", certified.bias), ("variance", certified.variance),
      ("omega", certified.stepSize),
    ]
    for (name, enclosure) in entries {
      guard let text = row.text(name) else { continue }
      let enclosure = try #require(enclosure)
      let reference = try #require(Interval(decimal: text))
      #expect(
        !enclosure.isDisjoint(from: reference),
        "\(name) of \(row.testDescription): \(enclosure.lower) to \(enclosure.upper)")
      if depth <= 101 {
        #expect(
          Interval(enclosure.lowerBound, enclosure.upperBound).relativeWidth <= 1e-12,
          "\(name) of \(row.testDescription)")
      }
    }
  }
}
