// Bounds with a forward operator and coloured noise: golden risks, and the numbers of the program, lie between them.

import Certified
import Intervals
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Bounds with an operator and coloured noise") struct ObservedBoundsTests {
  private static func directions(_ observation: Observation) -> [CertifiedDirection] {
    observation.groups.map { group in
      let square = Interval(group.singularValue).squared
      return CertifiedDirection(
        eigenvalue: Interval(group.eigenvalue),
        noiseVariance: Interval(group.noiseVariance) / square, stepFactor: square,
        multiplicity: group.multiplicity)
    }
  }

  @Test("golden risks lie between the bounds", arguments: try GoldenRow.all(of: "observation.csv"))
  func golden(_ row: GoldenRow) throws {
    let depth = row.integer("depth")
    func numbers(_ column: String) throws -> [Double] {
      try #require(row.text(column)).split(separator: " ").map { try #require(Double($0)) }
    }
    let (noise, values) = (try numbers("noise"), try numbers("singular"))
    // Learned steps have no bounds, and nothing is divided by a singular value 0.
    guard depth == nil || row.number("omega") != nil, !values.contains(0) else { return }
    let observation = try Observation(
      numbers("gamma").enumerated().map { index, gamma in
        .init(eigenvalue: gamma, noiseVariance: noise[index], singularValue: values[index])
      })
    let family =
      try depth.map {
        DenoiserFamily.unrolled(depth: $0, step: .fixed(try #require(row.number("omega"))))
      } ?? .bilevel
    let bounds = CertifiedRisk(
      directions: Self.directions(observation), rows: try #require(row.integer("k")),
      family: family)
    let risk = try #require(row.number("risk"))
    #expect(bounds.risk.lowerBound <= risk && risk <= bounds.risk.upperBound)
    #expect(bounds.risk.relativeWidth < 1e-14)
  }

  @Test("the numbers of the program lie near the bounds", arguments: 1...40)
  func random(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let n = 1 + Int(generator.nextUniform() * 6)
    let observation = Observation(
      (0..<n).map { _ in
        .init(
          eigenvalue: generator.nextUniform() < 0.2 ? 0 : 3 * generator.nextUniform(),
          noiseVariance: 0.01 + generator.nextUniform(),
          singularValue: seed.isMultiple(of: 2) ? 1 : 0.2 + generator.nextUniform())
      })
    let families: [DenoiserFamily] =
      [.linear, .bilevel]
      + [1, 2, 3, 4, 7].map { .unrolled(depth: $0, step: .fixed(0.1 + generator.nextUniform())) }
    for family in families {
      for rows in 1...n {
        let bounds = CertifiedRisk(
          directions: Self.directions(observation), rows: rows, family: family)
        let optimum = OptimalRisk(observation: observation, rows: rows, family: family)
        expectClose(
          optimum.risk.total, bounds.risk.middle, .iterative(1e-13),
          "\(family), k = \(rows), seed \(seed)")
        if bounds.isUnique {
          expectClose(
            optimum.risk.bias, bounds.bias.middle, .iterative(1e-12), scale: optimum.risk.total)
        }
      }
    }
  }
}
