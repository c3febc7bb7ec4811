// Gradient flow of tied ISTA never crosses ω = 1.

package import Evidence
import Libc
import ToyModel

package struct TrainingWallProposition: Claim {
  package let id = "training-wall"
  package let exposition = Exposition(
    title: "Training of tied ISTA has a wall at ω = 1",
    statement: [
      """
      For N ≥ 2 gradient flow of the risk in λ and one step size ω never crosses ω = 1: the velocity of ω has the factor \
      (1−ω)ᴺ⁻¹. Started at ω < 1, odd depths remain with c < 1, even if a better c > 1 is in reach, and end no better than \
      the best pair with c ≤ 1. With one step size for each layer
      """,
      .formula("(1−ω₁)² − (1−ω₂)²   is conserved for each pair of layers"),
      "so that equal steps stay on their side, and unequal ones can cross. One step has no wall.",
    ],
    assumptions: ["Gradient flow of the expected risk; one λ for all layers, c = 1 − Π(1−ωⱼ)."],
    limits: [
      "Gradient descent with large rates, momentum and Adam can jump over the wall.",
      """
      The cure is one step, unequal steps at the start, an output gain, or a start at a multiple of x that is learned.
      """,
    ],
    sources: [.proofTrainingWall],
    example: { .trainingWall() },
    commands: [
      "toy scalar --prior bernoulli-gaussian --depth 1,2,3 --columns depth,risk,trap_risk --format csv"
    ],
    declarations: ["ScalarModel"])
  package let domain =
    "the laws of `threshold-risk` with starts ω from 0.1 to 0.9, two and three layers, Runge–Kutta steps"

  /// The quantity of a layer whose differences are conserved.
  package var conserved: @Sendable (_ stepSize: Double) -> Double = { (1 - $0) * (1 - $0) }
  /// The velocity of the steps for ∂R/∂c.
  package var velocity: @Sendable (_ slope: Double, _ steps: [Double]) -> [Double] = {
    slope, steps in
    steps.indices.map { index in
      -slope
        * steps.indices.reduce(1) { $1 == index ? $0 : $0 * (1 - steps[$1]) }
    }
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "flows with equal steps stay before the wall, flows with unequal ones keep the law",
        cases: scope.samples / 200, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.scalarPoint(scope)
          point[.depth] = Double(draws.integer(2...3))
          point[.omega] = draws.uniform(0.1...0.9)
          return point
        },
        isLegal: { $0.isScalar && (2...3).contains($0.depth) && (0.1...0.9).contains($0[.omega]) },
        violation: { flowViolation($0) })
    ]
  }

  private func flowViolation(_ point: ParameterPoint) -> String? {
    let (prior, variance) = (point.prior, point.noiseVariance)
    for isEqual in [true, false] {
      var steps = Array(repeating: point[.omega], count: point.depth)
      if !isEqual { steps[0] *= 0.5 }
      var threshold = point[.threshold]
      let first = steps.map(conserved)
      let rate = 0.02 / (prior.energy + variance)
      for _ in 0..<400 {
        // One Runge–Kutta step of order 4 in (ω, λ).
        func slopes(_ steps: [Double], _ threshold: Double) -> ([Double], Double) {
          let gain = 1 - steps.reduce(1) { $0 * (1 - $1) }
          let tail = prior.tail(beyond: max(threshold, 0), noiseVariance: variance)
          let product =
            tail.secondMoment + threshold * tail.firstMoment - variance * tail.probability
          let byGain = gain * tail.secondMoment - product
          let byThreshold =
            gain
            * (threshold * tail.probability - variance * tail.density + (1 - gain)
              * tail.firstMoment)
          return (velocity(byGain, steps), -byThreshold)
        }
        func moved(_ slope: ([Double], Double), _ h: Double) -> ([Double], Double) {
          (zip(steps, slope.0).map { $0 + h * $1 }, max(0, threshold + h * slope.1))
        }
        let k1 = slopes(steps, threshold)
        let k2 = { slopes($0.0, $0.1) }(moved(k1, 0.5 * rate))
        let k3 = { slopes($0.0, $0.1) }(moved(k2, 0.5 * rate))
        let k4 = { slopes($0.0, $0.1) }(moved(k3, rate))
        for index in steps.indices {
          steps[index] += rate / 6 * (k1.0[index] + 2 * k2.0[index] + 2 * k3.0[index] + k4.0[index])
        }
        threshold = max(0, threshold + rate / 6 * (k1.1 + 2 * k2.1 + 2 * k3.1 + k4.1))
      }
      for (value, start) in zip(steps.map(conserved), first) {
        let drift = (value - start) - (conserved(steps[0]) - first[0])
        guard abs(drift) <= 1e-7 else { return "the difference changes by \(drift)" }
      }
      if isEqual, let crossed = steps.first(where: { $0 > 1 }) { return "ω = \(crossed)" }
    }
    return nil
  }
}
