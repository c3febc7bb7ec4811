// The two ends of unrolling at odd depth, at which T is quadratic in a matrix.

import LinearAlgebra
import Optimization

/// The risk of T = QᵀQ or of T = I − QᵀQ as a function of Q, k × n, but for the constant ½ tr M.
///
/// With S = C + σ²I, the second moment of noisy signals, and M that of what QᵀQ is to keep,
/// ```
/// E = ½ tr(QᵀQ S QᵀQ) − tr(Q M Qᵀ),   M = C or σ²I.
/// ```
/// There is one basin: rows settle on the directions with most of M in proportion to S. Variables are
/// the entries of P = QS^½, k × c and column after column, as if noisy signals had been whitened: then
/// directions with little signal are learned nearly as fast as those with much.
struct QuadraticRisk: Objective {
  /// What QᵀQ is to keep.
  enum Target: CaseIterable {
    case signal, noise
  }

  let target: Target
  let rows: Int
  let columns: Int
  /// The size of the entries of P, times √n.
  let scale: Double
  /// S⁻¹ and MS⁻¹, diagonal in the eigenbasis of C.
  private let weights: [Double]
  private let targets: [Double]

  var dimension: Int { rows * columns }

  /// Creates the objective.
  ///
  /// - Parameters:
  ///   - problem: The data and k.
  ///   - columns: c, from ``LearningProblem/reducedColumns`` up to n.
  ///   - target: M.
  init(_ problem: LearningProblem, columns: Int, target: Target) {
    self.target = target
    self.columns = columns
    rows = problem.rows
    let deviations = problem.deviations + Array(repeating: 0, count: columns)
    let energies = deviations[..<columns].map { max(problem.shift + $0, 0) }
    let moments = energies.map { target == .signal ? $0 : problem.noiseVariance }
    // Where there is neither signal nor noise nothing is to be learned, but S must have an inverse.
    let largest = energies.reduce(problem.noiseVariance, max)
    let floor = largest > 0 ? 1e-14 * largest : 1
    weights = energies.map { 1 / max($0 + problem.noiseVariance, floor) }
    targets = zip(moments, weights).map { $0 * $1 }
    scale = (moments.reduce(0, +) / Double(columns)).squareRoot()
  }

  /// Q out of the variables.
  func matrix(_ point: [Double]) -> Matrix {
    var q = Matrix(rows: rows, columns: columns, elements: point)
    q.scaleColumns(weights.map { $0.squareRoot() })
    return q
  }

  /// With A = PPᵀ and G = PS⁻¹Pᵀ: E = ½ tr(AG) − tr(PMS⁻¹Pᵀ), dE/dP = APS⁻¹ + GP − 2PMS⁻¹.
  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let p = Matrix(rows: rows, columns: columns, elements: point)
    var (weighted, wanted) = (p, p)
    weighted.scaleColumns(weights)
    wanted.scaleColumns(targets)
    var square = Matrix(repeating: 0, rows: rows, columns: rows)
    square.setGram(p)
    var slope = p
    slope.setSymmetricProduct(square, weighted)
    let value = 0.5 * p.innerProduct(slope) - p.innerProduct(wanted)
    square.setProduct(weighted, .plain, p, .transposed)
    weighted.setSymmetricProduct(square, p)
    add(1, weighted.elements, to: &slope)
    add(-2, wanted.elements, to: &slope)
    slope.copyElements(to: &gradient)
    return value
  }
}
