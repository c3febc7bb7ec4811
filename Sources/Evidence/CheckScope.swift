// How much is checked, and where.

import Libc
import Synchronization

/// Ranges of parameters, the number of random cases and their seed.
package struct CheckScope: Sendable {
  /// Ranges of the user's own, in place of the domains of the propositions.
  package var ranges: [Parameter: ClosedRange<Double>] = [:]
  /// The random cases of one check that costs little; others take a part of it.
  package var samples = 5000
  /// The seed of all random draws.
  package var seed: UInt64 = 0
  /// The source of random numbers for a seed and a stream.
  package let generator: @Sendable (_ seed: UInt64, _ stream: UInt64) -> any RandomSource
  /// What the checks have asked for.
  package let use = Use()

  /// The standard scope.
  ///
  /// - Parameter generator: The source of random numbers for a seed and a stream.
  package init(
    generator:
      @escaping @Sendable (_ seed: UInt64, _ stream: UInt64) -> any RandomSource
  ) {
    self.generator = generator
  }

  /// Which ranges the checks have asked for, and whether they draw at random: what the user has set and
  /// no check asks for has no effect.
  package final class Use: Sendable {
    private let state = Mutex((parameters: Set<Parameter>(), isRandom: false))

    /// The parameters whose ranges were asked for.
    package var parameters: Set<Parameter> { state.withLock { $0.parameters } }
    /// Whether a source of random cases was asked for.
    package var isRandom: Bool { state.withLock { $0.isRandom } }

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
  /// - Throws: ``EvidenceError/nothingLeft(_:)`` where nothing is left.
  package func range(
    _ parameter: Parameter, _ standard: ClosedRange<Double>, legal: ClosedRange<Double>? = nil
  ) throws(EvidenceError) -> ClosedRange<Double> {
    use.note(parameter)
    guard let given = ranges[parameter] else { return standard }
    let limits = legal ?? standard
    guard given.overlaps(limits) else {
      throw .nothingLeft(
        "--range \(parameter.name)=\(given.lowerBound)..\(given.upperBound): the claim is about "
          + "\(limits.lowerBound) to \(limits.upperBound)")
    }
    return given.clamped(to: limits)
  }

  /// The whole numbers of a range with a property; of too many the first half of the limit and others
  /// that grow by equal ratios.
  ///
  /// - Throws: ``EvidenceError/nothingLeft(_:)`` where there is none.
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
      throw .nothingLeft(
        "--range \(parameter.name)=\(first)..\(last): no value of it fits the claim")
    }
    return result
  }

  /// The source of random cases of one check, which does not depend on what else is checked.
  package func sampler(for id: String, _ check: Int = 0) -> Sampler {
    use.noteDraws()
    return Sampler(generator(seed, fnv1a(id.utf8) &+ UInt64(check)))
  }
}
