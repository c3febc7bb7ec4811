// The bias-variance decomposition of the risk of a linear denoiser.

public import LinearAlgebra

/// The risk E ½‖T(y+ε) − y‖² of a linear denoiser, split into bias and variance.
///
/// For independent y and ε ~ N(0, σ²I) the two parts add up (lemma of the talk):
/// ```
/// E(T) = ½ tr((T−I) C (T−I)ᵀ) + ½σ²‖T‖_F²
/// ```
public struct Risk: Sendable, Equatable {
  /// The bias ½ E‖(T−I)y‖², in units of the signal squared.
  public let bias: Double
  /// The variance ½ E‖Tε‖² = ½σ²‖T‖_F².
  public let variance: Double
  /// The risk, bias plus variance.
  public var total: Double { bias + variance }

  /// Creates a risk from its two parts.
  public init(bias: Double, variance: Double) {
    self.bias = bias
    self.variance = variance
  }

  /// The risk of any linear denoiser.
  ///
  /// - Parameters:
  ///   - denoiser: T, n × n, not necessarily symmetric.
  ///   - secondMoment: C = E[yyᵀ], n × n, symmetric positive semidefinite.
  ///   - noiseVariance: σ² ≥ 0.
  /// - Precondition: T and C are square and of one size.
  /// - Complexity: O(n³).
  public init(denoiser: Matrix, secondMoment: Matrix, noiseVariance: Double) {
    precondition(
      denoiser.isSquare && denoiser.columns == secondMoment.rows && secondMoment.isSquare,
      "T is \(denoiser.rows) × \(denoiser.columns), C is \(secondMoment.rows) × \(secondMoment.columns)"
    )
    self.init(
      error: denoiser.subtracting(.identity(denoiser.rows)), map: denoiser, secondMoment,
      noiseVariance)
  }

  /// The risk E ½‖T(Ay+ε) − y‖² of any linear reconstruction from the data Ay + ε of an inverse problem:
  /// ½ tr((TA−I)C(TA−I)ᵀ) + ½σ²‖T‖_F².
  ///
  /// - Parameters:
  ///   - reconstruction: T, n × p.
  ///   - map: A, p × n.
  ///   - secondMoment: C = E[yyᵀ], n × n, symmetric positive semidefinite.
  ///   - noiseVariance: σ² ≥ 0.
  /// - Precondition: The shapes fit.
  /// - Complexity: O(n²(n + p)).
  public init(
    reconstruction: Matrix, operator map: Matrix, secondMoment: Matrix, noiseVariance: Double
  ) {
    precondition(
      reconstruction.rows == map.columns && reconstruction.columns == map.rows
        && secondMoment.isSquare && secondMoment.rows == map.columns,
      "T is \(reconstruction.rows) × \(reconstruction.columns), A is \(map.rows) × \(map.columns), C is "
        + "\(secondMoment.rows) × \(secondMoment.columns)")
    self.init(
      error: reconstruction.multiplied(by: map).subtracting(.identity(map.columns)),
      map: reconstruction, secondMoment, noiseVariance)
  }

  private init(error: Matrix, map: Matrix, _ secondMoment: Matrix, _ noiseVariance: Double) {
    bias = 0.5 * error.multiplied(by: secondMoment).innerProduct(error)
    variance = 0.5 * weightedSquare(noiseVariance, map.frobeniusNorm)
  }

  /// The risk of a denoiser that shares the eigenvectors of C: Σ mᵢ ½(γᵢ(1−tᵢ)² + σ²tᵢ²).
  ///
  /// - Parameters:
  ///   - eigenvalues: The groups of γᵢ with gains tᵢ and multiplicities mᵢ.
  ///   - noiseVariance: σ² ≥ 0.
  /// - Complexity: O(1) per group; all terms are positive, so the sum is accurate to a few ulp.
  public init(eigenvalues: [DenoiserEigenvalue], noiseVariance: Double) {
    var bias = CompensatedSum()
    var variance = CompensatedSum()
    for line in eigenvalues {
      let count = Double(line.multiplicity)
      bias += 0.5 * count * weightedSquare(line.dataEigenvalue, line.gain.defect)
      variance += 0.5 * count * weightedSquare(noiseVariance, line.gain.value)
    }
    self.init(bias: bias.value, variance: variance.value)
  }
}

/// One eigenvalue of a denoiser that commutes with C.
public struct DenoiserEigenvalue: Sendable, Equatable {
  /// γ, the eigenvalue of C in this direction.
  public let dataEigenvalue: Double
  /// t, the eigenvalue of T, with its defect.
  public let gain: Gain
  /// The number of directions that share both.
  public let multiplicity: Int
  /// True where t = f(0) because R has no row left for the direction.
  public let isForced: Bool

  /// Creates an entry of the spectrum of T.
  public init(dataEigenvalue: Double, gain: Gain, multiplicity: Int, isForced: Bool) {
    self.dataEigenvalue = dataEigenvalue
    self.gain = gain
    self.multiplicity = multiplicity
    self.isForced = isForced
  }
}
