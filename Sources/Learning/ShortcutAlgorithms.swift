// Bilevel learning and depth 2 without a decomposition.

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

  /// By f(g) = c₀ − ω²g: F = c₀I − ω²G, e(G) = ω⁴G − 2ω²(c₀−1)I, De(G)[B] = ω⁴B.
  ///
  /// - Returns: The value and dE/dω; nil where they are not finite. The gradient is in the workspace.
  mutating func secondDepth(stepSize omega: Double) -> (value: Double, stepSize: Double)? {
    workspace.prepare(rows: k, columns: columns)
    workspace.kernel.setGram(workspace.r)
    let (shift, noise) = (problem.shift, problem.noiseVariance)
    let square = omega * omega
    let forced = Gain(value: omega * (2 - omega), defect: (1 - omega) * (1 - omega))
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

    // dE/dG = −ω²(σ²F − β(I−F)) + ½ω⁴B.
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
    // ∂f/∂ω = 2(1−ω) − 2ωg and ∂c₀/∂ω = 2(1−ω); f = c₀ − ω²g throughout.
    let atZero = 2 * (1 - omega)
    let meanGain = count * forced.value - square * trace1
    let firstGain = forced.value * trace1 - square * trace2
    let gainPart = atZero * meanGain - 2 * omega * firstGain
    let defectPart = atZero * (count - meanGain) - 2 * omega * (trace1 - firstGain)
    var step = noise * gainPart - shift * defectPart
    step += atZero * (unreached * spectralSlope(forced) - forced.defect * deviationTrace)
    // ∂e/∂ω = 4ω³g + 4ω·d₀ + 2ω²·∂d₀/∂ω with d₀ = (1−ω)².
    step +=
      0.5
      * (4 * omega * square * coupling1
        + (4 * omega * forced.defect - 2 * square * atZero) * coupling0)
    return (value, step)
  }
}
