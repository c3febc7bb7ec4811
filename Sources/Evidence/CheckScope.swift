// The extent of a check: ranges, number of cases, seed.

import Libc
import Report
import Synchronization

/// Ranges of parameters, the number of random cases and their seed.
package struct CheckScope: Sendable {
  /// The user's ranges, which replace the domains of the propositions.
  package var ranges: [Parameter: ClosedRange<Double>] = [:]
  /// The number of random cases of a cheap check; other checks take a fraction of it.
  package var samples = 5000
  /// The seed from which all random draws derive; the same seed gives the same cases.
  package var seed: UInt64 = 0
  /// The source of random numbers for a seed and a stream.
  package let generator: @Sendable (_ seed: UInt64, _ stream: UInt64) -> any RandomSource
  /// A record of what the checks have asked for.
  package private(set) var use = Use()

  /// The standard scope.
  ///
  /// - Parameter generator: The source of random numbers for a seed and a stream.
  package init(
    generator:
      @escaping @Sendable (_ seed: UInt64, _ stream: UInt64) -> any RandomSource
  ) {
    self.generator = generator
  }

  /// The same scope with a new record, for the checks of one claim.
  package var separate: CheckScope {
    var copy = self
    copy.use = Use()
    return copy
  }

  /// The ranges that the checks have asked for, and whether they draw at random: a setting of the user's that
  /// no check asks for has no effect.
  package final class Use: Sendable {
    private let state = Mutex(
      (
        parameters: Set<Parameter>(), ranges: [Parameter: ClosedRange<Double>](),
        isRandom: false, isSeeded: false
      ))

    /// The parameters whose ranges were asked for.
    package var parameters: Set<Parameter> { state.withLock { $0.parameters } }
    /// What was left of the user's ranges where a check cut them to those of its claim: the hull over all checks.
    package var ranges: [Parameter: ClosedRange<Double>] { state.withLock { $0.ranges } }
    /// Whether a source of random cases was requested.
    package var isRandom: Bool { state.withLock { $0.isRandom } }
    /// Whether any result depends on the seed.
    package var isSeeded: Bool { state.withLock { $0.isRandom || $0.isSeeded } }

    fileprivate func note(_ parameter: Parameter) {
      state.withLock { _ = $0.parameters.insert(parameter) }
    }
    fileprivate func note(_ parameter: Parameter, in range: ClosedRange<Double>) {
      state.withLock {
        let known = $0.ranges[parameter] ?? range
        $0.ranges[parameter] =
          min(known.lowerBound, range.lowerBound)...max(known.upperBound, range.upperBound)
      }
    }
    /// Adds what another record has.
    package func add(_ other: Use) {
      let (parameters, isRandom, isSeeded) = other.state.withLock {
        ($0.parameters, $0.isRandom, $0.isSeeded)
      }
      state.withLock {
        $0.parameters.formUnion(parameters)
        $0.isRandom = $0.isRandom || isRandom
        $0.isSeeded = $0.isSeeded || isSeeded
      }
    }
    fileprivate func noteDraws() { state.withLock { $0.isRandom = true } }
    fileprivate func noteSeed() { state.withLock { $0.isSeeded = true } }
  }

  /// The range of a parameter.
  ///
  /// - Parameters:
  ///   - parameter: The parameter.
  ///   - standard: The range if the user gave none.
  ///   - legal: The range in which the proposition makes sense; the user's range is cut to it.
  /// - Returns: The range.
  /// - Throws: ``EvidenceError/outOfRange(_:)`` if nothing is left.
  package func range(
    _ parameter: Parameter, _ standard: ClosedRange<Double>, legal: ClosedRange<Double>? = nil
  ) throws(EvidenceError) -> ClosedRange<Double> {
    use.note(parameter)
    guard let given = ranges[parameter] else { return standard }
    let limits = legal ?? standard
    guard given.overlaps(limits) else {
      throw .outOfRange(
        "--range \(parameter.name)=\(given.lowerBound)..\(given.upperBound): the claim is about "
          + "\(limits.lowerBound) to \(limits.upperBound)")
    }
    let range = given.clamped(to: limits)
    use.note(parameter, in: range)
    return range
  }

  /// The user's ranges in which checks have looked, each with what a claim is about of it.
  ///
  /// - Returns: The ranges, by the names of the parameters.
  package var usedRanges: [UsedRange] {
    let (used, cut) = (use.parameters, use.ranges)
    return ranges.filter { used.contains($0.key) }.sorted { $0.key.name < $1.key.name }.map {
      UsedRange(parameter: $0, given: $1, used: cut[$0] ?? $1)
    }
  }

  /// Whether a point is in the user's ranges, where it has their parameters.
  ///
  /// An N of 0 stands for the exact minimiser, which a range of depths does not exclude.
  package func contains(_ point: ParameterPoint) -> Bool {
    ranges.allSatisfy { parameter, range in
      guard let value = point.value(of: parameter) else { return true }
      use.note(parameter)
      return range.contains(value) || (parameter.isInteger && value == 0)
    }
  }

  /// The integers of a range that have a property; if there are too many, the first half of the limit and
  /// others that grow geometrically.
  ///
  /// - Throws: ``EvidenceError/outOfRange(_:)`` if there is none.
  package func integers(
    _ parameter: Parameter, _ standard: ClosedRange<Int>, legal: ClosedRange<Int>? = nil,
    limit: Int = 1000, where isMember: (Int) -> Bool = { _ in true }
  ) throws(EvidenceError) -> [Int] {
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
      throw .outOfRange(
        "--range \(parameter.name)=\(first)..\(last): no value of it fits the claim")
    }
    return result
  }

  /// The seed, for an instance that is drawn as a whole rather than case by case.
  package var instanceSeed: UInt64 {
    use.noteSeed()
    return seed
  }

  /// The sampler of one check, which does not depend on the other checks.
  package func sampler(for id: String, _ check: Int = 0) -> Sampler {
    use.noteDraws()
    return Sampler(generator(seed, fnv1a(id.utf8) &+ UInt64(check)))
  }
}

/// A range of the user's, and the part of it in which the checks of a claim have looked.
package struct UsedRange: Sendable {
  package let parameter: Parameter
  package let given, used: ClosedRange<Double>

  /// Whether the claim is about less than the range.
  package var isCut: Bool { given != used }

  /// Such as "N from 2 to 8 of the given 0 to 8".
  package var inWords: String {
    "\(parameter.symbol) from \(Self.text(used))"
      + (isCut ? " of the given \(Self.text(given))" : "")
  }

  /// A range as "2 to 8".
  package static func text(_ range: ClosedRange<Double>) -> String {
    "\(formatted(range.lowerBound, significantDigits: 10)) to "
      + formatted(range.upperBound, significantDigits: 10)
  }
}
