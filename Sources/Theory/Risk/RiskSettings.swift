// Random settings of optimal risks, and the exact numbers they are compared with.

package import Certified
package import Evidence
package import Intervals
package import ToyModel

/// The data model, noise, number of rows and family of a parameter point.
///
/// The data are the eigenvalues of the parameter point, if it has any; otherwise constant signals, or
/// independent entries if the proposition says so.
package struct RiskSetting: Sendable {
  package let model: DataModel
  package let noiseVariance: Double
  package let rows: Int
  package let family: DenoiserFamily

  package init(_ point: ParameterPoint, _ family: DenoiserFamily, isIndependent: Bool = false) {
    if !point.eigenvalues.isEmpty {
      model = .spectrum(Spectrum(eigenvalues: point.eigenvalues))
    } else if isIndependent {
      model = .independent(n: point.n, mu: point[.mu], theta: point[.theta])
    } else {
      model = .constant(n: point.n, mu: point[.mu], theta: point[.theta])
    }
    noiseVariance = point.noiseVariance
    rows = point.k
    self.family = family
  }

  /// The same data for another family.
  package init(_ other: RiskSetting, family: DenoiserFamily) {
    model = other.model
    noiseVariance = other.noiseVariance
    rows = other.rows
    self.family = family
  }

  /// The risk as the program computes it.
  package var optimalRisk: OptimalRisk {
    OptimalRisk(spectrum: model.spectrum, noiseVariance: noiseVariance, rows: rows, family: family)
  }

  /// The same as a mutable value.
  package var optimum: FoundRisk { FoundRisk(optimalRisk) }

  /// The risk with certified bounds.
  package var certified: CertifiedRisk {
    CertifiedRisk(
      spectrum: CertifiedSpectrum(model), noiseVariance: Interval(noiseVariance), rows: rows,
      family: family)
  }
}

/// A mutable copy of an ``OptimalRisk``.
package struct FoundRisk: Sendable {
  package var risk: Risk
  package var attainment: Attainment
  package var stepSize: Double?
  package var eigenvalues: [DenoiserEigenvalue]

  package init(_ optimum: OptimalRisk) {
    risk = optimum.risk
    attainment = optimum.attainment
    stepSize = optimum.stepSize
    eigenvalues = optimum.eigenvalues
  }
}

/// The source of best risks for a proposition, so that a test can substitute wrong ones.
package typealias RiskFormula = @Sendable (RiskSetting) -> FoundRisk

extension ParameterPoint {
  /// How the best risk of unrolling exceeds that of bilevel learning here; nil if it does not.
  ///
  /// - Parameters:
  ///   - step: The rule of ω.
  ///   - margin: The factor that does not count as an excess.
  ///   - risk: The best risk, with bounds.
  /// - Returns: The finding.
  func excessOverBilevel(
    _ step: StepRule, margin: Interval = .one, risk: (RiskSetting) -> Interval
  ) -> String? {
    let unrolled = risk(RiskSetting(self, .unrolled(depth: depth, step: step)))
    let bilevel = risk(RiskSetting(self, .bilevel))
    return bilevel.isBelow(unrolled) && (bilevel * margin).isBelow(unrolled)
      ? "unrolling has \(unrolled.middle), bilevel \(bilevel.middle)" : nil
  }
}

extension Sampler {
  /// Constant signals with n ≤ 100, μ = 1, θ = ½, and a depth of a range.
  mutating func constantSignals(depths: ClosedRange<Int>) -> ParameterPoint {
    let n = integer(2...100)
    return ParameterPoint([
      .n: Double(n), .k: Double(integer(1...n)), .mu: 1, .theta: 0.5,
      .sigma: logarithmic(0.01...10), .depth: Double(integer(depths)),
    ])
  }

  /// Eigenvalues, k and σ; k is at most n − 1 if directions are to be forced.
  package mutating func spectrumPoint(
    _ scope: CheckScope, dimensions: ClosedRange<Int> = 2...6, isForced: Bool = false
  ) throws(EvidenceError) -> ParameterPoint {
    let n = integer(dimensions)
    let k = isForced ? integer(1...max(1, n - 1)) : integer(1...n)
    let sigma = logarithmic(try scope.range(.sigma, 0.01...10, legal: 1e-4...1e4))
    return ParameterPoint([.k: Double(k), .sigma: sigma], eigenvalues: eigenvalues(n))
  }

  /// n, k, μ, θ and σ of a toy model.
  package mutating func toyPoint(
    _ scope: CheckScope, isForced: Bool = false
  ) throws(EvidenceError) -> ParameterPoint {
    let sizes = try scope.range(.n, 2...1e6, legal: 2...1e12)
    let n = Int(logarithmic(sizes))
    let k = min(Int(logarithmic(1...Double(n))), isForced ? n - 1 : n)
    return ParameterPoint([
      .n: Double(n), .k: Double(max(k, 1)),
      .mu: element([0, logarithmic(try scope.range(.mu, 0.01...10, legal: 1e-8...1e8))]),
      .theta: logarithmic(try scope.range(.theta, 0.01...10, legal: 1e-8...1e8)),
      .sigma: logarithmic(try scope.range(.sigma, 0.01...10, legal: 1e-4...1e4)),
    ])
  }
}

extension ParameterPoint {
  /// Whether k, n, σ and the eigenvalues are ones that the program accepts.
  package var isSetting: Bool {
    k >= 1 && k <= n && self[.sigma] > 0 && self[.theta] >= 0
      && eigenvalues.allSatisfy { $0 >= 0 }
  }

  /// A command line for the best risk here.
  package func riskCommand(_ words: String, isIndependent: Bool = false) -> String {
    if eigenvalues.isEmpty {
      return "toy risk\(isIndependent ? " --data iid" : "") "
        + "\(options(.n, .k, .mu, .theta, .sigma)) \(words)"
    }
    return command("toy risk --data spectrum.csv \(options(.k, .sigma)) \(words)")
  }
}

/// Risks from their definition, in interval arithmetic.
package enum DefinedRisk {
  /// ½(γ(1−t)² + σ²t²).
  package static func direction(_ eigenvalue: Interval, _ noise: Interval, _ gain: Interval)
    -> Interval
  {
    0.5 * (eigenvalue * (1 - gain).squared + noise * gain.squared)
  }

  /// ½γσ²/(γ+σ²), the minimum for a direction.
  package static func least(_ eigenvalue: Interval, _ noise: Interval) -> Interval {
    let total = eigenvalue + noise
    return total.isZero ? .zero : 0.5 * eigenvalue * noise / total
  }

  /// The least risk over all choices of n − k forced directions, by trying each.
  ///
  /// - Parameters:
  ///   - eigenvalues: γ, few of them.
  ///   - noise: σ².
  ///   - rows: k.
  ///   - forced: f(0).
  ///   - image: The smallest and the largest gain of free directions; nil for an end that does not exist.
  /// - Returns: The least risk.
  package static func bestOfAll(
    _ eigenvalues: [Double], noise: Interval, rows: Int, forced: Interval,
    image: (lower: Interval?, upper: Interval?)
  ) -> Interval {
    let costs = eigenvalues.map { value -> (free: Interval, forced: Interval) in
      let eigenvalue = Interval(value)
      let total = eigenvalue + noise
      var gain = total.isZero ? .one : eigenvalue / total
      if let lower = image.lower { gain = gain.maximum(lower) }
      if let upper = image.upper { gain = gain.minimum(upper) }
      return (direction(eigenvalue, noise, gain), direction(eigenvalue, noise, forced))
    }
    var best: Interval?
    for subset in 0..<(1 << costs.count) where subset.nonzeroBitCount == costs.count - rows {
      var sum = Interval.zero
      for (index, cost) in costs.enumerated() {
        sum = sum + (subset >> index & 1 == 1 ? cost.forced : cost.free)
      }
      best = best?.minimum(sum) ?? sum
    }
    return best ?? .zero
  }
}

extension DenoiserFamily {
  /// The family of a parameter point: best linear for N = −1, bilevel for N = 0, otherwise N steps of size ω,
  /// which is learned for ω = 0.
  package init(_ point: ParameterPoint) {
    switch point.depth {
    case -1: self = .linear
    case 0: self = .bilevel
    case let depth:
      self = .unrolled(depth: depth, step: point[.omega] > 0 ? .fixed(point[.omega]) : .learned)
    }
  }
}

extension ParameterPoint {
  /// The command-line options for the family of a parameter point.
  package var familyOptions: String {
    switch depth {
    case -1: "--family linear"
    case 0: "--family bilevel"
    default: options(.depth) + (self[.omega] > 0 ? " \(options(.omega))" : " --omega learned")
    }
  }
}

/// Parameter points that consist of eigenvalues and σ.
package struct SpectrumDomain: Sendable {
  package let sizes: [Int]
  package let sigmas: ClosedRange<Double>

  /// A random parameter point.
  package func point(_ draws: inout Sampler) -> ParameterPoint {
    ParameterPoint(
      [.sigma: draws.logarithmic(sigmas)], eigenvalues: draws.eigenvalues(draws.element(sizes)))
  }

  /// Whether a parameter point could have been drawn.
  package func contains(_ point: ParameterPoint) -> Bool {
    sizes.contains(point.n) && sigmas.contains(point[.sigma])
  }
}

/// Sums over a spectrum in descending order, with the m = n − k largest eigenvalues separate.
package struct SplitSpectrum {
  /// The sum of the m largest eigenvalues.
  package let top: Interval
  /// Σ ½γσ²/(γ+σ²) over the others.
  package let rest: Interval
  /// m.
  package let forced: Interval
  /// σ².
  package let noise: Interval

  package init(_ point: ParameterPoint) {
    let values = point.eigenvalues.sorted(by: >)
    let count = point.n - point.k
    let noise = Interval(point.noiseVariance)
    self.noise = noise
    top = values.prefix(count).reduce(.zero) { $0 + Interval($1) }
    rest = values.dropFirst(count).reduce(.zero) { $0 + DefinedRisk.least(Interval($1), noise) }
    forced = Interval(count)
  }
}

extension Check {
  /// Tries random spectra with k and σ.
  ///
  /// - Parameters:
  ///   - name: The quantities that are compared.
  ///   - scope: The number of cases, and the range of σ.
  ///   - id: The proposition.
  ///   - number: The number of the check within the proposition.
  ///   - part: The number by which the samples are divided to give the number of cases.
  ///   - words: The options of `toy risk` that show a case.
  ///   - violation: The violation in a case.
  /// - Returns: The check.
  /// - Throws: Any error of drawing and checking.
  package static func sampledSpectra(
    _ name: String, _ scope: CheckScope, of id: String, _ number: Int = 0, part: Int = 1,
    words: String, violation: Violation
  ) throws(EvidenceError) -> Check {
    try .sampled(
      name, cases: scope.samples / part, in: scope, id, number,
      point: { (draws) throws(EvidenceError) in try draws.spectrumPoint(scope, dimensions: 1...6) },
      isLegal: \.isSetting, command: { $0.riskCommand(words) }, violation: violation)
  }
}
