// The functions with a proximal operator, each with a dimension that suits it.

import LinearAlgebra
import Optimization
import Testing

/// A function with a name.
struct NamedFunction: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let function: any ProximableFunction
  let dimension: Int

  init(_ name: String, _ function: any ProximableFunction, dimension: Int = 6) {
    (testDescription, self.function, self.dimension) = (name, function, dimension)
  }

  static let all: [NamedFunction] = [
    NamedFunction("zero", ZeroFunction()),
    NamedFunction("l1 norm", L1Norm(weight: 0.7)),
    NamedFunction("weighted l1 norm", WeightedL1Norm(weights: [0, 0.5, 1, 2, 0.1, 0.7])),
    NamedFunction("Euclidean norm", GroupNorm(weight: 1.3)),
    NamedFunction("groups of neighbours", GroupNorm(weight: 0.8, layout: .neighbors(2))),
    NamedFunction("groups across", GroupNorm(weight: 0.8, layout: .strided(3))),
    NamedFunction("box", BoxConstraint(-0.4, 0.9)),
    NamedFunction(
      "box with its own bounds in each coordinate",
      BoxConstraint(lower: [-1, 0, 0.2, -.infinity, -2, 0], upper: [1, 0, 0.5, 0.3, .infinity, 1])),
    NamedFunction("l2 ball", L2Ball(radius: 1.2)),
    NamedFunction("l1 ball", L1Ball(radius: 1.5)),
    NamedFunction("point", L1Ball(radius: 0)),
    NamedFunction("squared norm", SquaredDistance(weight: 0.6)),
    NamedFunction(
      "squared distance", SquaredDistance(weight: 2, center: [1, -1, 0.5, 0, 2, -0.3])),
    NamedFunction("maximum norm", ConjugateFunction(L1Ball(radius: 0.9))),
    NamedFunction("support function of a box", ConjugateFunction(BoxConstraint(-0.5, 1))),
  ]
}

/// Standard normal numbers.
func normals(_ count: Int, seed: UInt64) -> [Double] {
  var generator = CounterGenerator(seed: seed)
  return generator.normals(count)
}

extension Matrix {
  /// A matrix of independent normal entries.
  static func normal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = CounterGenerator(seed: seed)
    return generator.normals(rows: rows, columns: columns)
  }

  /// A matrix of independent normal entries with columns scaled to norm 1.
  static func unitColumns(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var matrix = normal(rows, columns, seed: seed)
    matrix.withColumns { column, _ in
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for row in column.indices { column[row] /= length }
    }
    return matrix
  }
}

/// ‖x − y‖₂.
func distance(_ x: [Double], _ y: [Double]) -> Double {
  norm(zip(x, y).map { $0 - $1 })
}
