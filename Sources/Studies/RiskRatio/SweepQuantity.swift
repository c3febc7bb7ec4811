// The quantity on the vertical axis of a sweep.

import ToyModel

/// The quantity of a sweep that is tabulated and plotted; the CSV file has all of them.
package enum SweepQuantity: String, Sendable, CaseIterable {
  case risk, bias, variance
  case ratioToLinear = "ratio_to_linear"
  case ratioToBilevel = "ratio_to_bilevel"

  /// The quantity in a row.
  package func value(in row: RiskRow) -> Double {
    switch self {
    case .risk: row.optimum.risk.total
    case .bias: row.optimum.risk.bias
    case .variance: row.optimum.risk.variance
    case .ratioToLinear: row.ratioToLinear
    case .ratioToBilevel: row.ratioToBilevel
    }
  }

  /// The name for a heading or an axis.
  package var label: String {
    switch self {
    case .risk: "best risk"
    case .bias: "bias of the best denoiser"
    case .variance: "variance of the best denoiser"
    case .ratioToLinear: "risk / best linear risk"
    case .ratioToBilevel: "risk / best bilevel risk"
    }
  }
}
