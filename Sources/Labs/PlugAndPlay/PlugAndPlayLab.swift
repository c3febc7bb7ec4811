// The lab of plug-and-play iterations.

package import Evidence
package import LabKit
import LinearAlgebra

/// Forward-backward iterations with a denoiser of L steps, warm and cold.
package struct PlugAndPlayLab: Lab {
  package let id = "plug-and-play"
  package let title = "Plug-and-play iterations with a denoiser of a few steps"
  package let question =
    "Where do plug-and-play iterations end if the denoiser takes a few steps, warm or cold?"
  package let introduction: [Passage] = [
    """
    x ← N_L(x − ρAᵀ(Ax − y)), where N_L is L steps towards a proximal operator: projected gradient steps on the multiplier u of \
    argmin ½‖w − x‖² + ρλ‖Γx‖₁ (analysis), or ISTA for D argmin ½‖w − Dz‖² + ρλ‖z‖₁ (synthesis). A warm iteration keeps u or z, \
    a cold one starts from 0 every time.
    """,
    """
    The signal has 40 samples in three levels, blurred by the kernel (0.2, 0.6, 0.2); the dictionary has 80 random atoms; the \
    photograph is that of Data/camera. The solution is certified by a duality gap: q = A⁻ᵀΓᵀu/ρ is dual feasible. \
    ρ is 1/‖A‖², which is 1 for these blurs; cold limits depend on it.
    """,
  ]
  package let sources: [Source] = [
    .optimizerTalk("The role of warm-starting"), .venkatakrishnan, .romano,
    .reliableTalk("Iterative regularization meets Deep Learning"),
  ]
  package let headline = LabHeadline(
    "To the same certified accuracy, 20 warm steps per iteration take ",
    IterationClaims.savedSteps.id, digits: 3,
    " times the steps of the denoiser that one takes, and a twelfth of the applications of the operator."
  )
  package let tableNames = [
    "iterations", "limits", "conjecture", "stopping", "red", "photograph",
  ]
  package let parameters: [LabParameter] = [
    Self.steps, Self.coldSteps, Self.penalty, Self.noise, Self.sparsePenalty, Self.instances,
    Self.tolerance, Self.size, Self.imagePenalty, Self.imageNoise, Self.imageTolerance, Self.budget,
    Self.map, Self.data, Self.dictionary, Self.width, Self.norm, Self.boundary, Self.isCold,
    Self.absolute,
  ]
  package let claims: [LabClaim] = IterationClaims.all + DenoiserClaims.all

  static let steps = LabParameter.integers(
    "lower-steps", symbol: "L", [1, 2, 5, 20, 100], in: 1...1000,
    "numbers of warm steps of the denoiser")
  static let coldSteps = LabParameter.integers(
    "cold-steps", symbol: "L", [1, 2, 5, 20, 100, 400], in: 1...2000,
    "numbers of cold steps of the denoiser")
  static let penalty = LabParameter.numbers(
    "lambda", symbol: "λ", [0.08], in: 1e-9...1e9,
    "penalty of the signal, one from 0.005 to 1; with --data one relative to λ_max, 0.1 if omitted")
  static let noise = LabParameter.number(
    "noise", symbol: "σ", 0.05, in: 0...0.5, "standard deviation of the noise of the signal")
  static let sparsePenalty = LabParameter.number(
    "dict-lambda", symbol: "λ", 0.1, in: 0.05...1, "penalty of the synthesis problem")
  static let instances = LabParameter.integer(
    "instances", 60, in: 1...10_000, "random instances for the conjecture")
  static let tolerance = LabParameter.number(
    "tolerance", 1e-6, in: 1e-12...1,
    "duality gap to which costs are counted; with --data relative to ½‖y‖²")
  static let size = LabParameter.integer(
    "image-size", symbol: "s", 64, in: 16...Photograph.fullSize,
    "rows and columns of the photograph, a divisor of \(Photograph.fullSize)")
  static let imagePenalty = LabParameter.number(
    "image-lambda", symbol: "λ", 0.03, in: 1e-3...0.2, "penalty of the photograph")
  static let imageNoise = LabParameter.number(
    "image-noise", symbol: "σ", 0.1, in: 0...0.3, "standard deviation of the photograph's noise")
  static let imageTolerance = LabParameter.number(
    "image-tolerance", 1e-5, in: 1e-9...0.1,
    "duality gap at which iterations on the photograph stop, relative to ½‖y‖²")
  static let budget = LabParameter.integer(
    "budget", 3000, in: 1...1_000_000, "most iterations on the photograph, or on the user's data")
  static let map = LabParameter(
    "operator", symbol: "A", .text(placeholder: "OPERATOR", standard: nil),
    "your operator: \(OperatorText.help); the identity if omitted; with --data")
  static let data = LabParameter.file(
    "data", [".npy", ".csv"],
    "y, a signal or with blur and mask also an image, in place of the built-in instance")
  static let dictionary = LabParameter.file(
    "dict", [".npy", ".csv"],
    "a synthesis dictionary whose columns are atoms, in place of total variation; with --data")
  static let width = LabParameter.integer(
    "image-width", 1, in: 1...100_000,
    "columns of the image that the columns of --operator are the pixels of; a signal if omitted")
  static let norm = LabParameter.choice(
    "norm", "isotropic", among: ["isotropic", "anisotropic"],
    "total variation of images; with --data")
  static let boundary = LabParameter.choice(
    "boundary", "open", among: ["open", "periodic"], "differences across the edge; with --data")
  static let isCold = LabParameter.flag(
    "cold", "take cold steps as well as warm ones; with --data")
  static let absolute = LabParameter.flag(
    "absolute", "take --lambda as it stands, not relative to λ_max; with --data")

  package init() {}

  /// Where data are given, only the tables about them.
  package func tableNames(_ settings: LabSettings) -> [String] {
    settings.isGiven(Self.data) ? ["iterations", "limits"] : tableNames
  }

  /// True: the reconstruction.
  package func hasProduct(_ settings: LabSettings) -> Bool { true }

  /// λ, of which there is one.
  static func onePenalty(_ settings: LabSettings) throws(LabError) -> Double {
    let values = settings.numbers(penalty)
    guard values.count == 1 else {
      throw .illegal("\(penalty.option): \(values.count) penalties, where this lab takes one")
    }
    return values[0]
  }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    var study = LabStudy(settings)
    if settings.isGiven(Self.data) || settings.isGiven(Self.map) {
      try OwnStudy(settings).report(to: &study)
      return study
    }
    try settings.refuse(
      [Self.dictionary, Self.width, Self.norm, Self.boundary, Self.isCold, Self.absolute],
      without: Self.data)
    let penalty = try Self.onePenalty(settings)
    guard (0.005...1).contains(penalty) else {
      throw .illegal(
        "\(Self.penalty.option) \(penalty): the penalty of the built-in signal is from 0.005 to 1")
    }
    let size = settings.integer(Self.size)
    guard Photograph.fullSize.isMultiple(of: size) else {
      throw .illegal(
        "\(Self.size.option) \(size): a divisor of \(Photograph.fullSize), such as 32, 64 or 128")
    }
    ScalarModel.decide(to: &study)
    var generator = CounterGenerator(seed: 91, shift: settings.seed)
    let signal = try DeblurredSignal(
      &generator, noise: settings.number(Self.noise), penalty: penalty)
    SignalStudy(signal, settings).report(to: &study)
    try ColdStudy.report(signal, to: &study)
    try ConjectureStudy.report(settings.integer(Self.instances), to: &study)
    let synthesis = try SparseSynthesis(
      &generator, signal.blur, penalty: settings.number(Self.sparsePenalty))
    SynthesisStudy.report(synthesis, &generator, to: &study)
    StoppingStudy.report(to: &study)
    try DenoiserRegularizer(seed: settings.seed).report(to: &study)
    var draws = CounterGenerator(seed: 93, shift: settings.seed)
    let photograph = BlurredPhotograph(
      &draws, size: size,
      noise: settings.number(Self.imageNoise), penalty: settings.number(Self.imagePenalty))
    PhotographStudy(
      photograph, tolerance: settings.number(Self.imageTolerance),
      budget: settings.integer(Self.budget)
    ).report(to: &study)
    return study
  }
}
