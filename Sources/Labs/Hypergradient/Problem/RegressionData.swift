// Training and validation data, from files or built in.

import Files
import LabKit
import Libc
import LinearAlgebra

/// Samples and labels for training and validation.
struct RegressionData: Sendable {
  /// X, n × d.
  let training: Matrix
  /// y, n numbers; ±1 for logistic regression.
  let trainingLabels: [Double]
  /// V, m × d.
  let validation: Matrix
  /// w, m numbers.
  let validationLabels: [Double]
  /// The warnings about the data.
  let warnings: [String]

  /// Reads the data that the options name, or generates the built-in ones.
  ///
  /// - Parameters:
  ///   - model: The lower level, which determines the kind of labels.
  ///   - settings: The settings.
  /// - Throws: ``LabError`` where a file does not fit.
  init(_ model: HypergradientParameters.Model, _ settings: LabSettings) throws(LabError) {
    typealias Parameters = HypergradientParameters
    var warnings: [String] = []
    var (training, validation) = try Self.read(model, settings)
    if settings.isOn(Parameters.standardize) {
      let (data, map) = training.standardized()
      (training, validation) = (data, map.applied(to: validation))
      if let note = map.note { warnings.append(note) }
    } else if let spread = Self.spread(training), spread > 100 {
      warnings.append(
        "data not standardised: the standard deviations of features differ by a factor of "
          + "\(Int(min(spread.rounded(), 1e15))), and so does the effect of λ; see --standardize")
    }
    warnings += [training.warning, validation.warning].compactMap { $0 }
    self.warnings = warnings
    self.training = training.matrix
    self.validation = validation.matrix
    if model == .logistic {
      trainingLabels = try LabKit.read(training.binaryLabels())
      validationLabels = try LabKit.read(validation.binaryLabels(like: training))
    } else {
      trainingLabels = training.labels
      validationLabels = validation.labels
    }
  }

  private static func read(
    _ model: HypergradientParameters.Model, _ settings: LabSettings
  ) throws(LabError) -> (training: LabelledData, validation: LabelledData) {
    typealias Parameters = HypergradientParameters
    guard let path = settings.file(Parameters.data) else {
      return try LabKit.read(builtIn(model, seed: settings.seed).halves())
    }
    let reading = LabelledReading(table: settings.reading)
    let data = try LabKit.read(
      LabelledData(path: path, labelsPath: settings.file(Parameters.labels), reading: reading))
    guard let second = settings.file(Parameters.validation) else {
      return try LabKit.read(data.halves())
    }
    let validation = try LabKit.read(
      LabelledData(
        path: second, labelsPath: settings.file(Parameters.validationLabels), reading: reading,
        features: data.features))
    return (data, validation)
  }

  /// 120 samples of eight features, half of which matter.
  private static func builtIn(
    _ model: HypergradientParameters.Model, seed: UInt64
  ) -> LabelledData {
    var generator = CounterGenerator(seed: 1502, shift: seed)
    let (n, d) = (120, 8)
    // Deviations from 8 down to 0.66, which makes the condition number typical of real data.
    let deviations = (0..<d).map { 8 * pow(0.7, Double($0)) }
    let values = generator.normals(n * d).enumerated().map {
      $0.element * deviations[$0.offset % d]
    }
    let weights = generator.normals(d).enumerated().map {
      $0.offset % 2 == 0 ? 2 * $0.element / deviations[$0.offset] : 0
    }
    let noise = generator.normals(n)
    let labels = (0..<n).map { i in
      let score = dot(Array(values[i * d..<(i + 1) * d]), weights) + 0.5 * noise[i]
      return model == .logistic ? (score < 0 ? -1 : 1) : score
    }
    return LabelledData(values: values, labels: labels, provenance: "the built-in samples")
  }

  /// The ratio of the largest to the smallest deviation of a feature, constant features excluded.
  private static func spread(_ data: LabelledData) -> Double? {
    let map = Standardization(of: data)
    let deviations = map.deviations.indices
      .filter { !map.constantFeatures.contains($0) }.map { map.deviations[$0] }
    guard let low = deviations.min(), let high = deviations.max(), low > 0 else { return nil }
    return high / low
  }
}

extension LabelledData {
  /// X, samples × features.
  fileprivate var matrix: Matrix { Matrix(rows: samples, columns: features, rowMajor: values) }
}
