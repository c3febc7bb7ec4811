// The minimum of a problem with exact lower levels.

import LinearAlgebra
package import Optimization

extension Regularizer {
  /// The box in which searches look for θ.
  package var box: SearchBox {
    switch self {
    case .quadratic: SearchBox(-2...1, dimension: 2)
    case .totalVariation: SearchBox(lower: [-3, -3, -4], upper: [1, 1, 1])
    case .weight: SearchBox(-3...1, dimension: 1)
    }
  }
}

/// The lowest of the minima that L-BFGS-B reaches.
///
/// - Parameters:
///   - objective: A function.
///   - box: The bounds.
///   - starts: At least one start.
/// - Returns: The minimum.
func lowest(
  _ objective: some Objective, in box: SearchBox, from starts: [[Double]]
) -> (point: [Double], value: Double, projectedGradient: Double) {
  var objective = objective
  let bounds = BoxConstraint(lower: box.lower, upper: box.upper)
  let ends = starts.map {
    LBFGSB(projectedGradient: 1e-10, iterationLimit: 300).minimize(&objective, in: bounds, from: $0)
  }
  let best = ends.min { $0.value < $1.value } ?? ends[0]
  return (best.point, best.value, best.projectedGradient)
}

extension DenoisingProblem {
  /// The starts at which minima are looked for.
  private var starts: [[Double]] {
    switch regularizer {
    case .quadratic: [[0, 0], [0.5, -1], [0, -1]]
    case .totalVariation: [[-1, -2, -2], regularizer.start]
    case .weight: [[-1], regularizer.start]
    }
  }

  /// θ* and f* in the box of the regulariser.
  ///
  /// - Returns: The minimum, with the largest component of its projected gradient.
  package func optimum() -> (point: [Double], value: Double, projectedGradient: Double) {
    lowest(ReducedObjective(self), in: regularizer.box, from: starts)
  }

  /// θ* and f* in a box, independent of any search that is compared with them.
  ///
  /// L-BFGS-B with exact lower levels starts from the points of ``optimum()`` and from the three lowest of a grid of five
  /// points per axis; the lowest end is the reference.
  ///
  /// - Parameter box: The bounds.
  /// - Returns: The minimum, with the largest component of its projected gradient.
  package func reference(
    in box: SearchBox
  ) -> (point: [Double], value: Double, projectedGradient: Double) {
    let count = 5
    let total = (0..<box.dimension).reduce(1) { product, _ in product * count }
    let grid = (0..<total).map { index in
      let point = box.gridPoint(index, pointsPerAxis: count)
      return (point: point, value: value(point))
    }
    let low = grid.filter(\.value.isFinite).sorted { $0.value < $1.value }.prefix(3).map(\.point)
    return lowest(ReducedObjective(self), in: box, from: starts.map(box.clipped) + low)
  }
}
