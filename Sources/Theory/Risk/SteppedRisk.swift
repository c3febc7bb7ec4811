// The best risk as a function of the depth.

import Certified
package import Evidence
package import Intervals

/// Risks at a fixed step, with f(0) by the steps themselves.
package enum SteppedRisk {
  /// The best risk of N steps of size ω on few eigenvalues: z ← z − ω(z − 1) from 0 gives f(0), the
  /// image of f is that of the theorems, and all choices of forced directions are tried.
  package static func fixed(_ point: ParameterPoint, depth: Int, stepSize: Double) -> Interval {
    let step = Interval(stepSize)
    var missing = Interval.one
    for _ in 0..<depth { missing = missing * (1 - step) }
    let forced: Interval = 1 - missing
    var image: (lower: Interval?, upper: Interval?) = (nil, nil)
    if depth == 1 || depth.isMultiple(of: 2) { image.upper = forced }
    if depth == 1 { image.lower = forced }
    if depth > 1 && !depth.isMultiple(of: 2) {
      image.lower = CertifiedOddMinimum(depth: depth).least(stepSize: step).value
    }
    return DefinedRisk.bestOfAll(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k, forced: forced,
      image: image)
  }
}
