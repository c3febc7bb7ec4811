// The problem of learning: a spectrum split into a shift and deviations, the noise and k.

import LinearAlgebra
public import ToyModel

/// The population risk of T = f(RᵀR) as a function of R, in the eigenbasis of C.
///
/// The eigenvalues of C are split into a shift β, the eigenvalue of highest multiplicity, and the
/// deviations of the p directions that differ from it. The shift contributes
/// a spectral sum, which commutes with everything; only the p deviations couple to the eigenvectors of RᵀR.
/// For the two toy models p = 1.
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
  /// The best linear risk, ½ Σ γσ²/(γ+σ²), which is subtracted from a risk to give its excess.
  public let linearRisk: Double
  /// The part of the excess that depends on the spectrum.
  let terms: ExcessTerms

  /// Creates a problem and splits its spectrum.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k, from 1 to n.
  ///   - isReducible: False to count every direction as deviating, from β = 0.
  public init(
    spectrum: Spectrum, noiseVariance: Double, rows: Int, isReducible: Bool = true
  ) {
    precondition(
      rows >= 1 && rows <= spectrum.dimension,
      "R with \(rows) rows of length \(spectrum.dimension): 1 ≤ k ≤ n")
    precondition(noiseVariance >= 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    self.spectrum = spectrum
    self.noiseVariance = noiseVariance
    self.rows = rows
    dimension = spectrum.dimension
    linearRisk =
      OptimalRisk(
        spectrum: spectrum, noiseVariance: noiseVariance, rows: rows, family: .linear
      ).risk.total
    let split = Self.split(spectrum, noiseVariance, isReducible: isReducible)
    // Where most directions have far more signal than the others, counting them together costs the others
    // digits.
    let parts =
      linearRisk > 0 && split.terms.cancellation > 1e3 * linearRisk
      ? Self.split(spectrum, noiseVariance, isReducible: false) : split
    (shift, deviations, terms) = parts
  }

  /// β, the deviations from it, and the terms of the excess.
  private static func split(
    _ spectrum: Spectrum, _ noiseVariance: Double, isReducible: Bool
  ) -> (shift: Double, deviations: [Double], terms: ExcessTerms) {
    let widest = spectrum.groups.max { $0.multiplicity < $1.multiplicity }
    let shift = widest.map { $0.multiplicity > 1 && isReducible ? $0.eigenvalue : 0 } ?? 0
    let energies = spectrum.groups.flatMap { group in
      Array(
        repeating: group.eigenvalue,
        count: group.eigenvalue == shift && isReducible ? 0 : group.multiplicity)
    }
    let terms = ExcessTerms(
      energies: energies, shift: energies.count < spectrum.dimension ? shift : nil,
      noiseVariance: noiseVariance)
    return (shift, energies.map { $0 - shift }, terms)
  }

  /// The number of columns with which R is learned: p, and k more for the directions that are alike.
  ///
  /// Gradient descent and L-BFGS never leave the span of the initial rows and of the p deviating directions,
  /// so the other columns of R can be rotated into k.
  public var reducedColumns: Int { min(dimension, deviations.count + rows) }
}
