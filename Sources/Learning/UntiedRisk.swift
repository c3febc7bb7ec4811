// The risk of gradient steps with a separate regularizer in every step.

public import LinearAlgebra
import Optimization
import ToyModel

/// The excess of the population risk over the best linear one, as a function of R₁ … R_{N−1} and of a learned ω, in the
/// eigenbasis of C.
///
/// R₀ acts on z = 0 and has no influence. With T₁ = ωI, Tⱼ₊₁ = (1−ω)Tⱼ + ωI − ωRⱼᵀRⱼTⱼ and T = T_N,
/// ```
/// E − L₀ = ½ tr((T−T*)S(T−T*)ᵀ),   S = C + σ²I
/// A_N = (T−T*)S,   Aⱼ = (1−ω)Aⱼ₊₁ − ωRⱼᵀRⱼAⱼ₊₁,   ∂E/∂Rⱼ = −ω(RⱼTⱼAⱼ₊₁ᵀ + RⱼAⱼ₊₁Tⱼᵀ)
/// ```
/// and ∂E/∂ω is the sum of ⟨Aⱼ₊₁, I − Tⱼ − RⱼᵀRⱼTⱼ⟩ over all steps. T is not symmetric as a rule.
///
/// The variables are those of one R of (N−1)k rows, R₁ … R_{N−1} one under the other.
///
/// - SeeAlso: docs/proofs/untied.md.
public struct UntiedRisk: DenoisingRisk {
  /// The spectrum of C, σ² and k: the population from which R₁ … R_{N−1} are learned.
  public let problem: LearningProblem
  /// The family of untied steps, with its depth and the initial ω where the step is learned.
  public let family: LearnedRisk.Family
  /// N.
  private let depth: Int
  /// γ + σ² and γ/(γ+σ²), with its complement, of every direction.
  private let weights: [Double]
  private let targets: [Gain]

  /// Creates the objective.
  ///
  /// - Parameters:
  ///   - problem: The data and k; reducible or not.
  ///   - family: Untied steps, N ≥ 2.
  public init(_ problem: LearningProblem, family: LearnedRisk.Family) {
    precondition(!family.theory.algorithm.isSpectral, "the steps of \(family.theory) have one R")
    self.problem = problem
    self.family = family
    depth = family.depth ?? 2
    let energies = problem.deviations.map { $0 + problem.shift }
    let all =
      energies
      + Array(repeating: problem.shift, count: problem.dimension - problem.deviations.count)
    weights = all.map { $0 + problem.noiseVariance }
    targets = all.map { .wiener(eigenvalue: $0, noiseVariance: problem.noiseVariance) }
  }

  /// The dimension n of the signals.
  public var signalDimension: Int { problem.dimension }
  /// The number (N−1)k of rows of R₁ … R_{N−1} together.
  public var rows: Int { (depth - 1) * problem.rows }
  /// The number n of columns of every Rⱼ.
  public var columns: Int { problem.dimension }
  /// The plain one: the variables are the entries of the matrices.
  public var parametrization: Parametrization { .plain }
  /// Never: T is not symmetric, so that no sign of an eigenvalue is fixed.
  public var maySignsHelp: Bool { false }
  /// Never: only one R has the parametrisation of weak signals.
  public var isWeakSignal: Bool { false }
  /// The best linear risk L₀, from which the values of the objective are measured.
  public var linearRisk: Double { problem.linearRisk }

  /// R₁ … R_{N−1} at a point, each k × n.
  public func layers(_ point: [Double]) -> [Matrix] {
    let all = matrix(point)
    let k = problem.rows
    return (0..<depth - 1).map { layer in
      var r = Matrix(repeating: 0, rows: k, columns: columns)
      for column in 0..<columns {
        for row in 0..<k { r[row, column] = all[layer * k + row, column] }
      }
      return r
    }
  }

  /// T at a point, n × n, with the products RⱼTⱼ and the Tⱼ of all steps from the second on.
  private func run(
    _ layers: [Matrix], _ omega: Double
  ) -> (maps: [Matrix], products: [Matrix]) {
    let n = columns
    var t = Matrix(repeating: 0, rows: n, columns: n)
    for index in 0..<n { t[index, index] = omega }
    var (maps, products) = ([t], [Matrix]())
    for r in layers {
      let product = r.multiplied(by: t)
      var next = t
      next.setProduct(r, .transposed, product, alpha: -omega, beta: 1 - omega)
      for index in 0..<n { next[index, index] += omega }
      t = next
      maps.append(t)
      products.append(product)
    }
    return (maps, products)
  }

  /// T, n × n; nil where ω is not positive.
  public func map(_ point: [Double]) -> Matrix? {
    guard let omega = stepSize(point), omega > 0, omega.isFinite else { return nil }
    return run(layers(point), omega).maps.last
  }

  /// The excess and its gradient; NaN where it overflows or ω is not positive.
  ///
  /// - Complexity: O(Nkn²).
  public mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    guard let omega = stepSize(point), omega > 0, omega.isFinite else { return .nan }
    let layers = layers(point)
    let (maps, products) = run(layers, omega)
    let (n, k) = (columns, problem.rows)
    // A_N, whose columns are scaled by S.
    guard var adjoint = maps.last else { return .nan }
    var value = 0.0
    for column in 0..<n {
      for row in 0..<n {
        var error = adjoint[row, column]
        if row == column {
          error = Gain(value: error).difference(to: targets[column])
        }
        value += 0.5 * weights[column] * error * error
        adjoint[row, column] = weights[column] * error
      }
    }
    guard value.isFinite else { return .nan }
    var slope = 0.0
    for layer in layers.indices.reversed() {
      let (r, t, product) = (layers[layer], maps[layer], products[layer])
      let image = r.multiplied(by: adjoint)
      // ⟨A, I − T⟩ − ⟨RA, RT⟩.
      slope -= adjoint.innerProduct(t) + image.innerProduct(product)
      for index in 0..<n { slope += adjoint[index, index] }
      var change = Matrix(repeating: 0, rows: k, columns: n)
      change.setProduct(product, .plain, adjoint, .transposed, alpha: -omega)
      change.setProduct(image, .plain, t, .transposed, alpha: -omega, beta: 1)
      for column in 0..<n {
        for row in 0..<k { gradient[column * rows + layer * k + row] = change[row, column] }
      }
      var next = adjoint
      next.setProduct(r, .transposed, image, alpha: -omega, beta: 1 - omega)
      adjoint = next
    }
    for index in 0..<n { slope += adjoint[index, index] }
    if let trained = family.trained.first {
      gradient[gradient.count - 1] = slope * trained.slope(at: omega)
    }
    return value
  }
}
