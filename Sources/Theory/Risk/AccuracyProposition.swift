// The accuracy of the program's numbers.

import Certified
package import Evidence
import Intervals
import ToyModel

package struct AccuracyProposition: Claim {
  package let id = "accuracy"
  package let exposition = Exposition(
    title: "How accurate the risks of the program are",
    statement: [
      """
      For a given spectrum of C the risk of the program is within 10⁻¹³ of the exact value, and the risk \
      of its learned step is within 10⁻¹². Bias, variance and learned step are accurate too, to 10⁻¹³, or \
      to 10⁻⁹ for the searched step of odd depths (bias and variance relative to the risk), if the \
      minimiser is well conditioned: if every other choice of forced directions costs at least 10⁻⁹ of the \
      risk more.
      """
    ],
    assumptions: ["The spectrum is given: a toy model, or a list of eigenvalues."],
    limits: [
      "Where two choices of forced directions nearly tie, the program may take either.",
      """
      Eigenvalues that are measured from frames or from C have their own errors, which are reported in \
      notes.
      """,
    ],
    sources: [.own("the program's own promise")],
    example: { .accuracy() },
    commands: ["toy risk --n 500 --k 50 --depth 3 --omega 0.5 --certify"],
    declarations: ["OptimalRisk"])
  package let domain =
    "every family, data model and step rule, given spectra; n to 10¹², N to 10⁹, σ, θ and ω down to "
    + "10⁻⁸; eigenvalues and choices that differ by 10⁻³ to 10⁻¹⁶"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  private static let depths = [1, 2, 3, 4, 5, 6, 7, 21, 100, 1001, 1_000_000_000, 1_000_000_001]
  /// The relative difference in cost between choices of forced directions that rounding cannot blur.
  private static let margin = 1e-9

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    func check(
      _ name: String, _ number: Int, isIndependent: Bool = false,
      point: @escaping (inout Sampler) throws(EvidenceError) -> ParameterPoint
    ) throws(EvidenceError) -> Check {
      try .sampled(
        name, cases: scope.samples, in: scope, id, number,
        point: point,
        isLegal: { $0.isSetting && $0.depth >= -1 && $0[.omega] >= 0 },
        command: { $0.riskCommand("\($0.familyOptions) --certify", isIndependent: isIndependent) }
      ) { violation($0, isIndependent: isIndependent) }
    }
    func withFamily(_ point: ParameterPoint, _ draws: inout Sampler) -> ParameterPoint {
      var point = point
      point[.depth] = Double(draws.element([-1, 0] + Self.depths))
      point[.omega] = draws.element([0, draws.logarithmic(1e-8...2), draws.uniform(0.1...1.99)])
      return point
    }
    func toy(_ draws: inout Sampler) throws(EvidenceError) -> ParameterPoint {
      var point = try draws.toyPoint(scope)
      if draws.integer(0...3) == 0 { point[.sigma] = draws.logarithmic(1e-8...1e3) }
      if draws.integer(0...3) == 0 { point[.theta] = draws.logarithmic(1e-8...1e3) }
      if draws.integer(0...5) == 0 { point[.n] = draws.logarithmic(2...1e12).rounded() }
      point[.k] = min(point[.k], point[.n])
      if draws.integer(0...5) == 0 { point[.k] = point[.n] }
      return withFamily(point, &draws)
    }
    return [
      try check("constant signals", 0) { (draws) throws(EvidenceError) in try toy(&draws) },
      try check("independent entries", 1, isIndependent: true) { (draws) throws(EvidenceError) in
        try toy(&draws)
      },
      try check("random spectra", 2) { (draws) throws(EvidenceError) in
        withFamily(try draws.spectrumPoint(scope, dimensions: 1...8), &draws)
      },
      try check("choices that nearly tie", 3) { (draws) throws(EvidenceError) in
        try draws.nearTie(scope)
      },
    ]
  }

  private func violation(_ point: ParameterPoint, isIndependent: Bool) -> String? {
    let setting = RiskSetting(point, DenoiserFamily(point), isIndependent: isIndependent)
    let (computed, exact) = (risk(setting), setting.certified)
    guard exact.risk.isFinite else { return nil }
    let isSearched =
      point.depth >= 3 && point.depth % 2 == 1 && point[.omega] == 0 && point.k < point.n
    if let finding = difference("the risk", computed.risk.total, from: exact.risk)
      ?? difference(
        "bias + variance", computed.risk.bias + computed.risk.variance, from: exact.risk)
      ?? (isSearched ? searchedStep(computed, setting) : nil)
    {
      return finding
    }
    guard exact.margin > Self.margin else { return nil }
    let tolerance = isSearched ? 1e-9 : 1e-13
    let scale = exact.risk.middle
    if let finding = difference(
      "the bias", computed.risk.bias, from: exact.bias, tolerance: tolerance, scale: scale)
      ?? difference(
        "the variance", computed.risk.variance, from: exact.variance, tolerance: tolerance,
        scale: scale)
    {
      return finding
    }
    guard let enclosure = exact.stepSize else {
      return computed.stepSize == nil ? nil : "a step size where there is none"
    }
    return difference("ω", computed.stepSize ?? .nan, from: enclosure, tolerance: tolerance)
  }

  /// The risk at the learned step, for whichever choice of directions it belongs to.
  private func searchedStep(_ computed: FoundRisk, _ setting: RiskSetting) -> String? {
    guard let stepSize = computed.stepSize, stepSize > 0,
      let depth = setting.family.depth
    else { return nil }
    let there = RiskSetting(setting, family: .unrolled(depth: depth, step: .fixed(stepSize)))
    return difference(
      "the risk at the learned ω", computed.risk.total, from: there.certified.risk,
      tolerance: 1e-12)
  }
}
