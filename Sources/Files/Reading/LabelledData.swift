// Data for supervised learning.

/// Samples with one label each: X, samples × features, and y.
package struct LabelledData: Sendable, Equatable {
  /// The number of samples, at least 1.
  package let samples: Int
  /// The number of features, at least 1.
  package let features: Int
  /// The entries of X, sample by sample, all of them finite.
  package let values: [Double]
  /// y, a finite number for each sample: a class, or the value of a regression.
  package let labels: [Double]
  /// The names of the features; empty if they are not known.
  package let featureNames: [String]
  /// A description of the data and their source: "569 samples of 30 features from wdbc.csv (header skipped)".
  package let provenance: String
  /// An alternative reading of the file that the user's options rule out; nil if there is none.
  package let warning: String?
  /// The places of the labels; nil for data that are not from a file.
  package let labelPlaces: LabelPlaces?

  /// The places of labels in their file.
  package struct LabelPlaces: Sendable, Equatable {
    /// The file.
    package let path: String
    /// The row of every label, as editors count lines.
    package let rows: [Int]

    /// Creates the places.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - rows: The row of every label, as editors count lines.
    package init(path: String, rows: [Int]) {
      self.path = path
      self.rows = rows
    }
  }

  /// The largest magnitude of a feature and of a label, so that no square and no sum of squares overflows.
  package static let magnitudeLimit = 1e100
  /// The smallest legal value of the largest magnitude of all features, and of all labels, unless they are 0: squares
  /// must not underflow.
  package static let leastMagnitude = 1e-100

  /// Creates data from their parts.
  ///
  /// - Parameters:
  ///   - values: X, sample by sample, one row for each label.
  ///   - labels: y, at least one.
  ///   - featureNames: The names of the features; empty if they are not known.
  ///   - provenance: A description of the data and their source.
  ///   - warning: An alternative reading of the file; nil if there is none.
  ///   - labelPlaces: The places of the labels; nil for data that are not from a file.
  /// - Precondition: X has the same number of entries, at least 1, for each label, and as many names as
  ///   features if it has any.
  package init(
    values: [Double], labels: [Double], featureNames: [String] = [], provenance: String,
    warning: String? = nil, labelPlaces: LabelPlaces? = nil
  ) {
    precondition(
      !labels.isEmpty && !values.isEmpty && values.count % labels.count == 0,
      "\(values.count) entries for \(labels.count) labels")
    samples = labels.count
    features = values.count / labels.count
    precondition(
      featureNames.isEmpty || featureNames.count == features,
      "\(featureNames.count) names of \(features) features")
    self.values = values
    self.labels = labels
    self.featureNames = featureNames
    self.provenance = provenance
    self.warning = warning
    self.labelPlaces = labelPlaces
  }

  /// The name of a feature in quotes, or "feature 3", counted from 1, if it has none.
  package func featureName(_ feature: Int) -> String {
    featureNames.isEmpty || featureNames[feature].isEmpty
      ? "feature \(feature + 1)" : quoted(featureNames[feature])
  }

  /// Rejects a number beyond ``magnitudeLimit``.
  package static func checked(_ value: Double) throws(MalformedFile) -> Double {
    guard abs(value) <= magnitudeLimit else {
      throw MalformedFile("\(value) is beyond \(magnitudeLimit)")
    }
    return value
  }

  /// Refuses numbers whose squares all underflow.
  ///
  /// - Parameters:
  ///   - values: The numbers that are computed with together; all of them may be 0.
  ///   - name: The file and the part of it, for the message.
  /// - Throws: ``FileError`` of kind malformed if the largest magnitude is not 0 and below ``leastMagnitude``.
  package static func requireScale(
    _ values: some Sequence<Double>, of name: String
  ) throws(FileError) {
    let largest = values.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest < leastMagnitude else { return }
    throw FileError(
      .malformed, "\(name): the largest magnitude, \(largest), is below \(leastMagnitude)")
  }
}

extension LabelledData {
  /// The data in two parts: the first ⌊n/2⌋ samples for training, the others for validation.
  ///
  /// - Returns: Both parts, with the same features.
  /// - Throws: ``FileError`` of kind malformed if there is a single sample.
  package func halves() throws(FileError) -> (training: LabelledData, validation: LabelledData) {
    guard samples > 1 else {
      throw FileError(
        .malformed,
        "\(provenance): splitting into training and validation halves takes at least 2 samples")
    }
    return (part(0..<samples / 2), part(samples / 2..<samples))
  }

  private func part(_ rows: Range<Int>) -> LabelledData {
    LabelledData(
      values: Array(values[rows.lowerBound * features..<rows.upperBound * features]),
      labels: Array(labels[rows]), featureNames: featureNames,
      provenance: "samples \(rows.lowerBound + 1) to \(rows.upperBound) of \(provenance)",
      warning: warning,
      labelPlaces: labelPlaces.map { places in
        LabelPlaces(path: places.path, rows: Array(places.rows[rows]))
      })
  }
}

extension LabelledData {
  /// The labels as −1 and +1: the smaller one becomes −1.
  ///
  /// - Parameter reference: The data whose labels are the two classes, as training data for validation data;
  ///   nil for these data themselves.
  /// - Returns: y, one entry for each sample.
  /// - Throws: ``FileError`` of kind malformed if there are not exactly two different labels, or a label of
  ///   these data is neither of the two.
  /// - Complexity: O(samples).
  package func binaryLabels(like reference: LabelledData? = nil) throws(FileError) -> [Double] {
    let (negative, positive) = try (reference ?? self).binaryClasses()
    if let other = labels.firstIndex(where: { $0 != negative && $0 != positive }) {
      throw FileError(
        .malformed,
        "\(place(of: other)) has the label \(short(labels[other])); the classes are "
          + "\(short(negative)) and \(short(positive))")
    }
    return labels.map { $0 == negative ? -1 : 1 }
  }

  private func binaryClasses() throws(FileError) -> (negative: Double, positive: Double) {
    let first = labels[0]
    guard let second = labels.first(where: { $0 != first }) else {
      throw FileError(
        .malformed, "\(provenance): all labels are \(short(first)); two classes are needed")
    }
    if let third = labels.firstIndex(where: { $0 != first && $0 != second }) {
      throw FileError(
        .malformed,
        "\(place(of: third)) has a third label, \(short(labels[third])), besides "
          + "\(short(min(first, second))) and \(short(max(first, second))); two classes are needed")
    }
    return (min(first, second), max(first, second))
  }

  /// The note that all labels are the same; nil if there are two classes.
  ///
  /// - Parameter purpose: The use of the data, such as "validation".
  /// - Returns: The label, and what to do if the file is sorted.
  package func classNote(_ purpose: String) -> String? {
    let first = labels[0]
    guard labels.allSatisfy({ $0 == first }) else { return nil }
    return
      "the \(purpose) samples (\(provenance)) all have the label \(short(first)): their loss and accuracy are those of one class; if the file is sorted by class, shuffle its rows"
  }

  /// The place of a label: the row of its file, or the number of its sample.
  private func place(of sample: Int) -> String {
    guard let labelPlaces else { return "\(provenance): sample \(sample + 1)" }
    let row = labelPlaces.rows[sample]
    // Labels in a single row differ by their columns.
    let isRow = samples > 1 && labelPlaces.rows.last == labelPlaces.rows.first
    return "\(labelPlaces.path): row \(row)" + (isRow ? ", column \(sample + 1)" : "")
  }

  /// A label as it is usually written, whole numbers without a decimal point.
  private func short(_ label: Double) -> String {
    Int(exactly: label).map(String.init) ?? "\(label)"
  }
}
