// The three kinds of evidence: random cases, all cases, and proofs on boxes.

package import Intervals

/// A description of how a statement fails at a point; nil if it holds there.
package typealias Violation = (ParameterPoint) throws(EvidenceError) -> String?

extension Check {
  /// Tries random points.
  ///
  /// - Parameters:
  ///   - name: The quantities that are compared.
  ///   - cases: The number of points.
  ///   - scope: The source of random numbers, and the user's ranges: a point outside them is drawn again.
  ///   - id: The claim.
  ///   - stream: The number of this check among those of the claim.
  ///   - point: Draws a legal point.
  ///   - isLegal: Whether a simpler point could have been drawn, if it is in the user's ranges.
  ///   - command: A command that shows the numbers at a point.
  ///   - violation: The violation at a point.
  /// - Returns: The check, with the number of points that were in the user's ranges; the first
  ///   counterexample, simplified, ends it.
  /// - Throws: Any error of drawing and checking; ``EvidenceError/outOfRange(_:)`` if none of the first
  ///   1000 points is in the user's ranges.
  package static func sampled(
    _ name: String, cases: Int, in scope: CheckScope, _ id: String, _ stream: Int = 0,
    point: (inout Sampler) throws(EvidenceError) -> ParameterPoint,
    isLegal: (ParameterPoint) -> Bool, command: (ParameterPoint) -> String? = { _ in nil },
    violation: Violation
  ) throws(EvidenceError) -> Check {
    let cases = max(1, cases)
    var draws = scope.sampler(for: id, stream)
    var (tried, drawn) = (0, 0)
    while tried < cases, drawn < max(1000, 20 * cases) {
      let point = try point(&draws)
      drawn += 1
      guard scope.contains(point) else { continue }
      tried += 1
      guard let finding = try violation(point) else { continue }
      let simplest = point.simplified { candidate in
        scope.contains(candidate) && isLegal(candidate)
          && ((try? violation(candidate)) ?? nil) != nil
      }
      return Check(
        name: name,
        verdict: .refuted(
          Counterexample(
            point: simplest, finding: (try violation(simplest)) ?? finding,
            command: command(simplest))))
    }
    guard tried > 0 else {
      throw .outOfRange("\(name): none of \(drawn) random points is in the ranges given")
    }
    return Check(name: name, verdict: .sampled(cases: tried, seed: scope.seed))
  }

  /// Tries all points of a list, the simplest first, and reports the first counterexample.
  package static func exhaustive(
    _ name: String, _ points: [ParameterPoint], command: (ParameterPoint) -> String? = { _ in nil },
    violation: Violation
  ) throws(EvidenceError) -> Check {
    for point in points {
      guard let finding = try violation(point) else { continue }
      return Check(
        name: name,
        verdict: .refuted(
          Counterexample(point: point, finding: finding, command: command(point))))
    }
    return Check(name: name, verdict: .exhaustive(cases: points.count))
  }

  /// Proves that a quantity is nowhere negative on a box, for each of some families of parameters.
  ///
  /// - Parameters:
  ///   - name: The statement that is proved.
  ///   - parameters: The parameters along the sides of the box, in order.
  ///   - box: The sides.
  ///   - points: The other parameters, one point per family; a single empty point if there are none.
  ///   - limit: The largest number of pieces for each family.
  ///   - command: A command that shows the numbers at a point.
  ///   - margin: An enclosure of the quantity: the sides of a piece, and the family.
  /// - Returns: The check, with the total number of pieces of all families.
  package static func proved(
    _ name: String, _ parameters: [Parameter], _ box: [ClosedRange<Double>],
    for points: [ParameterPoint] = [ParameterPoint()], limit: Int = 100_000,
    command: (ParameterPoint) -> String? = { _ in nil },
    margin: (_ sides: [Interval], _ family: ParameterPoint) -> Interval
  ) -> Check {
    var total = 0
    for family in points {
      func point(_ piece: Box) -> ParameterPoint {
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
      case .undecided(let piece): return Check(name: name, verdict: .undecided(point(piece)))
      case .refuted(let piece):
        let first = point(piece)
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
              point: simplest,
              finding: "\(name): missed by \((-value(simplest)).middle)",
              command: command(simplest))))
      }
    }
    return Check(name: name, verdict: .proved(pieces: total))
  }
}

// MARK: Comparisons that explain themselves

/// Reports a double outside an enclosure, up to a relative error.
///
/// - Parameters:
///   - name: The quantity.
///   - value: The value of the formula under test.
///   - enclosure: An interval that certainly contains the exact value.
///   - tolerance: The relative error that is allowed.
///   - scale: The scale of the error, if it is larger than the value itself.
/// - Returns: A description of the difference; nil if the value is within.
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

/// Reports two doubles that differ by more than a relative error.
package func difference(
  _ name: String, _ value: Double, from other: Double, tolerance: Double, scale: Double = 0
) -> String? {
  difference(name, value, from: Interval(other), tolerance: tolerance, scale: scale)
}
