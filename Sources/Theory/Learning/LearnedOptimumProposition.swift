// The R that has the optimal risk.

package import Evidence
package import Learning
import LinearAlgebra
import Optimization
import Reference
package import ToyModel

package struct LearnedOptimumProposition: Claim {
  package let id = "learned-optimum"
  package let exposition = Exposition(
    title: "The R of the optimum, and how continuation finds it",
    statement: [
      """
      R with the rows √s vᵀ for the optimal eigenvalues t = f(s) and eigenvectors v of C has the optimal \
      risk, or one arbitrarily close to it if it is not attained; no R has a lower one. The denoisers \
      learned at the two ends of the range of step sizes, T = QᵀQ for ω → 0 and T = I − QᵀQ for ω = 1, and \
      followed to the step where they are best together, give the optimum at odd depth.
      """
    ],
    assumptions: ["1 ≤ k ≤ n, σ > 0; any data."],
    limits: [
      "That the two ends lead to the global optimum is checked in cases, not proved.",
      "From other starts training may end elsewhere (`toy explain learning`).",
    ],
    sources: [.paperBestRisks, .claims("optimal-risk", "realization")],
    example: { () throws(EvidenceError) in try .learnedOptimum() },
    figure: "learned-over-depth",
    commands: [
      "toy learn --n 20 --k 10 --x depth --depth 3,5 --init spectral,continuation --starts 1 -o -"
    ])
  package let domain =
    "bilevel and N from 1 to 9, ω fixed or learned, random γ, n up to 5, all k; 12 cases of odd depth"

  /// The initial variables of a start.
  package var start: @Sendable (_ plan: LearningPlan) -> [Double] = { $0.startingPoint(0) }
  /// The best risk.
  package var best:
    @Sendable (_ spectrum: Spectrum, _ noise: Double, _ rows: Int, _ family: DenoiserFamily)
      -> OptimalRisk = {
        OptimalRisk(spectrum: $0, noiseVariance: $1, rows: $2, family: $3)
      }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let legal = try LearningCase.Domain(scope)
    func isShallow(_ point: ParameterPoint) -> Bool {
      legal.contains(point) && point.depth <= 9 && point.eigenvalues[0] > 0
    }
    return [
      try .sampled(
        "the constructed R and random ones, as matrices", cases: scope.samples / 4,
        in: scope, id,
        point: { draws in
          while true {
            let point = legal.point(&draws)
            if isShallow(point) { return point }
          }
        },
        isLegal: isShallow,
        violation: { (point) throws(EvidenceError) in try spectralViolation(point) }),
      try .enumerated(
        "odd depth, learned at both ends of the step size", count: Self.odd.count,
        point: { Self.odd[$0] },
        violation: { (index) throws(EvidenceError) in try continuationViolation(Self.odd[index]) }),
    ]
  }

  private static let odd: [ParameterPoint] = [3.0, 5, 9].flatMap { depth in
    [
      ParameterPoint([.depth: depth, .k: 2, .sigma: 0.9], eigenvalues: [5, 0, 0, 0]),
      ParameterPoint(
        [.depth: depth, .k: 2, .sigma: 0.9], eigenvalues: [4.25, 0.25, 0.25, 0.25, 0.25]),
      ParameterPoint([.depth: depth, .k: 2, .sigma: 0.9], eigenvalues: [3, 1.2, 0.5, 0.1]),
      ParameterPoint([.depth: depth, .k: 1, .sigma: 0.5], eigenvalues: [2, 1, 0.2]),
    ]
  }

  private func plan(
    _ problem: LearningProblem, _ family: LearnedRisk.Family, _ coordinates: Parametrization,
    _ start: LearningStart
  ) -> LearningPlan {
    LearningPlan(
      problem: problem, family: family, parametrization: coordinates, method: .lbfgs, start: start,
      rule: .init(), seed: 1)
  }

  private func spectralViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    var draws = point.sampler()
    var setting = LearningCase(point, &draws)
    while setting.columns != setting.problem.reducedColumns {
      setting = LearningCase(point, &draws)
    }
    let risk = best(
      point.spectrum, point.noiseVariance, point.k, setting.family.theory)
    let least = risk.risk.total
    // First a random R.
    let still = Array(repeating: 0.0, count: setting.variables.count)
    let any = Self.risk(try setting.tangent(along: still).value, setting, point)
    if !(any >= least * (1 - 1e-12)) { return "R has the risk \(any), less than \(least)" }
    setting.variables = start(plan(setting.problem, setting.family, setting.coordinates, .spectral))
    guard setting.variables.count == still.count else {
      return "\(setting.variables.count) variables"
    }
    let found = Self.risk(try setting.tangent(along: still).value, setting, point)
    let energy = point.eigenvalues.reduce(point.noiseVariance, +)
    let slack = risk.attainment == .attained ? 1e-9 * energy : 1e-6 * least + 1e-9 * energy
    if found >= least * (1 - 1e-12) - 1e-13 * energy && found <= least + slack { return nil }
    return "\(setting.family), \(setting.coordinates.rawValue): the risk is \(found), not \(least)"
  }

  private func continuationViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    let problem = LearningProblem(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k)
    let family = LearnedRisk.Family.unrolled(
      depth: point.depth, stepSize: 0.5, isStepLearned: true)
    let plan = plan(problem, family, .plain, .continuation)
    let least = best(point.spectrum, point.noiseVariance, point.k, family.theory).risk.total
    var objective = plan.objective
    let point = start(plan)
    var gradient = point
    let found = plan.risk(objective.evaluate(at: point, gradient: &gradient))
    return found >= least * (1 - 1e-12) && found <= least * (1 + 1e-4)
      ? nil : "the risk is \(found), not \(least)"
  }

  /// ½ Σ γ‖(T−I)e‖² + ½σ²‖T‖².
  private static func risk(_ denoiser: Matrix, _ setting: LearningCase, _ point: ParameterPoint)
    -> Double
  {
    let error = denoiser.subtracting(.identity(denoiser.rows))
    return 0.5 * error.multiplied(by: Matrix(diagonal: setting.moment)).innerProduct(error)
      + 0.5 * point.noiseVariance * denoiser.squareSum
  }
}
