// The risk of unrolled gradient descent in an inverse problem, as a function of the regularizer.

import Libc
public import LinearAlgebra
public import Optimization
public import ToyModel

/// The risk of N steps z ← z − ω((AᵀA + RᵀR)z − Aᵀx) from z = 0 on the data x = Ay + ε, as a function of R ∈ ℝᵏˣⁿ and
/// of a learned ω.
///
/// With G = AᵀA and H = G + RᵀR the reconstruction is T = PAᵀ, P = P_N, P₀ = 0, Pⱼ₊₁ = (I−ωH)Pⱼ + ωI, and
/// ```
/// E = ½ tr((PG−I)C(PG−I)ᵀ) + ½σ² tr(PGPᵀ)
/// A_N = ((PG−I)C + σ²P)G,   Aⱼ = (I−ωH)Aⱼ₊₁,   ∂E/∂H = −ω Σ Aⱼ₊₁Pⱼᵀ,   ∂E/∂R = R(∂E/∂H + (∂E/∂H)ᵀ)
/// ```
/// and ∂E/∂ω = Σ ⟨Aⱼ₊₁, I − HPⱼ⟩. A and C need not commute.
///
/// The variables are the entries of R, column by column, and log ω where it is learned.
public struct OperatorRisk: Objective, Sendable {
  /// The number k of rows of R.
  public let rows: Int
  /// N ≥ 1.
  public let depth: Int
  /// ω, the given one or that to begin with.
  public let stepSize: Double
  /// Whether ω is learned.
  public let isStepLearned: Bool
  private let gram: Matrix
  private let map: Matrix
  private let secondMoment: Matrix
  private let noiseVariance: Double

  /// Creates the objective.
  ///
  /// - Parameters:
  ///   - map: A, p × n.
  ///   - secondMoment: C, n × n, symmetric positive semidefinite.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k, 1 ≤ k ≤ n.
  ///   - depth: N ≥ 1.
  ///   - stepSize: ω, positive and finite.
  ///   - isStepLearned: Whether ω is learned as well.
  public init(
    operator map: Matrix, secondMoment: Matrix, noiseVariance: Double, rows: Int, depth: Int,
    stepSize: Double, isStepLearned: Bool = false
  ) {
    precondition(
      secondMoment.isSquare && secondMoment.rows == map.columns,
      "A has \(map.columns) columns, C is \(secondMoment.rows) × \(secondMoment.columns)")
    precondition(
      rows >= 1 && rows <= map.columns, "R with \(rows) rows of length \(map.columns): 1 ≤ k ≤ n")
    precondition(depth >= 1, "\(depth) steps")
    precondition(stepSize > 0 && stepSize.isFinite, "step size \(stepSize) is not positive")
    (self.map, self.secondMoment, self.noiseVariance) = (map, secondMoment, noiseVariance)
    (self.rows, self.depth, self.stepSize) = (rows, depth, stepSize)
    self.isStepLearned = isStepLearned
    gram = map.gram()
  }

  /// n.
  public var signalDimension: Int { map.columns }
  /// kn, and one more where ω is learned.
  public var dimension: Int { rows * map.columns + (isStepLearned ? 1 : 0) }

  /// R at a point, k × n.
  public func regularizer(_ point: [Double]) -> Matrix {
    Matrix(
      rows: rows, columns: map.columns, elements: Array(point.prefix(rows * map.columns)))
  }

  /// ω at a point.
  public func stepSize(_ point: [Double]) -> Double {
    isStepLearned ? exp(point[point.count - 1]) : stepSize
  }

  /// T at a point, n × p.
  public func reconstruction(_ point: [Double]) -> Matrix {
    let system = system(regularizer(point))
    let identity = Matrix.identity(map.columns)
    var polynomial = Matrix(repeating: 0, rows: map.columns, columns: map.columns)
    for _ in 0..<depth { polynomial = step(polynomial, system, identity, stepSize(point)) }
    return polynomial.multiplied(by: map.transposed)
  }

  /// The risk of T at a point, with its bias and variance.
  public func risk(_ point: [Double]) -> Risk {
    Risk(
      reconstruction: reconstruction(point), operator: map, secondMoment: secondMoment,
      noiseVariance: noiseVariance)
  }

  private func system(_ regularizer: Matrix) -> Matrix {
    var system = regularizer.gram()
    add(1, gram.elements, to: &system)
    return system
  }

  /// (I − ωH)P + ωI.
  private func step(
    _ polynomial: Matrix, _ system: Matrix, _ identity: Matrix, _ omega: Double
  ) -> Matrix {
    var next = identity
    next.setProduct(system, .plain, polynomial, alpha: -omega, beta: omega)
    add(1, polynomial.elements, to: &next)
    return next
  }

  /// The risk and its gradient; NaN where it overflows.
  ///
  /// - Complexity: O(Nn³).
  public mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let omega = stepSize(point)
    guard omega > 0, omega.isFinite else { return .nan }
    let n = map.columns
    let regularizer = regularizer(point)
    let system = system(regularizer)
    let identity = Matrix.identity(n)
    var polynomials = [Matrix(repeating: 0, rows: n, columns: n)]
    for index in 0..<depth {
      polynomials.append(step(polynomials[index], system, identity, omega))
    }
    let last = polynomials[depth]
    // (PG−I)C + σ²P.
    let error = last.multiplied(by: gram).subtracting(identity)
    var slope = error.multiplied(by: secondMoment)
    var value = 0.5 * slope.innerProduct(error)
    value += 0.5 * noiseVariance * last.multiplied(by: gram).innerProduct(last)
    guard value.isFinite else { return .nan }
    add(noiseVariance, last.elements, to: &slope)
    var adjoint = slope.multiplied(by: gram)
    var change = Matrix(repeating: 0, rows: n, columns: n)
    var stepSlope = 0.0
    for index in (0..<depth).reversed() {
      let earlier = polynomials[index]
      change.setProduct(adjoint, .plain, earlier, .transposed, alpha: -omega, beta: 1)
      let image = system.multiplied(by: adjoint)
      // ⟨A, I − HP⟩ = tr A − ⟨HA, P⟩.
      stepSlope += adjoint.trace - image.innerProduct(earlier)
      add(-omega, image.elements, to: &adjoint)
    }
    // The gradient is R times the sum of the change and its transpose.
    let rowSlope = regularizer.multiplied(by: change.symmetricPart)
    for (index, entry) in rowSlope.elements.enumerated() { gradient[index] = 2 * entry }
    if isStepLearned { gradient[gradient.count - 1] = stepSlope * omega }
    return value
  }
}

/// The lowest of many minima of the risk over R, from random starts; for small n.
///
/// For N ≤ 2 the best R is known where AᵀA and C commute, and lies along their eigenvectors; for N ≥ 3 it is not, and
/// may lie along none of them. A search gives an upper bound on the infimum.
public struct OperatorSearch: Sendable {
  /// The largest n that is searched.
  public static let dimensionLimit = 8

  /// The lowest risk that was found.
  public let risk: Risk
  /// R, k × n.
  public let regularizer: Matrix
  /// ω.
  public let stepSize: Double
  /// The number of starts that ended within 10⁻⁹ of the lowest risk.
  public let reachedCount: Int

  /// Minimises the risk by L-BFGS from random R; nil where no start has a finite risk.
  ///
  /// The entries of a start are normal, with one scale for all of it: ω^(−½) times a logarithmic uniform number from
  /// 0.05 to 12.
  ///
  /// - Parameters:
  ///   - objective: The risk, n ≤ ``dimensionLimit``.
  ///   - starts: The number of starts, at least 1.
  ///   - seed: The seed of all starts.
  /// - Complexity: Some hundred evaluations a start.
  public init?(_ objective: OperatorRisk, starts: Int, seed: UInt64) {
    precondition(
      objective.signalDimension <= Self.dimensionLimit,
      "n = \(objective.signalDimension), more than \(Self.dimensionLimit)")
    precondition(starts >= 1, "a search from \(starts) starts")
    var objective = objective
    var ends: [Iterate] = []
    for start in 0..<starts {
      var generator = SeededGenerator(seed: seed, stream: UInt64(start))
      let scale =
        0.05 * pow(240, generator.nextUniform()) / objective.stepSize.squareRoot()
      var point = (0..<objective.rows * objective.signalDimension).map { _ in
        scale * generator.nextNormal()
      }
      if objective.isStepLearned {
        point.append(log(objective.stepSize) + generator.nextNormal())
      }
      guard let first = Iterate(start: point, of: &objective) else { continue }
      let end = minimize(
        &objective, from: first, by: LBFGS(),
        until: StoppingRule(
          gradientNorm: 1e-14 * (1 + first.value), relativeDecrease: 0, patience: 40,
          iterationLimit: 3000))
      ends.append(end.iterate)
    }
    guard let best = ends.min(by: { $0.value < $1.value }) else { return nil }
    risk = objective.risk(best.point)
    regularizer = objective.regularizer(best.point)
    stepSize = objective.stepSize(best.point)
    reachedCount = ends.count { $0.value <= best.value * (1 + 1e-9) }
  }
}
