// Total variation of a blurred signal, with its certificate.

import LabKit
import Libc
import LinearAlgebra
import Optimization

/// min P(x) = ½‖Ax − y‖² + λ Σ|x_{i+1} − x_i| for a periodic blur A with the kernel (0.2, 0.6, 0.2), n = 40.
struct DeblurredSignal {
  let blur: CirculantMap
  let differences: StencilMap
  private(set) var penalty: Double
  let data: [Double]
  private(set) var problem: AnalysisProblem
  /// A⁻ᵀ.
  private let factor: LUFactorization
  /// ρ = 1/‖A‖² = 1, as the kernel is positive with sum 1.
  let stepSize = 1.0
  /// The least eigenvalue (0.6 − 0.4)² of AᵀA.
  let leastEigenvalue = 0.04
  /// s = 0.99/‖Γ‖².
  let dualStep: Double

  static let length = 40

  /// Draws the noise.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - noise: The standard deviation of the noise.
  ///   - penalty: λ > 0.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  init(
    _ generator: inout CounterGenerator, noise: Double, penalty: Double
  ) throws(LabError) {
    let n = Self.length
    let blur = CirculantMap(kernel: [0.2, 0.6, 0.2], length: n)
    self.blur = blur
    differences = StencilMap(length: n, boundary: .open)
    self.penalty = penalty
    let truth = (0..<n).map { $0 < 13 ? 0.0 : $0 < 28 ? 1.0 : 0.4 }
    data = zip(blur.applied(to: truth), generator.normals(n)).map { $0 + noise * $1 }
    problem = AnalysisProblem(blur, data: data, differences: differences, penalty: penalty)
    factor = try factorized(LUFactorization(Matrix(of: blur)))
    // ‖Γ‖² = 2 + 2 cos(π/n), the largest eigenvalue of the Laplacian of a path.
    dualStep = 0.99 / (2 + 2 * cos(.pi / Double(n)))
  }

  /// The iteration with L steps.
  func iteration(
    _ steps: Int, isWarm: Bool, from image: [Double]? = nil, state: [Double]? = nil
  ) -> PlugAndPlayIteration<CirculantMap, AnalysisDenoiser<StencilMap>> {
    PlugAndPlayIteration(
      blur, data: data, stepSize: stepSize,
      AnalysisDenoiser(transform: differences, weight: stepSize * penalty, stepSize: dualStep),
      steps: steps, isWarm: isWarm, from: image, state: state)
  }

  /// The same signal with another λ > 0.
  func with(penalty: Double) -> DeblurredSignal {
    var other = self
    other.penalty = penalty
    other.problem = AnalysisProblem(blur, data: data, differences: differences, penalty: penalty)
    return other
  }

  /// The cold iteration with L steps until its image stands still, at most 1500 iterations.
  func coldLimit(_ steps: Int) -> (image: [Double], iterations: Int, isStill: Bool) {
    var iteration = iteration(steps, isWarm: false)
    var standstill = Standstill(iteration.image)
    var isStill = false
    repeat {
      iteration.run(Standstill.span)
      isStill = standstill.holds(iteration.image, after: iteration.iterations)
    } while !isStill && iteration.iterations < 1500
    return (iteration.image, iteration.iterations, isStill)
  }

  /// The largest number of warm iterations.
  static let warmLimit = 60_000

  /// The warm iteration with L steps until its gap is rounding, at most ``warmLimit`` iterations.
  ///
  /// - Parameters:
  ///   - steps: L.
  ///   - start: The iteration to continue; nil for a new one.
  /// - Returns: x, u, the number of iterations, the gap, and whether it is rounding.
  func certifiedLimit(
    _ steps: Int,
    from start: PlugAndPlayIteration<CirculantMap, AnalysisDenoiser<StencilMap>>? = nil
  ) -> (image: [Double], state: [Double], iterations: Int, gap: Double, isCertified: Bool) {
    var iteration = start ?? iteration(steps, isWarm: true)
    var gap = Double.infinity
    var isCertified = false
    repeat {
      iteration.run(50)
      gap = self.gap(iteration.image, iteration.state)
      isCertified = gap <= 1e-14 * max(1, problem.primal(iteration.image))
    } while !isCertified && iteration.iterations < Self.warmLimit
    return (iteration.image, iteration.state, iteration.iterations, gap, isCertified)
  }

  /// P(x) − D(A⁻ᵀΓᵀu/ρ).
  func gap(_ image: [Double], _ state: [Double]) -> Double {
    problem.certificate(image, dual: state.map { $0 / stepSize }, factor: factor).gap
  }
}
