// Gradient flow from either side of the wall, and where it ends: the experiment of all claims about the trap.

import Evidence
import Learning
import Libc
import LinearAlgebra
import Optimization
import Reference
package import ToyModel

/// R_trap of data, noise, k and a family.
package typealias TrapFormula =
  @Sendable (_ spectrum: Spectrum, _ noise: Double, _ rows: Int, _ family: DenoiserFamily) -> Double

/// R_trap as the program computes it; NaN where it has none.
package let computedTrapRisk: TrapFormula = {
  TrapRisk(spectrum: $0, noiseVariance: $1, rows: $2, family: $3)?.optimum.risk.total ?? .nan
}

/// A risk whose gradient flow is followed from a start on one side of the wall.
struct TrapFlow {
  var risk: LearnedRisk
  let family: LearnedRisk.Family
  /// The eigenvalues of RRᵀ at every time, ascending.
  var path: [[Double]] = []
  /// The risk at the end.
  var end = Double.nan
  var isComplete = false

  /// Follows the flow from R, which has the given largest eigenvalue of RᵀR.
  init(
    _ point: ParameterPoint, stepSize: Double? = nil, start: (inout Sampler) -> Matrix
  ) {
    family = .unrolled(
      depth: point.depth, stepSize: stepSize ?? point[.omega], isStepLearned: stepSize != nil)
    let problem = LearningProblem(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k,
      isReducible: false)
    risk = LearnedRisk(problem, family: family)
    var draws = point.sampler()
    let variables = risk.variables(start(&draws), stepSize: family.stepSize)
    guard let first = Iterate(start: variables, of: &risk) else { return }
    let rule = StoppingRule(
      gradientNorm: 1e-10 * min(1, norm(first.gradient)), iterationLimit: 4000)
    let reader = risk
    var path: [[Double]] = []
    let result = minimize(&risk, from: first, by: FlowIntegrator(), until: rule) { iterate in
      path.append(reader.regularizer(iterate.point).penalties)
      return true
    }
    self.path = path
    end = problem.linearRisk + result.iterate.value
    isComplete = result.stopReason != .iterationLimit
  }

  /// Follows the flow from a random R before the wall: small, of medium size, or nearly at it.
  init(_ point: ParameterPoint, before wall: Double) {
    self.init(point) { draws in
      let share = draws.element([1e-4, 0.1, 0.9]) * draws.uniform(0.5...1)
      return Self.start(point, share * wall, &draws)
    }
  }

  /// A random R with ‖R‖² = s.
  static func start(
    _ point: ParameterPoint, _ largest: Double, _ draws: inout Sampler
  ) -> Matrix {
    let matrix = draws.matrix(point.k, point.n)
    let eigenvalues = (try? SymmetricEigen.values(of: matrix.gram())) ?? []
    guard let norm = eigenvalues.last, norm > 0 else { return matrix }
    return matrix.scaled(by: (largest / norm).squareRoot())
  }

  /// The first time at which another number of eigenvalues lies beyond the wall; those within 1e-6 of it
  /// count as on either side.
  func crossing(_ wall: Double) -> String? {
    guard let first = path.first else { return "no finite start" }
    let below = first.count { $0 < wall }
    for (number, eigenvalues) in path.enumerated() {
      let isBroken = eigenvalues.enumerated().contains { index, s in
        index < below ? s > wall * (1 + 1e-6) : s < wall * (1 - 1e-6)
      }
      if isBroken { return "\(eigenvalues) at step \(number), the wall \(wall), from \(first)" }
    }
    return nil
  }
}

/// The parameter points at which flows from both sides of the wall are followed: N, ω, k, σ and up to four γ.
struct TrapDomain: Sendable {
  /// N, each at least 3 and odd; those that occur twice are drawn twice as often.
  let depths: [Double]
  /// The range of ω for a depth.
  let steps: @Sendable (_ depth: Int) -> ClosedRange<Double>

  /// A random parameter point.
  func point(_ draws: inout Sampler) -> ParameterPoint {
    while true {
      let n = draws.integer(2...4)
      let depth = draws.element(depths)
      var point = ParameterPoint(
        [
          .depth: depth, .omega: draws.uniform(steps(Int(depth))),
          .sigma: draws.logarithmic(0.3...1.5),
        ], eigenvalues: draws.eigenvalues(n, in: 0.05...5))
      point[.k] = Double(draws.integer(1...n))
      if contains(point) { return point }
    }
  }

  /// Whether a parameter point could have been drawn: one at which no direction is so undecided that its flow takes
  /// very long.
  func contains(_ point: ParameterPoint) -> Bool {
    guard depths.contains(point[.depth]), (1...4).contains(point.n),
      (1...point.n).contains(point.k), steps(point.depth).contains(point[.omega]),
      (0.3...1.5).contains(point[.sigma])
    else { return false }
    let filter = UnrolledFilter(depth: point.depth, stepSize: point[.omega])
    let targets = point.eigenvalues.map { $0 / ($0 + point.noiseVariance) }
    // No t* is above a c₀ > 1.
    let forced = filter.forcedGain.value
    let isDecided = targets.allSatisfy {
      (forced > 1 || abs($0 - forced) > 0.02) && abs($0 - filter.image.lowerBound.value) > 0.02
    }
    return isDecided && zip(targets, targets.dropFirst()).allSatisfy { $0 - $1 > 0.02 }
  }
}
