import Learning
import LinearAlgebra
import Optimization
import Testing
import ToyModel

@Suite("Empirical risk")
struct EmpiricalRiskTests {
  static let families: [LearnedRisk.Family] =
    [.bilevel]
    + [1, 2, 3, 4, 10, 11].map { .unrolled(depth: $0, stepSize: 0.3, isStepLearned: true) }

  private static func point(_ risk: some DenoisingRisk, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let entries = (0..<risk.rows * risk.columns).map { _ in 0.5 * generator.nextNormal() }
    return risk.variables(
      Matrix(rows: risk.rows, columns: risk.columns, elements: entries), stepSize: 0.3)
  }

  /// The parametrisations that a family has.
  private static func all(_ family: LearnedRisk.Family) -> [Parametrization] {
    family.canBeReparametrized ? [.plain, .reparametrized] : [.plain]
  }

  @Test("for the moments of a population it is the population risk", arguments: families, 1...4)
  func population(family: LearnedRisk.Family, rows: Int) {
    let eigenvalues = [3, 1.2, 0.5, 0.1]
    let problem = LearningProblem(
      spectrum: Spectrum(eigenvalues: eigenvalues), noiseVariance: 0.81, rows: rows)
    for parametrization in Self.all(family) {
      var exact = LearnedRisk(
        problem, family: family, parametrization: parametrization, algorithm: .eigen)
      var empirical = EmpiricalRisk(
        Moments(secondMoment: Matrix(diagonal: eigenvalues), noiseVariance: 0.81), rows: rows,
        family: family, parametrization: parametrization)
      #expect(!empirical.maySignsHelp)
      let point = Self.point(exact, seed: UInt64(rows))
      var (first, second) = (point, point)
      let values = (
        exact.evaluate(at: point, gradient: &first),
        empirical.evaluate(at: point, gradient: &second)
      )
      // Two algorithms for one number: they differ by rounding, which moments lose more of.
      #expect(abs(values.0 - values.1) <= 1e-12 * (values.0 + problem.linearRisk))
      #expect(abs(empirical.linearRisk - problem.linearRisk) <= 1e-14 * problem.linearRisk)
      add(-1, first, to: &second)
      #expect(norm(second) <= 1e-11 * (norm(first) + values.0 + problem.linearRisk))
    }
  }

  @Test("for frames it is the mean of ½‖Tx − y‖²", arguments: families)
  func frames(family: LearnedRisk.Family) throws {
    let n = 5
    var generator = SeededGenerator(seed: 7)
    var accumulator = MomentAccumulator(dimension: n)
    var pairs: [(x: [Double], y: [Double])] = []
    for _ in 0..<700 {
      let level = 1 + 0.5 * generator.nextNormal()
      let y = (0..<n).map { _ in level }
      let x = y.map { $0 + 0.9 * generator.nextNormal() }
      accumulator.add(noisy: x, clean: y)
      pairs.append((x, y))
    }
    var risk = EmpiricalRisk(accumulator.moments(), rows: 3, family: family)
    let point = Self.point(risk, seed: 3)
    var gradient = point
    let value = risk.evaluate(at: point, gradient: &gradient)
    let r = Matrix(rows: 3, columns: n, elements: Array(point[..<15]))
    let filter: any BranchedFilter =
      if let depth = family.depth {
        UnrolledFilter(depth: depth, stepSize: try #require(risk.stepSize(point)))
      } else {
        BilevelFilter()
      }
    let t = try filter.map(regularizer: r)
    let mean =
      pairs.reduce(0) { sum, pair in
        let estimate = t.multiplied(by: Matrix(rows: n, columns: 1, elements: pair.x)).elements
        return sum + 0.5 * zip(estimate, pair.y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      } / Double(pairs.count)
    #expect(abs(risk.linearRisk + value - mean) <= 1e-11 * mean)
  }

  /// The moments of frames of six normal samples with noise.
  private static func moments(frames: Int) -> Moments {
    var generator = SeededGenerator(seed: 9)
    var accumulator = MomentAccumulator(dimension: 6)
    for _ in 0..<frames {
      let y = (0..<6).map { _ in generator.nextNormal() }
      accumulator.add(noisy: y.map { $0 + 0.5 * generator.nextNormal() }, clean: y)
    }
    return accumulator.moments()
  }

  @Test("noise in few frames makes S_xy indefinite, in many not", arguments: [1, 2, 5, 500])
  func signs(frames: Int) {
    let risk = EmpiricalRisk(
      Self.moments(frames: frames), rows: 4, family: .bilevel, parametrization: .reparametrized)
    #expect(risk.maySignsHelp == (frames < 500))
  }

  @Test(
    "the minimised function is the risk of the T and the R that follow", arguments: families,
    [1, 2, 5, 500])
  func denoiser(family: LearnedRisk.Family, frames: Int) throws {
    let moments = Self.moments(frames: frames)
    for parametrization in Self.all(family) {
      var risk = EmpiricalRisk(moments, rows: 4, family: family, parametrization: parametrization)
      // Some of the angles are beyond π/2.
      let point = Self.point(risk, seed: 8)
      var gradient = point
      let value = risk.linearRisk + risk.evaluate(at: point, gradient: &gradient)
      let denoiser = try #require(try risk.denoiser(point))
      let excess = moments.risk(of: denoiser) - value
      let rounding = 1e-12 * (moments.clean.trace + abs(value))
      // A negative cosine counts as its modulus, which is no worse where S_xy is not indefinite.
      let isModulus = family == .bilevel && parametrization == .reparametrized && !risk.maySignsHelp
      #expect(isModulus ? excess <= rounding : abs(excess) <= rounding)
      let map = try family.filter(risk.numbers(point)).map(
        regularizer: risk.regularizer(point).matrix)
      // f is steep where the iteration diverges.
      #expect(map.subtracting(denoiser).frobeniusNorm <= 1e-9 * (1 + denoiser.frobeniusNorm))
    }
  }

  @Test(
    "central differences approach the gradient with order 2", arguments: families, [2, 50])
  func gradient(family: LearnedRisk.Family, frames: Int) {
    let moments = Self.moments(frames: frames)
    for parametrization in Self.all(family) {
      var risk = EmpiricalRisk(moments, rows: 4, family: family, parametrization: parametrization)
      expectOrderTwo(&risk, at: Self.point(risk, seed: 5), along: Self.point(risk, seed: 6))
    }
  }
}
