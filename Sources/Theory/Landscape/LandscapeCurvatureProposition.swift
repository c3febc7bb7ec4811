// The curvature of a landscape at its critical points.

import Certified
package import Evidence
import Intervals
package import Learning
import Libc
import Optimization
import Reference
package import ToyModel

package struct LandscapeCurvatureProposition: Claim {
  package let id = "landscape-curvature"
  package let exposition = Exposition(
    title: "The curvature at the critical points",
    statement: [
      "At the critical points of E(r), k = n = 1, the second derivative is",
      .formula(
        """
        f(r²) = t*               E″ = (γ+σ²)(2r f′(r²))²
        r = 0                    E″ = 2f′(0)(γ+σ²)(c₀−t*)
        turning point s̄ = r²    E″ = 4s̄f″(s̄)(γ+σ²)(c−t*),   f″(s̄) = ω³(N−1)p(q*)/(x(1+x))
        """),
      """
      E leaves its value there with the power 2 of the distance, and with the power 4 or 8 where E″ = 0.
      """,
    ],
    assumptions: [
      "k = n = 1; the exact minimiser or N ≥ 2 steps, ω fixed, σ > 0, γ > 0; x, q*, p and c as in "
        + "`toy explain odd-constant`."
    ],
    limits: [
      "The curvature is taken in r, not in T: another parametrisation of R has another one."
    ],
    sources: [.claims("landscape-points")],
    example: { .landscape() },
    figure: "curvature-over-depth",
    commands: [
      "toy landscape --x depth --family bilevel,unrolled --depth 2..31 --omega 0.1,0.5 -o -"
    ],
    declarations: ["CriticalPoint"])
  package let domain =
    "the exact minimiser and N from 1 to 9, and odd N to 1001; ω from 0.05 to 2.5, random γ and σ; "
    + "points where E″ = 0"

  /// The landscape at a parameter point.
  package var landscape: @Sendable (_ point: ParameterPoint) -> RiskLandscape = {
    LandscapePoint.landscape($0)
  }
  /// E″ at a critical point.
  package var curvature: @Sendable (_ point: CriticalPoint) -> Double = \.curvature
  /// The order to which E leaves a critical point.
  package var order: @Sendable (_ point: CriticalPoint) -> Int? = \.order
  /// f″ at the turning point.
  package var turningCurvature: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = {
    UnrolledFilter(depth: $0, stepSize: $1).turningCurvature
  }

  /// The minima found by several runs of learning.
  package var learned:
    @Sendable (_ state: LearningState, _ plan: LearningPlan) -> [LearnedMinimum] = {
      $0.minima(of: $1)
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let legal = try LandscapePoint.Domain(scope)
    let depths = try scope.integers(.depth, 3...1001, legal: 3...100_001) { $0 % 2 == 1 }
    let steps = try scope.range(.omega, 0.05...1.99, legal: 1e-6...1.99)
    return [
      try .sampled(
        "E″ in interval arithmetic", cases: scope.samples, in: scope, id,
        point: { legal.point(&$0) }, isLegal: legal.contains,
        command: LandscapePoint.command, violation: { curvatureViolation($0) }),
      try .sampled(
        "the power, from E beside the point", cases: scope.samples / 4,
        in: scope, id, 1, point: { legal.point(&$0) },
        isLegal: legal.contains, command: LandscapePoint.command,
        violation: { orderViolation($0) }),
      try .sampled(
        "E″ as learning reports it, by differences of the gradient", cases: scope.samples / 20,
        in: scope, id, 3, point: { legal.point(&$0) },
        isLegal: legal.contains, violation: { learnedViolation($0) }),
      try .enumerated(
        "where E″ = 0", count: Self.degenerate.count, point: { Self.degenerate[$0].point },
        violation: { index in
          let (point, index, expected) = Self.degenerate[index]
          let points = landscape(point).criticalPoints
          guard index < points.count, order(points[index]) == expected else {
            return "the power is not \(expected)"
          }
          return curvatureViolation(point) ?? orderViolation(point)
        }),
      try .sampled(
        "f″ at the turning point in interval arithmetic", cases: scope.samples / 4,
        in: scope, id, 2,
        point: { draws in
          ParameterPoint([.depth: Double(draws.element(depths)), .omega: draws.uniform(steps)])
        },
        isLegal: {
          $0.depth >= 3 && !$0.depth.isMultiple(of: 2) && steps.contains($0[.omega])
        },
        violation: { point in
          let x = CertifiedOddMinimum(depth: point.depth).location
          let stepSize = Interval(point[.omega])
          let s = (1 + x) / stepSize - 1
          let found = turningCurvature(point.depth, point[.omega])
          if s.isNegative { return found == 0 ? nil : "f″ is \(found) where f does not turn" }
          let second = EnclosedFilter(depth: point.depth, stepSize: stepSize, at: s).curvature
          return difference("f″", found, from: second, tolerance: 1e-12)
        }),
    ]
  }

  /// Parameter points of an order above 2, with the index of the critical point.
  private static let degenerate: [(point: ParameterPoint, index: Int, order: Int)] = [
    // f leaves c₀ like r⁴.
    (ParameterPoint([.depth: 3, .omega: 1.5, .sigma: 1], eigenvalues: [1]), 0, 4),
    // f(0) = t*.
    (ParameterPoint([.depth: 4, .omega: 1, .sigma: 0], eigenvalues: [1]), 0, 4),
    (ParameterPoint([.depth: 3, .omega: 1, .sigma: 0], eigenvalues: [1]), 0, 4),
    (ParameterPoint([.sigma: 0], eigenvalues: [1]), 0, 4),
    (ParameterPoint([.depth: 2, .omega: 0.5, .sigma: 1], eigenvalues: [3]), 0, 4),
    // c = t* at the turning point.
    (ParameterPoint([.depth: 3, .omega: 0.5, .sigma: 5], eigenvalues: [15]), 1, 4),
    // A generic case.
    (ParameterPoint([.depth: 3, .omega: 0.5, .sigma: 5], eigenvalues: [15]), 0, 2),
  ]

  private func curvatureViolation(_ point: ParameterPoint) -> String? {
    let scale = point.eigenvalues[0] + point.noiseVariance
    for critical in landscape(point).criticalPoints {
      guard critical.kind != .flat else {
        return curvature(critical) == 0 && order(critical) == nil
          ? nil : "a flat landscape is said to bend"
      }
      let s = Interval(critical.location).squared
      let enclosed = EnclosedRisk(point, at: s)
      // r is rounded, so that f − t* is not exactly 0, and f″ is multiplied by it.
      let weight =
        2 * enclosed.filter.derivative.magnitude + 4 * (s * enclosed.filter.curvature.magnitude)
      if let finding = difference(
        "E″", curvature(critical), from: enclosed.curvature, tolerance: 1e-10,
        scale: 1e-3 * scale * weight.upperBound)
      {
        return "at r = \(critical.location): \(finding)"
      }
    }
    return nil
  }

  /// A state whose runs have ended at the minima, k = n = 1.
  private func learnedViolation(_ point: ParameterPoint) -> String? {
    let minima = landscape(point).criticalPoints.filter { $0.kind.isMinimum && $0.location > 0 }
    guard point.depth != 1, point.eigenvalues[0] > 0 else { return nil }
    let problem = LearningProblem(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: 1)
    let family: LearnedRisk.Family =
      point.depth == 0
      ? .bilevel
      : .unrolled(depth: point.depth, stepSize: point[.omega], isStepLearned: false)
    let plan = LearningPlan(
      problem: problem, family: family, parametrization: .plain, method: .lbfgs, start: .gaussian,
      rule: StoppingRule(), seed: 0)
    for minimum in minima {
      var risk = plan.objective
      var state = LearningState(starts: 2)
      for index in 0..<2 {
        state.runs[index].iterate = Iterate(start: [minimum.location], of: &risk)
      }
      let basins = learned(state, plan)
      guard basins.count == 1, basins[0].count == 2, basins[0].representative == 0 else {
        return "two equal runs have \(basins.count) ends"
      }
      if let finding = difference(
        "E″", basins[0].curvature, from: curvature(minimum), tolerance: 1e-4)
        ?? difference("E", plan.linearRisk + basins[0].excess, from: minimum.risk, tolerance: 1e-9)
      {
        return "at r = \(minimum.location): \(finding)"
      }
    }
    return nil
  }

  private func orderViolation(_ point: ParameterPoint) -> String? {
    for critical in landscape(point).criticalPoints {
      guard let order = order(critical) else { continue }
      /// E(r+h) + E(r−h) − 2E(r).
      func difference(_ h: Double) -> Interval {
        let r = Interval(critical.location)
        let (ahead, behind) = (
          EnclosedRisk(point, at: (r + Interval(h)).squared).value,
          EnclosedRisk(point, at: (r - Interval(h)).squared).value
        )
        return ahead + behind - 2 * EnclosedRisk(point, at: r.squared).value
      }
      let h = 0x1p-9
      let ratio = (difference(2 * h) / difference(h)).middle
      let found = log2(abs(ratio))
      if !(abs(found - Double(order)) < 0.25) {
        return "at r = \(critical.location) E leaves with the power \(found), not \(order)"
      }
    }
    return nil
  }
}
