// Denoisers and risks by plain loops, for matrices as rows.

import Studies

/// T and its risk from the definitions, with μ = 1, θ = 0.5 and σ = 0.9.
enum PlainDenoiser {
  /// N steps z ← z − ω((I + RᵀR)z − x) for every unit vector x.
  static func unrolled(_ r: [[Double]], depth: Int, omega: Double) -> [[Double]] {
    let a = curvature(r)
    let n = a.count
    return (0..<n).map { unit in
      var z = [Double](repeating: 0, count: n)
      for _ in 0..<depth {
        let slope = a.indices.map { i in
          zip(a[i], z).reduce(i == unit ? -1 : 0) { $0 + $1.0 * $1.1 }
        }
        for i in 0..<n { z[i] -= omega * slope[i] }
      }
      return z
    }
  }

  /// (I + RᵀR)⁻¹ by Gauss-Jordan elimination.
  static func bilevel(_ r: [[Double]]) -> [[Double]] {
    var a = curvature(r)
    let n = a.count
    var inverse = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    for pivot in 0..<n {
      let scale = 1 / a[pivot][pivot]
      for j in 0..<n {
        a[pivot][j] *= scale
        inverse[pivot][j] *= scale
      }
      for i in 0..<n where i != pivot {
        let factor = a[i][pivot]
        for j in 0..<n {
          a[i][j] -= factor * a[pivot][j]
          inverse[i][j] -= factor * inverse[pivot][j]
        }
      }
    }
    return inverse
  }

  /// The risk on constant data, or where the entries are independent.
  static func risk(_ t: [[Double]], isIndependent: Bool) -> Double {
    let second = t.indices.map { i in
      t.indices.map { j in isIndependent ? (i == j ? 1.25 : 1) : 1.25 }
    }
    return risk(t, second: second)
  }

  /// The risk for a diagonal C.
  static func risk(_ t: [[Double]], spectrum: [Double]) -> Double {
    let second = t.indices.map { i in t.indices.map { $0 == i ? spectrum[i] : 0 } }
    return risk(t, second: second)
  }

  /// ½ tr((T−I)C(T−I)ᵀ) + ½σ²‖T‖².
  static func risk(
    _ t: [[Double]], second: [[Double]], noiseVariance: Double = 0.81
  ) -> Double {
    var sum = 0.0
    for (i, row) in t.enumerated() {
      for j in row.indices {
        sum += noiseVariance * row[j] * row[j]
        let left = row[j] - (i == j ? 1 : 0)
        for l in row.indices { sum += left * second[j][l] * (row[l] - (i == l ? 1 : 0)) }
      }
    }
    return 0.5 * sum
  }

  /// I + RᵀR.
  private static func curvature(_ r: [[Double]]) -> [[Double]] {
    let n = r.first?.count ?? 0
    return (0..<n).map { i in
      (0..<n).map { j in r.reduce(i == j ? 1 : 0) { $0 + $1[i] * $1[j] } }
    }
  }
}
