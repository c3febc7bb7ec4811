// Sums of Euclidean norms of groups of coordinates.

/// The group norm g(x) = λ Σ_G ‖x_G‖₂ over groups of l coordinates each: with one group it is the Euclidean norm, with
/// the two differences at every pixel it is isotropic total variation.
public struct GroupNorm: ProximableFunction, Equatable {
  /// The layout of the coordinates of a group.
  public enum Layout: Sendable, Equatable {
    /// One group of all coordinates.
    case whole
    /// Groups of this many neighbours.
    case neighbors(Int)
    /// Groups of this many coordinates, n/l apart: those of the first group are 0, n/l, 2n/l, …, as
    /// ``/LinearAlgebra/StencilMap`` has the differences of a pixel.
    case strided(Int)
  }

  /// λ ≥ 0.
  public let weight: Double
  /// The layout of the coordinates of a group.
  public let layout: Layout

  /// Creates the function.
  ///
  /// - Parameters:
  ///   - weight: λ ≥ 0, finite.
  ///   - layout: The layout of the coordinates of a group; the length l of a group is at least 1 and divides n.
  public init(weight: Double, layout: Layout = .whole) {
    precondition(weight >= 0 && weight.isFinite, "a weight of \(weight)")
    switch layout {
    case .whole: break
    case .neighbors(let length), .strided(let length):
      precondition(length >= 1, "groups of \(length) coordinates")
    }
    self.weight = weight
    self.layout = layout
  }

  /// λ Σ ‖x_G‖₂.
  public func value(_ x: UnsafeBufferPointer<Double>) -> Double {
    var sum = 0.0
    forEachGroup(x.count) { first, length, stride in sum += norm(x, first, length, stride) }
    return weight * sum
  }

  /// 0 where ‖y_G‖₂ ≤ λ for all groups.
  public func conjugate(_ y: UnsafeBufferPointer<Double>) -> Double {
    var largest = 0.0
    forEachGroup(y.count) { first, length, stride in
      largest = max(largest, norm(y, first, length, stride))
    }
    return indicator(largest, atMost: weight)
  }

  /// Shortens every group by τλ: x_G ← (1 − τλ/‖x_G‖)₊ x_G.
  public func prox(_ x: UnsafeMutableBufferPointer<Double>, step: Double) {
    let threshold = step * weight
    forEachGroup(x.count) { first, length, stride in
      let norm = norm(UnsafeBufferPointer(x), first, length, stride)
      let factor = norm > threshold ? 1 - threshold / norm : 0
      for index in 0..<length { x[first + index * stride] *= factor }
    }
  }

  private func forEachGroup(
    _ count: Int, _ body: (_ first: Int, _ length: Int, _ stride: Int) -> Void
  ) {
    switch layout {
    case .whole: body(0, count, 1)
    case .neighbors(let length):
      precondition(count % length == 0, "groups of \(length) of \(count) coordinates")
      for first in stride(from: 0, to: count, by: length) { body(first, length, 1) }
    case .strided(let length):
      precondition(count % length == 0, "groups of \(length) of \(count) coordinates")
      let groups = count / length
      for first in 0..<groups { body(first, length, groups) }
    }
  }

  private func norm(
    _ x: UnsafeBufferPointer<Double>, _ first: Int, _ length: Int, _ stride: Int
  ) -> Double {
    if stride == 1 { return euclideanNorm(x.extracting(first..<first + length)) }
    var square = 0.0
    for index in 0..<length { square += x[first + index * stride] * x[first + index * stride] }
    return square.squareRoot()
  }
}
