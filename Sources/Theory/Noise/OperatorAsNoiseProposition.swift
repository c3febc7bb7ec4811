// Forward operators that commute with C, as noise.

package import Evidence
import ToyModel

package struct OperatorAsNoiseProposition: Claim {
  package let id = "operator-as-noise"
  package let exposition = Exposition(
    title: "A forward operator is coloured noise, with a step size for every direction",
    statement: [
      """
      Let x = Ay + ε, where AᵀA, C and the covariance of the noise have common directions, and R too. In a direction \
      with the singular value a the gain t of a reconstruction, as τ = at, has the risk of a denoiser at the noise \
      variance v = σ²/a²:
      """,
      .formula("½(γ(1−at)² + σ²t²) = ½(γ(1−τ)² + vτ²)"),
      """
      N steps of size ω for ½‖Az−x‖² + ½‖Rz‖² have there the gain τ of the same algorithm for a denoiser with steps of \
      size ωa², at s/a²:
      """,
      .formula("τ = f(s/a²),   f the filter of ωa²;   exact: τ = 1/(1 + s/a²)"),
      """
      So the best risk with an R that commutes with C follows from the rule for coloured noise, with what can be \
      reached in each direction. For the exact solution, and for at most two gradient steps, no other R is better.
      """,
    ],
    assumptions: [
      """
      Gradient descent, heavy ball, Nesterov's method, gradient flow, proximal point, ADMM and the two \
      forward-backward splittings, from z = 0; the exact solution, also with a gain or a ridge.
      """
    ],
    limits: [
      """
      From three gradient steps on an R that does not commute with C may be better: the value is then an upper bound, \
      and `toy risk` prints it with a lower one.
      """,
      """
      Chebyshev steps, the truncated Neumann series and starts at the data are made for the curvature 1, and have \
      no such law.
      """,
    ],
    sources: [.proofOneDirection, .claims("coloured-noise")],
    example: { .operatorAsNoise() },
    commands: [
      "printf '3\\n1.2\\n0.5\\n0.1\\n' > spectrum.csv; toy risk --data spectrum.csv --operator 1,0.5,0.2,0.1 "
        + "--sigma 0.1 --k 2 --family bilevel,unrolled --depth 2,3"
    ],
    declarations: ["Observation", "OptimalRisk"])
  package let domain = "random a, s, ω, γ, σ; N up to 7, by plain steps"

  /// The factor of ω in a direction.
  package var factor: @Sendable (_ a: Double) -> Double = { $0 * $0 }
  /// v.
  package var relativeNoise: @Sendable (_ noise: Double, _ a: Double) -> Double = { $0 / ($1 * $1) }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the gain of plain steps, and its risk", cases: scope.samples / 5, in: scope, id,
        point: { draws in
          ParameterPoint(
            [
              .depth: Double(draws.integer(1...7)), .omega: draws.uniform(0.05...1.5),
              .s: draws.logarithmic(1e-3...10), .theta: draws.logarithmic(0.1...3),
              .sigma: draws.logarithmic(0.01...3),
            ], eigenvalues: [draws.logarithmic(1e-2...10)])
        },
        isLegal: {
          $0.n == 1 && (1...7).contains($0.depth) && $0[.omega] > 0 && $0[.theta] > 0 && $0[.s] >= 0
        },
        violation: { violation($0) })
    ]
  }

  /// θ of the point is the singular value a.
  private func violation(_ point: ParameterPoint) -> String? {
    let (a, s, omega, noise) = (point[.theta], point[.s], point[.omega], point.noiseVariance)
    let gamma = point.eigenvalues[0]
    var (z, heavy, old) = (0.0, 0.0, 0.0)
    for _ in 0..<point.depth {
      z -= omega * ((a * a + s) * z - a)
      (heavy, old) = (heavy - omega * ((a * a + s) * heavy - a) + 0.5 * (heavy - old), heavy)
    }
    let scaled = omega * factor(a)
    let filter = UnrolledFilter(depth: point.depth, stepSize: scaled)
    var size = 1.0
    for _ in 0..<point.depth { size *= 1 + abs(1 - omega * (a * a + s)) + 1 }
    if let finding = difference(
      "a z", a * z, from: filter.gain(at: s / (a * a)).value, size: size)
      ?? difference("heavy ball", a * heavy, from: momentum(scaled, point, a, s), size: size)
    {
      return finding
    }
    let exact = a / (a * a + s)
    if let finding = difference(
      "the exact solution", a * exact, from: BilevelFilter().gain(at: s / (a * a)).value, size: 1)
    {
      return finding
    }
    func risk(_ t: Double) -> Double { 0.5 * (gamma * (1 - a * t) * (1 - a * t) + noise * t * t) }
    let v = relativeNoise(noise, a)
    let tau = a * exact
    return difference(
      "the risk", risk(exact), from: 0.5 * (gamma * (1 - tau) * (1 - tau) + v * tau * tau),
      size: risk(exact))
  }

  /// τ of heavy ball with β = ½ as a denoiser.
  private func momentum(
    _ stepSize: Double, _ point: ParameterPoint, _ a: Double, _ s: Double
  ) -> Double {
    guard let algorithm = Algorithm(name: "heavy-ball") else { return .nan }
    let family = DenoiserFamily(
      algorithm, depth: point.depth, choices: ParameterChoices(.fixed(stepSize), .fixed(0.5)))
    return family.filter?.gain(at: s / (a * a)).value ?? .nan
  }

  private func difference(
    _ name: String, _ found: Double, from expected: Double, size: Double
  ) -> String? {
    abs(found - expected) <= 1e-11 * size ? nil : "\(name): \(found), not \(expected)"
  }
}
