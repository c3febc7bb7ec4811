// How recordings are used.

package import Files

/// How recordings are cut, split and disturbed.
package struct SpeechSetting: Sendable {
  /// Length n and hop of the frames, in samples.
  package let framing: Framing
  /// σ.
  package let sigma: Double
  /// What is done to the level of each file.
  package let normalization: Normalization
  /// How often every training frame is seen, each time with other noise.
  package let drawCount: Int
  /// The share of the files to learn from.
  package let trainFraction: Double
  /// Decides on the split, the noise and the starts.
  package var seed: UInt64

  /// Makes a setting; what is left out is as in `toy speech`.
  package init(
    framing: Framing, sigma: Double = 0.1, normalization: Normalization = .none,
    drawCount: Int = 10, trainFraction: Double = 0.8, seed: UInt64 = 0
  ) {
    self.framing = framing
    self.sigma = sigma
    self.normalization = normalization
    self.drawCount = drawCount
    self.trainFraction = trainFraction
    self.seed = seed
  }

  /// Refuses illegal values.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func validate() throws(StudyError) {
    guard sigma >= 1e-100, sigma <= 1e100 else {
      throw .illegal("--sigma \(sigma): σ is a standard deviation, from 1e-100 to 1e100")
    }
    guard trainFraction > 0, trainFraction < 1 else {
      throw .illegal("--train-fraction \(trainFraction): a share of the files between 0 and 1")
    }
  }

  /// The same with a later seed.
  func with(seedOffset: UInt64) -> SpeechSetting {
    var setting = self
    setting.seed += seedOffset
    return setting
  }

  /// Splits recordings and gives them noise.
  package func split(_ recordings: [Recording]) -> SpeechData {
    SpeechData(
      recordings, framing: framing, sigma: sigma, drawCount: drawCount,
      trainFraction: trainFraction, seed: seed)
  }
}
