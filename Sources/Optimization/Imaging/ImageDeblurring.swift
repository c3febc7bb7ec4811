// Deblurring of images by total variation, with a duality gap.

public import LinearAlgebra

/// min_x P(x) = ½‖Ax − y‖² + λ TV(x) for a periodic convolution A, by the alternating direction method of
/// multipliers.
///
/// ```
/// x ← argmin ½‖Ax − y‖² + ½ρ‖Dx − z + b‖²,   z ← prox(Dx + b),   b ← b + Dx − z,
/// ```
/// where the first step is exact: A and D have the same eigenvectors. It leaves Aᵀ(y − Ax) = Dᵀu for
/// u = ρ(Dx − z + b), so that s(y − Ax) and su are dual feasible for every s ≥ 0 with s|u_p| ≤ λ. The certificate is
/// the best of these.
///
/// - SeeAlso: S. Boyd, N. Parikh, E. Chu, B. Peleato and J. Eckstein, Distributed optimization and statistical learning
///   via the alternating direction method of multipliers, Found. Trends Mach. Learn. 3 (2011).
public struct ImageDeblurring: Sendable {
  /// The last iterate of a run with its certificate and the reason for the end.
  public struct Result: Sendable, Equatable {
    /// The reason why a run stopped.
    public enum StopReason: String, Sendable, Equatable {
      /// The duality gap is within its tolerance.
      case gap
      /// The iteration limit was reached.
      case iterationLimit
    }

    /// x, hw numbers.
    public let image: [Double]
    /// u with Aᵀ(y − Ax) = Dᵀu, 2hw numbers; divided by ``dualScale`` it is in λ times the dual ball.
    public let dual: [Double]
    /// The number ≥ 1 by which u has to be divided to be feasible.
    public let dualScale: Double
    /// P(x).
    public let primal: Double
    /// P(x) minus the dual value, at least P(x) − P*.
    public let gap: Double
    /// The number of completed iterations.
    public let iterations: Int
    /// The reason why this is the end.
    public let stopReason: StopReason
    /// The products with A, D and their adjoints, and the proximal steps.
    public let cost: OperationCount
  }

  /// A.
  public let blur: ImageConvolution
  /// TV, with periodic boundary.
  public let variation: ImageTotalVariation
  /// |eigenvalues|² of A, and the eigenvalues of DᵀD, in the order of the transform.
  private let energies: [Double]
  private let frequencies: [Double]
  private let fourier: FourierTransform

  /// Creates the problem.
  ///
  /// - Parameters:
  ///   - blur: A, which keeps constants: the sum of its kernel is not 0.
  ///   - norm: The norm of total variation.
  public init(blur: ImageConvolution, norm: ImageTotalVariation.Norm) {
    precondition(blur.kernel.reduce(0, +) != 0, "a kernel of sum 0")
    self.blur = blur
    let (h, w) = (blur.height, blur.width)
    variation = ImageTotalVariation(height: h, width: w, boundary: .periodic, norm: norm)
    let (real, imaginary) = blur.spectrum()
    energies = zip(real, imaginary).map { $0 * $0 + $1 * $1 }
    fourier = FourierTransform(height: h, width: w)
    var impulse = [Double](repeating: 0, count: h * w)
    impulse[0] = 1
    let gradient = variation.gradient
    var response = gradient.adjointApplied(to: gradient.applied(to: impulse))
    var rest = [Double](repeating: 0, count: h * w)
    fourier.transform(&response, &rest)
    frequencies = response.map { max($0, 0) }
  }

  /// Solves the problem.
  ///
  /// - Parameters:
  ///   - data: y, hw finite numbers.
  ///   - weight: λ > 0.
  ///   - gapTolerance: The duality gap at which to stop.
  ///   - iterationLimit: The largest number of iterations, at least 1.
  /// - Returns: The image and its certificate.
  /// - Complexity: Two Fourier transforms and O(hw) per iteration.
  public func solve(
    _ data: [Double], weight: Double, gapTolerance: Double, iterationLimit: Int = 10_000
  ) -> Result {
    let n = blur.columns
    precondition(
      data.count == n && weight > 0 && iterationLimit >= 1,
      "\(data.count) of \(n) pixels, λ = \(weight), \(iterationLimit) iterations")
    var cost = OperationCount()
    let back = blur.adjointApplied(to: data)
    cost.adjointProducts += 1
    let spread = max((data.max() ?? 1) - (data.min() ?? 0), .leastNormalMagnitude)
    // λ/ρ is the jump that one step removes.
    var penalty = 20 * weight / spread
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
        cost.products += 1
        let isEnough = certificate.gap <= gapTolerance
        if isEnough || iteration >= iterationLimit {
          return Result(
            image: image, dual: certificate.dual, dualScale: certificate.scale,
            primal: certificate.primal, gap: certificate.gap, iterations: iteration,
            stopReason: isEnough ? .gap : .iterationLimit, cost: cost)
        }
      }
      let residuals = advance(differences, &split, &multiplier, weight / penalty)
      // The penalty follows the residuals at first, and then stays, so that the method converges.
      if iteration % 10 == 0 && iteration <= 200 {
        let ratio = residuals.primal / max(penalty * residuals.dual, .leastNormalMagnitude)
        let factor = min(max(ratio.squareRoot(), 0.5), 2)
        if factor > 1.2 || factor < 0.8 {
          penalty *= factor
          for i in multiplier.indices { multiplier[i] /= factor }
        }
      }
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

  /// z and b of the next iteration, over-relaxed, with the sizes of the two residuals.
  private func advance(
    _ differences: [Double], _ split: inout [Double], _ multiplier: inout [Double],
    _ threshold: Double
  ) -> (primal: Double, dual: Double) {
    let n = blur.columns
    let relaxation = 1.8
    var (primal, dual) = (0.0, 0.0)
    for i in 0..<n {
      let (z0, z1) = (split[i], split[n + i])
      let v0 = relaxation * differences[i] + (1 - relaxation) * z0 + multiplier[i]
      let v1 = relaxation * differences[n + i] + (1 - relaxation) * z1 + multiplier[n + i]
      let (b0, b1) = ImageTotalVariation.projected(v0, v1, threshold, variation.norm)
      (multiplier[i], multiplier[n + i]) = (b0, b1)
      (split[i], split[n + i]) = (v0 - b0, v1 - b1)
      let (p0, p1) = (differences[i] - split[i], differences[n + i] - split[n + i])
      let (d0, d1) = (split[i] - z0, split[n + i] - z1)
      primal += p0 * p0 + p1 * p1
      dual += d0 * d0 + d1 * d1
    }
    return (primal.squareRoot(), dual.squareRoot())
  }

  /// The certificate of an iterate.
  private func certify(
    _ image: [Double], _ data: [Double], _ weight: Double, _ differences: [Double],
    _ split: [Double], _ multiplier: [Double], _ penalty: Double
  ) -> (primal: Double, gap: Double, dual: [Double], scale: Double) {
    var residual = blur.applied(to: image)
    for i in residual.indices { residual[i] = data[i] - residual[i] }
    let dual = differences.indices.map { penalty * (differences[$0] - split[$0] + multiplier[$0]) }
    let scale = max(variation.dualNorm(dual) / weight, 1)
    return (
      0.5 * dot(residual, residual) + weight * variation.sum(differences),
      gap(residual, data, differences, weight, scale), dual, scale
    )
  }

  /// P(x) − max_s s⟨y, r⟩ − ½s²‖r‖² over s ≤ 1/scale, for r = y − Ax.
  private func gap(
    _ residual: [Double], _ data: [Double], _ differences: [Double], _ weight: Double,
    _ scale: Double
  ) -> Double {
    let square = dot(residual, residual)
    let product = dot(data, residual)
    let factor = square > 0 ? min(max(product / square, 0), 1 / scale) : 0
    let primal = 0.5 * square + weight * variation.sum(differences)
    return primal - (factor * product - 0.5 * factor * factor * square)
  }
}
