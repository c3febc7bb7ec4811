// Training and validation data, from files or built in.

package import Files
import Libc
package import LinearAlgebra

/// The parameters of labs that learn from labelled samples.
package enum LabelledParameters {
  package static let data = LabParameter.file(
    "data", [], "training samples: LIBSVM, CSV with the label last, or .npy with --labels")
  package static let labels = LabParameter.file("labels", [], "labels of --data, .npy or CSV")
  package static let validation = LabParameter.file(
    "validation", [],
    "validation samples; if omitted, the first half of --data trains and the second half validates")
  package static let validationLabels = LabParameter.file(
    "validation-labels", [], "labels of --validation, .npy or CSV")
  package static let standardize = LabParameter.flag(
    "standardize", "scale features to mean 0 and standard deviation 1 on the training data")
  package static let all = [data, labels, validation, validationLabels, standardize]

  /// Refuses options that belong to samples that are not given.
  ///
  /// - Parameter settings: The settings.
  /// - Throws: ``LabError/illegal(_:)``.
  package static func refuseIdle(_ settings: LabSettings) throws(LabError) {
    func refuse(_ parameters: [LabParameter], _ reason: String) throws(LabError) {
      for parameter in parameters where settings.isGiven(parameter) {
        throw .illegal("\(parameter.option) has no effect \(reason)")
      }
    }
    if !settings.isGiven(data) {
      try refuse([labels, validation, validationLabels], "without \(data.option)")
    }
    if !settings.isGiven(validation) {
      try refuse([validationLabels], "without \(validation.option)")
    }
  }
}

/// Samples with labels, as matrices.
package struct RegressionSamples: Sendable {
  /// X, n × d.
  package let design: Matrix
  /// y, n numbers; ±1 for two classes.
  package let labels: [Double]
}

/// Samples and labels for training and validation, and for tests if there are some.
package struct RegressionData: Sendable {
  package let training: RegressionSamples
  package let validation: RegressionSamples
  /// Samples that neither level uses; nil if there are none.
  package let test: RegressionSamples?
  /// The names of the features; empty if they are not known.
  package let featureNames: [String]
  /// The samples in words.
  package let provenance: String
  /// The warnings about the data.
  package let warnings: [String]
  /// The largest number of features: several Hessians of this size are kept, each of 800 MB.
  package static let featureLimit = 10_000

  /// Reads the data that ``LabelledParameters`` name, or takes built-in ones.
  ///
  /// - Parameters:
  ///   - settings: The settings.
  ///   - isBinary: Whether labels are two classes, which become ±1.
  ///   - test: The parameters of test samples and their labels; nil for a lab without.
  ///   - builtIn: The samples if no file is named.
  /// - Throws: ``LabError`` where a file does not fit.
  package init(
    _ settings: LabSettings, isBinary: Bool,
    test: (data: LabParameter, labels: LabParameter)? = nil,
    builtIn: () throws(FileError) -> (
      training: LabelledData, validation: LabelledData, test: LabelledData?
    )
  ) throws(LabError) {
    var warnings: [String] = []
    var (training, validation, extra) = try Self.read(settings, test, builtIn)
    let count = training.features
    guard count <= Self.featureLimit else {
      throw .malformed(
        "\(training.provenance): \(count) features, whose \(count) × \(count) Hessian needs \(count * count / 125_000_000) GB; at most \(Self.featureLimit) features are possible"
      )
    }
    if settings.isOn(LabelledParameters.standardize) {
      let (data, map) = training.standardized()
      (training, validation) = (data, map.applied(to: validation))
      extra = extra.map(map.applied)
      if let note = map.note { warnings.append(note) }
    } else if let spread = Self.spread(training), spread > 100 {
      warnings.append(
        "data not standardised: the standard deviations of features differ by a factor of "
          + "\(Int(min(spread.rounded(), 1e15))), and so does the effect of λ; see --standardize")
    }
    warnings += [training.warning, validation.warning, extra?.warning].compactMap { $0 }
    if isBinary {
      warnings += [validation.classNote("validation"), extra?.classNote("test")].compactMap { $0 }
    }
    self.warnings = warnings
    featureNames = training.featureNames
    provenance = training.provenance
    func samples(_ data: LabelledData) throws(LabError) -> RegressionSamples {
      let labels =
        isBinary ? try LabKit.read(data.binaryLabels(like: training)) : data.labels
      return RegressionSamples(design: data.matrix, labels: labels)
    }
    self.training = try samples(training)
    self.validation = try samples(validation)
    self.test = try extra.map(samples)
  }

  private static func read(
    _ settings: LabSettings, _ test: (data: LabParameter, labels: LabParameter)?,
    _ builtIn: () throws(FileError) -> (
      training: LabelledData, validation: LabelledData, test: LabelledData?
    )
  ) throws(LabError) -> (LabelledData, LabelledData, LabelledData?) {
    typealias Parameters = LabelledParameters
    guard let path = settings.file(Parameters.data) else {
      let (training, validation, test) = try LabKit.read(builtIn())
      return (training, validation, test)
    }
    let reading = LabelledReading(table: settings.reading)
    func more(
      _ path: String, _ labels: LabParameter, like data: LabelledData
    ) throws(LabError) -> LabelledData {
      try LabKit.read(
        LabelledData(
          path: path, labelsPath: settings.file(labels), option: labels.option, reading: reading,
          features: data.features))
    }
    let data = try LabKit.read(
      LabelledData(path: path, labelsPath: settings.file(Parameters.labels), reading: reading))
    var extra: LabelledData?
    if let test, let path = settings.file(test.data) {
      extra = try more(path, test.labels, like: data)
    }
    guard let second = settings.file(Parameters.validation) else {
      let (training, validation) = try LabKit.read(data.halves())
      return (training, validation, extra)
    }
    return (data, try more(second, Parameters.validationLabels, like: data), extra)
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
