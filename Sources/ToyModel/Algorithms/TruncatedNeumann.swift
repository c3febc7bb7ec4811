// The truncated Neumann series.

/// z = Σ_{j<N} (−RᵀR)ʲ x, the first N terms of (I + RᵀR)⁻¹x: gradient descent with ω = 1.
struct TruncatedNeumann: AlgorithmEntry {
  let name = "neumann"
  let kind = FamilyKind.unrolled
  let title = "Neumann series"
  let parameters: [AlgorithmParameter] = []
  let depths: ClosedRange<Int>? = 1...(1 << 53)

  func parity(depth: Int) -> Parity { GradientDescent().parity(depth: depth) }

  func style(depth: Int) -> CurveStyle { GradientDescent().style(depth: depth) }

  /// For s > 1.
  func diverges(curvature: Double, numbers: [Double]) -> Bool {
    GradientDescent().diverges(curvature: curvature, numbers: [1])
  }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    Prepared(descent: UnrolledFilter(depth: depth, stepSize: 1))
  }

  private struct Prepared: PreparedAlgorithm {
    let descent: UnrolledFilter

    func filter(stepSize: Double) -> (any BranchedFilter)? { descent }
  }
}
