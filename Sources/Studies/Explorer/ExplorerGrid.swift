// The positions of the explorer's sliders.

package import Report
package import ToyModel

/// The settings that the explorer can show: every combination of these values.
package struct ExplorerGrid: Sendable {
  package var data: [any DataFamily] = [.constant, .independent]
  package var n = 500
  package var mu = 1.0
  package var k =
    [1, 2, 5, 10] + Array(stride(from: 25, through: 475, by: 25)) + [490, 495, 498, 499, 500]
  package var theta = [0, 0.25, 0.5, 1, 2]
  package var sigma = [0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.2, 1.5, 2, 3]
  /// Both parities side by side, in pairs starting at 2.
  package var depths = [1, 2, 3, 4, 5, 10, 11, 20, 21]
  package var steps: [StepRule] = [
    .learned, .fixed(0.1), .fixed(0.2), .fixed(0.5), .fixed(1), .fixed(1.5), .fixed(1.9),
  ]

  /// The values on the page of `toy explore`.
  package init() {}

  /// All unrolled families, by depth, then step rule.
  package var unrolled: [DenoiserFamily] {
    depths.flatMap { depth in steps.map { .unrolled(depth: depth, step: $0) } }
  }

  /// A value in the notation of the command line.
  package static func text(_ value: Double, digits: Int = 10) -> String {
    formatted(value, significantDigits: digits)
  }

  /// A step rule in the notation of the command line.
  package static func text(_ step: StepRule) -> String {
    step.value.map { text($0) } ?? step.text
  }

  /// The members of the page's description of its table.
  package var members: [JSONValue.Member] {
    let texts = { (values: [String]) in JSONValue.array(values.map { .text($0) }) }
    return [
      JSONValue.Member("n", .text("\(n)")), JSONValue.Member("mu", .text(Self.text(mu))),
      JSONValue.Member("data", texts(data.map(\.name))),
      JSONValue.Member("hasParameters", .array(data.map { .truth($0.dimension == nil) })),
      JSONValue.Member("k", texts(k.map(String.init))),
      JSONValue.Member("forced", texts(k.map { String(n - $0) })),
      JSONValue.Member("theta", texts(theta.map { Self.text($0) })),
      JSONValue.Member("sigma", texts(sigma.map { Self.text($0) })),
      JSONValue.Member("depth", texts(depths.map(String.init))),
      JSONValue.Member("omega", texts(steps.map { Self.text($0) })),
    ]
  }
}
