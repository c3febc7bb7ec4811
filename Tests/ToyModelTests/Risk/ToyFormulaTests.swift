// The theorem on best risks of the two toy models, in the plain arithmetic of a slide.

import TestSupport
import Testing
import ToyModel

/// Parameters of a toy model.
struct ToyCase: Sendable, CustomTestStringConvertible {
  let n: Int
  let mu: Double
  let theta: Double
  let variance: Double

  var testDescription: String { "n = \(n), μ = \(mu), θ = \(theta), σ² = \(variance)" }

  static let all: [ToyCase] = [2, 5, 50].flatMap { n in
    [(1.0, 0.5), (0, 2), (3, 0), (0.1, 0.1)].flatMap { mu, theta in
      [0.01, 0.81, 30].map { ToyCase(n: n, mu: mu, theta: theta, variance: $0) }
    }
  }
}

@Suite("Best risks of the toy models", .tags(.property))
struct ToyFormulaTests {
  private static let rounding = Tolerance.roundoff(operations: 64)

  private static func risk(
    _ model: DataModel, _ test: ToyCase, _ rows: Int, _ family: DenoiserFamily
  ) -> Double {
    OptimalRisk(
      spectrum: model.spectrum, noiseVariance: test.variance, rows: rows, family: family
    ).risk.total
  }

  private static func wiener(_ gamma: Double, _ variance: Double) -> Double {
    0.5 * gamma * variance / (gamma + variance)
  }

  @Test("constant data", arguments: ToyCase.all)
  func constant(_ test: ToyCase) {
    let model = DataModel.constant(n: test.n, mu: test.mu, theta: test.theta)
    let n = Double(test.n)
    let energy = n * (test.mu * test.mu + test.theta * test.theta)
    let best = Self.wiener(energy, test.variance)
    for rows in 1...test.n {
      let name = "\(test.testDescription), k = \(rows)"
      let forced = Double(test.n - rows)
      let even = 0.5 * energy * test.variance * forced / (energy + forced * test.variance)
      func check(_ family: DenoiserFamily, _ expected: Double) {
        expectClose(
          Self.risk(model, test, rows, family), expected, Self.rounding, "\(family), \(name)")
      }
      check(.linear, best)
      check(.bilevel, rows < test.n ? 0.5 * test.variance * forced : best)
      check(.unrolled(depth: 2, step: .learned), rows < test.n ? even : best)
      check(.unrolled(depth: 1000, step: .learned), rows < test.n ? even : best)
      check(.unrolled(depth: 3, step: .learned), best)
      check(.unrolled(depth: 1001, step: .learned), best)
      check(
        .unrolled(depth: 1, step: .learned),
        0.5 * energy * n * test.variance / (energy + n * test.variance))
    }
  }

  @Test("i.i.d. data", arguments: ToyCase.all)
  func independent(_ test: ToyCase) {
    let model = DataModel.independent(n: test.n, mu: test.mu, theta: test.theta)
    let n = Double(test.n)
    let rest = test.theta * test.theta
    let first = n * test.mu * test.mu + rest
    let best = Self.wiener(first, test.variance) + (n - 1) * Self.wiener(rest, test.variance)
    for rows in 1...test.n {
      let name = "\(test.testDescription), k = \(rows)"
      let forced = Double(test.n - rows)
      let top = first + (forced - 1) * rest
      let free = Double(rows) * Self.wiener(rest, test.variance)
      let even = 0.5 * top * forced * test.variance / (top + forced * test.variance) + free
      func check(_ family: DenoiserFamily, _ expected: Double) {
        expectClose(
          Self.risk(model, test, rows, family), expected, Self.rounding, "\(family), \(name)")
      }
      check(.linear, best)
      check(.bilevel, rows < test.n ? 0.5 * test.variance * forced + free : best)
      check(.unrolled(depth: 4, step: .learned), rows < test.n ? even : best)
      check(.unrolled(depth: 5, step: .learned), best)
      let trace = first + (n - 1) * rest
      check(
        .unrolled(depth: 1, step: .learned),
        0.5 * trace * n * test.variance / (trace + n * test.variance))
    }
  }

  @Test("the two models coincide at θ = 0", arguments: [1, 2, 5, 1_000_000], [0, 0.3, 2])
  func coincide(n: Int, mu: Double) {
    #expect(
      DataModel.constant(n: n, mu: mu, theta: 0).spectrum
        == DataModel.independent(n: n, mu: mu, theta: 0).spectrum)
  }

  @Test("n = 10¹² costs nothing and has the closed form", arguments: [2, 3, 1000, 1001])
  func huge(depth: Int) {
    let n = 1_000_000_000_000
    let test = ToyCase(n: n, mu: 1, theta: 0.5, variance: 0.81)
    let spectrum = DataModel.constant(n: n, mu: 1, theta: 0.5).spectrum
    #expect(spectrum.groups.count == 2)
    #expect(spectrum.dimension == n)
    let energy = 1.25e12
    let forced = Double(n - n / 2)
    let expected =
      depth.isMultiple(of: 2)
      ? 0.5 * energy * test.variance * forced / (energy + forced * test.variance)
      : Self.wiener(energy, test.variance)
    let risk = Self.risk(
      .constant(n: n, mu: 1, theta: 0.5), test, n / 2, .unrolled(depth: depth, step: .learned))
    expectClose(risk, expected, Self.rounding, "N = \(depth)")
  }
}
