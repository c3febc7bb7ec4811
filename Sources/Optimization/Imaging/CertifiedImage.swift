// An image that is a solution up to a duality gap.

/// The last iterate of a method for an image, with its certificate and the reason for the end.
public struct CertifiedImage: Sendable, Equatable {
  /// The reason why a run stopped.
  public enum StopReason: String, Sendable, Equatable {
    /// The duality gap is within its tolerance.
    case gap
    /// The gap is rounding: iterations make it no smaller.
    case rounding
    /// The iteration limit was reached.
    case iterationLimit = "iteration limit"
  }

  /// x, n numbers.
  public let image: [Double]
  /// A feasible multiplier u of the differences, 2n numbers; a start for a similar problem.
  public let dual: [Double]
  /// P(x).
  public let primal: Double
  /// P(x) minus a dual value, at least P(x) − P*.
  public let gap: Double
  /// The number of completed iterations.
  public let iterations: Int
  /// The reason why this is the end.
  public let stopReason: StopReason
  /// The products with all maps and their adjoints, those of certificates included, and the proximal steps.
  public let cost: OperationCount
}
