// Problems ½‖Ax − b‖² + g(x) with known minimiser, for splitting methods.

import LinearAlgebra
import Optimization
import Testing

/// A problem with the minimiser from which it was built.
///
/// p = prox_g(v) and u = v − p ∈ ∂g(p) for a random v; b = Ap + r with Aᵀr = u. Then Aᵀ(b − Ap) ∈ ∂g(p), and
/// p is the only minimiser, as A has full column rank.
struct NamedComposite: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let map: Matrix
  let target: [Double]
  let function: any ProximableFunction
  let minimiser: [Double]

  init(_ named: NamedFunction, seed: UInt64) throws {
    testDescription = named.testDescription
    function = named.function
    map = Matrix.normal(named.dimension + 4, named.dimension, seed: seed)
    let v = normals(named.dimension, seed: seed + 1).map { 2 * $0 }
    var p = v
    function.prox(&p, step: 1)
    let u = zip(v, p).map { $0 - $1 }
    let r = try map.transposed.leastSquares(u).solution
    target = zip(map.applied(to: p), r).map { $0 + $1 }
    minimiser = p
  }

  static let all: [NamedComposite] = NamedFunction.all.compactMap {
    try? NamedComposite($0, seed: 40)
  }

  var start: [Double] {
    // In the domain of every function after one proximal step.
    var start = [Double](repeating: 0.1, count: map.columns)
    function.prox(&start, step: 1)
    return start
  }

  func value(_ x: [Double]) -> Double {
    let residual = zip(map.applied(to: x), target).map { $0 - $1 }
    return 0.5 * dot(residual, residual) + function.value(x)
  }
}
