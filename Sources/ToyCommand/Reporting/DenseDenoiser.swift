// Denoisers from their definitions, by dense matrices: no spectral calculus.

import LinearAlgebra
import ToyModel

enum DenseDenoiser {
  /// A matrix of independent normal entries.
  static func random(
    rows: Int, columns: Int, scale: Double, using generator: inout SeededGenerator
  ) -> Matrix {
    let elements = (0..<rows * columns).map { _ in scale * generator.nextNormal() }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// Orthonormal vectors, one a column.
  static func basis(
    _ n: Int, using generator: inout SeededGenerator
  ) throws(CommandError) -> Matrix {
    let matrix = random(rows: n, columns: n, scale: 1, using: &generator)
    do {
      return try SymmetricEigen(matrix.symmetricPart).vectors
    } catch {
      throw notConverged
    }
  }

  /// V diag(t) Vᵀ.
  static func symmetric(_ eigenvalues: [Double], _ vectors: Matrix) -> Matrix {
    vectors.multiplied(by: Matrix(diagonal: eigenvalues)).multiplied(by: vectors.transposed)
      .symmetricPart
  }

  /// A = I + RᵀR.
  private static func system(_ r: Matrix) -> Matrix {
    var system = r.gram()
    for index in 0..<system.rows { system[index, index] += 1 }
    return system
  }

  /// (I + RᵀR)⁻¹, by Cholesky.
  static func exact(_ r: Matrix) throws(CommandError) -> Matrix {
    var inverse = system(r)
    guard inverse.invertPositiveDefinite() else { throw notConverged }
    return inverse
  }

  /// N steps Z ← Z − ω((I + RᵀR)Z − I) from Z = 0, as they are.
  static func unrolled(_ r: Matrix, depth: Int, stepSize: Double) -> Matrix {
    let system = system(r)
    var z = Matrix(repeating: 0, rows: r.columns, columns: r.columns)
    for _ in 0..<depth {
      let product = system.multiplied(by: z)
      for column in 0..<z.columns {
        for row in 0..<z.rows {
          z[row, column] -= stepSize * (product[row, column] - (row == column ? 1 : 0))
        }
      }
    }
    return z
  }

  /// The eigenvalues of a symmetric matrix, ascending.
  static func eigenvalues(_ matrix: Matrix) throws(CommandError) -> [Double] {
    do {
      return try SymmetricEigen.values(of: matrix.symmetricPart)
    } catch {
      throw notConverged
    }
  }

  /// An R for a T of the expressivity set.
  static func realized(
    _ matrix: Matrix, rows: Int, by filter: some SpectralFilter
  ) throws(CommandError) -> Matrix {
    do {
      return try filter.realize(matrix, rows: rows).regularizer
    } catch {
      throw .failure("no R was found for a denoiser of the set")
    }
  }

  /// ½ tr((T−I)C(T−I)ᵀ) + ½σ²‖T‖² for C = (μ²+θ²)𝟏𝟏ᵀ, entry by entry.
  static func risk(_ denoiser: Matrix, _ p: ToyPoint) -> Double {
    let (bias, variance) = parts(denoiser, p)
    return bias + variance
  }

  /// ½(μ²+θ²)‖(T−I)𝟏‖² and ½σ²‖T‖², entry by entry.
  static func parts(_ denoiser: Matrix, _ p: ToyPoint) -> (bias: Double, variance: Double) {
    var (bias, variance) = (0.0, 0.0)
    for row in 0..<denoiser.rows {
      var sum = -1.0
      for column in 0..<denoiser.columns {
        sum += denoiser[row, column]
        variance += denoiser[row, column] * denoiser[row, column]
      }
      bias += sum * sum
    }
    return ((p.mu * p.mu + p.theta * p.theta) / 2 * bias, p.noise / 2 * variance)
  }

  /// The largest distance of two entries.
  static func largestDifference(_ first: Matrix, _ second: Matrix) -> Double {
    zip(first.elements, second.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private static let notConverged = CommandError.failure("a factorization did not converge")
}
