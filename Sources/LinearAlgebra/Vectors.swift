// The vector operations of iterative methods, by BLAS.

import CLAPACKE

/// The inner product xᵀy.
///
/// - Precondition: equal lengths.
public func dot(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "xᵀy of \(x.count) and \(y.count) numbers")
  return cblas_ddot(Int32(x.count), x, 1, y, 1)
}

/// The Euclidean norm ‖x‖₂, free of overflow on the way.
public func norm(_ x: [Double]) -> Double {
  // The root of xᵀx is several times faster than dnrm2, which is for the ends of the range.
  let square = cblas_ddot(Int32(x.count), x, 1, x, 1)
  return square > 1e-280 && square < 1e300
    ? square.squareRoot() : cblas_dnrm2(Int32(x.count), x, 1)
}

/// Adds a multiple of x: y ← y + αx.
///
/// - Precondition: equal lengths.
public func add(_ alpha: Double, _ x: [Double], to y: inout [Double]) {
  precondition(x.count == y.count, "y + αx of \(y.count) and \(x.count) numbers")
  cblas_daxpy(Int32(x.count), alpha, x, 1, &y, 1)
}

/// Scales in place: x ← αx.
public func scale(_ x: inout [Double], by alpha: Double) {
  cblas_dscal(Int32(x.count), alpha, &x, 1)
}
