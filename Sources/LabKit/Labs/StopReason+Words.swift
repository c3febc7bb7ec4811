// Reasons to stop a minimization, in tables.

package import Optimization

extension StopReason {
  /// The reason in a word or two, for tables.
  package var inWords: String {
    switch self {
    case .gradientNorm: "zero gradient"
    case .targetValue: "target"
    case .smallDecrease: "small decrease"
    case .lineSearchFailed: "no lower point"
    case .nonFinite: "not finite"
    case .iterationLimit: "iteration limit"
    case .interrupted: "interrupted"
    }
  }
}
