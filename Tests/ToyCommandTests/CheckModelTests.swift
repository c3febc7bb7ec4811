// toy check on data, risk, filters, landscapes and learning: right formulas pass, wrong ones do not.

import Certified
import Intervals
import Learning
import Libc
import LinearAlgebra
import Optimization
import Studies
import TestSupport
import Testing
import ToyModel

@testable import Reference
@testable import Evidence
@testable import Theory
@testable import ToyCommand

@Suite struct CheckModelTests {
  private static let scope = CheckScope(samples: 120)
  private static let propositions =
    Theory.chapters.filter {
      ["model", "lemma", "linear", "filter", "inversion", "landscape", "learning"].contains($0.id)
    }.flatMap(\.claims)

  @Test("every proposition holds", arguments: propositions.indices)
  func holds(index: Int) throws {
    let proposition = Self.propositions[index]
    let finding = Finding(proposition, checks: try proposition.checks(Self.scope))
    #expect(finding.isAsExpected && !finding.checks.isEmpty, "\([finding].details)")
    #expect(!finding.statement.isEmpty && !finding.source.isEmpty && !finding.domain.isEmpty)
  }

  @Test("another seed draws other cases, which hold as well", arguments: propositions.indices)
  func seeds(index: Int) throws {
    let proposition = Self.propositions[index]
    var scope = Self.scope
    scope.seed = 7
    let finding = Finding(proposition, checks: try proposition.checks(scope))
    #expect(finding.isAsExpected, "\([finding].details)")
  }

  /// f of one step more.
  private static func deeper(_ point: ParameterPoint) -> RiskLandscape {
    var point = point
    if point.depth > 0 { point[.depth] += 1 }
    return LandscapePoint.landscape(point)
  }

  /// A landscape of more noise.
  private static func noisier(_ point: ParameterPoint) -> RiskLandscape {
    var point = point
    point[.sigma] *= 1.01
    return LandscapePoint.landscape(point)
  }

  /// A gradient with one entry changed.
  private static func evaluated(
    _ risk: any DenoisingRisk, _ point: [Double], value: Double = 1, first: Double = 1,
    last: Double = 1
  ) -> (value: Double, gradient: [Double]) {
    var (found, gradient) = LearnedGradientProposition().evaluate(risk, point)
    found *= value
    gradient[0] *= first
    if risk.family != .bilevel { gradient[gradient.count - 1] *= last }
    return (found, gradient)
  }

  /// Propositions with one formula replaced by a wrong one.
  private static let wrong: [(name: String, proposition: any Claim)] = [
    (
      "no spurious minima: half a weight",
      SpuriousMinimaProposition(spare: { -0.5 * $0 * ($1 - $2) })
    ),
    ("no spurious minima: other gains", SpuriousMinimaProposition(activeGain: { 0.9 * $0 })),
    (
      "bias-variance: no factor ½ in the variance",
      BiasVarianceProposition(risk: {
        let risk = Risk(denoiser: $0, secondMoment: $1, noiseVariance: $2)
        return Risk(bias: risk.bias, variance: 2 * risk.variance)
      })
    ),
    (
      "bias-variance: the transposed denoiser",
      BiasVarianceProposition(risk: {
        Risk(denoiser: $0.transposed, secondMoment: $1, noiseVariance: $2)
      })
    ),
    (
      "bias-variance: σ for σ²",
      BiasVarianceProposition(risk: {
        Risk(denoiser: $0, secondMoment: $1, noiseVariance: $2.squareRoot())
      })
    ),
    (
      "commuting-risk: bias and variance swapped",
      CommutingRiskProposition(risk: {
        let risk = Risk(eigenvalues: $0, noiseVariance: $1)
        return Risk(bias: risk.variance, variance: risk.bias)
      })
    ),
    (
      "commuting-risk: multiplicities forgotten",
      CommutingRiskProposition(risk: { lines, noise in
        Risk(
          eigenvalues: lines.map {
            DenoiserEigenvalue(
              dataEigenvalue: $0.dataEigenvalue, gain: $0.gain, multiplicity: 1, isForced: false)
          }, noiseVariance: noise)
      })
    ),
    (
      "commuting-risk: a matrix with less noise",
      CommutingRiskProposition(matrixRisk: {
        Risk(denoiser: $0, secondMoment: $1, noiseVariance: 0.99 * $2)
      })
    ),
    (
      "data-spectra: constant signals for independent entries",
      DataSpectraProposition(spectrum: { model in
        let spectrum = model.spectrum
        let n = spectrum.dimension
        // Constant signals have only one direction, the first.
        guard n > 1, spectrum.groups.allSatisfy({ $0.eigenvalue > 0 }) else { return spectrum }
        let theta = (spectrum.trace / Double(n)).squareRoot()
        return DataModel.constant(n: n, mu: 0, theta: theta).spectrum
      })
    ),
    ("data-spectra: the mean eigenvalue", DataSpectraProposition(trace: { $0.trace / 2 })),
    (
      "data-spectra: eigenvectors in ascending order",
      DataSpectraProposition(measured: { (matrix) throws(FactorizationError) in
        Spectrum(eigenvalues: try SymmetricEigen.values(of: matrix).map { 1.001 * max($0, 0) })
      })
    ),
    (
      "wiener: linear in the distance",
      WienerProposition(excess: { signal, noise, t in (signal + noise) * t - signal })
    ),
    (
      "wiener: γ and σ² swapped",
      WienerProposition(wiener: { Gain.wiener(eigenvalue: $1, noiseVariance: $0) })
    ),
    ("wiener: the difference of values", WienerProposition(gap: { $0.value - $1.value })),
    ("wiener: no factor ½", WienerProposition(value: { 2 * $0.value($1) })),
    (
      "wiener: a difference of risks",
      WienerProposition(rise: { risk, gain, base in risk.value(gain) - risk.value(base) * 1.001 })
    ),
    (
      "wiener: the best risk as γσ²",
      WienerProposition(best: { $0.signalEnergy * $0.noiseVariance })
    ),
    (
      "linear-optimum: bilevel",
      LinearOptimumProposition(best: {
        OptimalRisk(spectrum: $0, noiseVariance: $1, rows: 1, family: .bilevel)
      })
    ),
    (
      "linear-optimum: half the risk",
      LinearOptimumProposition(constant: { TalkFormulas.linear($0) / 2 })
    ),
    (
      "linear-optimum: μ² alone",
      LinearOptimumProposition(entry: { $0.mu * $0.mu / ($0.energy + $0.noise) })
    ),
    (
      "quadratic-risk: no factor ½",
      QuadraticRiskProposition(risk: { 2 * $0.risk(of: $1) })
    ),
    (
      "quadratic-risk: noise in S_xy",
      QuadraticRiskProposition(population: { moment, noise in
        Moments(secondMoment: moment.adding(.identity(moment.rows), times: noise), noiseVariance: 0)
      })
    ),
    (
      "quadratic-risk: the inverse rotation",
      QuadraticRiskProposition(rotated: { $0.rotated(to: $1.transposed) })
    ),
    (
      "quadratic-risk: the last frame forgotten",
      QuadraticRiskProposition(moments: { noisy, clean, n in
        var accumulator = MomentAccumulator(dimension: n)
        let end = max(n, noisy.count - n)
        accumulator.add(noisy: Array(noisy[..<end]), clean: Array(clean[..<end]))
        return accumulator.moments()
      })
    ),
    (
      "filter-recursion: one power more",
      FilterProposition(closedForm: { s, stepSize, depth in
        let q = 1 - stepSize * (1 + s)
        return 1 - (0...depth).reduce(1) { power, _ in power * q }
      })
    ),
    (
      "filter-recursion: one step more",
      FilterProposition(gain: { UnrolledFilter(depth: $0 + 1, stepSize: $1).gain(at: $2) })
    ),
    (
      "filter-recursion: the defect by subtraction",
      FilterProposition(gain: {
        Gain(value: UnrolledFilter(depth: $0, stepSize: $1).gain(at: $2).value)
      })
    ),
    (
      "filter-recursion: the sign of f′",
      FilterProposition(derivative: { -UnrolledFilter(depth: $0, stepSize: $1).derivative(at: $2) })
    ),
    (
      "filter-recursion: an enclosure of another depth",
      FilterProposition(certified: {
        CertifiedFilter.unrolled(at: $2, depth: $0 + 1, stepSize: $1)
      })
    ),
    (
      "filter-recursion: bilevel without the 1",
      FilterProposition(bilevel: { Gain(value: 1 / $0, defect: $0 / (1 + $0)) })
    ),
    ("filter-recursion: bilevel f′", FilterProposition(bilevelDerivative: { -1 / (1 + $0) })),
    (
      "forced-eigenvalue: RRᵀ scaled",
      ForcedEigenvalueProposition(map: { (filter, matrix) throws(FactorizationError) in
        try filter.map(regularizer: matrix.adding(matrix, times: 0.01))
      })
    ),
    (
      "forced-eigenvalue: c₀ = Nω",
      ForcedEigenvalueProposition(forced: { Gain(value: Double($0) * $1) })
    ),
    ("forced-eigenvalue: bilevel 0", ForcedEigenvalueProposition(bilevelForced: { .zero })),
    (
      "heavy-ball: without momentum",
      HeavyBallProposition(gain: { depth, stepSize, _, s in
        UnrolledFilter(depth: depth, stepSize: stepSize).gain(at: s)
      })
    ),
    (
      "heavy-ball: only the first and the last solution",
      HeavyBallProposition(solutions: { filter, gain in
        let ends = [.near, .far].compactMap { filter.inverse(gain, branch: $0) }
        return Array(Set(ends))
      })
    ),
    (
      "heavy-ball: f(0) as an end of the image",
      HeavyBallProposition(risk: { spectrum, noiseVariance, rows, filter in
        let plain = UnrolledFilter(depth: filter.depth, stepSize: filter.stepSize)
        return OptimalRisk(
          spectrum: spectrum, noiseVariance: noiseVariance, rows: rows,
          family: PreparedFamily(filter: plain)
        ).risk.total
      })
    ),
    ("landscape-points: another depth", LandscapePointsProposition(landscape: deeper)),
    ("landscape-points: more noise", LandscapePointsProposition(landscape: noisier)),
    ("landscape-points: E at r²", LandscapePointsProposition(risk: { $0.risk(at: $1 * $1) })),
    (
      "landscape-points: E′ without 2r",
      LandscapePointsProposition(derivative: { $0.derivative(at: $1) / (2 * $1) })
    ),
    ("landscape-curvature: another depth", LandscapeCurvatureProposition(landscape: deeper)),
    ("landscape-curvature: half", LandscapeCurvatureProposition(curvature: { $0.curvature / 2 })),
    ("landscape-curvature: always 2", LandscapeCurvatureProposition(order: { _ in 2 })),
    (
      "landscape-curvature: f″ of N steps",
      LandscapeCurvatureProposition(turningCurvature: { depth, stepSize in
        Double(depth) / Double(depth - 1)
          * UnrolledFilter(depth: depth, stepSize: stepSize).turningCurvature
      })
    ),
    ("landscape-basins: more noise", LandscapeBasinsProposition(landscape: noisier)),
    ("landscape-basins: another depth", LandscapeBasinsProposition(landscape: deeper)),
    (
      "landscape-basins: none behind barriers",
      LandscapeBasinsProposition(basin: { $0.basin?.lower ?? 0 > 0 ? nil : $0.basin })
    ),
    (
      "landscape-basins: lengths swapped",
      LandscapeBasinsProposition(widths: { ($0.halfWidth, $0.width) })
    ),
    (
      "even-landscape: the other sign",
      EvenLandscapeProposition(fall: { -SlopePolynomial.enclosure($0, $1, $2) })
    ),
    (
      "even-landscape: odd depths",
      EvenLandscapeProposition(fall: { SlopePolynomial.enclosure($0, $1, $2 + 1) })
    ),
    (
      "even-landscape: f′ of odd depths",
      EvenLandscapeProposition(derivative: {
        UnrolledFilter(depth: $0 + 1, stepSize: $1).derivative(at: $2)
      })
    ),
    ("even-landscape: f turns", EvenLandscapeProposition(turningPoint: { _, _ in 1 })),
    ("even-landscape: landscapes of odd depths", EvenLandscapeProposition(landscape: deeper)),
    (
      "odd-trap: even depths",
      OddTrapProposition(fall: { SlopePolynomial.enclosure($0, $1, $2 + 1) })
    ),
    ("odd-trap: x_N = ½", OddTrapProposition(location: { _ in Interval(0.5) })),
    (
      "odd-trap: the barrier at ω(1+s) = 2",
      OddTrapProposition(turningPoint: { max(2 / $1 - 1, 0) * Double($0) / Double($0) })
    ),
    ("odd-trap: landscapes of even depths", OddTrapProposition(landscape: deeper)),
    (
      "learning-order: signal first",
      LearningOrderProposition(rate: { 2 * abs($0) * ($1 * $3 - $2) })
    ),
    (
      "learning-order: f′(0) = −c₀",
      LearningOrderProposition(slope: { -1 + pow(1 - $1, Double($0)) })
    ),
    ("trap: the wall at ω(1+s) = 1", TrapProposition(wall: { 1 / $1 - 1 + 0 * Double($0) })),
    (
      "trap: the whole image",
      TrapProposition(trapRisk: {
        OptimalRisk(spectrum: $0, noiseVariance: $1, rows: $2, family: $3).risk.total
      })
    ),
    (
      "trap: the image of even depths",
      TrapProposition(trapRisk: { spectrum, noise, rows, family in
        OptimalRisk(
          spectrum: spectrum, noiseVariance: noise, rows: rows,
          family: .unrolled(depth: (family.depth ?? 1) + 1, step: family.step ?? .learned)
        ).risk.total
      })
    ),
    (
      "sharp-minima: as N",
      SharpMinimaProposition(curvature: { signal, noise, depth, stepSize in
        (signal + noise) * stepSize * (2 - stepSize) * Double(depth)
      })
    ),
    (
      "sharp-minima: the barrier to c₀",
      SharpMinimaProposition(barrier: { 0.5 * $0 * $1 / ($0 + $1) + 0 * $2 })
    ),
    (
      "sharp-minima: a longer interval",
      SharpMinimaProposition(width: { depth, stepSize in
        1 / (Double(depth) * (stepSize * (2 - stepSize)).squareRoot())
      })
    ),
    (
      "step-landscape: a curve of larger steps",
      StepLandscapeProposition(curve: { valley, limit in
        valley.points(upTo: limit, count: 9).map { ($0.r, 1.0001 * $0.omega) }
      })
    ),
    (
      "step-landscape: ends at 1 ∓ ρ",
      StepLandscapeProposition(crossings: { ($0.crossings.lower / 2, $0.crossings.upper) })
    ),
    (
      "step-landscape: ω up to 2t*",
      StepLandscapeProposition(steps: { ($0.smallestStep, 2 * $0.target.value) })
    ),
    ("step-landscape: r up to 1", StepLandscapeProposition(radius: { _ in 1 })),
    (
      "step-landscape: a minimum at (0, 1)",
      StepLandscapeProposition(curvature: {
        (-$0.identityCurvature.r, $0.identityCurvature.omega)
      })
    ),
    (
      "inverse: the far branch always",
      InverseProposition(inverse: { filter, gain, _ in filter.inverse(gain, branch: .far) })
    ),
    (
      "inverse: one per mille off",
      InverseProposition(inverse: { filter, gain, branch in
        filter.inverse(gain, branch: branch).map { 1.001 * $0 }
      })
    ),
    (
      "inverse: two solutions at the turning point",
      InverseProposition(inverse: { filter, gain, branch in
        filter.inverse(gain, branch: branch).map { s in
          filter.lastTurningPoint > 0 && gain.value <= filter.image.lowerBound.value
            ? (branch == .near ? 0.99 : 1.01) * s : s
        }
      })
    ),
    (
      "inverse: no solution at the turning point",
      InverseProposition(inverse: { filter, gain, branch in
        filter.lastTurningPoint > 0 && gain.value <= filter.image.lowerBound.value
          ? nil : filter.inverse(gain, branch: branch)
      })
    ),
    (
      "inverse: near and far exchanged",
      InverseProposition(inverse: { filter, gain, branch in
        filter.inverse(gain, branch: branch == .near ? .far : .near)
      })
    ),
    (
      "inverse: everything is reached",
      InverseProposition(inverse: { filter, gain, branch in
        filter.inverse(filter.image.clamp(gain), branch: branch) ?? 0
      })
    ),
    (
      "realization: R of another filter",
      RealizationProposition(realize: { (_, matrix, rows, branch, _) throws(RealizationError) in
        try BilevelFilter().realize(matrix, rows: rows, branch: branch)
      })
    ),
    (
      "realization: the set of another filter",
      RealizationProposition(membership: { (set, matrix) throws(FactorizationError) in
        try ExpressivitySet(
          filter: BilevelFilter(), dimension: set.dimension, rows: set.rows
        ).membership(of: matrix)
      })
    ),
    (
      "realization: a huge tolerance",
      RealizationProposition(membership: { (set, matrix) throws(FactorizationError) in
        try set.membership(of: matrix, tolerance: 0.3)
      })
    ),
    (
      "learned-gradient: half the risk",
      LearnedGradientProposition(evaluate: { evaluated($0, $1, value: 0.5) })
    ),
    (
      "learned-gradient: one entry",
      LearnedGradientProposition(evaluate: { evaluated($0, $1, first: 1 + 1e-6) })
    ),
    (
      "learned-gradient: dE/dω for dE/dα",
      LearnedGradientProposition(evaluate: { evaluated($0, $1, last: 1.5) })
    ),
    (
      "straight-coordinates: B for R",
      StraightCoordinatesProposition(regularizer: { risk, point in
        (risk.matrix(point), risk.regularizer(point).penalties)
      })
    ),
    (
      "straight-coordinates: another ω",
      StraightCoordinatesProposition(stepSize: { risk, point in
        risk.stepSize(point).map { $0 / 2 }
      })
    ),
    (
      "straight-coordinates: ω for α",
      StraightCoordinatesProposition(variables: { risk, matrix, stepSize in
        var variables = risk.variables(matrix, stepSize: stepSize)
        if variables.count > matrix.elements.count { variables[variables.count - 1] = stepSize }
        return variables
      })
    ),
    (
      "straight-coordinates: modes of half the point",
      StraightCoordinatesProposition(report: { risk, point in
        LearnedDenoiser(point.map { $0 / 2 }, of: risk)
      })
    ),
    (
      "learned-optimum: a Gaussian start",
      LearnedOptimumProposition(start: { plan in
        LearningPlan(
          problem: plan.problem, family: plan.family, parametrization: plan.parametrization,
          method: .lbfgs, start: .gaussian, rule: StoppingRule(), seed: 1
        ).startingPoint(0)
      })
    ),
    (
      "learned-optimum: one row more",
      LearnedOptimumProposition(best: {
        OptimalRisk(
          spectrum: $0, noiseVariance: $1, rows: min($2 + 1, $0.dimension), family: $3)
      })
    ),
    (
      "learned-optimum: the linear optimum",
      LearnedOptimumProposition(best: { spectrum, noise, rows, _ in
        OptimalRisk(spectrum: spectrum, noiseVariance: noise, rows: rows, family: .linear)
      })
    ),
  ]

  @Test("a wrong formula is noticed, and the counterexample said", arguments: wrong.indices)
  func isNoticed(index: Int) throws {
    let (name, proposition) = Self.wrong[index]
    let finding = Finding(proposition, checks: try proposition.checks(Self.scope))
    #expect(!finding.isAsExpected, "\(name)")
    let examples = finding.checks.compactMap { check -> Counterexample? in
      guard case .refuted(let example) = check.verdict else { return nil }
      return example
    }
    let isUndecided = finding.checks.contains { check in
      if case .undecided = check.verdict { true } else { false }
    }
    #expect(isUndecided || !examples.isEmpty, "\(name)")
    #expect(examples.allSatisfy { !$0.finding.isEmpty }, "\(name)")
  }

  @Test("every proposition has two wrong formulas or more")
  func isComplete() {
    for proposition in Self.propositions {
      let id = proposition.id
      #expect(Self.wrong.count { $0.proposition.id == id } >= 2, "\(id)")
    }
  }

  @Test("a counterexample is simple and legal, and the statement false there")
  func counterexample() throws {
    let check = try EvenLandscapeProposition(turningPoint: { depth, _ in depth > 3 ? 1 : 0 })
      .checks(Self.scope)[1]
    guard case .refuted(let example) = check.verdict else {
      Issue.record("nothing was refuted")
      return
    }
    #expect(example.point.depth == 4)
    #expect(example.finding == "f is said to turn at s = 1.0")
    #expect(example.command?.hasPrefix("toy landscape --depth 4 --omega") == true)
  }

  @Test("ranges restrict the checked points, and are refused if none is left")
  func ranges() throws {
    var scope = Self.scope
    scope.ranges[.depth] = 4...4
    #expect(try EvenLandscapeProposition().checks(scope).allSatisfy { $0.verdict.holds })
    scope.ranges[.depth] = 5...5
    #expect(throws: EvidenceError.self) { try EvenLandscapeProposition().checks(scope) }
  }
}
