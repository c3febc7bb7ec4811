// Learning without a decomposition: bilevel, and filters that are linear.

import LinearAlgebra
import ToyModel

extension LearnedRisk {
  /// By P = (I + G)⁻¹: f(G) = P and e(G) = P − P², so that with B = RDRᵀ
  /// dE/dG = −w_βP²(P − t_βI) + ½(P²BP + PBP² − PBP).
  ///
  /// Where t_β is closer to 1 than to 0, P − t_βI is computed as δ_βI − PG: for tiny R, I + G loses G entirely.
  ///
  /// - Returns: The value and 0; nil where it is not finite. The gradient is in the workspace.
  mutating func bilevelByInverse() -> (value: Double, numbers: [Double])? {
    let shiftGain = Gain.wiener(eigenvalue: problem.shift, noiseVariance: problem.noiseVariance)
    let isLoud = shiftGain.value > 0.5
    let gramTrace = workspace.square.trace
    if isLoud { workspace.spare.setElements(workspace.square.elements) }
    for i in 0..<k { workspace.square[i, i] += 1 }
    guard workspace.square.invertPositiveDefinite() else { return nil }
    // P − t_βI; P itself, without a copy, where t_β = 0.
    var residual = Matrix(repeating: 0, rows: 0, columns: 0)
    if shiftGain.value > 0 {
      residual = workspace.square
      if isLoud {
        residual.setSymmetricProduct(workspace.square, workspace.spare, alpha: -1)
        for i in 0..<k { residual[i, i] += shiftGain.defect }
      } else {
        for i in 0..<k { residual[i, i] -= shiftGain.value }
      }
    }
    let isShifted = residual.rows > 0
    let isSteep = gramTrace > Self.steepTrace

    let leading = workspace.r.leadingColumns(p)
    var once = leading
    once.setSymmetricProduct(workspace.square, leading)
    var twice = once
    twice.setSymmetricProduct(workspace.square, once)
    let squares =
      isShifted
      ? residual.innerProduct(residual) : workspace.square.innerProduct(workspace.square)
    let spectral =
      0.5 * problem.terms.shiftWeight * squares + unreached * problem.terms.spectral(.one)
    let forms = (0..<p).map { j in
      let first = leading.columnProduct(once, j)
      return (diagonal: -first, square: max(first - once.columnProduct(once, j), 0))
    }
    let value =
      isSteep
      ? bilevelExcessOfMatrix()
      : excess(spectral: spectral, forced: .one, forms: forms) {
        var change = Matrix(repeating: 0, rows: columns, columns: p)
        change.setProduct(workspace.r, .transposed, once, alpha: -1)
        return change
      }
    guard value.isFinite else { return nil }

    workspace.spare.setGram(workspace.square)
    let weight = problem.shift + problem.noiseVariance
    if isShifted {
      workspace.kernel.setSymmetricProduct(residual, workspace.spare, alpha: -weight)
    } else {
      workspace.kernel.setSymmetricProduct(workspace.square, workspace.spare, alpha: -weight)
    }
    // ½(YDUᵀ + UDYᵀ − UDUᵀ) = sym((Y − ½U)DUᵀ), U = PR, Y = P²R on the deviating columns.
    var factor = twice
    add(-0.5, once.elements, to: &factor)
    factor.scaleColumns(problem.deviations)
    workspace.kernel.addSymmetricPart(factor, once)
    workspace.gradient.setSymmetricProduct(workspace.kernel, workspace.r, alpha: 2)
    add(-1, twice.elements, to: &once)
    once.scaleColumns(problem.deviations)
    workspace.gradient.addLeadingColumns(once)
    return (value, [])
  }

  /// The trace of G above which the digits lost in I + G, ulp·tr G, might be visible in the risk.
  private static var steepTrace: Double { 1024 }

  /// The excess of T = I − RᵀPR from all its columns, for a G with both huge and small eigenvalues.
  ///
  /// P is less accurate then, and traces of P would not belong to the same T as RᵀPR. This matrix has the same
  /// number of forced eigenvalues 1 for every P, so that no error can lower its risk below the optimum.
  private func bilevelExcessOfMatrix() -> Double {
    var product = workspace.r
    product.setSymmetricProduct(workspace.square, workspace.r)
    var error = Matrix(repeating: 0, rows: columns, columns: columns)
    error.setProduct(workspace.r, .transposed, product, alpha: -1)
    error = error.symmetricPart
    let noise = problem.noiseVariance
    var sum = 0.0
    for j in 0..<columns {
      let energy = j < p ? problem.terms.energies[j] : problem.shift
      error[j, j] += Gain.wiener(eigenvalue: energy, noiseVariance: noise).defect
      sum += 0.5 * (energy + noise) * error.columnProduct(error, j)
    }
    return sum + Double(problem.dimension - columns) * problem.terms.spectral(.one)
  }

  /// By f(g) = c₀ − qg: F = c₀I − qG, e(G) = q²G + 2q(1−c₀)I, De(G)[B] = q²B.
  ///
  /// - Returns: The value and its derivatives in ω or d; nil where they are not finite. The gradient is
  ///   in the workspace.
  mutating func linear(_ scaling: LinearPart) -> (value: Double, numbers: [Double])? {
    swap(&workspace.kernel, &workspace.square)
    let (forced, square) = (scaling.forcedGain, scaling.square)
    let leading = workspace.r.leadingColumns(p)
    var direct = leading
    direct.setSymmetricProduct(workspace.kernel, leading)
    let forms = (0..<p).map { j in
      let first = leading.columnProduct(leading, j)
      return (
        diagonal: -square * first, square: square * square * leading.columnProduct(direct, j)
      )
    }
    var traces = (first: 0.0, second: 0.0)
    if scaling.squareSlope != 0 {
      traces.first = workspace.kernel.trace
      traces.second = workspace.kernel.innerProduct(workspace.kernel)
    }

    // F − t_βI = aI − qG.
    let shiftGain = Gain.wiener(eigenvalue: problem.shift, noiseVariance: problem.noiseVariance)
    let offset = forced.difference(to: shiftGain)
    scale(&workspace.kernel, by: -square)
    for i in 0..<k { workspace.kernel[i, i] += offset }
    let spectral =
      0.5 * problem.terms.shiftWeight * workspace.kernel.innerProduct(workspace.kernel)
      + unreached * problem.terms.spectral(forced)
    let value = excess(spectral: spectral, forced: forced, forms: forms) {
      var change = Matrix(repeating: 0, rows: columns, columns: p)
      change.setProduct(workspace.r, .transposed, leading, alpha: -square)
      return change
    }
    guard value.isFinite else { return nil }
    let residualTrace = workspace.kernel.trace

    // dE/dG = −qw_β(F − t_βI) + ½q²B.
    let weight = problem.shift + problem.noiseVariance
    scale(&workspace.kernel, by: -square * weight)
    var scaled = leading
    scaled.scaleColumns(problem.deviations)
    workspace.kernel.setProduct(
      scaled, .plain, leading, .transposed, alpha: 0.5 * square * square, beta: 1)
    workspace.gradient.setSymmetricProduct(workspace.kernel, workspace.r, alpha: 2)
    scale(&direct, by: square * square)
    add(2 * square * forced.defect, leading.elements, to: &direct)
    direct.scaleColumns(problem.deviations)
    workspace.gradient.addLeadingColumns(direct)

    guard family.isLearned else { return (value, []) }
    var (coupling0, coupling1) = (0.0, 0.0)
    for (j, deviation) in problem.deviations.enumerated() {
      coupling0 -= deviation * forms[j].diagonal
      coupling1 += deviation * forms[j].square
    }
    let (forcedSlope, squareSlope) = (scaling.forcedSlope, scaling.squareSlope)
    let residualCoupling = offset * traces.first - square * traces.second
    var step = weight * (forcedSlope * residualTrace - squareSlope * residualCoupling)
    step += forcedSlope * (unreached * spectralSlope(forced) - forced.defect * deviationTrace)
    step -= forcedSlope * coupling0
    if squareSlope != 0, square > 0 {
      step += squareSlope / square * (coupling1 + forced.defect * coupling0)
    }
    return (value, [step])
  }
}
