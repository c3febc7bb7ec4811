// A proximal gradient step on the codes of several signals, with the dictionary as weights.

import LinearAlgebra

/// The step z⁺ = prox(z − ρ(Dᵀ(Dz − x) + μz)) for several signals x at once, with weights D.
///
/// The codes minimise the ridge ½‖x − Dz‖² + ½μ‖z‖² or the Lasso ½‖x − Dz‖² + λ‖z‖₁. The state is
/// one code after the other, p × m; the weights are the entries of D, n × m, atom by atom. ρ is a constant.
package struct CodingLayer: Layer {
  /// The penalty of the codes.
  package enum Penalty: Sendable, Equatable {
    /// ½μ‖z‖², μ ≥ 0.
    case ridge(Double)
    /// λ‖z‖₁, λ ≥ 0.
    case lasso(Double)
  }

  /// x, p signals of n numbers one after the other.
  package let signals: [Double]
  /// The number n of samples of a signal.
  package let sampleCount: Int
  /// The number m of atoms.
  package let atomCount: Int
  /// The penalty.
  package let penalty: Penalty
  /// ρ > 0.
  package let stepSize: Double

  /// Creates the step.
  ///
  /// - Parameters:
  ///   - signals: x, p signals of n numbers one after the other.
  ///   - sampleCount: n ≥ 1.
  ///   - atomCount: m ≥ 1.
  ///   - penalty: The penalty.
  ///   - stepSize: ρ > 0.
  package init(
    signals: [Double], sampleCount: Int, atomCount: Int, penalty: Penalty, stepSize: Double
  ) {
    precondition(
      sampleCount >= 1 && atomCount >= 1 && signals.count.isMultiple(of: sampleCount),
      "\(signals.count) numbers in signals of \(sampleCount), \(atomCount) atoms")
    precondition(stepSize > 0, "a step of \(stepSize)")
    self.signals = signals
    self.sampleCount = sampleCount
    self.atomCount = atomCount
    self.penalty = penalty
    self.stepSize = stepSize
  }

  /// The number p of signals.
  package var signalCount: Int { signals.count / sampleCount }
  package var stateCount: Int { signalCount * atomCount }
  package var weightCount: Int { sampleCount * atomCount }
  /// The residuals Dz − x.
  package var recordCount: Int { signals.count }
  /// One direction of the codes, of the residuals and of the weights.
  package var scratchCount: Int { stateCount + signals.count + weightCount }

  private var ridge: Double {
    if case .ridge(let mu) = penalty { mu } else { 0 }
  }

  package func apply(
    _ state: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>, step: Int,
    next: UnsafeMutableBufferPointer<Double>, record: UnsafeMutableBufferPointer<Double>
  ) {
    for index in record.indices { record[index] = -signals[index] }
    addBlockProduct(
      1, state, weights, to: record, shape: (signalCount, atomCount, sampleCount))
    let shrinkage = 1 - stepSize * ridge
    for index in next.indices { next[index] = shrinkage * state[index] }
    addBlockProduct(
      -stepSize, UnsafeBufferPointer(record), weights, isSecondTransposed: true, to: next,
      shape: (signalCount, sampleCount, atomCount))
    guard case .lasso(let lambda) = penalty else { return }
    let threshold = stepSize * lambda
    for index in next.indices {
      let u = next[index]
      next[index] = u > threshold ? u - threshold : u < -threshold ? u + threshold : 0
    }
  }

  package func jvp(
    _ point: LayerPoint, tangents: UnsafeMutableBufferPointer<Double>,
    weightTangents: WeightTangents, directions p: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let (codes, images, weights) = parts(scratch)
    for direction in 0..<p {
      for index in codes.indices { codes[index] = tangents[index * p + direction] }
      let isConstant: Bool
      switch weightTangents {
      case .none: isConstant = true
      case .identity:
        isConstant = false
        weights.update(repeating: 0)
        weights[direction] = 1
      case .rows(let rows):
        isConstant = false
        for index in weights.indices { weights[index] = rows[index * p + direction] }
      }
      // The change of the residuals, ŻD + ZḊ.
      images.update(repeating: 0)
      addBlockProduct(
        1, UnsafeBufferPointer(codes), point.weights, to: images,
        shape: (signalCount, atomCount, sampleCount))
      if !isConstant {
        addBlockProduct(
          1, point.state, UnsafeBufferPointer(weights), to: images,
          shape: (signalCount, atomCount, sampleCount))
      }
      let shrinkage = 1 - stepSize * ridge
      for index in codes.indices { codes[index] *= shrinkage }
      addBlockProduct(
        -stepSize, UnsafeBufferPointer(images), point.weights, isSecondTransposed: true, to: codes,
        shape: (signalCount, sampleCount, atomCount))
      if !isConstant {
        addBlockProduct(
          -stepSize, point.record, UnsafeBufferPointer(weights), isSecondTransposed: true,
          to: codes, shape: (signalCount, sampleCount, atomCount))
      }
      for index in codes.indices {
        tangents[index * p + direction] = isActive(point, index) ? codes[index] : 0
      }
    }
  }

  package func vjp(
    _ point: LayerPoint, cotangents: UnsafeMutableBufferPointer<Double>,
    weightCotangents: UnsafeMutableBufferPointer<Double>, directions q: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let (codes, images, weights) = parts(scratch)
    for direction in 0..<q {
      for index in codes.indices {
        codes[index] = isActive(point, index) ? cotangents[index * q + direction] : 0
      }
      images.update(repeating: 0)
      addBlockProduct(
        1, UnsafeBufferPointer(codes), point.weights, to: images,
        shape: (signalCount, atomCount, sampleCount))
      weights.update(repeating: 0)
      addBlockProduct(
        -stepSize, UnsafeBufferPointer(codes), isTransposed: true, point.record, to: weights,
        shape: (atomCount, signalCount, sampleCount))
      addBlockProduct(
        -stepSize, point.state, isTransposed: true, UnsafeBufferPointer(images), to: weights,
        shape: (atomCount, signalCount, sampleCount))
      for index in weights.indices { weightCotangents[index * q + direction] += weights[index] }
      let shrinkage = 1 - stepSize * ridge
      for index in codes.indices { codes[index] *= shrinkage }
      addBlockProduct(
        -stepSize, UnsafeBufferPointer(images), point.weights, isSecondTransposed: true, to: codes,
        shape: (signalCount, sampleCount, atomCount))
      for index in codes.indices { cotangents[index * q + direction] = codes[index] }
    }
  }

  /// Whether an entry of the state passes the threshold.
  private func isActive(_ point: LayerPoint, _ index: Int) -> Bool {
    if case .ridge = penalty { true } else { point.next[index] != 0 }
  }

  private func parts(
    _ scratch: UnsafeMutableBufferPointer<Double>
  ) -> (
    codes: UnsafeMutableBufferPointer<Double>, images: UnsafeMutableBufferPointer<Double>,
    weights: UnsafeMutableBufferPointer<Double>
  ) {
    let (first, second) = (stateCount, stateCount + signals.count)
    return (
      scratch.extracting(0..<first), scratch.extracting(first..<second),
      scratch.extracting(second..<second + weightCount)
    )
  }
}
