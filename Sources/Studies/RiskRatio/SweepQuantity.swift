// The quantity on the vertical axis of a sweep.

import ToyModel

/// The quantity of a sweep that is tabulated and plotted; the CSV file has all of them.
package enum SweepQuantity: String, Sendable, CaseIterable {
  case risk, bias, variance
  case ratioToLinear = "ratio_to_linear"
  case ratioToBilevel = "ratio_to_bilevel"
  case ratioToEven = "ratio_to_even"
  /// The mean risk of models that are learned from frames.
  case expectedRisk = "expected_risk"
  /// The mean excess of such models over the best one.
  case excess

  /// Whether it exists only for models that are learned from frames.
  package var needsFrames: Bool { self == .expectedRisk || self == .excess }

  /// The bounds on a quantity; equal where it is known.
  package typealias Range = (lower: Double, upper: Double)

  /// The quantity in a row; nil where it is not known, 0/0 or that of a model which does not exist.
  ///
  /// Bias and variance are unknown where only bounds on the risk are known.
  package func range(in row: RiskRow) -> Range? {
    let value = value(in: row)
    guard row.isTested, !value.isNaN else { return nil }
    if row.optimum.isExact { return (value, value) }
    let lower = row.optimum.lowerBound
    switch self {
    case .risk: return (lower, value)
    case .ratioToLinear: return (max(1, lower / row.linearRisk), value)
    case .ratioToBilevel: return (lower / row.bilevelRisk, value)
    case .ratioToEven: return (lower / row.evenRisk, value)
    case .bias, .variance, .expectedRisk, .excess: return nil
    }
  }

  /// The quantity in a row, of the best denoiser known.
  private func value(in row: RiskRow) -> Double {
    switch self {
    case .risk: row.optimum.risk.total
    case .bias: row.optimum.risk.bias
    case .variance: row.optimum.risk.variance
    case .ratioToLinear: row.ratioToLinear
    case .ratioToBilevel: row.ratioToBilevel
    case .ratioToEven: row.ratioToEven
    case .expectedRisk: row.expectedRisk ?? .nan
    case .excess: row.excess?.value ?? .nan
    }
  }

  /// The bounds on a quantity as it is drawn: a ratio to even depth, which is close to 1, as a difference in per cent.
  func drawnRange(in row: RiskRow) -> Range? {
    range(in: row).map { range in
      self == .ratioToEven
        ? (Self.percent(range.lower), Self.percent(range.upper)) : range
    }
  }

  /// The excess of a ratio over 1, in per cent.
  static func percent(_ ratio: Double) -> Double { 100 * (ratio - 1) }

  /// The name for a heading or an axis.
  package var label: String {
    switch self {
    case .risk: "best risk"
    case .bias: "bias of the best denoiser"
    case .variance: "variance of the best denoiser"
    case .ratioToLinear: "risk / best linear risk"
    case .ratioToBilevel: "risk / best bilevel risk"
    case .ratioToEven: "risk / risk of even depth"
    case .expectedRisk: "expected risk"
    case .excess: "expected excess over the best risk"
    }
  }
}
