// One number by two routes, and the difference that is expected.

package import Report

/// A number by two routes: the one that a statement predicts, and the one that was computed.
package struct Comparison: Sendable, Equatable {
  /// How far the computed number may be from the predicted one, and on which side.
  package enum Expectation: Sendable, Equatable {
    /// Two routes in double precision: at most this absolute difference.
    case rounding(Double)
    /// A limit that is approached but not reached: at most this absolute difference.
    case gap(Double)
    /// A random result with this standard error: at most four standard errors.
    case standardError(Double)
    /// Integers: no difference.
    case count
    /// The prediction is an upper bound, up to this rounding.
    case atMost(rounding: Double)
    /// The prediction is a lower bound, up to this rounding.
    case atLeast(rounding: Double)
    /// The result lies in an interval around the prediction that need not be symmetric.
    case within(ClosedRange<Double>)
  }

  /// The quantity that is compared, in words with the markup of labels.
  package let quantity: String
  /// The value of the formula under test.
  package let predicted: Double
  /// The value by another route, which does not use that formula.
  package let computed: Double
  package let expectation: Expectation

  package init(_ quantity: String, predicted: Double, computed: Double, _ expectation: Expectation)
  {
    self.quantity = quantity
    self.predicted = predicted
    self.computed = computed
    self.expectation = expectation
  }

  /// A comparison of two routes in double precision, with an error relative to the larger number.
  package init(
    _ quantity: String, predicted: Double, computed: Double, relativeRounding: Double
  ) {
    self.init(
      quantity, predicted: predicted, computed: computed,
      .rounding(relativeRounding * max(abs(predicted), abs(computed))))
  }

  /// The computed number minus the predicted one.
  package var difference: Double { computed - predicted }

  /// The largest number of standard errors that a result may be off.
  package static let standardErrorLimit = 4.0

  /// Whether the difference is as expected; false for numbers that are not finite.
  package var isAsExpected: Bool {
    guard difference.isFinite else { return false }
    return switch expectation {
    case .rounding(let size), .gap(let size): abs(difference) <= size
    case .standardError(let size): abs(difference) <= Self.standardErrorLimit * size
    case .count: difference == 0
    case .atMost(let rounding): difference <= rounding
    case .atLeast(let rounding): difference >= -rounding
    case .within(let range): range.contains(computed)
    }
  }

  /// The difference in units of the expected one, with no-break spaces that keep it on one line.
  package var inUnits: String {
    func multiple(_ size: Double, _ unit: String) -> String {
      guard difference != 0 else { return "0\u{A0}\(unit)" }
      guard size > 0 else { return "no\u{A0}\(unit)" }
      let ratio = difference / size
      return abs(ratio) < 0.01
        ? "<\u{A0}0.01\u{A0}\(unit)" : "\(typeset(ratio, significantDigits: 2))\u{A0}\(unit)"
    }
    return switch expectation {
    case .rounding(let size): multiple(size, "roundings")
    case .gap(let size): multiple(size, "gaps")
    case .standardError(let size): multiple(size, "standard\u{A0}errors")
    case .count: difference == 0 ? "equal" : "not\u{A0}equal"
    case .atMost: isAsExpected ? "at\u{A0}most" : "above"
    case .atLeast: isAsExpected ? "at\u{A0}least" : "below"
    case .within: isAsExpected ? "within" : "outside"
    }
  }
}

extension Comparison {
  /// The expected difference by name and size, for programs.
  package var expected: (name: String, size: Double) {
    switch expectation {
    case .rounding(let size): ("rounding", size)
    case .gap(let size): ("gap", size)
    case .standardError(let size): ("standard error", size)
    case .count: ("count", 0)
    case .atMost(let rounding): ("at most", rounding)
    case .atLeast(let rounding): ("at least", rounding)
    case .within(let range): ("within", range.upperBound - range.lowerBound)
    }
  }
}

extension [Comparison] {
  /// The comparisons as a table: quantity, both numbers, difference and tolerance, a row each.
  package var table: DocumentTable {
    var table = Table(
      columns: ["quantity", "predicted", "computed", "difference", "in units", "holds"])
    for row in self {
      // Next to 0 the digits of an error mean nothing.
      let isError = row.predicted == 0 && abs(row.computed) < 1e-6
      let rounded = Double(formatted(row.computed, significantDigits: 2)) ?? row.computed
      table.append([
        .text(row.quantity), .number(row.predicted), .number(isError ? rounded : row.computed),
        .number(row.difference), .text(row.inUnits), .text(row.isAsExpected ? "yes" : "no"),
      ])
    }
    return DocumentTable(table, significantDigits: [6, 10, 10, 2])
  }
}
