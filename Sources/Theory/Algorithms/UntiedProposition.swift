// Another R for every layer: depth buys rank.

package import Evidence
import LinearAlgebra
import Reference
import ToyModel

package struct UntiedProposition: Claim {
  package let id = "untied"
  package let exposition = Exposition(
    title: "With an R for every layer, depth is worth rank",
    statement: [
      """
      Let every step have its own Rⱼ ∈ ℝᵏˣⁿ, zⱼ₊₁ = zⱼ − ω((I + RⱼᵀRⱼ)zⱼ − x) from z₀ = 0, and let ω be \
      learned. With r = (N−1)k, and F and E at rank r in place of k, the infimum U of the risk is between
      """,
      .formula("F(r) ≤ U ≤ E(r)"),
      """
      N = 2 has U = E(k). For N ≥ 3 and r < n every window of n − r + b directions after the first b ≤ r/2 bounds U as \
      well,
      """,
      .formula("U ≤ L₀ + min_b gap(b+1, …, n−r+2b) ≤ F(k)"),
      """
      with the even value E(r) for b = 0; for even N ≥ 4 also the window of n − r directions after the first \
      (N/2−1)k. For distinct γ the best linear risk is reached if and only if
      """,
      .formula("N ≥ 1 + ⌈(n−1)/k⌉"),
      "at even and at odd depths, and then some Rⱼ and ω attain it.",
    ],
    assumptions: ["k ≥ 1, n ≥ 2, σ > 0, C ≠ 0; any data."],
    limits: [
      "Networks with one R for all layers never have a risk below F(k), at any depth.",
      "Which number between F(r) and the least of these bounds the infimum is is not known.",
      "A given ω < 1 has the even rule of r rows as an upper bound, any ω the risk of one R for all layers.",
    ],
    sources: [.proofUntied, .proofUntiedWindows, .proofUntiedStep, .proofUntiedDepth],
    example: { .untied() },
    commands: [
      "toy risk --data iid --n 10 --k 2 --depth 2..6 --algorithm untied",
      "toy risk --data iid --n 10 --k 2 --depth 2,3,4,5 --bounds",
    ],
    declarations: ["RiskBounds", "OptimalRisk"])
  package let domain =
    "dense steps with random Rⱼ, and with Rⱼ along the eigenvectors; n up to 6, N up to 7"

  /// The rank that N layers of k rows are worth.
  package var rank: @Sendable (_ depth: Int, _ rows: Int) -> Int = { ($0 - 1) * $1 }
  /// The least N that attains the best linear risk.
  package var leastDepth: @Sendable (_ dimension: Int, _ rows: Int) -> Int = {
    1 + ($0 - 2 + $1) / $1
  }
  /// The strength s of a row used in layer j ≥ 1 of N for the gain t: t = c₀ − ωs(1 − (1−ω)ʲ)(1−ω)^(N−1−j).
  package var strength:
    @Sendable (_ drop: Double, _ layer: Int, _ depth: Int, _ stepSize: Double) -> Double = {
      drop, layer, depth, stepSize in
      let q = 1 - stepSize
      return drop
        / (stepSize * (1 - power(q, layer)) * power(q, depth - 1 - layer))
    }

  /// The upper bound.
  package var upperBound: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let depths = try scope.integers(.depth, 2...7, legal: 2...9)
    func point(_ draws: inout Sampler) throws(EvidenceError) -> ParameterPoint {
      var point = try draws.spectrumPoint(scope, dimensions: 2...6)
      point.eigenvalues[0] = max(point.eigenvalues[0], 0.01)
      point[.depth] = Double(draws.element(depths))
      point[.omega] = draws.uniform(0.05...1.5)
      return point
    }
    func isLegal(_ point: ParameterPoint) -> Bool {
      point.isSetting && point.n >= 2 && point.n <= 6 && point.eigenvalues[0] >= 0.01
        && depths.contains(point.depth) && point[.omega] > 0
    }
    return [
      try .sampled(
        "no Rⱼ have a risk below F(r)", cases: scope.samples / 10, in: scope, id,
        point: { (draws) throws(EvidenceError) in try point(&draws) }, isLegal: isLegal,
        violation: { lowerViolation($0) }),
      try .sampled(
        "Rⱼ along eigenvectors reach E(r)", cases: scope.samples / 10, in: scope, id, 1,
        point: { (draws) throws(EvidenceError) in try point(&draws) }, isLegal: isLegal,
        violation: { upperViolation($0) }),
      try .sampled(
        "rows of one layer or of two reach the upper bound, which is at most E(r) and for N ≥ 3 F(k)",
        cases: scope.samples / 10, in: scope, id, 2,
        point: { (draws) throws(EvidenceError) in try point(&draws) }, isLegal: isLegal,
        violation: { constructionViolation($0) }),
      try .exhaustive(
        "the least depth for distinct γ: E(r) = L₀ from there on, F(r) > L₀ before",
        (2...12).flatMap { n in
          (1...n).map { ParameterPoint([.n: Double(n), .k: Double($0), .sigma: 0.9]) }
        }, violation: { depthViolation($0) }),
    ]
  }

  private func bounds(_ point: ParameterPoint, _ rank: Int) -> RiskBounds {
    RiskBounds(
      spectrum: point.spectrum, noiseVariance: point.noiseVariance, rows: min(rank, point.n))
  }

  private func risk(_ denoiser: Matrix, _ point: ParameterPoint) -> Double {
    DenseDenoiser.risk(
      denoiser, eigenvalues: point.eigenvalues, noiseVariance: point.noiseVariance)
  }

  private func lowerViolation(_ point: ParameterPoint) -> String? {
    var draws = point.sampler()
    let floor = bounds(point, rank(point.depth, point.k)).floor
    for scale in [0.3, 1, 2] {
      let layers = (0..<point.depth).map { _ in draws.matrix(point.k, point.n, scale: scale) }
      let found = risk(DenseDenoiser.untied(layers, stepSize: point[.omega]), point)
      if found < floor * (1 - 1e-12) { return "a risk is \(found), below F(r) = \(floor)" }
    }
    return nil
  }

  private func upperViolation(_ point: ParameterPoint) -> String? {
    let (n, depth) = (point.n, point.depth)
    let spectrum = point.spectrum
    let total = min(rank(depth, point.k), n)
    // The step of E(r): with every direction free any c₀ not below the Wiener gains will do.
    let optimum = OptimalRisk(
      spectrum: spectrum, noiseVariance: point.noiseVariance, rows: total,
      family: .unrolled(depth: depth, step: .learned))
    let even = OptimalRisk(
      spectrum: spectrum, noiseVariance: point.noiseVariance, rows: total,
      family: .unrolled(depth: 2, step: .learned))
    let top = even.eigenvalues.map(\.gain.value).max() ?? 0
    let forced = even.eigenvalues.first { $0.isForced }?.gain ?? Gain(value: top)
    let stepSize = StepLearner.stepSize(forcing: forced, depth: depth)
    guard stepSize > 1e-3, stepSize < 0.999, optimum.risk.total.isFinite else { return nil }
    var layers = (0..<depth).map { _ in Matrix(repeating: 0, rows: point.k, columns: n) }
    // One row for every free direction, k in a layer from 1 on.
    var used = 0
    for direction in (n - total)..<n {
      let layer = 1 + used / point.k
      guard layer < depth else { return "there is no layer for direction \(direction + 1)" }
      let target = Gain.wiener(
        eigenvalue: point.eigenvalues[direction], noiseVariance: point.noiseVariance)
      let drop = max(forced.value - target.value, 0)
      layers[layer][used % point.k, direction] =
        max(strength(drop, layer, depth, stepSize), 0).squareRoot()
      used += 1
    }
    let found = risk(DenseDenoiser.untied(layers, stepSize: stepSize), point)
    return difference(
      "the risk", found, from: bounds(point, total).even, tolerance: 1e-9)
  }

  private func constructionViolation(_ point: ParameterPoint) -> String? {
    guard let algorithm = Algorithm(name: "untied") else { return "there is no such algorithm" }
    let found = upperBound(
      RiskSetting(
        point, DenoiserFamily(algorithm, depth: point.depth, choices: ParameterChoices(.learned))))
    let rank = min(rank(point.depth, point.k), point.n)
    let limits =
      [bounds(point, rank).even] + (point.depth > 2 ? [bounds(point, point.k).floor] : [])
    for limit in limits where found.risk.total > limit * (1 + 1e-12) {
      return "the upper bound \(found.risk.total) is above \(limit)"
    }
    guard let stepSize = found.stepSize, stepSize > 1e-3, abs(stepSize - 1) > 1e-3 else {
      return nil
    }
    var (targets, direction): ([(Int, Double)], Int) = ([], 0)
    for line in found.eigenvalues {
      for _ in 0..<line.multiplicity {
        if !line.isForced { targets.append((direction, line.gain.value)) }
        direction += 1
      }
    }
    var layers = UntiedLayers(
      depth: point.depth, rows: point.k, dimension: point.n, stepSize: stepSize)
    guard layers.set(targets) else { return "the rows do not suffice for the upper bound" }
    return difference(
      "the risk", risk(DenseDenoiser.untied(layers.layers, stepSize: stepSize), point),
      from: found.risk.total, tolerance: 1e-9)
  }

  private func depthViolation(_ point: ParameterPoint) -> String? {
    var point = point
    point.eigenvalues = (0..<Int(point[.n])).map { 3 / Double($0 + 1) }
    let (n, k) = (Int(point[.n]), Int(point[.k]))
    let least = leastDepth(n, k)
    for depth in 2...n + 1 {
      let found = bounds(point, rank(depth, k))
      if depth >= least, found.even > found.linear * (1 + 1e-14) {
        return "N = \(depth) has E(r) = \(found.even) > L₀ = \(found.linear)"
      }
      if depth < least, found.floor <= found.linear * (1 + 1e-14) {
        return "N = \(depth) has F(r) = L₀ already"
      }
    }
    return nil
  }
}

private func power(_ base: Double, _ exponent: Int) -> Double {
  (0..<exponent).reduce(1) { product, _ in product * base }
}
