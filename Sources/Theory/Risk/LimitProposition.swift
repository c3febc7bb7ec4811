// Infinite depth.

import Certified
package import Evidence
import Intervals
import Libc
package import ToyModel

package struct LimitProposition: Claim {
  package let id = "limit"
  package let exposition = Exposition(
    title: "N → ∞: the filters converge, the sets of denoisers do not",
    statement: [
      """
      For one R and N → ∞ the unrolled denoiser tends to the bilevel one where the iteration converges: \
      f(s) → 1/(1+s) for 0 < ω(1+s) < 2, with the distance |1−ω(1+s)|^N/(1+s); it diverges where \
      ω(1+s) > 2. But R is learned, and nothing keeps it where the iteration converges. For 0 < ω < 2 \
      the sets of reachable eigenvalues tend to
      """,
      .formula("N even   (−∞, 1)      N odd   (ω/2, ∞)      bilevel   (0, 1]"),
      """
      and the forced one to 1. With a fixed ω the best risk of even depths therefore tends to the bilevel \
      infimum, that of odd depths in general to a higher one: gains below ω/2 stay out of reach. For \
      constant signals, k < n,
      """,
      .formula("N even → (σ²/2)(n − k)      N odd → (σ²/2)(n − k + kω²/4)"),
      """
      With a learned ω and k < n even depths have the same risk E for every N, and that of odd depths falls \
      to F ≤ E, for all data; for constant signals it is the best linear one. Both are below the bilevel \
      risk: neither parity tends to bilevel learning (`toy explain depth-to-infinity`).
      """,
    ],
    assumptions: ["0 < ω < 2 where it is fixed, σ > 0."],
    limits: [
      "Convergence is not uniform in s: beyond ω(1+s) = 2 |f| grows without bound with N.",
      """
      The limit is one of risks: every unrolled minimum is attained at a fixed ω, the bilevel infimum it \
      tends to is not, for constant signals.
      """,
      "For ω = 1 and even N 1 is reachable at every N, and the limit of the sets is (−∞, 1].",
      """
      For ω > 2 c₀ and the best risks diverge, for either parity and every k. At ω = 2 c₀ is 0 for even N \
      and 2 for odd N ≥ 3, and the best risk is one for each parity.
      """,
    ],
    sources: [.talkQuestion, .claims("optimal-risk", "even-image", "odd-image")],
    example: { .limit() },
    figure: "risk-over-depth",
    commands: [
      "toy risk --n 10 --k 5 --depth 2,3,10,11,1000000,1000001 --omega 0.5,learned",
      "toy risk-ratio --x depth --k 250 --depth 1..40 --omega 0.5 --y ratio_to_bilevel -o -",
    ],
    declarations: ["UnrolledFilter"])
  package let domain =
    "N to 10⁶ for f; N = 10⁴, 10⁶, 10⁸ and one more for risks, within log N/N; ω in [0.05, 1.95]"

  /// f as the program computes it.
  package var filter: @Sendable (_ depth: Int, _ stepSize: Double) -> any BranchedFilter = {
    UnrolledFilter(depth: $0, stepSize: $1)
  }
  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }
  /// The excess over the bilevel risk at odd N in the limit, for each free direction without signal.
  package var excess: @Sendable (_ noise: Double, _ stepSize: Double) -> Double = {
    $0 * $1 * $1 / 8
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let steps = try scope.range(.omega, 0.05...1.95, legal: 0.01...1.99)
    return [
      try .sampled(
        "f, its distance from 1/(1+s), and the side on which it diverges", cases: scope.samples,
        in: scope, id,
        point: { draws in
          ParameterPoint([
            .depth: Double(draws.integer(1...draws.element([10, 1000, 1_000_000]))),
            .omega: draws.uniform(steps), .s: draws.logarithmic(1e-3...1e3),
          ])
        }, isLegal: { $0.depth >= 1 && $0[.omega] > 0 && $0[.s] >= 0 },
        command: { "toy expressivity --x s \($0.options(.depth, .omega, .s))" }
      ) { point in
        let s = Interval(point[.s])
        let q = 1 - Interval(point[.omega]) * (1 + s)
        let value = filter(point.depth, point[.omega]).gain(at: point[.s]).value
        let missing = q.power(point.depth) / (1 + s)
        let exact = .one / (1 + s) - missing
        guard exact.isFinite else {
          return (value > 0) == missing.isNegative ? nil : "f(s) = \(value)"
        }
        let size = max(missing.magnitude.upperBound, 1 / (1 + point[.s]))
        return difference("f(s)", value, from: exact, scale: size)
      },
      try .sampled(
        "the limits of the best risks of constant signals", cases: scope.samples / 2,
        in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in
          let n = draws.integer(2...1000)
          return ParameterPoint([
            .n: Double(n), .k: Double(draws.integer(1...(n - 1))),
            .mu: draws.logarithmic(0.1...3), .theta: draws.logarithmic(0.1...3),
            .sigma: draws.logarithmic(0.05...5), .omega: draws.uniform(steps),
          ])
        },
        isLegal: {
          $0.isSetting && $0.k < $0.n && $0[.theta] > 0 && steps.contains($0[.omega])
        },
        command: { $0.riskCommand("--depth 100000000,100000001 \($0.options(.omega))") }
      ) { point in
        let noise = point.noiseVariance
        let even = 0.5 * noise * Double(point.n - point.k)
        let odd = even + Double(point.k) * excess(noise, point[.omega])
        let bilevel = risk(RiskSetting(point, .bilevel)).risk.total
        if let wrong = difference("the bilevel risk", bilevel, from: even, tolerance: 1e-14) {
          return wrong
        }
        func best(_ depth: Int) -> Double {
          risk(RiskSetting(point, .unrolled(depth: depth, step: .fixed(point[.omega])))).risk.total
        }
        for depth in [10_000, 1_000_000, 100_000_000] {
          let count = Double(depth)
          if let wrong = difference(
            "the risk of even N", best(depth), from: even, tolerance: 1e-12)
            // c exceeds ω/2 by less than ω log N/(2N), and enters squared.
            ?? difference(
              "the risk of odd N", best(depth + 1), from: odd, tolerance: 2 * log(count) / count)
          {
            return wrong
          }
        }
        return nil
      },
    ]
  }
}
