// The lab of generative regularisers and of regularisers that are trained on examples.

package import Evidence
package import LabKit
import LinearAlgebra

/// Linear generators, critics, convex networks and diffusion: learned priors whose answers are known.
package struct GenerativeLab: Lab {
  package let id = "generative"
  package let title = "Generative and learned regularisers"
  package let question =
    "Which learned prior reconstructs best, and does end-to-end learning do better?"
  package let introduction: [Passage] = [
    """
    Signals are u = Wz + e with z ~ N(0, I) and a residual e ~ N(0, Ψ), and data b = Mu + η a part of their entries with noise of size s. \
    A generative regulariser inf_z ½‖u − Wz‖²_{Σ⁻¹} + ½‖z‖² knows W and a model Σ of Ψ: a constant diagonal, a varying one, or Ψ itself. \
    Others keep u in the range of W, or let W change. All these reconstructions are linear, and their risks are traces.
    """,
    """
    They stand beside the map that is trained end to end on pairs (b, u) of one mask and one noise, for signals and for pictures of which \
    lines of the Fourier transform are measured. Priors that are trained on examples follow: a critic of two samples, a convex network, \
    and diffusion with the exact score.
    """,
  ]
  package let sources: [Source] = [.duff, .bora, .narnhofer, .lunz, .amos, .song]
  package let headline = LabHeadline(
    "End-to-end learning in its own setting has ", GeneratorClaims.home.id,
    digits: 4, " times the risk of the covariance model, which never saw a measurement.")
  package let tableNames = [
    "risk", "end-to-end", "pairs", "pictures", "critic", "diffusion", "reconstruction",
  ]
  package let parameters: [LabParameter] = [
    Self.size, Self.latent, Self.sampling, Self.noise, Self.trainSampling, Self.trainNoise,
    Self.pairs, Self.pictureSize, Self.generator, Self.residual, Self.data, Self.map, Self.method,
  ]
  package let claims: [LabClaim] =
    GeneratorClaims.all + PictureClaims.all + LearnedPriorClaims.all

  static let sizes = 2...400
  static let size = LabParameter.integer(
    "size", symbol: "n", 24, in: sizes, "number of entries of a signal")
  static let latent = LabParameter.integer(
    "latent", symbol: "k", 4, in: 1...400, "number of columns of W, at most --size")
  static let sampling = LabParameter.numbers(
    "sampling", [0.25, 0.375, 0.5, 0.625, 0.75, 1], in: 0.01...1,
    "shares of the entries that are measured")
  static let noise = LabParameter.numbers(
    "noise-sizes", symbol: "s", [0.01, 0.02, 0.05, 0.1, 0.2, 0.4], in: 1e-4...100,
    "sizes of the noise; one number with --data")
  static let trainSampling = LabParameter.number(
    "train-sampling", 0.5, in: 0.01...1, "share of the entries in end-to-end training")
  static let trainNoise = LabParameter.number(
    "train-noise", symbol: "s", 0.05, in: 1e-4...100, "noise in end-to-end training")
  static let pairs = LabParameter.integers(
    "pairs", symbol: "N", [40, 100, 400], in: 2...10_000, "numbers of pairs for least squares")
  static let pictureSize = LabParameter.integer(
    "picture-size", symbol: "m", 24, in: 8...40, "number of pixels in a row of the pictures")
  static let generator = LabParameter.file(
    "generator", [".npy", ".csv"], "W, n × k, in place of the built-in instance; with --residual")
  static let residual = LabParameter.file(
    "residual", [".npy", ".csv"], "Ψ, n × n and positive definite; with --generator")
  static let data = LabParameter.file(
    "data", [".npy", ".csv"], "measurements b, one sample per row, to be reconstructed")
  static let map = LabParameter(
    "operator", symbol: "M", .text(placeholder: "OPERATOR", standard: nil),
    "your operator: \(MeasuredData.help); the identity if omitted; with --data")
  static let method = LabParameter.names(
    "method", among: Reconstruction.allCases.map(\.rawValue),
    "models of the reconstructions of --data")

  package init() {}

  /// With data only the reconstructions; with a generator no pictures.
  package func tableNames(_ settings: LabSettings) -> [String] {
    if settings.isGiven(Self.data) { return ["reconstruction"] }
    return tableNames.dropLast().filter { $0 != "pictures" || !settings.isGiven(Self.generator) }
  }

  /// True with data, whose reconstructions are saved.
  package func hasProduct(_ settings: LabSettings) -> Bool { settings.isGiven(Self.data) }

  package func study(_ settings: LabSettings) throws(LabError) -> LabStudy {
    var study = LabStudy(settings)
    let model = try model(settings)
    if let own = try OwnData(settings, model) {
      try own.report(to: &study)
      return study
    }
    try EndToEndStudy.requirePairs(settings, signalCount: model.signalCount)
    var generator = CounterGenerator(seed: 111, shift: settings.seed)
    try GeneratorStudy(model, shift: settings.seed).report(&generator, to: &study)
    try EndToEndStudy(
      model, share: settings.number(Self.trainSampling), noise: settings.number(Self.trainNoise),
      shift: settings.seed
    ).report(to: &study)
    if !settings.isGiven(Self.generator) {
      try PictureStudy(size: settings.integer(Self.pictureSize), shift: settings.seed)
        .report(to: &study)
    }
    try WeightStudy(model, shift: settings.seed).report(&generator, to: &study)
    generator = CounterGenerator(seed: 131, shift: settings.seed)
    CriticStudy.report(&generator, to: &study)
    // The draws of another experiment of the same stream: 36, 6, 6, 24 and 4 numbers.
    _ = generator.normals(36 + 6 + 6 + 24 + 4)
    ConvexStudy.report(&generator, to: &study)
    DiffusionStudy.report(&generator, to: &study)
    return study
  }

  private func model(_ settings: LabSettings) throws(LabError) -> GaussianGenerator {
    if let own = try OwnData.generator(settings) { return own }
    let (n, k) = (settings.integer(Self.size), settings.integer(Self.latent))
    guard k <= n else {
      throw .illegal(
        "\(Self.latent.option) \(k): more columns than the \(n) entries of \(Self.size.option)")
    }
    guard let model = GaussianGenerator.cosines(n, k) else {
      throw .failed("Ψ is not positive definite to working precision")
    }
    return model
  }
}
