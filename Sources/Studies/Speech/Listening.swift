// A recording after denoising.

package import Files
import Learning
import Libc
package import LinearAlgebra

/// A held-out recording before and after the best learned denoiser.
package struct SpeechSample: Sendable {
  /// The noisy recording, at the level of the file.
  package let noisy: [Double]
  /// The denoised recording.
  package let denoised: [Double]
  /// The sample rate in Hz.
  package let sampleRate: Int
  /// The recording and the denoiser.
  package let inWords: String
}

extension SpeechSummary {
  /// The first held-out recording, denoised by the row with the lowest held-out risk.
  ///
  /// - Parameter recordings: The recordings of the experiment, split in the same way.
  /// - Returns: The sample; nil if there is nothing to hear.
  /// - Throws: ``StudyError/file(_:)`` if the file has changed.
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
  /// Frames overlap by half and are cross-faded (Hann), so that their edges are inaudible; the level is that
  /// of the recording.
  ///
  /// - Parameter denoiser: T, n × n.
  /// - Returns: The noisy and the denoised samples.
  /// - Throws: ``FileError`` if the file has changed.
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
