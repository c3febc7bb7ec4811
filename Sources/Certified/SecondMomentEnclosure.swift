// The second moment of exact data frames between certain bounds.

import Intervals
import LinearAlgebra

/// An enclosure of m C = Σ y yᵀ for frames y ∈ ℝⁿ that arrive in blocks, every number of them exact.
public struct SecondMomentEnclosure: Sendable {
  /// The length n ≥ 1 of a frame; C is n × n.
  public let dimension: Int
  /// The number m of frames seen so far.
  public private(set) var frameCount = 0
  /// m C.
  private(set) var sum: IntervalMatrix

  /// Creates an empty accumulator for frames of length `dimension`.
  public init(dimension: Int) {
    self.dimension = dimension
    sum = IntervalMatrix(Matrix(repeating: 0, rows: dimension, columns: dimension))
  }

  /// Adds frames of length n, one after another in one list.
  ///
  /// - Precondition: n ≥ 1, and the list has a multiple of n entries.
  /// - Complexity: O(n²) a frame.
  public mutating func add(frames: [Double]) {
    precondition(
      dimension > 0 && frames.count % dimension == 0,
      "frames of \(frames.count) entries where n = \(dimension)")
    add(
      columns: Matrix(
        rows: dimension, columns: frames.count / dimension, elements: frames))
  }

  /// Adds frames that are the columns of a matrix of n rows.
  mutating func add(columns frames: Matrix) {
    let block = 4096
    for start in stride(from: 0, to: frames.columns, by: block) {
      let count = min(block, frames.columns - start)
      let part = Matrix(
        rows: dimension, columns: count,
        elements: Array(
          frames.elements[start * dimension..<(start + count) * dimension]))
      let rows = DoubledMatrix(part.transposed)
      let product = enclosedProduct(rows, rows)
      sum = frameCount == 0 ? product : sum + product
      frameCount += count
    }
  }
}
