// When to stop Landweber's iteration.

package import Evidence
import Intervals
import Libc
package import ToyModel

package struct LandweberProposition: Claim {
  package let id = "early-stopping"
  package let exposition = Exposition(
    title: "The best time to stop lies between the best times of the directions",
    statement: [
      """
      N steps z ← z − ωAᵀ(Az − x) from 0 have, with eᵢ = (1 − ωaᵢ²)ᴺ = exp(−λᵢN) and γᵢ = vᵢᵀCvᵢ for the right \
      singular vectors vᵢ of A,
      """,
      .formula("E(N) = ½ Σ [γᵢeᵢ² + σ²(1−eᵢ)²/aᵢ²],   Nᵢ* = log(1 + γᵢaᵢ²/σ²)/λᵢ"),
      """
      All minima over real N are in [min Nᵢ*, max Nᵢ*], the best integer between the integers around it. \
      Stopping is strictly better than converging. N steps are the best linear method if and only if
      """,
      .formula("γᵢ = (σ²/aᵢ²)((1 − ωaᵢ²)^{−N} − 1)"),
      "the prior for which early stopping is Bayes' rule.",
    ],
    assumptions: [
      "0 < ωaᵢ² < 1 for the aᵢ > 0, of which there is one at least, and on which the bracket is; σ > 0.",
      "Only the last statement needs that AᵀA and C commute.",
    ],
    limits: ["E may have several local minima in the bracket (`toy explain unimodal-stopping`)."],
    sources: [.proofStopping],
    example: { .earlyStopping() },
    figure: "early-stopping",
    commands: ["toy landweber --singular-values 1,0.5,0.2,0.1 --data iid --sigma 0.1"],
    declarations: ["Landweber"])
  package let domain =
    "n up to 5, singular values from 0.01 to 1, energies from 0 to 1000, ωa² < 0.99"

  /// The best real time and the bracket.
  package var best: @Sendable (_ iteration: Landweber) -> Double = { $0.best.time }
  /// min Nᵢ* and max Nᵢ*.
  package var bracket: @Sendable (_ iteration: Landweber) -> ClosedRange<Double> = { $0.bracket }
  /// The prior.
  package var prior:
    @Sendable (_ values: [Double], _ noise: Double, _ step: Double, _ time: Double) -> [Double] = {
      Landweber.prior(singularValues: $0, noiseVariance: $1, stepSize: $2, time: $3)
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "risks of a scan over N are not below the best one, and fall before the bracket and rise after it",
        cases: scope.samples / 10, in: scope, id, point: Self.point, isLegal: Self.isLegal
      ) { point in
        let iteration = Self.iteration(point)
        let (bracket, time) = (bracket(iteration), best(iteration))
        let least = Self.risk(iteration, time)
        let slack = 1e-9
        guard time >= bracket.lowerBound * (1 - slack), time <= bracket.upperBound * (1 + slack)
        else { return "the best time \(time) is not in \(bracket)" }
        let grid = (0...400).map { pow(10, -2 + 7 * Double($0) / 400) }
        let risks = grid.map { Self.risk(iteration, $0) }
        if let index = risks.firstIndex(where: { $0 < least * (1 - 1e-12) }) {
          return "the risk after \(grid[index]) steps is \(risks[index]), below \(least)"
        }
        for (index, next) in zip(grid.indices, grid.indices.dropFirst()) {
          let change = risks[next] - risks[index]
          let rounding = 1e-13 * risks[index]
          if grid[next] <= bracket.lowerBound, change > rounding {
            return "the risk rises at \(grid[index]), before the bracket"
          }
          if grid[index] >= bracket.upperBound, change < -rounding {
            return "the risk falls at \(grid[index]), after the bracket"
          }
        }
        let limit = Self.risk(iteration, .infinity)
        return least < limit ? nil : "never stopping has the risk \(limit), not above \(least)"
      },
      try .sampled(
        "the best integer, by all steps one after the other", cases: scope.samples / 25, in: scope,
        id, 1,
        point: { draws in
          var point = Self.point(&draws)
          point[.sigma] = draws.logarithmic(0.3...2)
          return point
        }, isLegal: Self.isLegal
      ) { point in
        let iteration = Self.iteration(point)
        let bracket = bracket(iteration)
        guard bracket.upperBound < 2000 else { return nil }
        let last = Int(bracket.upperBound) + 20
        let risks = (0...last).map { Self.risk(iteration, Double($0)) }
        let found = iteration.bestInteger
        let least = risks.min() ?? 0
        guard found.time >= bracket.lowerBound.rounded(.down),
          found.time <= bracket.upperBound.rounded(.up)
        else { return "the best integer \(found.time) is not between those around \(bracket)" }
        return difference(
          "the risk of the best integer", found.risk.total, from: least, tolerance: 1e-12)
      },
      try .sampled(
        "with the prior the risk after N steps is the best linear one", cases: scope.samples / 10,
        in: scope, id, 2, point: Self.point, isLegal: Self.isLegal
      ) { point in
        let old = Self.iteration(point)
        let values = old.directions.map(\.singularValue)
        let energies = prior(values, point.noiseVariance, old.stepSize, point[.s])
        let directions = zip(values, energies).map {
          OperatorDirection(singularValue: $0, energy: $1)
        }
        let linear = zip(values, energies).reduce(0) { sum, pair in
          let (a, energy) = pair
          return sum + 0.5 * point.noiseVariance * energy / (a * a * energy + point.noiseVariance)
        }
        let iteration = Landweber(
          directions: directions, noiseVariance: point.noiseVariance, stepSize: old.stepSize)
        return difference(
          "the risk", Self.risk(iteration, point[.s]), from: linear, tolerance: 1e-12)
      },
    ]
  }

  static func point(_ draws: inout Sampler) -> ParameterPoint {
    ParameterPoint([
      .n: Double(draws.integer(1...5)), .sigma: draws.logarithmic(0.05...2),
      .omega: draws.uniform(0.05...0.99), .s: draws.logarithmic(0.1...100),
      .instance: Double(draws.integer(1...1_000_000)),
    ])
  }

  static func isLegal(_ point: ParameterPoint) -> Bool {
    (1...5).contains(point.n) && (0.05...2).contains(point[.sigma]) && point[.omega] > 0
      && point[.omega] < 0.99 && (0.1...100).contains(point[.s])
  }

  /// Random directions with a random step, ω‖A‖² being that of the point.
  static func iteration(_ point: ParameterPoint) -> Landweber {
    var draws = point.sampler()
    let directions = (0..<point.n).map { _ in
      OperatorDirection(
        singularValue: draws.logarithmic(0.01...1),
        energy: draws.integer(0...9) == 0 ? 0 : draws.logarithmic(0.01...1000))
    }
    return Landweber(
      directions: directions, noiseVariance: point.noiseVariance,
      stepSize: point[.omega] * Landweber.stepLimit(directions))
  }

  /// The risk from the powers of 1 − ωa².
  static func risk(_ iteration: Landweber, _ time: Double) -> Double {
    iteration.directions.reduce(0) { sum, direction in
      let a = direction.singularValue
      let error = pow(1 - iteration.stepSize * a * a, time)
      let amplification = (1 - error) / a
      return sum + 0.5 * direction.energy * error * error
        + 0.5 * iteration.noiseVariance * amplification * amplification
    }
  }
}
