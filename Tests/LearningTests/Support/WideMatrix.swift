// Matrices of 32 digits: the definition of the risk, at any ratio of signal to noise.

import Intervals
import LinearAlgebra

/// A dense matrix of double-double numbers, for products by definition.
struct WideMatrix {
  let rows: Int
  let columns: Int
  private var entries: [DoubleDouble]

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    entries = Array(repeating: DoubleDouble(0), count: rows * columns)
  }

  init(_ matrix: Matrix) {
    self.init(rows: matrix.rows, columns: matrix.columns)
    for i in 0..<rows { for j in 0..<columns { self[i, j] = DoubleDouble(matrix[i, j]) } }
  }

  static func identity(_ n: Int) -> WideMatrix { WideMatrix(.identity(n)) }

  subscript(i: Int, j: Int) -> DoubleDouble {
    get { entries[i + j * rows] }
    set { entries[i + j * rows] = newValue }
  }

  /// XᵀX.
  var gram: WideMatrix {
    var result = WideMatrix(rows: columns, columns: columns)
    for i in 0..<columns {
      for j in 0..<columns {
        for l in 0..<rows { result[i, j] = result[i, j] + self[l, i] * self[l, j] }
      }
    }
    return result
  }

  static func * (a: WideMatrix, b: WideMatrix) -> WideMatrix {
    var result = WideMatrix(rows: a.rows, columns: b.columns)
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        for l in 0..<a.columns { result[i, j] = result[i, j] + a[i, l] * b[l, j] }
      }
    }
    return result
  }

  /// a + αb.
  func adding(_ other: WideMatrix, times alpha: DoubleDouble) -> WideMatrix {
    var result = self
    for index in entries.indices {
      result.entries[index] = entries[index] + alpha * other.entries[index]
    }
    return result
  }

  /// (I + XᵀX)⁻¹ and I − (I + XᵀX)⁻¹ by elimination, the second without a difference.
  ///
  /// I + XᵀX is positive definite, so that no pivot is needed.
  var bilevel: (map: WideMatrix, defect: WideMatrix) {
    let gram = gram
    let n = columns
    var a = WideMatrix.identity(n).adding(gram, times: DoubleDouble(1))
    var (map, defect) = (WideMatrix.identity(n), gram)
    for pivot in 0..<n {
      for i in 0..<n where i != pivot {
        let factor = -(a[i, pivot] / a[pivot, pivot])
        for j in 0..<n {
          a[i, j] = a[i, j] + factor * a[pivot, j]
          map[i, j] = map[i, j] + factor * map[pivot, j]
          defect[i, j] = defect[i, j] + factor * defect[pivot, j]
        }
      }
    }
    for i in 0..<n {
      for j in 0..<n {
        map[i, j] = map[i, j] / a[i, i]
        defect[i, j] = defect[i, j] / a[i, i]
      }
    }
    return (map, defect)
  }

  /// T of N steps z ← z − ω((I + XᵀX)z − x).
  func unrolled(depth: Int, stepSize: Double) -> WideMatrix {
    let omega = DoubleDouble(stepSize)
    let a = WideMatrix.identity(columns).adding(gram, times: DoubleDouble(1))
    var map = WideMatrix(rows: columns, columns: columns)
    for _ in 0..<depth {
      map = map.adding(a * map, times: -omega).adding(.identity(columns), times: omega)
    }
    return map
  }

  /// ½ Σ γ‖(I−T)e‖² + ½σ²‖T‖² for a diagonal C.
  ///
  /// - Parameters:
  ///   - energies: γ of every column.
  ///   - noiseVariance: σ².
  ///   - defect: I − T, where it has more digits than T.
  /// - Returns: The risk of this T, rounded to a double.
  func risk(energies: [Double], noiseVariance: Double, defect: WideMatrix? = nil) -> Double {
    let defect =
      defect ?? WideMatrix.identity(columns).adding(self, times: DoubleDouble(-1))
    var sum = DoubleDouble(0)
    for j in 0..<columns {
      for i in 0..<rows {
        sum = sum + DoubleDouble(energies[j]) * (defect[i, j] * defect[i, j])
        sum = sum + DoubleDouble(noiseVariance) * (self[i, j] * self[i, j])
      }
    }
    return 0.5 * sum.high
  }
}
