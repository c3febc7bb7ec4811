// The polynomial behind all unrolled filters, term by term.

package import Intervals

/// p(q) = Σ_{j<N} qʲ and its derivatives by Horner's rule; f(s) = ω p(1 − ω(1+s)).
///
/// Where p is monotone or convex on the whole line says everything about f for every ω > 0 and every s in
/// [0, ∞) at once. Outside [−1, 1] the argument is r = 1/q, and r^deg p(1/r) has the coefficients in
/// reverse order.
package enum GeometricSum {
  /// The coefficients of the m-th derivative of p, by ascending power: (j+m)!/j!.
  package static func coefficients(depth: Int, derivative m: Int) -> [Int] {
    (0..<max(0, depth - m)).map { j in
      (0..<m).reduce(1) { $0 * (j + 1 + $1) }
    }
  }

  /// Σ aⱼ qʲ.
  package static func value(_ coefficients: [Int], at q: Interval) -> Interval {
    coefficients.reversed().reduce(.zero) { Interval($1) + q * $0 }
  }

  /// A tighter enclosure on an interval: the value at the middle and the slope on the interval.
  package static func enclosure(_ coefficients: [Int], on q: Interval) -> Interval {
    let plain = value(coefficients, at: q)
    guard coefficients.count > 1 else { return plain }
    let slopes = coefficients.indices.dropFirst().map { $0 * coefficients[$0] }
    let middle = Interval(q.middle)
    let centered = value(coefficients, at: middle) + value(slopes, at: q) * (q - middle)
    return plain.intersection(centered) ?? plain
  }
}
