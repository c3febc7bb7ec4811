// The least-squares line, for rates and orders.

/// The least-squares line y = a + bx through points.
package struct Line: Sendable, Equatable {
  /// a.
  package let offset: Double
  /// b.
  package let slope: Double

  /// Fits a line.
  ///
  /// - Parameters:
  ///   - x: At least two numbers, not all equal.
  ///   - y: As many numbers.
  package init(_ x: [Double], _ y: [Double]) {
    precondition(
      x.count == y.count && x.count >= 2, "a line through \(x.count) and \(y.count) numbers")
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (square, product) = (0.0, 0.0)
    for (x, y) in zip(x, y) {
      square += (x - meanX) * (x - meanX)
      product += (x - meanX) * (y - meanY)
    }
    slope = product / square
    offset = meanY - slope * meanX
  }

  /// The value a + bx.
  package func value(at x: Double) -> Double { offset + slope * x }
}
