// One point of parameter space, and what is legal there.

import Report
import ToyModel

/// Everything that determines one optimal risk.
struct Setting: Sendable, Equatable {
  var data: DataChoice
  var n: Int
  var mu: Double
  var theta: Double
  var sigma: Double
  var k: Int
  var family: DenoiserFamily

  /// The largest magnitude of μ, θ and σ; the smallest that is not 0 is its inverse.
  static let magnitudeLimit = 1e100

  /// The columns that tables of risks and of what was learned begin with.
  static let columns = [
    "data", "n", "mu", "theta", "sigma", "family", "k", "depth", "omega_rule",
  ]

  /// Writes the values of ``columns``; μ and θ are empty for data from a file.
  func write(to row: inout some RowSink) {
    let isFile = if case .file = data { true } else { false }
    row.append(data.name)
    row.append(n)
    row.append(isFile ? nil : mu)
    row.append(isFile ? nil : theta)
    row.append(sigma)
    row.append(family.name)
    row.append(k)
    if case .unrolled(let depth, let step) = family {
      row.append(depth)
      row.append(step == .learned ? "learned" : "fixed")
    } else {
      row.appendEmpty()
      row.appendEmpty()
    }
  }

  /// The cells of ``columns``.
  var cells: [Cell] {
    var cells: [Cell] = []
    write(to: &cells)
    return cells
  }

  /// Refuses illegal values, with the option, the value and the legal range.
  ///
  /// Depths and step sizes are checked where families are read.
  ///
  /// - Throws: ``CommandError`` of status usage.
  func validate() throws(CommandError) {
    try Self.validateDimension(n)
    try Self.validateRows(k)
    if k > n { throw .usage("--k \(k) exceeds --n \(n): R has k ≤ n rows") }
    try Self.validateMean(mu)
    try Self.validateSpread(theta)
    try Self.validateNoise(sigma)
  }

  /// Refuses an n that is illegal with whatever else.
  static func validateDimension(_ n: Int) throws(CommandError) {
    if n < 1 || n > 1 << 53 {
      throw .usage("--n \(n): the dimension is between 1 and 2⁵³")
    }
  }

  /// Refuses a k that is illegal with whatever else.
  static func validateRows(_ k: Int) throws(CommandError) {
    if k < 1 { throw .usage("--k \(k): R has at least 1 row") }
  }

  /// Refuses an illegal μ.
  static func validateMean(_ mu: Double) throws(CommandError) {
    try validateMagnitude(mu, "--mu", "μ is a mean")
  }

  /// Refuses an illegal θ.
  static func validateSpread(_ theta: Double) throws(CommandError) {
    try validateMagnitude(theta, "--theta", "θ is a standard deviation", isNonnegative: true)
  }

  /// Refuses an illegal σ.
  static func validateNoise(_ sigma: Double) throws(CommandError) {
    try validateMagnitude(sigma, "--sigma", "σ is a standard deviation", isNonnegative: true)
  }

  private static func validateMagnitude(
    _ value: Double, _ option: String, _ meaning: String, isNonnegative: Bool = false
  ) throws(CommandError) {
    if isNonnegative && value < 0 {
      throw .usage("\(option) \(value): \(meaning), 0 or more")
    }
    // The square must neither overflow nor lose digits to underflow.
    guard value == 0 || (1 / magnitudeLimit...magnitudeLimit).contains(abs(value)) else {
      throw .usage(
        "\(option) \(value): \(meaning), 0 or of magnitude \(1 / magnitudeLimit) to \(magnitudeLimit)"
      )
    }
  }
}
