// Linear maps that are available through their products.

/// A linear map A: ℝⁿ → ℝᵐ that is available through its products with vectors.
///
/// The law of every map is the adjoint identity ⟨Ax, y⟩ = ⟨x, Aᵀy⟩. Products write into the caller's
/// buffers, so a solver that repeats them allocates nothing.
///
/// - SeeAlso: ``Matrix``, ``StencilMap``, ``CirculantMap``, ``MaskMap`` and ``SymmetricTridiagonal``, the existing maps, and
///   ``ComposedMap``, ``ScaledMap`` and ``StackedMap``, which build others from them.
public protocol LinearMap: Sendable {
  /// The length m ≥ 0 of Ax.
  var rows: Int { get }
  /// The length n ≥ 0 of x.
  var columns: Int { get }

  /// The product y ← Ax.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - y: Receives m numbers; its previous contents are ignored, and it does not overlap x.
  func apply(_ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>)

  /// The product with the adjoint, x ← Aᵀy.
  ///
  /// - Parameters:
  ///   - y: m numbers.
  ///   - x: Receives n numbers; its previous contents are ignored, and it does not overlap y.
  func applyAdjoint(_ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>)
}

extension LinearMap {
  /// The product y ← Ax.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - y: Receives m numbers; it already has that length.
  public func apply(_ x: [Double], into y: inout [Double]) {
    precondition(
      x.count == columns && y.count == rows,
      "a \(rows) × \(columns) map of \(x.count) numbers into \(y.count)")
    x.withUnsafeBufferPointer { x in y.withUnsafeMutableBufferPointer { apply(x, into: $0) } }
  }

  /// The product with the adjoint, x ← Aᵀy.
  ///
  /// - Parameters:
  ///   - y: m numbers.
  ///   - x: Receives n numbers; it already has that length.
  public func applyAdjoint(_ y: [Double], into x: inout [Double]) {
    precondition(
      y.count == rows && x.count == columns,
      "the adjoint of a \(rows) × \(columns) map of \(y.count) numbers into \(x.count)")
    y.withUnsafeBufferPointer { y in
      x.withUnsafeMutableBufferPointer { applyAdjoint(y, into: $0) }
    }
  }

  /// The product Ax in a new list.
  ///
  /// - Parameter x: n numbers.
  /// - Returns: Ax, m numbers.
  public func applied(to x: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: rows)
    apply(x, into: &y)
    return y
  }

  /// The product Aᵀy in a new list.
  ///
  /// - Parameter y: m numbers.
  /// - Returns: Aᵀy, n numbers.
  public func adjointApplied(to y: [Double]) -> [Double] {
    var x = [Double](repeating: 0, count: columns)
    applyAdjoint(y, into: &x)
    return x
  }
}

extension Matrix {
  /// Creates the matrix of a linear map, column by column.
  ///
  /// - Parameter map: A: ℝⁿ → ℝᵐ.
  /// - Complexity: n products.
  public init(of map: some LinearMap) {
    self.init(repeating: 0, rows: map.rows, columns: map.columns)
    var unit = [Double](repeating: 0, count: map.columns)
    withColumns { column, index in
      unit[index] = 1
      unit.withUnsafeBufferPointer { map.apply($0, into: column) }
      unit[index] = 0
    }
  }
}
