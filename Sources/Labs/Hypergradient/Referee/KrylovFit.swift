// Whether a gradient comes from any iterative solver of the linear system.

import LinearAlgebra

/// The distance of a gradient from those whose v is in a Krylov space span{b, Hb, …, H^{j−1}b}: what a solver by
/// products, whichever it is, has after j of them.
enum KrylovFit {
  /// The squared distances for j = 1, 2, ….
  ///
  /// - Parameters:
  ///   - point: The problem.
  ///   - gradient: g at the point.
  /// - Returns: As many as the space has dimensions.
  /// - Complexity: O(d·p·j + d²j).
  static func squaredDistances(_ point: RefereePoint, _ gradient: [Double]) -> [Double] {
    let matrix = point.system.matrix
    var direction = point.system.right
    var rest = difference(gradient, point.truth.directGradient)
    var (basis, images): ([[Double]], [[Double]]) = ([], [])
    var distances: [Double] = []
    /// Twice: once leaves what rounding brings back.
    func orthogonalize(_ vector: inout [Double], _ others: [[Double]]) {
      for _ in 0..<2 {
        for other in others { add(-dot(other, vector), other, to: &vector) }
      }
    }
    let largest = point.spectrum.values.last ?? 1
    for _ in direction.indices {
      let before = norm(direction)
      orthogonalize(&direction, basis)
      let length = norm(direction)
      guard length > 1e-12 * before, length > 0 else { break }
      scale(&direction, by: 1 / length)
      basis.append(direction)
      var image = zip(point.system.gradient(adjoint: direction), point.truth.directGradient)
        .map { $0 - $1 }
      let size = norm(image)
      orthogonalize(&image, images)
      if norm(image) > 1e-13 * size {
        scale(&image, by: 1 / norm(image))
        images.append(image)
        add(-dot(image, rest), image, to: &rest)
      }
      distances.append(dot(rest, rest))
      direction = matrix.applied(to: direction)
      scale(&direction, by: 1 / largest)
    }
    return distances
  }
}
