// A second route to untrained networks.

import LinearAlgebra
import Optimization

/// ISTA with matrices of codes, the second route to untrained networks.
struct PlainISTA {
  private let dictionary: CodingDictionary

  init(_ dictionary: CodingDictionary) { self.dictionary = dictionary }

  /// The codes after some steps z ← ST(z − (D/L)ᵀ(Dz − x), λ/L) from 0, p × m in rows.
  func codes(_ signals: [Double], _ penalties: [Double], depth: Int) -> [Double] {
    let (n, m, p) = (dictionary.sampleLength, dictionary.atomCount, penalties.count)
    let alpha = 1 / dictionary.lipschitz
    // Dᵀ/L, in the order of storage of W in networks, so that BLAS adds in the same order.
    let adjoint = Matrix(
      rows: m, columns: n, elements: dictionary.rows.map { alpha * $0 })
    var codes = Matrix(repeating: 0, rows: m, columns: p)
    for _ in 0..<depth {
      var residual = Matrix(rows: n, columns: p, elements: signals.map { -$0 })
      residual.setProduct(dictionary.matrix, .plain, codes, beta: 1)
      codes.setProduct(adjoint, .plain, residual, alpha: -1, beta: 1)
      codes.withColumns { column, sample in
        let threshold = alpha * penalties[sample]
        for index in column.indices {
          column[index] = softThreshold(column[index], threshold)
        }
      }
    }
    return codes.elements
  }
}
