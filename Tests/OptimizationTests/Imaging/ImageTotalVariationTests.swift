// Total variation of images against signals, dense duals, a second method and hand calculation.

import LinearAlgebra
import Optimization
import Testing

@Suite("Total variation of images")
struct ImageTotalVariationTests {
  private static let kinds: [(boundary: StencilMap.Boundary, norm: PairNorm)] = [
    (.open, .anisotropic), (.open, .isotropic), (.periodic, .anisotropic), (.periodic, .isotropic),
  ]

  @Test("the value by hand, of a step and of a corner")
  func value() {
    // 0 0
    // 0 3
    let corner = [0, 0, 0, 3.0]
    func variation(
      _ boundary: StencilMap.Boundary, _ norm: PairNorm
    ) -> ImageTotalVariation {
      ImageTotalVariation(height: 2, width: 2, boundary: boundary, norm: norm)
    }
    #expect(variation(.open, .anisotropic).value(corner) == 6)
    // The differences are those of the pixels above and to the left of the corner.
    #expect(variation(.open, .isotropic).value(corner) == 6)
    #expect(variation(.periodic, .anisotropic).value(corner) == 12)
    #expect(abs(variation(.periodic, .isotropic).value(corner) - (6 + 18.0.squareRoot())) <= 1e-14)
    // The pixel at the corner itself has both differences.
    #expect(abs(variation(.open, .isotropic).value([3, 0, 0, 0]) - 18.0.squareRoot()) <= 1e-15)
  }

  @Test("TV is the largest ⟨Dx, u⟩ over the dual ball", arguments: kinds)
  func supportFunction(boundary: StencilMap.Boundary, norm: PairNorm) {
    let variation = ImageTotalVariation(height: 5, width: 4, boundary: boundary, norm: norm)
    let image = normals(20, seed: 3)
    let differences = variation.gradient.applied(to: image)
    for seed in 1...50 as ClosedRange<UInt64> {
      var dual = normals(40, seed: seed).map { 3 * $0 }
      variation.project(&dual, weight: 1)
      #expect(variation.dualNorm(dual) <= 1 + 1e-15)
      #expect(dot(differences, dual) <= variation.value(image) * (1 + 1e-14))
    }
    // The largest multiple of Dx, projected, attains it.
    var aligned = differences.map { 1e9 * $0 }
    variation.project(&aligned, weight: 1)
    #expect(abs(dot(differences, aligned) / variation.value(image) - 1) <= 1e-12)
  }

  @Test("an image of one row or one column is a signal", arguments: kinds.prefix(2))
  func signals(boundary: StencilMap.Boundary, norm: PairNorm) {
    let signal = normals(40, seed: 7).enumerated().map {
      ($0.offset < 17 ? 0 : 2) + 0.5 * $0.element
    }
    let exact = totalVariationDenoised(signal, weight: 0.8)
    for (height, width) in [(1, 40), (40, 1)] {
      let result = ImageTotalVariation(height: height, width: width, boundary: boundary, norm: norm)
        .denoised(signal, weight: 0.8, gapTolerance: 1e-13)
      #expect(result.stopReason == .gap)
      #expect(maximumDistance(result.image, exact) <= 1e-6)
    }
  }

  @Test(
    "the gap is that of dense duals, and bounds the distance to a second method", arguments: kinds)
  func secondMethod(boundary: StencilMap.Boundary, norm: PairNorm) {
    let (h, w, weight) = (7, 5, 0.35)
    let variation = ImageTotalVariation(height: h, width: w, boundary: boundary, norm: norm)
    let image = normals(h * w, seed: 11)
    let result = variation.denoised(image, weight: weight, gapTolerance: 1e-11)
    #expect(result.stopReason == .gap && result.gap <= 1e-11)
    // ½‖f‖² − ½‖f − Dᵀu‖² with D as a matrix.
    let dense = Matrix(of: variation.gradient).transposed
    let remainder = difference(image, dense.applied(to: result.dual))
    let dual = 0.5 * dot(image, image) - 0.5 * dot(remainder, remainder)
    #expect(abs(result.primal - dual - result.gap) <= 1e-13)
    #expect(variation.dualNorm(result.dual) <= weight * (1 + 1e-15))
    #expect(distance(result.image, remainder) <= 1e-13)

    let differences = variation.gradient
    let other =
      norm == .anisotropic
      ? ChambollePock(norm: 8.0.squareRoot()).minimize(
        SquaredDistance(center: image), L1Norm(weight: weight), differences,
        residualTolerance: 1e-9, iterationLimit: 20_000)
      : ChambollePock(norm: 8.0.squareRoot()).minimize(
        SquaredDistance(center: image), GroupNorm(weight: weight, layout: .strided(2)), differences,
        residualTolerance: 1e-9, iterationLimit: 20_000)
    #expect(distance(result.image, other.primal) <= (2 * result.gap).squareRoot() + 1e-5)
    #expect(result.primal - result.gap <= variation.objective(other.primal, image, weight) + 1e-12)
  }

  @Test("a warm start from the solution needs no iteration", arguments: kinds)
  func warm(boundary: StencilMap.Boundary, norm: PairNorm) {
    let variation = ImageTotalVariation(height: 6, width: 6, boundary: boundary, norm: norm)
    let image = normals(36, seed: 5)
    let first = variation.denoised(image, weight: 0.2, gapTolerance: 1e-10)
    let second = variation.denoised(image, weight: 0.2, from: first.dual, gapTolerance: 1e-10)
    #expect(first.iterations > 0 && second.iterations == 0)
    #expect(maximumDistance(second.image, first.image) <= 1e-14)
  }

  @Test(
    "extremes: λ = 0 keeps the image, a large λ leaves its mean, a tolerance of 0 ends at rounding")
  func extremes() {
    let variation = ImageTotalVariation(height: 4, width: 4, boundary: .open, norm: .isotropic)
    let image = normals(16, seed: 2)
    #expect(variation.denoised(image, weight: 0, gapTolerance: 0).image == image)
    let flat = variation.denoised(image, weight: 100, gapTolerance: 1e-12)
    let mean = image.reduce(0, +) / 16
    #expect(flat.image.allSatisfy { abs($0 - mean) <= 1e-5 })
    let exact = variation.denoised(image, weight: 0.3, gapTolerance: 0)
    #expect(exact.stopReason != .iterationLimit && exact.gap <= 1e-13)
    let short = variation.denoised(image, weight: 0.3, gapTolerance: 0, iterationLimit: 7)
    #expect(short.stopReason == .iterationLimit && short.iterations == 7)
  }

  @Test("rejects sizes and weights that do not fit")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      let variation = ImageTotalVariation(height: 2, width: 2, boundary: .open, norm: .isotropic)
      _ = variation.denoised([1, 2, 3], weight: 1, gapTolerance: 0)
    }
    await #expect(processExitsWith: .failure) {
      let variation = ImageTotalVariation(height: 2, width: 2, boundary: .open, norm: .isotropic)
      _ = variation.denoised([1, 2, 3, 4], weight: -1, gapTolerance: 0)
    }
  }
}

extension ImageTotalVariation {
  /// ½‖x − f‖² + λ TV(x).
  fileprivate func objective(_ x: [Double], _ f: [Double], _ weight: Double) -> Double {
    let rest = difference(x, f)
    return 0.5 * dot(rest, rest) + weight * value(x)
  }
}
