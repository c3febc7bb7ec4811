// The asymptotic excess of the other families.

package import Evidence
import LinearAlgebra
import Reference
package import ToyModel

package struct SampleConstantProposition: Claim {
  package let id = "sample-constant"
  package let exposition = Exposition(
    title: "The excess of R learned from m frames is K/m for many frames, with an explicit K",
    statement: [
      """
      Let T be the optimum of a family, with eigenvalues 1 − δᵢ. Directions are free, where T has the Wiener gain t*, or \
      belong to a block with one common eigenvalue: forced to f(0), or clipped to an end of the image. For R, and the \
      step, learned from m frames with clean targets m times the mean excess tends to
      """,
      .formula(
        """
        K = ½ [Σ_free wᵢaᵢ + Σ_M wⱼ²aⱼ/Σ_M wⱼ + Σ wᵢwⱼqᵢⱼ/hᵢⱼ],   hᵢⱼ = (γᵢ−γⱼ)(δᵢ+δⱼ)/(δⱼ−δᵢ)
        aᵢ = bᵢ + 2gᵢ²,   qᵢⱼ = bᵢ + bⱼ + (gᵢ+gⱼ)²,   b = t*(1−t*),   g = 1 − δ − t*
        """),
      """
      over pairs of different blocks, with hᵢⱼ = wᵢ + wⱼ for free ones, and the middle term only where f(0) is learned, for \
      the forced directions M. With noisy targets b = 1 − t*²; for Stein's estimate a = 2δ² and q = (δᵢ+δⱼ)².
      """,
    ],
    assumptions: [
      "Frames are independent and normal; σ > 0. The optimum is attained.",
      """
      Free Wiener gains are strictly inside the image, and clipped ones strictly outside. No free direction shares the γ of \
      a forced one, and no other choice of forced directions is as good.
      """,
      "A learned f(0) is the best common value of M, and no other block moves with it. For n − k ≤ 1 all directions are free.",
    ],
    limits: [
      "It is a limit: at m = 100 bilevel learning for γ = 3, 1.2, 0.5, 0.1 is still a third above it.",
      "K grows without bound as a free and a forced γ approach one another.",
    ],
    sources: [.proofSampleConstant],
    example: { .sampleConstants() },
    figure: "learned-frames",
    commands: ["toy risk --n 6 --k 5 --depth 2 --frames 100,1000 --loss clean"],
    declarations: ["SampleLaw"])
  package let domain =
    "random γ and σ, n up to 4; bilevel learning, N = 1 and 2 with given and learned ω"

  /// K, as the program computes it.
  package var constant: @Sendable (_ law: SampleLaw) -> Double? = { $0.constant }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "½ tr(H⁺J) in R and ω, by differences", cases: scope.samples / 25, in: scope, id,
        point: { (draws) throws(EvidenceError) in
          let n = draws.integer(2...4)
          return ParameterPoint(
            [
              .k: Double(draws.integer(1...n)), .depth: draws.element([0, 2, 2]),
              .omega: draws.element([0, draws.uniform(0.2...0.9)]),
              .sigma: draws.logarithmic(try scope.range(.sigma, 0.3...1.5, legal: 0.1...3)),
            ], eigenvalues: draws.eigenvalues(n, in: 0.1...4))
        },
        isLegal: { $0.isSetting && $0.n <= 4 && [0, 2].contains($0.depth) && $0[.omega] < 1 },
        violation: { (point) throws(EvidenceError) in try sandwich(point) })
    ]
  }

  private func sandwich(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    let (spectrum, noise, omega) = (point.spectrum, point.noiseVariance, point[.omega])
    let isExact = point.depth == 0
    let isLearned = !isExact && omega == 0
    let family: DenoiserFamily =
      isExact
      ? .bilevel : .unrolled(depth: point.depth, step: isLearned ? .learned : .fixed(omega))
    let optimum = OptimalRisk(
      spectrum: spectrum, noiseVariance: noise, rows: point.k, family: family)
    guard let start = start(point, optimum, isExact: isExact, isLearned: isLearned) else {
      return nil
    }
    for (loss, target) in [
      (SampleLoss.clean, DenseSandwich.Target.clean), (.noise2noise, .noisy), (.sure, .stein),
    ] {
      let law = SampleLaw(
        of: family, optimum: optimum, spectrum: spectrum, noiseVariance: noise, loss: loss)
      guard let found = constant(law) else { continue }
      let expected = try factorized(
        DenseSandwich.constant(
          at: start, eigenvalues: point.eigenvalues, noiseVariance: noise, target: target
        ) { (place, direction) throws(FactorizationError) in
          try tangent(
            place, direction, point, omega: isLearned ? nil : omega)
        })
      guard let expected else { continue }
      // K is 0 where all gains are clipped.
      guard abs(found - expected) <= 1e-5 * expected + 1e-9 * noise else {
        return "\(loss.rawValue): K = \(found), and ½ tr(H⁺J) = \(expected)"
      }
    }
    return nil
  }

  /// The optimal R, row by row, and ω at the end where it is learned; nil where it is not attained.
  private func start(
    _ point: ParameterPoint, _ optimum: OptimalRisk, isExact: Bool, isLearned: Bool
  ) -> [Double]? {
    guard optimum.attainment == .attained else { return nil }
    let omega = isLearned ? optimum.stepSize ?? 1 : point[.omega]
    var (rows, direction) = ([[Double]](), 0)
    for line in optimum.eigenvalues {
      for _ in 0..<line.multiplicity {
        if !line.isForced {
          let t = line.gain.value
          // f = 1/(1+s), and for two steps f = 2ω − ω²(1+s).
          let s = isExact ? line.gain.defect / t : (2 * omega - t) / (omega * omega) - 1
          guard s.isFinite else { return nil }
          rows.append((0..<point.n).map { $0 == direction ? max(s, 0).squareRoot() : 0 })
        }
        direction += 1
      }
    }
    guard rows.count == point.k else { return nil }
    return rows.joined() + (isLearned ? [omega] : [])
  }

  private func tangent(
    _ place: [Double], _ direction: [Double], _ point: ParameterPoint, omega: Double?
  ) throws(FactorizationError) -> DenseTangent {
    let count = point.k * point.n
    let r = Matrix(rows: point.k, columns: point.n, rowMajor: Array(place.prefix(count)))
    let dr = Matrix(rows: point.k, columns: point.n, rowMajor: Array(direction.prefix(count)))
    guard point.depth > 0 else { return try .exact(r, dr) }
    return .unrolled(
      r, dr, depth: point.depth, stepSize: omega ?? place[count],
      stepSlope: omega == nil ? direction[count] : 0)
  }
}
