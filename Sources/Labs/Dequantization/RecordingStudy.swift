// Dequantisation of recordings: frames, references, networks and what is found about them.

import Files
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// The study of the user's recordings.
struct RecordingStudy {
  private let settings: LabSettings
  private let corpus: Corpus
  private let size: Int
  private let scale: Quantizer.Scale
  private let methods: Set<Method>
  /// The radii of the bounds of exact solutions, in units of Δ/2, the whole ones first.
  private let radii: [Double]
  /// The recordings, if they are those of the repository and no option changes a number.
  private let known: KnownRecordings?

  /// The radius that is compared with the whole bounds.
  static let narrowRadius = 0.4
  private static let testLimit = 4000
  /// The bits from which on rounding errors are nearly independent of recordings.
  private static let independentBits = 5
  private static let exactLimit = 1000
  /// The frames from which a radius is chosen.
  private static let predictionLimit = 40

  /// Reads and checks the recordings.
  init(_ settings: LabSettings) throws(LabError) {
    typealias Parameters = DequantizationParameters
    self.settings = settings
    size = settings.integer(Parameters.frame)
    scale = Quantizer.Scale(rawValue: settings.name(Parameters.scale)) ?? .file
    methods = Set(settings.names(Parameters.methods).compactMap(Method.init(rawValue:)))
    radii = Set(settings.numbers(Parameters.radii) + [1, Self.narrowRadius]).sorted(by: >)
    let (training, test) = (
      settings.files(Parameters.training), settings.files(Parameters.test)
    )
    let recordings = settings.files(Parameters.recordings)
    guard training.isEmpty == test.isEmpty else {
      throw .illegal(
        "\(Parameters.training.option) and \(Parameters.test.option) must be given together")
    }
    guard training.isEmpty || recordings.isEmpty else {
      throw .illegal(
        "\(Parameters.training.option) and \(Parameters.test.option) take the place of other recordings, such as "
          + printable(recordings[0]))
    }
    if methods == [.fixed],
      let idle = [Parameters.start, Parameters.iterations, Parameters.rate]
        .first(where: settings.isGiven)
    {
      throw .illegal(
        "\(idle.option) has no effect with \(Parameters.methods.option) fixed, which learns nothing"
      )
    }
    corpus =
      training.isEmpty
      ? try Corpus(recordings, frameLength: size)
      : try Corpus(training: training, test: test, frameLength: size)
    let isStandard = Parameters.all.allSatisfy { parameter in
      Parameters.choices.contains(parameter) || !settings.isGiven(parameter)
        || settings.value(of: parameter) == parameter.standard
    }
    let digest = try corpus.digest()
    known =
      isStandard && settings.seed == 0
      ? KnownRecordings.all.first { $0.digest == digest } : nil
  }

  /// The depths of each method.
  private var depths: [Method: [Int]] {
    let parameter = DequantizationParameters.depths
    let given = Set(settings.integers(parameter)).sorted()
    var depths: [Method: [Int]] = [:]
    for method in methods {
      depths[method] = given
      guard !settings.isGiven(parameter) else { continue }
      switch method {
      case .fixed, .nested: break
      case .residual: depths[method] = [1]
      default: depths[method] = given.filter { $0 <= 20 }
      }
    }
    return depths
  }

  /// Everything that is found for one number of bits.
  struct Part: Sendable {
    let quantizer: Quantizer
    let counts: (training: Corpus.Frames, test: Corpus.Frames)
    let references: [Reference]
    let rows: [NetworkRow]
    /// The test frames of each file or folder, if there are several.
    let testSets: [TestSet]
    /// The files and folders for tests that have no active frame.
    let emptyTestSets: [String]

    var training: FrameSet { counts.training.selected }
    var test: FrameSet { counts.test.selected }

    func reference(_ kind: Reference.Kind, radius: Double? = nil) -> Reference? {
      references.first { $0.kind == kind && (radius == nil || $0.parameter == radius) }
    }

    func row(
      _ method: Method, _ depth: Int, name: String? = nil, start: Network.Start? = nil
    ) -> NetworkRow? {
      rows.first {
        $0.method == method && $0.depth == depth && $0.name == name ?? method.rawValue
          && (start == nil || $0.network.start == start)
      }
    }
  }

  /// The test frames of one file or folder.
  struct TestSet: Sendable {
    let path: String
    let frames: FrameSet
    let references: [Reference]
  }

  /// An output that does not come from a network.
  struct Reference: Sendable {
    enum Kind: String, Sendable {
      case quantized = "quantised signal"
      case linear = "linear map"
      case threshold = "soft threshold"
      case exact = "exact solution"
    }

    let kind: Kind
    /// The threshold λ, or the radius of the bounds in units of Δ/2.
    var parameter: Double?
    var trainingError: Double?
    let error: Double
    /// The error of the quantised signal in the same frames.
    let quantizedError: Double
    let frameCount: Int
    var exact: ExactFrames?
    /// Σ‖x*‖₁ over Σ‖Cᵀs̄‖₁.
    var normRatio: Double?
    /// r, the mean square of s − Cx* over Δ²/12.
    var residual: Double?
    /// r − 1 + 2α.
    var predictedError: Double?

    var gain: Double { decibels(quantizedError, error) }
  }

  /// Computes everything.
  func study() throws(LabError) -> LabStudy {
    var study = LabStudy(settings)
    study.instance = known?.instance
    study.warnings += corpus.warnings
    var parts: [Part] = []
    for bits in settings.integers(DequantizationParameters.bits) {
      let quantizer = Quantizer(bits: bits, scale: scale)
      let counts = (
        training: try corpus.frames(
          corpus.training, quantizer,
          limit: settings.integer(DequantizationParameters.trainingFrames)),
        test: try corpus.frames(corpus.test, quantizer, limit: Self.testLimit)
      )
      guard counts.training.active > 0, counts.test.active > 0 else {
        throw .failed("no active frame with \(bits) bits: all samples are rounded to 0")
      }
      if parts.isEmpty {
        // Solutions of long frames are costly.
        var laws = Laws(
          counts.test.selected.spread(max(8, min(100, 6400 / size))), seed: settings.seed)
        laws.report(to: &study)
      }
      let tasks = NetworkTasks(
        training: counts.training.selected, test: counts.test.selected,
        recipe: (
          settings.integer(DequantizationParameters.iterations),
          settings.number(DequantizationParameters.rate), settings.seed
        ),
        start: Network.Start(rawValue: settings.name(DequantizationParameters.start)) ?? .adjoint,
        depths: depths)
      let estimators = try Estimators(counts.training.selected)
      let test = counts.test.selected
      let sets = try testSets(quantizer, estimators)
      parts.append(
        Part(
          quantizer: quantizer, counts: counts,
          references: estimators.references(test)
            + exactReferences(
              test, radii: parts.isEmpty ? allRadii(test) : [1, Self.narrowRadius]),
          rows: try tasks.rows(), testSets: sets.filled.count > 1 ? sets.filled : [],
          emptyTestSets: sets.empty))
    }
    warn(parts, in: &study)
    RecordingReport(parts: parts, known: known, sampleRate: corpus.test[0].sampleRate)
      .report(to: &study)
    offerSound(parts[0], in: &study)
    return study
  }

  /// The references for networks, fitted on the training frames.
  private struct Estimators {
    let training: FrameSet
    let linear: LinearEstimator
    let threshold: SoftThreshold

    init(_ training: FrameSet) throws(LabError) {
      self.training = training
      linear = try LinearEstimator(training)
      threshold = SoftThreshold(training, basis: cosineBasis(training.size).rowMajor)
    }

    /// The quantised signal, the linear map and the soft threshold on frames.
    func references(_ test: FrameSet) -> [Reference] {
      func reference(
        _ kind: Reference.Kind, _ parameter: Double? = nil, _ outputs: ([Double]) -> [Double]
      ) -> Reference {
        Reference(
          kind: kind, parameter: parameter,
          trainingError: training.error(outputs(training.quantized)),
          error: test.error(outputs(test.quantized)), quantizedError: test.quantizedError,
          frameCount: test.count)
      }
      return [
        reference(.quantized) { $0 }, reference(.linear, nil, linear.outputs),
        reference(.threshold, threshold.threshold, threshold.outputs),
      ]
    }
  }

  /// The radii of the first number of bits: those of `--box`, or the one with the least error that is predicted from
  /// some quantised frames alone.
  private func allRadii(_ test: FrameSet) -> [Double] {
    guard !settings.isGiven(DequantizationParameters.radii) else { return radii }
    let some = test.spread(Self.predictionLimit).quantized
    let basis = cosineBasis(size)
    let predictions = DequantizationParameters.triedRadii.map { radius in
      (
        radius,
        ExactFrames(some, basis: basis, radius: radius).predictedError(some)
      )
    }
    let best = predictions.min { $0.1 < $1.1 }.map(\.0) ?? 1
    return Set(radii + [best]).sorted(by: >)
  }

  /// The exact solutions of some of the test frames.
  private func exactReferences(_ test: FrameSet, radii: [Double]) -> [Reference] {
    let basis = cosineBasis(size)
    let some = test.spread(Self.exactLimit)
    let truth = products(some.clean, basis.rowMajor, isTransposed: false)
    let length = truth.reduce(0) { $0 + abs($1) }
    return radii.map { radius in
      let exact = ExactFrames(some.quantized, basis: basis, radius: radius)
      return Reference(
        kind: .exact, parameter: radius, error: some.error(exact.outputs),
        quantizedError: some.quantizedError, frameCount: some.count, exact: exact,
        normRatio: exact.values.reduce(0, +) / max(length, 1e-300),
        residual: exact.residual(some.quantized),
        predictedError: exact.predictedError(some.quantized))
    }
  }

  /// The test frames of each file or folder that has active ones, and the paths of the others.
  private func testSets(
    _ quantizer: Quantizer, _ estimators: Estimators
  ) throws(LabError) -> (filled: [TestSet], empty: [String]) {
    var (sets, empty): ([TestSet], [String]) = ([], [])
    for set in corpus.testSets {
      let frames = try corpus.frames(set.recordings, quantizer, limit: Self.testLimit).selected
      guard frames.count > 0 else {
        empty.append(set.path)
        continue
      }
      sets.append(
        TestSet(path: set.path, frames: frames, references: estimators.references(frames)))
    }
    return (sets, empty)
  }

  private func warn(_ parts: [Part], in study: inout LabStudy) {
    let exact = parts.flatMap(\.references).compactMap(\.exact)
    if let worst = exact.max(by: { $0.unfinishedShare < $1.unfinishedShare }),
      worst.unfinishedShare > 0
    {
      let percentage = 100 * worst.unfinishedShare
      let share =
        percentage < 10
        ? formatted(percentage, significantDigits: 2) : "\(Int(percentage.rounded()))"
      let gap = formatted(exact.map(\.largestGap).max() ?? 0, significantDigits: 2)
      study.warnings.append(
        "exact solutions: up to \(share) % of frames have a relative gap above \(ExactFrames.tolerance) after "
          + "\(worst.stepCount) steps, at most \(gap); the table references has the gaps of each setting"
      )
    }
    for part in parts where part.quantizer.bits < Self.independentBits {
      study.warnings.append(
        "\(part.quantizer.bits) bits: predicted_error, r − 1 + 2α, assumes rounding errors that are independent of the signal; below \(Self.independentBits) bits it may be right in sign only"
      )
    }
    let fewest = parts.map(\.training.count).min() ?? 0
    if !methods.isDisjoint(with: [.map, .mapAndSteps, .nested, .residual]), fewest < size * size {
      study.warnings.append(
        "K has \(size * size) numbers, but there \(fewest == 1 ? "is only 1 frame" : "are only \(fewest) frames") to learn from; --method weights needs some 250"
      )
    }
    for part in parts {
      let bits = "\(part.quantizer.bits) bits"
      if !part.emptyTestSets.isEmpty {
        study.warnings.append(
          "\(bits): no frame to test with in \(part.emptyTestSets.joined(separator: ", "))"
            + (part.testSets.isEmpty
              ? "; the table transfer requires frames of at least two files or folders of "
                + DequantizationParameters.test.option : ""))
      }
      if part.rows.contains(where: { !$0.testError.isFinite || $0.testError > 100 }) {
        study.warnings.append(
          "\(bits): a network diverges on test frames; its outputs clipped to the bounds are safe")
      }
    }
  }
}

/// The gain of an error over another in dB.
func decibels(_ reference: Double, _ error: Double) -> Double { 10 * log10(reference / error) }

extension RecordingStudy {
  /// The network with the smallest clipped test error.
  static func best(_ part: Part) -> NetworkRow? {
    part.rows.filter { $0.clippedError.isFinite }.min { $0.clippedError < $1.clippedError }
  }

  /// Offers the first test recording to the ear.
  private func offerSound(_ part: Part, in study: inout LabStudy) {
    guard let best = Self.best(part) else { return }
    let (corpus, quantizer, size) = (corpus, part.quantizer, size)
    study.sounds = { () throws(LabError) -> [LabSound] in
      let recording = corpus.test[0]
      let frames = min(
        10 * recording.sampleRate / size, recording.sampleCount / size)
      var (samples, factors): ([Double], [Double]) = ([], [])
      do throws(FileError) {
        try recording.forEachBlock(Framing(length: size, hop: size)) {
          (block) throws(FileError) in
          for first in stride(from: 0, to: block.count, by: size) where factors.count < frames {
            let scaled = quantizer.scaled(block[first..<first + size])
            samples += scaled.frame.map(quantizer.quantized)
            factors.append(scaled.factor)
          }
        }
      } catch {
        throw .file(error)
      }
      let exact = ExactFrames(samples, basis: cosineBasis(size), radius: 1).outputs
      let learned = clipped(best.network.run(samples).outputs, to: samples)
      func sound(_ suffix: String, _ caption: String, _ outputs: [Double]) -> LabSound {
        LabSound(
          suffix, "\(caption), \(recording.path)",
          samples: outputs.indices.map { outputs[$0] / factors[$0 / size] * recording.peak },
          sampleRate: recording.sampleRate)
      }
      return [
        sound("", "\(best.name), N = \(best.depth), clipped to the bounds", learned),
        sound("-quantized", "\(quantizer.bits) bits", samples),
        sound("-exact", "the exact solution", exact),
      ]
    }
  }
}
