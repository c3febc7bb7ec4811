// The optimal eigenvalue in one direction.

package import Evidence
import Intervals
package import ToyModel

package struct WienerProposition: Claim {
  package let id = "wiener"
  package let exposition = Exposition(
    title: "The best eigenvalue in one direction is the Wiener gain",
    statement: [
      """
      In a direction in which the signal has the second moment γ an eigenvalue t of T costs g(t), which \
      is least at the Wiener gain t*:
      """,
      .formula(
        """
        g(t) = ½(γ(1−t)² + σ²t²),   t* = γ/(γ+σ²),   g(t*) = ½γσ²/(γ+σ²)
        g(t) − g(t*) = ½(γ+σ²)(t−t*)²
        """),
    ],
    assumptions: ["γ ≥ 0, σ ≥ 0, γ + σ² > 0."],
    limits: [
      "A deviation from the Wiener gain costs in proportion to γ + σ²: most where the signal is strong.",
      "Without signal and noise every t has the risk 0; t* is then taken to be 1.",
    ],
    sources: [.talkBestLinear, .paperBestRisks],
    example: { .wiener() },
    commands: ["toy risk --n 10 --k 5 --family linear --spectrum"],
    declarations: ["Gain", "DirectionalRisk"])
  package let domain =
    "the identity for all γ, σ², t: of degree 2 in each, it is decided by 27 triples of integers; γ and σ "
    + "over 60 orders of magnitude in interval arithmetic"

  /// 2(γ+σ²)(g(t) − g(t*)) for integers γ, σ², t, a polynomial.
  package var excess: @Sendable (_ signal: Int, _ noise: Int, _ t: Int) -> Int = {
    signal, noise, t in
    let root = (signal + noise) * t - signal
    return root * root
  }
  /// t*, with its defect.
  package var wiener: @Sendable (_ signal: Double, _ noise: Double) -> Gain = {
    Gain.wiener(eigenvalue: $0, noiseVariance: $1)
  }
  /// The difference of two gains.
  package var gap: @Sendable (_ gain: Gain, _ other: Gain) -> Double = { $0.difference(to: $1) }
  /// g(t).
  package var value: @Sendable (_ risk: DirectionalRisk, _ gain: Gain) -> Double = { $0.value($1) }
  /// g(t) − g(u).
  package var rise: @Sendable (_ risk: DirectionalRisk, _ gain: Gain, _ base: Gain) -> Double = {
    $0.rise(to: $1, from: $2)
  }
  /// g(t*).
  package var best: @Sendable (_ risk: DirectionalRisk) -> Double = \.best

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let sigmas = try scope.range(.sigma, 1e-15...1e15, legal: 1e-140...1e140)
    return [
      try .enumerated(
        "the excess is a square, as polynomials", count: 27,
        violation: { index in
          let (signal, noise, t) = (index % 3, index / 3 % 3, index / 9)
          let total = signal + noise
          let risk = signal * (1 - t) * (1 - t) + noise * t * t
          // Multiplied by 2(γ+σ²).
          let expected = total * risk - signal * noise
          let found = excess(signal, noise, t)
          return expected == found
            ? nil : "γ = \(signal), σ² = \(noise), t = \(t): \(found), not \(expected)"
        }),
      try .sampled(
        "t*, g(t), differences and rises in interval arithmetic", cases: scope.samples,
        in: scope, id,
        point: { draws in
          let sigma = draws.integer(0...9) == 0 ? 0 : draws.logarithmic(sigmas)
          let signal = draws.integer(0...9) == 0 ? 0 : draws.logarithmic(1e-30...1e30)
          return ParameterPoint([.sigma: sigma], eigenvalues: [signal])
        },
        isLegal: {
          $0.n == 1 && $0.eigenvalues[0] <= 1e30
            && ($0[.sigma] == 0 || sigmas.contains($0[.sigma]))
        },
        violation: { violation($0) }),
    ]
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let (signal, noise) = (point.eigenvalues[0], point.noiseVariance)
    let gain = wiener(signal, noise)
    guard signal > 0 || noise > 0 else {
      return gain == .one ? nil : "without signal and noise t* is \(gain.value)"
    }
    let (left, right) = (Interval(signal), Interval(noise))
    let total = left + right
    if let finding = difference("t*", gain.value, from: left / total, tolerance: 1e-15)
      ?? difference("1 − t*", gain.defect, from: right / total, tolerance: 1e-15)
    {
      return finding
    }
    var draws = point.sampler()
    let gains = [Self.gain(&draws), Self.gain(&draws), gain]
    let risk = DirectionalRisk(signalEnergy: signal, noiseVariance: noise)
    if let finding = difference(
      "g(t*)", best(risk), from: 0.5 * (left * (right / total)), tolerance: 4e-15)
      ?? difference(
        "γ + σ²", risk.curvature, from: total, tolerance: 1e-15)
    {
      return finding
    }
    for one in gains {
      let (t, d) = (Interval(one.value), Interval(one.defect))
      let exact = 0.5 * (left * d.squared + right * t.squared)
      if let finding = difference("g(t)", value(risk, one), from: exact, tolerance: 4e-15) {
        return "t = \(one.value): \(finding)"
      }
      for other in gains {
        let (u, e) = (Interval(other.value), Interval(other.defect))
        // A gain holds t and 1 − t, both rounded: the smaller one is more accurate.
        let (sizes, defects) = (
          abs(one.value) + abs(other.value), abs(one.defect) + abs(other.defect)
        )
        let rounding = 4e-16 * min(sizes, defects)
        let exact = sizes <= defects ? t - u : e - d
        let size = exact.magnitude.upperBound
        if let finding = difference(
          "t − u", gap(one, other), from: exact, tolerance: 1e-15, scale: 1e15 * rounding + size)
        {
          return "t = \(one.value), u = \(other.value): \(finding)"
        }
        // ½(γ+σ²)((t−t*)² − (u−t*)²).
        let (far, near) = (
          total * Self.distance(one, left, right, total).squared,
          total * Self.distance(other, left, right, total).squared
        )
        let distances = [one, other].map {
          Self.distance($0, left, right, total).magnitude.upperBound
        }
        let reach = distances[0] + distances[1]
        if let finding = difference(
          "g(t) − g(u)", rise(risk, one, other), from: 0.5 * (far - near), tolerance: 1e-14,
          scale: total.upperBound * (size * reach + 1e15 * rounding * (reach + rounding)))
        {
          return "t = \(one.value), u = \(other.value): \(finding)"
        }
      }
    }
    return nil
  }

  /// t − t*, from the smaller of t and 1 − t.
  private static func distance(
    _ gain: Gain, _ signal: Interval, _ noise: Interval, _ total: Interval
  ) -> Interval {
    abs(gain.value) <= abs(gain.defect)
      ? Interval(gain.value) - signal / total : noise / total - Interval(gain.defect)
  }

  private static func gain(_ draws: inout Sampler) -> Gain {
    let small = draws.logarithmic(1e-20...1)
    switch draws.integer(0...3) {
    case 0: return Gain(value: small)
    case 1: return Gain(value: 1 - small, defect: small)
    case 2: return Gain(value: -small)
    default: return Gain(value: draws.uniform(-3...3))
    }
  }
}
