// The best risk of any filter on any data.

import Certified
package import Evidence
import Libc
import Intervals
package import LinearAlgebra
import Reference
import ToyModel

/// A filter for a random choice of family, with the enclosures that its set has by theory.
private struct FilterChoices {
  static let depths = [1, 2, 3, 4, 5, 7, 10]

  /// f(0) and the ends of the image.
  static func set(
    _ place: ParameterPoint
  ) -> (forced: Interval, image: (lower: Interval?, upper: Interval?)) {
    guard place.depth > 0 else { return (.one, (.zero, .one)) }
    let stepSize = Interval(place[.omega])
    let forced = stepSize * CertifiedFilter.geometricSum(1 - stepSize, count: place.depth).sum
    if place.depth == 1 { return (forced, (forced, forced)) }
    if place.depth.isMultiple(of: 2) { return (forced, (nil, forced)) }
    return (forced, (CertifiedOddMinimum(depth: place.depth).least(stepSize: stepSize).value, nil))
  }

  static func place(
    _ draws: inout Sampler, _ scope: CheckScope, _ dimensions: ClosedRange<Int>
  ) throws(EvidenceError) -> ParameterPoint {
    var place = try draws.spectrumPlace(scope, dimensions: dimensions)
    place[.depth] = Double(draws.element([0] + depths))
    place[.omega] = draws.logarithmic(try scope.range(.omega, 0.01...2.2, legal: 1e-9...10))
    return place
  }

  static func isLegal(_ place: ParameterPoint) -> Bool {
    place.isSetting && place.depth >= 0 && place[.omega] > 0
  }
}

package struct OptimalRiskProposition: Claim {
  package static let id = "optimal-risk"
  package static let statement =
    "The infimum of the risk is the sum of ½(γ(1−t)² + σ²t²) with every t at the Wiener value γ/(γ+σ²) "
    + "moved into the closure of the image of f, except for the n − k directions for which t = f(0) costs "
    + "least in addition."
  package static let source = "follows from expressivity and von Neumann's trace inequality"
  package static let domain =
    "random spectra, n ≤ 6, with equal and zero eigenvalues; bilevel and N = 1…10; all 2ⁿ choices"

  /// The best risk with a fixed step.
  package var risk: RiskFormula = { $0.optimum }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    [
      try .sampled(
        "the least of all choices of forced directions", cases: scope.samples,
        scope.sampler(for: Self.id), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in try FilterChoices.place(&draws, scope, 1...6) },
        isLegal: FilterChoices.isLegal,
        command: { $0.riskCommand($0.familyOptions) }
      ) { place in
        let (forced, image) = FilterChoices.set(place)
        let exact = DefinedRisk.bestOfAll(
          place.eigenvalues, noise: Interval(place.noiseVariance), rows: place.k, forced: forced,
          image: image)
        let setting = RiskSetting(place, DenoiserFamily(place))
        let optimum = risk(setting)
        let parts = optimum.risk.bias + optimum.risk.variance
        return difference("the risk", optimum.risk.total, from: exact)
          ?? difference(
            "the middle of the certified bounds", setting.certified.risk.middle, from: exact)
          ?? difference("bias + variance", parts, from: exact)
      },
      try .sampled(
        "for bilevel learning and even N the forced directions are those of largest γ",
        cases: scope.samples / 4, scope.sampler(for: Self.id, 1), seed: scope.seed,
        point: { (draws) throws(EvidenceError) in
          var place = try FilterChoices.place(&draws, scope, 2...8)
          place[.depth] = Double(draws.element([0, 2, 4, 10]))
          return place
        }, isLegal: { FilterChoices.isLegal($0) && $0.depth % 2 == 0 },
        command: { $0.riskCommand("\($0.familyOptions) --spectrum") }
      ) { place in
        let setting = RiskSetting(place, DenoiserFamily(place))
        let optimum = risk(setting)
        let forced = FilterChoices.set(place).forced
        // Where several choices cost the same, forcing the largest must cost no more.
        let noise = Interval(place.noiseVariance)
        var sum = Interval.zero
        for (index, value) in place.eigenvalues.enumerated() {
          let eigenvalue = Interval(value)
          let total = eigenvalue + noise
          let gain = (total.isZero ? .one : eigenvalue / total).minimum(forced)
          sum =
            sum
            + DefinedRisk.direction(
              eigenvalue, noise, index < place.n - place.k ? forced : gain)
        }
        return difference("the risk", optimum.risk.total, from: sum)
      },
    ]
  }
}

package struct LowerBoundProposition: Claim {
  package static let id = "no-better-regularizer"
  package static let statement =
    "No R ∈ ℝᵏˣⁿ gives a risk below the infimum, whether or not T commutes with C, and some R gives a "
    + "risk as near to it as one likes."
  package static let source =
    "follows from expressivity; for bilevel the infimum need not be attained"
  package static let domain =
    "random R and R near the best, n ≤ 5, T by matrices; bilevel and N = 1…5"

  /// The best risk with a fixed step.
  package var risk: RiskFormula = { $0.optimum }
  /// The risk of a matrix.
  package var matrixRisk: @Sendable (Matrix, _ secondMoment: Matrix, _ noise: Double) -> Double = {
    Risk(denoiser: $0, secondMoment: $1, noiseVariance: $2).total
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let isLegal: (ParameterPoint) -> Bool = {
      FilterChoices.isLegal($0) && $0.depth <= 5 && $0[.omega] <= 2.2 && $0.n <= 5
    }
    func place(_ draws: inout Sampler) throws(EvidenceError) -> ParameterPoint {
      var place = try FilterChoices.place(&draws, scope, 1...5)
      place[.depth] = Double(draws.integer(0...5))
      return place
    }
    return [
      try .sampled(
        "random R are not better", cases: scope.samples / 2, scope.sampler(for: Self.id),
        seed: scope.seed, point: place, isLegal: isLegal,
        command: { $0.riskCommand($0.familyOptions) }
      ) { (place) throws(EvidenceError) in
        let least = risk(RiskSetting(place, DenoiserFamily(place))).risk.total
        // R depends on the place alone, so that a counterexample stays one.
        var generator = SeededGenerator(seed: UInt64(place.k), stream: place[.sigma].bitPattern)
        for scale in [0.1, 0.5, 2] {
          let r = DenseDenoiser.random(
            rows: place.k, columns: place.n, scale: scale, normal: { generator.nextNormal() })
          let value = matrixRisk(
            try denoiser(r, place), Matrix(diagonal: place.eigenvalues), place.noiseVariance)
          if value < least * (1 - 1e-10) { return "some R has the risk \(value), below \(least)" }
        }
        return nil
      },
      try .sampled(
        "the realised optimum has the risk, and its neighbours are not better",
        cases: scope.samples / 4, scope.sampler(for: Self.id, 1), seed: scope.seed, point: place,
        isLegal: isLegal, command: { $0.riskCommand($0.familyOptions) }
      ) { (place) throws(EvidenceError) in try realized(place) },
    ]
  }

  /// T from its definition.
  private func denoiser(_ r: Matrix, _ place: ParameterPoint) throws(EvidenceError) -> Matrix {
    place.depth == 0
      ? try factorized(DenseDenoiser.exact(r))
      : DenseDenoiser.unrolled(r, depth: place.depth, stepSize: place[.omega])
  }

  private func realized(_ place: ParameterPoint) throws(EvidenceError) -> String? {
    let optimum = risk(RiskSetting(place, DenoiserFamily(place)))
    let filter: any SpectralFilter =
      place.depth == 0
      ? BilevelFilter() : UnrolledFilter(depth: place.depth, stepSize: place[.omega])
    // The s of every free direction; where t = 0 is a limit, one so large that little is missing.
    var penalties: [Double] = []
    for line in optimum.eigenvalues {
      for _ in 0..<line.multiplicity {
        penalties.append(line.isForced ? 0 : filter.inverse(line.gain) ?? 1e9)
      }
    }
    guard penalties.count == place.n, penalties.allSatisfy({ $0 < 1e12 }) else { return nil }
    let free = penalties.indices.filter { penalties[$0] > 0 }
    guard free.count <= place.k else {
      return "the optimal T needs \(free.count) rows of R, of \(place.k)"
    }
    var r = Matrix(repeating: 0, rows: place.k, columns: place.n)
    for (row, index) in free.enumerated() { r[row, index] = penalties[index].squareRoot() }
    let second = Matrix(diagonal: place.eigenvalues)
    let least = optimum.risk.total
    let value = matrixRisk(try denoiser(r, place), second, place.noiseVariance)
    let scale = least + 1e-9 * (place.eigenvalues.reduce(0, +) + place.noiseVariance)
    if abs(value - least) > 1e-6 * scale {
      return "the realised optimum has the risk \(value), not \(least)"
    }
    var generator = SeededGenerator(seed: 1, stream: place[.sigma].bitPattern)
    for size in [1e-3, 1e-2, 0.1] {
      var changed = r
      for row in 0..<place.k {
        for column in 0..<place.n {
          changed[row, column] += size * (abs(r[row, column]) + 0.1) * generator.nextNormal()
        }
      }
      let other = matrixRisk(try denoiser(changed, place), second, place.noiseVariance)
      if other < least - 1e-9 * scale { return "a neighbour has the risk \(other), below \(least)" }
    }
    return nil
  }
}

package struct AccuracyProposition: Claim {
  package static let id = "accuracy"
  package static let statement =
    "For a given spectrum of C the risk of the program is within 10⁻¹³ of the exact value, and so is that "
    + "of its learned step to 10⁻¹². Bias, variance and learned step are so too, within 10⁻¹³ and for the searched step of odd "
    + "depths 10⁻⁹ (of bias and variance relative to the risk), where the minimiser is well conditioned: "
    + "where every other choice of forced directions costs 10⁻⁹ of the risk more. Where two choices "
    + "nearly tie, the program may take either. Eigenvalues that are measured from frames or from C have "
    + "errors of their own, of which notes tell."
  package static let source = "the program's own promise"
  package static let domain =
    "every family, data model and step rule, spectra that are given; n to 10¹², N to 10⁹, σ, θ and ω down to 10⁻⁸; eigenvalues "
    + "and choices that differ by 10⁻³ to 10⁻¹⁶"

  /// The best risk.
  package var risk: RiskFormula = { $0.optimum }

  private static let depths = [1, 2, 3, 4, 5, 6, 7, 21, 100, 1001, 1_000_000_000, 1_000_000_001]
  /// What a choice of forced directions has to cost more for rounding not to decide.
  private static let margin = 1e-9

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    func check(
      _ name: String, _ number: Int, isIndependent: Bool = false,
      point: @escaping (inout Sampler) throws(EvidenceError) -> ParameterPoint
    ) throws(EvidenceError) -> Check {
      try .sampled(
        name, cases: scope.samples, scope.sampler(for: Self.id, number), seed: scope.seed,
        point: point,
        isLegal: { $0.isSetting && $0.depth >= -1 && $0[.omega] >= 0 },
        command: { $0.riskCommand("\($0.familyOptions) --certify", isIndependent: isIndependent) }
      ) { violation($0, isIndependent: isIndependent) }
    }
    func withFamily(_ place: ParameterPoint, _ draws: inout Sampler) -> ParameterPoint {
      var place = place
      place[.depth] = Double(draws.element([-1, 0] + Self.depths))
      place[.omega] = draws.element([0, draws.logarithmic(1e-8...2), draws.uniform(0.1...1.99)])
      return place
    }
    func toy(_ draws: inout Sampler) throws(EvidenceError) -> ParameterPoint {
      var place = try draws.toyPlace(scope)
      if draws.integer(0...3) == 0 { place[.sigma] = draws.logarithmic(1e-8...1e3) }
      if draws.integer(0...3) == 0 { place[.theta] = draws.logarithmic(1e-8...1e3) }
      if draws.integer(0...5) == 0 { place[.n] = draws.logarithmic(2...1e12).rounded() }
      place[.k] = min(place[.k], place[.n])
      if draws.integer(0...5) == 0 { place[.k] = place[.n] }
      return withFamily(place, &draws)
    }
    return [
      try check("constant signals", 0) { (draws) throws(EvidenceError) in try toy(&draws) },
      try check("independent entries", 1, isIndependent: true) { (draws) throws(EvidenceError) in
        try toy(&draws)
      },
      try check("random spectra", 2) { (draws) throws(EvidenceError) in
        withFamily(try draws.spectrumPlace(scope, dimensions: 1...8), &draws)
      },
      try check("choices that nearly tie", 3) { (draws) throws(EvidenceError) in
        try draws.nearTie(scope)
      },
    ]
  }

  private func violation(_ place: ParameterPoint, isIndependent: Bool) -> String? {
    let setting = RiskSetting(place, DenoiserFamily(place), isIndependent: isIndependent)
    let (computed, exact) = (risk(setting), setting.certified)
    guard exact.risk.isFinite else { return nil }
    let isSearched =
      place.depth >= 3 && place.depth % 2 == 1 && place[.omega] == 0 && place.k < place.n
    if let finding = difference("the risk", computed.risk.total, from: exact.risk)
      ?? difference(
        "bias + variance", computed.risk.bias + computed.risk.variance, from: exact.risk)
      ?? (isSearched ? searchedStep(computed, setting) : nil)
    {
      return finding
    }
    guard exact.margin > Self.margin else { return nil }
    let tolerance = isSearched ? 1e-9 : 1e-13
    let scale = exact.risk.middle
    if let finding = difference(
      "the bias", computed.risk.bias, from: exact.bias, tolerance: tolerance, scale: scale)
      ?? difference(
        "the variance", computed.risk.variance, from: exact.variance, tolerance: tolerance,
        scale: scale)
    {
      return finding
    }
    guard let enclosure = exact.stepSize else {
      return computed.stepSize == nil ? nil : "a step size where there is none"
    }
    return difference("ω", computed.stepSize ?? .nan, from: enclosure, tolerance: tolerance)
  }

  /// The risk that the learned step gives, whichever choice it belongs to.
  private func searchedStep(_ computed: FoundRisk, _ setting: RiskSetting) -> String? {
    guard let stepSize = computed.stepSize, stepSize > 0,
      case .unrolled(let depth, _) = setting.family
    else { return nil }
    let there = RiskSetting(setting, family: .unrolled(depth: depth, step: .fixed(stepSize)))
    return difference(
      "the risk at the learned ω", computed.risk.total, from: there.certified.risk,
      tolerance: 1e-12)
  }
}

extension Sampler {
  /// A spectrum and a family for which several choices of forced directions cost nearly the same.
  fileprivate mutating func nearTie(_ scope: CheckScope) throws(EvidenceError) -> ParameterPoint {
    var place = try spectrumPlace(scope, dimensions: 2...6, isForced: true)
    place[.depth] = Double(element([0, 2, 3, 3, 3, 5, 7, 21, 1001]))
    place[.omega] = 0
    guard integer(0...2) == 0 else {
      // Eigenvalues that nearly agree.
      let base = logarithmic(1e-2...1e2)
      let values = (0..<place.n).map { _ in
        base
          * (1 + uniform(-1...1) * Double(sign: .plus, exponent: -integer(10...52), significand: 1))
      }
      return ParameterPoint(
        [
          .k: place[.k], .sigma: place[.sigma], .depth: place[.depth], .omega: 0,
        ], eigenvalues: values.sorted(by: >))
    }
    // A fixed step whose f(0) lies between two Wiener gains, as costly for one as for the other.
    place[.depth] = Double(element([2, 3, 5, 7]))
    let pair = (0..<2).map { _ in place.eigenvalues[integer(0...place.n - 1)] }
    let weights = pair.map { ($0 + place.noiseVariance).squareRoot() }
    let gain = zip(pair, weights).reduce(0) { $0 + $1.0 / $1.1 } / (weights[0] + weights[1])
    place[.omega] = max(1 - pow(max(1 - gain, 1e-9), 1 / place[.depth]), 1e-8)
    return place
  }
}
