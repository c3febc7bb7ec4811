// The best risk of odd depths in the toy models, the same for all N.

package import Evidence
import Intervals
import ToyModel

package struct OddDepthToyProposition: Claim {
  package let id = "odd-depth-independent-toy"
  package let exposition = Exposition(
    title: "In the toy models all odd depths from N = 3 on have one best risk",
    statement: [
      """
      With a learned step the infimum of the risk of an odd depth N ≥ 3 does not depend on N for constant \
      signals and for independent entries: each N comes arbitrarily close to the best linear risk, with \
      small fixed ω, or attains it at its own learned ω.
      """
    ],
    assumptions: ["N odd and at least 3, σ > 0, 1 ≤ k ≤ n."],
    limits: [
      "N = 1 is not among them.",
      "For other spectra odd depths can differ, up to a depth N₀ (`toy explain odd-depth-limit`).",
    ],
    sources: [.talkBestUnrolled, .claims("odd-learned-constant", "odd-learned-iid")],
    example: { .parity() },
    figure: "risk-over-depth",
    commands: ["toy risk --n 10 --k 5 --depth 3,5,101 --data constant,iid"],
    declarations: ["StepLearner"])
  package let domain =
    "odd N to 1001; both toy models, n ≤ 8, the risks at fixed ω from N steps in interval arithmetic"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 3...1001, legal: 3...2001, limit: 20) { $0 % 2 == 1 }
    func check(_ name: String, _ number: Int, isIndependent: Bool) throws(EvidenceError) -> Check {
      try .sampled(
        name, cases: scope.samples / 5, in: scope, id, number,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.toyPoint(scope)
          point[.n] = Double(draws.integer(2...8))
          point[.k] = Double(draws.integer(1...point.n))
          point[.depth] = Double(draws.element(depths))
          return point
        },
        isLegal: {
          $0.isSetting && $0.n >= 2 && $0.n <= 8 && $0[.theta] > 0 && $0.depth >= 3
            && $0.depth <= 2001 && $0.depth % 2 == 1
        },
        command: {
          $0.riskCommand("--depth 3,\($0.depth) --certify", isIndependent: isIndependent)
        }, violation: { violation($0, isIndependent: isIndependent) })
    }
    return [
      try check("constant signals", 0, isIndependent: false),
      try check("independent entries", 1, isIndependent: true),
    ]
  }

  private func violation(_ point: ParameterPoint, isIndependent: Bool) -> String? {
    let noise = Interval(point.noiseVariance)
    let model =
      isIndependent
      ? DataModel.independent(n: point.n, mu: point[.mu], theta: point[.theta])
      : DataModel.constant(n: point.n, mu: point[.mu], theta: point[.theta])
    var spectrum = point
    spectrum.eigenvalues = model.spectrum.groups.flatMap { group in
      Array(repeating: group.eigenvalue, count: group.multiplicity)
    }
    let linear = spectrum.eigenvalues.reduce(Interval.zero) {
      $0 + DefinedRisk.least(Interval($1), noise)
    }
    let optimum = risk(
      RiskSetting(
        point, .unrolled(depth: point.depth, step: .learned), isIndependent: isIndependent))
    if let wrong = difference("the infimum", optimum.risk.total, from: linear, tolerance: 1e-12) {
      return wrong
    }
    // A step so small that its excess, ½σ²ω²((n−k)N² + k − 1), is negligible.
    let least = spectrum.eigenvalues.min() ?? 0
    let wiener = (spectrum.eigenvalues.max() ?? 0)
    let small = 1e-7 * (wiener / (wiener + point.noiseVariance)) / Double(point.depth)
    let stepSize = isIndependent && least > 0 ? optimum.stepSize ?? .nan : small
    guard stepSize > 0 else { return "the learned step is \(stepSize)" }
    return difference(
      "the risk of N = \(point.depth) at ω = \(stepSize)",
      SteppedRisk.fixed(spectrum, depth: point.depth, stepSize: stepSize).middle, from: linear,
      tolerance: 1e-9)
  }
}
