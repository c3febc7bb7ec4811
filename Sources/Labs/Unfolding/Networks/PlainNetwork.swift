// A second route to the loss of a network: plain loops over the arrays that other programs read.

import LabKit

/// A network as its arrays, run one sample at a time without BLAS.
struct PlainNetwork {
  private let arrays: [String: LabArray]
  private let size: (n: Int, m: Int)
  /// D, row by row.
  private let rows: [Double]

  /// Takes the arrays of a network.
  ///
  /// - Parameters:
  ///   - arrays: `weight` and `threshold`, or `weight_z`, `weight_x` and `threshold`.
  ///   - dictionary: D.
  init(_ arrays: [LabArray], _ dictionary: CodingDictionary) {
    self.arrays = [String: LabArray](uniqueKeysWithValues: arrays.map { ($0.name, $0) })
    size = (dictionary.sampleLength, dictionary.atomCount)
    rows = dictionary.rows
  }

  /// The mean of ½‖x − Dz‖² + λ‖z‖₁ for the codes z of the network.
  ///
  /// - Parameters:
  ///   - signals: x, p × n in rows.
  ///   - penalties: λ of every sample.
  /// - Returns: The mean.
  func cost(_ signals: [Double], _ penalties: [Double]) -> Double {
    var sum = 0.0
    for (sample, penalty) in penalties.enumerated() {
      let x = Array(signals[sample * size.n..<(sample + 1) * size.n])
      let z = codes(x, penalty)
      let residual = residual(z, x)
      var value = 0.0
      for entry in residual { value += 0.5 * entry * entry }
      for entry in z { value += penalty * abs(entry) }
      sum += value
    }
    return sum / Double(penalties.count)
  }

  /// The codes of a sample.
  private func codes(_ x: [Double], _ penalty: Double) -> [Double] {
    let (n, m) = size
    var z = [Double](repeating: 0, count: m)
    for (layer, factor) in (arrays["threshold"]?.elements ?? []).enumerated() {
      var u = z
      if let weight = arrays["weight"]?.elements {
        let residual = residual(z, x)
        for j in 0..<m {
          for i in 0..<n { u[j] -= residual[i] * weight[(layer * n + i) * m + j] }
        }
      } else if let first = arrays["weight_z"]?.elements, let second = arrays["weight_x"]?.elements
      {
        for i in 0..<m {
          u[i] = 0
          for j in 0..<m { u[i] += first[(layer * m + i) * m + j] * z[j] }
          for j in 0..<n { u[i] += second[(layer * m + i) * n + j] * x[j] }
        }
      }
      for j in 0..<m {
        let kept = max(abs(u[j]) - penalty * factor, 0)
        z[j] = u[j] > 0 ? kept : u[j] < 0 ? -kept : 0
      }
    }
    return z
  }

  /// Dz − x.
  private func residual(_ z: [Double], _ x: [Double]) -> [Double] {
    let (n, m) = size
    return (0..<n).map { i in
      var sum = -x[i]
      for j in 0..<m { sum += rows[i * m + j] * z[j] }
      return sum
    }
  }
}
