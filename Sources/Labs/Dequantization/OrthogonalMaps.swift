// Learning among orthogonal matrices: directions along them, and the way back to them.

import LinearAlgebra

/// The derivative along the orthogonal matrices at K: G − K sym(KᵀG).
///
/// - Parameters:
///   - slope: G, n × n, row by row; replaced by its tangential part.
///   - map: K, orthogonal, row by row.
func keepTangent(of slope: inout [Double], at map: [Double]) {
  let n = sideLength(of: map)
  // Row by row, the entries are those of the transposes.
  let (transpose, slopes) = (
    Matrix(rows: n, columns: n, elements: map), Matrix(rows: n, columns: n, elements: slope)
  )
  var product = Matrix(repeating: 0, rows: n, columns: n)
  product.setProduct(transpose, .plain, slopes, .transposed)
  var symmetric = product
  add(1, product.transposed.elements, to: &symmetric)
  scale(&symmetric, by: 0.5)
  slope = slopes.subtracting(symmetric.multiplied(by: transpose)).elements
}

/// Replaces a nonsingular matrix by the orthogonal one that is nearest, its polar factor K(KᵀK)^−½.
///
/// By the iteration of Newton and Schulz, K ← ½K(3I − KᵀK), which converges quadratically for ‖K‖ < √3. Larger
/// matrices are scaled, which does not change the polar factor.
///
/// - Parameter map: K, n × n, row by row.
func orthogonalize(_ map: inout [Double]) {
  let n = sideLength(of: map)
  var transpose = Matrix(rows: n, columns: n, elements: map)
  // A singular value grows by half in each step until it is near 1.
  for _ in 0..<60 {
    var factor = Matrix(repeating: 0, rows: n, columns: n)
    factor.setGram(transpose)
    let defect = maximumDistance(factor.elements, Matrix.identity(n).elements)
    guard defect > 1e-14 * Double(n) else { break }
    // The sums of rows bound ‖K‖².
    let bound = (0..<n).map { row in (0..<n).reduce(0) { $0 + abs(factor[row, $1]) } }.max() ?? 1
    if bound >= 3 {
      scale(&transpose, by: 1 / bound.squareRoot())
      scale(&factor, by: 1 / bound)
    }
    scale(&factor, by: -0.5)
    for index in 0..<n { factor[index, index] += 1.5 }
    transpose = factor.multiplied(by: transpose)
  }
  map = transpose.elements
}
