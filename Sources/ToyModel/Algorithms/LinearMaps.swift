// All linear denoisers, the reference of every comparison.

/// All linear maps: no lower level, no R, no filter.
struct LinearMaps: AlgorithmEntry {
  let name = ""
  let kind = FamilyKind.linear
  let title = ""
  let parameters: [AlgorithmParameter] = []
  let depths: ClosedRange<Int>? = nil

  let curvatureScaling: CurvatureScaling? = .constant

  /// Always: the best linear map commutes with C.
  func isDiagonalBest(depth: Int) -> Bool { true }

  func parity(depth: Int) -> Parity { .none }

  func style(depth: Int) -> CurveStyle { .reference }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm { Everything() }

  private struct Everything: PreparedAlgorithm {
    func filter(stepSize: Double) -> (any BranchedFilter)? { nil }
  }
}
