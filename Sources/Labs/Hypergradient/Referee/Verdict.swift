// What can be said about a foreign gradient.

/// The answer to the question of whether a gradient is right, and if not, what is wrong with it.
enum Verdict: String, Sendable {
  /// The certified gradient, within the tolerance.
  case right
  /// One cause explains the difference.
  case identified
  /// Several causes explain it equally well.
  case ambiguous
  /// A cause explains most of the difference, but not all.
  case likely
  /// No known cause explains it, which says nothing about the cause.
  case unexplained
  /// All entries are 0.
  case zero
  /// The difference is rounding to the format of the entries.
  case rounding
  /// h has no gradient at the point.
  case kink
  /// An entry is NaN or infinite.
  case notFinite = "not-finite"
  /// The true gradient has no certificate, so that nothing is said about others.
  case notCertified = "not-certified"
}

/// A reason why a gradient is wrong, as scripts see it; several are joined by `+`.
enum Cause: String, Sendable {
  case noImplicitTerm = "no-implicit-term"
  case directTerm = "direct-term"
  case sign, factor, unrolled, truncated, inner, cg
  case normalCG = "normal-cg"
  case neumann
  case jacobianFree = "jacobian-free"
  case krylov, hessian, transposed
  case trainingData = "training-data"
  case otherProblem = "other-problem"
  case parametrisation, support, float32, float16, bfloat16, decimals
}
