// Deblurring of images: the certificate by dense linear algebra, and an image without blur.

import LinearAlgebra
import Optimization
import Testing

@Suite("Deblurring by total variation")
struct ImageDeblurringTests {
  private static let norms = PairNorm.allCases

  /// Two rectangles, blurred, with noise.
  private func scene(_ blur: ImageConvolution) -> [Double] {
    let noise = normals(blur.columns, seed: 21)
    let image = (0..<blur.columns).map { index -> Double in
      let (row, column) = (index / blur.width, index % blur.width)
      return (row > 1 && row < 6 && column > 1 && column < 4 ? 1 : 0) + (column > 5 ? 0.5 : 0)
    }
    return zip(blur.applied(to: image), noise).map { $0 + 0.03 * $1 }
  }

  @Test(
    "the gap is that of a dual point made with dense inverses", arguments: norms, [true, false])
  func certificate(norm: PairNorm, isSymmetric: Bool) throws {
    let blur =
      isSymmetric
      ? ImageConvolution(separable: [0.2, 0.6, 0.2], height: 8, width: 9)
      : ImageConvolution(
        kernel: [0, 0.1, 0, 0.05, 0.6, 0.2, 0, 0, 0.05], kernelHeight: 3, height: 8, width: 9)
    let (data, weight) = (scene(blur), 0.05)
    let problem = ImageDeblurring(blur: blur, norm: norm)
    let result = problem.solve(data, weight: weight, gapTolerance: 1e-9)
    #expect(result.stopReason == .gap && result.gap <= 1e-9)
    // q = A⁻ᵀDᵀu for a feasible u has the dual value ⟨y, q⟩ − ½‖q‖², a lower bound on every P.
    #expect(problem.variation.dualNorm(result.dual) <= weight * (1 + 1e-14))
    let dense = Matrix(of: blur)
    let lu = try LUFactorization(dense.transposed)
    var q = problem.variation.gradient.adjointApplied(to: result.dual)
    lu.solve(&q)
    let dual = dot(data, q) - 0.5 * dot(q, q)
    let rest = difference(dense.applied(to: result.image), data)
    let primal = 0.5 * dot(rest, rest) + weight * problem.variation.value(result.image)
    #expect(abs(primal - result.primal) <= 1e-12)
    #expect(abs(primal - dual - result.gap) <= 1e-12)
  }

  @Test("a blur without an inverse is certified by the residual", arguments: norms)
  func singular(norm: PairNorm) {
    // The eigenvalue of the alternating image is 0.
    let blur = ImageConvolution(separable: [0.25, 0.5, 0.25], height: 8, width: 8)
    let data = scene(blur)
    let problem = ImageDeblurring(blur: blur, norm: norm)
    let result = problem.solve(data, weight: 0.05, gapTolerance: 1e-7, iterationLimit: 100_000)
    #expect(result.stopReason == .gap)
    let rest = difference(data, blur.applied(to: result.image))
    let back = blur.adjointApplied(to: rest)
    let image = problem.variation.gradient.adjointApplied(to: result.dual)
    // Dᵀu is a multiple of Aᵀ(y − Ax).
    let factor = dot(image, back) / dot(back, back)
    #expect(distance(image, back.map { factor * $0 }) <= 1e-12)
    let dual = factor * dot(data, rest) - 0.5 * factor * factor * dot(rest, rest)
    #expect(abs(result.primal - dual - result.gap) <= 1e-12)
    #expect(problem.variation.dualNorm(result.dual) <= 0.05 * (1 + 1e-14))
  }

  @Test("a blur with the kernel 1 is denoising", arguments: norms)
  func identity(norm: PairNorm) {
    let blur = ImageConvolution(kernel: [1], kernelHeight: 1, height: 8, width: 8)
    let data = scene(blur)
    let deblurred = ImageDeblurring(blur: blur, norm: norm).solve(
      data, weight: 0.1, gapTolerance: 1e-11)
    let denoised = ImageTotalVariation(height: 8, width: 8, boundary: .periodic, norm: norm)
      .denoised(data, weight: 0.1, gapTolerance: 1e-11)
    #expect(distance(deblurred.image, denoised.image) <= 2 * (2e-11).squareRoot())
    #expect(abs(deblurred.primal - denoised.primal) <= 2e-11)
  }

  @Test("says that the limit came first")
  func limit() {
    let blur = ImageConvolution(separable: [0.2, 0.6, 0.2], height: 8, width: 8)
    let result = ImageDeblurring(blur: blur, norm: .isotropic).solve(
      scene(blur), weight: 0.05, gapTolerance: 0, iterationLimit: 13)
    #expect(result.stopReason == .iterationLimit && result.iterations == 13 && result.gap > 0)
  }
}
