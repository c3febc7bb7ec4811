// Proofs for all s from 0 to ∞.

package import Evidence
package import Intervals

extension Check {
  /// Proves that a quantity is positive for every s in [0, ∞] and every ω of a range.
  ///
  /// With v = 1/(1+s), which runs from 0 to 1, quantities become polynomials in v once denominators are
  /// multiplied out.
  ///
  /// - Parameters:
  ///   - name: The statement that is proved.
  ///   - v: The range of 1/(1+s), within [0, 1].
  ///   - steps: The range of ω for a depth.
  ///   - depths: N, for each of which the proof is made.
  ///   - limit: The largest number of pieces for each depth.
  ///   - command: A command that shows the numbers at a point.
  ///   - quantity: An enclosure for all v and ω of the intervals.
  /// - Returns: The check.
  package static func provedForEveryPenalty(
    _ name: String, v: ClosedRange<Double> = 0...1, steps: (Int) -> ClosedRange<Double>,
    depths: [Int],
    limit: Int = 50_000, command: (ParameterPoint) -> String? = { _ in nil },
    positive quantity: (_ v: Interval, _ stepSize: Interval, _ depth: Int) -> Interval
  ) -> Check {
    var total = 0
    for depth in depths {
      func point(_ box: Box) -> ParameterPoint {
        let (v, stepSize) = (box[0].middle, box[1].middle)
        return ParameterPoint([.depth: Double(depth), .omega: stepSize, .s: 1 / v - 1])
      }
      let proof = prove(on: Box([v, steps(depth)]), limit: limit) { box in
        let value = quantity(box[0], box[1], depth)
        // A quantity of 0 also refutes.
        if value.isPositive { return .one }
        return value.isNonpositive ? -.one : Interval(-1, 1)
      }
      switch proof {
      case .proved(let pieces): total += pieces
      case .undecided(let box): return Check(name: name, verdict: .undecided(point(box)))
      case .refuted(let box):
        let point = point(box.center)
        return Check(
          name: name,
          verdict: .refuted(
            Counterexample(
              point: point,
              finding: "\(name): it is \(quantity(box.center[0], box.center[1], depth).middle)",
              command: command(point))))
      }
    }
    return Check(name: name, verdict: .proved(pieces: total))
  }

  /// Tries all of finitely many cases that are not parameter points themselves.
  ///
  /// - Parameters:
  ///   - name: The quantities that are compared.
  ///   - count: The number of cases.
  ///   - point: The parameters of a case.
  ///   - violation: The violation in a case; nil if there is none.
  /// - Returns: The check, which ends at the first counterexample.
  /// - Throws: Any error of checking.
  package static func enumerated(
    _ name: String, count: Int, point: (Int) -> ParameterPoint = { _ in ParameterPoint() },
    violation: (Int) throws(EvidenceError) -> String?
  ) throws(EvidenceError) -> Check {
    for index in 0..<count {
      guard let finding = try violation(index) else { continue }
      return Check(
        name: name,
        verdict: .refuted(Counterexample(point: point(index), finding: finding, command: nil)))
    }
    return Check(name: name, verdict: .exhaustive(cases: count))
  }
}

/// f′ up to a positive factor, as a polynomial in v = 1/(1+s) with its zeros in ω divided out.
package enum SlopePolynomial {
  /// −f′/(ω²v^(2−N)) = Σ_{0<j<N} j v^(N−1−j) (v−ω)^(j−1).
  ///
  /// Also (v^N − (v−ω)^(N−1) (v+(N−1)ω))/ω²; each form has terms of one sign where the other does not.
  package static func enclosure(_ v: Interval, _ stepSize: Interval, _ depth: Int) -> Interval {
    let w = v - stepSize
    var sum = Interval.zero
    var power = Interval.one
    for j in stride(from: depth - 1, through: 1, by: -1) {
      sum = sum * w + Interval(j) * power
      power = power * v
    }
    let closed =
      (v.power(depth) - w.power(depth - 1) * (v + Interval(depth - 1) * stepSize))
      / stepSize.squared
    return sum.intersection(closed) ?? sum
  }
}
