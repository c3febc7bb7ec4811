// The least-squares function of a linear map.

public import LinearAlgebra

/// An objective that counts the cost of its evaluations.
public protocol CountedObjective: Objective {
  /// The products so far.
  var cost: OperationCount { get }
}

/// The function f(x) = ½‖Ax − b‖₂², with ∇f(x) = Aᵀ(Ax − b).
public struct LeastSquares<Map: LinearMap>: CountedObjective {
  /// A, m × n.
  public let map: Map
  /// b, m numbers.
  public let target: [Double]
  /// The products so far: one with A and one with Aᵀ for every evaluation.
  public private(set) var cost = OperationCount()
  private var residual: [Double]

  /// Creates the function.
  ///
  /// - Parameters:
  ///   - map: A, m × n.
  ///   - target: b, m numbers.
  public init(_ map: Map, _ target: [Double]) {
    precondition(
      target.count == map.rows,
      "\(target.count) numbers for a \(map.rows) × \(map.columns) map")
    self.map = map
    self.target = target
    residual = target
  }

  /// n.
  public var dimension: Int { map.columns }

  /// Evaluates f and ∇f.
  ///
  /// - Parameters:
  ///   - point: x, n numbers.
  ///   - gradient: Receives Aᵀ(Ax − b).
  /// - Returns: f(x).
  /// - Complexity: One product with A and one with Aᵀ.
  public mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    map.apply(point, into: &residual)
    add(-1, target, to: &residual)
    map.applyAdjoint(residual, into: &gradient)
    cost.products += 1
    cost.adjointProducts += 1
    return 0.5 * dot(residual, residual)
  }
}
