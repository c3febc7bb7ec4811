// Does the parity of ISTA survive correlation?

package import Evidence
import Libc
import Optimization
import Report

package struct OpenTwoAtomsQuestion: Claim {
  package let id = "open-two-atoms"
  package let stance = Stance.open
  package let exposition = Exposition(
    title: "Are five steps of ISTA better than six for two correlated atoms and a sparse law?",
    statement: [
      """
      For a dictionary of two unit vectors in the plane with any inner product up to 0.9, and coefficients that are \
      independent, Gaussian with probability π ≤ 0.05 and else 0, the best risk of five tied steps of ISTA, with learned λ \
      and ω, is not above that of six: odd depths keep the advantage that they have for one number.
      """
    ],
    assumptions: [
      "Coefficients of variance 1, σ² from 0.1 to 0.5; λ and ω are learned on the draws themselves."
    ],
    limits: [
      "Each case is the law of 500 draws. Best risks come from searches with many starts, so they are upper bounds.",
      """
      Three steps against four is not always so: with the inner product 0.7 and π = 0.1 four are better by 0.04 % in one \
      draw. For Laplace coefficients there is no such order.
      """,
      "By ten steps the advantage fades.",
    ],
    sources: [
      .question("Parity of ISTA for correlated atoms"), .claims("overshoot"),
    ],
    example: { twoAtoms() },
    commands: ["toy check open-two-atoms --samples 20000"],
    declarations: [])
  package let domain =
    "inner products from 0 to 0.9, π from 0.02 to 0.05, σ² from 0.1 to 0.5, 500 draws"

  /// Least risks for one set of draws.
  private static func twoAtoms() -> Example {
    var table = Table(columns: ["inner product", "N = 5", "N = 6"])
    for cosine in [0, 0.5, 0.9] {
      let data = TwoAtoms(ParameterPoint([.s: cosine, .share: 0.04, .sigma: 0.5]))
      table.append([
        .number(cosine), .number(data.leastRisk(depth: 5)), .number(data.leastRisk(depth: 6)),
      ])
    }
    return Example(
      "least risks per number that a search finds on 500 draws, π = 0.04, σ = 0.5", table,
      isReproducible: false)
  }

  /// The depths that are compared, the better one first.
  package var depths = (5, 6)

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    var margin = SearchMargin()
    let check = try Check.sampled(
      "five steps against six on draws", cases: scope.samples / 250, in: scope, id,
      point: { draws in
        ParameterPoint([
          .s: draws.uniform(0...0.9), .share: draws.uniform(0.02...0.05),
          .sigma: draws.uniform(0.1...0.5).squareRoot(),
        ])
      },
      isLegal: {
        (0...0.9).contains($0[.s]) && (0.02...0.05).contains($0[.share])
          && (0.1...0.5).contains($0.noiseVariance)
      }
    ) { point in
      let data = TwoAtoms(point)
      let (first, second) = (data.leastRisk(depth: depths.0), data.leastRisk(depth: depths.1))
      margin.add((second - first) / first)
      return first <= second * (1 + 1e-6)
        ? nil : "N = \(depths.0): \(first), N = \(depths.1): \(second)"
    }
    return [check.remarking(margin.remark("least advantage, relative"))]
  }
}

/// Draws of y = Ka and of x = y + ε for K = (1, ρ; 0, √(1−ρ²)).
private struct TwoAtoms {
  private let cosine, sine, deviation: Double
  /// y and x of each draw.
  private var draws: [(clean: SIMD2<Double>, noisy: SIMD2<Double>)] = []

  init(_ point: ParameterPoint) {
    cosine = point[.s]
    sine = ((1 - cosine) * (1 + cosine)).squareRoot()
    deviation = point[.sigma]
    let share = point[.share]
    var sampler = point.sampler()
    for _ in 0..<500 {
      var coefficients = SIMD2<Double>.zero
      for index in 0..<2 where sampler.uniform(0...1) < share {
        coefficients[index] = sampler.normal() / share.squareRoot()
      }
      let clean = synthesis(coefficients)
      draws.append((clean, clean + deviation * SIMD2(sampler.normal(), sampler.normal())))
    }
  }

  private func synthesis(_ a: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(a[0] + cosine * a[1], sine * a[1])
  }

  /// E ½‖Kz_N − y‖² per number.
  private func risk(depth: Int, stepSize: Double, threshold: Double) -> Double {
    var sum = 0.0
    for draw in draws {
      var z = SIMD2<Double>.zero
      for _ in 0..<depth {
        let rest = synthesis(z) - draw.noisy
        let step = z - stepSize * SIMD2(rest[0], cosine * rest[0] + sine * rest[1])
        z = SIMD2(
          softThreshold(step[0], stepSize * threshold), softThreshold(step[1], stepSize * threshold)
        )
      }
      let error = synthesis(z) - draw.clean
      sum += (error * error).sum()
    }
    return 0.25 * sum / Double(draws.count)
  }

  /// The least risk over ω and λ that is found.
  func leastRisk(depth: Int) -> Double {
    func value(_ point: [Double]) -> Double {
      risk(depth: depth, stepSize: point[0], threshold: point[1] * deviation)
    }
    var starts: [(point: [Double], value: Double)] = []
    for omega in [0.15, 0.4, 0.7, 0.95, 1.2, 1.5, 1.8] {
      for threshold in [0.05, 0.3, 0.7, 1.3] {
        starts.append(([omega, threshold], value([omega, threshold])))
      }
    }
    starts.sort { $0.value < $1.value }
    let search = CompassSearch(steps: [0.1, 0.1], tolerance: 1e-4)
    return starts.prefix(5).map {
      search.minimize(from: $0.point, within: [0.01...3, 0...5], value).value
    }.min() ?? .infinity
  }
}
