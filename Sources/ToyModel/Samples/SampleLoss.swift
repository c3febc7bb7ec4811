// The losses that a sample of frames can be learned with.

/// What is compared with Tx, frame by frame; all three have the same minimiser in the population.
public enum SampleLoss: String, Sendable, CaseIterable {
  /// ½‖Tx − y‖² with the clean signal y.
  case clean
  /// Stein's unbiased estimate ½‖Tx − x‖² + σ² tr T − ½nσ² of the risk: noisy frames alone, with known σ.
  ///
  /// - SeeAlso: C. Stein, Estimation of the mean of a multivariate normal distribution, Ann. Statist. 9 (1981).
  case sure
  /// ½‖Tx − x′‖² with a second noisy frame x′ = y + ε′ of the same signal, less the constant ½nσ².
  ///
  /// - SeeAlso: J. Lehtinen et al., Noise2Noise: Learning image restoration without clean data, ICML 2018.
  case noise2noise

  /// The number m − n of frames beyond which means are finite: 1, and 3 for ``sure``.
  public var margin: Int { self == .sure ? 3 : 1 }
}
