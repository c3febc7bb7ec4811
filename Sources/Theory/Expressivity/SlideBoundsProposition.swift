// The talk's bounds, read for every step size.

import Certified
package import Evidence
package import Intervals

package struct SlideBoundsProposition: Claim {
  package let id = "slide-bounds"
  package let exposition = Exposition(
    title: "The bounds on the smallest eigenvalue of odd depths hold for every step size",
    statement: [
      "For odd N ≥ 3 and every ω > 0:",
      .formula("ω (½ + 1/(N+1))  ≤  c  ≤  ω (½ + (1/N) (1 + ½ log N)/(2 − (log N)/N))"),
    ],
    assumptions: ["N odd and at least 3; the slide names no step sizes and says 'roughly'."],
    limits: ["The lower bound does hold for every ω."],
    sources: [.talkBounds],
    example: { .bounds() },
    figure: "smallest-eigenvalue",
    commands: ["toy expressivity --depth 3 --omega 1.8"])
  package let domain = "odd N from 3 to 101, ω from 0.01 to 1.99"
  package let stance = Stance.refutedAsStated(
    correction: """
      The upper bound needs ω ≤ 1 + x_N (`toy explain bounds`). Beyond, the minimum of f is at s = 0 and \
      c = c₀, which exceeds it from some ω on.
      """)

  /// c_{N,ω}.
  package var least: @Sendable (_ depth: Int, _ stepSize: Interval) -> Interval = {
    depth, stepSize in
    CertifiedOddMinimum(depth: depth).least(stepSize: stepSize).value
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...101, legal: 3...10_001, limit: 100) { $0 % 2 == 1 }
    let steps = try scope.range(.omega, 0.01...1.99, legal: 1e-6...100)
    return [
      .proved(
        "c ≤ the upper bound", [.omega], [steps],
        for: depths.map { ParameterPoint([.depth: Double($0)]) },
        limit: 10_000, command: { "toy expressivity \($0.options(.depth, .omega))" },
        margin: { sides, family in
          SlideBounds.enclosure(depth: family.depth, stepSize: sides[0]).upper
            - least(family.depth, sides[0])
        })
    ]
  }
}
