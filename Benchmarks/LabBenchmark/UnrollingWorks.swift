// Training of unrolled networks, and the products of matrices that it needs.

import Dequantization
import LinearAlgebra
import Unfolding

/// Training layer by layer; the losses of all depths, one row.
struct TrainingRun: Work {
  let problem: NetworkProblem
  let depth: Int
  let stepCount: Int

  private func losses() throws -> [Double] {
    try problem.trainingLosses(to: depth, stepCount: stepCount)
  }

  func run() throws { _ = try losses() }

  func result() throws -> Matrix { Matrix(row: try losses()) }
}

/// The loss of a network and its gradient, one row.
struct LossGradient: Work {
  let gradient: CostGradient

  func run() { _ = gradient.evaluate() }

  func result() -> Matrix {
    let (value, slopes) = gradient.atWeights()
    return Matrix(row: [value] + slopes)
  }
}

/// The matrix products in a loss with its gradient, and nothing else; all entries are zero.
final class ProductsAlone: Work {
  private let shape: (samples: Int, n: Int, m: Int)
  private let depth: Int
  private let learnsMatrix: Bool
  /// Codes, residuals, a matrix and its derivative.
  private let codes, residuals, matrix, slopes: UnsafeMutableBufferPointer<Double>

  init(samples: Int, n: Int, m: Int, depth: Int, learnsMatrix: Bool) {
    func zeros(_ count: Int) -> UnsafeMutableBufferPointer<Double> {
      let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: count)
      buffer.initialize(repeating: 0)
      return buffer
    }
    shape = (samples, n, m)
    self.depth = depth
    self.learnsMatrix = learnsMatrix
    codes = zeros(samples * m)
    residuals = zeros(samples * n)
    matrix = zeros(n * m)
    slopes = zeros(n * m)
  }

  deinit {
    for buffer in [codes, residuals, matrix, slopes] { buffer.deallocate() }
  }

  func run() {
    // Layers forwards, the cost, its derivative, layers backwards; the residual of the codes 0 is known.
    for layer in 0..<depth {
      if layer > 0 { formResiduals() }
      formCodes()
    }
    formResiduals()
    formCodes()
    for layer in (0..<depth).reversed() {
      if learnsMatrix { formSlopes() }
      if layer > 0 {
        formResiduals()
        formCodes()
      }
    }
  }

  func result() -> Matrix { Matrix(row: [0]) }

  private func formResiduals() {
    addBlockProduct(
      1, UnsafeBufferPointer(codes), UnsafeBufferPointer(matrix), to: residuals,
      shape: (shape.samples, shape.m, shape.n))
  }

  private func formCodes() {
    addBlockProduct(
      1, UnsafeBufferPointer(residuals), UnsafeBufferPointer(matrix), to: codes,
      shape: (shape.samples, shape.n, shape.m))
  }

  private func formSlopes() {
    addBlockProduct(
      1, UnsafeBufferPointer(residuals), isTransposed: true, UnsafeBufferPointer(codes),
      to: slopes, shape: (shape.n, shape.samples, shape.m))
  }
}

/// An epoch of learning; the result is the learned numbers, one row.
struct EpochRun: Work {
  let epoch: LearningEpoch

  func run() throws { _ = try epoch.learned() }

  func result() throws -> Matrix { Matrix(row: try epoch.learned()) }
}

/// The order of the frames of an epoch, one row.
struct FrameOrderRun: Work {
  let epoch: LearningEpoch

  func run() { _ = epoch.order }

  func result() -> Matrix { Matrix(row: epoch.order.map(Double.init)) }
}
