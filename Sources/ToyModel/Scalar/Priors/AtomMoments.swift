// The law of x for y = a or −a with equal probability, of which symmetric laws are mixtures.

import Libc

/// The numbers that a symmetric pair of atoms contributes at a threshold.
struct AtomMoments {
  /// a ≥ 0.
  let position: Double
  let deviation: Double
  let threshold: Double
  /// The tails at (λ−a)/σ and at (λ+a)/σ.
  let near, far: NormalTail

  init(_ position: Double, threshold: Double, deviation: Double) {
    (self.position, self.threshold, self.deviation) = (position, threshold, deviation)
    near = NormalTail((threshold - position) / deviation)
    far = NormalTail((threshold + position) / deviation)
  }

  /// The moments of |x| beyond the threshold, in units of exp(near.logScale).
  var tail: TailMoments {
    let factor = exp(far.logScale - near.logScale)
    return TailMoments(
      probability: near.probability + factor * far.probability,
      density: (near.density + factor * far.density) / deviation,
      excess: deviation * (near.excess + factor * far.excess),
      square: deviation * deviation * (near.square + factor * far.square),
      logScale: near.logScale)
  }

  /// E ½(c·ST_λ(x) − y)², as a sum of expectations of squares.
  ///
  /// On x > λ the error is cz − a with z = x − λ, which is cε − d with d = (1−c)a + cλ; the second form does not cancel
  /// where a > λ, the first not elsewhere.
  func risk(gain c: Double) -> Double {
    let (a, s) = (position, deviation)
    let inside =
      a == 0
      ? 0
      : a * a * normalProbability(from: (-threshold - a) / s, to: (threshold - a) / s)
    let first: Double
    if a > threshold {
      let (u, d) = ((threshold - a) / s, (1 - c) * a + c * threshold)
      first =
        c * c * s * s * (near.probability + u * near.density) - 2 * c * d * s * near.density + d
        * d * near.probability
    } else {
      first =
        exp(near.logScale)
        * (c * c * s * s * near.square - 2 * c * a * s * near.excess + a * a * near.probability)
    }
    let second =
      exp(far.logScale)
      * (c * c * s * s * far.square + 2 * c * a * s * far.excess + a * a * far.probability)
    return 0.5 * (inside + first + second)
  }
}
