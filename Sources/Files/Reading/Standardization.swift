// Features of mean 0 and standard deviation 1.

/// The map x ↦ (x − mean)/deviation of each feature, measured on some data and applied to these or others.
///
/// Validation data are standardised by the means and deviations of the training data.
package struct Standardization: Sendable, Equatable {
  /// The mean of each feature.
  package let means: [Double]
  /// The standard deviation of each feature, ((1/n) Σ (x − mean)²)^½; 1 if the feature is constant.
  package let deviations: [Double]
  /// The indices, from 0, of the features that are constant in the measured data.
  package let constantFeatures: [Int]
  /// A line that names the constant features; nil if there are none.
  package let note: String?

  /// Measures the features.
  ///
  /// Numerics: two passes, the second over deviations relative to the largest one, so that nothing overflows
  /// or underflows; a feature is constant if all its values are equal, not if rounding makes them look so.
  ///
  /// - Parameter data: The data, n samples.
  /// - Complexity: O(n · features).
  package init(of data: LabelledData) {
    let (n, p) = (data.samples, data.features)
    var means = [Double](repeating: 0, count: p)
    var deviations = [Double](repeating: 1, count: p)
    var constant: [Int] = []
    for feature in 0..<p {
      let column = stride(from: feature, to: n * p, by: p)
      let first = data.values[feature]
      guard column.contains(where: { data.values[$0] != first }) else {
        means[feature] = first
        constant.append(feature)
        continue
      }
      let mean = column.reduce(0) { $0 + data.values[$1] } / Double(n)
      let largest = column.reduce(0) { max($0, abs(data.values[$1] - mean)) }
      let squares = column.reduce(0) { sum, index in
        let relative = (data.values[index] - mean) / largest
        return sum + relative * relative
      }
      means[feature] = mean
      deviations[feature] = max(
        largest * (squares / Double(n)).squareRoot(), .leastNonzeroMagnitude)
    }
    self.means = means
    self.deviations = deviations
    constantFeatures = constant
    note = Self.note(constant, data)
  }

  /// The data with standardised features; constant ones only have their value subtracted.
  ///
  /// - Parameter data: Data with as many features as the measured ones.
  /// - Returns: The same samples and labels.
  /// - Complexity: O(n · features).
  /// - Precondition: The numbers of features are the same.
  package func applied(to data: LabelledData) -> LabelledData {
    let p = means.count
    precondition(data.features == p, "\(data.features) features, \(p) measured")
    var values = data.values
    values.withUnsafeMutableBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: p) {
        for feature in 0..<p {
          values[start + feature] = (values[start + feature] - means[feature]) / deviations[feature]
        }
      }
    }
    return LabelledData(
      values: values, labels: data.labels, featureNames: data.featureNames,
      provenance: data.provenance + ", standardised", warning: data.warning,
      labelPlaces: data.labelPlaces)
  }

  private static func note(_ constant: [Int], _ data: LabelledData) -> String? {
    guard !constant.isEmpty else { return nil }
    let limit = 10
    let names = constant.prefix(limit).map(data.featureName).joined(separator: ", ")
    return
      "\(constant.count) constant feature\(constant.count == 1 ? "" : "s") of \(data.features): "
      + names + (constant.count > limit ? ", …" : "") + "; only the mean is subtracted"
  }
}

extension LabelledData {
  /// These data with every feature of mean 0 and standard deviation 1, constant features 0.
  ///
  /// - Returns: The data and the map, whose ``Standardization/note`` names the constant features.
  /// - Complexity: O(samples · features).
  package func standardized() -> (data: LabelledData, map: Standardization) {
    let map = Standardization(of: self)
    return (map.applied(to: self), map)
  }
}
