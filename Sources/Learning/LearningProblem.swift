// What is learned: the risk of a family of denoisers as a function of R, in good coordinates.

import LinearAlgebra
public import ToyModel

/// The population risk of T = f(RᵀR) as a function of R, in the eigenbasis of C.
///
/// The eigenvalues of C are split into a shift β, the eigenvalue of highest multiplicity, and the
/// deviations of the p directions that differ from it. The shift makes a spectral sum, which commutes
/// with everything; only the p deviations couple to the eigenvectors of RᵀR. For the two toy models
/// p = 1.
public struct LearningProblem: Sendable {
  /// The dimension n.
  public let dimension: Int
  /// The number k of rows of R.
  public let rows: Int
  /// σ².
  public let noiseVariance: Double
  /// β.
  public let shift: Double
  /// γⱼ − β for the p directions with γⱼ ≠ β, by descending γ.
  public let deviations: [Double]
  /// The spectrum of C.
  public let spectrum: Spectrum

  /// Splits a spectrum.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k, from 1 to n.
  ///   - isReducible: False to count every direction as deviating, from β = 0.
  public init(
    spectrum: Spectrum, noiseVariance: Double, rows: Int, isReducible: Bool = true
  ) {
    precondition(rows >= 1 && rows <= spectrum.dimension, "R with \(rows) rows")
    precondition(noiseVariance >= 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    self.spectrum = spectrum
    self.noiseVariance = noiseVariance
    self.rows = rows
    dimension = spectrum.dimension
    let widest = spectrum.groups.max { $0.multiplicity < $1.multiplicity }
    let shift = widest.map { $0.multiplicity > 1 && isReducible ? $0.eigenvalue : 0 } ?? 0
    self.shift = shift
    let deviating = spectrum.groups.filter { $0.eigenvalue != shift || !isReducible }
    deviations = deviating.flatMap { group in
      Array(repeating: group.eigenvalue - shift, count: group.multiplicity)
    }
  }

  /// The number of columns with which R is learned: p, and k more for the directions that are alike.
  ///
  /// Gradient descent and L-BFGS never leave the span of the rows they begin with and of the p
  /// deviating directions, so that the other columns of R can be rotated into k.
  public var reducedColumns: Int { min(dimension, deviations.count + rows) }
}
