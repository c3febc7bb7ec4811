// Deblurring of images by total variation, with a duality gap.

public import LinearAlgebra

/// min_x P(x) = ½‖Ax − y‖² + λ TV(x) for a periodic convolution A, by the alternating direction method of
/// multipliers.
///
/// ```
/// x ← argmin ½‖Ax − y‖² + ½ρ‖Dx − z + b‖²,   z ← prox(Dx + b),   b ← b + Dx − z,
/// ```
/// where the first step is exact: A and D have the same eigenvectors. It leaves Aᵀ(y − Ax) = Dᵀu for
/// u = ρ(Dx − z + b), so that s(y − Ax) and su are dual feasible for every s ≥ 0 with s|u_p| ≤ λ. For an invertible A so
/// are A⁻ᵀDᵀu and u = ρb, which converge faster. The certificate is the best of these.
///
/// - SeeAlso: S. Boyd, N. Parikh, E. Chu, B. Peleato and J. Eckstein, Distributed optimization and statistical learning
///   via the alternating direction method of multipliers, Found. Trends Mach. Learn. 3 (2011).
public struct ImageDeblurring: Sendable {
  /// A.
  public let blur: ImageConvolution
  /// TV, with periodic boundary.
  public let variation: ImageTotalVariation
  /// The eigenvalues of A, their squared moduli, and the eigenvalues of DᵀD, in the order of the transform.
  private let spectrum: (real: [Double], imaginary: [Double])
  private let energies: [Double]
  private let frequencies: [Double]
  private let fourier: FourierTransform
  /// Whether A has an inverse whose rounding does not matter.
  private let isInvertible: Bool

  /// Creates the problem.
  ///
  /// - Parameters:
  ///   - blur: A, which keeps constants: the sum of its kernel is not 0.
  ///   - norm: The norm of total variation.
  public init(blur: ImageConvolution, norm: PairNorm) {
    precondition(blur.kernel.reduce(0, +) != 0, "a kernel of sum 0")
    self.blur = blur
    let (h, w) = (blur.height, blur.width)
    variation = ImageTotalVariation(height: h, width: w, boundary: .periodic, norm: norm)
    spectrum = blur.spectrum()
    energies = zip(spectrum.real, spectrum.imaginary).map { $0 * $0 + $1 * $1 }
    isInvertible = (energies.min() ?? 0) > 1e-10 * (energies.max() ?? 0)
    fourier = FourierTransform(height: h, width: w)
    frequencies = fourier.laplacian()
  }

  /// Solves the problem.
  ///
  /// - Parameters:
  ///   - data: y, hw finite numbers.
  ///   - weight: λ > 0.
  ///   - gapTolerance: The duality gap at which to stop.
  ///   - iterationLimit: The largest number of iterations, at least 1.
  /// - Returns: The image; u in λ times the dual ball, for which q with Aᵀq = Dᵀu has the dual value ⟨y, q⟩ − ½‖q‖².
  /// - Complexity: Two Fourier transforms and O(hw) per iteration.
  public func solve(
    _ data: [Double], weight: Double, gapTolerance: Double, iterationLimit: Int = 10_000
  ) -> CertifiedImage {
    let n = blur.columns
    precondition(
      data.count == n && weight > 0 && iterationLimit >= 1,
      "\(data.count) of \(n) pixels, λ = \(weight), \(iterationLimit) iterations")
    var cost = OperationCount()
    let back = blur.adjointApplied(to: data)
    cost.adjointProducts += 1
    let spread = max((data.max() ?? 1) - (data.min() ?? 0), .leastNormalMagnitude)
    // λ/ρ, the difference that one step removes, is a twentieth of the range of y.
    let penalty = 20 * weight / spread
    var split = [Double](repeating: 0, count: 2 * n)
    var multiplier = split
    var (differences, target, image) = (split, split, back)
    var iteration = 0
    while true {
      for i in target.indices { target[i] = penalty * (split[i] - multiplier[i]) }
      variation.gradient.applyAdjoint(target, into: &image)
      for i in 0..<n { image[i] += back[i] }
      solveLinear(&image, penalty)
      variation.gradient.apply(image, into: &differences)
      iteration += 1
      cost.products += 1
      cost.adjointProducts += 1
      cost.proximalSteps += 1
      if iteration % 10 == 0 || iteration == iterationLimit {
        let certificate = certify(image, data, weight, differences, split, multiplier, penalty)
        cost.products += 2
        cost.adjointProducts += 1
        let isEnough = certificate.gap <= gapTolerance
        if isEnough || iteration >= iterationLimit {
          return CertifiedImage(
            image: image, dual: certificate.dual, primal: certificate.primal, gap: certificate.gap,
            iterations: iteration,
            stopReason: isEnough ? .gap : .iterationLimit, cost: cost)
        }
      }
      advance(differences, &split, &multiplier, weight / penalty)
    }
  }

  /// x ← (AᵀA + ρDᵀD)⁻¹x.
  private func solveLinear(_ image: inout [Double], _ penalty: Double) {
    var rest = [Double](repeating: 0, count: image.count)
    fourier.transform(&image, &rest)
    for i in image.indices {
      let factor = 1 / (energies[i] + penalty * frequencies[i])
      image[i] *= factor
      rest[i] *= factor
    }
    fourier.transform(&image, &rest, isInverse: true)
  }

  /// z and b of the next iteration, over-relaxed.
  private func advance(
    _ differences: [Double], _ split: inout [Double], _ multiplier: inout [Double],
    _ threshold: Double
  ) {
    switch variation.norm {
    case .anisotropic: advance(differences, &split, &multiplier, threshold, .anisotropic)
    case .isotropic: advance(differences, &split, &multiplier, threshold, .isotropic)
    }
  }

  @inline(__always)
  private func advance(
    _ differences: [Double], _ split: inout [Double], _ multiplier: inout [Double],
    _ threshold: Double, _ norm: PairNorm
  ) {
    let n = blur.columns
    let relaxation = 1.8
    differences.withUnsafeBufferPointer { d in
      split.withUnsafeMutableBufferPointer { z in
        multiplier.withUnsafeMutableBufferPointer { b in
          for i in 0..<n {
            let v0 = relaxation * d[i] + (1 - relaxation) * z[i] + b[i]
            let v1 = relaxation * d[n + i] + (1 - relaxation) * z[n + i] + b[n + i]
            let (b0, b1) = norm.projected(v0, v1, threshold)
            (b[i], b[n + i]) = (b0, b1)
            (z[i], z[n + i]) = (v0 - b0, v1 - b1)
          }
        }
      }
    }
  }

  /// The better certificate of an iterate.
  private func certify(
    _ image: [Double], _ data: [Double], _ weight: Double, _ differences: [Double],
    _ split: [Double], _ multiplier: [Double], _ penalty: Double
  ) -> (primal: Double, gap: Double, dual: [Double]) {
    var residual = blur.applied(to: image)
    for i in residual.indices { residual[i] = data[i] - residual[i] }
    let square = dot(residual, residual)
    let product = dot(data, residual)
    let primal = 0.5 * square + weight * variation.sum(differences)
    // su for the u of the residual.
    let dual = differences.indices.map { penalty * (differences[$0] - split[$0] + multiplier[$0]) }
    let limit = 1 / max(variation.dualNorm(dual) / weight, 1)
    let factor = square > 0 ? min(max(product / square, 0), limit) : 0
    let value = factor * product - 0.5 * factor * factor * square
    if isInvertible {
      var other = multiplier.map { penalty * $0 }
      variation.project(&other, weight: weight)
      let point = inverse(variation.gradient.adjointApplied(to: other))
      let otherValue = dot(data, point) - 0.5 * dot(point, point)
      if otherValue > value { return (primal, primal - otherValue, other) }
    }
    return (primal, primal - value, dual.map { factor * $0 })
  }

  /// A⁻ᵀx, by division by the conjugate eigenvalues.
  private func inverse(_ image: [Double]) -> [Double] {
    var real = image
    var imaginary = [Double](repeating: 0, count: image.count)
    fourier.transform(&real, &imaginary)
    for i in real.indices {
      let (a, b) = (spectrum.real[i] / energies[i], spectrum.imaginary[i] / energies[i])
      // 1/conj(k) = k/|k|².
      (real[i], imaginary[i]) = (
        a * real[i] - b * imaginary[i], a * imaginary[i] + b * real[i]
      )
    }
    fourier.transform(&real, &imaginary, isInverse: true)
    return real
  }
}
