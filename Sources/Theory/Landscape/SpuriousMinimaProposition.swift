// Decreasing filters: every local minimum of the risk over R is global.

package import Evidence
package import Intervals
package import Learning
import LinearAlgebra
import Optimization
package import Reference
import ToyModel

package struct SpuriousMinimaProposition: Claim {
  package let id = "no-spurious-minima"
  package let exposition = Exposition(
    title: "Where the filter falls, every local minimum over R is global",
    statement: [
      """
      Let f be analytic on [0, ∞) with f′ < 0 and c₀ = f(0) ≤ 1: bilevel learning, even depths with any \
      ω > 0, ridge, a gain up to 1, gradient flow, proximal point, ADMM, the implicit regulariser with w ≤ 1. \
      As a function of all entries of R the risk has no local minimum that is not global, and every other \
      critical point is a strict saddle. The critical points are, with an eigenbasis of C, the sets O of at \
      most k directions with t* < c₀, if f takes the value t*: T is t* on O, the active directions, and c₀ on \
      the others.
      """,
      """
      In the coordinates B with T = c₀I − BᵀB the Hessian at such a point is negative along p vᵀ, for unit \
      vectors p of rows and an eigenvector v of a silent direction j with t_j* < c₀ (w = γ + σ²):
      """,
      .formula(
        """
        |O| < k, Bᵀp = 0                     ½ J″ = −w_j (c₀ − t_j*)
        i active, w_j < w_i, Bᵀp along v_i   ½ J″ = −½ (w_i − w_j)(2 − c₀ − t_i*)
        """),
      """
      If neither exists, the risk is the best one. With ω learned too, N even, the same is true; only at \
      ω = 1, where R is the best for ω = 1, are there critical points with a Hessian that shows no descent \
      for N ≥ 4, and they are no minima either.
      """,
    ],
    assumptions: ["The risk is the expectation; 1 ≤ k ≤ n, σ > 0; any data."],
    limits: [
      "If the infimum is not attained there is no local minimum at all.",
      """
      No statement about odd depths, where f turns: there minima behind a barrier exist (`toy explain \
      odd-trap`).
      """,
      "That there are no bad minima does not say how long training takes near saddles.",
    ],
    sources: [.proofLandscape, .proofLearnedLandscape, .claims("one-scalar", "even-landscape")],
    example: { .spuriousMinima() },
    commands: ["toy learn --n 6 --k 3 --depth 2 --omega 0.5 --coordinates plain --starts 3 -o -"],
    declarations: ["OptimalRisk"])
  package let domain =
    "all sets O for random spectra, n ≤ 5, c₀ from 0.05 to 1; gradients by the steps for bilevel learning and "
    + "N = 2, 4, 6; f′ < 0 on boxes for N ≤ 3; 15 cases learned from three starts"

  /// ½ J″ for spare rows, by w_j, c₀ and t_j*.
  package var spare: @Sendable (_ weight: Double, _ forced: Double, _ target: Double) -> Double = {
    -$0 * ($1 - $2)
  }
  /// ½ J″ of an exchange, by w_i, w_j, c₀ and t_i*.
  package var exchange:
    @Sendable (_ active: Double, _ silent: Double, _ forced: Double, _ target: Double) -> Double = {
      -0.5 * ($0 - $1) * (2 - $2 - $3)
    }
  /// The gain of an active direction.
  package var activeGain: @Sendable (_ target: Double) -> Double = { $0 }
  /// f with f′, of the algorithms on boxes.
  package var tangent:
    @Sendable (
      _ algorithm: SteppedAlgorithm, _ depth: Int, _ weight: Interval, _ s: Interval
    ) -> Interval = { algorithm, depth, weight, s in
      algorithm.run(
        depth: depth, parameter: Tangent(value: weight, slope: .zero), at: .variable(s)
      ).slope
    }

  /// The least risk that some starts of learning end at.
  package var learned: @Sendable (_ plan: LearningPlan) -> [Double] = { plan in
    learn(plan, from: LearningState(starts: 3), jobs: 1) { _, _ in true }.runs
      .map { plan.risk($0.iterate?.value ?? .infinity) }
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let falling: [SteppedAlgorithm] = [
      .ridge, .gain, .proximalPoint, .implicitRegularizer, .alternatingDirections,
    ]
    var checks = falling.map { algorithm in
      Check.proved(
        "f′ < 0: \(algorithm.rawValue)", [.weight, .s], [0.1...1, 0...4],
        for: (algorithm.hasDepth ? [1, 2, 3] : [1]).map { ParameterPoint([.depth: $0]) }
      ) { sides, point in
        -tangent(algorithm, point.depth, sides[0], sides[1])
      }
    }
    func check(
      _ name: String, part: Int, _ number: Int, _ violation: Violation
    ) throws(EvidenceError) -> Check {
      try .sampled(
        name, cases: scope.samples / part, in: scope, id, number,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 1...5)
          point[.sigma] = draws.logarithmic(0.1...3)
          point[.depth] = Double(draws.element([0, 2, 4, 6]))
          point[.omega] = draws.element([1, draws.uniform(0.05...1.9)])
          return point
        },
        isLegal: {
          $0.isSetting && $0[.omega] > 0 && $0[.omega] < 2 && [0, 2, 4, 6].contains($0.depth)
        },
        command: { $0.riskCommand($0.familyOptions) }, violation: violation)
    }
    checks += [
      try check("every set O is critical: all derivatives of the risk vanish", part: 50, 0) {
        (point) throws(EvidenceError) in try gradientViolation(point)
      },
      try check("the Hessian in B, and the value where it shows no descent", part: 20, 1) {
        curvatureViolation($0)
      },
      try check("the best risk is a convex function of c₀ ≤ 1", part: 20, 2) {
        convexityViolation($0)
      },
      try .exhaustive(
        "learning all entries of R, from three random starts each, ends at the best risk",
        Self.runs, command: { $0.riskCommand($0.familyOptions) }
      ) { learningViolation($0) },
    ]
    return checks
  }

  /// Bilevel learning, even depths at fixed steps, and one with a learned step.
  private static var runs: [ParameterPoint] {
    [(0.0, 1.0), (2, 0.5), (2, 1.5), (4, 1), (2, 0)].flatMap { depth, omega in
      [([3, 1.2, 0.5, 0.1], 2.0), ([3, 1.2, 0.5, 0.1], 3), ([2, 2, 0.3], 1)].map {
        ParameterPoint(
          [.depth: depth, .omega: omega, .k: $0.1, .sigma: 0.9], eigenvalues: $0.0)
      }
    }
  }

  private func learningViolation(_ point: ParameterPoint) -> String? {
    let isLearned = point[.omega] == 0
    let family: LearnedRisk.Family =
      point.depth == 0
      ? .bilevel
      : .unrolled(
        depth: point.depth, stepSize: isLearned ? 0.5 : point[.omega], isStepLearned: isLearned)
    let plan = LearningPlan(
      problem: LearningProblem(
        spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k),
      family: family, parametrization: .plain, method: .lbfgs, start: .gaussian,
      rule: StoppingRule(relativeDecrease: 1e-12, iterationLimit: 1000), seed: 1)
    let best = OptimalRisk(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k,
      family: DenoiserFamily(point)
    ).risk.total
    for found in learned(plan) where !(abs(found - best) <= 1e-5 * best) {
      return "a start ends at \(found), not \(best)"
    }
    return nil
  }

  /// c₀ at a parameter point.
  private func forcedGain(_ point: ParameterPoint) -> Double {
    point.depth == 0
      ? 1
      : SteppedAlgorithm.gradientDescent.run(
        depth: point.depth, parameter: point[.omega], at: 0)
  }

  private func targets(_ point: ParameterPoint) -> [Double] {
    point.eigenvalues.map { $0 / ($0 + point.noiseVariance) }
  }

  /// The sets of at most k directions that may be active.
  private func activeSets(
    _ point: ParameterPoint, where isActive: (Double) -> Bool
  ) -> [[Int]] {
    let targets = targets(point)
    return (0..<(1 << point.n)).filter { $0.nonzeroBitCount <= point.k }.map { subset in
      (0..<point.n).filter { subset >> $0 & 1 == 1 }
    }.filter { $0.allSatisfy { isActive(targets[$0]) } }
  }

  /// s > 0 with f(s) = t, by bisection on a decreasing f.
  private func inverse(_ point: ParameterPoint, _ t: Double) -> Double {
    func f(_ s: Double) -> Double {
      point.depth == 0
        ? 1 / (1 + s)
        : SteppedAlgorithm.gradientDescent.run(
          depth: point.depth, parameter: point[.omega], at: s)
    }
    var (low, high) = (0.0, 1.0)
    while f(high) > t { high *= 2 }
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if f(middle) > t { low = middle } else { high = middle }
    }
    return low
  }

  private func gradientViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    let (n, k, c0) = (point.n, point.k, forcedGain(point))
    let targets = targets(point)
    var draws = point.sampler()
    // Bilevel learning does not take the value 0.
    let sets = activeSets(point) { $0 < c0 - 1e-6 && (point.depth > 0 || $0 > 1e-3) }
    for active in sets.prefix(8) {
      var r = Matrix(repeating: 0, rows: k, columns: n)
      for (row, index) in active.enumerated() {
        r[row, index] = inverse(point, activeGain(targets[index])).squareRoot()
      }
      for _ in 0..<3 {
        let direction = draws.matrix(k, n)
        let tangent =
          point.depth == 0
          ? try factorized(DenseTangent.exact(r, direction))
          : DenseTangent.unrolled(
            r, direction, depth: point.depth, stepSize: point[.omega], stepSlope: 0)
        var (slope, size) = (0.0, 0.0)
        for row in 0..<n {
          for column in 0..<n {
            let entry = tangent.value[row, column]
            let error = entry - (row == column ? 1 : 0)
            let term =
              (point.eigenvalues[column] * error + point.noiseVariance * entry)
              * tangent.slope[row, column]
            slope += term
            size += abs(term)
          }
        }
        let energy = point.eigenvalues.reduce(point.noiseVariance, +)
        let scale = tangent.slope.largestEntry * energy
        guard abs(slope) <= 1e-9 * max(size, scale) else {
          return "with \(active) active the risk changes by \(slope)"
        }
      }
    }
    return nil
  }

  private func curvatureViolation(_ point: ParameterPoint) -> String? {
    let (n, k) = (point.n, point.k)
    let c0 = min(1, max(0.05, forcedGain(point)))
    let targets = targets(point)
    let weights = point.eigenvalues.map { $0 + point.noiseVariance }
    let best = DefinedRisk.bestOfAll(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: k, forced: Interval(c0),
      image: (nil, Interval(c0))
    ).middle
    let size = weights.reduce(0, +)
    for active in activeSets(point, where: { $0 < c0 }) {
      var b = Matrix(repeating: 0, rows: k, columns: n)
      for (row, index) in active.enumerated() {
        b[row, index] = (c0 - activeGain(targets[index])).squareRoot()
      }
      /// The risk of T = c₀I − BᵀB.
      func risk(_ b: Matrix) -> Double {
        let denoiser = Matrix.identity(n).scaled(by: c0).subtracting(b.gram())
        return DenseDenoiser.risk(
          denoiser, eigenvalues: point.eigenvalues, noiseVariance: point.noiseVariance)
      }
      /// Half the second derivative along a unit matrix: the risk is a polynomial of degree 4.
      func curvature(_ row: Int, _ column: Int) -> Double {
        let values = (-2...2).map { step in
          var moved = b
          moved[row, column] += Double(step)
          return risk(moved)
        }
        return (16 * (values[1] + values[3]) - values[0] - values[4] - 30 * values[2]) / 24
      }
      var isSaddle = false
      for j in 0..<n where !active.contains(j) && targets[j] < c0 {
        if active.count < k {
          let (found, expected) = (curvature(k - 1, j), spare(weights[j], c0, targets[j]))
          guard abs(found - expected) <= 1e-12 * size, expected < 0 else {
            return "½J″ is \(found) along a spare row, not \(expected)"
          }
          isSaddle = true
        }
        for (row, i) in active.enumerated() where weights[j] < weights[i] {
          let expected = exchange(weights[i], weights[j], c0, targets[i])
          let found = curvature(row, j)
          guard abs(found - expected) <= 1e-12 * size, expected < 0 else {
            return "½J″ is \(found) along an exchange, not \(expected)"
          }
          isSaddle = true
        }
      }
      let value = risk(b)
      guard value >= best - 1e-12 * size else { return "the risk \(value) is below \(best)" }
      if !isSaddle, value > best + 1e-12 * size {
        return "with \(active) active there is no descent, but the risk is \(value), not \(best)"
      }
    }
    return nil
  }

  /// e((a+b)/2) ≤ (e(a)+e(b))/2 for the best risk e(c) of the image (−∞, c].
  private func convexityViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    func best(_ c: Double) -> Double {
      DefinedRisk.bestOfAll(
        point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k, forced: Interval(c),
        image: (nil, Interval(c))
      ).middle
    }
    let (a, b) = (draws.uniform(0...1), draws.uniform(0...1))
    let (middle, mean) = (best((a + b) / 2), (best(a) + best(b)) / 2)
    return middle <= mean * (1 + 1e-12) + 1e-15
      ? nil : "e has \(middle) between \(a) and \(b), their mean is \(mean)"
  }
}
