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
    _ place: ParameterPoint
  ) -> (forced: Interval, image: (lower: Interval?, upper: Interval?)) {
    guard place.depth > 0 else { return (.one, (.zero, .one)) }
    let stepSize = Interval(place[.omega])
    let forced = stepSize * CertifiedFilter.geometricSum(1 - stepSize, count: place.depth).sum
    if place.depth == 1 { return (forced, (forced, forced)) }
    if place.depth.isMultiple(of: 2) { return (forced, (nil, forced)) }
    return (forced, (CertifiedOddMinimum(depth: place.depth).least(stepSize: stepSize).value, nil))
  }

  static func place(
    _ draws: inout Sampler, _ scope: CheckScope, _ dimensions: ClosedRange<Int>
  ) throws(EvidenceError) -> ParameterPoint {
    var place = try draws.spectrumPlace(scope, dimensions: dimensions)
    place[.depth] = Double(draws.element([0] + depths))
    place[.omega] = draws.logarithmic(try scope.range(.omega, 0.01...2.2, legal: 1e-9...10))
    return place
  }

  static func isLegal(_ place: ParameterPoint) -> Bool {
    place.isSetting && place.depth >= 0 && place[.omega] > 0
  }
}

extension Sampler {
  /// A spectrum and a family for which several choices of forced directions have nearly the same cost.
  mutating func nearTie(_ scope: CheckScope) throws(EvidenceError) -> ParameterPoint {
    var place = try spectrumPlace(scope, dimensions: 2...6, isForced: true)
    place[.depth] = Double(element([0, 2, 3, 3, 3, 5, 7, 21, 1001]))
    place[.omega] = 0
    guard integer(0...2) == 0 else {
      // Eigenvalues that nearly agree.
      let base = logarithmic(1e-2...1e2)
      let values = (0..<place.n).map { _ in
        base
          * (1 + uniform(-1...1) * Double(sign: .plus, exponent: -integer(10...52), significand: 1))
      }
      return ParameterPoint(
        [
          .k: place[.k], .sigma: place[.sigma], .depth: place[.depth], .omega: 0,
        ], eigenvalues: values.sorted(by: >))
    }
    // A fixed step whose f(0) lies between two Wiener gains, at the same cost for both.
    place[.depth] = Double(element([2, 3, 5, 7]))
    let pair = (0..<2).map { _ in place.eigenvalues[integer(0...place.n - 1)] }
    let weights = pair.map { ($0 + place.noiseVariance).squareRoot() }
    let gain = zip(pair, weights).reduce(0) { $0 + $1.0 / $1.1 } / (weights[0] + weights[1])
    place[.omega] = max(1 - pow(max(1 - gain, 1e-9), 1 / place[.depth]), 1e-8)
    return place
  }
}
