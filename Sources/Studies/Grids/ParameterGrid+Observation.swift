// The noise spectrum, the forward operator and the noise of the test.

import Files
import ToyModel

extension ParameterGrid {
  /// The option of the variances of noise.
  package static let noiseSpectrumOption = "--noise-spectrum"
  /// The option of the σ of the test.
  package static let testSigmaOption = "--test-sigma"

  /// Reads the noise spectrum, which gives n if nothing else does, and a default of 1 for σ.
  ///
  /// - Throws: ``StudyError`` for a file that cannot be read, for one that contradicts n, and for families without a
  ///   best risk for it.
  mutating func readObservation(_ texts: ParameterTexts) throws(StudyError) {
    guard let path = texts.given(Self.noiseSpectrumOption) else { return }
    let choice = ObservationChoice(noise: try NoiseSpectrum(path: path))
    if let (count, option) = choice.dimension {
      if texts.given("--n") == nil && files.isEmpty { n = [count] }
      if let n = n.first(where: { $0 != count }) {
        throw .malformed(
          "\(option): \(count) values for n = \(n); there is one for every direction, by descending "
            + "eigenvalue of C")
      }
    }
    if texts.given("--sigma") == nil { sigma = [1] }
    for block in families.blocks {
      if let family = FamilyGrid([block]).first { try choice.refuse(family) }
    }
    observation = choice
  }

  /// Reads the σ of the test.
  ///
  /// - Returns: Numbers that are checked later; nil where the option is not given.
  /// - Throws: ``StudyError/illegal(_:)``, also for algorithms of which only bounds are known.
  static func testSigmas(
    _ texts: ParameterTexts, _ families: FamilyGrid
  ) throws(StudyError) -> [Double]? {
    guard let text = texts.given(testSigmaOption) else { return nil }
    if let unknown = families.blocks.first(where: { !$0.algorithm.isSpectral }) {
      throw .illegal(
        "\(testSigmaOption): only bounds are known for --algorithm \(unknown.algorithm.name), not the best T")
    }
    return try Grid.numbers(text, option: testSigmaOption)
  }
}
