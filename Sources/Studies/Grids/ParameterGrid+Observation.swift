// The noise spectrum, the forward operator and the noise of the test.

import Files
import ToyModel

extension ParameterGrid {
  /// The option of the variances of noise.
  package static let noiseSpectrumOption = "--noise-spectrum"
  /// The option of the σ of the test.
  package static let testSigmaOption = "--test-sigma"

  /// The option of the operator.
  package static let operatorOption = "--operator"

  /// Reads the noise spectrum and the operator, which give n if nothing else does; a noise spectrum has a default of 1
  /// for σ.
  ///
  /// - Throws: ``StudyError`` for files that cannot be read, for lists that contradict n, and for families without a
  ///   best risk for them.
  mutating func readObservation(_ texts: ParameterTexts) throws(StudyError) {
    let (path, text) = (texts.given(Self.noiseSpectrumOption), texts.given(Self.operatorOption))
    guard path != nil || text != nil else { return }
    let noise: NoiseSpectrum? = if let path { try NoiseSpectrum(path: path) } else { nil }
    let map: OperatorChoice? = if let text { try OperatorChoice(text) } else { nil }
    if let count = noise?.variances.count ?? map?.dimension, texts.given("--n") == nil,
      files.isEmpty
    {
      n = [count]
    }
    for (count, option) in [
      (noise?.variances.count, Self.noiseSpectrumOption), (map?.dimension, Self.operatorOption),
    ] {
      guard let count, let n = n.first(where: { $0 != count }) else { continue }
      throw .malformed(
        "\(option): \(count) values for n = \(n); there is one for every direction, by descending "
          + "eigenvalue of C")
    }
    try validateValues()
    let choice = try ObservationChoice(noise: noise, operator: map, models: models(of: map))
    if noise != nil, texts.given("--sigma") == nil { sigma = [1] }
    for block in families.blocks {
      if let family = FamilyGrid([block]).first { try choice.refuse(family) }
    }
    if !choice.commutes, testSigmas != nil {
      throw .illegal(
        "\(Self.testSigmaOption): --operator \(map?.name ?? "") does not commute with C; a learned model is evaluated on "
          + "other noise where it does")
    }
    if !choice.commutes {
      for model in models(of: map) {
        for sigma in sigma { _ = try choice.bilevel(of: model, sigma: sigma) }
      }
    }
    observation = choice
  }

  /// All data, for an operator that depends on them.
  private func models(of map: OperatorChoice?) -> [DataModel] {
    guard let map, !map.isList else { return [] }
    var models: [DataModel] = []
    for family in data {
      for n in n {
        for mu in mu {
          for theta in theta {
            let model = DataModel(family, n: n, mu: mu, theta: theta)
            if !models.contains(model) { models.append(model) }
          }
        }
      }
    }
    return models
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
        "\(testSigmaOption): only bounds are known for --algorithm \(unknown.algorithm.name), not the best T"
      )
    }
    return try Grid.numbers(text, option: testSigmaOption)
  }
}
