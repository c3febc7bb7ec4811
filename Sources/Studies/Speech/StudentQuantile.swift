// Student's distribution, to the extent that 95 % intervals need it.

import Libc

/// The t that a Student variable exceeds in absolute value with a probability of 5 %.
///
/// - Parameter degreesOfFreedom: At least 1, not necessarily whole.
/// - Returns: From 12.706 for 1 down to 1.95996 for many, to 13 digits.
package func studentQuantile95(degreesOfFreedom: Double) -> Double {
  var (low, high) = (1.9, 13.0)
  // Each step halves the interval; after 60 steps it is exhausted.
  for _ in 0..<60 {
    let middle = 0.5 * (low + high)
    if studentTail(middle, degreesOfFreedom) > 0.05 { low = middle } else { high = middle }
  }
  return 0.5 * (low + high)
}

/// P(|T| > t) = I_x(ν/2, ½) with x = ν/(ν + t²).
private func studentTail(_ t: Double, _ freedom: Double) -> Double {
  let (a, b) = (0.5 * freedom, 0.5)
  let y = t * t / (freedom + t * t)
  let x = freedom / (freedom + t * t)
  let logarithm = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log1p(-y) + b * log(y)
  // The continued fraction converges fast on this side of the mean.
  if x < (a + 1) / (a + b + 2) { return exp(logarithm) * betaFraction(a, b, x) / a }
  return 1 - exp(logarithm) * betaFraction(b, a, y) / b
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
///
/// - SeeAlso: NIST Digital Library of Mathematical Functions, 8.17.22.
private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / kept(1 - (a + b) * x / (a + 1))
  var value = d
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / kept(1 + even * d)
    c = kept(1 + even / c)
    value *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / kept(1 + odd * d)
    c = kept(1 + odd / c)
    value *= d * c
    if abs(d * c - 1) < 1e-15 { break }
  }
  return value
}
