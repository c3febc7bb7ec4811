// The best risks of all algorithms by brute force over R.

package import Evidence
import Libc
import LinearAlgebra
import Reference
import ToyModel

package struct SearchedRiskProposition: Claim {
  package let id = "searched-risk"
  package let exposition = Exposition(
    title: "Descent over R from many starts finds no smaller risk, and finds the best one",
    statement: [
      """
      For every algorithm the program states a best risk over all R and over the learned parameters. Descent from random \
      starts over all entries of R and the parameters, with the filter run step by step, reaches this risk and never a \
      smaller one.
      """,
      .formula("min_{R, parameters} ½ tr((T−I)C(T−I)ᵀ) + ½σ²‖T‖²,   T = f(RᵀR)"),
    ],
    assumptions: ["2 ≤ n ≤ 4, 1 ≤ k < n, all γ > 0, σ > 0."],
    limits: [
      "A search proves nothing: it might miss a smaller risk, and at odd depths most starts end elsewhere."
    ],
    sources: [.claims("floor", "one-scalar", "depth-three", "odd-depth-limit", "warm-start")],
    example: { .searchedRisks() },
    commands: ["toy risk --n 3 --k 1 --depth 3 --algorithm gradient-descent,steps,heavy-ball"],
    declarations: ["OptimalRisk"])
  package let domain =
    "for each of the algorithms γ = 3, 1.2, 0.5, 0.1, σ = 0.9 with k = 2 and a random problem, n = 2 to 4: never below by "
    + "10⁻⁹, and reached to 10⁻⁵"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let all = SearchedAlgorithm.all
    var next = 0
    return [
      try .exhaustive("every algorithm is among them", [ParameterPoint()]) { _ in
        let names = Set(all.map(\.family.algorithm.name))
        let missing = Algorithm.all.filter {
          $0 != .linear && $0.name != "" && !names.contains($0.name)
        }
        return missing.isEmpty ? nil : "\(missing.map(\.name)) are missing"
      },
      try .exhaustive(
        "the best of many descents where F, E and B differ",
        all.indices.map { index in
          ParameterPoint(
            [.k: 2, .sigma: 0.9, .schedule: Double(index)], eigenvalues: [3, 1.2, 0.5, 0.1])
        }
      ) { violation($0) },
      try .sampled(
        "the best of many descents", cases: scope.samples * all.count / 5000, in: scope, id, 1,
        point: { draws in
          let n = draws.integer(2...4)
          defer { next += 1 }
          return ParameterPoint(
            [
              .k: Double(draws.integer(1...(n - 1))), .sigma: draws.logarithmic(0.3...1.5),
              .schedule: Double((next + Int(scope.seed % 1000)) % all.count),
            ], eigenvalues: draws.eigenvalues(n, in: 0.1...5))
        },
        isLegal: { point in
          (2...4).contains(point.n) && (1..<point.n).contains(point.k) && point[.sigma] >= 0.3
            && all.indices.contains(Int(point[.schedule]))
            && point.eigenvalues.allSatisfy { $0 >= 0.1 }
        }
      ) { violation($0) },
    ]
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let searched = SearchedAlgorithm.all[Int(point[.schedule])]
    // Conjugate gradients have min(k+1, n) steps.
    let family =
      searched.family.algorithm == .conjugateGradient
      ? DenoiserFamily(.conjugateGradient, depth: point.k + 1, choices: ParameterChoices())
      : searched.family
    let expected = risk(RiskSetting(point, family)).risk.total
    var draws = point.sampler()
    var best = Double.infinity
    for start in 0..<400 {
      if start >= 2, best <= expected * (1 + 1e-7) { break }
      let found = searched.descent(point, &draws)
      best = min(best, found)
      if best < expected * (1 - 1e-9) {
        return "\(searched.name) reaches \(best), below \(expected)"
      }
    }
    return best <= expected * (1 + 1e-5)
      ? nil : "\(searched.name) reaches only \(best), not \(expected)"
  }
}

/// An algorithm with its learned parameters, run as it is defined.
struct SearchedAlgorithm {
  /// The name with depth and parameters.
  let name: String
  let family: DenoiserFamily
  /// The number of variables that are searched besides R.
  let count: Int
  /// Whether the first of them belongs to the length of an interval of eigenvalues, instead of the size of a step.
  var hasInterval = false
  /// f for these numbers, each from −∞ to ∞; nil where T is not a filter.
  let filter: (@Sendable ([Double]) -> @Sendable (Double) -> Double)?

  /// The risk that one descent from a random start reaches.
  func descent(_ point: ParameterPoint, _ draws: inout Sampler) -> Double {
    let (k, n) = (point.k, point.n)
    // The basins of odd depths are narrow: most starts have rows as long as the steps allow.
    let numbers = (0..<count).map { _ in 1.5 * draws.normal() + (hasInterval ? 2 : -1) }
    let first = numbers.first ?? 0
    let reach = exp(hasInterval ? first : -first)
    let isFitted = draws.uniform(0...1) < 0.7
    let scale = draws.logarithmic(0.3...12)
    let rows = (0..<k).flatMap { _ in
      let length = isFitted ? (reach * draws.uniform(0.1...3) / Double(n)).squareRoot() : scale
      return (0..<n).map { _ in length * draws.normal() }
    }
    let start = rows + numbers
    return BFGS.leastValue(from: start) { x in
      let r = Matrix(rows: k, columns: n, elements: Array(x.prefix(k * n)))
      let numbers = Array(x.dropFirst(k * n))
      guard let filter else {
        return DenseDenoiser.risk(
          denoiser(r, numbers), eigenvalues: point.eigenvalues, noiseVariance: point.noiseVariance)
      }
      return DenseDenoiser.risk(
        r, eigenvalues: point.eigenvalues, noiseVariance: point.noiseVariance,
        filter: filter(numbers))
    }
  }

  /// T of the two algorithms without a filter: untied layers with N = 2, and conjugate gradients.
  private func denoiser(_ r: Matrix, _ numbers: [Double]) -> Matrix {
    if let number = numbers.first {
      return DenseDenoiser.untied([r, r], stepSize: exp(number))
    }
    let system = DenseDenoiser.system(r)
    var result = Matrix(repeating: 0, rows: r.columns, columns: r.columns)
    for column in 0..<r.columns {
      let unit = (0..<r.columns).map { $0 == column ? 1.0 : 0 }
      let z = ConjugateGradients.solution(system, unit, steps: r.rows + 1)
      for row in 0..<r.columns { result[row, column] = z[row] }
    }
    return result
  }

  static let all: [SearchedAlgorithm] = stepped + momentum + lists + others

  private static func family(
    _ name: String, _ depth: Int?, _ choices: ParameterChoices
  ) -> DenoiserFamily? {
    Algorithm(name: name).map { DenoiserFamily($0, depth: depth, choices: choices) }
  }

  /// Those with one learned number or none.
  private static var stepped: [SearchedAlgorithm] {
    let depths: [SteppedAlgorithm: [Int]] = [
      .gradientDescent: [1, 2, 3, 5], .implicitData: [3, 4], .implicitRegularizer: [1, 3],
      .proximalPoint: [2], .alternatingDirections: [2, 3], .chebyshev: [2, 3], .neumann: [2, 3],
    ]
    return SteppedAlgorithm.allCases.flatMap { algorithm in
      (algorithm.hasDepth ? depths[algorithm] ?? [] : [1]).compactMap { depth in
        let choice = AlgorithmChoice(algorithm, depth: depth)
        guard let family = choice.family(.learned) else { return nil }
        return SearchedAlgorithm(
          name: choice.inWords, family: family, count: algorithm == .neumann ? 0 : 1,
          hasInterval: algorithm.hasInterval
        ) { numbers in
          let x = numbers.first ?? 0
          // Steps of the regularizer are learned up to 1; long times take more terms than the series has.
          let number = algorithm == .implicitRegularizer ? 1 / (1 + exp(-x)) : exp(x)
          return { s in
            algorithm == .gradientFlow && number * (1 + s) > 2000
              ? 1 / (1 + s) : algorithm.run(depth: depth, parameter: number, at: s)
          }
        }
      }
    } + [
      SearchedAlgorithm(name: "exact", family: .bilevel, count: 0) { _ in { 1 / (1 + $0) } }
    ]
  }

  private static var momentum: [SearchedAlgorithm] {
    [
      ("heavy-ball", 2, 0.75), ("heavy-ball", 3, 0.75), ("heavy-ball", 4, 1), ("nesterov", 2, 0.5),
      ("nesterov", 3, 0.5), ("heavy-ball", 3, nil),
    ].compactMap { (name: String, depth: Int, momentum: Double?) in
      let choice: ParameterChoice = momentum.map { .fixed($0) } ?? .learned
      guard let family = family(name, depth, ParameterChoices(.learned, choice)) else {
        return nil
      }
      let rule = SteppedMomentum(isNesterov: name == "nesterov")
      return SearchedAlgorithm(
        name: "\(name) with N = \(depth)", family: family, count: momentum == nil ? 2 : 1
      ) { numbers in
        let (omega, beta) = (exp(numbers[0]), momentum ?? exp(numbers[numbers.count - 1]))
        return { rule.run(depth: depth, stepSize: omega, momentum: beta, at: $0) }
      }
    }
  }

  /// Steps of different sizes, and starts.
  private static var lists: [SearchedAlgorithm] {
    @Sendable func run(_ steps: [Double], from start: Double, _ s: Double) -> Double {
      SteppedMomentum(isNesterov: false).run(steps, steps.map { _ in 0 }, from: start, at: s)
    }
    var found: [SearchedAlgorithm] = []
    for depth in [2, 3, 4] {
      guard let family = family("steps", depth, ParameterChoices(.learned)) else { continue }
      found.append(
        SearchedAlgorithm(name: "steps with N = \(depth)", family: family, count: depth) {
          numbers in
          let steps = numbers.map { exp($0) }
          return { run(steps, from: 0, $0) }
        })
    }
    for depth in [1, 2] {
      let fixed = DenoiserFamily(
        .warmStart, depth: depth, choices: ParameterChoices(.learned, .fixed(1)))
      found.append(
        SearchedAlgorithm(name: "a start at x with N = \(depth)", family: fixed, count: 1) {
          numbers in
          let steps = Array(repeating: exp(numbers[0]), count: depth)
          return { run(steps, from: 1, $0) }
        })
      let learned = DenoiserFamily(
        .warmStart, depth: depth, choices: ParameterChoices(.learned, .learned))
      found.append(
        SearchedAlgorithm(name: "a learned start with N = \(depth)", family: learned, count: 2) {
          numbers in
          let steps = Array(repeating: exp(numbers[0]), count: depth)
          return { run(steps, from: numbers[1], $0) }
        })
    }
    return found
  }

  private static var others: [SearchedAlgorithm] {
    [
      SearchedAlgorithm(
        name: "conjugate gradients",
        family: DenoiserFamily(.conjugateGradient, depth: 2, choices: ParameterChoices()), count: 0,
        filter: nil),
      family("untied", 2, ParameterChoices(.learned)).map {
        SearchedAlgorithm(name: "untied with N = 2", family: $0, count: 1, filter: nil)
      },
    ].compactMap { $0 }
  }
}
