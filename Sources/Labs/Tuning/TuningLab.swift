// The lab about choosing the parameters of a regulariser.

package import Evidence
package import LabKit
import LinearAlgebra

/// Grid, random and Bayesian search, gradients and derivative-free search with certified values, on problems whose minimum
/// is known.
package struct TuningLab: Lab {
  package let id = "tuning"
  package let title = "The choice of parameters"
  package let question =
    "Which way of choosing a regularisation parameter takes the least work, and which can be trusted?"
  package let introduction: [Passage] = [
    """
    Ridge regression with an orthonormal design has closed forms for one penalty and for one per feature; the gap of every \
    search is exact there.
    """,
    """
    Denoising û(θ) = argmin ½‖u − b‖² + R_θ(u) with R = ½·10^θ₂‖u‖² + ½·10^θ₁‖Du‖², or with a smoothed total variation, is \
    learned from pairs of clean and noisy signals: f(θ) = Σ ‖ûᵢ − uᵢ‖² + βκ². All costs are lower-level iterations.
    """,
  ]
  package let sources: [Source] = [
    .optimizerTalk("The Grid Search"),
    .reliableTalk("Dynamic Accuracy Derivative Free Optimization"),
    .ehrhardt, .kunisch,
  ]
  package let headline = LabHeadline(
    "To f − f* ≤ 10⁻⁶, dynamic accuracy is faster than 2000 fixed steps by a factor of ",
    DynamicClaims.speed.id, digits: 3, ".")
  package let tableNames = [
    "ridge", "search", "reduced", "truncated", "newton", "steps", "unrolling", "three", "gap",
    "best", "evaluations",
  ]
  package let parameters: [LabParameter] = [
    Self.part, Self.methods, Self.regularizer, Self.depth, Self.start, Self.tolerance, Self.budget,
    Self.bounds, Self.penalty, Self.problem, Self.evaluations,
  ]
  package let claims: [LabClaim] =
    SearchClaims.all + ReducedClaims.all + DynamicClaims.all + ComparisonClaims.all

  static let part = LabParameter.names(
    "part", among: Part.allCases.map(\.rawValue),
    "the parts of the built-in instance that are computed")
  static let depth = LabParameter.integers(
    "depth", symbol: "K", [5, 10, 20, 50, 100, 200, 500, 2000], in: 1...100_000,
    "fixed numbers of lower-level steps")
  static let methods = LabParameter.names(
    "method", among: SearchMethod.allCases.map(\.rawValue),
    "the searches of part compare, which is the comparison on one problem")
  static let regularizer = LabParameter.choice(
    "regularizer", Regularizer.quadratic.rawValue, among: Regularizer.allCases.map(\.rawValue),
    "regulariser of part compare: two parameters (quadratic), three (tv) or one (tv-weight)")
  static let start = LabParameter.vector(
    "initial", symbol: "θ⁰", [-1, 0.5], in: -6...6,
    "start of searches with a start, one number per parameter within --bounds; 0,-1,-1 for tv and 0 for tv-weight, moved into them"
  )
  static let tolerance = LabParameter.number(
    "tolerance", 1e-6, in: 1e-11...10,
    "error of lower levels and adjoints, except with dynamic accuracy")
  static let budget = LabParameter.integer(
    "budget", 60_000, in: 1...1_000_000_000,
    "lower-level iterations and products of every search of part compare; a value that would exceed them is not taken"
  )
  static let bounds = LabParameter.vector(
    "bounds", [-2, 1], in: -6...6,
    "box of all searches, two numbers for all parameters or for each; from -3 or -4 to 1 for total variation"
  )
  static let penalty = LabParameter.number(
    "penalty", symbol: "β", 1e-5, in: 0...1e3,
    "weight of the squared condition number in f; 1e-6 for total variation")
  static let problem = LabParameter(
    "problem", .files(extensions: [".npy", ".csv"], count: 1...2),
    "pairs of signals: noisy,clean, or one file whose rows are a noisy signal and the clean one")
  static let evaluations = LabParameter.file(
    "evaluations", [".csv", ".npy"],
    "values from an earlier search within --bounds, such as tuning-evaluations.csv; the best of them is the start"
  )

  /// The parts of the built-in instance.
  enum Part: String, CaseIterable {
    case search, reduced, dfo, compare

    /// The names of its tables.
    fileprivate var tables: [String] {
      switch self {
      case .search: ["ridge", "search"]
      case .reduced: ["reduced", "truncated", "newton"]
      case .dfo: ["steps", "unrolling", "three"]
      case .compare: ["gap", "best", "evaluations"]
      }
    }
  }

  package init() {}

  /// The parameters of the comparison.
  private static let compared = [
    problem, evaluations, regularizer, methods, start, tolerance, budget, bounds, penalty,
  ]

  /// The tables of the parts that are computed.
  package func tableNames(_ settings: LabSettings) -> [String] {
    Self.parts(settings).flatMap(\.tables)
  }

  /// True where the searches are compared.
  package func hasProduct(_ settings: LabSettings) -> Bool {
    Self.parts(settings).contains(.compare)
  }

  /// The parts to compute: only the comparison with the user's files or for other regularisers.
  private static func parts(_ settings: LabSettings) -> [Part] {
    if !settings.isGiven(part), compared.contains(where: settings.isGiven) { return [.compare] }
    return settings.names(part).compactMap(Part.init(rawValue:))
  }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    let parts = Self.parts(settings)
    try Self.refuseIdle(settings, parts)
    let comparison =
      parts.contains(.compare) ? try ComparisonStudy(settings) : nil
    var study = LabStudy(settings)
    study.use(.names(parts.map(\.rawValue)), for: Self.part)
    if parts.contains(.search) {
      try RidgeModel(seed: settings.seed).report(to: &study)
      SearchStudy.report(to: &study)
      ModelSelection.report(to: &study)
    }
    if parts.contains(.reduced) { ReducedStudy(seed: settings.seed).report(to: &study) }
    if parts.contains(.dfo) { try DynamicStudy.report(to: &study) }
    comparison?.report(to: &study)
    return study
  }

  /// Refuses options without effect.
  private static func refuseIdle(_ settings: LabSettings, _ parts: [Part]) throws(LabError) {
    if !parts.contains(.compare), let idle = compared.first(where: settings.isGiven) {
      throw .illegal("\(idle.option) has no effect without \(part.option) compare")
    }
    if settings.isGiven(start), settings.isGiven(evaluations) {
      throw .illegal(
        "\(start.option) has no effect with \(evaluations.option): the best of those values is the start"
      )
    }
    if settings.isGiven(problem), parts != [.compare] {
      throw .illegal(
        "\(problem.option) belongs to \(part.option) compare; the other parts are about built-in problems"
      )
    }
    if settings.isGiven(depth), !parts.contains(.dfo),
      !(parts.contains(.compare)
        && settings.names(methods).contains(SearchMethod.fixed.rawValue))
    {
      throw .illegal(
        "\(depth.option) has no effect without \(part.option) dfo, or compare with \(methods.option) fixed"
      )
    }
  }
}
