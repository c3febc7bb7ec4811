// How much is checked, and where.

import Libc
import LinearAlgebra
import Synchronization

/// Ranges of parameters, the number of random cases and their seed.
struct CheckScope: Sendable {
  /// Ranges of the user's own, in place of the domains of the propositions.
  var ranges: [Parameter: ClosedRange<Double>] = [:]
  /// The random cases of one check that costs little; others take a part of it.
  var samples = 5000
  /// The seed of all random draws.
  var seed: UInt64 = 0
  /// What the checks have asked for.
  let use = Use()

  /// Which ranges the checks have asked for, and whether they draw at random: what the user has set and
  /// no check asks for has no effect.
  final class Use: Sendable {
    private let state = Mutex((parameters: Set<Parameter>(), isRandom: false))

    /// The parameters whose ranges were asked for.
    var parameters: Set<Parameter> { state.withLock { $0.parameters } }
    /// Whether a source of random cases was asked for.
    var isRandom: Bool { state.withLock { $0.isRandom } }

    fileprivate func note(_ parameter: Parameter) {
      state.withLock { _ = $0.parameters.insert(parameter) }
    }
    fileprivate func noteDraws() { state.withLock { $0.isRandom = true } }
  }

  /// The range of a parameter.
  ///
  /// - Parameters:
  ///   - parameter: Which one.
  ///   - standard: The range where the user gave none.
  ///   - legal: Where the proposition makes sense; what the user gave is cut to it.
  /// - Returns: The range.
  /// - Throws: ``CommandError`` of status usage where nothing is left.
  func range(
    _ parameter: Parameter, _ standard: ClosedRange<Double>, legal: ClosedRange<Double>? = nil
  ) throws(CommandError) -> ClosedRange<Double> {
    use.note(parameter)
    guard let given = ranges[parameter] else { return standard }
    let limits = legal ?? standard
    guard given.overlaps(limits) else {
      throw .usage(
        "--range \(parameter.rawValue)=\(given.lowerBound)..\(given.upperBound): the claim is about "
          + "\(limits.lowerBound) to \(limits.upperBound)")
    }
    return given.clamped(to: limits)
  }

  /// The whole numbers of a range with a property; of too many the first half of the limit and others
  /// that grow by equal ratios.
  ///
  /// - Throws: ``CommandError`` of status usage where there is none.
  func integers(
    _ parameter: Parameter, _ standard: ClosedRange<Int>, legal: ClosedRange<Int>? = nil,
    limit: Int = 1000, where isMember: (Int) -> Bool = { _ in true }
  ) throws(CommandError) -> [Int] {
    let limits = legal ?? standard
    let range = try self.range(
      parameter, Double(standard.lowerBound)...Double(standard.upperBound),
      legal: Double(limits.lowerBound)...Double(limits.upperBound))
    let (first, last) = (Int(range.lowerBound.rounded(.up)), Int(range.upperBound))
    var result: [Int] = []
    var ratio = 1.0
    var value = first
    while value <= last {
      if isMember(value) {
        result.append(value)
        if result.count == max(1, limit / 2) {
          ratio = pow(Double(last) / Double(max(value, 1)), 2 / Double(limit))
        }
        value = max(value + 1, Int(Double(value) * ratio))
      } else {
        value += 1
      }
    }
    guard !result.isEmpty else {
      throw .usage("--range \(parameter.rawValue)=\(first)..\(last): no value of it fits the claim")
    }
    return result
  }

  /// The source of random cases of one check, which does not depend on what else is checked.
  func draws(for id: String, _ check: Int = 0) -> Draws {
    use.noteDraws()
    return Draws(
      generator: SeededGenerator(seed: seed, stream: fnv1a(id.utf8) &+ UInt64(check)))
  }
}

/// Random parameters.
struct Draws: Sendable {
  var generator: SeededGenerator

  /// A number with a uniform distribution.
  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    min(
      range.lowerBound + generator.nextUniform() * (range.upperBound - range.lowerBound),
      range.upperBound)
  }

  /// A positive number whose logarithm has a uniform distribution.
  mutating func logarithmic(_ range: ClosedRange<Double>) -> Double {
    guard range.lowerBound > 0 else { return uniform(range) }
    let ratio = range.upperBound / range.lowerBound
    return min(
      max(range.lowerBound * pow(ratio, generator.nextUniform()), range.lowerBound),
      range.upperBound)
  }

  /// A whole number.
  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// One of a list.
  mutating func element<Element>(_ list: [Element]) -> Element {
    list[integer(0...list.count - 1)]
  }

  /// Eigenvalues of a second moment, in descending order: of very different size, some alike, some 0.
  mutating func eigenvalues(_ count: Int) -> [Double] {
    var result: [Double] = []
    for _ in 0..<count {
      switch integer(0...9) {
      case 0: result.append(0)
      case 1...2: result.append(result.last ?? 1)
      default: result.append(logarithmic(1e-3...1e2))
      }
    }
    return result.sorted(by: >)
  }
}
