// Rounding of Laplace data, undone with an ℓ₁ norm: when the exact solution is worse than nothing.

import Libc
import Optimization

/// How numbers are quantised with a step of 1.
public enum QuantizerKind: String, Sendable, CaseIterable {
  /// Rounding to the nearest integer; 0 has a cell of its own.
  case midTread = "mid-tread"
  /// Rounding to the nearest odd multiple of ½; 0 is the edge of two cells.
  case midRiser = "mid-riser"
  /// Noise that is uniform on [−½, ½] and independent of the data, as subtractive dither makes it.
  case dithered
}

/// Laplace data of scale b, quantised with a step Δ; errors are mean squares over Δ²/12, which noise of the
/// independent kind has.
///
/// min |a| with |a − s| ≤ ρΔ/2 moves every value s ≠ 0 of a quantiser inwards by ρΔ/2, which is a soft threshold of s. In
/// every cell the position of y has the same truncated exponential law, so that the error is a parabola in ρ with its
/// least value at ρ* = L(Δ/2b), L(t) = coth t − 1/t, where the output is the posterior mean.
public struct LaplaceQuantizer: Sendable, Equatable {
  /// b/Δ > 0.
  public let scale: Double
  /// How the data are quantised.
  public let kind: QuantizerKind

  /// The b/Δ above which the exact solution is worse than the rounded data: L(Δ/2b) = ½.
  public static let roundingThreshold = 0.27827930128023752867
  /// The b/Δ above which it is worse than the dithered data.
  public static let ditherThreshold = 0.30336610219207213057

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - scale: b/Δ > 0.
  ///   - kind: How the data are quantised.
  public init(scale: Double, kind: QuantizerKind) {
    precondition(scale > 0, "a scale of \(scale)")
    (self.scale, self.kind) = (scale, kind)
  }

  /// β = Δ/b.
  private var rate: Double { 1 / scale }

  /// ρ* = L(Δ/2b), between 0 and 1: for rounding the best radius, for dither the shift of the posterior mean beyond Δ/2.
  public var posteriorRadius: Double { langevin(0.5 * rate) }

  /// The radius of least error among all soft thresholds; ``posteriorRadius`` for rounding, less for dither.
  public var bestRadius: Double {
    guard kind == .dithered else { return posteriorRadius }
    return 2
      * findRoot(lower: 0, upper: 0.5) { $0 * exceedance($0) - 2 * kernel($0) }.location
  }

  /// Whether the exact solution, of radius 1, is worse than the data.
  public var isExactHarmful: Bool {
    scale > (kind == .dithered ? Self.ditherThreshold : Self.roundingThreshold)
  }

  /// The variance of the position within a cell of width 1: 1/β² − 1/(4 sinh²(β/2)).
  private var cellVariance: Double { 0.25 * langevinSlope(0.5 * rate) }

  /// The error of the solution with the radius ρ, in units of Δ²/12.
  ///
  /// - Parameter radius: ρ, from 0 for the data to 1 for the exact constraint.
  /// - Returns: The error, of the order of rounding for rounded data and about 10⁻¹³ for dithered ones.
  public func error(radius: Double) -> Double {
    let distance = radius - posteriorRadius
    switch kind {
    case .midRiser: return 12 * (cellVariance + 0.25 * distance * distance)
    case .midTread:
      return 12
        * (scale * scale * lowerGamma(3, 0.5 * rate) + exp(-0.5 * rate)
          * (cellVariance + 0.25 * distance * distance))
    case .dithered:
      let change = DoubleExponential.integral(over: [0, 0.5 * radius]) {
        2 * $0 * exceedance($0) - 4 * kernel($0)
      }
      return 1 + 12 * change
    }
  }

  /// The error of the data themselves.
  public var dataError: Double { error(radius: 0) }
  /// The error of the exact solution.
  public var exactError: Double { error(radius: 1) }

  /// The least error of all functions of the quantised value, that of the posterior mean.
  public var bayesError: Double {
    guard kind == .dithered else { return error(radius: posteriorRadius) }
    let outside = scale * -expm1(-rate) * cellVariance
    return 12 * (outside + 2 * DoubleExponential.integral(over: [0, 0.5], of: innerVariance))
  }

  // MARK: Dither

  /// P(|x| > t) for t ≤ ½: 1 − 2t + 2b e^{−β/2} sinh(βt).
  private func exceedance(_ t: Double) -> Double {
    1 - 2 * t + scale * (exp(rate * (t - 0.5)) - exp(-rate * (t + 0.5)))
  }

  /// E[V(u) f(t−u)] with V(u) = ½(¼ − u²), the kernel of Stein's lemma for uniform noise, and f the density of y.
  ///
  /// ⅛ − t²/2 − b² + ½b(1+2b)e^{−β/2} cosh(βt); for b > 2, where its terms cancel, by quadrature.
  private func kernel(_ t: Double) -> Double {
    guard scale > 2 else {
      return 0.125 - 0.5 * t * t - scale * scale + 0.25 * scale * (1 + 2 * scale)
        * (exp(rate * (t - 0.5)) + exp(-rate * (t + 0.5)))
    }
    return DoubleExponential.integral(over: [-0.5, t, 0.5]) { u in
      0.25 * (0.5 - u) * (0.5 + u) * rate * exp(-rate * abs(t - u))
    }
  }

  /// The density of x times the variance of y given x, for 0 ≤ x ≤ ½.
  private func innerVariance(_ x: Double) -> Double {
    // |y| reaches 0.5+x on the side of x and 0.5−x on the other; integrals of yᵏe^{−βy} are bᵏ⁺¹γ(k+1, ·).
    let (near, far) = (rate * (0.5 + x), rate * (0.5 - x))
    let mass = lowerGamma(1, near) + lowerGamma(1, far)
    let first = scale * (lowerGamma(2, near) - lowerGamma(2, far))
    let second = scale * scale * (lowerGamma(3, near) + lowerGamma(3, far))
    return mass > 0 ? 0.5 * (second - first * (first / mass)) : 0
  }

  // MARK: Fit

  /// The scale of greatest likelihood for data that were rounded to integers.
  ///
  /// With n₀ zeros and n₁ others, and K the sum of |s| − 1 over these, q = e^{−Δ/2b} solves
  /// (n + 2n₁ + 2K)q² + n₀q = n₁ + 2K.
  ///
  /// - Parameter values: Rounded data in units of Δ.
  /// - Returns: b/Δ; nil if all values are 0, or none is and all are ±1, where the likelihood has no maximum.
  public static func fittedScale(rounded values: [Double]) -> Double? {
    let sizes = values.map { abs($0.rounded()) }
    let zeros = Double(sizes.count { $0 == 0 })
    let others = Double(sizes.count) - zeros
    let beyond = sizes.reduce(0) { $0 + max($1 - 1, 0) }
    let (a, c) = (zeros + 3 * others + 2 * beyond, others + 2 * beyond)
    guard c > 0 else { return nil }
    let root = (zeros * zeros + 4 * a * c).squareRoot()
    // 1 − q without cancellation, from a + n₀ − c = 2(n₀ + n₁) and the quadratic at q = 1.
    let q = 2 * c / (zeros + root)
    let defect = 2 * (zeros + others) / (a + 0.5 * zeros + 0.5 * root)
    return q < 1 ? -0.5 / (q > 0.5 ? log1p(-defect) : log(q)) : nil
  }
}

/// L(t) = coth t − 1/t, which is between 0 and 1 for t > 0 and about t/3 near 0.
func langevin(_ t: Double) -> Double {
  guard t < 1 else { return (1 + exp(-2 * t)) / -expm1(-2 * t) - 1 / t }
  return 2 * t * zetaSeries(t) { _ in 1 }
}

/// L′(t) = 1/t² − 1/sinh² t.
func langevinSlope(_ t: Double) -> Double {
  guard t < 1 else {
    let half = -expm1(-2 * t)
    return 1 / (t * t) - 4 * exp(-2 * t) / (half * half)
  }
  return 2 * zetaSeries(t) { 2 * $0 - 1 }
}

/// Σ (−1)ⁿ⁻¹ ζ(2n) wₙ t²ⁿ⁻²/π²ⁿ over n ≥ 1, for |t| ≤ 1: L(t)/2t for wₙ = 1, from coth t = 1/t + 2t Σ 1/(t² + k²π²).
private func zetaSeries(_ t: Double, weight: (Double) -> Double) -> Double {
  var (sum, power) = (0.0, 1 / (Double.pi * Double.pi))
  for (index, zeta) in zetaOfEven.enumerated() {
    sum += power * zeta * weight(Double(index + 1))
    power *= -t * (t / (Double.pi * Double.pi))
  }
  return sum
}

/// ζ(2), ζ(4), …, ζ(40).
private let zetaOfEven: [Double] = (1...20).map { n in
  switch n {
  case 1: Double.pi * Double.pi / 6
  case 2: pow(Double.pi, 4) / 90
  case 3: pow(Double.pi, 6) / 945
  default: (1...60).reversed().reduce(0) { $0 + pow(Double($1), -2 * Double(n)) }
  }
}

/// γ(k, x) = ∫ tᵏ⁻¹ e⁻ᵗ dt over [0, x] for k = 1, 2, 3, by its series where the closed form cancels.
private func lowerGamma(_ k: Int, _ x: Double) -> Double {
  if k == 1 { return -expm1(-x) }
  guard x < 2 else {
    return k == 2 ? 1 - (1 + x) * exp(-x) : 2 - ((x + 2) * x + 2) * exp(-x)
  }
  var (term, sum, n) = (pow(x, Double(k)) / Double(k), 0.0, Double(k))
  while term > 0x1p-60 * sum {
    sum += term
    n += 1
    term *= x / n
  }
  return exp(-x) * sum
}
