// A recording as a denoiser leaves it.

package import Files
import Learning
import Libc
package import LinearAlgebra

/// A held-out recording before and after the best learned denoiser.
package struct SpeechSample: Sendable {
  /// The recording with its noise, at the level of the file.
  package let noisy: [Double]
  /// What the denoiser leaves of that.
  package let denoised: [Double]
  /// In Hz.
  package let sampleRate: Int
  /// The recording and the denoiser.
  package let inWords: String
}

extension SpeechSummary {
  /// The first held-out recording as the row with the lowest held-out risk leaves it.
  ///
  /// - Parameter recordings: Those that were learned from, and split in the same way.
  /// - Returns: The sample; nil where there is nothing to hear.
  /// - Throws: ``StudyError/file(_:)`` when the file has changed.
  package func sample(of recordings: [Recording]) throws(StudyError) -> SpeechSample? {
    guard let best = rows.min(by: { $0.testRisk < $1.testRisk }),
      let file = setting.split(recordings).test.first
    else { return nil }
    let sound = try translated(file.denoised(by: best.result.denoiser))
    return SpeechSample(
      noisy: sound.noisy, denoised: sound.denoised, sampleRate: file.recording.sampleRate,
      inWords: "\(file.recording.path), \(best.result.family.theory.inWords), "
        + "k = \(best.result.rows)")
  }
}

extension SpeechData.NoisyRecording {
  /// Adds noise to the whole recording and denoises it.
  ///
  /// Frames overlap by half and are faded into one another (Hann), so that their edges are not heard;
  /// the level is that of the recording.
  ///
  /// - Parameter denoiser: T, n × n.
  /// - Returns: The noisy and the denoised samples.
  /// - Throws: ``FileError`` when the file has changed.
  package func denoised(by denoiser: Matrix) throws(FileError) -> (
    noisy: [Double], denoised: [Double]
  ) {
    var clean: [Double] = []
    try recording.forEachBlock(Framing(length: 1, hop: 1)) { (samples) throws(FileError) in
      clean += samples
    }
    var generator = noise
    let noisy = generator.withNoise(clean, deviation: sigma)
    let n = denoiser.rows
    let hop = max(n / 2, 1)
    var output = [Double](repeating: 0, count: noisy.count)
    var weights = output
    for start in stride(from: 0, to: max(noisy.count - n, 0) + hop, by: hop) {
      // The last frame is moved back so that it ends with the recording.
      let first = min(start, noisy.count - n)
      let frame = Matrix(rows: n, columns: 1, elements: Array(noisy[first..<first + n]))
      let estimate = denoiser.multiplied(by: frame).elements
      for index in 0..<n {
        // Half a sample in, so that no weight is 0.
        let weight = 1 - cos(2 * .pi * (Double(index) + 0.5) / Double(n))
        output[first + index] += weight * estimate[index]
        weights[first + index] += weight
      }
    }
    return (
      noisy.map { $0 / recording.scale },
      zip(output, weights).map { $0 / ($1 * recording.scale) }
    )
  }
}
