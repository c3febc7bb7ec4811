// The lab of classical regularisation and of learned reconstruction.

package import Evidence
package import LabKit
import LinearAlgebra

/// Filters and their rates, early stopping, penalties with certificates, filtered back-projection, and learned maps with and
/// without the physics.
package struct RegularizationLab: Lab {
  package let id = "regularization"
  package let title = "Regularisation: filters, stopping, penalties, formulas and learned maps"
  package let question =
    "How accurate can a reconstruction be, when must an iteration stop, and what does learning add?"
  package let introduction: [Passage] = [
    """
    Au = b has singular values s_j = j^(−a), j = 1…4000, so that naive inversion amplifies noise of norm δ by up to n^a. Tikhonov, \
    Landweber and the cut-off are filters of them, whose worst errors over u = s^ν w with ‖w‖ ≤ 1 are suprema in closed \
    form. The linearised Bregman iteration, total variation and total generalised variation are not linear; their solutions are \
    certified by duality.
    """,
    """
    Parallel-beam tomography has an inversion formula, and the line integrals of ellipses and Gaussians have a closed form. Linear \
    maps that are learned from m pairs of Gaussian signals and measurements have risks in closed form: a free map of n² numbers, n numbers \
    after A⁻¹, and two numbers in unrolled steps that use A.
    """,
  ]
  package let sources: [Source] = [
    .reliableTalk("How to solve Inverse Problems?"), .engl("chapters 3 to 6"), .natterer, .bredies,
  ]
  package let headline = LabHeadline(
    "The discrepancy principle leaves an error ", FilterClaims.oracle.id, digits: 3,
    " times that of the best step.")
  package let tableNames = [
    "rates", "stopping", "bregman", "roof", "projection", "learned", "reconstructions",
  ]
  package let parameters: [LabParameter] = [
    Self.smoothness, Self.levels, Self.decay, Self.discrepancy, Self.phantom, Self.size,
    Self.angles, Self.detectors, Self.noise, Self.band, Self.train, Self.draws, Self.forward,
    Self.data, Self.truth, Self.methods, Self.penalties, Self.ratio, Self.steps, Self.threshold,
    Self.level, Self.tolerance,
  ]
  package let claims: [LabClaim] =
    FilterClaims.all + VariationClaims.all + ProjectionClaims.all + LearnedClaims.all

  static let smoothness = LabParameter.numbers(
    "smoothness", symbol: "ν", [0.5, 1, 2, 4], in: 0.05...20, "smoothness of solutions u = s^ν w")
  static let levels = LabParameter.numbers(
    "levels", symbol: "δ",
    [
      0.0031622776601683794, 1e-3, 3.1622776601683794e-4, 1e-4, 3.1622776601683795e-5, 1e-5,
    ], in: 1e-8...0.5,
    "noise levels of the rates")
  static let decay = LabParameter.number(
    "decay", symbol: "a", 1, in: 0.25...2, "decay of the singular values s_j = j^(−a) of the rates")
  static let discrepancy = LabParameter.number(
    "discrepancy", symbol: "ρ", 1.1, in: 1.05...10,
    "factor of the noise level at which the discrepancy principle stops")
  static let phantomNames = Phantom.names
  static let phantom = LabParameter.choice(
    "phantom", phantomNames[0], among: phantomNames,
    "phantom of filtered back-projection: ten ellipses with the contrasts of Toft or of 1974, a disk, a Gaussian"
  )
  static let size = LabParameter.integer(
    "size", symbol: "N", 128, in: 8...1024,
    "pixels in a row of the image; with --operator radon:ANGLES as many as detectors if omitted, and the D detectors lie N/D pixels apart"
  )
  static let angles = LabParameter.integer(
    "angles", symbol: "A", 180, in: 1...2000, "angles of the built-in sinogram")
  static let detectors = LabParameter.integer(
    "detectors", symbol: "D", 192, in: 8...2000, "detectors of the built-in sinogram")
  static let noise = LabParameter.number(
    "noise", 0.01, in: 0...1,
    "standard deviation of noise in the built-in sinogram, relative to its largest entry")
  static let band = LabParameter.number(
    "band", 1, in: 0.01...1,
    "band of filtered back-projection as a fraction of the largest frequency; with --operator")
  static let train = LabParameter.integers(
    "pairs", symbol: "m", [20, 24, 32, 64, 256, 1024], in: 18...20_000,
    "training pairs of learned maps")
  static let draws = LabParameter.integer(
    "draws", 200, in: 40...20_000,
    "draws of training pairs; a fifth of them, but at least 40, for 500 pairs and more")
  static let forward = LabParameter(
    "operator", symbol: "A", .text(placeholder: "OPERATOR", standard: nil),
    "your operator: \(MeasuredData.help); with --data")
  static let data = LabParameter.file(
    "data", [".npy", ".csv"],
    "your measurements, one per row; for radon:ANGLES one sinogram, a row for each angle")
  static let truth = LabParameter.file(
    "truth", [".npy", ".csv"],
    "solutions to compare with, one per row; for radon:ANGLES one image; with --operator")
  static let methods = LabParameter.names(
    "method", among: OwnMethod.allCases.map(\.rawValue),
    "methods for your data; those that suit the operator if omitted")
  static let penalties = LabParameter.numbers(
    "lambda", symbol: "λ", [0.01], in: 1e-15...1,
    "penalties: of Tikhonov and the cut-off (squared) relative to ‖A‖², of tv and tgv relative to that with a constant solution; with --operator"
  )
  static let ratio = LabParameter.number(
    "ratio", symbol: "β/α", 2, in: 1e-3...1e3,
    "weight of the second differences of tgv over that of the first; with --operator")
  static let steps = LabParameter.integers(
    "steps", symbol: "K", [100], in: 1...1_000_000,
    "steps of landweber and bregman; with --operator")
  static let threshold = LabParameter.number(
    "threshold", symbol: "μ", 5, in: 1e-6...1e6,
    "threshold of bregman relative to ‖Aᵀb‖_∞/‖A‖²; with --operator")
  static let level = LabParameter.number(
    "delta", symbol: "δ", 0, in: 0...1e150,
    "norm of the noise in a measurement: all parameters are then chosen by the discrepancy principle; with --operator"
  )
  static let tolerance = LabParameter.number(
    "tolerance", 1e-8, in: 1e-15...1,
    "duality gaps of tv and tgv, relative to ½‖b‖²; with --operator")

  package init() {}

  /// For the user's data only reconstructions.
  package func tableNames(_ settings: LabSettings) -> [String] {
    settings.isGiven(Self.forward) ? ["reconstructions"] : Array(tableNames.dropLast())
  }

  /// True: the reconstruction.
  package func hasProduct(_ settings: LabSettings) -> Bool { true }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    if settings.isGiven(Self.forward) || settings.isGiven(Self.data) {
      return try OwnStudy(settings).study()
    }
    let own = [
      Self.band, Self.truth, Self.methods, Self.penalties, Self.ratio, Self.steps, Self.threshold,
      Self.level, Self.tolerance,
    ]
    if let idle = own.first(where: settings.isGiven) {
      throw .illegal("\(idle.option) requires \(Self.forward.option) and \(Self.data.option)")
    }
    var study = LabStudy(settings)
    RateStudy(settings).report(to: &study)
    StoppingStudy().report(to: &study)
    try BregmanStudy.report(to: &study)
    VariationStudy().report(to: &study)
    ProjectionStudy(settings).report(to: &study)
    try LearnedStudy().report(to: &study)
    return study
  }
}
