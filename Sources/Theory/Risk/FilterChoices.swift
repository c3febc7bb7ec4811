// The best risk of any filter on any data.

import Certified
import Evidence
import Intervals
import Libc
import Reference

/// A filter for a random choice of family, with the enclosures of its set according to the theory.
struct FilterChoices {
  static let depths = [1, 2, 3, 4, 5, 7, 10]

  /// f(0) and the ends of the image.
  static func set(
    _ point: ParameterPoint
  ) -> (forced: Interval, image: (lower: Interval?, upper: Interval?)) {
    guard point.depth > 0 else { return (.one, (.zero, .one)) }
    let stepSize = Interval(point[.omega])
    let forced = stepSize * CertifiedFilter.geometricSum(1 - stepSize, count: point.depth).sum
    if point.depth == 1 { return (forced, (forced, forced)) }
    if point.depth.isMultiple(of: 2) { return (forced, (nil, forced)) }
    return (forced, (CertifiedOddMinimum(depth: point.depth).least(stepSize: stepSize).value, nil))
  }

  static func point(
    _ draws: inout Sampler, _ scope: CheckScope, _ dimensions: ClosedRange<Int>
  ) throws(EvidenceError) -> ParameterPoint {
    var point = try draws.spectrumPoint(scope, dimensions: dimensions)
    point[.depth] = Double(draws.element([0] + depths))
    point[.omega] = draws.logarithmic(try scope.range(.omega, 0.01...2.2, legal: 1e-9...10))
    return point
  }

  static func isLegal(_ point: ParameterPoint) -> Bool {
    point.isSetting && point.depth >= 0 && point[.omega] > 0
  }
}

extension Sampler {
  /// A spectrum and a family for which several choices of forced directions have nearly the same cost.
  mutating func nearTie(_ scope: CheckScope) throws(EvidenceError) -> ParameterPoint {
    var point = try spectrumPoint(scope, dimensions: 2...6, isForced: true)
    point[.depth] = Double(element([0, 2, 3, 3, 3, 5, 7, 21, 1001]))
    point[.omega] = 0
    guard integer(0...2) == 0 else {
      // Eigenvalues that nearly agree.
      let base = logarithmic(1e-2...1e2)
      let values = (0..<point.n).map { _ in
        base
          * (1 + uniform(-1...1) * Double(sign: .plus, exponent: -integer(10...52), significand: 1))
      }
      return ParameterPoint(
        [
          .k: point[.k], .sigma: point[.sigma], .depth: point[.depth], .omega: 0,
        ], eigenvalues: values.sorted(by: >))
    }
    // A fixed step whose f(0) lies between two Wiener gains, at the same cost for both.
    point[.depth] = Double(element([2, 3, 5, 7]))
    let pair = (0..<2).map { _ in point.eigenvalues[integer(0...point.n - 1)] }
    let weights = pair.map { ($0 + point.noiseVariance).squareRoot() }
    let gain = zip(pair, weights).reduce(0) { $0 + $1.0 / $1.1 } / (weights[0] + weights[1])
    point[.omega] = max(1 - pow(max(1 - gain, 1e-9), 1 / point[.depth]), 1e-8)
    return point
  }
}
