// The grid of numbers of frames that models are learned from, and their loss.

import Files
package import ToyModel

/// The sample from which a model is learned, instead of the population.
package struct TrainingSample: Sendable, Equatable {
  /// m ≥ 1.
  package let frames: Int
  package let loss: SampleLoss

  package init(frames: Int, loss: SampleLoss) { (self.frames, self.loss) = (frames, loss) }

  /// The sample in words, such as "m = 100 frames with clean targets".
  package var inWords: String { "m = \(frames) frames \(loss.inWords)" }
}

extension SampleLoss {
  /// The loss after the word "frames".
  package var inWords: String {
    switch self {
    case .clean: "with clean targets"
    case .sure: "with Stein's estimate"
    case .noise2noise: "with noisy targets"
    }
  }
}

extension ParameterGrid {
  /// The option of the numbers m of frames.
  package static let framesOption = "--frames"
  /// The option of their loss.
  package static let lossOption = "--loss"

  /// Reads the samples.
  ///
  /// - Returns: One for every number of frames; nil where the option is not given.
  /// - Throws: ``StudyError/illegal(_:)``.
  static func samples(_ texts: ParameterTexts) throws(StudyError) -> [TrainingSample]? {
    guard let text = texts.given(framesOption) else { return nil }
    let counts = try Grid.integers(text, option: framesOption)
    for count in counts where count < 1 || count > 1 << 53 {
      throw .illegal("\(framesOption) \(count): the number m of frames is between 1 and 2⁵³")
    }
    let loss: SampleLoss = try texts.choice(lossOption)
    return counts.map { TrainingSample(frames: $0, loss: loss) }
  }
}
