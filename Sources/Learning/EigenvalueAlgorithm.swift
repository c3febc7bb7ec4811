// Risk and gradient of any filter, by one eigendecomposition.

import LinearAlgebra
import ToyModel

extension LearnedRisk {
  /// The number k of rows of R.
  var k: Int { problem.rows }
  /// The number p of deviating directions.
  var p: Int { problem.deviations.count }
  /// tr D.
  var deviationTrace: Double { problem.deviations.reduce(0, +) }
  /// The number of directions without a row, n − k.
  var unreached: Double { Double(problem.dimension - problem.rows) }

  /// ψ(f) = ½β(1−f)² + ½σ²f² of one direction.
  func spectralCost(_ gain: Gain) -> Double {
    0.5
      * (problem.shift * gain.defect * gain.defect
        + problem.noiseVariance * gain.value * gain.value)
  }

  /// dψ/df.
  func spectralSlope(_ gain: Gain) -> Double {
    problem.noiseVariance * gain.value - problem.shift * gain.defect
  }

  /// By G = V diag(g) Vᵀ: dE/dR = 2VÃVᵀR + e(G)RD with Ã = diag(ψ′(f)f′) + ½e[gᵢ,gⱼ] ∘ WDWᵀ,
  /// W = VᵀR.
  ///
  /// - Returns: The value and dE/dω; nil where they are not finite. The gradient is in the workspace.
  mutating func byEigenvalues(
    _ filter: some DifferentiableFilter
  ) -> (value: Double, stepSize: Double)? {
    workspace.prepare(rows: k, columns: columns)
    workspace.square.setGram(workspace.r)
    guard workspace.square.elements.allSatisfy(\.isFinite),
      let values = try? workspace.eigenSolver.diagonalize(&workspace.square)
    else { return nil }
    let g = values.map { max($0, 0) }

    // With few deviating directions only their columns are rotated; else all of R is, once.
    let isRotated = k + p > columns
    var leading: Matrix
    if isRotated {
      workspace.wide.reshape(rows: k, columns: columns)
      workspace.wide.setProduct(workspace.square, .transposed, workspace.r)
      leading = workspace.wide.leadingColumns(p)
    } else {
      let plain = workspace.r.leadingColumns(p)
      leading = plain
      leading.setProduct(workspace.square, .transposed, plain)
    }
    var scaled = leading
    scaled.scaleColumns(problem.deviations)
    workspace.kernel.setProduct(scaled, .plain, leading, .transposed)

    let forced = filter.forcedGain
    let gains = g.map { filter.gain(at: $0) }
    let slopes = g.map { filter.slope(at: $0) }
    let weights = zip(slopes, gains).map { $0 * ($1.value + forced.value - 2) }
    let couplings = (0..<k).map { workspace.kernel[$0, $0] }
    var value =
      0.5 * forced.defect * forced.defect * deviationTrace + unreached * spectralCost(forced)
    for i in 0..<k { value += spectralCost(gains[i]) + 0.5 * weights[i] * couplings[i] }
    guard value.isFinite else { return nil }

    fillKernel(filter, g: g, gains: gains, slopes: slopes, weights: weights)
    scaled.scaleRows(weights)
    if isRotated {
      workspace.gradient.setSymmetricProduct(workspace.kernel, workspace.wide, alpha: 2)
      workspace.gradient.addLeadingColumns(scaled)
      workspace.wide.setProduct(workspace.square, .plain, workspace.gradient)
      swap(&workspace.wide, &workspace.gradient)
    } else {
      workspace.spare.setProduct(workspace.square, symmetric: workspace.kernel)
      workspace.kernel.setProduct(workspace.spare, .plain, workspace.square, .transposed)
      workspace.gradient.setSymmetricProduct(workspace.kernel, workspace.r, alpha: 2)
      leading.setProduct(workspace.square, .plain, scaled)
      workspace.gradient.addLeadingColumns(leading)
    }
    guard family.isStepLearned else { return (value, 0) }
    return (
      value,
      stepDerivative(filter, g: g, gains: gains, slopes: slopes, couplings: couplings)
    )
  }

  /// dE/dω.
  private func stepDerivative(
    _ filter: some DifferentiableFilter, g: [Double], gains: [Gain], slopes: [Double],
    couplings: [Double]
  ) -> Double {
    let forced = filter.forcedGain
    let atZero = filter.stepDerivatives(at: 0).value
    var step = atZero * (unreached * spectralSlope(forced) - forced.defect * deviationTrace)
    for i in 0..<k {
      let derivative = filter.stepDerivatives(at: g[i])
      let weight =
        derivative.slope * (gains[i].value + forced.value - 2)
        + slopes[i] * (derivative.value + atZero)
      step += spectralSlope(gains[i]) * derivative.value + 0.5 * weight * couplings[i]
    }
    return step
  }

  /// Turns WDWᵀ into the kernel Ã, of which the lower triangle is filled.
  ///
  /// Quotients serve for all pairs but nearly equal ones, whose differences are built without
  /// subtraction; so the cost does not depend on the depth.
  private mutating func fillKernel(
    _ filter: some DifferentiableFilter, g: [Double], gains: [Gain], slopes: [Double],
    weights: [Double]
  ) {
    let forced = filter.forcedGain.value
    let k = k
    let diagonal = zip(gains, g).map { spectralSlope($0) * filter.derivative(at: $1) }
    workspace.kernel.withColumns { column, j in
      for i in j..<k {
        let gap = g[i] - g[j]
        let quotient: Double
        if abs(gap) > 1e-5 * (1 + g[i]) {
          quotient = (weights[i] - weights[j]) / gap
        } else {
          let differences = filter.differences(g[i], g[j])
          quotient =
            differences.second * (gains[j].value + forced - 2) + slopes[i] * differences.first
        }
        column[i] *= 0.5 * quotient
      }
      column[j] += diagonal[j]
    }
  }
}
