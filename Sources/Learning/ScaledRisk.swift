// A risk in variables and units in which only the ratio of signal to noise matters.

import Libc
import LinearAlgebra
import Optimization
import ToyModel

/// The scale of a risk: units of value and variables.
struct RiskScale: Sendable {
  /// The unit of the risk, σ²t² with t the largest Wiener gain, so that a relevant excess is of order 1.
  let unit: Double
  /// The factors by which the columns of the variables are multiplied to give R or B; empty for factors of 1.
  let columnScales: [Double]
  /// The number that is added to the last variable: log(γ/σ²) for the largest γ, or 0.
  let odds: Double

  /// The scale of a problem.
  ///
  /// At the optimum the column of a direction with much signal is as small as √(σ²/w), w = γ + σ², and the
  /// excess rises with w in it; after scaling it is of order 1, and so is the curvature. Where all
  /// signals are weak, T and BᵀB are of the size of the largest Wiener gain t.
  ///
  /// - Parameters:
  ///   - energies: γ of the columns.
  ///   - noiseVariance: σ².
  ///   - columns: c.
  ///   - shift: γ of further columns.
  ///   - isPreconditioned: False to leave the variables as they are.
  ///   - isQuadratic: True where T is c₀ − BᵀB, so that B is as large as √c₀, and c₀ as t if it is learned.
  ///   - fixedGain: c₀ where it is given.
  ///   - isWeakSignal: True where T is a sin²(½√(BᵀB)) with a = c₀, or 1.
  init(
    energies: [Double], noiseVariance: Double, columns: Int, shift: Double, isPreconditioned: Bool,
    isQuadratic: Bool, fixedGain: Double?, isWeakSignal: Bool
  ) {
    let (signal, noise) = Self.sizes(
      signal: energies.reduce(shift) { max($0, $1) }, noise: noiseVariance)
    let largest = signal / (signal + noise)
    unit = Self.unit(signal: signal, noise: noise)
    guard isPreconditioned else {
      columnScales = []
      odds = 0
      return
    }
    odds = log(signal) - log(noise)
    let common =
      isWeakSignal
      ? 2 * (largest / (fixedGain ?? 1)).squareRoot()
      : isQuadratic ? max(fixedGain ?? 0, largest).squareRoot() : 1
    columnScales = (0..<columns).map { column in
      let energy = max(column < energies.count ? energies[column] : shift, 0)
      return common * (noise / (energy + noise)).squareRoot()
    }
  }

  /// The unit of the values of a problem.
  static func unit(of problem: LearningProblem) -> Double {
    let (signal, noise) = sizes(
      signal: problem.spectrum.groups.first?.eigenvalue ?? 0, noise: problem.noiseVariance)
    return unit(signal: signal, noise: noise)
  }

  private static func unit(signal: Double, noise: Double) -> Double {
    let largest = signal / (signal + noise)
    return max(noise * largest * largest, .leastNormalMagnitude)
  }

  /// γ and σ², each at least 2⁻¹⁵⁰ of the other, which is beyond anything that Double can resolve.
  private static func sizes(signal: Double, noise: Double) -> (signal: Double, noise: Double) {
    if signal == 0 && noise == 0 { return (1, 1) }
    return (max(signal, 0x1p-150 * noise), max(noise, 0x1p-150 * signal))
  }
}

/// A risk in scaled variables and units.
struct ScaledRisk<Base: DenoisingRisk>: DenoisingRisk {
  private var base: Base
  private let scale: RiskScale

  init(_ base: Base, _ scale: RiskScale) {
    precondition(
      scale.columnScales.isEmpty || scale.columnScales.count == base.columns,
      "\(scale.columnScales.count) factors for \(base.columns) columns")
    self.base = base
    self.scale = scale
  }

  var signalDimension: Int { base.signalDimension }
  var rows: Int { base.rows }
  var columns: Int { base.columns }
  var family: LearnedRisk.Family { base.family }
  var parametrization: Parametrization { base.parametrization }
  var maySignsHelp: Bool { base.maySignsHelp }
  var isWeakSignal: Bool { base.isWeakSignal }
  var linearRisk: Double { base.linearRisk / scale.unit }

  private var hasOdds: Bool { family.isLearned && parametrization == .reparametrized }

  func natural(_ point: [Double]) -> [Double] {
    var point = point
    scaleColumns(&point) { $0 }
    if hasOdds { point[point.count - 1] += scale.odds }
    return point
  }

  func point(natural variables: [Double]) -> [Double] {
    var point = variables
    scaleColumns(&point) { 1 / $0 }
    if hasOdds { point[point.count - 1] -= scale.odds }
    return point
  }

  private func scaleColumns(_ list: inout [Double], by factor: (Double) -> Double) {
    let rows = rows
    list.withUnsafeMutableBufferPointer { list in
      for (column, value) in scale.columnScales.enumerated() {
        let factor = factor(value)
        for index in column * rows..<(column + 1) * rows { list[index] *= factor }
      }
    }
  }

  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let value: Double
    if scale.columnScales.isEmpty {
      value = base.evaluate(at: point, gradient: &gradient)
    } else {
      value = base.evaluate(at: natural(point), gradient: &gradient)
      scaleColumns(&gradient) { $0 }
    }
    LinearAlgebra.scale(&gradient, by: 1 / scale.unit)
    return value / scale.unit
  }
}
