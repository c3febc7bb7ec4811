// Risks of the theory changed by a factor, which claims must notice.

import Theory
import ToyModel

/// The best risk times a factor.
///
/// - Parameter factor: The factor; 1 changes nothing.
/// - Returns: The formula.
func scaledRisk(by factor: Double) -> RiskFormula {
  { setting in
    var found = setting.optimum
    found.risk = Risk(bias: found.risk.bias * factor, variance: found.risk.variance * factor)
    return found
  }
}
