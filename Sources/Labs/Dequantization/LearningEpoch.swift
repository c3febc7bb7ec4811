// An epoch of learning as a program would call it; Benchmarks times it.

package import LabKit
package import LinearAlgebra

/// A network that learns K and its steps from all frames once.
package struct LearningEpoch: Sendable {
  private let frames: FrameSet
  private let start: LearnedNumbers
  private let training: Training

  /// States the problem.
  ///
  /// - Parameters:
  ///   - quantized: s, a frame of n numbers in every row.
  ///   - clean: The frames that are wanted, of the same shape.
  ///   - depth: N ≥ 1.
  /// - Throws: ``LabError/illegal(_:)`` where the shapes differ, or for fewer frames than a batch has.
  package init(quantized: Matrix, clean: Matrix, depth: Int) throws(LabError) {
    guard quantized.rows == clean.rows, quantized.columns == clean.columns, depth > 0,
      clean.rows >= Training.batch
    else {
      throw .illegal(
        "\(quantized.rows) × \(quantized.columns) and \(clean.rows) × \(clean.columns) numbers, depth \(depth)"
      )
    }
    frames = FrameSet(
      size: clean.columns, clean: clean.rowMajor, quantized: quantized.rowMajor)
    start = LearnedNumbers(
      basis: cosineBasis(clean.columns).rowMajor, depth: depth, start: .adjoint, isResidual: false)
    training = Training([.map, .steps], iterations: clean.rows / Training.batch)
  }

  /// The numbers of the frames in the order in which they are learned from.
  package var order: [Int] {
    var order = FrameOrder(count: frames.count, batch: Training.batch, seed: training.seed)
    order.advance()
    return order.order
  }

  /// Learns.
  ///
  /// - Returns: K, row by row, and the N numbers a = σρ and b = τ/ρ, where ρ = 0.2.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK does not converge.
  package func learned() throws(LabError) -> [Double] {
    let numbers = try factorized(training.learned(from: frames, start: start))
    return numbers.map + numbers.dual + numbers.primal
  }
}
