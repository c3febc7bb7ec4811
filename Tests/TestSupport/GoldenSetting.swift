// The inputs of a row of optimal_risk.csv or brute_force.csv, as the program takes them.

import Testing
package import ToyModel

/// Data, noise, k and family of one row.
package struct GoldenSetting {
  package let spectrum: Spectrum
  package let noiseVariance: Double
  package let rows: Int
  package let family: DenoiserFamily

  package init(_ row: GoldenRow) throws {
    let n = try #require(row.integer("n"))
    let sigma = try #require(row.number("sigma"))
    noiseVariance = sigma * sigma
    rows = try #require(row.integer("k"))
    switch try #require(row.text("data")) {
    case "constant":
      spectrum =
        DataModel.constant(
          n: n, mu: try #require(row.number("mu")), theta: try #require(row.number("theta"))
        ).spectrum
    case "iid":
      spectrum =
        DataModel.independent(
          n: n, mu: try #require(row.number("mu")), theta: try #require(row.number("theta"))
        ).spectrum
    default:
      let groups = try #require(row.text("eigenvalues")).split(separator: ";")
      spectrum = Spectrum(
        try groups.map { group in
          let parts = group.split(separator: ":")
          return Spectrum.Group(
            eigenvalue: try #require(Double(parts[0])), multiplicity: try #require(Int(parts[1])))
        })
    }
    switch try #require(row.text("family")) {
    case "linear": family = .linear
    case "bilevel": family = .bilevel
    default:
      let rule: StepRule =
        row.text("omega_rule") == "learned"
        ? .learned : .fixed(try #require(row.number("omega_in")))
      family = .unrolled(depth: try #require(row.integer("depth")), step: rule)
    }
  }

  /// What the program makes of it.
  package var optimum: OptimalRisk {
    OptimalRisk(spectrum: spectrum, noiseVariance: noiseVariance, rows: rows, family: family)
  }
}
