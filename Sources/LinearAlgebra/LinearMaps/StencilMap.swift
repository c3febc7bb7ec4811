// Forward differences of signals and images.

/// The forward differences D of a signal, or the gradient of an image.
///
/// Products are sums of neighbours: no matrix is stored.
///
/// Numerics: ‖D‖₂² < 4 for a signal and < 8 for an image, the bounds that step sizes need;
/// ``operatorNorm(of:tolerance:failure:productLimit:)`` computes the norms themselves.
public struct StencilMap: LinearMap, Equatable {
  /// The treatment of differences across the edge.
  public enum Boundary: Sendable, Equatable {
    /// There is none: the edge is free, and Dᵀ is minus the divergence, with Neumann boundary conditions.
    case open
    /// The neighbour of the last sample is the first one.
    case periodic
  }

  /// The treatment of differences across the edge.
  public let boundary: Boundary
  /// The number of rows h of the image; 1 for a signal.
  public let height: Int
  /// The number of columns w of the image, or the length of the signal.
  public let width: Int
  private let isImage: Bool

  /// The differences (Dx)ᵢ = xᵢ₊₁ − xᵢ of a signal.
  ///
  /// - Parameters:
  ///   - length: The length n ≥ 1 of the signal.
  ///   - boundary: With `.open` there are n − 1 differences, with `.periodic` n, the last of them x₁ − xₙ.
  public init(length: Int, boundary: Boundary) {
    precondition(length >= 1, "differences of a signal of \(length) samples")
    self.boundary = boundary
    (height, width, isImage) = (1, length, false)
  }

  /// The gradient of an image that is stored row by row: pixel (i, j) is at iw + j.
  ///
  /// Dx has the hw differences xᵢ₊₁,ⱼ − xᵢⱼ down the columns, then the hw differences xᵢ,ⱼ₊₁ − xᵢⱼ along the
  /// rows, so the two entries of a pixel are hw apart.
  ///
  /// - Parameters:
  ///   - height: h ≥ 1.
  ///   - width: w ≥ 1.
  ///   - boundary: With `.open` the differences across the edge are 0, with `.periodic` they are those to the opposite
  ///     side.
  public init(height: Int, width: Int, boundary: Boundary) {
    precondition(
      height >= 1 && width >= 1, "the gradient of an image of \(height) × \(width) pixels")
    self.boundary = boundary
    (self.height, self.width, isImage) = (height, width, true)
  }

  /// n − 1 or n for a signal, 2hw for an image.
  public var rows: Int {
    if isImage { return 2 * height * width }
    return boundary == .open ? width - 1 : width
  }

  /// n for a signal, hw for an image.
  public var columns: Int { height * width }

  /// The differences y ← Dx.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - y: Receives the differences.
  /// - Complexity: O(n).
  public func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    let (h, w) = (height, width)
    guard isImage else {
      for i in 0..<w - 1 { y[i] = x[i + 1] - x[i] }
      if boundary == .periodic { y[w - 1] = x[0] - x[w - 1] }
      return
    }
    let n = h * w
    for i in 0..<n - w { y[i] = x[i + w] - x[i] }
    for j in 0..<w {
      let last = n - w + j
      y[last] = boundary == .periodic ? x[j] - x[last] : 0
    }
    for first in stride(from: 0, to: n, by: w) {
      let last = first + w - 1
      for i in first..<last { y[n + i] = x[i + 1] - x[i] }
      y[n + last] = boundary == .periodic ? x[first] - x[last] : 0
    }
  }

  /// The adjoint x ← Dᵀy, minus the divergence.
  ///
  /// - Parameters:
  ///   - y: Numbers in the order of the differences.
  ///   - x: Receives n numbers.
  /// - Complexity: O(n).
  public func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    let (h, w) = (height, width)
    let isPeriodic = boundary == .periodic
    guard isImage else {
      // (Dᵀy)ᵢ = yᵢ₋₁ − yᵢ, where the differences beyond the edge are taken as 0.
      var left = isPeriodic ? y[w - 1] : 0
      for i in 0..<w - 1 {
        x[i] = left - y[i]
        left = y[i]
      }
      x[w - 1] = isPeriodic ? left - y[w - 1] : left
      return
    }
    let n = h * w
    for j in 0..<w { x[j] = isPeriodic ? y[n - w + j] : 0 }
    for i in w..<max(n, w) { x[i] = y[i - w] }
    for i in 0..<n - w { x[i] -= y[i] }
    if isPeriodic { for i in n - w..<n { x[i] -= y[i] } }
    for first in stride(from: 0, to: n, by: w) {
      let last = first + w - 1
      var left = isPeriodic ? y[n + last] : 0
      for i in first..<last {
        x[i] += left - y[n + i]
        left = y[n + i]
      }
      x[last] += isPeriodic ? left - y[n + last] : left
    }
  }
}
