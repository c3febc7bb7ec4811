// The moments on which a quadratic risk depends.

package import Evidence
package import Learning
package import LinearAlgebra
import Reference
import ToyModel

package struct QuadraticRiskProposition: Claim {
  package let id = "quadratic-risk"
  package let exposition = Exposition(
    title: "Data enter the risk through three matrices",
    statement: [
      "The mean loss ½‖Tx − y‖² of a symmetric T over frames, or over a population, is",
      .formula("½ tr(T S_xx T) − tr(T S_xy) + ½ tr S_yy"),
      """
      with the mean second moments S_xx of xxᵀ, S_xy of xyᵀ and S_yy of yyᵀ. For a population \
      S_xx = C + σ²I and S_xy = S_yy = C.
      """,
    ],
    assumptions: ["T is symmetric, as every denoiser here is."],
    limits: [
      "The cost of learning does not depend on the number of frames: they are read once.",
      """
      The mean over finitely many frames is not the risk: S_xy may even be indefinite, and the best T for \
      these frames is not the best for others.
      """,
    ],
    sources: [.own("follows from the definition of the risk")],
    example: { .quadraticRisk() },
    figure: "learned-speech-frames",
    commands: ["toy learn --n 20 --k 5 --depth 2 --starts 1 -o -"])
  package let domain = "up to 12 random frames, and 1100, n up to 6; T symmetric"

  /// The moments of frames, which are concatenated in either list.
  package var moments:
    @Sendable (_ noisy: [Double], _ clean: [Double], _ dimension: Int) -> Moments = {
      noisy, clean, dimension in
      var accumulator = MomentAccumulator(dimension: dimension)
      let half = noisy.count / dimension / 2 * dimension
      // In two blocks, the first of which is left out if it is empty.
      if half > 0 { accumulator.add(noisy: Array(noisy[..<half]), clean: Array(clean[..<half])) }
      accumulator.add(noisy: Array(noisy[half...]), clean: Array(clean[half...]))
      return accumulator.moments()
    }
  /// The moments of a population.
  package var population: @Sendable (_ secondMoment: Matrix, _ noise: Double) -> Moments = {
    Moments(secondMoment: $0, noiseVariance: $1)
  }
  /// The mean loss of T.
  package var risk: @Sendable (_ moments: Moments, _ denoiser: Matrix) -> Double = {
    $0.risk(of: $1)
  }
  /// The moments of Uᵀx and Uᵀy.
  package var rotated: @Sendable (_ moments: Moments, _ basis: Matrix) -> Moments = {
    $0.rotated(to: $1)
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let sizes = try scope.integers(.n, 1...6, legal: 1...50)
    return [
      try .sampled(
        "frame by frame", cases: scope.samples / 4, in: scope, id,
        point: { draws in
          ParameterPoint([
            .n: Double(draws.element(sizes)), .sigma: draws.logarithmic(0.01...10),
          ])
        },
        isLegal: { sizes.contains($0.n) && $0[.sigma] >= 0.01 },
        violation: { (point) throws(EvidenceError) in try violation(point) }),
      try .enumerated(
        "1100 frames, which fill more than one block", count: 1,
        point: { _ in ParameterPoint([.n: 3, .sigma: 1]) },
        violation: { (_) throws(EvidenceError) in
          try violation(ParameterPoint([.n: 3, .sigma: 1]), frames: 1100)
        }),
    ]
  }

  private func violation(_ point: ParameterPoint, frames: Int? = nil) throws(EvidenceError)
    -> String?
  {
    var draws = point.sampler()
    let n = point.n
    let count = frames ?? draws.integer(1...12)
    // Columns are frames; the noise depends on the signal and has a non-zero mean.
    let clean = draws.matrix(n, count)
    let noisy = clean.scaled(by: 1.1).adding(draws.matrix(n, count, scale: point[.sigma]))
    let moments = moments(noisy.elements, clean.elements, n)
    let scale = 1 / Double(count)
    let mixed = noisy.multiplied(by: clean.transposed).scaled(by: scale).symmetricPart
    if let finding = difference(
      "S_xx", moments.noisy, from: noisy.transposed.gram().scaled(by: scale), tolerance: 1e-13)
      ?? difference(
        "S_yy", moments.clean, from: clean.transposed.gram().scaled(by: scale), tolerance: 1e-13)
      ?? difference(
        "S_xy", moments.mixed, from: mixed, tolerance: 1e-13,
        scale: moments.noisy.largestEntry + moments.clean.largestEntry)
    {
      return finding
    }
    let denoiser = draws.matrix(n, n).symmetricPart
    let loss = 0.5 * scale * denoiser.multiplied(by: noisy).subtracting(clean).squareSum
    let size = loss + moments.clean.trace + moments.noisy.trace
    if let finding = difference(
      "the mean loss", risk(moments, denoiser), from: loss, tolerance: 1e-12, scale: size)
    {
      return finding
    }
    let basis = try draws.basis(n)
    let turned = basis.transposed.multiplied(by: denoiser).multiplied(by: basis).symmetricPart
    if let finding = difference(
      "the mean loss in another basis", risk(rotated(moments, basis), turned), from: loss,
      tolerance: 1e-12, scale: size)
    {
      return finding
    }
    let noise = point[.sigma] * point[.sigma]
    let dense = Risk(denoiser: denoiser, secondMoment: moments.clean, noiseVariance: noise).total
    return difference(
      "the risk of a population", risk(population(moments.clean, noise), denoiser), from: dense,
      tolerance: 1e-12, scale: dense + moments.clean.trace)
  }
}

extension Matrix {
  /// Σ aᵢⱼ².
  package var squareSum: Double { elements.reduce(0) { $0 + $1 * $1 } }
}
