// Forward mode: numbers that carry a derivative.

/// A dual number a + bε with ε² = 0: a value and its derivative in one direction.
package struct Dual<Scalar: Differentiable>: Differentiable {
  /// a.
  package let value: Scalar
  /// b; nil for 0, which costs no operation.
  package let tangent: Scalar?

  /// Creates a dual number.
  ///
  /// - Parameters:
  ///   - value: a.
  ///   - tangent: b; nil for 0.
  package init(_ value: Scalar, _ tangent: Scalar?) {
    self.value = value
    self.tangent = tangent
  }

  package static func + (a: Dual, b: Dual) -> Dual {
    let tangent: Scalar? =
      if let da = a.tangent, let db = b.tangent { da + db } else { a.tangent ?? b.tangent }
    return Dual(a.value + b.value, tangent)
  }

  package static func * (a: Dual, b: Dual) -> Dual {
    let left = b.tangent.map { a.value * $0 }
    let right = a.tangent.map { $0 * b.value }
    let tangent: Scalar? = if let left, let right { left + right } else { left ?? right }
    return Dual(a.value * b.value, tangent)
  }

  package static func + (a: Dual, b: Double) -> Dual { Dual(a.value + b, a.tangent) }

  package static func * (a: Dual, b: Double) -> Dual {
    Dual(a.value * b, a.tangent.map { $0 * b })
  }

  package func exponential() -> Dual {
    let value = value.exponential()
    return Dual(value, tangent.map { $0 * value })
  }

  package func logarithmOfOnePlus() -> Dual {
    Dual(value.logarithmOfOnePlus(), tangent.map { $0 * (value + 1).inverse() })
  }

  package func inverse() -> Dual {
    let inverse = value.inverse()
    return Dual(inverse, tangent.map { $0 * (inverse * inverse) * -1 })
  }
}
