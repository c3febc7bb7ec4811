// The parameters of the lab.

import LabKit

/// The parameters of the lab, one option each.
enum DequantizationParameters {
  static let recordings = LabParameter(
    "recordings", .files(extensions: [], count: 1...10_000),
    "sound files (WAV) and folders of them; every second file is for tests")
  static let training = LabParameter(
    "train", .files(extensions: [], count: 1...10_000), "recordings to learn from, with --test")
  static let test = LabParameter(
    "test", .files(extensions: [], count: 1...10_000),
    "recordings for tests, with --train; the table transfer shows each file or folder separately")
  static let bits = LabParameter.integers(
    "bits", symbol: "w", [4], in: 2...12, "bits of the mid-tread quantiser, 2ʷ − 1 levels")
  static let frame = LabParameter.integer(
    "frame", symbol: "n", 64, in: 2...512, "samples of a frame; frames do not overlap")
  static let scale = LabParameter.choice(
    "scale", Quantizer.Scale.file.rawValue, among: Quantizer.Scale.allCases.map(\.rawValue),
    "full scale is the peak of the file or of each frame")
  static let radii = LabParameter.numbers(
    "box", [1], in: 0.01...1,
    "radii of the bounds of exact solutions in units of Δ/2, for the first --bits; 1 and 0.4 are always added; if omitted, also the one of 0.2, 0.3, 0.5, 0.6, 0.8 with the least predicted error, if less than theirs"
  )
  /// The radii among which one is chosen without the clean signal.
  static let triedRadii = [0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1]
  static let methods = LabParameter.names(
    "method", Method.standard.map(\.rawValue), among: Method.allCases.map(\.rawValue),
    "the networks")
  static let depths = LabParameter.integers(
    "depth", symbol: "N", [1, 2, 5, 10, 20, 50], in: 1...200,
    "steps of the networks; if omitted, those that learn from scratch have at most 20, and residual ones 1"
  )
  static let start = LabParameter.choice(
    "start", Network.Start.adjoint.rawValue, among: Network.Start.allCases.map(\.rawValue),
    "start of networks that learn: x⁰ = Kᵀs (adjoint) or 0 (zero)")
  static let trainingFrames = LabParameter.integer(
    "train-frames", 10_000, in: 1...1_000_000, "the largest number of frames to learn from")
  static let iterations = LabParameter.integer(
    "iterations", 1000, in: 1...1_000_000, "steps of Adam, with a batch of 100 frames each")
  static let rate = LabParameter.number(
    "rate", 0.003, in: 1e-6...1, "learning rate of K; weights and steps have three times as much")

  /// The parameters that choose recordings.
  static let sources = [recordings, training, test]
  /// Those that have an effect only with recordings.
  static let ofRecordings = [
    bits, frame, scale, radii, methods, depths, start, trainingFrames, iterations, rate,
  ]
  /// Those that choose what is computed without changing any number.
  static let choices = [recordings, radii, methods, depths]
  static let all = sources + ofRecordings
}

/// The networks.
enum Method: String, Sendable, CaseIterable {
  /// The DCT, and steps of 0.95.
  case fixed
  /// The DCT, learned steps.
  case steps
  /// The DCT with a learned weight for each atom, learned steps.
  case weights
  /// A learned K.
  case map
  /// A learned orthogonal K, learned steps.
  case orthogonal
  /// A learned K, learned steps.
  case mapAndSteps = "map+steps"
  /// The same, each depth starting from the network of the previous one.
  case nested
  /// The same with residual read-out, also with weights in place of K.
  case residual

  /// Those that are computed unless others are chosen; an orthogonal K gains less than 64 weights on
  /// recordings like those that were learned from.
  static let standard = allCases.filter { $0 != .orthogonal }
}
