// The photograph of Data/camera, blurred, with noise.

import LabKit
import LinearAlgebra
import Optimization

/// min P(x) = ½‖Ax − y‖² + λ TV(x), isotropic and periodic, for a photograph of s × s pixels.
struct BlurredPhotograph {
  let photograph: Photograph
  let blur: ImageConvolution
  let data: [Double]
  let penalty: Double
  let differences: StencilMap
  let problem: AnalysisProblem

  /// Blurs the photograph and draws the noise.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - size: s, a divisor of 128, at least 16.
  ///   - noise: The standard deviation of the noise.
  ///   - penalty: λ > 0.
  init(_ generator: inout CounterGenerator, size: Int, noise: Double, penalty: Double) {
    photograph = Photograph(size: size)
    blur = ImageConvolution(separable: [0.1, 0.2, 0.4, 0.2, 0.1], height: size, width: size)
    data = zip(blur.applied(to: photograph.pixels), generator.normals(size * size)).map {
      $0 + noise * $1
    }
    self.penalty = penalty
    differences = StencilMap(height: size, width: size, boundary: .periodic)
    problem = AnalysisProblem(
      blur, data: data, differences: differences, norm: .isotropic, penalty: penalty)
  }

  /// The iteration with L steps, ρ = 1/‖A‖² = 1 and s = 1/8.
  func iteration(
    _ steps: Int, isWarm: Bool
  ) -> PlugAndPlayIteration<ImageConvolution, AnalysisDenoiser<StencilMap>> {
    PlugAndPlayIteration(
      blur, data: data, stepSize: 1,
      AnalysisDenoiser(
        transform: differences, weight: penalty,
        stepSize: 1 / ImageTotalVariation.squaredNormBound, norm: .isotropic),
      steps: steps, isWarm: isWarm)
  }

  /// The peak signal-to-noise ratio −10 log₁₀ of the mean square error, in decibels.
  func quality(_ image: [Double]) -> Double { decibels(image, photograph.pixels) }
}
