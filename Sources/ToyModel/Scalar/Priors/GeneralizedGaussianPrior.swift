// Laws between very sparse and bounded: exp(−|y/α|^q).

import Libc

/// y with a density proportional to exp(−|y/α|^q); q = 1 is the Laplace law, q = 2 the Gaussian one.
///
/// Moments are integrals over |y| by a double-exponential rule, of pairs of atoms, which are elementary: relative errors
/// are about 10⁻¹³.
public struct GeneralizedGaussianPrior: ScalarPrior {
  /// q, from 0.2 to 20.
  public let exponent: Double
  /// E y² > 0.
  public let energy: Double
  /// α = √(E y² Γ(1/q)/Γ(3/q)).
  public let scale: Double
  /// Whether q ≥ 1.
  public var isLogConcave: Bool { exponent >= 1 }

  /// The exponents for which the integrals are accurate.
  public static let exponents = 0.2...20.0

  /// Creates the law.
  ///
  /// - Parameters:
  ///   - energy: E y² > 0.
  ///   - exponent: q, in ``exponents``.
  public init(energy: Double, exponent: Double) {
    precondition(
      Self.exponents.contains(exponent), "an exponent of \(exponent), not in \(Self.exponents)")
    (self.energy, self.exponent) = (energy, exponent)
    scale = (energy * exp(lgamma(1 / exponent) - lgamma(3 / exponent))).squareRoot()
  }

  /// Functions of |y| in units of the exponential of a number.
  private struct Term {
    let values: SIMD4<Double>
    let logScale: Double
  }

  /// Integrals over the law of |y|, in units of an exponential.
  ///
  /// With u = (|y|/α)^q the density of u is u^{1/q−1}e^{−u}/Γ(1/q); for q ≥ 1 the variable is |y|/α itself.
  ///
  /// - Parameters:
  ///   - centre: Where the functions vary on the scale σ.
  ///   - deviation: σ.
  ///   - function: The functions of |y|, of which the exponent rises up to the centre, and not beyond.
  /// - Returns: The integrals, and the logarithm of their unit.
  private func expectations(
    near centre: Double, deviation: Double, of function: (Double) -> Term
  ) -> (values: SIMD8<Double>, logScale: Double) {
    let unit =
      (0...64).map { Double($0) / 64 * centre }
      .map { function($0).logScale - pow($0 / scale, exponent) }.max() ?? 0
    let inner = [-30.0, -9, -3, -1, 0, 1, 3, 9, 30].map { (centre + $0 * deviation) / scale }
    // Beyond, even a term without an exponent of its own is negligible.
    let last = 60 - unit
    let usesPower = exponent < 1
    let ends =
      inner.filter { $0 > 0 }.map { usesPower ? pow($0, exponent) : $0 }
      + [0.01, 0.3, 1, 4, 16, last].map { usesPower ? $0 : pow($0, 1 / exponent) }
    let limit = usesPower ? last : pow(last, 1 / exponent)
    let factor =
      usesPower ? exp(-lgamma(1 / exponent)) : exponent * exp(-lgamma(1 / exponent))
    let sums = DoubleExponential.integrals(over: [0] + ends.filter { $0 <= limit }.sorted()) { u in
      guard u > 0 else { return .zero }
      let term = function(scale * (usesPower ? pow(u, 1 / exponent) : u))
      let weight =
        usesPower ? (1 / exponent - 1) * log(u) - u : -pow(u, exponent)
      return SIMD8(
        lowHalf: factor * exp(weight + term.logScale - unit) * term.values, highHalf: .zero)
    }
    return (sums.values, unit)
  }

  /// Integrals over |y| of the moments of pairs of atoms.
  public func tail(beyond threshold: Double, noiseVariance: Double) -> TailMoments {
    let deviation = noiseVariance.squareRoot()
    let (sums, unit) = expectations(near: threshold, deviation: deviation) { y in
      let tail = AtomMoments(y, threshold: threshold, deviation: deviation).tail
      return Term(
        values: SIMD4(
          tail.scaledProbability, tail.scaledDensity, tail.scaledExcess, tail.scaledSquare),
        logScale: tail.logScale)
    }
    return TailMoments(
      probability: sums[0], density: sums[1], excess: sums[2], square: sums[3], logScale: unit)
  }

  /// An integral over |y| of risks, which are positive.
  public func risk(threshold: Double, gain: Double, noiseVariance: Double) -> Double {
    let deviation = noiseVariance.squareRoot()
    let (sums, unit) = expectations(near: threshold, deviation: deviation) { y in
      let atom = AtomMoments(y, threshold: threshold, deviation: deviation)
      return Term(values: SIMD4(atom.risk(gain: gain), 0, 0, 0), logScale: 0)
    }
    return exp(unit) * sums[0]
  }

  /// Integrals over |y| of both signs, of moments about the Wiener estimate.
  public func posterior(at x: Double, noiseVariance: Double) -> ScalarPosterior {
    let x0 = abs(x)
    let centre = Gain.wiener(eigenvalue: energy, noiseVariance: noiseVariance).value * x0
    let (sums, unit) = expectations(near: x0, deviation: noiseVariance.squareRoot()) { y in
      // e^{−(x−y)²/2σ²} as the unit, for −y relative to it.
      let minus = exp(-2 * x0 * (y / noiseVariance))
      let (up, down) = (y - centre, -y - centre)
      return Term(
        values: SIMD4(1 + minus, up + minus * down, up * up + minus * down * down, 0),
        logScale: -0.5 * (x0 - y) * ((x0 - y) / noiseVariance))
    }
    let shift = sums[1] / sums[0]
    return ScalarPosterior(
      logDensity: unit + log(0.5 * sums[0]) - 0.5 * log(2 * Double.pi * noiseVariance),
      mean: x < 0 ? -(centre + shift) : centre + shift,
      variance: max(0, sums[2] / sums[0] - shift * shift))
  }

  /// Multiples of σ and of α.
  public func scales(noiseVariance: Double) -> [Double] {
    let deviation = noiseVariance.squareRoot()
    let reach = exponent < 1 ? [0.01, 0.3, 3, 12, 42] : [0.3, 1, 3, 12, 42]
    let ends =
      [0, 1, 3, 8].map { $0 * deviation }
      + reach.map { 3 * deviation + scale * pow($0, 1 / exponent) }
    let last = 9 * deviation + scale * pow(45, 1 / exponent)
    return ends.filter { $0 < last }.sorted() + [last]
  }
}
