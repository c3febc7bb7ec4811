// The three algorithms for risk and gradient.

import Glibc
import LinearAlgebra
import ToyModel

/// The value of the risk with its derivatives in R and ω.
struct RiskGradient {
  var value: Double
  var regularizer: Matrix
  var stepSize: Double
}

extension LearnedRisk {
  private var k: Int { problem.rows }
  private var p: Int { problem.deviations.count }
  private var trace: Double { problem.deviations.reduce(0, +) }

  /// ψ(f) = ½β(1−f)² + ½σ²f² of one direction.
  private func spectralCost(_ gain: Gain) -> Double {
    0.5
      * (problem.shift * gain.defect * gain.defect
        + problem.noiseVariance * gain.value * gain.value)
  }

  /// dψ/df.
  private func spectralSlope(_ gain: Gain) -> Double {
    problem.noiseVariance * gain.value - problem.shift * gain.defect
  }

  // MARK: Any filter

  /// By G = V diag(g) Vᵀ and W = VᵀR: dE/dR = V(2ÃW + e(g)WD) with
  /// Ã = diag(ψ′(f)f′) + ½e[gᵢ,gⱼ] ∘ WDWᵀ.
  func byEigenvalues(_ r: Matrix, _ filter: some DifferentiableFilter) -> RiskGradient? {
    var gram = Matrix(repeating: 0, rows: k, columns: k)
    gram.setGram(r)
    guard gram.elements.allSatisfy(\.isFinite), let eigen = try? SymmetricEigen(gram) else {
      return nil
    }
    let g = eigen.values.map { max($0, 0) }
    var w = Matrix(repeating: 0, rows: k, columns: columns)
    w.setProduct(eigen.vectors, .transposed, r)
    let leading = w.leadingColumns(p)
    var scaled = leading
    scaled.scaleColumns(problem.deviations)
    var coupling = Matrix(repeating: 0, rows: k, columns: k)
    coupling.setProduct(scaled, .plain, leading, .transposed)

    let forced = filter.forcedGain
    let gains = g.map { filter.gain(at: $0) }
    let slopes = g.map { filter.slope(at: $0) }
    let weights = zip(slopes, gains).map { $0 * ($1.value + forced.value - 2) }
    let unreached = Double(problem.dimension - k)

    var value = 0.5 * forced.defect * forced.defect * trace + unreached * spectralCost(forced)
    for i in 0..<k { value += spectralCost(gains[i]) + 0.5 * weights[i] * coupling[i, i] }
    guard value.isFinite else { return nil }

    let kernel = daleckiiKrein(
      filter, g: g, gains: gains, slopes: slopes, weights: weights, coupling: coupling)
    var inner = Matrix(repeating: 0, rows: k, columns: columns)
    inner.setSymmetricProduct(kernel, w, alpha: 2)
    scaled.scaleRows(weights)
    inner.addLeadingColumns(scaled)
    var gradient = Matrix(repeating: 0, rows: k, columns: columns)
    gradient.setProduct(eigen.vectors, .plain, inner)

    var step = 0.0
    if family.isStepLearned {
      let atZero = filter.stepDerivatives(at: 0).value
      step = atZero * (unreached * spectralSlope(forced) - forced.defect * trace)
      for i in 0..<k {
        let derivative = filter.stepDerivatives(at: g[i])
        let weight =
          derivative.slope * (gains[i].value + forced.value - 2)
          + slopes[i] * (derivative.value + atZero)
        step += spectralSlope(gains[i]) * derivative.value + 0.5 * weight * coupling[i, i]
      }
    }
    return RiskGradient(value: value, regularizer: gradient, stepSize: step)
  }

  /// The kernel Ã.
  ///
  /// Quotients serve for all pairs but nearly equal ones, whose differences are built without
  /// subtraction; so the cost does not depend on the depth.
  private func daleckiiKrein(
    _ filter: some DifferentiableFilter, g: [Double], gains: [Gain], slopes: [Double],
    weights: [Double], coupling: Matrix
  ) -> Matrix {
    var kernel = coupling
    let forced = filter.forcedGain.value
    for j in 0..<k {
      for i in j..<k {
        let gap = g[i] - g[j]
        let quotient: Double
        if abs(gap) > 1e-5 * (1 + g[i]) {
          quotient = (weights[i] - weights[j]) / gap
        } else {
          let differences = filter.differences(g[i], g[j])
          quotient =
            differences.second * (gains[j].value + forced - 2) + slopes[i] * differences.first
          if i == j {
            kernel[i, i] =
              0.5 * quotient * coupling[i, i] + spectralSlope(gains[i]) * differences.first
            continue
          }
        }
        let entry = 0.5 * quotient * coupling[i, j]
        kernel[i, j] = entry
        kernel[j, i] = entry
      }
    }
    return kernel
  }

  // MARK: Bilevel

  /// By P = (I + G)⁻¹: f(G) = P and e(G) = P − P², so that with B = RDRᵀ
  /// dE/dG = −(σ²+β)P³ + βP² + ½(P²BP + PBP² − PBP).
  func bilevelByInverse(_ r: Matrix) -> RiskGradient? {
    var inverse = Matrix(repeating: 0, rows: k, columns: k)
    inverse.setGram(r)
    guard inverse.elements.allSatisfy(\.isFinite) else { return nil }
    for i in 0..<k { inverse[i, i] += 1 }
    guard inverse.invertPositiveDefinite() else { return nil }
    let leading = r.leadingColumns(p)
    var once = leading
    once.setSymmetricProduct(inverse, leading)
    var twice = once
    twice.setSymmetricProduct(inverse, once)

    let (shift, noise) = (problem.shift, problem.noiseVariance)
    let inverseTrace = (0..<k).reduce(0) { $0 + inverse[$1, $1] }
    let square = inverse.innerProduct(inverse)
    var value = 0.5 * (shift * (Double(k) - 2 * inverseTrace + square) + noise * square)
    value += 0.5 * noise * Double(problem.dimension - k)
    for (j, deviation) in problem.deviations.enumerated() {
      value += 0.5 * deviation * (dotColumn(leading, once, j) - dotColumn(once, once, j))
    }
    guard value.isFinite else { return nil }

    var squared = Matrix(repeating: 0, rows: k, columns: k)
    squared.setGram(inverse)
    var kernel = squared
    kernel.setSymmetricProduct(inverse, squared, alpha: -(noise + shift))
    if shift != 0 { add(shift, squared.elements, to: &kernel) }
    // ½(YDUᵀ + UDYᵀ − UDUᵀ) = sym((Y − ½U)DUᵀ), U = PR, Y = P²R on the deviating columns.
    var factor = twice
    add(-0.5, once.elements, to: &factor)
    factor.scaleColumns(problem.deviations)
    var coupling = Matrix(repeating: 0, rows: k, columns: k)
    coupling.setProduct(factor, .plain, once, .transposed)
    add(1, coupling.symmetricPart.elements, to: &kernel)

    var gradient = Matrix(repeating: 0, rows: k, columns: columns)
    gradient.setSymmetricProduct(kernel, r, alpha: 2)
    var direct = once
    add(-1, twice.elements, to: &direct)
    direct.scaleColumns(problem.deviations)
    gradient.addLeadingColumns(direct)
    return RiskGradient(value: value, regularizer: gradient, stepSize: 0)
  }

  // MARK: Depth 2

  /// By f(g) = c₀ − ω²g: F = c₀I − ω²G, e(G) = ω⁴G − 2ω²(c₀−1)I, De(G)[B] = ω⁴B.
  func secondDepth(_ r: Matrix, stepSize omega: Double) -> RiskGradient? {
    var gram = Matrix(repeating: 0, rows: k, columns: k)
    gram.setGram(r)
    let (shift, noise) = (problem.shift, problem.noiseVariance)
    let square = omega * omega
    let forced = Gain(value: omega * (2 - omega), defect: (1 - omega) * (1 - omega))
    let leading = r.leadingColumns(p)
    var weighted = leading
    weighted.setSymmetricProduct(gram, leading)

    // Traces of powers of G, and of B and GB.
    let count = Double(k)
    let trace1 = (0..<k).reduce(0) { $0 + gram[$1, $1] }
    let trace2 = gram.innerProduct(gram)
    var (coupling0, coupling1) = (0.0, 0.0)
    for (j, deviation) in problem.deviations.enumerated() {
      coupling0 += deviation * dotColumn(leading, leading, j)
      coupling1 += deviation * dotColumn(leading, weighted, j)
    }
    let gains =
      count * forced.value * forced.value - 2 * forced.value * square * trace1
      + square * square * trace2
    let defects =
      count * forced.defect * forced.defect + 2 * forced.defect * square * trace1
      + square * square * trace2
    let unreached = Double(problem.dimension - k)
    var value = 0.5 * (shift * defects + noise * gains) + unreached * spectralCost(forced)
    value += 0.5 * forced.defect * forced.defect * trace
    value += 0.5 * square * (square * coupling1 + 2 * forced.defect * coupling0)
    guard value.isFinite else { return nil }

    // dE/dG = −ω²(σ²F − β(I−F)) + ½ω⁴B.
    var kernel = gram
    scale(&kernel, by: square * square * (noise + shift))
    for i in 0..<k {
      kernel[i, i] -= square * (noise * forced.value - shift * forced.defect)
    }
    var scaled = leading
    scaled.scaleColumns(problem.deviations)
    kernel.setProduct(
      scaled, .plain, leading, .transposed, alpha: 0.5 * square * square, beta: 1)
    var gradient = Matrix(repeating: 0, rows: k, columns: columns)
    gradient.setSymmetricProduct(kernel, r, alpha: 2)
    var direct = weighted
    scale(&direct, by: square * square)
    add(2 * square * forced.defect, leading.elements, to: &direct)
    direct.scaleColumns(problem.deviations)
    gradient.addLeadingColumns(direct)

    var step = 0.0
    if family.isStepLearned {
      // ∂f/∂ω = 2(1−ω) − 2ωg and ∂c₀/∂ω = 2(1−ω); f = c₀ − ω²g throughout.
      let atZero = 2 * (1 - omega)
      let meanGain = count * forced.value - square * trace1
      let firstGain = forced.value * trace1 - square * trace2
      let gainPart = atZero * meanGain - 2 * omega * firstGain
      let defectPart = atZero * (count - meanGain) - 2 * omega * (trace1 - firstGain)
      step = noise * gainPart - shift * defectPart
      step += atZero * (unreached * spectralSlope(forced) - forced.defect * trace)
      // ∂e/∂ω = 4ω³g + 4ω·d₀ + 2ω²·∂d₀/∂ω with d₀ = (1−ω)².
      step +=
        0.5
        * (4 * omega * square * coupling1
          + (4 * omega * forced.defect - 2 * square * atZero) * coupling0)
    }
    return RiskGradient(value: value, regularizer: gradient, stepSize: step)
  }

  private func dotColumn(_ a: Matrix, _ b: Matrix, _ column: Int) -> Double {
    var sum = 0.0
    for row in 0..<a.rows { sum += a[row, column] * b[row, column] }
    return sum
  }
}
