// Three steps that reach the floor.

package import Evidence
import Intervals
import Libc
import Reference
package import ToyModel

package struct DepthThreeProposition: Claim {
  package let id = "depth-three"
  package let exposition = Exposition(
    title: "Three learned steps, or heavy ball with one, reach the floor",
    statement: [
      """
      The floor F (`toy explain floor`) is reached as soon as f(0) is the best common gain c* of the forced \
      directions and the image contains [0, 1). Three gradient steps of learned sizes do that, two do not:
      """,
      .formula(
        """
        N = 1       L₀ + gap of all n directions
        N = 2       E
        N = 3       F   with ω₁ = ω₂ = 1 + √(4(1−c*)/3), ω₃ = ¼
        N > 3       F   with ω₃ = ¼, ω₄ = … = ω_N = ε, ω₁ = ω₂ = 1 + √(4(1−c*)/(3(1−ε)^(N−3)))
                        and ε = √((1−c*)/768)/(N−3)
        """),
      """
      So does heavy ball of every depth N ≥ 3 with one learned step: for N = 3 with β = ¾, and for every \
      N ≥ 3 with β = 1, where ω is a root of P(1) = 1 − c* with
      """,
      .formula("P = cos((N+½)θ)/cos(θ/2),   ω(1+s) = 4 sin²(θ/2)"),
      "and with β = 2, where errors grow:",
      .formula(
        "P = 2^(N/2) (sin (N+1)θ − √2 sin Nθ)/sin θ,   ω(1+s) = 3 − 2√2 cos θ"),
      "All of them attain F. For N = 2 momentum is worth nothing: the best risk is E for every β.",
    ],
    assumptions: ["Learned steps are positive; 1 ≤ k ≤ n, σ > 0; any data."],
    limits: [
      "Steps of either sign reach min(E, E⁻) already for N = 2.",
      "That an optimum exists does not say that training finds it (`toy explain learning`).",
      "With equal steps and no momentum F is reached from some odd depth on (`toy explain odd-depth-limit`).",
    ],
    sources: [
      .proofLearnedSteps, .proofThreeSteps, .proofMomentumOne, .proofMomentumTwo, .proofTwoSteps,
    ],
    example: { .depthThree() },
    figure: "three-steps",
    commands: [
      "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --k 2 --sigma 0.9 "
        + "--depth 2,3,4,10 --algorithm steps",
      "toy risk --n 10 --k 5 --data iid --depth 2,3,4,10 --algorithm heavy-ball --momentum 1",
    ],
    declarations: ["StepsFilter", "MomentumFilter", "RiskBounds"])
  package let domain =
    "N ≤ 30, for β = 2 N ≤ 12, and c* from 0 to 0.999 by enclosures of f at three s; random spectra, n ≤ 6, with the optimum run "
    + "step by step, N ≤ 12"

  /// The learned steps for a spectrum.
  package var steps:
    @Sendable (_ spectrum: Spectrum, _ noise: Double, _ rows: Int, _ depth: Int) -> [Double] = {
      OptimalRisk(
        spectrum: $0, noiseVariance: $1, rows: $2, family: Self.family("steps", $3, .learned)
      ).steps
    }
  /// The learned step with β = 1.
  package var stepSize:
    @Sendable (_ spectrum: Spectrum, _ noise: Double, _ rows: Int, _ depth: Int) -> Double = {
      OptimalRisk(
        spectrum: $0, noiseVariance: $1, rows: $2,
        family: Self.family("heavy-ball", $3, .learned, .learned)
      ).choices?[0]?.value ?? .nan
    }
  /// The ω of β = 2 with P(1) = 1 − c*, as its θ between π/N and 3π/(2N).
  package var largeStep: @Sendable (_ angle: Double) -> Double = {
    3 - 2 * 2.0.squareRoot() * cos($0)
  }
  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  /// A family of the registry.
  package static func family(
    _ name: String, _ depth: Int, _ choices: ParameterChoice...
  ) -> DenoiserFamily {
    guard let algorithm = Algorithm(name: name) else { return .linear }
    return DenoiserFamily(
      algorithm, depth: depth,
      choices: choices.count > 1
        ? ParameterChoices(choices[0], choices[1]) : ParameterChoices(choices[0]))
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...30, legal: 3...30)
    return [
      // With d = ω₁ − 1 and (N−3)ε = θd/32: (1+d)d ≥ (θd/32)(4(1+d) − 3), divided by d.
      Check.proved(
        "P(3/ω₁) ≥ 1 for the steps of every N ≥ 3", [.omega, .theta], [0...1.2, 0...1]
      ) { sides, _ in
        let rest: Interval = (4 * sides[0] + .one) / Interval(32)
        return sides[0] + .one - sides[1] * rest
      },
      try .exhaustive(
        "f(0) = c* and f reaches 0 and 1, with learned steps", Self.gains(depths)
      ) { stepsViolation($0) },
      try .exhaustive(
        "f(0) = c* and f reaches 0 and 1, with β = 1", Self.gains(depths)
      ) { momentumViolation($0) },
      try .exhaustive(
        "f(0) = c* and f reaches 0 and 1, with β = 2",
        Self.gains(depths.filter { $0 <= 12 } + [depths[0]])
      ) { largeMomentumViolation($0) },
      try .sampled(
        "the risks of learned steps and of heavy ball", cases: scope.samples / 50, in: scope,
        id, 1,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...6)
        }, isLegal: \.isSetting,
        command: { $0.riskCommand("--depth 1,2,3,4 --algorithm steps") }
      ) { riskViolation($0) },
      try .sampled(
        "the optimum, run step by step, has the risk F", cases: scope.samples / 20, in: scope,
        id, 2,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 1...6)
          point[.depth] = Double(draws.element(depths.filter { $0 <= 12 } + [depths[0]]))
          return point
        }, isLegal: { $0.isSetting && depths.contains($0.depth) },
        command: { $0.riskCommand("\($0.options(.depth)) --algorithm steps") }
      ) { runViolation($0) },
    ]
  }

  /// Two equal eigenvalues c/(1−c) with σ = 1, so that c* = c, for depths and gains.
  private static func gains(_ depths: [Int]) -> [ParameterPoint] {
    depths.flatMap { depth in
      [0, 0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999].map { gain in
        let energy = gain / (1 - gain)
        return ParameterPoint(
          [.k: 1, .sigma: 1, .depth: Double(depth)], eigenvalues: [energy, energy])
      }
    }
  }

  private func stepsViolation(_ point: ParameterPoint) -> String? {
    let steps = steps(point.spectrum, point.noiseVariance, point.k, point.depth)
    guard steps.count == point.depth, steps.allSatisfy({ $0 > 0 }) else {
      return "the steps are \(steps)"
    }
    return certificate(point, points: [3 / steps[0] - 1, 7, 100]) { s in
      SteppedMomentum(isNesterov: false).run(
        steps.map { Interval($0) }, steps.map { _ in .zero }, at: s)
    }
  }

  private func momentumViolation(_ point: ParameterPoint) -> String? {
    let omega = stepSize(point.spectrum, point.noiseVariance, point.k, point.depth)
    guard omega > 0, omega.isFinite else { return "the learned step is \(omega)" }
    let isEven = point.depth.isMultiple(of: 2)
    let n = Double(point.depth)
    // The right end of the interval for odd N, θ₋ for even N, as s; and far out.
    let theta = (isEven ? 2 * n - 2 : 4) * .pi / (2 * n + 1)
    let sine = sin(theta / 2)
    return certificate(point, points: [4 * sine * sine / omega - 1, 100 / omega]) { s in
      SteppedMomentum(isNesterov: false).run(
        depth: point.depth, stepSize: Interval(omega), momentum: .one, at: s)
    }
  }

  private func largeMomentumViolation(_ point: ParameterPoint) -> String? {
    let run = { (omega: Double, s: Interval) in
      SteppedMomentum(isNesterov: false).run(
        depth: point.depth, stepSize: Interval(omega), momentum: Interval(2), at: s)
    }
    let gain = point.eigenvalues[0] / (point.eigenvalues[0] + 1)
    // f(0) = 1 − P falls from above 1 to below 0.
    let unit = .pi / (2 * Double(point.depth))
    var (low, high) = (2 * unit, 3 * unit)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if run(largeStep(middle), .zero).middle > gain { low = middle } else { high = middle }
    }
    let omega = largeStep(low)
    // f < 0 at the right end and, for even N, f > 1 at 5π/(2N); and far out.
    let places = [3, 5].map { largeStep($0 * unit) / omega - 1 }
    return certificate(point, points: places + [100 / omega]) { run(omega, $0) }
  }

  /// Whether f(0) is c*, and f is at most 0 at one s and at least 1 at another, by enclosures.
  private func certificate(
    _ point: ParameterPoint, points: [Double], _ run: (Interval) -> Interval
  ) -> String? {
    let energy = Interval(point.eigenvalues[0])
    if let wrong = difference(
      "f(0)", run(.zero).middle, from: energy / (energy + .one), tolerance: 1e-12, scale: 1)
    {
      return wrong
    }
    guard points.allSatisfy({ $0 >= 0 }) else { return "s = \(points)" }
    let values = points.map { run(Interval($0)) }
    // For c* near 1 the least value tends to 0.
    guard values.contains(where: { $0.upperBound <= 1e-13 }) else {
      return "f does not reach 0: \(values.map(\.middle))"
    }
    return values.contains { $0.lowerBound >= 1 }
      ? nil : "f does not reach 1: \(values.map(\.middle))"
  }

  private func riskViolation(_ point: ParameterPoint) -> String? {
    let exact = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k)
    let (floor, even) = (exact.floor, exact.even)
    let constant = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: 0
    ).even
    var cases: [(String, DenoiserFamily, Interval)] = [
      ("one learned step", Self.family("steps", 1, .learned), constant),
      ("two learned steps", Self.family("steps", 2, .learned), even),
      (
        "heavy ball, β = ¾, N = 3", Self.family("heavy-ball", 3, .learned, .fixed(0.75)), floor
      ),
      ("heavy ball, β = 2, N = 3", Self.family("heavy-ball", 3, .learned, .fixed(2)), floor),
      ("heavy ball, β = 2, N = 4", Self.family("heavy-ball", 4, .learned, .fixed(2)), floor),
      ("heavy ball, N = 2", Self.family("heavy-ball", 2, .learned, .fixed(0.75)), even),
      ("heavy ball, learned β, N = 2", Self.family("heavy-ball", 2, .learned, .learned), even),
    ]
    for depth in [3, 4, 5, 8] {
      cases.append(
        ("\(depth) learned steps", Self.family("steps", depth, .learned), floor))
      cases.append(
        (
          "heavy ball, learned β, N = \(depth)",
          Self.family("heavy-ball", depth, .learned, .learned), floor
        ))
    }
    for (name, family, expected) in cases {
      let found = risk(RiskSetting(point, family))
      if let wrong = difference(
        "the risk of \(name)", found.risk.total, from: expected, tolerance: 1e-12)
      {
        return wrong
      }
    }
    return nil
  }

  /// The risk of T whose eigenvalues are those of the steps at the s of the optimum.
  private func runViolation(_ point: ParameterPoint) -> String? {
    let floor = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k
    ).floor
    let steps = steps(point.spectrum, point.noiseVariance, point.k, point.depth)
    guard !steps.isEmpty else { return "there are no steps" }
    let omega = stepSize(point.spectrum, point.noiseVariance, point.k, point.depth)
    guard omega > 0, omega.isFinite else { return "the learned step is \(omega)" }
    let runs: [(name: String, filter: any BranchedFilter, run: (Interval) -> Interval)] = [
      (
        "learned steps", StepsFilter(steps: steps),
        { s in
          SteppedMomentum(isNesterov: false).run(
            steps.map { Interval($0) }, steps.map { _ in .zero }, at: s)
        }
      ),
      (
        "β = 1",
        MomentumFilter(.heavyBall, depth: point.depth, stepSize: omega, momentum: 1),
        { s in
          SteppedMomentum(isNesterov: false).run(
            depth: point.depth, stepSize: Interval(omega), momentum: .one, at: s)
        }
      ),
    ]
    let bounds = RiskBounds(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k)
    // An error of an eigenvalue enters squared.
    let size = point.eigenvalues.reduce(point.noiseVariance, +)
    for (name, filter, run) in runs {
      var sum = Interval.zero
      for (index, energy) in point.eigenvalues.enumerated() {
        let isForced = bounds.floorWindow?.contains(index + 1) ?? false
        let target = Gain.wiener(eigenvalue: energy, noiseVariance: point.noiseVariance)
        guard let s = isForced ? 0 : filter.inverse(target) else {
          return "\(name) does not reach \(target.value)"
        }
        sum =
          sum
          + DefinedRisk.direction(
            Interval(energy), Interval(point.noiseVariance), run(Interval(s)))
      }
      if let wrong = difference(
        "the risk of \(name)", sum.middle, from: floor, tolerance: 1e-9, scale: 1e-10 * size)
      {
        return wrong
      }
    }
    return nil
  }
}
