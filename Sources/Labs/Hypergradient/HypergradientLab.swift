// The lab about the gradient of a bilevel problem.

package import Evidence
package import LabKit

/// The certified gradient of h(λ) = F(z*(λ), λ), and the estimates that are computed in its place.
package struct HypergradientLab: Lab {
  package let id = "hypergradient"
  package let title = "The gradient of a bilevel problem"
  package let question = "How wrong is a computed hypergradient, and why?"
  package let introduction: [Passage] = [
    """
    h(λ) = F(z*(λ), λ) with z*(λ) = argmin_z G(z, λ). With H = ∂²G/∂z², C = ∂²G/∂λ∂z and Hv = ∂F/∂z the gradient is \
    ∇h = ∂F/∂λ − Cᵀv.
    """,
    """
    Ridge and Lasso have the loss ‖Xz − y‖²/(2n), logistic regression the mean of log(1 + exp(−y⟨x, z⟩)); the \
    penalty is ½ Σ exp(λ_k) z_k², for the Lasso Σ exp(λ_k) |z_k|. F is the loss on validation data.
    """,
  ]
  package let sources: [Source] = [
    .superefficiency, .hoag, .shine, .own("the implicit function theorem"),
  ]
  package let headline = LabHeadline(
    "If the upper level differs from the lower one, implicit differentiation is of order ",
    RateClaims.generalThird.id, digits: 3, " in the error of the lower level, not of order 2.")
  package let tableNames = [
    "comparison", "truth", "gradient", "verdicts", "estimators", "rates", "systems", "differences",
    "operations", "hoag",
  ]
  package let parameters: [LabParameter] = HypergradientParameters.all
  package let claims: [LabClaim] =
    ProblemClaims.all + RateClaims.all + SystemClaims.all
    + DifferentiationClaims.all + InexactClaims.all

  package init() {}

  /// True: the certified gradient.
  package func hasProduct(_ settings: LabSettings) -> Bool { true }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    let files = try ForeignFiles(settings)
    let problem = try HypergradientProblem(settings)
    let foreign = try files.map { (files) throws(LabError) in
      (rows: try files.rows(problem), theta: try files.theta(problem))
    }
    var study = LabStudy(settings)
    let truth = try TruthReport(
      problem, tolerance: settings.number(HypergradientParameters.tolerance))
    try truth.report(to: &study)
    if let foreign {
      var referee = try Referee(
        problem.levels, truth.truths, theta: foreign.theta,
        tolerance: settings.number(HypergradientParameters.tolerance))
      ComparisonReport(problem, truth.truths, referee.judge(foreign.rows)).report(to: &study)
    }
    if foreign == nil || HypergradientParameters.estimators.contains(where: settings.isGiven) {
      EstimatorReport(truth, settings).report(to: &study)
    }
    // The models of the claims do not depend on the problem of the options.
    guard foreign == nil, problem.isBuiltIn else { return study }
    ScalarModel().report(to: &study)
    try LogisticRates(seed: settings.seed).report(to: &study)
    try LinearSystems(seed: settings.seed).report(to: &study)
    try AutomaticDifferentiation(seed: settings.seed).report(to: &study)
    try InexactDescent(seed: settings.seed).report(to: &study)
    return study
  }
}
