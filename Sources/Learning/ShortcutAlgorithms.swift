// Learning without a decomposition: bilevel, and filters that are linear.

import LinearAlgebra
import ToyModel

extension LearnedRisk {
  /// By P = (I + G)⁻¹: f(G) = P and e(G) = P − P², so that with B = RDRᵀ
  /// dE/dG = −(σ²+β)P³ + βP² + ½(P²BP + PBP² − PBP).
  ///
  /// - Returns: The value and 0; nil where it is not finite. The gradient is in the workspace.
  mutating func bilevelByInverse() -> (value: Double, stepSize: Double)? {
    workspace.prepare(rows: k, columns: columns)
    workspace.square.setGram(workspace.r)
    guard workspace.square.elements.allSatisfy(\.isFinite) else { return nil }
    for i in 0..<k { workspace.square[i, i] += 1 }
    guard workspace.square.invertPositiveDefinite() else { return nil }
    let leading = workspace.r.leadingColumns(p)
    var once = leading
    once.setSymmetricProduct(workspace.square, leading)
    var twice = once
    twice.setSymmetricProduct(workspace.square, once)

    let (shift, noise) = (problem.shift, problem.noiseVariance)
    let inverseTrace = (0..<k).reduce(0) { $0 + workspace.square[$1, $1] }
    let square = workspace.square.innerProduct(workspace.square)
    var value = 0.5 * (shift * (Double(k) - 2 * inverseTrace + square) + noise * square)
    value += 0.5 * noise * unreached
    for (j, deviation) in problem.deviations.enumerated() {
      value += 0.5 * deviation * (leading.columnProduct(once, j) - once.columnProduct(once, j))
    }
    guard value.isFinite else { return nil }

    workspace.spare.setGram(workspace.square)
    workspace.kernel.setSymmetricProduct(
      workspace.square, workspace.spare, alpha: -(noise + shift))
    if shift != 0 { add(shift, workspace.spare.elements, to: &workspace.kernel) }
    // ½(YDUᵀ + UDYᵀ − UDUᵀ) = sym((Y − ½U)DUᵀ), U = PR, Y = P²R on the deviating columns.
    var factor = twice
    add(-0.5, once.elements, to: &factor)
    factor.scaleColumns(problem.deviations)
    workspace.kernel.addSymmetricPart(factor, once)
    workspace.gradient.setSymmetricProduct(workspace.kernel, workspace.r, alpha: 2)
    add(-1, twice.elements, to: &once)
    once.scaleColumns(problem.deviations)
    workspace.gradient.addLeadingColumns(once)
    return (value, 0)
  }

  /// By f(g) = c₀ − qg: F = c₀I − qG, e(G) = q²G + 2q(1−c₀)I, De(G)[B] = q²B.
  ///
  /// - Returns: The value and its derivative in ω or d; nil where they are not finite. The gradient is
  ///   in the workspace.
  mutating func linear(_ scaling: SquareScale) -> (value: Double, stepSize: Double)? {
    workspace.prepare(rows: k, columns: columns)
    workspace.kernel.setGram(workspace.r)
    let (shift, noise) = (problem.shift, problem.noiseVariance)
    let (forced, square) = (scaling.forcedGain, scaling.square)
    let leading = workspace.r.leadingColumns(p)
    var direct = leading
    direct.setSymmetricProduct(workspace.kernel, leading)

    // Traces of powers of G, and of B and GB.
    let count = Double(k)
    let trace1 = (0..<k).reduce(0) { $0 + workspace.kernel[$1, $1] }
    let trace2 = workspace.kernel.innerProduct(workspace.kernel)
    var (coupling0, coupling1) = (0.0, 0.0)
    for (j, deviation) in problem.deviations.enumerated() {
      coupling0 += deviation * leading.columnProduct(leading, j)
      coupling1 += deviation * leading.columnProduct(direct, j)
    }
    let gains =
      count * forced.value * forced.value - 2 * forced.value * square * trace1
      + square * square * trace2
    let defects =
      count * forced.defect * forced.defect + 2 * forced.defect * square * trace1
      + square * square * trace2
    var value = 0.5 * (shift * defects + noise * gains) + unreached * spectralCost(forced)
    value += 0.5 * forced.defect * forced.defect * deviationTrace
    value += 0.5 * square * (square * coupling1 + 2 * forced.defect * coupling0)
    guard value.isFinite else { return nil }

    // dE/dG = −q(σ²F − β(I−F)) + ½q²B.
    scale(&workspace.kernel, by: square * square * (noise + shift))
    for i in 0..<k {
      workspace.kernel[i, i] -= square * (noise * forced.value - shift * forced.defect)
    }
    var scaled = leading
    scaled.scaleColumns(problem.deviations)
    workspace.kernel.setProduct(
      scaled, .plain, leading, .transposed, alpha: 0.5 * square * square, beta: 1)
    workspace.gradient.setSymmetricProduct(workspace.kernel, workspace.r, alpha: 2)
    scale(&direct, by: square * square)
    add(2 * square * forced.defect, leading.elements, to: &direct)
    direct.scaleColumns(problem.deviations)
    workspace.gradient.addLeadingColumns(direct)

    guard family.isStepLearned else { return (value, 0) }
    let (forcedSlope, squareSlope) = (scaling.forcedSlope, scaling.squareSlope)
    let meanGain = count * forced.value - square * trace1
    let firstGain = forced.value * trace1 - square * trace2
    let gainPart = forcedSlope * meanGain - squareSlope * firstGain
    let defectPart = forcedSlope * (count - meanGain) - squareSlope * (trace1 - firstGain)
    var step = noise * gainPart - shift * defectPart
    step += forcedSlope * (unreached * spectralSlope(forced) - forced.defect * deviationTrace)
    step += square * squareSlope * coupling1
    step += (squareSlope * forced.defect - square * forcedSlope) * coupling0
    return (value, step)
  }
}

/// A filter that is linear, f(g) = c₀ − qg, with its derivatives in ω or d.
struct SquareScale {
  /// c₀.
  let forcedGain: Gain
  /// ∂c₀.
  let forcedSlope: Double
  /// q.
  let square: Double
  /// ∂q.
  let squareSlope: Double

  /// Depth 2: q = ω².
  ///
  /// - Precondition: the depth is 2.
  init(of filter: UnrolledFilter) {
    precondition(filter.depth == 2, "a filter of degree \(filter.depth - 1) is not linear")
    forcedGain = filter.forcedGain
    forcedSlope = 2 * (1 - filter.stepSize)
    square = filter.stepSize * filter.stepSize
    squareSlope = 2 * filter.stepSize
  }

  /// Straight coordinates: q = 1.
  init(of filter: LinearFilter) {
    forcedGain = filter.forcedGain
    forcedSlope = filter.forcedSlope
    square = 1
    squareSlope = 0
  }
}
