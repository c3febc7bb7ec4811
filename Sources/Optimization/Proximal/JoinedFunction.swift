// The sum of two functions of different coordinates.

/// The function g(x, y) = g₁(x) + g₂(y), where x is the first part of the coordinates and y the rest.
public struct JoinedFunction<First: ProximableFunction, Second: ProximableFunction>:
  ProximableFunction
{
  /// g₁.
  public let first: First
  /// g₂.
  public let second: Second
  /// The length of x.
  public let count: Int

  /// Creates the function.
  ///
  /// - Parameters:
  ///   - first: g₁.
  ///   - second: g₂.
  ///   - count: The length of x, at least 0.
  public init(_ first: First, _ second: Second, at count: Int) {
    precondition(count >= 0, "\(count) coordinates")
    (self.first, self.second, self.count) = (first, second, count)
  }

  /// g₁(x) + g₂(y).
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double {
    let (head, tail) = parts(x)
    return first.value(head) + second.value(tail)
  }

  /// g₁*(x) + g₂*(y).
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    let (head, tail) = parts(y)
    return first.conjugate(head) + second.conjugate(tail)
  }

  /// The proximal steps of both functions.
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    precondition(x.count >= count, "\(x.count) coordinates, where the first part has \(count)")
    first.prox(UnsafeMutableBufferPointer(rebasing: x[..<count]), step: step)
    second.prox(UnsafeMutableBufferPointer(rebasing: x[count...]), step: step)
  }

  private func parts(
    _ x: UnsafeBufferPointer<Double>
  ) -> (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) {
    precondition(x.count >= count, "\(x.count) coordinates, where the first part has \(count)")
    return (x.extracting(..<count), x.extracting(count...))
  }
}
