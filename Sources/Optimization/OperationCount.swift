// The cost of a run of a solver, counted instead of timed.

/// The operations of a run, the same on every machine.
public struct OperationCount: Sendable, Equatable {
  /// The number of products Ax with a linear map.
  public var products: Int
  /// The number of products Aᵀy with the adjoint of a linear map.
  public var adjointProducts: Int
  /// The number of evaluations of ∇f, each together with f.
  public var gradients: Int
  /// The number of proximal steps x ← prox_τg(x) on all coordinates.
  public var proximalSteps: Int
  /// The number of updates of a single coordinate.
  public var coordinateUpdates: Int
  /// The number of factorizations of a matrix, of O(n³) each.
  public var factorizations: Int

  /// Creates a count.
  ///
  /// - Parameters:
  ///   - products: Products with a linear map.
  ///   - adjointProducts: Products with the adjoint of a linear map.
  ///   - gradients: Evaluations of a gradient.
  ///   - proximalSteps: Proximal steps.
  ///   - coordinateUpdates: Updates of a single coordinate.
  ///   - factorizations: Factorizations of a matrix.
  public init(
    products: Int = 0, adjointProducts: Int = 0, gradients: Int = 0, proximalSteps: Int = 0,
    coordinateUpdates: Int = 0, factorizations: Int = 0
  ) {
    self.products = products
    self.adjointProducts = adjointProducts
    self.gradients = gradients
    self.proximalSteps = proximalSteps
    self.coordinateUpdates = coordinateUpdates
    self.factorizations = factorizations
  }

  /// The operations of two runs together.
  ///
  /// - Parameters:
  ///   - one: A run.
  ///   - other: Another run.
  /// - Returns: The sums.
  public static func + (one: OperationCount, other: OperationCount) -> OperationCount {
    OperationCount(
      products: one.products + other.products,
      adjointProducts: one.adjointProducts + other.adjointProducts,
      gradients: one.gradients + other.gradients,
      proximalSteps: one.proximalSteps + other.proximalSteps,
      coordinateUpdates: one.coordinateUpdates + other.coordinateUpdates,
      factorizations: one.factorizations + other.factorizations)
  }

  /// The operations since an earlier count.
  ///
  /// - Parameters:
  ///   - now: A count.
  ///   - before: The count at an earlier time.
  /// - Returns: The differences.
  public static func - (now: OperationCount, before: OperationCount) -> OperationCount {
    OperationCount(
      products: now.products - before.products,
      adjointProducts: now.adjointProducts - before.adjointProducts,
      gradients: now.gradients - before.gradients,
      proximalSteps: now.proximalSteps - before.proximalSteps,
      coordinateUpdates: now.coordinateUpdates - before.coordinateUpdates,
      factorizations: now.factorizations - before.factorizations)
  }
}
