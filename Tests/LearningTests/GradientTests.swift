import Learning
import LinearAlgebra
import Optimization
import Testing
import ToyModel

@Suite("Risk and gradient")
struct GradientTests {
  /// Data, k and whether columns are reduced.
  static let problems: [(name: String, spectrum: Spectrum, rows: Int)] = [
    ("constant", DataModel.constant(n: 7, mu: 1, theta: 0.5).spectrum, 3),
    ("constant, k = n", DataModel.constant(n: 5, mu: 1, theta: 0.5).spectrum, 5),
    ("i.i.d.", DataModel.independent(n: 8, mu: 1, theta: 0.5).spectrum, 4),
    ("distinct", Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1]), 2),
    ("with zeros", Spectrum(eigenvalues: [2, 1, 0.25, 0, 0, 0]), 6),
    ("n = 1", Spectrum(eigenvalues: [1.5]), 1),
    ("k = 1", Spectrum(eigenvalues: [4, 2, 1, 1, 1]), 1),
  ]
  static let families: [LearnedRisk.Family] =
    [.bilevel]
    + [1, 2, 3, 4, 5, 10, 11].flatMap { depth in
      [0.05, 0.5].flatMap { omega in
        [true, false].map { .unrolled(depth: depth, stepSize: omega, isStepLearned: $0) }
      }
    } + heavyBalls + manyNumbers

  /// Momentum, with ω given and learned.
  private static let heavyBalls: [LearnedRisk.Family] = [1, 2, 3, 4, 7].flatMap { depth in
    [StepRule.fixed(0.4), .learned].compactMap { step in
      Algorithm(name: "heavy-ball").flatMap {
        LearnedRisk.Family(
          DenoiserFamily($0, depth: depth, choices: ParameterChoices(step, .fixed(0.8))))
      }
    }
  }

  /// Several numbers besides R: sizes of steps, momentum, start.
  private static let manyNumbers: [LearnedRisk.Family] = [1, 2, 3, 5].flatMap { depth in
    Algorithm.all.compactMap { algorithm -> LearnedRisk.Family? in
      let parameters = algorithm.entry.parameters
      guard parameters.allSatisfy(\.canBeLearned),
        parameters.count == 2 || parameters.first?.isSchedule == true
      else { return nil }
      return LearnedRisk.Family(
        DenoiserFamily(
          algorithm, depth: depth,
          choices: parameters.count == 2
            ? ParameterChoices(.learned, .learned) : ParameterChoices(.learned)))
    }
  }

  static func point(_ risk: LearnedRisk, seed: UInt64, stepSize: Double = 0.3) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    var point = (0..<risk.dimension).map { _ in 0.6 * generator.nextNormal() }
    if risk.family.isLearned {
      point[point.count - 1] = inverseSoftplus(stepSize)
    }
    return point
  }

  @Test("the value is the risk of T = f(RᵀR)", arguments: problems.indices, families)
  func value(index: Int, family: LearnedRisk.Family) throws {
    let (_, spectrum, rows) = Self.problems[index]
    let problem = LearningProblem(spectrum: spectrum, noiseVariance: 0.81, rows: rows)
    var risk = LearnedRisk(problem, family: family)
    let point = Self.point(risk, seed: UInt64(index) + 1)
    var gradient = [Double](repeating: 0, count: risk.dimension)
    let value = risk.evaluate(at: point, gradient: &gradient)
    let filter = family.filter(risk.numbers(point))
    let diagonal =
      problem.deviations.map { $0 + problem.shift }
      + Array(repeating: problem.shift, count: problem.dimension - problem.deviations.count)
    let direct = Risk(
      denoiser: try filter.map(regularizer: risk.matrix(point)),
      secondMoment: Matrix(diagonal: diagonal), noiseVariance: 0.81)
    #expect(abs(risk.linearRisk + value - direct.total) <= 1e-12 * direct.total)
  }

  @Test(
    "central differences approach the gradient with order 2", arguments: problems.indices, families)
  func gradient(index: Int, family: LearnedRisk.Family) {
    let (_, spectrum, rows) = Self.problems[index]
    let problem = LearningProblem(spectrum: spectrum, noiseVariance: 0.81, rows: rows)
    for algorithm in [LearnedRisk.Algorithm.eigen, nil] {
      var risk = LearnedRisk(problem, family: family, algorithm: algorithm)
      let point = Self.point(risk, seed: UInt64(index) + 11)
      expectOrderTwo(&risk, at: point, along: Self.point(risk, seed: 99))
    }
  }

  @Test("the algorithms agree", arguments: problems.indices, families)
  func algorithms(index: Int, family: LearnedRisk.Family) {
    let (_, spectrum, rows) = Self.problems[index]
    let problem = LearningProblem(spectrum: spectrum, noiseVariance: 0.81, rows: rows)
    var fast = LearnedRisk(problem, family: family)
    var general = LearnedRisk(problem, family: family, algorithm: .eigen)
    let point = Self.point(fast, seed: UInt64(index) + 21)
    var (first, second) = (
      [Double](repeating: 0, count: point.count), [Double](repeating: 0, count: point.count)
    )
    let values = (
      fast.evaluate(at: point, gradient: &first), general.evaluate(at: point, gradient: &second)
    )
    #expect(abs(values.0 - values.1) <= 1e-13 * (values.1 + problem.linearRisk))
    add(-1, second, to: &first)
    #expect(norm(first) <= 1e-12 * (norm(second) + values.1 + problem.linearRisk))
  }
}
