// Gradient descent with momentum: its filter, forced eigenvalue, branches and best risk.

package import Evidence
import Intervals
import LinearAlgebra
import Reference
package import ToyModel

extension Parameter {
  package static let momentum = Parameter("momentum", symbol: "β", rank: 8)
}

package struct HeavyBallProposition: Claim {
  package let id = "heavy-ball"
  package let exposition = Exposition(
    title: "Momentum is another filter, with more branches",
    statement: [
      """
      N steps z⁺ = z − ω((I+RᵀR)z − x) + β(z − z⁻) from z = z⁻ = 0, heavy ball, give T = f(RᵀR) with
      """,
      .formula(
        """
        f(s) = (1 − P_N)/(1+s)
        P_{j+1} = (1 + β − ω(1+s)) P_j − β P_{j−1},   P_0 = P_{−1} = 1
        """),
      """
      for every β ≥ 0. T has the eigenvalue f(0) at least n − k times. For even N the image is (−∞, max \
      f], for odd N ≥ 3 it is [min f, ∞): momentum never changes which end is open. In between, f turns at \
      most N − 2 times, and every t is f(s) for at most one s between neighbouring turning points. The \
      best risk forces n − k directions to f(0) and moves the Wiener values of the others into the image.
      """,
    ],
    assumptions: ["ω > 0, β ≥ 0, N ≥ 1; R is any real k × n matrix, 1 ≤ k ≤ n."],
    limits: [
      "f(0) need not be an end of the image, as it is for even depths without momentum.",
      "β = 0 is gradient descent.",
      "With one learned step N ≥ 3 reaches the floor of all algorithms (`toy explain depth-three`).",
    ],
    sources: [.proofParity, .proofMomentumOne],
    example: { () throws(EvidenceError) in .heavyBall() },
    commands: [
      "toy risk --k 50 --depth 3 --algorithm heavy-ball",
      "toy expressivity --depth 4,10 --omega 0.5 --algorithm heavy-ball --momentum 0.8",
    ],
    declarations: ["MomentumFilter"])
  package let domain =
    "f for N up to 40, ω up to 2.5, β up to 2, s up to 50; matrices with n up to 5; branches and "
    + "risks for N up to 10"

  /// f(s) and 1 − f(s).
  package var gain:
    @Sendable (_ depth: Int, _ stepSize: Double, _ momentum: Double, _ s: Double) -> Gain = {
      MomentumFilter.gain(
        .heavyBall, at: $3, depth: $0, stepSize: $1, momentum: $2)
    }
  /// All s with f(s) = t.
  package var solutions: @Sendable (_ filter: MomentumFilter, _ gain: Gain) -> [Double] = {
    $0.solutions(of: $1).map(\.location)
  }
  /// The best risk.
  package var risk:
    @Sendable (
      _ spectrum: Spectrum, _ noiseVariance: Double, _ rows: Int, _ filter: MomentumFilter
    ) -> Double = {
      OptimalRisk(
        spectrum: $0, noiseVariance: $1, rows: $2, family: PreparedFamily(filter: $3)
      ).risk.total
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let steps = try scope.range(.omega, 0.05...2.5, legal: 1e-3...3)
    let depths = try scope.integers(.depth, 1...40, legal: 1...100)
    /// A parameter point with depth, step size and momentum.
    @Sendable func point(_ draws: inout Sampler, upTo most: Int) -> ParameterPoint {
      ParameterPoint([
        .depth: Double(draws.element(Array(depths.prefix(most)))),
        .omega: draws.uniform(steps),
        .momentum: draws.integer(0...4) == 0 ? 0 : draws.uniform(0...2),
      ])
    }
    @Sendable func isLegal(_ point: ParameterPoint) -> Bool {
      point.depth >= depths[0] && point.depth <= depths[depths.count - 1]
        && steps.contains(point[.omega]) && (0...2).contains(point[.momentum])
    }
    return [
      try .sampled(
        "N steps one after the other, in interval arithmetic", cases: scope.samples,
        in: scope, id,
        point: { draws in
          var point = point(&draws, upTo: 40)
          point[.s] = draws.logarithmic(1e-6...50)
          return point
        },
        isLegal: { isLegal($0) && $0[.s] >= 0 && $0[.s] <= 50 }
      ) { point in
        let exact = EnclosedFilter.stepped(
          depth: point.depth, stepSize: Interval(point[.omega]), at: Interval(point[.s]),
          momentum: Interval(point[.momentum]))
        let found = gain(point.depth, point[.omega], point[.momentum], point[.s])
        return difference("f", found.value, from: exact, tolerance: 1e-14)
          ?? difference("1 − f", found.defect, from: 1 - exact, tolerance: 1e-14)
      },
      try .sampled(
        "the steps as matrices, and f(0) n−k times", cases: scope.samples / 16,
        in: scope, id, 1,
        point: { draws in
          var point = point(&draws, upTo: 10)
          point[.n] = Double(draws.integer(1...5))
          point[.k] = Double(draws.integer(1...point.n))
          return point
        },
        isLegal: { isLegal($0) && (1...5).contains($0.n) && (1...$0.n).contains($0.k) },
        violation: { (point) throws(EvidenceError) in try matrixViolation(point) }),
      try .sampled(
        "every solution of f(s) = t, one a branch", cases: scope.samples / 40,
        in: scope, id, 2,
        point: { draws in
          var point = point(&draws, upTo: 10)
          point[.s] = draws.uniform(0...1)
          return point
        },
        isLegal: { isLegal($0) && $0.depth >= 2 && (0...1).contains($0[.s]) },
        violation: { solutionViolation($0) }),
      try .sampled(
        "the best risk, by every choice of n−k forced directions", cases: scope.samples / 40,
        in: scope, id, 3,
        point: { draws in
          var point = point(&draws, upTo: 10)
          point[.n] = Double(draws.integer(1...5))
          point[.k] = Double(draws.integer(1...point.n))
          point[.sigma] = draws.logarithmic(0.1...10)
          return point
        },
        isLegal: {
          isLegal($0) && (1...5).contains($0.n) && (1...$0.n).contains($0.k) && $0[.sigma] >= 0.1
            && $0[.sigma] <= 10
        },
        violation: { riskViolation($0) }),
    ]
  }

  private func filter(_ point: ParameterPoint) -> MomentumFilter {
    MomentumFilter(
      .heavyBall,
      depth: point.depth, stepSize: point[.omega], momentum: point[.momentum])
  }

  private func plain(_ point: ParameterPoint) -> PlainFilter {
    PlainFilter(depth: point.depth, stepSize: point[.omega], momentum: point[.momentum])
  }

  private func matrixViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    var draws = point.sampler()
    let (n, k) = (point.n, point.k)
    let regularizer = draws.matrix(k, n, scale: draws.uniform(0.1...1) / Double(n).squareRoot())
    let dense = DenseDenoiser.unrolled(
      regularizer, depth: point.depth, stepSize: point[.omega], momentum: point[.momentum])
    let mapped = try factorized(filter(point).map(regularizer: regularizer))
    let size = max(1, dense.largestEntry)
    if let finding = difference("f(RᵀR)", mapped, from: dense, tolerance: 1e-10, scale: size) {
      return finding
    }
    let forced = gain(point.depth, point[.omega], point[.momentum], 0).value
    let count = try factorized(DenseDenoiser.eigenvalues(dense)).count {
      abs($0 - forced) <= 1e-9 * size
    }
    return count >= n - k ? nil : "f(0) = \(forced) is an eigenvalue \(count) times"
  }

  private func solutionViolation(_ point: ParameterPoint) -> String? {
    let (filter, plain) = (filter(point), plain(point))
    // t between −1 and 2, where the signs of a fine scan reveal every crossing.
    let gain = Gain(value: 3 * point[.s] - 1)
    let found = solutions(filter, gain)
    let count = 4000
    let end = 4 * plain.reach + 20
    let scan = (0...count).map { end * (Double($0) / Double(count)) * (Double($0) / Double(count)) }
    let values = scan.map { plain.value(at: $0) - gain.value }
    let crossings = zip(values, values.dropFirst()).count { ($0 < 0) != ($1 < 0) }
    // The scan may miss two crossings where f nearly touches t.
    let isClear = filter.turningPoints.allSatisfy { abs($0.gain.value - gain.value) > 1e-3 }
    if isClear, abs(filter.forcedGain.value - gain.value) > 1e-6,
      found.count(where: { $0 < end }) != crossings
    {
      return "t = \(gain.value) has \(found.count) solutions and is crossed \(crossings) times"
    }
    for s in found {
      let slack = 1e-12 * max(1, abs(filter.derivative(at: s)) * s)
      guard abs(plain.value(at: s) - gain.value) <= slack else {
        return "f(\(s)) misses t = \(gain.value)"
      }
    }
    return filter.turningPoints.count <= max(point.depth - 2, 0)
      ? nil : "f turns \(filter.turningPoints.count) times"
  }

  private func riskViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    let energies = (0..<point.n).map { _ in draws.logarithmic(0.01...10) }
    let expected = plain(point).bestRisk(
      eigenvalues: energies, noise: point.noiseVariance, k: point.k)
    let found = risk(
      Spectrum(eigenvalues: energies), point.noiseVariance, point.k, filter(point))
    // The scan locates an extremum of f to about 1e-14 of its size.
    return abs(found - expected) <= 1e-9 * expected
      ? nil : "the best risk is \(found), by listing and scanning \(expected)"
  }
}
