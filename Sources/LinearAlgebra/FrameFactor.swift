// A triangular factor of the second moment of data frames, accumulated in blocks.

import CLAPACKE

/// A matrix F of at most n rows with FᵀF = Σ y yᵀ for frames y ∈ ℝⁿ that arrive in blocks.
///
/// By LAPACK's dgeqrf. F has the singular values of the matrix of all frames, by Householder transformations that never square
/// them; see ``SecondMoment`` where the squares are enough. Holds n² numbers and one block, however many
/// frames there are.
public struct FrameFactor: Sendable {
  /// The length n ≥ 1 of a frame, the number of columns of F.
  public let dimension: Int
  /// The number m of frames seen so far.
  public private(set) var frameCount = 0

  /// The rows of F so far.
  private var factor: Matrix
  /// Frames one after another.
  private var block: [Double] = []

  /// Creates an empty accumulator.
  ///
  /// - Parameter dimension: The length n ≥ 1 of a frame.
  public init(dimension: Int) {
    precondition(dimension >= 1, "frames of length \(dimension)")
    self.dimension = dimension
    factor = Matrix(repeating: 0, rows: 0, columns: dimension)
  }

  /// Adds frames, one after another in one list.
  ///
  /// - Parameter frames: A multiple of n numbers.
  /// - Complexity: O(n²) a frame, by dgeqrf in blocks.
  public mutating func add(frames: [Double]) {
    precondition(
      frames.count.isMultiple(of: dimension),
      "frames of \(frames.count) entries where n = \(dimension)")
    block += frames
    frameCount += frames.count / dimension
    if block.count >= dimension * max(512, 2 * dimension) { reduce() }
  }

  /// F, of min(m, n) rows.
  public consuming func matrix() -> Matrix {
    reduce()
    return factor
  }

  private mutating func reduce() {
    let (old, added) = (factor.rows, block.count / dimension)
    guard added > 0 else { return }
    let rows = old + added
    var stacked = Matrix(repeating: 0, rows: rows, columns: dimension)
    stacked.elements.withUnsafeMutableBufferPointer { elements in
      for column in 0..<dimension {
        for row in 0..<old { elements[row + column * rows] = factor.elements[row + column * old] }
        for row in 0..<added {
          elements[old + row + column * rows] = block[row * dimension + column]
        }
      }
    }
    block.removeAll(keepingCapacity: true)
    guard rows > dimension else {
      factor = stacked
      return
    }
    let n = dimension
    var tau = [Double](repeating: 0, count: n)
    var work = [Double](repeating: 0, count: 64 * n)
    let info = LAPACKE_dgeqrf_work(
      LAPACK_COL_MAJOR, Int32(rows), Int32(n), &stacked.elements, Int32(rows), &tau, &work,
      Int32(work.count))
    precondition(info == 0, "dgeqrf refused argument \(-info)")
    factor = Matrix(repeating: 0, rows: n, columns: n)
    for column in 0..<n {
      for row in 0...column { factor[row, column] = stacked[row, column] }
    }
  }
}
