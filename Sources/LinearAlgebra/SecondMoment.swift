// The second moment of data frames, accumulated in blocks: memory does not grow with their number.

import CLAPACKE

/// The second moment C = (1/m) Σ y yᵀ of frames y ∈ ℝⁿ that arrive in blocks.
///
/// Holds n² numbers and one block, however many frames there are.
///
/// - SeeAlso: ``FrameFactor`` where small eigenvalues of C are to keep their digits.
public struct SecondMoment: Sendable {
  /// The length n ≥ 0 of a frame; C is n × n.
  public let dimension: Int
  /// The number m of frames seen so far.
  public private(set) var frameCount = 0

  private var sum: Matrix
  private var block: [Double] = []
  private static let framesPerBlock = 512

  /// Creates an empty accumulator.
  ///
  /// - Parameter dimension: The length n ≥ 0 of a frame.
  public init(dimension: Int) {
    precondition(dimension >= 0, "frames of length \(dimension)")
    self.dimension = dimension
    sum = Matrix(repeating: 0, rows: dimension, columns: dimension)
    block.reserveCapacity(dimension * Self.framesPerBlock)
  }

  /// Adds one frame.
  ///
  /// - Parameter frame: n numbers.
  /// - Complexity: O(n²), by dsyrk in blocks.
  public mutating func add(_ frame: some Collection<Double>) {
    precondition(
      frame.count == dimension, "a frame of \(frame.count) entries where n = \(dimension)")
    block.append(contentsOf: frame)
    frameCount += 1
    if block.count == dimension * Self.framesPerBlock { flush() }
  }

  /// Adds frames, one after another in one list.
  ///
  /// - Parameter frames: A multiple of n numbers, n ≥ 1.
  /// - Complexity: O(n²) a frame, by dsyrk in blocks.
  public mutating func add(frames: [Double]) {
    precondition(
      dimension > 0 && frames.count.isMultiple(of: dimension),
      "frames of \(frames.count) entries where n = \(dimension)")
    block += frames
    frameCount += frames.count / dimension
    if block.count >= dimension * Self.framesPerBlock { flush() }
  }

  /// The second moment C, n × n, symmetric and positive semidefinite.
  ///
  /// - Precondition: at least one frame was added.
  public consuming func matrix() -> Matrix {
    precondition(frameCount > 0, "the second moment of no frames does not exist")
    flush()
    sum.mirrorLowerTriangle()
    cblas_dscal(Int32(sum.elements.count), 1 / Double(frameCount), &sum.elements, 1)
    return sum
  }

  private mutating func flush() {
    guard !block.isEmpty else { return }
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasNoTrans, Int32(dimension), Int32(block.count / dimension),
      1, block, Int32(dimension), 1, &sum.elements, Int32(dimension))
    block.removeAll(keepingCapacity: true)
  }
}
