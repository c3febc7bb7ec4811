// A step of (proximal) gradient descent on a level as a layer whose weights are λ.

import LabKit
import Libc
import LinearAlgebra
import Optimization

/// The step z⁺ = prox(z − ρ∇ℓ(z)) on a lower level with the loss ℓ, as a function of z and λ.
///
/// Where λ enters smoothly, it is z⁺ = z − ρ∂_zG(z, λ) with the derivative I − ρH in z and −ρC in λ; for
/// Σ e^λ|z| it is the step of ISTA, with the derivative restricted to the support of z⁺.
struct DescentStep: Layer {
  private let level: Level
  /// ρ > 0.
  let stepSize: Double

  /// The step on a level.
  ///
  /// - Parameters:
  ///   - level: G.
  ///   - stepSize: ρ > 0.
  init(_ level: Level, stepSize: Double) {
    precondition(stepSize > 0, "ρ = \(stepSize)")
    self.level = level
    self.stepSize = stepSize
  }

  var stateCount: Int { level.stateCount }
  var weightCount: Int { level.parameterCount }
  /// The weights s(1−s)/n of the Hessian of a logistic loss.
  var recordCount: Int {
    switch level.loss {
    case .quadratic: 0
    case .logistic(let loss): loss.design.rows
    }
  }
  var scratchCount: Int { stateCount + recordCount }

  func apply(
    _ state: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>, step: Int,
    next: UnsafeMutableBufferPointer<Double>, record: UnsafeMutableBufferPointer<Double>
  ) {
    switch level.loss {
    case .quadratic(let form):
      form.matrix.apply(state, into: next)
      for k in 0..<stateCount { next[k] = state[k] - stepSize * (next[k] - form.linear[k]) }
    case .logistic(let loss):
      let scale = 1 / Double(loss.classes.count)
      loss.design.apply(state, into: record)
      for i in 0..<recordCount {
        let score = record[i]
        record[i] = LogisticLoss.residual(score, loss.classes[i]) * scale
      }
      loss.design.applyAdjoint(UnsafeBufferPointer(record), into: next)
      // |y − s|: s(1−s) follows from the residual alone.
      for i in 0..<recordCount {
        let tail = abs(record[i]) * Double(loss.classes.count)
        record[i] = tail * (1 - tail) * scale
      }
      for k in 0..<stateCount { next[k] = state[k] - stepSize * next[k] }
    }
    switch level.coupling {
    case nil: break
    case .squares(let owners):
      for k in 0..<stateCount { next[k] -= stepSize * exp(weights[owners[k]]) * state[k] }
    case .magnitudes(let owners):
      for k in 0..<stateCount {
        next[k] = softThreshold(next[k], stepSize * exp(weights[owners[k]]))
      }
    case .linear(let matrix):
      for j in 0..<weightCount {
        for k in 0..<stateCount { next[k] += stepSize * weights[j] * matrix[k, j] }
      }
    }
  }

  func jvp(
    _ point: LayerPoint, tangents: UnsafeMutableBufferPointer<Double>,
    weightTangents: WeightTangents, directions p: Int, scratch: UnsafeMutableBufferPointer<Double>
  ) {
    subtractHessian(point, from: tangents, p, scratch)
    func addWeight(_ factor: Double, _ weight: Int, to row: Int) {
      switch weightTangents {
      case .none: break
      case .identity: tangents[row * p + weight] += factor
      case .rows(let rows):
        for index in 0..<p { tangents[row * p + index] += factor * rows[weight * p + index] }
      }
    }
    withMixed(point, addWeight)
    mask(point, tangents, p)
  }

  func vjp(
    _ point: LayerPoint, cotangents: UnsafeMutableBufferPointer<Double>,
    weightCotangents: UnsafeMutableBufferPointer<Double>, directions q: Int,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    mask(point, cotangents, q)
    withMixed(point) { factor, weight, row in
      for index in 0..<q {
        weightCotangents[weight * q + index] += factor * cotangents[row * q + index]
      }
    }
    subtractHessian(point, from: cotangents, q, scratch)
  }

  /// Zeroes the rows of entries that the threshold set to 0.
  private func mask(
    _ point: LayerPoint, _ rows: UnsafeMutableBufferPointer<Double>, _ width: Int
  ) {
    guard level.hasKinks else { return }
    for k in 0..<stateCount where point.next[k] == 0 {
      for index in k * width..<(k + 1) * width { rows[index] = 0 }
    }
  }

  /// Calls a function with every entry of ∂z⁺/∂λ that may be nonzero: a factor, the weight and the entry of z⁺.
  private func withMixed(
    _ point: LayerPoint, _ body: (_ factor: Double, _ weight: Int, _ row: Int) -> Void
  ) {
    switch level.coupling {
    case nil: break
    case .squares(let owners):
      for k in 0..<stateCount {
        body(-stepSize * exp(point.weights[owners[k]]) * point.state[k], owners[k], k)
      }
    case .magnitudes(let owners):
      for k in 0..<stateCount where point.next[k] != 0 {
        let slope = stepSize * exp(point.weights[owners[k]])
        body(point.next[k] > 0 ? -slope : slope, owners[k], k)
      }
    case .linear(let matrix):
      for j in 0..<weightCount {
        for k in 0..<stateCount { body(stepSize * matrix[k, j], j, k) }
      }
    }
  }

  /// V ← V − ρHV for d rows of numbers, with the Hessian of the smooth part.
  private func subtractHessian(
    _ point: LayerPoint, from rows: UnsafeMutableBufferPointer<Double>, _ width: Int,
    _ scratch: UnsafeMutableBufferPointer<Double>
  ) {
    let d = stateCount
    let product = scratch.extracting(0..<d * width)
    product.update(repeating: 0)
    let vectors = UnsafeBufferPointer(rows.extracting(0..<d * width))
    switch level.loss {
    case .quadratic(let form):
      form.matrix.elements.withUnsafeBufferPointer { matrix in
        addBlockProduct(1, matrix, vectors, to: product, shape: (d, d, width))
      }
    case .logistic(let loss):
      let n = recordCount
      let image = scratch.extracting(d * width..<(d + n) * width)
      // Reverse mode has one vector.
      if width == 1 {
        loss.design.apply(vectors, into: image)
        for i in 0..<n { image[i] *= point.record[i] }
        loss.design.applyAdjoint(UnsafeBufferPointer(image), into: product)
      } else {
        image.update(repeating: 0)
        loss.design.elements.withUnsafeBufferPointer { design in
          // The columns of X, one after the other, are the rows of Xᵀ.
          addBlockProduct(1, design, isTransposed: true, vectors, to: image, shape: (n, d, width))
          for i in 0..<n {
            for index in i * width..<(i + 1) * width { image[index] *= point.record[i] }
          }
          addBlockProduct(1, design, UnsafeBufferPointer(image), to: product, shape: (d, n, width))
        }
      }
    }
    if case .squares(let owners) = level.coupling {
      for k in 0..<d {
        let weight = exp(point.weights[owners[k]])
        for index in k * width..<(k + 1) * width { product[index] += weight * rows[index] }
      }
    }
    for index in 0..<d * width { rows[index] -= stepSize * product[index] }
  }
}
