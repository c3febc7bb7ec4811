// Odd depths with one learned step descend to the floor.

import Certified
package import Evidence
import Intervals
import Libc
import Reference
import ToyModel

package struct OddDepthLimitProposition: Claim {
  package let id = "odd-depth-limit"
  package let exposition = Exposition(
    title: "With one learned step odd depths descend to the floor, and most reach it",
    statement: [
      """
      Let R_N be the best risk of gradient descent of odd depth N ≥ 3 with a learned step, and M a window of \
      m = n − k directions with the least gap, c* its best common gain and A the mean of γ + σ² over it \
      (`toy explain floor`). Then for any data
      """,
      .formula(
        """
        E⁻ ≥ R_3 ≥ R_5 ≥ R_7 ≥ … → F
        R_N − F ≤ ½ Σ (γ+σ²) max(0, c_N − t*)²   over all directions but M
        c_N = p_N (1 − (1−c*)^(1/N)) ≤ 3 log(A/σ²)/(4N)
        """),
      """
      where ω p_N is the least eigenvalue of odd depths (`toy explain odd-constant`). R_N = F if and only if \
      c_N ≤ t* for all directions outside of some such M; the least such N, N₀, exists if no γ is 0, and from \
      N₀ on odd depths are at least as good as even ones. N₀ = 3 if the bottom window is best, as in both toy \
      models, and for k = n.
      """,
    ],
    assumptions: ["N odd and at least 3, 1 ≤ k ≤ n, σ > 0; any data."],
    limits: [
      "For N < N₀ R_N may exceed E, and even B (`toy explain slide-learned-step`).",
      "F is attained from N₀ on unless the m smallest γ are 0.",
      "Training need not find the optimum (`toy explain learning`).",
    ],
    sources: [.proofOddDepths, .claims("floor", "odd-constant")],
    example: { .oddDepthLimit() },
    figure: "risk-over-depth",
    commands: [
      "printf '2\\n1.9\\n0.3\\n0.05\\n' > spectrum.csv; toy risk --data spectrum.csv --k 2 --sigma 0.9 "
        + "--depth 3,5,7,9,11,13,15"
    ],
    declarations: ["StepLearner", "RiskBounds"])
  package let domain =
    "random spectra, n ≤ 6; odd N to 1001 for the order, N₀ up to 10⁶"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }
  /// N₀ for a best window; nil if there is none.
  package var leastDepth: @Sendable (_ gain: Double, _ leastTarget: Double) -> Int? = {
    FloorDepth.least(gain: $0, leastTarget: $1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...1001, legal: 3...100_001, limit: 7) {
      $0 % 2 == 1
    }
    func check(
      _ name: String, part: Int, _ number: Int, _ violation: Violation
    ) throws(EvidenceError) -> Check {
      try .sampled(
        name, cases: scope.samples / part, in: scope, id, number,
        point: { (draws) throws(EvidenceError) in
          try draws.spectrumPoint(scope, dimensions: 1...6)
        }, isLegal: \.isSetting, command: { $0.riskCommand("--depth 2,3,5,7,1001") },
        violation: violation)
    }
    return [
      try check("the risks fall with N, between E⁻ and F + bound", part: 20, 0) {
        orderViolation($0, depths)
      },
      try check("R_N is F from N₀ on, and not before", part: 10, 1) { leastViolation($0) },
    ]
  }

  /// The windows of least gap, with c* and the least Wiener gain outside.
  private func best(
    _ point: ParameterPoint, _ exact: EnclosedBounds
  ) -> [(gain: Double, leastTarget: Double, members: Set<Int>)] {
    let floor = exact.floor
    return exact.sets.filter { !exact.risk(forcing: $0).isDisjoint(from: floor) }.map { members in
      let outside = point.eigenvalues.indices.filter { !members.contains($0) }
      let energy = outside.map { point.eigenvalues[$0] }.min() ?? .infinity
      return (
        members.isEmpty ? 0 : exact.gain(members).middle,
        energy == .infinity ? 1 : energy / (energy + point.noiseVariance), members
      )
    }
  }

  private func risk(_ point: ParameterPoint, _ depth: Int) -> Double {
    risk(RiskSetting(point, .unrolled(depth: depth, step: .learned))).risk.total
  }

  private func orderViolation(_ point: ParameterPoint, _ depths: [Int]) -> String? {
    let exact = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k)
    let windows = best(point, exact)
    var before = exact.odd.middle
    let floor = exact.floor.middle
    for depth in depths {
      let found = risk(point, depth)
      guard found <= before * (1 + 1e-12), found >= floor * (1 - 1e-12) else {
        return "R_\(depth) = \(found) after \(before), with F = \(floor)"
      }
      before = found
      for window in windows where !window.members.isEmpty {
        let least = FloorDepth.closedEnd(gain: window.gain, depth: depth)
        let total = window.members.reduce(0.0) { $0 + point.eigenvalues[$1] + point.noiseVariance }
        let ratio = total / Double(window.members.count) / point.noiseVariance
        guard least <= 0.75 * log(ratio) / Double(depth) * (1 + 1e-12) + 1e-15 else {
          return "c_\(depth) = \(least) for A/σ² = \(ratio)"
        }
        var bound = 0.0
        for (index, energy) in point.eigenvalues.enumerated() where !window.members.contains(index)
        {
          let excess = max(0, least - energy / (energy + point.noiseVariance))
          bound += 0.5 * (energy + point.noiseVariance) * excess * excess
        }
        guard found <= (floor + bound) * (1 + 1e-12) else {
          return "R_\(depth) = \(found) is above F + \(bound)"
        }
      }
    }
    return nil
  }

  private func leastViolation(_ point: ParameterPoint) -> String? {
    let exact = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k)
    let floor = exact.floor
    let windows = best(point, exact)
    let depths = windows.compactMap { leastDepth($0.gain, $0.leastTarget) }
    let first = point.k == point.n ? 3 : depths.min()
    if (point.eigenvalues.last ?? 0) > 0, first == nil { return "there is no N₀" }
    if let first, first <= 1_000_000 {
      for depth in [first, first + 2, 2 * first + 1] {
        let found = risk(point, depth)
        if let wrong = difference("R_\(depth)", found, from: floor, tolerance: 1e-12) {
          return wrong + " although N₀ = \(first)"
        }
      }
    }
    // Just before N₀, unless c_N exceeds t* so little that the difference cannot be seen.
    let shallow = min(first.map { $0 - 2 } ?? 101, 1001)
    guard shallow >= 3 else { return nil }
    let lift =
      windows.map { window in
        FloorDepth.closedEnd(gain: window.gain, depth: shallow) - window.leastTarget
      }.min() ?? 0
    guard lift > 1e-3 || lift < -1e-9 else { return nil }
    let certified = RiskSetting(point, .unrolled(depth: shallow, step: .learned)).certified.risk
    return floor.isBelow(certified)
      ? nil : "R_\(shallow) is F already, although N₀ = \(first.map { "\($0)" } ?? "∞")"
  }
}

/// The odd depths from which on one learned step reaches the floor.
package enum FloorDepth {
  /// c_N, the closed end of the image of odd N at the step with f(0) = c.
  package static func closedEnd(gain: Double, depth: Int) -> Double {
    let step = -expm1(log1p(-gain) / Double(depth))
    return step * TalkFormulas.constant(depth: depth, stepSize: 1)
  }

  /// The least odd N ≥ 3 with c_N ≤ t; nil if there is none up to 10¹².
  ///
  /// - Parameters:
  ///   - gain: c*, in [0, 1).
  ///   - leastTarget: The least t* outside of the window.
  /// - Returns: N₀ of the window.
  package static func least(gain: Double, leastTarget: Double) -> Int? {
    func isEnough(_ depth: Int) -> Bool { closedEnd(gain: gain, depth: depth) <= leastTarget }
    if isEnough(3) { return 3 }
    // c_N falls with N: double, then bisect over odd numbers 2j + 1.
    var (low, high) = (1, 2)
    while !isEnough(2 * high + 1) {
      (low, high) = (high, 2 * high)
      guard high < 500_000_000_000 else { return nil }
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if isEnough(2 * middle + 1) { high = middle } else { low = middle }
    }
    return 2 * high + 1
  }
}
