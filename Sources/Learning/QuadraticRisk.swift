// The two ends of the step-size homotopy at odd depths, at which T is quadratic in a matrix.

import LinearAlgebra
import Optimization

/// The risk of T = QᵀQ or of T = I − QᵀQ as a function of Q, k × n, without the constant ½ tr M.
///
/// With S = C + σ²I, the second moment of noisy signals, and M that of what QᵀQ should keep,
/// ```
/// E = ½ tr(QᵀQ S QᵀQ) − tr(Q M Qᵀ),   M = C or σ²I.
/// ```
/// in units of the largest eigenvalue of S. There is only one basin of attraction: rows converge to the
/// directions with the most of M in proportion to S. The variables are the entries of P = QD, k × c and column
/// after column, with a diagonal D in the eigenbasis of C. With D² = S, as if noisy signals had been whitened,
/// all rows converge at the same rate. But a row leaves a direction that it should not have at the rate γ/D²,
/// so D² is at least the k-th largest S there.
struct QuadraticRisk: Objective {
  /// The part of the noisy signal that QᵀQ should keep.
  enum Target: CaseIterable {
    case signal, noise
  }

  let target: Target
  let rows: Int
  let columns: Int
  /// S, M and 1/D.
  private let noisy: [Double]
  private let kept: [Double]
  private let units: [Double]

  /// The largest eigenvalue of S, in units of which values are given.
  let unit: Double

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
    // Without signal and noise there is nothing to learn, but D must still have an inverse.
    let largest = (energies.max() ?? 0) + problem.noiseVariance
    let unit = largest > 0 ? largest : 1
    let noisy = energies.map { ($0 + problem.noiseVariance) / unit }
    kept = energies.map { (target == .signal ? $0 : problem.noiseVariance) / unit }
    let floor = max(target == .signal ? noisy.sorted(by: >)[rows - 1] : 0, 0x1p-150)
    units = noisy.map { 1 / max($0, floor).squareRoot() }
    self.noisy = noisy
    self.unit = unit
  }

  /// Q from the variables.
  func matrix(_ point: [Double]) -> Matrix {
    var q = Matrix(rows: rows, columns: columns, elements: point)
    q.scaleColumns(units)
    return q
  }

  /// The starting point: a random Q with entries of the same size for signal; a random P for noise, as little
  /// of it should be kept in directions with much signal.
  ///
  /// - Parameter random: A matrix with RᵀR below 2. QᵀQ is then below 2 too, and as long as it is, keeping
  ///   more is better for every eigenvalue.
  /// - Returns: The variables.
  func start(_ random: Matrix) -> [Double] {
    var p = random
    p.scaleColumns(target == .signal ? units.map { 1 / $0 } : kept.map { $0.squareRoot() })
    return p.elements
  }

  /// With A = QSQᵀ and G = QQᵀ: E = ½ tr(AG) − tr(QMQᵀ), dE/dP = (AQ + GQS − 2QM)D⁻¹.
  mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let q = matrix(point)
    var (signals, wanted) = (q, q)
    signals.scaleColumns(noisy)
    wanted.scaleColumns(kept)
    var a = Matrix(repeating: 0, rows: rows, columns: rows)
    var g = a
    a.setProduct(signals, .plain, q, .transposed)
    g.setGram(q)
    let value = 0.5 * a.innerProduct(g) - q.innerProduct(wanted)
    var (first, second) = (q, q)
    first.setSymmetricProduct(a, q)
    second.setSymmetricProduct(g, signals)
    add(1, second.elements, to: &first)
    add(-2, wanted.elements, to: &first)
    first.scaleColumns(units)
    first.copyElements(to: &gradient)
    return value
  }
}
