// The lab of equivariance.

package import Evidence
package import LabKit
import LinearAlgebra

/// Groups of motions of a periodic grid: which functionals and maps respect them, and what that is worth in learning.
package struct EquivarianceLab: Lab {
  package let id = "equivariance"
  package let title = "Equivariance by design and by augmentation"
  package let question =
    "Which maps commute with rotations and shifts, and what is gained by requiring it?"
  package let introduction: [Passage] = [
    """
    A group of rotations, reflections and translations moves the pixels of a periodic n × n grid: (g·u)(x) = u(g⁻¹x). All motions \
    are exact permutations, so a violation of J(g·u) = J(u) or F(g·u) = g·F(u) is no matter of interpolation. A matrix is equivariant if its \
    entries are constant on the orbits of pairs of pixels, a convolution if its kernel is invariant.
    """,
    """
    Learning: u is a Gaussian field with spectrum P ∝ 1/(0.05 + 0.3(2 − 2cos k) + 6(2 − 2cos l)), oriented along the rows, and x = u + σε. \
    Convolutions are learned by least squares with free kernels and with invariant ones; their risk on the orientation seen and after a \
    quarter turn is exact.
    """,
  ]
  package let sources: [Source] = [
    .reliableTalk("Equivariance and inverse problems"), .weiler,
  ]
  package let headline = LabHeadline(
    "A quarter turn changes the prediction of an inpainted pixel by ",
    FunctionalClaims.inpainting.id, digits: 4, ", on a field of variance 1.")
  package let tableNames = [
    "groups", "kernels", "strides", "violations", "inpainting", "risk", "augmentation", "training",
    "inputs",
  ]
  package let parameters: [LabParameter] = [
    Self.size, Self.group, Self.sizes, Self.widths, Self.noise, Self.pairs, Self.draws, Self.steps,
    Self.weight, Self.penalty, Self.kernel, Self.mask, Self.data, Self.tolerance,
  ]
  package let claims: [LabClaim] =
    GroupClaims.all + FunctionalClaims.all + LearningClaims.all + TrainingClaims.all

  static let size = LabParameter.integer(
    "size", symbol: "n", 8, in: 3...32, "rows and columns of the grid")
  static let group = LabParameter.choice(
    "group", "translations-c4", among: GridGroup.names,
    "group of rotations (c), with reflections (d), with translations or without; learned maps are convolutions in any case"
  )
  static let sizes = LabParameter.integers(
    "sizes", symbol: "n", [3, 4, 5], in: 1...12, "grids whose equivariant matrices are counted")
  static let widths = LabParameter.integers(
    "widths", symbol: "k", [3, 5, 7, 9], in: 1...31,
    "odd widths of kernels whose free numbers are counted")
  static let noise = LabParameter.number(
    "noise", symbol: "σ", 1, in: 0.01...100, "standard deviation of noise")
  static let pairs = LabParameter.integers(
    "pairs", symbol: "m", [1, 2, 4, 16, 64], in: 1...10_000, "numbers of training pairs")
  static let draws = LabParameter.integer(
    "draws", 20, in: 1...10_000,
    "training sets of every number; for 64 pairs and more 3 in 10 of them")
  static let steps = LabParameter.integer(
    "steps", 700, in: 1...10_000, "steps of the training of the network")

  static let weight = LabParameter.number(
    "weight", symbol: "λ", 0.3, in: 0...1e6, "weight of total variation in proximal maps")
  static let penalty = LabParameter.number(
    "penalty", symbol: "α", 0.1, in: 1e-6...1e6,
    "weight of ½‖∇v‖² in reconstructions from blurred and masked fields")
  static let kernel = LabParameter.file(
    "kernel", [".npy", ".csv"], "kernel of odd width whose invariance is measured")
  static let mask = LabParameter.file(
    "mask", [".npy", ".csv"], "square of 1, known, and 0, missing, whose invariance is measured")
  static let data = LabParameter.file(
    "data", [".npy", ".csv"], "square image whose invariance is measured")
  static let tolerance = LabParameter.number(
    "tolerance", 1e-9, in: 0...1, "relative violation up to which a file counts as invariant")

  package init() {}

  /// For the user's files only violations.
  package func tableNames(_ settings: LabSettings) -> [String] {
    OwnInputs.isNamed(in: settings) ? ["inputs"] : tableNames.dropLast()
  }

  /// True for one file of the user's, whose nearest invariant one is saved.
  package func hasProduct(_ settings: LabSettings) -> Bool {
    OwnInputs.files.count(where: settings.isGiven) == 1
  }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    if OwnInputs.isNamed(in: settings) {
      var study = LabStudy(settings)
      var inputs = try OwnInputs(settings)
      try inputs.report(to: &study)
      return study
    }
    if settings.isGiven(Self.tolerance) {
      throw .illegal(
        "\(Self.tolerance.option) has no effect without \(OwnInputs.files.map(\.option).joined(separator: ", "))"
      )
    }
    let widths = settings.integers(Self.widths)
    if let even = widths.first(where: { $0.isMultiple(of: 2) }) {
      throw .illegal(
        "\(Self.widths.option) \(even): kernels have a centre, so their widths are odd")
    }
    let size = settings.integer(Self.size)
    let group = GridGroup(settings.name(Self.group))
    var study = LabStudy(settings)
    var generator = CounterGenerator(seed: 101, shift: settings.seed)
    let functionals = FunctionalStudy(&generator, size: size, group: group)
    try GroupStudy(sizes: settings.integers(Self.sizes), widths: widths).report(
      functionals.field, size, to: &study)
    StrideStudy.report(to: &study)
    try functionals.report(to: &study)
    try PictureStudy.report(to: &study)
    let model = OrientedField(size: size, noise: settings.number(Self.noise))
    RiskStudy(model, group).report(to: &study)
    try AugmentationStudy(model, group, seed: settings.seed).report(to: &study)
    try TrainingStudy(
      model, group, steps: settings.integer(Self.steps), seed: settings.seed
    ).report(to: &study)
    return study
  }
}
