// The lab of equilibrium models.

package import Evidence
package import LabKit
import LinearAlgebra

/// Linear equilibrium models: the depth at which they are trained and tested, and their derivatives.
package struct EquilibriumLab: Lab {
  package let id = "equilibrium"
  package let title = "Equilibrium models and the depth of their training"
  package let question =
    "Does a model that is trained for N steps gain by further steps, and what is its gradient?"
  package let introduction: [Passage] = [
    """
    An equilibrium model is the fixed point of z⁺ = Kz + Uθ. It is trained with N steps, θ_N = argmin ½‖z_N(θ) − z̄‖², and tested \
    with M. Gradient descent z⁺ = z − η(Hz − Bθ) with 12 eigenvalues of H from 1/κ to 1 and η = 1 is the case \
    K = I − ηH, U = ηB.
    """,
    """
    B = I reaches every state. B of smaller rank, one parameter for two directions, and a start that forty ridge regressions \
    share do not. The gradient of ½‖z* − z̄‖² is computed implicitly and by reverse mode through N steps.
    """,
  ]
  package let sources: [Source] = [
    .ramzi, .bai, .unrollingTalk("Iteration overfitting with unrolled optimization"),
  ]
  package let headline = LabHeadline(
    "Trained for five steps, one parameter for two directions is ", DepthClaims.pairParameter.id,
    digits: 4, "; the fixed point needs 1.")
  package let tableNames = ["depths", "rank", "meta", "toy", "gradients"]
  package let parameters: [LabParameter] = [
    Self.depth, Self.horizon, Self.condition, Self.pairDepth, Self.pairEigenvalue, Self.draws,
    Self.gradientDepths, Self.tolerance, Self.map, Self.injection, Self.target,
  ]
  package let claims: [LabClaim] = DepthClaims.all + GradientClaims.all

  static let depth = LabParameter.integer(
    "depth", symbol: "N", 20, in: 1...100_000, "trained number of steps")
  static let horizon = LabParameter.integer(
    "horizon", symbol: "M", 419, in: 1...100_000, "largest number of steps of a test")
  static let condition = LabParameter.number(
    "condition", symbol: "κ", 100, in: 1.001...1e6, "condition number of H")
  static let pairDepth = LabParameter.integer(
    "pair-depth", symbol: "N", 5, in: 1...200, "trained number of steps of the pair of directions")
  static let pairEigenvalue = LabParameter.number(
    "pair-eigenvalue", symbol: "h", 0.1, in: 0.02...0.9,
    "smaller eigenvalue of the pair of directions")
  static let draws = LabParameter.integer(
    "draws", 200, in: 1...100_000, "random matrices B for every rank")
  static let gradientDepths = LabParameter.integers(
    "gradient-depth", symbol: "N", [10, 20, 40, 80, 160], in: 1...100_000,
    "numbers of steps that are differentiated")
  static let tolerance = LabParameter.number(
    "tolerance", 1e-6, in: 1e-15...1,
    "residual ‖z − Kz − Uθ‖ up to which the fixed point counts as reached, relative to ‖z‖")
  static let map = LabParameter.file(
    "map", [".npy", ".csv"], "K, d × d, in place of the built-in instance; with --target")
  static let injection = LabParameter.file(
    "injection", [".npy", ".csv"], "U, d × q; the identity if omitted; with --map")
  static let target = LabParameter.file(
    "target", [".npy", ".csv"], "z̄, d numbers; with --map")

  package init() {}

  /// For the user's model only losses and gradients.
  package func tableNames(_ settings: LabSettings) -> [String] {
    settings.isGiven(Self.map) ? ["depths", "gradients"] : tableNames
  }

  /// True for the user's model, whose θ is saved.
  package func hasProduct(_ settings: LabSettings) -> Bool { settings.isGiven(Self.map) }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    let depth = settings.integer(Self.depth)
    let horizon = settings.integer(Self.horizon)
    guard horizon >= depth else {
      throw .illegal(
        "\(Self.horizon.option) \(horizon): tests end before the trained \(depth) steps")
    }
    var study = LabStudy(settings)
    if settings.isGiven(Self.map) || settings.isGiven(Self.target) {
      try OwnModel(settings).report(to: &study)
      return study
    }
    try settings.refuse([Self.injection], without: Self.map)
    var generator = CounterGenerator(seed: 21, shift: settings.seed)
    let depths = try DepthStudy(&generator, condition: settings.number(Self.condition))
    try depths.report(depth, horizon, to: &study)
    try RankStudy(depths.descent).report(
      generator, depth, draws: settings.integer(Self.draws), to: &study)
    generator.skip(RankStudy.standardNumbers)
    try MetaStudy(&generator).report(to: &study)
    try InjectionStudy.report(&generator, to: &study)
    let gradients = try GradientStudy(&generator)
    try gradients.report(
      Self.rows(of: gradients, settings), settings.number(Self.tolerance), to: &study)
    return study
  }

  /// The gradients after the numbers of steps that are asked for.
  static func rows(of gradients: GradientStudy, _ settings: LabSettings) -> [GradientStudy.Row] {
    settings.integers(gradientDepths).sorted().map(gradients.row)
  }
}
