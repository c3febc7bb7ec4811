// The example of the documentation, word for word, and that it is right.

import Certified
import Intervals
import Testing
import ToyModel

@Test("the example of Certified")
func certifiedExample() {
  let best = CertifiedRisk(
    spectrum: CertifiedSpectrum(.constant(n: 500, mu: 1, theta: 0.5)),
    noiseVariance: Interval(0.9).squared, rows: 50, family: .unrolled(depth: 2, step: .learned))
  // ½Sτ/(S+τ) of even depths with the signal S = 500 · 1.25 and τ = (n − k)σ² = 450 · 0.81.
  let expected = 0.5 * 625 * 364.5 / 989.5
  #expect(abs(best.risk.middle - expected) <= 1e-13 * expected)
  #expect(best.risk.upperBound - best.risk.lowerBound <= 1e-14 * expected)
  // The other step is 2 − ω, as N is even.
  #expect(!best.isUnique && best.otherSteps == .mirrored)
}
