// Denoising of images by total variation, with a duality gap.

import LinearAlgebra

extension ImageTotalVariation {
  /// The proximal operator of λTV: argmin_x P(x) = ½‖x − f‖² + λ TV(x), with a duality gap.
  ///
  /// The dual problem, max_u ½‖f‖² − ½‖f − Dᵀu‖² for |u_p| ≤ λ, is solved by accelerated projected gradient ascent
  /// with the step 1/8. Momentum starts anew where the gap rises. The gap λTV(x) − ⟨u, Dx⟩ is a sum of nonnegative
  /// terms, so no digit is lost where it is small.
  ///
  /// - Parameters:
  ///   - image: f, n finite numbers.
  ///   - weight: λ ≥ 0.
  ///   - start: u⁰, 2n numbers, projected first; nil for 0.
  ///   - gapTolerance: The gap at which to stop.
  ///   - iterationLimit: The largest number of iterations.
  /// - Returns: x = f − Dᵀu, u with |u_p| ≤ λ, and the gap, which bounds ½‖x − x*‖² too.
  /// - Complexity: O(n) per iteration.
  /// - SeeAlso: A. Beck and M. Teboulle, Fast gradient-based algorithms for constrained total variation image denoising
  ///   and deblurring problems, IEEE Trans. Image Process. 18 (2009); B. O'Donoghue and E. Candès, Adaptive restart for
  ///   accelerated gradient schemes, Found. Comput. Math. 15 (2015).
  public func denoised(
    _ image: [Double], weight: Double, from start: [Double]? = nil, gapTolerance: Double,
    iterationLimit: Int = 100_000
  ) -> CertifiedImage {
    let n = pixelCount
    precondition(
      image.count == n && weight >= 0 && gapTolerance >= 0 && (start?.count ?? 2 * n) == 2 * n,
      "\(image.count) of \(n) pixels, λ = \(weight), gap \(gapTolerance), \(start?.count ?? 0) dual"
    )
    var ascent = DualAscent(self, image, weight, start)
    var gap = ascent.certify()
    var (best, sinceBest) = (gap, 0)
    let rounding = 1e-15 * (weight * sum(ascent.differences) + dot(image, image))
    var iterations = 0
    var reason: CertifiedImage.StopReason?
    // Certificates cost about as much as half an iteration.
    let checkInterval = 10
    while reason == nil {
      if gap <= gapTolerance {
        reason = .gap
      } else if iterations >= iterationLimit {
        reason = .iterationLimit
      } else if gap <= rounding && sinceBest >= 20 {
        reason = .rounding
      } else {
        let count = min(checkInterval, iterationLimit - iterations)
        for _ in 0..<count { ascent.step() }
        iterations += count
        let next = ascent.certify()
        if next > gap { ascent.restart() }
        gap = next
        sinceBest = gap < best ? 0 : sinceBest + 1
        best = min(best, gap)
      }
    }
    let moved = distance(ascent.image, image)
    return CertifiedImage(
      image: ascent.image, dual: ascent.dual,
      primal: 0.5 * moved * moved + weight * sum(ascent.differences),
      gap: gap, iterations: iterations, stopReason: reason ?? .iterationLimit, cost: ascent.cost)
  }

}

/// Accelerated projected gradient ascent on the dual of denoising.
private struct DualAscent {
  let variation: ImageTotalVariation
  let data: [Double]
  let weight: Double
  /// u, and the extrapolated point at which the next gradient is taken.
  var dual: [Double]
  var ahead: [Double]
  /// f − Dᵀu of the last certificate, and its differences.
  var image: [Double]
  var differences: [Double]
  private var momentum = 1.0
  private(set) var cost = OperationCount()

  init(
    _ variation: ImageTotalVariation, _ data: [Double], _ weight: Double, _ start: [Double]?
  ) {
    let n = variation.pixelCount
    (self.variation, self.data, self.weight) = (variation, data, weight)
    dual = start ?? [Double](repeating: 0, count: 2 * n)
    variation.project(&dual, weight: weight)
    ahead = dual
    image = [Double](repeating: 0, count: n)
    differences = [Double](repeating: 0, count: 2 * n)
  }

  /// Forgets the momentum.
  mutating func restart() {
    momentum = 1
    ahead = dual
  }

  /// The gap λTV(x) − ⟨u, Dx⟩ at x = f − Dᵀu.
  mutating func certify() -> Double {
    residual(of: dual)
    variation.gradient.apply(image, into: &differences)
    cost.products += 1
    let n = variation.pixelCount
    var gap = 0.0
    for i in 0..<n {
      let (a, b) = (differences[i], differences[n + i])
      // u is in the dual ball, so every term is nonnegative up to rounding.
      gap += max(weight * variation.norm.length(a, b) - (dual[i] * a + dual[n + i] * b), 0)
    }
    return gap
  }

  /// x ← f − Dᵀu.
  private mutating func residual(of dual: [Double]) {
    variation.gradient.applyAdjoint(dual, into: &image)
    cost.adjointProducts += 1
    for i in image.indices { image[i] = data[i] - image[i] }
  }

  /// u⁺ = Π(v + ⅛D(f − Dᵀv)), then v = u⁺ + β(u⁺ − u).
  mutating func step() {
    residual(of: ahead)
    let following = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
    let factor = (momentum - 1) / following
    momentum = following
    switch variation.norm {
    case .anisotropic: pass(.anisotropic, factor)
    case .isotropic: pass(.isotropic, factor)
    }
    cost.products += 1
    cost.proximalSteps += 1
  }

  /// Differences, projection and extrapolation in one pass over the pixels.
  @inline(__always)
  private mutating func pass(_ norm: PairNorm, _ factor: Double) {
    let (h, w) = (variation.gradient.height, variation.gradient.width)
    let isPeriodic = variation.gradient.boundary == .periodic
    let (n, weight) = (h * w, weight)
    let step = 1 / ImageTotalVariation.squaredNormBound
    image.withUnsafeBufferPointer { image in
      dual.withUnsafeMutableBufferPointer { dual in
        ahead.withUnsafeMutableBufferPointer { ahead in
          guard let x = image.baseAddress, let u = dual.baseAddress, let v = ahead.baseAddress
          else { return }
          for row in 0..<h {
            let here = x + row * w
            // Differences across a free edge are 0.
            let below = row + 1 < h ? here + w : isPeriodic ? x : here
            let (u0, u1) = (u + row * w, u + n + row * w)
            let (v0, v1) = (v + row * w, v + n + row * w)
            for j in 0..<w - 1 {
              let (a, b) = norm.projected(
                v0[j] + step * (below[j] - here[j]), v1[j] + step * (here[j + 1] - here[j]), weight)
              v0[j] = a + factor * (a - u0[j])
              v1[j] = b + factor * (b - u1[j])
              u0[j] = a
              u1[j] = b
            }
            let last = w - 1
            let right = isPeriodic ? here[0] : here[last]
            let (a, b) = norm.projected(
              v0[last] + step * (below[last] - here[last]), v1[last] + step * (right - here[last]),
              weight)
            v0[last] = a + factor * (a - u0[last])
            v1[last] = b + factor * (b - u1[last])
            u0[last] = a
            u1[last] = b
          }
        }
      }
    }
  }
}
