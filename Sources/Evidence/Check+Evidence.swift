// The three kinds of evidence: random cases, all cases, and proofs on boxes.

package import Intervals

/// What a statement says at a point where it is false; nil where it holds.
package typealias Violation = (ParameterPoint) throws(EvidenceError) -> String?

extension Check {
  /// Tries random points.
  ///
  /// - Parameters:
  ///   - name: What is compared.
  ///   - cases: How many points.
  ///   - draws: The source of points.
  ///   - seed: The seed that it began with.
  ///   - point: Sampler a legal point.
  ///   - isLegal: Whether a simpler point is one that could have been drawn.
  ///   - command: A command that shows what is at a point.
  ///   - violation: What is false at a point.
  /// - Returns: The check; the first counterexample, simplified, ends it.
  /// - Throws: What drawing and checking throw.
  package static func sampled(
    _ name: String, cases: Int, _ draws: Sampler, seed: UInt64,
    point: (inout Sampler) throws(EvidenceError) -> ParameterPoint,
    isLegal: (ParameterPoint) -> Bool, command: (ParameterPoint) -> String? = { _ in nil },
    violation: Violation
  ) throws(EvidenceError) -> Check {
    var draws = draws
    for _ in 0..<max(1, cases) {
      let point = try point(&draws)
      guard let finding = try violation(point) else { continue }
      let simplest = point.simplified { candidate in
        isLegal(candidate) && ((try? violation(candidate)) ?? nil) != nil
      }
      return Check(
        name: name,
        verdict: .refuted(
          Counterexample(
            place: simplest, finding: (try violation(simplest)) ?? finding,
            command: command(simplest))))
    }
    return Check(name: name, verdict: .sampled(cases: max(1, cases), seed: seed))
  }

  /// Tries all points of a list, the simplest first: the first that is a counterexample is reported.
  package static func exhaustive(
    _ name: String, _ points: [ParameterPoint], command: (ParameterPoint) -> String? = { _ in nil },
    violation: Violation
  ) throws(EvidenceError) -> Check {
    for point in points {
      guard let finding = try violation(point) else { continue }
      return Check(
        name: name,
        verdict: .refuted(
          Counterexample(place: point, finding: finding, command: command(point))))
    }
    return Check(name: name, verdict: .exhaustive(cases: points.count))
  }

  /// Proves that a quantity is nowhere negative on a box, for each of some families of parameters.
  ///
  /// - Parameters:
  ///   - name: What is proved.
  ///   - parameters: What the sides of the box are, in order.
  ///   - box: The sides.
  ///   - points: The other parameters, one family after the other; one empty point where there are none.
  ///   - limit: The most pieces for each family.
  ///   - command: A command that shows what is at a point.
  ///   - margin: An enclosure of the quantity: the sides of a piece, and the family.
  /// - Returns: The check; pieces of all families are counted together.
  package static func proved(
    _ name: String, _ parameters: [Parameter], _ box: [ClosedRange<Double>],
    for points: [ParameterPoint] = [ParameterPoint()], limit: Int = 100_000,
    command: (ParameterPoint) -> String? = { _ in nil },
    margin: (_ sides: [Interval], _ family: ParameterPoint) -> Interval
  ) -> Check {
    var total = 0
    for family in points {
      func place(_ piece: Box) -> ParameterPoint {
        var point = family
        for (index, parameter) in parameters.enumerated() {
          point[parameter] = piece.center.sides[index].lowerBound
        }
        return point
      }
      func value(_ point: ParameterPoint) -> Interval {
        margin(parameters.map { Interval(point[$0]) }, point)
      }
      let proof = prove(on: Box(box), limit: limit) { piece in
        margin(parameters.indices.map { piece[$0] }, family)
      }
      switch proof {
      case .proved(let pieces): total += pieces
      case .undecided(let piece): return Check(name: name, verdict: .undecided(place(piece)))
      case .refuted(let piece):
        let first = place(piece)
        let simplest = first.simplified { candidate in
          // Only the sides vary, and only within the box.
          var same = candidate
          for (index, parameter) in parameters.enumerated() {
            guard box[index].contains(candidate[parameter]) else { return false }
            same[parameter] = first[parameter]
          }
          return same == first && value(candidate).isNegative
        }
        return Check(
          name: name,
          verdict: .refuted(
            Counterexample(
              place: simplest,
              finding: "\(name): missed by \((-value(simplest)).middle)",
              command: command(simplest))))
      }
    }
    return Check(name: name, verdict: .proved(pieces: total))
  }
}

// MARK: Comparisons that explain themselves

/// Says that a double is not within an enclosure, up to a relative error.
///
/// - Parameters:
///   - name: What it is.
///   - value: What the formula under test gives.
///   - enclosure: Where the exact value certainly is.
///   - tolerance: The relative error that is allowed.
///   - scale: What the error is relative to where that is more than the value itself.
/// - Returns: Nil where it is within.
package func difference(
  _ name: String, _ value: Double, from enclosure: Interval, tolerance: Double = 1e-13,
  scale: Double = 0
) -> String? {
  let size = max(enclosure.magnitude.upperBound, scale)
  if value.isFinite && size.isFinite {
    let slack = Interval(-tolerance * size, tolerance * size)
    if (enclosure + slack).contains(value) { return nil }
  } else if enclosure.contains(value) {
    return nil
  }
  return "\(name) is \(value), not in [\(enclosure.lowerBound), \(enclosure.upperBound)]"
}

/// Says that two doubles differ by more than a relative error.
package func difference(
  _ name: String, _ value: Double, from other: Double, tolerance: Double, scale: Double = 0
) -> String? {
  difference(name, value, from: Interval(other), tolerance: tolerance, scale: scale)
}
