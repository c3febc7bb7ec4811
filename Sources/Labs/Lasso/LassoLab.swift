// The lab of the Lasso: iterations, their steps, and the Jacobian of the unrolled iteration.

package import Evidence
package import LabKit

/// Sparse coding min ½‖x − Dz‖² + λ‖z‖₁ where everything is known.
package struct LassoLab: Lab {
  package let id = "lasso"
  package let title = "The Lasso and the Jacobian of unrolled ISTA"
  package let question =
    "How fast do ISTA and its variants find the support, and what does unrolling differentiate?"
  package let introduction: [Passage] = [
    """
    Two atoms of correlation c with x = d₁ have the solution (1 − λ, 0), and every rate is known. One \
    measurement x = 1 of two nearly equal atoms 1 and 1 − η shows how the derivative of an unrolled \
    iteration with respect to the dictionary grows before the support is found.
    """
  ]
  package let sources: [Source] = [.ablin, .malezieux]
  package let headline = LabHeadline(
    "The Jacobian of unrolled ISTA grows for ", LassoClaims.exitTime.id, digits: 3,
    " iterations before it converges.")
  package let parameters: [LabParameter] = [
    Self.correlation, Self.pairPenalty, Self.gaps, Self.driftPenalty,
  ]
  package let claims: [LabClaim] = LassoClaims.all

  static let correlation = LabParameter.number(
    "correlation", symbol: "c", 0.9, in: 0.01...0.99, "correlation of the two atoms")
  static let pairPenalty = LabParameter.number(
    "pair-lambda", symbol: "λ", 0.3, in: 0.01...0.99,
    "penalty of the two correlated atoms, relative to λ_max")
  static let gaps = LabParameter.numbers(
    "eta", symbol: "η", [0.2, 0.1, 0.05, 0.025, 0.0125], in: 0.001...0.5,
    "gaps between two nearly equal atoms, at most 1 − λ")
  static let driftPenalty = LabParameter.number(
    "drift-lambda", symbol: "λ", 0.2, in: 0.01...0.9,
    "penalty of the two nearly equal atoms, relative to λ_max")

  package init() {}

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    let penalty = settings.number(Self.driftPenalty)
    let gaps = settings.numbers(Self.gaps).sorted(by: >)
    if let gap = gaps.first, gap >= 1 - penalty {
      throw .illegal(
        "\(Self.gaps.option) \(gap): the second atom is active at first only for η < 1 − λ = "
          + "\(1 - penalty)")
    }
    var study = LabStudy(settings)
    let pair = TwoAtoms(
      correlation: settings.number(Self.correlation), penalty: settings.number(Self.pairPenalty))
    pair.report(to: &study)
    Drift.report(gaps: gaps, penalty: penalty, to: &study)
    return study
  }
}

extension Source {
  /// Learning step sizes for unfolded sparse coding, by Ablin, Moreau, Massias and Gramfort.
  static let ablin = Source.publication("Ablin et al., NeurIPS 2019", place: "sections 2 and 3")
  /// Understanding approximate and unrolled dictionary learning, by Malézieux, Moreau and Kowalski.
  static let malezieux = Source.publication("Malézieux et al., ICLR 2022", place: "section 2.2")
}
