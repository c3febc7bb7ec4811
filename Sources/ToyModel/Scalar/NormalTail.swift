// The tail of the normal law with its first two moments, without cancellation, underflow or overflow.

import Libc

/// Integrals of the standard normal density beyond t, in units of exp(``logScale``).
///
/// With φ the density and Q the tail probability, i₁ = φ − tQ and i₂ = (1+t²)Q − tφ are the first and second moment of
/// (z − t)₊. For t ≥ 1 they follow from the continued fraction of Laplace for the ratios of the repeated integrals
/// Rₖ = ∫ uᵏ/k! exp(−tu − u²/2) du, which is the minimal solution of (k+1)Rₖ₊₁ + tRₖ = Rₖ₋₁; below, from erfc, where the
/// differences lose at most three bits. Relative errors are a few units of rounding.
///
/// - SeeAlso: W. Gautschi, Evaluation of the repeated integrals of the coerror function, ACM Trans. Math. Software 3
///   (1977).
struct NormalTail {
  /// φ(t).
  let density: Double
  /// Q(t).
  let probability: Double
  /// E (z − t)₊.
  let excess: Double
  /// E (z − t)₊².
  let square: Double
  /// −t²/2 for t > 0, where the numbers would underflow, else 0.
  let logScale: Double

  /// 1/√(2π).
  static let peak = 0.39894228040143267794

  /// Evaluates the integrals; O(1) for t < 1, at most about 430 divisions beyond.
  ///
  /// - Parameter t: Any number.
  init(_ t: Double) {
    guard t > 0 else {
      logScale = 0
      density = Self.peak * exp(-0.5 * t * t)
      probability = 0.5 * erfc(t * 0.5.squareRoot())
      excess = density - t * probability
      square = (1 + t * t) * probability - t * density
      return
    }
    logScale = -0.5 * t * t
    density = Self.peak
    if t < 1 {
      let ratio = 0.5 * exp(0.5 * t * t) * erfc(t * 0.5.squareRoot())
      probability = ratio
      excess = density - t * ratio
      square = ratio - t * excess
      return
    }
    // ρₖ = Rₖ/Rₖ₋₁ = 1/(t + (k+1)ρₖ₊₁), from far out inwards.
    var ratio = 0.0
    var (first, second) = (0.0, 0.0)
    let count = 28 + Int(400 / (t * t))
    for k in (0...count).reversed() {
      ratio = 1 / (t + Double(k + 1) * ratio)
      if k == 2 { second = ratio }
      if k == 1 { first = ratio }
    }
    probability = density * ratio
    excess = probability * first
    square = 2 * excess * second
  }

  /// The mean of z − t given z > t.
  var meanExcess: Double { excess / probability }

  /// The variance of z given z > t.
  func variance(at t: Double) -> Double {
    let ratio = density / probability
    guard t > 0 else { return 1 + t * ratio - ratio * ratio }
    let mean = meanExcess
    return square / probability - mean * mean
  }
}

/// P(a < z < b) for a standard normal z, from the tails on the side where both are small.
func normalProbability(from a: Double, to b: Double) -> Double {
  guard a < b else { return 0 }
  guard a < 0 else { return normalProbability(from: -b, to: -a) }
  guard b < 0 else { return 0.5 * (erf(b * 0.5.squareRoot()) - erf(a * 0.5.squareRoot())) }
  return 0.5 * (erfc(-b * 0.5.squareRoot()) - erfc(-a * 0.5.squareRoot()))
}
