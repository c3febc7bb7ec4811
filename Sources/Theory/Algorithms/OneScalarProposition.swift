// Algorithms with one learned number, which all have the same best risk.

package import Evidence
package import Intervals
import Libc
package import Reference
package import ToyModel

package struct OneScalarProposition: Claim {
  package let id = "one-scalar"
  package let exposition = Exposition(
    title: "One learned number is worth the same, whichever it is",
    statement: [
      """
      These algorithms have one number besides R, and a filter f that never exceeds f(0) = c₀, where c₀ can be \
      any number in (0, 1). With u = 1 + s, the mean γ̄ of the m = n − k largest γ and λ = log(1 + γ̄/σ²):
      """,
      .formula(
        """
        ridge                   f = 1/(δ + u)                       δ = σ²/γ̄
        gain                    f = g/u                             g = γ̄/(γ̄ + σ²)
        gradient flow           f = (1 − e^(−τu))/u                 τ = λ
        gradient descent        q = 1 − ωu, N even                  ω = 1 − e^(−λ/N)
        proximal point          q = 1/(1 + w u)                     w = e^(λ/N) − 1
        implicit regulariser    q = (1 − w)/(1 + w s), w ≤ 1        w = 1 − e^(−λ/N)
        ADMM                    q = (ρ + (1−ρ)/(1+ρs))/(1+ρ)        ρ = e^(λ/N) − 1
        Chebyshev on [1, 1+S]   f = (1 − T(1−2s/S)/T(1+2/S))/u      S = 1/sinh²(ζ/N)
        """),
      """
      with f = (1 − qᴺ)/u where there is a q, the Chebyshev polynomial T of even degree N and \
      sinh²ζ = γ̄/(2σ²). The \
      infimum of the risk is E for each of them, at the parameter on the right: early stopping is worth what \
      a ridge or a gain is worth, at any depth, and where E is attained the best denoiser is the same.
      """,
    ],
    assumptions: [
      "1 ≤ k < n for the parameters; for k = n the best linear risk is the infimum.",
      "Any data, not all 0; σ > 0.",
    ],
    limits: [
      """
      Where the image is (0, c₀], all of them but gradient descent and Chebyshev, E is attained only if no \
      free γ is 0.
      """,
      """
      ADMM begins with the data term, at 0, and its output is the variable of the regulariser; the other \
      order has another filter.
      """,
      """
      The implicit regulariser with w > 1 has the same values at odd depth, but at even depth it can do better: for \
      N = 2 and w > 3/2 its filter rises from c₀ = w(2 − w) to w/(4(w − 1)).
      """,
      "E is the least risk of one number, not of all algorithms: that is F (`toy explain floor`).",
    ],
    sources: [.proofOneScalar, .proofPrinciple, .proofChebyshev, .proofLongSteps],
    example: { .oneScalar() },
    figure: "filter-gallery",
    commands: [
      "toy risk --n 10 --k 5 --depth 4 --algorithm gradient-descent,proximal-point,admm,chebyshev",
      "toy risk --n 10 --k 5 --family bilevel --algorithm exact,ridge,gain",
    ],
    declarations: [
      "RidgeFilter", "OutputGainFilter", "GradientFlowFilter", "ChebyshevFilter", "RiskBounds",
    ])
  package let domain =
    "each algorithm step by step in interval arithmetic, N ≤ 40 or 20, s ≤ 50; risks of random spectra, n ≤ 5, "
    + "by scans of the parameter; Chebyshev below c₀ for N ≤ 12"

  /// f as the program computes it.
  package var filter:
    @Sendable (_ choice: AlgorithmChoice, _ parameter: Double) -> (any BranchedFilter)? = {
      $0.filter($1)
    }
  /// The best risk, with the learned parameter as the step size.
  package var risk: RiskFormula = { $0.optimum }
  /// (N² − q(x))/x for N even, with q(x) = (1 − T_N(1−2x))/(2x): that it is positive says that Chebyshev's
  /// filter is below c₀.
  package var margin: @Sendable (_ depth: Int) -> [Interval] = { Self.chebyshevMargin($0) }

  /// The greatest value of the implicit regularizer for N = 2 and w > 3/2.
  package var overshoot: @Sendable (_ weight: Interval) -> Interval = {
    $0 / (4 * ($0 - Interval.one))
  }

  /// The algorithms.
  package static let algorithms: [SteppedAlgorithm] = [
    .ridge, .gain, .gradientDescent, .gradientFlow, .proximalPoint, .implicitRegularizer,
    .alternatingDirections, .chebyshev,
  ]

  /// Whether N must be even.
  private static func isEvenOnly(_ algorithm: SteppedAlgorithm) -> Bool {
    algorithm == .gradientDescent || algorithm == .chebyshev
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 1...40, legal: 1...100)
    var checks: [Check] = []
    for (index, algorithm) in Self.algorithms.enumerated() {
      // The enclosures of the last two widen with every step.
      let most = [.alternatingDirections, .chebyshev].contains(algorithm) ? 20 : Int.max
      let choices = depths.filter {
        $0 <= most && ($0.isMultiple(of: 2) || !Self.isEvenOnly(algorithm))
      }
      guard !choices.isEmpty else { continue }
      let weights = algorithm == .implicitRegularizer ? 0.01...1 : 0.01...10
      checks.append(
        try .sampled(
          "\(algorithm.rawValue): f, its turn from c₀ on and its inverse, step by step",
          cases: scope.samples / 12, in: scope, id, index,
          point: { draws in
            ParameterPoint([
              .depth: Double(draws.element(choices)), .weight: draws.logarithmic(weights),
              .s: draws.logarithmic(1e-6...50),
            ])
          },
          isLegal: {
            choices.contains($0.depth) && weights.contains($0[.weight]) && $0[.s] > 0
              && $0[.s] <= 50
          }
        ) { filterViolation(algorithm, $0) })
    }
    let part = Self.algorithms.count
    checks.append(
      try .sampled(
        "implicit regularizer with 1 < w < 2: odd N fall from c₀, N = 2 has its greatest value",
        cases: scope.samples / 12, in: scope, id, part + 2,
        point: { draws in
          ParameterPoint([
            .depth: Double(2 * draws.integer(0...4) + 1), .weight: draws.uniform(1.01...1.99),
            .s: draws.logarithmic(1e-3...50),
          ])
        },
        isLegal: {
          !$0.depth.isMultiple(of: 2) && (1...9).contains($0.depth)
            && (1.01...1.99).contains($0[.weight])
            && $0[.s] >= 1e-3
        }
      ) { longStepViolation($0) })
    let small = depths.filter { $0.isMultiple(of: 2) && $0 <= 12 }
    if !small.isEmpty {
      checks.append(
        Check.proved(
          "Chebyshev of even N is below c₀: N² > (1 − T(1−2x))/(2x) for 0 < x ≤ 1", [.s], [0...1],
          for: small.map { ParameterPoint([.depth: Double($0)]) }
        ) { sides, point in
          Self.value(margin(point.depth), at: sides[0])
        })
    }
    checks.append(
      try .sampled(
        "the best risk is E for every algorithm, at its closed parameter",
        cases: scope.samples / 50, in: scope, id, part,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...5)
        }, isLegal: \.isSetting, command: { $0.riskCommand("--depth 4 --algorithm admm") }
      ) { riskViolation($0) })
    checks.append(
      try .sampled(
        "no other parameter is better, by a scan of it that runs the algorithm",
        cases: scope.samples / 1000, in: scope, id, part + 1,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 2...4, isForced: true)
          point[.sigma] = draws.logarithmic(0.3...3)
          return point
        }, isLegal: \.isSetting, command: { $0.riskCommand("--depth 4 --algorithm admm") }
      ) { scanViolation($0) })
    return checks
  }

  private func longStepViolation(_ point: ParameterPoint) -> String? {
    let weight = point[.weight]
    func run(_ depth: Int, _ s: Double) -> Interval {
      SteppedAlgorithm.implicitRegularizer.run(
        depth: depth, parameter: Interval(weight), at: Interval(s))
    }
    let (value, forced) = (run(point.depth, point[.s]), run(point.depth, 0))
    guard value.isPositive, value.isBelow(forced) else {
      return "f(s) = \(value.middle) at odd N, and c₀ = \(forced.middle)"
    }
    // The greatest value lies where 1 + ws = 2(w−1).
    let isInside = weight > 1.5
    let greatest = isInside ? overshoot(Interval(weight)) : run(2, 0)
    let place = isInside ? (2 * weight - 3) / weight : 0
    let image = AlgorithmChoice(.implicitRegularizer, depth: 2).filter(weight)?.image
    return difference("f at its turn", run(2, place).middle, from: greatest, tolerance: 1e-13)
      ?? difference(
        "max f", image?.upperBound.value ?? .nan, from: greatest, tolerance: 1e-13)
  }

  private func filterViolation(_ algorithm: SteppedAlgorithm, _ point: ParameterPoint) -> String? {
    let choice = AlgorithmChoice(algorithm, depth: point.depth)
    guard let filter = filter(choice, point[.weight]) else { return "there is no filter" }
    func run(_ s: Double) -> Interval {
      algorithm.run(depth: point.depth, parameter: Interval(point[.weight]), at: Interval(s))
    }
    let (exact, forced) = (run(point[.s]), run(0))
    let found = filter.gain(at: point[.s])
    let tolerance = algorithm == .gradientFlow ? 1e-14 : 1e-13
    if let wrong = difference("f", found.value, from: exact, tolerance: tolerance)
      ?? difference("1 − f", found.defect, from: 1 - exact, tolerance: tolerance)
      ?? difference("c₀", filter.forcedGain.value, from: forced, tolerance: tolerance)
    {
      return wrong
    }
    guard exact.isBelow(forced) else { return "f(s) = \(exact.middle) is not below c₀" }
    let isBounded = !Self.isEvenOnly(algorithm)
    guard !isBounded || exact.isPositive else { return "f(s) = \(exact.middle) is not positive" }
    // The image, and the way back.
    guard filter.image.upperBound == filter.forcedGain,
      filter.image.lowerBound.value == (isBounded ? 0 : -.infinity)
    else { return "the image is \(filter.image)" }
    let target = Gain(value: forced.middle - 0.4 * abs(forced.middle))
    guard let s = filter.inverse(target) else { return "\(target.value) has no s" }
    let slack = 1e-12 * max(target.value, abs(filter.derivative(at: s)) * s)
    let reached = run(s).middle
    return abs(reached - target.value) <= slack
      ? nil : "f(\(s)) is \(reached), not \(target.value)"
  }

  /// Depths at which risks are compared.
  private static func depths(_ algorithm: SteppedAlgorithm) -> [Int] {
    algorithm.hasDepth ? (isEvenOnly(algorithm) ? [2, 4, 10] : [1, 2, 3, 10]) : [1]
  }

  private func riskViolation(_ point: ParameterPoint) -> String? {
    let exact = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k)
    let top = exact.gain(0..<max(1, point.n - point.k))
    for algorithm in Self.algorithms {
      for depth in Self.depths(algorithm) {
        let choice = AlgorithmChoice(algorithm, depth: depth)
        guard let family = choice.family(.learned) else { return "no \(choice.inWords)" }
        let optimum = risk(RiskSetting(point, family))
        if let wrong = difference(
          "the risk of \(choice.inWords)", optimum.risk.total, from: exact.even)
        {
          return wrong
        }
        // The parameter by running the algorithm with it: c₀ is that of the largest γ.
        guard let parameter = optimum.stepSize, parameter > 0, parameter.isFinite else { continue }
        let forced = algorithm.run(
          depth: depth, parameter: Interval(parameter), at: .zero)
        guard point.k < point.n, point.eigenvalues[0] > 0, forced.isFinite else { continue }
        let scale = Double(depth) * 1e-14
        if let wrong = difference(
          "1 − c₀ of \(choice.inWords)", 1 - forced.middle, from: 1 - top,
          tolerance: scale, scale: 1)
        {
          return wrong
        }
        let isOpen = !Self.isEvenOnly(algorithm)
        let isAttained = !isOpen || (point.eigenvalues.last ?? 0) > 0
        if (optimum.attainment == .attained) != isAttained {
          return "\(choice.inWords) is \(optimum.attainment)"
        }
      }
    }
    return nil
  }

  /// The least risk over a parameter, about which only the algorithm is known.
  private func scanViolation(_ point: ParameterPoint) -> String? {
    let even = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k
    ).even.middle
    let size = point.eigenvalues.reduce(point.noiseVariance, +)
    for algorithm in Self.algorithms {
      let depth = Self.isEvenOnly(algorithm) ? 4 : 3
      let limit = algorithm == .implicitRegularizer ? 0.0 : algorithm == .chebyshev ? 7.0 : 3.0
      let best = BruteForce.least(from: -4, to: limit, points: 30) { exponent in
        ScannedFilter { s in
          algorithm.run(depth: depth, parameter: pow(10, exponent), at: s)
        }.bestRisk(eigenvalues: point.eigenvalues, noise: point.noiseVariance, k: point.k)
      }.value
      let found = AlgorithmChoice(algorithm, depth: depth).family(.learned).map {
        risk(RiskSetting(point, $0)).risk.total
      }
      guard let found, abs(found - even) <= 1e-12 * even else {
        return "\(algorithm.rawValue) is said to have the risk \(found ?? .nan)"
      }
      // The scan ends at parameters at which c₀ is not yet 0 or 1.
      if best < found * (1 - 1e-9) || best > found * 1.001 + 1e-6 * size {
        return "\(algorithm.rawValue) has the risk \(best) by a scan, not \(found)"
      }
    }
    return nil
  }

  /// (N² − q(x))/x by the recurrence of T_N(1−2x).
  package static func chebyshevMargin(_ depth: Int) -> [Interval] {
    let x = Polynomial.variable
    let argument = Polynomial(1) - Polynomial(2) * x
    var (before, here) = (Polynomial(1), argument)
    for _ in 1..<depth { (before, here) = (here, Polynomial(2) * argument * here - before) }
    // 1 − T has no constant term, and N² − q none either.
    let q = (Polynomial(1) - here) / Polynomial(2)
    return q.coefficients.dropFirst(2).map { -$0 }
  }

  /// A polynomial on an interval.
  private static func value(_ coefficients: [Interval], at x: Interval) -> Interval {
    func horner(_ coefficients: [Interval], _ x: Interval) -> Interval {
      coefficients.reversed().reduce(.zero) { $1 + x * $0 }
    }
    let slopes = coefficients.indices.dropFirst().map { Interval($0) * coefficients[$0] }
    let middle = Interval(x.middle)
    let plain = horner(coefficients, x)
    return plain.intersection(horner(coefficients, middle) + horner(slopes, x) * (x - middle))
      ?? plain
  }
}
