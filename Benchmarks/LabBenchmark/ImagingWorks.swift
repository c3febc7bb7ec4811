// Total variation of signals and images, and plug-and-play iterations.

import BenchmarkSupport
import LabKit
import Libc
import LinearAlgebra
import Optimization

/// Total variation denoising of a signal, exactly.
struct SignalDenoising: Work {
  let signal: [Double]
  let penalty: Double

  func run() { _ = totalVariationDenoised(signal, weight: penalty) }

  func result() -> Matrix {
    Matrix(
      rows: 1, columns: signal.count, elements: totalVariationDenoised(signal, weight: penalty))
  }
}

/// Isotropic total variation deblurring of an image with a separable periodic blur, to a duality gap.
struct DeblurredImage: Work {
  let image: Matrix
  let kernel: [Double]
  let penalty: Double
  let gap: Double

  private func solution() -> CertifiedImage {
    let blur = ImageConvolution(separable: kernel, height: image.rows, width: image.columns)
    return ImageDeblurring(blur: blur, norm: .isotropic).solve(
      image.transposed.elements, weight: penalty, gapTolerance: gap)
  }

  func run() { _ = solution() }

  /// The objective, which is compared.
  func result() -> Matrix { Matrix(rows: 1, columns: 1, elements: [solution().primal]) }
}

/// Plug-and-play deblurring of a signal with one warm step, to a duality gap.
struct WarmSteps: Work {
  let signal: [Double]
  let kernel: [Double]
  let penalty: Double
  let gap: Double

  private func solution() -> Certificate {
    let n = signal.count
    let blur = CirculantMap(kernel: kernel, length: n)
    let differences = StencilMap(length: n, boundary: .open)
    let problem = AnalysisProblem(blur, data: signal, differences: differences, penalty: penalty)
    var iteration = PlugAndPlayIteration(
      blur, data: signal, stepSize: 1,
      AnalysisDenoiser(
        transform: differences, weight: penalty,
        stepSize: 0.99 / (2 + 2 * cos(.pi / Double(n)))), steps: 1, isWarm: true)
    var certificate: Certificate
    repeat {
      iteration.run(50)
      certificate = problem.certificate(iteration.image, dual: iteration.state)
    } while certificate.gap > gap
    return certificate
  }

  func run() { _ = solution() }

  /// The objective, which is compared.
  func result() -> Matrix { Matrix(rows: 1, columns: 1, elements: [solution().primal]) }
}
