// The directions that gradient flow learns first from a small R.

package import Evidence
import Learning
import Libc
import LinearAlgebra
import ToyModel

package struct LearningOrderProposition: Claim {
  package let id = "learning-order"
  package let exposition = Exposition(
    title: "From small R noise is learned first, direction by direction",
    statement: [
      """
      Near R = 0 gradient flow of the population risk is linear: the component of the rows along the eigenvector \
      of γ grows like exp(κt), or decays, with the rate
      """,
      .formula("κ = 2|f′(0)|(c₀w − γ) = 2|f′(0)|(c₀σ² − (1−c₀)γ),   w = γ + σ²"),
      """
      for f′(0) < 0. It is positive if and only if the Wiener gain of the direction is below c₀ = f(0), and for \
      c₀ < 1 the directions with the least signal grow fastest. From size ε a direction takes the time log(1/ε)/κ.
      """,
      "For gradient descent f′(0) = Nω(1−ω)ᴺ⁻¹ − c₀; the exact solution has f′(0) = −1 and c₀ = 1: all rates are equal.",
    ],
    assumptions: [
      "The population risk; f′(0) < 0: N even, or N ≥ 3 odd and ω before the wall reaches 0."
    ],
    limits: ["Rates only at R = 0: later directions compete for the k rows."],
    sources: [.proof(page: "trap", section: "Order and time scales")],
    example: { .learningOrder() },
    commands: [
      "toy learn --data iid --n 4 --k 4 --depth 4 --omega 0.2 --method flow --init small --starts 1 --trace trace.csv -o -"
    ],
    declarations: ["UnrolledFilter"])
  package let domain = "bilevel and N = 2 to 7, ω up to 1, random γ, σ and k, n up to 6"

  /// κ for f′(0), c₀, γ and σ².
  package var rate:
    @Sendable (_ slope: Double, _ forced: Double, _ eigenvalue: Double, _ noise: Double) -> Double =
      {
        2 * abs($0) * ($1 * $3 - (1 - $1) * $2)
      }
  /// f′(0) of gradient descent.
  package var slope: @Sendable (_ depth: Int, _ stepSize: Double) -> Double = { depth, omega in
    let n = Double(depth)
    return n * omega * pow(1 - omega, n - 1) - (1 - pow(1 - omega, n))
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "rates of the learner's gradient at a tiny R", cases: scope.samples / 5, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 1...6)
          point[.depth] = Double(draws.integer(1...7))
          point[.omega] = draws.uniform(0.05...1)
          return point
        },
        isLegal: {
          $0.isSetting && (1...7).contains($0.depth) && $0[.omega] > 0 && $0[.omega] <= 1
        }, violation: { violation($0) })
    ]
  }

  /// N = 1 stands for the exact solution here: one step has no influence of R.
  private func violation(_ point: ParameterPoint) -> String? {
    let (depth, omega) = (point.depth, point[.omega])
    let family: LearnedRisk.Family =
      depth == 1 ? .bilevel : .unrolled(depth: depth, stepSize: omega, isStepLearned: false)
    let problem = LearningProblem(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: point.k,
      isReducible: false)
    var risk = LearnedRisk(problem, family: family)
    let (slope, forced) =
      depth == 1 ? (-1, 1) : (slope(depth, omega), 1 - pow(1 - omega, Double(depth)))
    // The filters before their wall; beyond, R = 0 repels what it attracts here.
    guard slope < -1e-3 else { return nil }
    let size = 1e-5
    for (index, deviation) in problem.deviations.enumerated() {
      let gamma = deviation + problem.shift
      var r = Matrix(repeating: 0, rows: risk.rows, columns: risk.columns)
      r[0, index] = size
      var gradient = [Double](repeating: 0, count: risk.dimension)
      let value = risk.evaluate(at: r.elements, gradient: &gradient)
      guard value.isFinite else { return "the risk is \(value)" }
      let found = -gradient[index * risk.rows] / size
      let expected = rate(slope, forced, gamma, point.noiseVariance)
      let scale = 2 * abs(slope) * (gamma + point.noiseVariance)
      guard abs(found - expected) <= 1e-6 * scale else {
        return "γ = \(gamma) grows at the rate \(found), not \(expected)"
      }
      let target = gamma / (gamma + point.noiseVariance)
      guard abs(target - forced) < 1e-6 || (found > 0) == (target < forced) else {
        return "γ = \(gamma) with t* = \(target) and c₀ = \(forced) has the rate \(found)"
      }
    }
    return nil
  }
}
