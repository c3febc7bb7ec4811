// Linear maps built from others.

/// The composition AB, which applies B first.
public struct ComposedMap<Outer: LinearMap, Inner: LinearMap>: LinearMap {
  /// A, m × l.
  public let outer: Outer
  /// B, l × n.
  public let inner: Inner

  /// Creates the composition AB.
  ///
  /// - Parameters:
  ///   - outer: A, m × l.
  ///   - inner: B, l × n.
  public init(_ outer: Outer, _ inner: Inner) {
    precondition(
      outer.columns == inner.rows,
      "a \(outer.rows) × \(outer.columns) map after a \(inner.rows) × \(inner.columns) map")
    self.outer = outer
    self.inner = inner
  }

  /// m.
  public var rows: Int { outer.rows }
  /// n.
  public var columns: Int { inner.columns }

  /// The product y ← A(Bx).
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - y: Receives m numbers.
  public func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    withTemporaryVector(inner.rows) { between in
      inner.apply(x, into: between)
      outer.apply(UnsafeBufferPointer(between), into: y)
    }
  }

  /// The product x ← Bᵀ(Aᵀy).
  ///
  /// - Parameters:
  ///   - y: m numbers.
  ///   - x: Receives n numbers.
  public func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    withTemporaryVector(inner.rows) { between in
      outer.applyAdjoint(y, into: between)
      inner.applyAdjoint(UnsafeBufferPointer(between), into: x)
    }
  }
}

/// The multiple αA of a map.
public struct ScaledMap<Base: LinearMap>: LinearMap {
  /// α.
  public let factor: Double
  /// A, m × n.
  public let base: Base

  /// Creates the multiple αA.
  ///
  /// - Parameters:
  ///   - factor: α.
  ///   - base: A, m × n.
  public init(_ factor: Double, _ base: Base) {
    self.factor = factor
    self.base = base
  }

  /// m.
  public var rows: Int { base.rows }
  /// n.
  public var columns: Int { base.columns }

  /// The product y ← αAx.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - y: Receives m numbers.
  public func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    base.apply(x, into: y)
    for index in y.indices { y[index] *= factor }
  }

  /// The product x ← αAᵀy.
  ///
  /// - Parameters:
  ///   - y: m numbers.
  ///   - x: Receives n numbers.
  public func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    base.applyAdjoint(y, into: x)
    for index in x.indices { x[index] *= factor }
  }
}

/// Two maps of the same vector, one above the other: x ↦ (Ax, Bx).
public struct StackedMap<Upper: LinearMap, Lower: LinearMap>: LinearMap {
  /// A, p × n.
  public let upper: Upper
  /// B, q × n.
  public let lower: Lower

  /// Creates the map x ↦ (Ax, Bx).
  ///
  /// - Parameters:
  ///   - upper: A, p × n.
  ///   - lower: B, q × n.
  public init(_ upper: Upper, _ lower: Lower) {
    precondition(
      upper.columns == lower.columns,
      "a \(upper.rows) × \(upper.columns) map above a \(lower.rows) × \(lower.columns) map")
    self.upper = upper
    self.lower = lower
  }

  /// p + q.
  public var rows: Int { upper.rows + lower.rows }
  /// n.
  public var columns: Int { upper.columns }

  /// The product y ← (Ax, Bx).
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - y: Receives p + q numbers.
  public func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    upper.apply(x, into: y.extracting(..<upper.rows))
    lower.apply(x, into: y.extracting(upper.rows...))
  }

  /// The product x ← Aᵀu + Bᵀv for y = (u, v).
  ///
  /// - Parameters:
  ///   - y: p + q numbers.
  ///   - x: Receives n numbers.
  public func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    upper.applyAdjoint(y.extracting(..<upper.rows), into: x)
    withTemporaryVector(columns) { other in
      lower.applyAdjoint(y.extracting(upper.rows...), into: other)
      for index in x.indices { x[index] += other[index] }
    }
  }
}

/// Calls a function with a temporary vector of zeros, which is on the stack if it is short.
func withTemporaryVector(
  _ count: Int, _ body: (UnsafeMutableBufferPointer<Double>) -> Void
) {
  withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { vector in
    vector.initialize(repeating: 0)
    body(vector)
  }
}
