// The selection of some coordinates.

/// The selection (Ax)ᵢ = xₛ₍ᵢ₎ of the coordinates s(1) < … < s(m): a sampling mask.
///
/// AAᵀ is the identity, and AᵀA sets the other coordinates to 0.
public struct MaskMap: LinearMap, Equatable {
  /// The coordinates that are kept, from 0, in ascending order.
  public let kept: [Int]
  /// The number n of coordinates of a signal, kept and left out together.
  public let columns: Int
  /// The number m of coordinates that are kept.
  public var rows: Int { kept.count }

  /// Creates a selection.
  ///
  /// - Parameters:
  ///   - kept: The coordinates to keep, from 0, in strictly ascending order.
  ///   - columns: The number n of coordinates.
  public init(kept: [Int], columns: Int) {
    precondition(
      zip(kept, kept.dropFirst()).allSatisfy { $0 < $1 },
      "coordinates are not in ascending order: \(kept)")
    precondition(
      (kept.first ?? 0) >= 0 && (kept.last ?? -1) < columns,
      "coordinates \(kept.first ?? 0)…\(kept.last ?? 0) of \(columns)")
    self.kept = kept
    self.columns = columns
  }

  /// Creates a selection from a mask.
  ///
  /// - Parameter mask: n Boolean values, true for the coordinates to keep.
  public init(mask: [Bool]) {
    self.init(kept: mask.indices.filter { mask[$0] }, columns: mask.count)
  }

  /// The coordinates that are kept, y ← Ax.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - y: Receives m numbers.
  /// - Complexity: O(m).
  public func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    for (row, column) in kept.enumerated() { y[row] = x[column] }
  }

  /// The adjoint x ← Aᵀy: the numbers in their places, 0 elsewhere.
  ///
  /// - Parameters:
  ///   - y: m numbers.
  ///   - x: Receives n numbers.
  /// - Complexity: O(n).
  public func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    x.update(repeating: 0)
    for (row, column) in kept.enumerated() { x[column] = y[row] }
  }
}
