// The setting of an experiment with recordings.

package import Files

/// The framing, split and noise of recordings.
package struct SpeechSetting: Sendable {
  /// Length n and hop of the frames, in samples.
  package let framing: Framing
  /// σ.
  package let sigma: Double
  /// The normalisation of the level of each file.
  package let normalization: Normalization
  /// The number of times that every training frame is used, each time with different noise.
  package let drawCount: Int
  /// The share of the files that are used for training.
  package let trainFraction: Double
  /// The seed of the split, the noise and the starts.
  package var seed: UInt64

  /// Creates a setting; omitted values are the defaults of `toy speech`.
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
