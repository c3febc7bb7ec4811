// Partial sums of the Neumann series, in the eigenbasis of H.

import Libc
import LinearAlgebra

/// Partial sums η Σ_{k<q} (I − ηH)^k b = H⁻¹(I − (I − ηH)^q) b for many q.
struct NeumannSeries: Sendable {
  private let spectrum: SymmetricEigen
  /// Qᵀb.
  private let rotated: [Double]

  init(_ spectrum: SymmetricEigen, _ right: [Double]) {
    self.spectrum = spectrum
    rotated = spectrum.vectors.adjointApplied(to: right)
  }

  /// The numbers of terms of the bank: every one up to 300, some up to 3000.
  static let terms: [Int] = {
    let few = (0..<160).map { index -> Int in
      let power = pow(3000.0 / 301, Double(index) / 159)
      return Int(301 * power)
    }
    return Array(1...300) + Array(Set(few)).sorted()
  }()

  /// The sums.
  ///
  /// - Parameters:
  ///   - terms: q, ascending.
  ///   - step: η.
  /// - Returns: One sum per column, NaN where it has grown beyond 10⁸.
  func sums(terms: [Int], step: Double) -> Matrix {
    let d = rotated.count
    // In the eigenbasis.
    var result = Matrix(repeating: 0, rows: d, columns: terms.count)
    let factors = spectrum.values.map { 1 - step * $0 }
    var powers = [Double](repeating: 1, count: d)
    var reached = 0
    result.withColumns { column, index in
      let more = terms[index] - reached
      reached = terms[index]
      for i in 0..<d {
        powers[i] *= more == 1 ? factors[i] : pow(factors[i], Double(more))
        column[i] =
          abs(powers[i]) < 1e8 ? (1 - powers[i]) / spectrum.values[i] * rotated[i] : .nan
      }
    }
    return spectrum.vectors.multiplied(by: result)
  }
}
