// Conjugate gradients, run to the end.

/// N ≥ min(k+1, n) steps of conjugate gradients: the exact solution, as I + RᵀR has at most k + 1 eigenvalues.
///
/// Fewer steps are not linear in x, and no filter.
struct ConjugateGradient: AlgorithmEntry {
  let name = "conjugate-gradient"
  let kind = FamilyKind.unrolled
  let title = "conjugate gradients"
  let parameters: [AlgorithmParameter] = []
  let depths: ClosedRange<Int>? = 1...(1 << 53)

  func parity(depth: Int) -> Parity { .none }

  func style(depth: Int) -> CurveStyle { .exact }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    ExactSolution().prepared(depth: 0, choices: choices)
  }

  func objection(to use: AlgorithmUse, depth: Int, choices: ParameterChoices) -> String? {
    use == .training
      ? "--algorithm \(name): its denoisers are those of --family bilevel, where R is learned" : nil
  }

  func objection(depth: Int, dimension: Int, rows: Int) -> String? {
    let least = min(rows + 1, dimension)
    return depth >= least
      ? nil
      : "--depth \(depth): conjugate gradients need at least min(k+1, n) = \(least) steps here; fewer are not "
        + "linear in x, and no filter"
  }
}
