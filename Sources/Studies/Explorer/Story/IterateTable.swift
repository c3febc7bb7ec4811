// Scene 3: one direction through seven steps.

package import Report
import ToyModel

/// The iterates z₁ … z₇ of gradient descent in one direction over s, for x = 1.
package struct IterateTable: Sendable {
  /// The table: s, the exact solution 1/(1+s), z_N(s) for every N, and where the values of f end.
  package let json: JSONValue

  /// ω.
  package static let stepSize = 0.5
  /// N.
  package static let depths = 1...7
  /// s from 0 to 6.
  package static let places = (0...120).map { Double($0) / 20 }

  /// Computes the table; 847 values of a filter.
  package init() {
    let filters = Self.depths.map { UnrolledFilter(depth: $0, stepSize: Self.stepSize) }
    let exact = BilevelFilter()
    json = .record([
      "omega": .digits(Self.stepSize), "s": .digits(Self.places),
      "exact": .digits(Self.places.map(exact.value)),
      "z": .array(filters.map { .digits(Self.places.map($0.value)) }),
      "forced": .digits(filters.map(\.forcedGain.value)),
      "lower": .digits(filters.map(\.image.lowerBound.value)),
      "upper": .digits(filters.map(\.image.upperBound.value)),
      "turning": .digits(filters.map { $0.turningPoints.first?.location ?? 0 }),
    ])
  }
}
