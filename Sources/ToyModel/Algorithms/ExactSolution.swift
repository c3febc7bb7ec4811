// The exact solution of the lower level as an entry of the registry.

/// z = (I + RᵀR)⁻¹x; see ``BilevelFilter``.
struct ExactSolution: AlgorithmEntry {
  let name = "exact"
  let kind = FamilyKind.bilevel
  let title = ""
  let parameters: [AlgorithmParameter] = []
  let depths: ClosedRange<Int>? = nil

  func parity(depth: Int) -> Parity { .none }

  func style(depth: Int) -> CurveStyle { .exact }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm { Prepared() }

  func reparametrization(depth: Int) -> Reparametrization? { .interval }

  private struct Prepared: PreparedAlgorithm {
    func filter(stepSize: Double) -> (any BranchedFilter)? { BilevelFilter() }
  }
}
