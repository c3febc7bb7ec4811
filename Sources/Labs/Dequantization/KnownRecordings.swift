// The recordings of the repository, on which the findings are claims and the errors are pins.

import Evidence
import LabKit

/// Recordings whose numbers are known.
struct KnownRecordings: Sendable {
  /// The folder in the repository.
  let folder: String
  /// The digest of the recordings, see ``Corpus/digest()``.
  let digest: UInt64
  /// The numbers of active frames for training and for tests.
  let frames: (training: Int, test: Int)
  let quantized: Double
  /// The exact solution with the bounds as they are, and with 0.4 of them, on 1000 frames.
  let exact: (whole: Double, narrow: Double)
  let softThreshold: (threshold: Double, error: Double)
  let linear: Double
  /// Fixed networks of 1, 2, 5, 10, 20 and 50 steps from x⁰ = Kᵀs.
  let fixed: [Double]
  /// Fixed networks of 1, 2, 5 and 50 steps from x⁰ = 0.
  let fromZero: [Double]
  /// Steps with 1, weights with 2, map+steps with 1 and 2 steps, and residual networks with weights and with K.
  let learned:
    (
      steps: Double, weights: Double, map: [Double], residualWeights: Double, residualMap: Double
    )

  /// Synthesised voices.
  static let speech = KnownRecordings(
    folder: "Data/speech", digest: 1_210_274_262_967_100_493, frames: (5833, 5417),
    quantized: 0.77813,
    exact: (1.613, 0.713), softThreshold: (0.16, 0.5986), linear: 0.6959,
    fixed: [0.6091, 0.7176, 0.9728, 1.1732, 1.3124, 1.4495],
    fromZero: [2.947, 1.134, 1.161, 1.497],
    learned: (0.5976, 0.5706, [0.6018, 0.5941], 0.5555, 0.5604))
  /// A real voice.
  static let librivox = KnownRecordings(
    folder: "Data/librivox", digest: 14_087_221_534_598_066_927, frames: (2822, 1653),
    quantized: 0.98726,
    exact: (1.395, 0.680), softThreshold: (0.26, 0.5778), linear: 0.7520,
    fixed: [0.5989, 0.5816, 0.7901, 1.0219, 1.1759, 1.2901],
    fromZero: [3.212, 1.342, 1.163, 1.327],
    learned: (0.5781, 0.5189, [0.5632, 0.5235], 0.5266, 0.5221))
  static let all = [speech, librivox]

  /// The data in the words of the claims.
  var instance: LabInstance {
    LabInstance(
      "the recordings of \(folder)", command: "toy lab dequantization \(folder)")
  }

  /// The last part of the folder.
  private var key: String { String(folder.split(separator: "/").last ?? "") }

  private func claim(_ name: String, _ title: String, _ statement: String) -> LabClaim {
    LabClaim(
      "dequantization/\(key)-\(name)", .pin, "\(title), \(folder)", statement,
      sources: [.own("numbers of \(folder), 4 bits, frames of 64")], instance: instance)
  }

  // MARK: The findings

  var exactIsWorse: LabClaim {
    claim(
      "exact-is-worse", "The exact solution is worse than nothing",
      "The error of the exact solution is at least 1.3 dB above the one of the quantised signal.")
  }
  var thresholdGains: LabClaim {
    claim(
      "threshold-gains", "One soft threshold gains",
      "One soft threshold of the DCT, that is one step, is at least 1.1 dB better than the quantised signal."
    )
  }
  var narrowIsBetter: LabClaim {
    claim(
      "narrow-is-better", "Narrower bounds repair the exact solution",
      "With 0.4 of the bounds the exact solution is at least 2.5 dB better than with the bounds as they are."
    )
  }
  var deeperIsWorse: LabClaim {
    claim(
      "deeper-is-worse", "Fixed networks become worse with depth",
      "Without learning the error after 50 steps is at least 1.9 times the one after 1 step.")
  }
  var weightsHelp: LabClaim {
    claim(
      "weights-help", "64 weights help",
      "Two steps with a weight for each atom have a smaller error than one learned step.")
  }
  var deepMapIsWorse: LabClaim {
    claim(
      "deep-map-is-worse", "A learned K does not use depth",
      "With a learned K the error after 10 or 20 steps is at least 1.4 times the smallest over the depths."
    )
  }
  var nestedFindsMore: LabClaim {
    claim(
      "nested-finds-more", "Deep networks miss what they contain",
      """
      After 20 steps the training error of nested learning is at most the one of learning from scratch, which therefore misses \
      a network that it contains.
      """)
  }

  // MARK: The numbers

  var frameCounts: LabClaim {
    claim(
      "frames", "The number of frames",
      "There are \(frames.training) active frames for training and \(frames.test) for tests.")
  }
  var quantizedError: LabClaim {
    claim(
      "quantized", "The error of the quantised signal",
      "The quantised signal has the error \(quantized), in units of Δ²/12.")
  }
  var exactErrors: LabClaim {
    claim(
      "exact", "The errors of exact solutions",
      "The exact solution has the error \(exact.whole), with 0.4 of the bounds \(exact.narrow).")
  }
  var thresholdError: LabClaim {
    claim(
      "soft-threshold", "The error of a soft threshold",
      "The threshold \(softThreshold.threshold), fitted on the training frames, has the error \(softThreshold.error)."
    )
  }
  var linearError: LabClaim {
    claim(
      "linear", "The error of a linear map",
      "The linear map of least squares has the error \(linear).")
  }
  var fixedErrors: LabClaim {
    claim(
      "fixed", "The errors of fixed networks",
      "From x⁰ = Kᵀs the errors after 1, 2, 5, 10, 20, 50 steps are \(Self.list(fixed)).")
  }
  var zeroErrors: LabClaim {
    claim(
      "from-zero", "The errors of fixed networks from 0",
      "From x⁰ = 0 the errors after 1, 2, 5, 50 steps are \(Self.list(fromZero)).")
  }
  var stepsError: LabClaim {
    claim(
      "steps", "The error of one learned step", "One learned step has the error \(learned.steps).")
  }
  var weightsError: LabClaim {
    claim(
      "weights", "The error of weights", "Two steps with weights have the error \(learned.weights)."
    )
  }
  var mapErrors: LabClaim {
    claim(
      "map-and-steps", "The errors of a learned K with steps",
      "K with 1 and 2 steps, all learned, has the errors \(Self.list(learned.map)).")
  }
  var residualErrors: LabClaim {
    claim(
      "residual", "The errors with residual read-out",
      """
      One step with the output s + K(x¹ − Kᵀs) has the error \(learned.residualWeights) with weights and \
      \(learned.residualMap) with a learned K.
      """)
  }

  private static func list(_ values: [Double]) -> String {
    values.map { "\($0)" }.joined(separator: ", ")
  }

  /// All claims about these recordings.
  var claims: [LabClaim] {
    [
      exactIsWorse, thresholdGains, narrowIsBetter, deeperIsWorse, weightsHelp, deepMapIsWorse,
      nestedFindsMore, frameCounts, quantizedError, exactErrors, thresholdError, linearError,
      fixedErrors, zeroErrors, stepsError, weightsError, mapErrors, residualErrors,
    ]
  }
}
