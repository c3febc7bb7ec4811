// Dictionaries of atoms of norm 1.

package import LinearAlgebra

/// The dictionary with columns scaled to norm 1.
///
/// - Parameter dictionary: D, n × m without columns of zeros.
/// - Returns: D with columns d_j/‖d_j‖.
package func unitAtoms(_ dictionary: Matrix) -> Matrix {
  var result = dictionary
  result.withColumns { column, _ in
    let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for index in column.indices { column[index] /= length }
  }
  return result
}
