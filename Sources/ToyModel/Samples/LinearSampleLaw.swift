// The exact excess of linear denoisers that are learned from Gaussian frames.

import Optimization

/// The mean excess of the best linear denoiser of m frames over the best one of the population, exactly.
///
/// Frames are pairs of y ~ N(0, C) and x = y + ε, ε ~ N(0, σ²I). With w = γ + σ², p = m − n and L₀ = ½Σγσ²/w
/// ```
/// clean        T = Ŝ_yx Ŝ_xx⁻¹     L₀ n/(p − 1)                                           p > 1
/// noise2noise  T = Ŝ_x′x Ŝ_xx⁻¹    (L₀ + ½nσ²) n/(p − 1)                                  p > 1
/// sure         T = I − σ²Ŝ_xx⁻¹    ½σ⁴ Σ(1/w) ((n+1)p² + (3n²+4n+3)p + n²(n−1))/(p(p−1)(p−3))   p > 3
/// ```
/// by the moments of Wishart matrices; see docs/proofs/samples.md. In the last one
/// m²(m−1)/(p(p−1)(p−3)) − 2m/(p−1) + 1 is written without its cancellation.
///
/// With known eigenvectors of C, and one gain learned for each direction, n is 1 in these formulas, one for each
/// direction: L₀/(m − 2) for clean targets.
///
/// - SeeAlso: D. von Rosen, Moments for the inverted Wishart distribution, Scand. J. Statist. 15 (1988).
public struct LinearSampleLaw: Sendable, Equatable {
  /// n.
  public let dimension: Int
  /// The loss.
  public let loss: SampleLoss
  /// The factor that does not depend on m: L₀, L₀ + ½nσ² or ½σ⁴Σ1/w.
  private let factor: Double

  /// The law of some data.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - loss: The loss.
  /// - Complexity: O(d) for d groups.
  public init(spectrum: Spectrum, noiseVariance: Double, loss: SampleLoss) {
    precondition(noiseVariance >= 0 && noiseVariance.isFinite, "σ² = \(noiseVariance)")
    dimension = spectrum.dimension
    self.loss = loss
    var sum = CompensatedSum()
    for group in spectrum.groups {
      let wiener = Gain.wiener(eigenvalue: group.eigenvalue, noiseVariance: noiseVariance)
      let term =
        switch loss {
        case .clean: wiener.value
        case .noise2noise: 1 + wiener.value
        case .sure: wiener.defect
        }
      sum += 0.5 * Double(group.multiplicity) * (noiseVariance * term)
    }
    factor = sum.value
  }

  /// The excess; nil for m ≤ n + 1, and for `sure` m ≤ n + 3, where it is infinite or undefined.
  ///
  /// - Parameter frames: m, at least 1.
  /// - Returns: E[risk] − L₀, to a few ulp.
  public func excess(frames: Int) -> Double? {
    excess(dimension: dimension, frames: frames)
  }

  /// The excess with known eigenvectors of C; nil for m ≤ 2, and for `sure` m ≤ 4.
  ///
  /// - Parameter frames: m, at least 1.
  /// - Returns: The mean excess of the n gains that are best for the frames.
  public func excessWithKnownEigenvectors(frames: Int) -> Double? {
    excess(dimension: 1, frames: frames)
  }

  /// The limit of m·excess as m → ∞: nL₀, n(L₀ + ½nσ²) or ½(n+1)σ⁴Σ1/w.
  public var constant: Double {
    factor * Double(loss == .sure ? dimension + 1 : dimension)
  }

  private func excess(dimension: Int, frames: Int) -> Double? {
    precondition(frames >= 1, "\(frames) frames")
    guard frames - dimension > loss.margin else { return nil }
    return factor * Self.growth(Double(dimension), beyond: Double(frames - dimension), loss)
  }

  /// The factor that depends on n and p.
  private static func growth(_ n: Double, beyond p: Double, _ loss: SampleLoss) -> Double {
    guard loss == .sure else { return n / (p - 1) }
    return (n + 1 + (3 * n * n + 4 * n + 3 + n * n * (n - 1) / p) / p) / (p - 1) * (p / (p - 3))
  }

  /// The number of frames at which a smaller class of denoisers ceases to be better.
  ///
  /// Its mean risk is L₀ + gap + K/m, asymptotically. Below the number it is less than that of the unconstrained
  /// denoiser, above it more: m(excess − gap) − K decreases with m.
  ///
  /// - Parameters:
  ///   - gap: The excess of the class in the population, at least 0.
  ///   - constant: K ≥ 0 of the class.
  /// - Returns: m, a real number; nil if the class is better for any number of frames, or if it is beyond 2⁵³.
  public func crossing(gap: Double, constant: Double) -> Double? {
    let n = Double(dimension)
    func balance(_ p: Double) -> Double {
      (n + p) * (factor * Self.growth(n, beyond: p, loss) - gap) - constant
    }
    let (lower, upper) = (Double(loss.margin).nextUp, 0x1p53)
    guard balance(lower) > 0, balance(upper) < 0 else { return nil }
    return n + findRoot(lower: lower, upper: upper, of: balance).location
  }
}
