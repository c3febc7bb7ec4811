// The open end of the image: the signs of the steps decide, not momentum.

package import Evidence
package import Intervals
import Libc
import Reference
package import ToyModel

package struct StepParityProposition: Claim {
  package let id = "parity-of-steps"
  package let exposition = Exposition(
    title: "Parity is the sign of the product of the steps, for any momentum",
    statement: [
      """
      N ≥ 2 gradient steps of sizes ω₁…ω_N, all different from 0, from z = 0, with heavy-ball momentum β or \
      with Nesterov's, give f(s) = (1 − P(u))/u, u = 1 + s, with a polynomial P of degree N and leading \
      coefficient
      """,
      .formula(
        """
        heavy ball    (−1)ᴺ ω₁…ω_N
        Nesterov      (−1)ᴺ ω₁…ω_N (1+β₂)…(1+β_N)
        """),
      """
      If the product of the steps is positive, the image is [min f, ∞) for odd N and (−∞, max f] for even N; \
      if it is negative, the other way round. Momentum never changes the open end. Chebyshev's steps are all \
      positive.
      """,
      """
      The closed end is another matter. With Nesterov's momentum, 0 ≤ β ≤ 1, odd N ≥ 3 and ω > 0 it stays \
      above 0 in units of ω. Heavy ball with N = 3 lowers it to 0 at β = ¾, where f is a square:
      """,
      .formula(
        """
        min f = ω(3 − 4β)/4 over all ω(1+s)
        f(s) = ω(ω(1+s) − 9/4)²   for β = ¾
        """),
    ],
    assumptions: ["N ≥ 2, every ω ≠ 0, β ≥ 0; the start is 0."],
    limits: [
      "For N = 1 f is constant.",
      """
      From z⁰ = ax, a > 0, the parity is the reverse; from the data themselves f(0) = 1 (`toy explain \
      warm-start`).
      """,
      "Steps that are implicit have no parity (`toy explain one-scalar`).",
      "For β > 1 and N ≥ 5 Nesterov's closed end can be 0: for N = 7 from about β = 2.27 on.",
    ],
    sources: [.proofParity, .proofNesterov, .proofThreeSteps],
    example: { .stepParity() },
    figure: "filters",
    commands: [
      "toy expressivity --depth 3 --algorithm steps --steps 0.5/0.5/-0.5",
      "toy expressivity --depth 3,4 --omega 0.5 --algorithm nesterov --momentum 0.9",
    ],
    declarations: ["StepsFilter", "MomentumFilter", "ChebyshevFilter", "Parity"])
  package let domain =
    "leading coefficients for N = 2, 3, 4 and steps ±1, ±2; N ≤ 20 far out at random; Nesterov for N = 3, 5, "
    + "7, all 0 ≤ β ≤ 1"

  /// The sign of f far out: by N and the number of negative steps.
  package var sign: @Sendable (_ depth: Int, _ negative: Int) -> Double = {
    ($0 + $1).isMultiple(of: 2) ? -1 : 1
  }
  /// The filter of steps as the program computes it.
  package var steps: @Sendable ([Double]) -> any BranchedFilter = { StepsFilter(steps: $0) }
  /// The filter with momentum as the program computes it.
  package var momentum:
    @Sendable (_ rule: MomentumRule, _ depth: Int, _ stepSize: Double, _ momentum: Double) ->
      any BranchedFilter = {
        MomentumFilter($0, depth: $1, stepSize: $2, momentum: $3)
      }
  /// Heavy ball with β = ¾ and N = 3, at ω and s.
  package var square: @Sendable (_ stepSize: Interval, _ s: Interval) -> Interval = { step, s in
    let root = step * (1 + s) - Interval(2.25)
    return step * root.squared
  }
  /// The closed end of heavy ball for N = 3 in units of ω.
  package var closedEnd: @Sendable (_ momentum: Interval) -> Interval = {
    Interval(0.75) - $0
  }
  /// Nesterov's f/ω at v = ω(1+s): z⁺ = (1−v)y + 1 with y = z + β(z − z⁻).
  package var nesterov: @Sendable (_ depth: Int, _ momentum: Interval, _ v: Interval) -> Interval =
    {
      depth, momentum, v in
      var (z, before) = (Interval.zero, Interval.zero)
      for _ in 0..<depth {
        let point: Interval = z + momentum * (z - before)
        (z, before) = ((.one - v) * point + .one, z)
      }
      return z
    }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 2...20, legal: 2...40)
    let odd = try scope.integers(.depth, 3...7, legal: 3...9) { $0 % 2 == 1 }
    return [
      try .exhaustive("the leading coefficient, as polynomials in s", Self.schedules) {
        leadingViolation($0)
      },
      try .exhaustive(
        "three heavy-ball steps with β = ¾ are a square, as polynomials in ω and s",
        Self.grid
      ) { squareViolation($0) },
      try .exhaustive(
        "the least value of three heavy-ball steps, as polynomials in β",
        (0..<5).map { ParameterPoint([.momentum: Double($0)]) }
      ) { vertexViolation($0) },
      Check.proved(
        "Nesterov's f is above 0 for odd N, 0 ≤ β ≤ 1 and ω(1+s) ≤ 1", [.momentum, .s],
        [0...1, 0...1], for: odd.map { ParameterPoint([.depth: Double($0)]) }
      ) { sides, point in
        nesterov(point.depth, sides[0], sides[1])
      },
      Check.proved(
        "and for ω(1+s) ≥ 1, where P is a sum of terms of one sign", [.momentum, .s],
        [0...1, 0...1], for: odd.map { ParameterPoint([.depth: Double($0)]) }
      ) { sides, point in
        Self.excess(point.depth, momentum: sides[0], part: sides[1])
      },
      try .sampled(
        "far out, for any signs and any momentum, and the image of the program",
        cases: scope.samples / 8, in: scope, id, 1,
        point: { draws in
          ParameterPoint([
            .depth: Double(draws.element(depths)), .omega: draws.logarithmic(0.01...3),
            .momentum: draws.integer(0...3) == 0 ? 0 : draws.uniform(0...2),
          ])
        },
        isLegal: {
          depths.contains($0.depth) && $0[.omega] > 0 && $0[.omega] <= 3 && $0[.momentum] >= 0
            && $0[.momentum] <= 2
        }
      ) { farViolation($0) },
      try .sampled(
        "the closed ends of the program, by a scan", cases: scope.samples / 100, in: scope, id,
        2,
        point: { draws in
          ParameterPoint([
            .depth: Double(draws.integer(2...9)), .omega: draws.uniform(0.1...1.5),
            .momentum: draws.uniform(0...1),
          ])
        },
        isLegal: {
          (2...9).contains($0.depth) && $0[.omega] >= 0.1 && $0[.omega] <= 1.5
            && $0[.momentum] >= 0 && $0[.momentum] <= 1
        }
      ) { closedViolation($0) },
    ]
  }

  /// Steps ±1 and ±2 with momenta 0, 1 and 3, numbered.
  private static var schedules: [ParameterPoint] {
    (2...4).flatMap { depth in
      (0..<(1 << (2 * depth))).map {
        ParameterPoint([.depth: Double(depth), .schedule: Double($0)])
      }
    }
  }

  /// −P of odd N at v = 1 + x, for a number from 0 to 1 that is x or 1/x, in units of xᴺ for the latter.
  ///
  /// With a_j = (−1)ʲP_j, a⁺ = x((1+β)a + βa⁻).
  private static func excess(_ depth: Int, momentum: Interval, part: Interval) -> Interval {
    func last(_ near: Interval, _ far: Interval) -> Interval {
      var (before, here) = (Interval.one, near)
      for _ in 1..<depth {
        let grown: Interval = here + momentum * here
        (before, here) = (here, near * grown + near * far * momentum * before)
      }
      return here
    }
    return last(part, .one).minimum(last(.one, part))
  }

  /// ω = 0…3 and s = 0…2: of degree 3 in ω and 2 in s, a polynomial is decided by these.
  private static var grid: [ParameterPoint] {
    (0..<12).map { ParameterPoint([.omega: Double($0 % 4), .s: Double($0 / 4)]) }
  }

  private func squareViolation(_ point: ParameterPoint) -> String? {
    let (step, s) = (Interval(point[.omega]), Interval(point[.s]))
    let found = SteppedMomentum(isNesterov: false).run(
      depth: 3, stepSize: step, momentum: Interval(0.75), at: s)
    let expected = square(step, s)
    return found == expected ? nil : "f is \(found.middle), the square \(expected.middle)"
  }

  /// f/ω is a parabola in v with leading coefficient 1: its values at the vertex and on both sides.
  private func vertexViolation(_ point: ParameterPoint) -> String? {
    let beta = Interval(point[.momentum])
    func value(_ shift: Double) -> Interval {
      let s: Interval = beta + Interval(0.5 + shift)
      return SteppedMomentum(isNesterov: false).run(
        depth: 3, stepSize: .one, momentum: beta, at: s)
    }
    let least = value(0)
    guard value(-1) == least + .one, value(1) == least + .one else {
      return "f is not a parabola around (3+2β)/2"
    }
    return least == closedEnd(beta) ? nil : "the least value is \(least.middle) ω"
  }

  private func leadingViolation(_ point: ParameterPoint) -> String? {
    let (depth, number) = (point.depth, Int(point[.schedule]))
    let steps = (0..<depth).map { [-2.0, -1, 1, 2][number >> (2 * $0) & 3] }
    let momenta = (0..<depth).map { [0.0, 1, 3][(number + $0) % 3] }
    let product = steps.reduce(1, *)
    for isNesterov in [false, true] {
      let f = SteppedMomentum(isNesterov: isNesterov).run(
        steps.map { Polynomial($0) }, momenta.map { Polynomial($0) }, at: Polynomial.variable)
      let factor = isNesterov ? momenta.dropFirst().reduce(1) { $0 * (1 + $1) } : 1
      // f = (1 − P)/u has the leading coefficient of −P.
      let expected = sign(depth, steps.count { $0 < 0 }) * abs(product) * factor
      guard f[depth - 1] == Interval(expected), f.coefficients.dropFirst(depth).allSatisfy(\.isZero)
      else { return "steps \(steps), momenta \(momenta): f begins with \(f[depth - 1].middle)" }
    }
    return nil
  }

  private func farViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    let sizes = (0..<point.depth).map { _ in
      point[.omega] * draws.uniform(0.2...1) * (draws.integer(0...2) == 0 ? -1 : 1)
    }
    let momenta = sizes.map { _ in point[.momentum] * draws.uniform(0...1) }
    let far = Interval(1e5 * (1 + point[.momentum]) / (0.2 * point[.omega]))
    let expected = sign(point.depth, sizes.count { $0 < 0 })
    for isNesterov in [false, true] {
      let value = SteppedMomentum(isNesterov: isNesterov).run(
        sizes.map { Interval($0) }, momenta.map { Interval($0) }, at: far)
      guard expected > 0 ? value.isPositive : value.isNegative else {
        return "f is \(value.middle) far out with the steps \(sizes)"
      }
    }
    // The program's images: steps of both signs, and momentum and Chebyshev with positive ones.
    let image = steps(sizes).image
    guard (expected > 0) == (image.upperBound.value == .infinity),
      (expected < 0) == (image.lowerBound.value == -.infinity)
    else { return "the image of the steps \(sizes) is \(image)" }
    let positive = sign(point.depth, 0)
    let choice = AlgorithmChoice(.chebyshev, depth: point.depth)
    var filters: [(String, any BranchedFilter)] = [MomentumRule.heavyBall, .nesterov].map {
      ("\($0)", momentum($0, point.depth, point[.omega], point[.momentum]))
    }
    if let chebyshev = choice.filter(point[.omega]) { filters.append(("chebyshev", chebyshev)) }
    for (name, filter) in filters {
      let found = filter.image
      guard (positive > 0) == (found.upperBound.value == .infinity),
        (positive < 0) == (found.lowerBound.value == -.infinity)
      else { return "the image of \(name) is \(found)" }
    }
    return nil
  }

  private func closedViolation(_ point: ParameterPoint) -> String? {
    let isEven = point.depth.isMultiple(of: 2)
    let (depth, omega, beta) = (point.depth, point[.omega], point[.momentum])
    let interval = 4 * omega
    func stepped(isNesterov: Bool) -> (Double) -> Double {
      {
        SteppedMomentum(isNesterov: isNesterov).run(
          depth: depth, stepSize: omega, momentum: beta, at: $0)
      }
    }
    let chebyshev: (Double) -> Double = {
      SteppedAlgorithm.chebyshev.run(depth: depth, parameter: interval, at: $0)
    }
    let runs: [(name: String, filter: (any BranchedFilter)?, value: (Double) -> Double)] = [
      ("heavy ball", momentum(.heavyBall, depth, omega, beta), stepped(isNesterov: false)),
      ("Nesterov", momentum(.nesterov, depth, omega, beta), stepped(isNesterov: true)),
      ("Chebyshev", AlgorithmChoice(.chebyshev, depth: depth).filter(interval), chebyshev),
    ]
    for (name, filter, value) in runs {
      guard let image = filter?.image else { return "\(name) has no filter" }
      let end = isEven ? image.upperBound.value : image.lowerBound.value
      // All turning points lie where the iteration does not diverge: u ≤ 4(1+β)/ω, or u ≤ 2 + S.
      let reach = max(4 * (1 + beta) / omega, 2 + interval)
      let sign = isEven ? -1.0 : 1
      let scanned =
        sign
        * BruteForce.least(from: 0, to: 1, points: 60 + 30 * depth) {
          sign * value(reach * $0 * $0)
        }.value
      if abs(scanned - end) > 1e-9 * max(1, abs(end)) {
        return "the closed end of \(name) is \(scanned) by a scan, not \(end)"
      }
      if name == "Nesterov", !isEven, !(end > 0) { return "Nesterov reaches \(end)" }
    }
    return nil
  }
}

extension Parameter {
  /// The number of a list of steps.
  package static let schedule = Parameter("schedule", isInteger: true, rank: 10)
}
