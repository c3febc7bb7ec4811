// The best risk of even depths, which does not depend on N.

import Certified
package import Evidence
import Intervals
import Libc
import ToyModel

package struct EvenDepthProposition: Claim {
  package let id = "even-depth-independent"
  package let exposition = Exposition(
    title: "With a learned step all even depths have one best risk",
    statement: [
      """
      With a learned step the best risk of an even depth does not depend on N, for any data: the step only \
      has to give c₀ its best value. At its own learned ω each N has the risk that N = 2 has at its own, \
      and no other ω gives a lower one.
      """
    ],
    assumptions: ["N even, σ > 0, 1 ≤ k ≤ n."],
    limits: ["With a fixed step it depends on N in general (`toy explain limit`)."],
    sources: [.talkBestUnrolled, .claims("even-image")],
    example: { .parity() },
    figure: "risk-over-depth",
    commands: [
      "toy risk --n 10 --k 5 --depth 2,4,100 --data constant,iid",
      "toy risk-ratio --x depth --k 250 --depth 2..40:2 --omega 0.2,learned --y risk -o -",
    ],
    declarations: ["StepLearner"])
  package let domain =
    "even N to 1000, N steps one by one in interval arithmetic; random spectra, n ≤ 6; 40 other ω each"

  /// The best risk; only its learned step is used.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 2...1000, legal: 2...2000, limit: 20) { $0 % 2 == 0 }
    return [
      try .sampled(
        "the fixed risk at the learned ω of N, by N steps, is that of N = 2 at its own, and least",
        cases: scope.samples / 4, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 1...6)
          point[.depth] = Double(draws.element(depths))
          return point
        }, isLegal: { $0.isSetting && $0.depth >= 2 && $0.depth <= 2000 && $0.depth % 2 == 0 },
        command: { $0.riskCommand("--depth 2,\($0.depth) --certify") },
        violation: { violation($0) })
    ]
  }

  private func violation(_ point: ParameterPoint) -> String? {
    func learned(_ depth: Int) -> (stepSize: Double, risk: Double) {
      let optimum = risk(RiskSetting(point, .unrolled(depth: depth, step: .learned)))
      return (optimum.stepSize ?? .nan, optimum.risk.total)
    }
    let (first, other) = (learned(2), learned(point.depth))
    guard first.stepSize > 0, other.stepSize > 0 else {
      return "the steps are \(first.stepSize) and \(other.stepSize)"
    }
    let base = SteppedRisk.fixed(point, depth: 2, stepSize: first.stepSize)
    let there = SteppedRisk.fixed(point, depth: point.depth, stepSize: other.stepSize)
    // If C = 0 or σ is tiny, the risk is the square of the rounding error of ω.
    let scale = 1e-6 * (point.eigenvalues.reduce(0, +) + 1) * point.noiseVariance
    if let wrong = difference(
      "the risk of N = \(point.depth) at its ω", there.middle, from: base, tolerance: 1e-11,
      scale: scale)
      ?? difference(
        "the learned risk of N = \(point.depth)", other.risk, from: there, tolerance: 1e-11,
        scale: scale)
    {
      return wrong
    }
    let bound = base * Interval(1 - 1e-11) - Interval(1e-11 * scale)
    for index in 1...40 {
      let stepSize = index <= 20 ? 0.1 * Double(index) : pow(0.7, Double(index - 20))
      let value = SteppedRisk.fixed(point, depth: point.depth, stepSize: stepSize)
      if value.isBelow(bound) { return "ω = \(stepSize) has \(value.middle), less" }
    }
    return nil
  }
}
