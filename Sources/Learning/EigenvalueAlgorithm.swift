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

  /// w_β(f − t_β), the derivative of the spectral part in one eigenvalue of T.
  func spectralSlope(_ gain: Gain) -> Double {
    (problem.shift + problem.noiseVariance)
      * gain.difference(
        to: .wiener(eigenvalue: problem.shift, noiseVariance: problem.noiseVariance))
  }

  /// The deviating part of the excess, from quadratic forms in R or, where their rounding might show,
  /// from the columns of T − T*.
  ///
  /// - Parameters:
  ///   - spectral: The rest of the excess.
  ///   - forced: c₀.
  ///   - forms: (rᵀhr, rᵀhGhr) for the column r of R of every deviating direction: what T − c₀I has on
  ///     the diagonal, and the square of its column.
  ///   - columns: T − c₀I in the deviating directions, c × p.
  /// - Returns: The excess.
  func excess(
    spectral: Double, forced: Gain, forms: [(diagonal: Double, square: Double)],
    columns: () -> Matrix
  ) -> Double {
    let terms = problem.terms
    let offsets = terms.targets.map { forced.difference(to: $0) }
    var uncertain = 0.0
    var parts: [(diagonal: Double, square: Double)] = []
    parts.reserveCapacity(p)
    for (j, a) in offsets.enumerated() {
      let (diagonal, square) = forms[j]
      uncertain += abs(terms.weights[j]) * (a * a + abs(a * diagonal))
      parts.append((a + diagonal, max(a * (a + 2 * diagonal) + square, 0)))
    }
    let value = spectral + terms.deviating(parts)
    guard value.isFinite, 0x1p-52 * uncertain > 0x1p-45 * (problem.linearRisk + abs(value)) else {
      return value
    }
    var error = columns()
    for (j, a) in offsets.enumerated() { error[j, j] += a }
    for j in 0..<p { parts[j] = (error[j, j], error.columnProduct(error, j)) }
    return spectral + terms.deviating(parts)
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
    // h(f + c₀ − 2), without a subtraction.
    let weights = zip(slopes, gains).map { -$0 * ($1.defect + forced.defect) }
    let couplings = (0..<k).map { workspace.kernel[$0, $0] }
    var spectral = unreached * problem.terms.spectral(forced)
    for gain in gains { spectral += problem.terms.spectral(gain) }
    let forms = (0..<p).map { j in
      var form = (diagonal: 0.0, square: 0.0)
      for i in 0..<k {
        let term = slopes[i] * leading[i, j] * leading[i, j]
        form.diagonal += term
        form.square += g[i] * slopes[i] * term
      }
      return form
    }
    let value = excess(spectral: spectral, forced: forced, forms: forms) {
      var sloped = leading
      sloped.scaleRows(slopes)
      var change = Matrix(repeating: 0, rows: columns, columns: p)
      if isRotated {
        change.setProduct(workspace.wide, .transposed, sloped)
      } else {
        var back = sloped
        back.setProduct(workspace.square, .plain, sloped)
        change.setProduct(workspace.r, .transposed, back)
      }
      return change
    }
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
        -derivative.slope * (gains[i].defect + forced.defect)
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
    let forced = filter.forcedGain.defect
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
            slopes[i] * differences.first - differences.second * (gains[j].defect + forced)
        }
        column[i] *= 0.5 * quotient
      }
      column[j] += diagonal[j]
    }
  }
}
