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
    .talk("The Grid Search"), .reliable("Dynamic Accuracy Derivative Free Optimization"),
    .ehrhardt, .kunisch,
  ]
  package let headline = LabHeadline(
    "To f − f* ≤ 10⁻⁶, dynamic accuracy is faster than 2000 fixed steps by a factor of ",
    DynamicClaims.speed.id, digits: 3, ".")
  package let tableNames = [
    "ridge", "search", "reduced", "truncated", "newton", "steps", "unrolling", "three",
  ]
  package let parameters: [LabParameter] = [Self.part, Self.depth]
  package let claims: [LabClaim] = SearchClaims.all + ReducedClaims.all + DynamicClaims.all

  static let part = LabParameter.names(
    "part", among: Part.allCases.map(\.rawValue),
    "the parts of the built-in instance that are computed")
  static let depth = LabParameter.integers(
    "depth", symbol: "K", [5, 10, 20, 50, 100, 200, 500, 2000], in: 1...100_000,
    "fixed numbers of lower-level steps")

  /// The parts of the built-in instance.
  enum Part: String, CaseIterable {
    case search, reduced, dfo
  }

  package init() {}

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    let parts = settings.names(Self.part).compactMap(Part.init(rawValue:))
    var study = LabStudy(settings)
    if parts.contains(.search) {
      try RidgeModel(seed: settings.seed).report(to: &study)
      SearchStudy.report(to: &study)
      ModelSelection.report(to: &study)
    }
    if parts.contains(.reduced) { ReducedStudy(seed: settings.seed).report(to: &study) }
    if parts.contains(.dfo) { try DynamicStudy.report(to: &study) }
    return study
  }
}
