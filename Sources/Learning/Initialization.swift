// Random and spectral starting matrices.

import Libc
public import LinearAlgebra
import ToyModel

extension LearningProblem {
  /// A random R with independent normal entries of variance scale²/n.
  ///
  /// RᵀR then has eigenvalues up to about scale²(1+√(k/n))². In reduced coordinates the first p
  /// columns are drawn. For the n − p others only the Gram matrix matters; its triangular factor is drawn
  /// directly, chi-distributed on the diagonal and normal below it, so that a start costs the same for every n.
  ///
  /// - Parameters:
  ///   - columns: n, or ``reducedColumns``.
  ///   - scale: The scale, dimensionless.
  ///   - generator: The source of randomness.
  /// - Returns: R, k × c.
  /// - SeeAlso: M. S. Bartlett, On the theory of statistical regression, Proc. Roy. Soc. Edinburgh 53 (1934).
  func randomRegularizer(
    columns: Int, scale: Double, using generator: inout SeededGenerator
  ) -> Matrix {
    let deviation = scale / Double(dimension).squareRoot()
    let p = columns < dimension ? deviations.count : columns
    var r = Matrix(repeating: 0, rows: rows, columns: columns)
    for column in 0..<p {
      for row in 0..<rows { r[row, column] = deviation * generator.nextNormal() }
    }
    for column in 0..<(columns - p) {
      r[column, p + column] =
        deviation * generator.nextChi(degreesOfFreedom: Double(dimension - p - column))
      for row in (column + 1)..<max(rows, column + 1) {
        r[row, p + column] = deviation * generator.nextNormal()
      }
    }
    return r
  }

  /// A random k × n matrix to be added to an R in reduced coordinates.
  ///
  /// Only the columns of R and up to k more are drawn: of the others only the Gram matrix matters, and its
  /// triangular factor is drawn as for a random R. So sums with R have the distribution of k × n matrices, at a
  /// cost that does not depend on n.
  ///
  /// - Parameters:
  ///   - used: The columns of R, from ``reducedColumns`` to n; further columns of R are 0.
  ///   - generator: The source of randomness.
  /// - Returns: Independent standard normal entries, k × c' with used ≤ c' ≤ min(n, used + k).
  public func randomNormal(
    beside used: Int, using generator: inout SeededGenerator
  ) -> Matrix {
    let others = min(dimension - used, rows)
    let isWhole = dimension - used == others
    var z = Matrix(repeating: 0, rows: rows, columns: used + others)
    for column in 0..<(isWhole ? used + others : used) {
      for row in 0..<rows { z[row, column] = generator.nextNormal() }
    }
    for column in 0..<(isWhole ? 0 : others) {
      z[column, used + column] = generator.nextChi(
        degreesOfFreedom: Double(dimension - used - column))
      for row in (column + 1)..<max(rows, column + 1) {
        z[row, used + column] = generator.nextNormal()
      }
    }
    return z
  }

  /// The R with separate singular values for the eigendirections of C.
  ///
  /// - Parameters:
  ///   - columns: n, or ``reducedColumns``.
  ///   - optimum: The optimum, which says which directions are free.
  ///   - singularValue: The singular value for the gain of a free direction.
  /// - Returns: R, k × c, with one entry per row.
  func spectralRegularizer(
    columns: Int, optimum: OptimalRisk, singularValue: (Gain) -> Double
  ) -> Matrix {
    var r = Matrix(repeating: 0, rows: rows, columns: columns)
    var row = 0
    // Deviating directions come first, in descending order, followed by the equal ones.
    var deviating = 0
    var alike = deviations.count
    for line in optimum.eigenvalues {
      let isAlike = line.dataEigenvalue == shift && deviations.count < dimension
      for _ in 0..<(line.isForced && isAlike ? 0 : line.multiplicity) {
        let column: Int
        if isAlike {
          column = alike
          alike += 1
        } else {
          column = deviating
          deviating += 1
        }
        guard !line.isForced, row < rows, column < columns else { continue }
        r[row, column] = singularValue(line.gain)
        row += 1
      }
    }
    return r
  }
}

extension SeededGenerator {
  /// The root of a chi-squared number with ν ≥ 1 degrees of freedom, by χ² = 2Γ(ν/2).
  ///
  /// - SeeAlso: G. Marsaglia and W. W. Tsang, A simple method for generating gamma variables, ACM Trans. Math.
  ///   Software 26 (2000).
  mutating func nextChi(degreesOfFreedom: Double) -> Double {
    let shape = 0.5 * degreesOfFreedom
    // Below 1 the method needs a boost: Γ(a) = Γ(a+1) U^(1/a).
    let boost = shape < 1 ? pow(1 - nextUniform(), 1 / shape) : 1
    let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = nextNormal()
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      guard v > 0 else { continue }
      let u = 1 - nextUniform()
      if log(u) < 0.5 * x * x + d - d * v + d * log(v) {
        return (2 * d * v * boost).squareRoot()
      }
    }
  }
}
