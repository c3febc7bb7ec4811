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

  /// The excess, whose deviating part comes from quadratic forms in R or, where their rounding errors might
  /// be visible, from the columns of T − T*.
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
  /// - Returns: The value and its derivatives in the learned numbers; nil where they are not finite. The gradient is in the workspace.
  mutating func byEigenvalues(
    _ filter: any DifferentiableFilter
  ) -> (value: Double, numbers: [Double])? {
    guard let values = try? workspace.eigenSolver.diagonalize(&workspace.square) else {
      return nil
    }
    // In I − T: e = h(f + c₀ − 2) is h₂ there.
    let samples = FilterSamples(filter, at: values, sign: -1)

    // With few deviating directions only their columns are rotated, else the whole of R.
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
    let g = samples.eigenvalues
    let couplings = (0..<k).map { workspace.kernel[$0, $0] }
    var spectral = unreached * problem.terms.spectral(forced)
    for gain in samples.gains { spectral += problem.terms.spectral(gain) }
    let forms = (0..<p).map { j in
      var form = (diagonal: 0.0, square: 0.0)
      for i in 0..<k {
        let slope = -samples.slopes[i]
        let term = slope * leading[i, j] * leading[i, j]
        form.diagonal += term
        form.square += g[i] * slope * term
      }
      return form
    }
    let value = excess(spectral: spectral, forced: forced, forms: forms) {
      var sloped = leading
      sloped.scaleRows(samples.slopes.map { -$0 })
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

    workspace.fillKernel(samples, isMixed: false)
    for i in 0..<k {
      workspace.kernel[i, i] += spectralSlope(samples.gains[i]) * filter.derivative(at: g[i])
    }
    scaled.scaleRows(samples.squares)
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
    guard family.isLearned else { return (value, []) }
    return (
      value,
      family.trained.indices.map { derivative(inNumber: $0, samples, couplings: couplings) }
    )
  }

  /// The derivative of the risk in one of the numbers that are learned.
  private func derivative(
    inNumber index: Int, _ samples: FilterSamples, couplings: [Double]
  ) -> Double {
    let derivatives = samples.derivatives(inNumber: index)
    // The samples are of I − T: ∂c₀ and ∂f have the other sign.
    var step =
      -derivatives.forced
      * (unreached * spectralSlope(samples.filter.forcedGain) - samples.forced * deviationTrace)
    for (i, derivative) in derivatives.all.enumerated() {
      step +=
        0.5 * derivative.square * couplings[i] - spectralSlope(samples.gains[i]) * derivative.part
    }
    return step
  }
}
