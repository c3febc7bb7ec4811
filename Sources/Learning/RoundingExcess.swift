// The cost of rounding R to double precision.

import LinearAlgebra
import ToyModel

extension LearningProblem {
  /// The excess risk due to rounding R, in any parametrisation, and the numbers that are learned besides it.
  ///
  /// With the rows √sⱼ qⱼᵀ of R in the basis in which they are orthogonal, an error of ε in every
  /// entry changes RᵀR by ε(sⱼ + sₗ) between two of the directions, T by
  /// ```
  /// ΔTⱼₗ = ε(sⱼ + sₗ) f[sⱼ,sₗ],   ΔTₗₗ = ε(2sₗ f′(sₗ) + ω ∂f/∂ω),
  /// ```
  /// and the risk by ½ Σ wₗ ΔTⱼₗ² + Σ Wⱼₗ ΔTⱼₗ with wₗ = qₗᵀ(C + σ²I)qₗ and the derivative of the risk in
  /// T, Wₗₗ = wₗ(tₗ − tₗ*) and Wⱼₗ = −½(1−tⱼ + 1−tₗ) qⱼᵀCqₗ, which is 0 at an optimum. Directions without
  /// a row have s = 0 and the mean of the remaining weights. All terms count with their moduli.
  ///
  /// - Parameters:
  ///   - denoiser: The learned denoiser, in the eigenbasis of C with the deviating directions first.
  ///   - family: Its family.
  ///   - isScaled: False where the risk was learned in R itself: there the eigenvalues of RRᵀ from which it
  ///     follows have an error of kε of the largest one, which counts like one of R.
  /// - Returns: The excess, ≥ 0; 0 where RRᵀ has no decomposition.
  /// - Complexity: O(k²(k + c)), and k² evaluations of f′ at most.
  public func roundingExcess(
    _ denoiser: LearnedDenoiser, of family: LearnedRisk.Family, isScaled: Bool = true
  ) -> Double {
    let r = denoiser.regularizer
    var gram = Matrix(repeating: 0, rows: r.rows, columns: r.rows)
    gram.setGram(r)
    guard let eigen = try? SymmetricEigen(gram) else { return 0 }
    var rotated = r
    rotated.setProduct(eigen.vectors, .transposed, r)
    let numbers = denoiser.numbers
    let filter = family.filter(numbers)
    let total = spectrum.trace + Double(dimension) * noiseVariance

    // qⱼᵀ(C − βI)qₗ, and the part of (C − βI)qⱼ in directions without a row.
    let lengths = (0..<r.rows).map { rotated.rowNorm($0) }
    var units = rotated
    units.scaleRows(lengths.map { $0 > 0 ? 1 / $0 : 0 })
    var images = units
    images.scaleColumns((0..<r.columns).map { $0 < deviations.count ? deviations[$0] : 0 })
    gram.setProduct(images, .plain, units, .transposed)
    images.setProduct(gram, .plain, units, alpha: -1, beta: 1)

    var directions: [Direction] = []
    var rest = (weight: total, count: Double(dimension))
    for (row, length) in lengths.enumerated() where length > 0 {
      let energy = max(shift + gram[row, row], 0)
      directions.append(
        Direction(
          penalty: length * length, energy: energy, count: 1, row: row,
          outside: images.rowNorm(row)))
      rest = (rest.weight - energy - noiseVariance, rest.count - 1)
    }
    if rest.count > 0 {
      let energy = max(rest.weight / rest.count - noiseVariance, 0)
      directions.append(
        Direction(penalty: 0, energy: energy, count: rest.count, row: nil, outside: 0))
    }

    let error = 0x1p-52
    let least =
      isScaled ? 0 : Double(r.rows) * directions.reduce(0) { max($0, $1.penalty) }
    var excess = 0.0
    for (index, direction) in directions.enumerated() {
      let (s, weight) = (direction.penalty, direction.energy + noiseVariance)
      let bySlope =
        error * max(2 * s, direction.row == nil ? 0 : least) * abs(filter.derivative(at: s))
      let byNumbers = numbers.enumerated().reduce(0.0) { sum, number in
        sum + error * abs(number.element * filter.derivatives(at: s, inNumber: number.offset).value)
      }
      let change = bySlope + byNumbers
      let target = Gain.wiener(eigenvalue: direction.energy, noiseVariance: noiseVariance)
      let distance = s > 0 ? abs(filter.gain(at: s).difference(to: target)) : 0
      excess += direction.count * weight * (0.5 * change * change + distance * bySlope)
      for other in directions[..<index] {
        let sum = error * max(s + other.penalty, least)
        let gap = s - other.penalty
        let slope =
          abs(gap) > 1e-3 * (s + other.penalty)
          ? filter.gain(at: s).difference(to: filter.gain(at: other.penalty)) / gap
          : filter.derivative(at: 0.5 * (s + other.penalty))
        let change = sum * slope
        // Errors of the entries average out over the directions.
        let share = direction.count * other.count / Double(dimension)
        let coupling =
          if let row = direction.row, let column = other.row { abs(gram[row, column]) } else {
            other.outside
          }
        let defects = filter.gain(at: s).defect + filter.gain(at: other.penalty).defect
        excess += share * 0.5 * (weight + other.energy + noiseVariance) * change * change
        excess += share.squareRoot() * abs(coupling * defects * change)
      }
    }
    return excess
  }

  /// Directions with one eigenvalue s of RᵀR.
  private struct Direction {
    let penalty: Double
    /// qᵀCq.
    let energy: Double
    let count: Double
    /// The row of R; nil where there is none.
    let row: Int?
    /// The norm of Cq in directions without a row.
    let outside: Double
  }
}

extension Matrix {
  /// The length of a row.
  fileprivate func rowNorm(_ row: Int) -> Double {
    (0..<columns).reduce(0) { $0 + self[row, $1] * self[row, $1] }.squareRoot()
  }
}
