// A filter at the eigenvalues of G, with everything that the gradient of a spectral function needs.

import LinearAlgebra
import ToyModel

/// f, h and h₂ = h(f + c₀) at the eigenvalues g of G = RRᵀ, of T or of I − T.
///
/// T = c₀I + Rᵀh(G)R has the square c₀²I + Rᵀh₂(G)R. In I − T the same holds with 1 − c₀, 1 − f and −h in
/// the place of c₀, f and h, which keeps the digits of numbers near 1.
struct FilterSamples {
  let filter: any DifferentiableFilter
  /// −1 in I − T, else 1.
  let sign: Double
  /// g ≥ 0.
  let eigenvalues: [Double]
  /// f(g) with its defect, in T and I − T alike.
  let gains: [Gain]
  /// c₀ or 1 − c₀.
  let forced: Double
  /// f or 1 − f.
  let parts: [Double]
  /// h or −h.
  let slopes: [Double]
  /// h₂.
  let squares: [Double]

  /// Evaluates a filter.
  ///
  /// - Parameters:
  ///   - filter: f.
  ///   - eigenvalues: g; values below 0 due to rounding count as 0.
  ///   - sign: −1 for I − T, else 1.
  init(_ filter: any DifferentiableFilter, at eigenvalues: [Double], sign: Double) {
    func part(_ gain: Gain) -> Double { sign > 0 ? gain.value : gain.defect }
    self.filter = filter
    self.sign = sign
    let g = eigenvalues.map { max($0, 0) }
    self.eigenvalues = g
    let forced = part(filter.forcedGain)
    gains = g.map { filter.gain(at: $0) }
    parts = gains.map(part)
    slopes = g.map { sign * filter.slope(at: $0) }
    squares = zip(slopes, parts).map { $0 * ($1 + forced) }
    self.forced = forced
  }

  /// h[gᵢ,gⱼ], and h₂[gᵢ,gⱼ] by h₂[x,y] = h[x,y](f(y) + c₀) + h(x)f[x,y].
  ///
  /// Quotients serve for all pairs but nearly equal ones, whose differences are built without subtraction;
  /// so the cost does not depend on the depth.
  func differences(_ i: Int, _ j: Int) -> (slope: Double, square: Double) {
    let gap = eigenvalues[i] - eigenvalues[j]
    if abs(gap) > 1e-5 * (1 + eigenvalues[i]) {
      return ((slopes[i] - slopes[j]) / gap, (squares[i] - squares[j]) / gap)
    }
    let differences = filter.differences(eigenvalues[i], eigenvalues[j])
    let slope = sign * differences.second
    return (slope, slope * (parts[j] + forced) + slopes[i] * sign * differences.first)
  }

  /// The derivatives of c₀, or 1 − c₀, in one of the numbers that are learned, and of f, h and h₂ at every g.
  func derivatives(inNumber index: Int) -> (
    forced: Double, all: [(part: Double, slope: Double, square: Double)]
  ) {
    let atZero = sign * filter.derivatives(at: 0, inNumber: index).value
    let all = eigenvalues.indices.map { i in
      let derivative = filter.derivatives(at: eigenvalues[i], inNumber: index)
      let (part, slope) = (sign * derivative.value, sign * derivative.slope)
      return (part, slope, slope * (parts[i] + forced) + slopes[i] * (part + atZero))
    }
    return (atZero, all)
  }
}

extension RiskWorkspace {
  /// Turns A, in the kernel, into the gradient of ½ tr(h₂(G)A) in the eigenbasis of G, ½h₂[gᵢ,gⱼ] ∘ A; with B,
  /// in the spare matrix, into that of ½ tr(h₂(G)A) − tr(h(G)B), less h[gᵢ,gⱼ] ∘ B.
  ///
  /// Only the lower triangle is filled.
  mutating func fillKernel(_ samples: FilterSamples, isMixed: Bool) {
    let k = samples.eigenvalues.count
    let mixed = spare
    kernel.withColumns { column, j in
      for i in j..<k {
        let (slope, square) = samples.differences(i, j)
        column[i] = 0.5 * square * column[i]
        if isMixed { column[i] -= slope * mixed[i, j] }
      }
    }
  }
}
