// Depth buys kinks.

package import Evidence
import ToyModel

package struct KinksProposition: Claim {
  package let id = "kinks"
  package let exposition = Exposition(
    title: "Untied depth buys kinks: for Laplace data they lead to the posterior mean",
    statement: [
      """
      Sums Σ κⱼST_λⱼ with κⱼ ≥ 0 and Σκⱼ ≤ 1 are the functions of untied ISTA. Their least risk tends to that of the \
      posterior mean as N → ∞ exactly if the posterior mean is convex on x > 0 with slopes of at most 1. For Laplace data \
      it is: the third central moment of y given x > 0 is positive. For sparse data it is not convex and has slopes above \
      1, so that a distance remains at every depth.
      """
    ],
    assumptions: ["Steps in (0, 1] and thresholds of each layer are learned."],
    limits: [
      "Steps above 1 give other functions.",
      "Two steps of Chambolle and Pock, a line plus a soft threshold, are almost as good for Laplace data.",
    ],
    sources: [.proofPosteriorDistance, .claims("sparse-iteration")],
    example: { .kinks() },
    figure: "scalar-kinks",
    commands: ["toy scalar --algorithm untied,chambolle-pock,posterior-mean --depth 1,2,3"],
    declarations: ["ScalarAlgorithm", "StickBreaking"])
  package let domain = "Laplace data, σ/b from 0.05 to 20, x up to 12σ + 3b"

  /// The posterior mean of Laplace data of scale 1.
  package var mean: @Sendable (_ x: Double, _ variance: Double) -> Double = {
    LaplacePrior(scale: 1).posterior(at: $0, noiseVariance: $1).mean
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "second differences are not negative, slopes at most 1", cases: scope.samples, in: scope,
        id,
        point: { draws in
          let sigma = draws.logarithmic(0.05...20)
          return ParameterPoint([.sigma: sigma, .s: draws.uniform(0...1) * (12 * sigma + 3)])
        }, isLegal: { $0[.sigma] >= 0.05 && $0[.s] >= 0 }
      ) { point in
        let (x, sigma) = (point[.s], point[.sigma])
        let h = 0.05 * sigma
        let values = [x, x + h, x + 2 * h].map { mean($0, sigma * sigma) }
        let rounding = 1e-13 * (x + 2 * h)
        let second = values[0] - 2 * values[1] + values[2]
        guard second >= -rounding else { return "the second difference is \(second)" }
        return values[1] - values[0] <= h + rounding
          ? nil : "the slope is \((values[1] - values[0]) / h)"
      },
      try .exhaustive(
        "a sparse law whose posterior mean is not convex and has a slope above 1",
        [ParameterPoint([.law: 3, .share: 0.1, .sigma: 0.5])]
      ) { point in
        let grid = (0...80).map { 0.05 * Double($0) }
        let values = grid.map {
          point.prior.posterior(at: $0, noiseVariance: point.noiseVariance).mean
        }
        let slopes = zip(values, values.dropFirst()).map { ($1 - $0) / 0.05 }
        let isConvex = zip(slopes, slopes.dropFirst()).allSatisfy { $0 <= $1 }
        return !isConvex && slopes.contains { $0 > 1 } ? nil : "it is convex with slopes up to 1"
      },
    ]
  }
}
