// Two algorithms that are gradient descent in disguise.

package import Evidence
package import Intervals
import Reference
package import ToyModel

package struct ImplicitIdentitiesProposition: Claim {
  package let id = "implicit-identities"
  package let exposition = Exposition(
    title: "An implicit step on the data term, and the Neumann series, are gradient descent",
    statement: [
      """
      A forward-backward step with the proximal map of ½‖z − x‖² and a gradient step on ½‖Rz‖² is a gradient \
      step on their sum, and the Neumann series of (I + RᵀR)⁻¹ is gradient descent with ω = 1:
      """,
      .formula(
        """
        z⁺ = (z − wRᵀRz + wx)/(1+w)      is  z⁺ = z − ω((I+RᵀR)z − x) with ω = w/(1+w)
        z_N = Σ_{j<N} (−RᵀR)ʲ x          is  N such steps from 0 with ω = 1
        """),
      """
      So an implicit step on the data term changes neither the sets of denoisers nor the parity; it keeps ω \
      below 1. With the Neumann series the forced eigenvalue is 1, as in bilevel learning: the best risk is B \
      for even N, where it is attained, and at least B for odd N ≥ 3.
      """,
    ],
    assumptions: ["w > 0, z = 0 at the start."],
    limits: [
      "An implicit step on the regulariser is not gradient descent (`toy explain one-scalar`).",
      """
      ω = w/(1+w) tends to 1 as w grows: where the learned ω of gradient descent is 1, no w attains the risk.
      """,
    ],
    sources: [.proofIdentities],
    example: { .implicitIdentities() },
    commands: [
      "toy risk --n 10 --k 5 --depth 2,3 --algorithm gradient-descent,implicit-data,neumann",
      "toy expressivity --depth 4 --algorithm implicit-data --omega 1",
    ],
    declarations: ["ImplicitDataFilter", "UnrolledFilter"])
  package let domain =
    "the steps as polynomials; the series for N ≤ 12 as polynomials in s; f for N ≤ 60, s ≤ 50; risks of "
    + "random spectra, n ≤ 6"

  /// ω by w.
  package var stepSize: @Sendable (_ weight: Interval) -> Interval = { $0 / (1 + $0) }
  /// f as the program computes it.
  package var filter:
    @Sendable (_ choice: AlgorithmChoice, _ parameter: Double) -> (any BranchedFilter)? = {
      $0.filter($1)
    }
  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 1...60, legal: 1...1000)
    return [
      // Both sides times 1 + w are of degree 1 in z and s, and of degree 1 in w: 8 points decide.
      try .exhaustive(
        "one implicit step is one gradient step, as polynomials in z, s and w",
        Self.corners
      ) { point in
        let (z, s, w) = (Interval(point[.theta]), Interval(point[.s]), Interval(point[.weight]))
        let scale: Interval = 1 + w
        let residual: Interval = (1 + s) * z - 1
        let implicit: Interval = z - w * s * z + w
        let explicit: Interval = scale * z - scale * stepSize(w) * residual
        return (implicit - explicit).contains(0)
          ? nil : "(1+w)z⁺ is \(implicit.middle) and \(explicit.middle)"
      },
      try .exhaustive(
        "the Neumann series is gradient descent with ω = 1, as polynomials in s",
        (1...12).map { ParameterPoint([.depth: Double($0)]) }
      ) { point in
        let s = Polynomial.variable
        let series = SteppedAlgorithm.neumann.run(
          depth: point.depth, parameter: Polynomial(1), at: s)
        let steps = SteppedAlgorithm.gradientDescent.run(
          depth: point.depth, parameter: Polynomial(1), at: s)
        let isSame = (0...point.depth).allSatisfy { series[$0] == steps[$0] }
        return isSame ? nil : "the coefficients differ"
      },
      try .sampled(
        "N implicit steps, N gradient steps and the program", cases: scope.samples / 4, in: scope,
        id, 1,
        point: { draws in
          ParameterPoint([
            .depth: Double(draws.element(depths)), .weight: draws.logarithmic(1e-3...1e2),
            .s: draws.logarithmic(1e-4...50),
          ])
        },
        isLegal: {
          depths.contains($0.depth) && $0[.weight] >= 1e-3 && $0[.weight] <= 100 && $0[.s] > 0
            && $0[.s] <= 50
        }
      ) { violation($0) },
      try .sampled(
        "the best risks", cases: scope.samples / 20, in: scope, id, 2,
        point: { (draws) throws(EvidenceError) in
          var point = try draws.spectrumPoint(scope, dimensions: 1...6)
          point[.depth] = Double(draws.element([1, 2, 3, 4, 5, 10]))
          return point
        }, isLegal: { $0.isSetting && $0.depth >= 1 },
        command: {
          $0.riskCommand("\($0.options(.depth)) --algorithm gradient-descent,implicit-data,neumann")
        }
      ) { riskViolation($0) },
    ]
  }

  /// z and s of 0 and 1, w of 1 and 2.
  private static var corners: [ParameterPoint] {
    (0..<8).map { index in
      let bits = (0..<3).map { Double(index >> $0 & 1) }
      return ParameterPoint([.theta: bits[0], .s: bits[1], .weight: 1 + bits[2]])
    }
  }

  private func violation(_ point: ParameterPoint) -> String? {
    let (w, s) = (Interval(point[.weight]), Interval(point[.s]))
    let implicit = SteppedAlgorithm.implicitData.run(depth: point.depth, parameter: w, at: s)
    let explicit = SteppedAlgorithm.gradientDescent.run(
      depth: point.depth, parameter: stepSize(w), at: s)
    guard implicit.isFinite else { return nil }
    let found = filter(AlgorithmChoice(.implicitData, depth: point.depth), point[.weight])
    let series = filter(AlgorithmChoice(.neumann, depth: point.depth), 1)
    // ω rounds to half an ulp, and f′ is as large as N u^(N−1) times that.
    let scale = max(1, implicit.magnitude.upperBound)
    return difference("gradient descent", explicit.middle, from: implicit, scale: scale)
      ?? difference(
        "the program's f", found?.gain(at: point[.s]).value ?? .nan, from: implicit)
      ?? difference(
        "the program's series", series?.gain(at: point[.s]).value ?? .nan,
        from: SteppedAlgorithm.neumann.run(depth: point.depth, parameter: w, at: s))
  }

  private func riskViolation(_ point: ParameterPoint) -> String? {
    func risk(_ algorithm: SteppedAlgorithm, _ step: StepRule) -> FoundRisk? {
      AlgorithmChoice(algorithm, depth: point.depth).family(step).map {
        self.risk(RiskSetting(point, $0))
      }
    }
    guard let implicit = risk(.implicitData, .learned),
      let explicit = risk(.gradientDescent, .learned), let series = risk(.neumann, .learned)
    else { return "an algorithm is missing" }
    if let wrong = difference(
      "the risk of implicit steps", implicit.risk.total, from: explicit.risk.total,
      tolerance: 1e-12)
    {
      return wrong
    }
    let bilevel = EnclosedBounds(
      point.eigenvalues, noise: Interval(point.noiseVariance), rows: point.k
    ).bilevel
    guard point.depth > 1 else { return nil }
    guard point.depth.isMultiple(of: 2) else {
      return series.risk.total >= bilevel.middle * (1 - 1e-13)
        ? nil : "the series has the risk \(series.risk.total), below \(bilevel.middle)"
    }
    guard series.attainment == .attained else { return "the series does not attain its risk" }
    return difference("the risk of the series", series.risk.total, from: bilevel)
  }
}
