// A dictionary in the layouts that the products of networks read.

import LabKit
import LinearAlgebra
import Optimization

/// A dictionary D, n × m, with L = ‖D‖².
struct CodingDictionary: Sendable {
  /// D, one atom per column.
  let matrix: Matrix
  /// The entries of D row by row, n × m.
  let rows: [Double]
  /// G = DᵀD and L.
  let iteration: LassoIteration

  /// Prepares a dictionary.
  ///
  /// - Parameter matrix: D, n × m with finite entries, not all 0.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK does not converge.
  init(_ matrix: Matrix) throws(LabError) {
    self.matrix = matrix
    rows = matrix.transposed.elements
    iteration = try factorized(LassoIteration(dictionary: matrix))
  }

  /// n.
  var sampleLength: Int { matrix.rows }
  /// m.
  var atomCount: Int { matrix.columns }
  /// The entries of D atom by atom, m × n in rows.
  var atoms: [Double] { matrix.elements }
  /// L.
  var lipschitz: Double { iteration.lipschitz }
}
