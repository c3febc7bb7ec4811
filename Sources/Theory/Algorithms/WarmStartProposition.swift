// Iterations that start at the noisy data instead of 0.

package import Evidence
package import Intervals
import Libc
import Reference
package import ToyModel

package struct WarmStartProposition: Claim {
  package let id = "warm-start"
  package let exposition = Exposition(
    title: "A start at the noisy data gives the advantage of unrolling away",
    statement: [
      """
      From z⁰ = x instead of 0 gradient steps of any sizes, with or without momentum, have f(0) = 1: in the \
      directions that R does not see x solves the lower level, and no step changes it. So the best risk is at \
      least B, that of bilevel learning, for every schedule; with one learned step it is B.
      """,
      """
      From z⁰ = ax with a > 0 and N steps of size ω > 0 the parity is that of one step more: the image is \
      (−∞, max f] for odd N and [min f, ∞) for even N. For a < 0 it is the other way round, as from 0.
      """,
      """
      From a learned multiple z⁰ = ax one step has the best risk min(E, E⁻), and two reach the floor F, for \
      a = ω/4 and the ω between 1 and 3 that gives f(0) the best common gain c* of the forced directions:
      """,
      .formula("f(s) = (ω/4)(ω(1+s) − 3)²,   (ω/4)(3 − ω)² = c*"),
    ],
    assumptions: ["z⁻¹ = z⁰ where there is momentum; 1 ≤ k ≤ n, σ > 0; any data."],
    limits: [
      "The talk starts at 0, and so does the program unless `--start` says otherwise.",
      """
      A first step of size a from 0 gives ax, so a learned multiple is nothing but three steps ω/4, ω, ω from \
      0 (`toy explain depth-three`).
      """,
      """
      For even N and a learned ω from z⁰ = x the infimum B is attained if and only if no γ is 0; for odd N it \
      always is.
      """,
    ],
    sources: [.proofWarmStart, .proofMultiple, .proofParity],
    example: { .warmStart() },
    commands: [
      "toy risk --n 10 --k 5 --family bilevel,unrolled --depth 2,3 --start 0,x",
      "toy risk --n 10 --k 5 --depth 1,2 --start learned --bounds",
    ],
    declarations: ["WarmStartFilter", "RiskBounds"])
  package let domain =
    "schedules of N ≤ 20 steps of either sign with momentum up to 2; risks of random spectra, n ≤ 4, by scans"

  /// The start.
  package var start: @Sendable (_ data: Interval) -> Interval = { $0 }
  /// f of gradient descent from ax as the program computes it.
  package var filter:
    @Sendable (_ depth: Int, _ stepSize: Double, _ multiple: Double) -> any BranchedFilter = {
      WarmStartFilter(depth: $0, stepSize: $1, start: $2)
    }
  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }
  /// B and F.
  package var bounds:
    @Sendable (_ spectrum: Spectrum, _ noise: Double, _ rows: Int) -> FoundBounds = {
      FoundBounds(RiskBounds(spectrum: $0, noiseVariance: $1, rows: $2))
    }
  /// The filter of two steps from (ω/4)x.
  package var square: @Sendable (_ stepSize: Interval, _ s: Interval) -> Interval = { step, s in
    let root = step * (1 + s) - Interval(3)
    return 0.25 * step * root.squared
  }

  /// Whether the image reaches ∞, and not −∞, for N steps from ax.
  package var isOpenAbove: @Sendable (_ depth: Int, _ multiple: Double) -> Bool = {
    $0.isMultiple(of: 2) == ($1 > 0)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 1...20, legal: 1...60)
    return [
      try .sampled(
        "f(0) = 1 from z⁰ = x, for any schedule with heavy-ball or Nesterov momentum",
        cases: scope.samples / 4, in: scope, id,
        point: { draws in
          ParameterPoint([
            .depth: Double(draws.element(depths)), .omega: draws.logarithmic(0.01...3),
            .momentum: draws.integer(0...1) == 0 ? 0 : draws.uniform(0...2),
          ])
        },
        isLegal: { depths.contains($0.depth) && $0[.omega] > 0 && $0[.momentum] >= 0 }
      ) { point in
        var draws = point.sampler()
        let steps = (0..<point.depth).map { _ in Interval(point[.omega] * draws.uniform(-1...1)) }
        let momenta = steps.map { _ in Interval(point[.momentum] * draws.uniform(0...1)) }
        for isNesterov in [false, true] {
          let forced = SteppedMomentum(isNesterov: isNesterov).run(
            steps, momenta, from: start(.one), at: .zero)
          if forced != .one { return "f(0) is \(forced.middle)" }
        }
        return nil
      },
      // The degree is 3 in ω and 2 in s: 12 points decide.
      try .exhaustive(
        "two steps from (ω/4)x have the square as filter, as polynomials in ω and s",
        (0..<12).map { ParameterPoint([.omega: Double($0 % 4), .s: Double($0 / 4)]) }
      ) { point in
        let (step, s) = (Interval(point[.omega]), Interval(point[.s]))
        let two = SteppedMomentum(isNesterov: false).run(
          depth: 2, stepSize: step, momentum: .zero, from: 0.25 * step, at: s)
        return two == square(step, s)
          ? nil : "two steps give \(two.middle), the square is \(square(step, s).middle)"
      },
      try .sampled(
        "the program's f from ax, step by step", cases: scope.samples / 8, in: scope, id, 3,
        point: { draws in
          ParameterPoint([
            .depth: Double(draws.element(depths)), .omega: draws.logarithmic(0.01...3),
            .weight: draws.element([1, draws.uniform(0.05...2)]), .s: draws.logarithmic(1e-4...50),
          ])
        },
        isLegal: {
          depths.contains($0.depth) && $0[.omega] > 0 && $0[.weight] > 0 && $0[.s] > 0
            && $0[.s] <= 50
        }
      ) { filterViolation($0) },
      try .sampled(
        "the open end of the image from ax, by steps far out and in the program's image",
        cases: scope.samples / 8, in: scope, id, 5,
        point: { draws in
          ParameterPoint([
            .depth: Double(draws.element(depths)), .omega: draws.logarithmic(0.01...3),
            .weight: draws.logarithmic(0.01...10) * (draws.integer(0...1) == 0 ? 1 : -1),
          ])
        },
        isLegal: { depths.contains($0.depth) && $0[.omega] >= 0.01 && abs($0[.weight]) >= 0.01 }
      ) { openEndViolation($0) },
      try .sampled(
        "the program's best risks", cases: scope.samples / 50, in: scope, id, 4,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...6)
        }, isLegal: \.isSetting,
        command: { $0.riskCommand("--depth 1,2,3 --start x") }
      ) { riskViolation($0) },
      try .sampled(
        "risks with a learned step from z⁰ = x: B at best, by a scan", cases: scope.samples / 40,
        in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 2...4, isForced: true)
          point[.sigma] = draws.logarithmic(0.3...3)
          point[.depth] = Double(draws.integer(1...4))
          return point
        }, isLegal: { $0.isSetting && (1...4).contains($0.depth) },
        command: { $0.riskCommand("--family bilevel") }
      ) { scanViolation($0) },
      try .sampled(
        "two steps from a learned multiple have the risk F", cases: scope.samples / 10, in: scope,
        id, 2,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...5)
        }, isLegal: \.isSetting,
        command: { $0.riskCommand("--depth 3 --algorithm steps") }
      ) { multipleViolation($0) },
    ]
  }

  private func filterViolation(_ point: ParameterPoint) -> String? {
    let filter = filter(point.depth, point[.omega], point[.weight])
    func exact(_ s: Double) -> Interval {
      SteppedMomentum(isNesterov: false).run(
        depth: point.depth, stepSize: Interval(point[.omega]), momentum: .zero,
        from: Interval(point[.weight]), at: Interval(s))
    }
    // Where f vanishes, it is a difference of terms that are as large as their sum.
    let value = exact(point[.s])
    let size = max(1, point[.weight])
    return difference(
      "f", filter.gain(at: point[.s]).value, from: value, scale: size)
      ?? difference("f(0)", filter.forcedGain.value, from: exact(0), scale: size)
  }

  private func openEndViolation(_ point: ParameterPoint) -> String? {
    let (depth, omega, multiple) = (point.depth, point[.omega], point[.weight])
    let isAbove = isOpenAbove(depth, multiple)
    // There a(1−ωu)ᴺ is by far the largest term.
    let s = 1e3 * (1 + 1 / abs(multiple)) * (1 + 1 / omega)
    let far = SteppedMomentum(isNesterov: false).run(
      depth: depth, stepSize: Interval(omega), momentum: .zero, from: Interval(multiple),
      at: Interval(s))
    guard isAbove ? far.isPositive : (-far).isPositive else { return "f(\(s)) is \(far.middle)" }
    let image = filter(depth, omega, multiple).image
    let isOpen = (image.lowerBound.value == -.infinity, image.upperBound.value == .infinity)
    return isOpen == (!isAbove, isAbove) ? nil : "the image is \(image)"
  }

  private func riskViolation(_ point: ParameterPoint) -> String? {
    let exact = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k)
    func risk(_ depth: Int, _ start: ParameterChoice) -> Double {
      let family = DenoiserFamily(
        .warmStart, depth: depth, choices: ParameterChoices(.learned, start))
      return self.risk(RiskSetting(point, family)).risk.total
    }
    for depth in 1...4 {
      if let wrong = difference(
        "the risk of N = \(depth) from x", risk(depth, .fixed(1)), from: exact.bilevel,
        tolerance: 1e-12)
      {
        return wrong
      }
    }
    return difference(
      "the risk of N = 1 from a learned multiple", risk(1, .learned),
      from: exact.even.minimum(exact.odd), tolerance: 1e-12)
      ?? difference(
        "the risk of N = 2 from a learned multiple", risk(2, .learned), from: exact.floor,
        tolerance: 1e-12)
  }

  private func scanViolation(_ point: ParameterPoint) -> String? {
    let bilevel = bounds(point.spectrum, point.noiseVariance, point.k).bilevel
    let data = start(.one).middle
    // Without a refinement: for small ω, or for odd N for all, the risk is B exactly.
    let steps = (0..<60).map { pow(10, -4 + 4.3 * Double($0) / 59) }
    let risks = steps.map { step in
      ScannedFilter { s in
        SteppedMomentum(isNesterov: false).run(
          depth: point.depth, stepSize: step, momentum: 0, from: data, at: s)
      }.bestRisk(eigenvalues: point.eigenvalues, noise: point.noiseVariance, k: point.k)
    }
    let best = risks.reduce(.infinity, min)
    if best < bilevel * (1 - 1e-9) { return "the risk \(best) is below B = \(bilevel)" }
    // Small gains need small steps, of which the scan ends at 10⁻⁴.
    let size = point.eigenvalues.reduce(point.noiseVariance, +)
    return best <= bilevel * 1.001 + 1e-6 * size
      ? nil : "the best risk is \(best), not B = \(bilevel)"
  }

  private func multipleViolation(_ point: ParameterPoint) -> String? {
    let found = bounds(point.spectrum, point.noiseVariance, point.k)
    // The root of (ω/4)(3−ω)² = c* between 1 and 3, where the left side falls.
    let gain = found.gain ?? 0.5
    var (low, high) = (1.0, 3.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if square(Interval(middle), .zero).middle > gain { low = middle } else { high = middle }
    }
    let omega = low
    // s of every direction: 0 for those of the window, otherwise f(s) = t*.
    var risk = Interval.zero
    let order = point.eigenvalues.sorted(by: >)
    for (index, energy) in order.enumerated() {
      let isForced = found.window?.contains(index + 1) ?? false
      let target = energy / (energy + point.noiseVariance)
      let s = isForced ? 0 : max(0, (3 + 2 * (target / omega).squareRoot()) / omega - 1)
      let t = SteppedMomentum(isNesterov: false).run(
        depth: 2, stepSize: Interval(omega), momentum: .zero, from: 0.25 * Interval(omega),
        at: Interval(s))
      risk = risk + DefinedRisk.direction(Interval(energy), Interval(point.noiseVariance), t)
    }
    // f(s) rounds where its square root vanishes; the risk is stationary there.
    return difference("the risk", found.floor, from: risk, tolerance: 1e-12)
  }
}
