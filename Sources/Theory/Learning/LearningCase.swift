// Settings in which R is learned, with T as a matrix.

package import Evidence
package import Learning
import Libc
import LinearAlgebra
package import Reference
import ToyModel

/// The family, data and coordinates of a parameter point: γ, k, σ, N (0 for the exact minimiser) and ω.
package struct LearningCase {
  package let family: LearnedRisk.Family
  package let coordinates: Parametrization
  package let problem: LearningProblem
  /// The diagonal of C in the basis of the problem.
  package let moment: [Double]
  /// The number of columns with which R is learned.
  package let columns: Int
  package let algorithm: LearnedRisk.Algorithm?
  /// The variables.
  package var variables: [Double] = []

  /// A setting; anything that the parameter point leaves open is drawn at random.
  package init(_ point: ParameterPoint, _ draws: inout Sampler) {
    let isLearned = point.depth > 0 && draws.integer(0...1) == 0
    family =
      point.depth == 0
      ? .bilevel
      : .unrolled(depth: point.depth, stepSize: point[.omega], isStepLearned: isLearned)
    coordinates = family.canBeReparametrized && draws.integer(0...1) == 0 ? .reparametrized : .plain
    let problem = LearningProblem(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k,
      isReducible: draws.integer(0...3) > 0)
    self.problem = problem
    // Deviating directions come first.
    let deviating = problem.deviations.count
    moment =
      problem.deviations.map { $0 + problem.shift }
      + Array(repeating: problem.shift, count: problem.dimension - deviating)
    columns = draws.integer(problem.reducedColumns...problem.dimension)
    algorithm = draws.integer(0...1) == 0 ? .eigen : nil
    let scale = draws.uniform(0.2...1.2) / Double(columns).squareRoot()
    var matrix = draws.matrix(point.k, columns, scale: scale)
    switch draws.integer(0...7) {
    case 0: matrix = matrix.scaled(by: draws.logarithmic(1e-9...1e-3))
    case 1: matrix = matrix.scaled(by: 0)
    case 2...3:
      // Rows that are orthogonal and of equal length, or nearly so: all non-zero eigenvalues of RᵀR agree.
      let length = draws.logarithmic(0.05...1.2)
      let nudge = draws.integer(0...1) == 0 ? 0 : 1e-7
      for row in 0..<matrix.rows {
        for column in 0..<columns {
          matrix[row, column] = row == column ? length : nudge * matrix[row, column]
        }
      }
    default: break
    }
    variables = matrix.elements
    guard isLearned else { return }
    // α, or ℓ with c₀ = 1/(1 + e^(−ℓ)).
    variables.append(
      coordinates == .reparametrized ? draws.uniform(-3...6) : log(expm1(point[.omega])))
  }

  /// The population risk.
  package var risk: LearnedRisk {
    LearnedRisk(
      problem, family: family, parametrization: coordinates, columns: columns, algorithm: algorithm)
  }

  /// T and its derivative in a direction of the variables, by the definition of the coordinates.
  ///
  /// - Parameters:
  ///   - direction: The direction, one entry per variable.
  ///   - maySignsHelp: Whether negative eigenvalues would lower the risk, so that T is cos² √(BᵀB).
  /// - Returns: T, n × n, with its derivative.
  /// - Throws: ``CommandError`` of status failure where a factorization does not converge.
  package func tangent(
    along direction: [Double], maySignsHelp: Bool = false
  ) throws(EvidenceError) -> DenseTangent {
    func padded(_ list: [Double]) -> Matrix {
      // Equal directions that are out of reach have zero columns.
      let zeros = problem.rows * (problem.dimension - columns)
      return Matrix(
        rows: problem.rows, columns: problem.dimension,
        elements: list[..<(problem.rows * columns)] + Array(repeating: 0, count: zeros))
    }
    let (r, dr) = (padded(variables), padded(direction))
    let (given, isLearned) = (family.stepSize, family.isLearned)
    guard let depth = family.depth else {
      guard coordinates == .reparametrized else { return try factorized(.exact(r, dr)) }
      return maySignsHelp ? .squaredCosine(r, dr) : .cosine(r, dr)
    }
    let (variable, change) =
      isLearned ? (variables[variables.count - 1], direction[direction.count - 1]) : (0, 0)
    if coordinates == .reparametrized {
      guard isLearned else {
        let forced = TalkFormulas.forcedGain(depth: depth, stepSize: given)
        return .straight(r, dr, forced: forced, forcedSlope: 0)
      }
      let forced = 1 / (1 + exp(-variable))
      return .straight(r, dr, forced: forced, forcedSlope: forced * (1 - forced) * change)
    }
    let exponential = exp(variable)
    return .unrolled(
      r, dr, depth: depth, stepSize: isLearned ? log(1 + exponential) : given,
      stepSlope: change * exponential / (1 + exponential))
  }

  /// The domain from which settings are drawn.
  package struct Domain: Sendable {
    private let sizes: [Int]
    private let depths: [Int]
    private let steps: ClosedRange<Double>
    private let sigmas: ClosedRange<Double>

    package init(_ scope: CheckScope) throws(EvidenceError) {
      sizes = try scope.integers(.n, 1...5, legal: 1...20)
      depths = try scope.integers(.depth, 1...50, legal: 1...200)
      steps = try scope.range(.omega, 0.05...1.2, legal: 1e-3...2)
      sigmas = try scope.range(.sigma, 0.1...10, legal: 1e-3...1e3)
    }

    /// A random parameter point.
    package func point(_ draws: inout Sampler) -> ParameterPoint {
      var point = ParameterPoint(
        [
          .depth: draws.integer(0...4) == 0 ? 0 : Double(draws.element(depths)),
          .omega: draws.uniform(steps), .sigma: draws.logarithmic(sigmas),
        ], eigenvalues: draws.eigenvalues(draws.element(sizes)))
      // Formulas differ at small depths.
      if point.depth > 0, draws.integer(0...1) == 0 {
        point[.depth] = Double(min(point.depth, depths[0] + draws.integer(0...4)))
      }
      point[.k] = Double(draws.integer(1...point.n))
      return point
    }

    /// Whether a parameter point could have been drawn.
    package func contains(_ point: ParameterPoint) -> Bool {
      sizes.contains(point.n) && (1...point.n).contains(point.k)
        && (point.depth == 0 || point.depth >= depths[0] && point.depth <= depths[depths.count - 1])
        && steps.contains(point[.omega]) && sigmas.contains(point[.sigma])
    }
  }
}
