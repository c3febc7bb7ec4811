// The tolerance of a comparison: its form, its size and the numbers that it accepts.

import Report

/// The side on which a tolerance leaves room, by the name that JSON has for it.
package enum ToleranceForm: String, Sendable, CaseIterable {
  /// The result is close to the prediction, on either side.
  case near
  /// The result is not above the prediction.
  case below
  /// The result is not below the prediction.
  case above
  /// The result lies in an interval.
  case within
  /// The result equals the prediction.
  case exact
}

extension Comparison.Expectation {
  /// The side of the prediction on which this expectation leaves room.
  package var form: ToleranceForm {
    switch self {
    case .rounding, .gap, .standardError: .near
    case .count: .exact
    case .atMost: .below
    case .atLeast: .above
    case .within: .within
    }
  }
}

extension Comparison {
  /// The numbers that the expectation accepts, with an infinite end if only one side is limited.
  package var accepted: ClosedRange<Double> {
    switch expectation {
    case .rounding(let size), .gap(let size): predicted - size...predicted + size
    case .standardError(let size):
      predicted - Self.standardErrorLimit * size...predicted + Self.standardErrorLimit * size
    case .count: predicted...predicted
    case .atMost(let rounding): -.infinity...predicted + rounding
    case .atLeast(let rounding): predicted - rounding...(.infinity)
    case .within(let range): range
    }
  }

  /// The largest distance from the prediction that is accepted, on the side or sides that are limited.
  package var tolerance: Double {
    switch expectation {
    case .rounding(let size), .gap(let size), .atMost(let size), .atLeast(let size): size
    case .standardError(let size): Self.standardErrorLimit * size
    case .count: 0
    case .within(let range): max(range.upperBound - predicted, predicted - range.lowerBound)
    }
  }

  /// The tolerance in words, such as "± 0.02", "at most" or "1.85 to 2".
  package var toleranceInWords: String {
    func text(_ number: Double) -> String { formatted(number, significantDigits: 3) }
    return switch expectation.form {
    case .near: "± \(text(tolerance))"
    case .below: tolerance == 0 ? "at most" : "at most, + \(text(tolerance))"
    case .above: tolerance == 0 ? "at least" : "at least, − \(text(tolerance))"
    case .within: "\(text(accepted.lowerBound)) to \(text(accepted.upperBound))"
    case .exact: "exact"
    }
  }

  /// Both numbers and the tolerance, in words.
  package var inWords: String {
    func text(_ number: Double) -> String { formatted(number, significantDigits: 6) }
    return "predicted \(text(predicted)), computed \(text(computed)), \(toleranceInWords)"
  }
}
