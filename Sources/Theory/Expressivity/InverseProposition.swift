// From an eigenvalue of T back to one of RᵀR.

import Certified
package import Evidence
import Intervals
import Reference
package import ToyModel

package struct InverseProposition: Claim {
  package let id = "inverse"
  package let exposition = Exposition(
    title: "How often the filters take a value",
    statement: [
      """
      Every t in the image of f is f(s) for exactly one s ≥ 0, with one exception: where N ≥ 3 is odd, ω < \
      1 + x_N and c < t ≤ c₀, there are two, one on either side of the turning point (1+x_N)/ω − 1, which \
      is the only one for t = c. A t outside the image has none. For the exact minimiser s = (1−t)/t.
      """
    ],
    assumptions: ["The exact minimiser, or N ≥ 2 steps, ω > 0."],
    limits: [
      "At N = 1 every s gives ω.",
      """
      Of two solutions the first belongs to the smaller R and an iteration that converges, ω(1+s) < 2; on \
      the second it may diverge.
      """,
    ],
    sources: [.paperUnrolledSet, .claims("odd-image")],
    example: { .inverse() },
    commands: ["toy expressivity --x s --depth 3 --omega 0.5 --s lin:0..5:11"],
    declarations: ["SpectralFilter", "FilterBranch"])
  package let domain =
    "the exact minimiser and N from 2 to 10001, ω from 0.001 to 2.5, s from 0 to 10⁶; t also outside the "
    + "image"

  /// s with f(s) = t.
  package var inverse:
    @Sendable (_ filter: any BranchedFilter, _ gain: Gain, _ branch: FilterBranch) -> Double? = {
      $0.inverse($1, branch: $2)
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 2...10_001, legal: 2...100_001)
    let few = Array(depths.prefix(8))
    let odd = depths.filter { !$0.isMultiple(of: 2) && $0 <= 1001 }
    let steps = try scope.range(.omega, 0.001...2.5, legal: 1e-6...10)
    let bilevelToFew = [0, 1].filter { _ in depths[0] == 2 } + few
    let checks: [Check] = [
      try .sampled(
        "f(s) = t in interval arithmetic, on either branch", cases: scope.samples,
        in: scope, id,
        point: { draws in
          var point = ParameterPoint([.s: draws.logarithmic(1e-6...1e6)])
          if draws.integer(0...5) == 0 { return point }
          point[.depth] = Double(
            draws.integer(0...1) == 0 ? draws.element(depths) : draws.element(few))
          point[.omega] = draws.uniform(steps)
          // The range in which f does not overflow and the two branches lie.
          if draws.integer(0...3) > 0 {
            point[.s] = max(0, draws.uniform(0...(2 + 1 / point[.depth])) / point[.omega] - 1)
          }
          return point
        },
        isLegal: {
          $0[.s] >= 0 && $0[.s] <= 1e6
            && ($0.depth == 0 || ($0.depth >= 2 && steps.contains($0[.omega])))
        },
        violation: { violation($0) }),
      try .sampled(
        "no s for t outside of the image", cases: scope.samples / 4, in: scope, id, 1,
        point: { draws in
          ParameterPoint([
            .depth: Double(draws.element(bilevelToFew)), .omega: draws.uniform(steps),
            .s: draws.logarithmic(1e-6...10),
          ])
        },
        isLegal: {
          $0[.s] >= 1e-6 && bilevelToFew.contains($0.depth) && steps.contains($0[.omega])
        },
        violation: { point in
          // Beyond an end of the image by s.
          let filter = point.filter
          let bounds: [Double] =
            switch point.depth {
            case 0: [1 + point[.s], -point[.s]]
            case 1: [point[.omega] + point[.s], point[.omega] - point[.s]]
            case let depth where depth.isMultiple(of: 2):
              [TalkFormulas.forcedGain(depth: depth, stepSize: point[.omega]) + point[.s]]
            default:
              [TalkFormulas.constant(depth: point.depth, stepSize: point[.omega]) - point[.s]]
            }
          for bound in bounds {
            for branch in FilterBranch.ends {
              if let s = inverse(filter, Gain(value: bound), branch) {
                return "f(\(s)) is said to be \(bound)"
              }
            }
          }
          return nil
        }),
    ]
    // Even depths have one solution only.
    guard !odd.isEmpty else { return checks }
    return checks + [
      try .sampled(
        "at c one solution, the turning point; two from there to c₀; one above",
        cases: scope.samples / 2,
        in: scope, id, 2,
        point: { draws in
          let depth =
            draws.integer(0...1) == 0 ? draws.element(odd) : draws.element(Array(odd.prefix(4)))
          return ParameterPoint([
            .depth: Double(depth), .omega: draws.uniform(steps), .s: draws.uniform(0...1),
          ])
        },
        isLegal: {
          $0.depth >= 3 && $0.depth % 2 == 1 && $0.depth <= 1001 && steps.contains($0[.omega])
            && $0[.s] >= 0 && $0[.s] <= 1
        },
        violation: { countViolation($0) })
    ]
  }

  /// Reports a wrong number of solutions at odd depth; `s` is the relative position of t between c and c₀.
  private func countViolation(_ point: ParameterPoint) -> String? {
    let filter = point.filter
    let turning =
      (1 + TalkFormulas.turningPoint(depth: point.depth)) / point[.omega] - 1
    let (least, forced) = (filter.image.lowerBound.value, filter.forcedGain.value)
    func solutions(_ gain: Gain) -> [Double] {
      [.near, .far].compactMap { inverse(filter, gain, $0) }
    }
    // Above c₀, and if f does not fall at first, the two branches coincide.
    let gain = Gain(value: forced * 1.5)
    // Beyond this f overflows next to the solution.
    guard abs(gain.value) < 1e250 else { return nil }
    let above = solutions(gain)
    guard above.count == 2, above[0] == above[1], above[0] > max(turning, 0) else {
      return "t = 1.5 c₀ has the solutions \(above), not one behind the turning point"
    }
    // If c and c₀ nearly agree, rounding decides.
    guard turning > 1e-3, forced - least > 1e-6 * forced else { return nil }
    // Where f turns, a rounding error of t moves s by its square root.
    let lowest = solutions(filter.image.lowerBound)
    guard lowest.count == 2, lowest.allSatisfy({ abs($0 - turning) <= 1e-6 * (1 + turning) }) else {
      return "t = c has the solutions \(lowest), not s = \(turning)"
    }
    let share = 0.01 + 0.98 * point[.s]
    let between = solutions(Gain(value: least + share * (forced - least)))
    guard between.count == 2, between[0] > 0, between[0] < turning, between[1] > turning else {
      return "a t between c and c₀ has the solutions \(between) around s = \(turning)"
    }
    let start = solutions(filter.forcedGain)
    guard start.count == 2, start[0] <= 1e-6 * turning, start[1] > turning else {
      return "t = c₀ has the solutions \(start)"
    }
    return nil
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let filter = point.filter
    let gain = filter.gain(at: point[.s])
    // Beyond this the derivative overflows.
    guard abs(gain.value) < 1e250 else { return nil }
    let turning =
      point.depth >= 3 && !point.depth.isMultiple(of: 2)
      ? ((1 + CertifiedOddMinimum(depth: point.depth).location) / Interval(point[.omega]) - 1)
        .middle
      : 0
    let forced = EnclosedFilter(point, at: .zero).value
    let isAbove = forced.isBelow(Interval(gain.value))
    for branch in FilterBranch.ends {
      guard let s = inverse(filter, gain, branch), s >= 0 else {
        // Rounding may put t outside the image where f is flat.
        if filter.image.contains(gain) { return "no s is found for t = \(gain.value)" }
        continue
      }
      let exact = Interval(s)
      let found = EnclosedFilter(point, at: exact)
      // s is rounded, and t = f(s) is.
      let slack = 4e-16 * s * found.derivative.magnitude.upperBound
      let defect = CertifiedGain(value: found.value)
      let gap =
        abs(gain.value) < abs(gain.defect)
        ? found.value - gain.value : gain.defect - defect.defect
      let scale = min(abs(gain.value), abs(gain.defect))
      let allowed = 8 * slack + 1e-13 * scale + Double(point.depth) * 1e-16 * scale
      if !(gap.magnitude.lowerBound <= allowed) {
        return "f(\(s)) misses t = \(gain.value) by \(gap.middle)"
      }
      // At t = c₀ rounding decides.
      let isAtStart = (forced - gain.value).magnitude.upperBound <= 1e-14 * max(1, abs(gain.value))
      if isAtStart { continue }
      let mustBeNear = turning > 0 && !isAbove && branch == .near
      let rounding = 1e-7 * (1 + turning)
      if mustBeNear ? s > turning + rounding : s < turning - rounding {
        return "s = \(s) is on the other branch than \(branch)"
      }
    }
    return nil
  }
}
