// Logistic regression with penalties as a finite sum.

import Libc
package import LinearAlgebra

/// Gᵢ = log(1 + exp(−yᵢ⟨xᵢ, z⟩)) + ½ Σ e^{λₖ}zₖ² on training data, Fⱼ = log(1 + exp(−wⱼ⟨vⱼ, z⟩)) on validation data.
package struct LogisticSum: FiniteSum {
  /// d, the number of features.
  package let stateCount: Int
  package let lowerCount: Int
  package let upperCount: Int
  /// Whether all features have the same λ.
  package let isShared: Bool
  /// yᵢxᵢ, row by row.
  private let lower: [Lane]
  /// wⱼvⱼ, row by row.
  private let upper: [Lane]
  /// The largest ‖xᵢ‖².
  package let largestSquare: Double

  package var parameterCount: Int { isShared ? 1 : stateCount }

  /// Creates the sum.
  ///
  /// - Parameters:
  ///   - training: X, n × d.
  ///   - trainingLabels: y = ±1.
  ///   - validation: V, m × d.
  ///   - validationLabels: w = ±1.
  ///   - isShared: Whether all features have the same λ.
  package init(
    training: Matrix, _ trainingLabels: [Double], validation: Matrix,
    _ validationLabels: [Double], isShared: Bool
  ) {
    precondition(training.columns == validation.columns)
    stateCount = training.columns
    lowerCount = training.rows
    upperCount = validation.rows
    self.isShared = isShared
    func signed(_ matrix: Matrix, _ labels: [Double]) -> [Lane] {
      (0..<matrix.rows).flatMap { i in
        lanes((0..<matrix.columns).map { labels[i] * matrix[i, $0] })
      }
    }
    lower = signed(training, trainingLabels)
    upper = signed(validation, validationLabels)
    largestSquare = (0..<training.rows).reduce(0) { largest, i in
      max(largest, (0..<training.columns).reduce(0) { $0 + training[i, $1] * training[i, $1] })
    }
  }

  package func withOracle<Result>(_ body: (Oracle) -> Result) -> Result {
    lower.withUnsafeBufferPointer { lower in
      upper.withUnsafeBufferPointer { upper in
        guard let lowerRows = lower.baseAddress, let upperRows = upper.baseAddress else {
          preconditionFailure("no samples")
        }
        return body(
          Oracle(
            lowerRows: lowerRows, upperRows: upperRows, stateLanes: (stateCount + 1) / 2,
            lowerCount: lowerCount, upperCount: upperCount, isShared: isShared))
      }
    }
  }

  /// The samples by pointers.
  package struct Oracle: SampleOracle {
    fileprivate let lowerRows: UnsafePointer<Lane>
    fileprivate let upperRows: UnsafePointer<Lane>
    package let stateLanes: Int
    package let lowerCount: Int
    package let upperCount: Int
    let isShared: Bool

    package var hasDirectGradient: Bool { false }
    package var parameterLanes: Int { isShared ? 1 : stateLanes }

    package static var needsParametersAlone: Bool { false }

    package func prepare(_ lambda: Lanes, into weights: Lanes) {
      if isShared {
        weights.update(repeating: Lane(repeating: exp(lambda[0][0])), count: stateLanes)
      } else {
        for k in 0..<stateLanes { weights[k] = Lane(exp(lambda[k][0]), exp(lambda[k][1])) }
      }
    }

    /// σ(−a) and σ(a)σ(−a).
    @inline(__always)
    private func sigmoid(_ score: Double) -> (tail: Double, curvature: Double) {
      let power = exp(-abs(score))
      let large = 1 / (1 + power)
      let small = power * large
      return (score >= 0 ? small : large, small * large)
    }

    package func sampleLower(_ index: Int, at point: SamplePoint, into rows: SampleRows) {
      let d = stateLanes
      let x = lowerRows + index * d
      var (score, image) = (Lane.zero, Lane.zero)
      for k in 0..<d {
        score += x[k] * point.z[k]
        image += x[k] * point.v[k]
      }
      let (tail, curvature) = sigmoid(score[0] + score[1])
      let weight = curvature * (image[0] + image[1])
      for k in 0..<d {
        let pull = point.weights[k] * point.z[k]
        rows.gradient[k] = pull - tail * x[k]
        rows.product[k] = weight * x[k] + point.weights[k] * point.v[k]
      }
      mixed(point, into: rows.mixed)
    }

    /// e^{λₖ}zₖvₖ, summed for a shared λ.
    @inline(__always)
    private func mixed(_ point: SamplePoint, into row: Lanes) {
      if isShared {
        row[0] = Lane(sharedMixed(point), 0)
      } else {
        for k in 0..<stateLanes { row[k] = point.weights[k] * point.z[k] * point.v[k] }
      }
    }

    private func sharedMixed(_ point: SamplePoint) -> Double {
      var sum = Lane.zero
      for k in 0..<stateLanes { sum += point.weights[k] * point.z[k] * point.v[k] }
      return sum[0] + sum[1]
    }

    package func sampleUpper(_ index: Int, at point: SamplePoint, into rows: SampleRows) {
      let x = upperRows + index * stateLanes
      let (tail, _) = sigmoid(laneSum(x, point.z, stateLanes))
      for k in 0..<stateLanes { rows.upper[k] = -tail * x[k] }
      for k in 0..<parameterLanes { rows.direct[k] = .zero }
    }

    package func descend(_ index: Int, _ point: SamplePoint, rate: Double) {
      let x = lowerRows + index * stateLanes
      let (tail, _) = sigmoid(laneSum(x, point.z, stateLanes))
      for k in 0..<stateLanes {
        point.z[k] -= rate * (point.weights[k] * point.z[k] - tail * x[k])
      }
    }

    package func contract(_ index: Int, _ point: SamplePoint, _ vector: Lanes, rate: Double) {
      addProduct(index, at: point, vector, -rate, to: vector)
    }

    package func addGradient(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes) {
      let x = lowerRows + index * stateLanes
      let (tail, _) = sigmoid(laneSum(x, point.z, stateLanes))
      for k in 0..<stateLanes {
        row[k] += factor * (point.weights[k] * point.z[k] - tail * x[k])
      }
    }

    package func addProduct(
      _ index: Int, at point: SamplePoint, _ vector: Lanes, _ factor: Double, to row: Lanes
    ) {
      let x = lowerRows + index * stateLanes
      let (_, curvature) = sigmoid(laneSum(x, point.z, stateLanes))
      let weight = curvature * laneSum(x, vector, stateLanes)
      for k in 0..<stateLanes {
        row[k] += factor * (weight * x[k] + point.weights[k] * vector[k])
      }
    }

    package func addMixed(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes) {
      if isShared {
        row[0][0] += factor * sharedMixed(point)
      } else {
        for k in 0..<stateLanes { row[k] += factor * (point.weights[k] * point.z[k] * point.v[k]) }
      }
    }

    package func addUpper(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes) {
      let x = upperRows + index * stateLanes
      let (tail, _) = sigmoid(laneSum(x, point.z, stateLanes))
      for k in 0..<stateLanes { row[k] -= factor * tail * x[k] }
    }

    package func addDirect(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes) {}
  }
}
