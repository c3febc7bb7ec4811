// toy check on algorithms other than gradient descent: right formulas pass, wrong ones do not.

import Foundation
import Intervals
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@testable import Evidence
@testable import Reference
@testable import Theory
@testable import ToyCommand

@Suite struct AlgorithmClaimTests {
  private static let scope = CheckScope(samples: 200)
  private static let claims =
    Theory.chapters.filter { ["algorithms", "more-depth", "noise", "scalar"].contains($0.id) }
    .flatMap(
      \.claims)
    + [SpuriousMinimaProposition()]

  @Test("another seed draws other cases, which hold as well", arguments: claims.indices)
  func seeds(index: Int) throws {
    try Self.claims[index].expectAsExpected(Self.scope)
  }

  /// Bounds with one of the numbers changed.
  private static func bounds(
    _ change: @escaping @Sendable (inout FoundBounds) -> Void
  ) -> @Sendable (Spectrum, Double, Int) -> FoundBounds {
    { spectrum, noise, rows in
      var found = FoundBounds(RiskBounds(spectrum: spectrum, noiseVariance: noise, rows: rows))
      change(&found)
      return found
    }
  }

  /// The best risk of an algorithm one step deeper, or of gradient descent for one without steps.
  private static let deeper: RiskFormula = { setting in
    guard let depth = setting.family.depth else {
      return RiskSetting(setting, family: .unrolled(depth: 3, step: .learned)).optimum
    }
    return RiskSetting(
      setting,
      family: DenoiserFamily(
        setting.family.algorithm, depth: depth + 1, choices: setting.family.choices)
    ).optimum
  }

  /// A risk that is too low by a millionth.
  private static let lower = scaledRisk(by: 1 - 1e-6)

  /// A risk that is too high by a millionth.
  private static let higher = scaledRisk(by: 1 + 1e-6)

  /// The parameter halved.
  private static let halved: RiskFormula = { setting in
    var found = setting.optimum
    found.stepSize = found.stepSize.map { $0 / 2 }
    return found
  }

  private static let wrong: [(name: String, claim: any Claim)] =
    wrongRanks + wrongWeights + others

  /// Questions that have a counterexample, because they promise 1 % more than is true.
  private static let refutedQuestions: [(name: String, claim: any Claim)] = [
    ("open-wall", OpenWallQuestion(trapRisk: { 1.01 * computedTrapRisk($0, $1, $2, $3) })),
    ("open-adam", OpenAdamQuestion(trapRisk: { 1.01 * computedTrapRisk($0, $1, $2, $3) })),
    ("open-trap", OpenTrapQuestion(trapRisk: { 1.01 * computedTrapRisk($0, $1, $2, $3) })),
    (
      "open-weighted",
      OpenWeightedQuestion(aligned: { 1.05 * OpenWeightedQuestion().aligned($0, $1, $2) })
    ),
    ("open-two-atoms", OpenTwoAtomsQuestion(depths: (6, 5))),
    ("open-steps", OpenStepsQuestion(even: { 1.01 * OpenStepsQuestion().even($0, $1, $2) })),
  ]

  private static let wrongRanks: [(name: String, claim: any Claim)] = [
    ("untied: rank Nk", UntiedProposition(rank: { $0 * $1 })),
    ("untied: rank (N−2)k", UntiedProposition(rank: { max(($0 - 2) * $1, 1) })),
    ("untied: upper bound too low", UntiedProposition(upperBound: lower)),
    ("untied: upper bound too high", UntiedProposition(upperBound: higher)),
    ("untied: one layer fewer", UntiedProposition(leastDepth: { ($0 - 2 + $1) / $1 })),
    (
      "untied: 1 % more",
      UntiedProposition(strength: { drop, layer, depth, step in
        1.01 * UntiedProposition().strength(drop, layer, depth, step)
      })
    ),
  ]

  /// The price of the dearest directions instead of the cheapest.
  private static let dearest: @Sendable ([Double], [Double], Int) -> Double = {
    weights, distances, count in
    var prices: [Double] = []
    for (index, weight) in weights.enumerated() {
      prices.append(0.5 * weight * distances[index] * distances[index])
    }
    prices.sort(by: >)
    return prices.prefix(count).reduce(0, +)
  }

  private static let wrongWeights: [(name: String, claim: any Claim)] = [
    ("weighted-loss: not weighted", WeightedLossProposition(weight: { _, total in total })),
    ("weighted-loss: g for g²", WeightedLossProposition(weight: { $0 * $1 })),
    (
      "weighted-loss: the dearest directions",
      WeightedLossProposition(price: dearest)
    ),
  ]

  private static let others: [(name: String, claim: any Claim)] = [
    (
      "depth-mismatch: one step more",
      DepthMismatchProposition(tested: { learned, depth, family, noise in
        learned.tested(depth: depth + 1, of: family, noiseVariance: noise)?.risk.total
      })
    ),
    ("depth-mismatch: |q| ≤ 0.9", DepthMismatchProposition(limit: 0.9)),
    (
      "coloured-noise: that of the mean variance",
      ColouredNoiseProposition(risk: { observation, rows, depth, omega in
        let mean =
          observation.groups.reduce(0) { $0 + Double($1.multiplicity) * $1.noiseVariance }
          / Double(observation.dimension)
        return OptimalRisk(
          observation: Observation(
            observation.groups.map {
              .init(
                eigenvalue: $0.eigenvalue, noiseVariance: mean, multiplicity: $0.multiplicity)
            }), rows: rows, family: .unrolled(depth: depth, step: .fixed(omega))
        ).risk.total
      })
    ),
    (
      "coloured-noise: a gap of one direction fewer",
      ColouredNoiseProposition(gap: { CommonGain(observation: $0, count: max(1, $1 - 1)).gap })
    ),
    ("operator-as-noise: ωa", OperatorAsNoiseProposition(factor: { $0 })),
    ("operator-as-noise: σ²/a", OperatorAsNoiseProposition(relativeNoise: { $0 / $1 })),
    (
      "noise-mismatch: tested noise in both factors",
      NoiseMismatchProposition(excess: { gamma, trained, tested in
        let difference = gamma * (trained - tested) / (gamma + tested)
        return 0.5 * difference * difference / (gamma + tested)
      })
    ),
    (
      "noise-mismatch: the geometric mean",
      NoiseMismatchProposition(mixed: { ($0 * $1).squareRoot() })
    ),
    (
      "sparse-iteration: a step more",
      SparseIterationProposition(gain: { ScalarModel.gain(stepSize: $0, depth: $1 + 1) })
    ),
    (
      "sparse-iteration: the threshold of ax is λ",
      SparseIterationProposition(started: { c, start in (c + start * (1 - c), 1) })
    ),
    (
      "sparse-iteration: κ as steps",
      SparseIterationProposition(layers: { terms in
        let ordered = terms.sorted { $0.threshold > $1.threshold }
        return (ordered.map(\.gain), ordered.map(\.threshold))
      })
    ),
    (
      "threshold-risk: half of the noise",
      ThresholdRiskProposition(risk: { $0.risk(threshold: $1, gain: $2, noiseVariance: 0.5 * $3) })
    ),
    (
      "threshold-risk: 1 + λe − σ²",
      ThresholdRiskProposition(bestGain: { 1 + ($0.bestGain - 1) * $0.tail.meanSquare })
    ),
    ("threshold-risk: twice the worth", ThresholdRiskProposition(worth: { 2 * $0.worth })),
    (
      "threshold-risk: the optimum of other noise",
      ThresholdRiskProposition(optimum: { ScalarModel($0, noiseVariance: 1.2 * $1).optimum })
    ),
    ("overshoot: reversed", OvershootProposition(stopsEarly: { $0.criterion > 1 })),
    (
      "overshoot: parity does not matter",
      OvershootProposition(tied: { model, _ in model.optimum.joint.risk * (1 - 1e-9) })
    ),
    (
      "threshold-unique: one minimum",
      ThresholdUniqueProposition(risk: { ($0 - 1) * ($0 - 1) })
    ),
    ("training-wall: |1 − ω|", TrainingWallProposition(conserved: { abs(1 - $0) })),
    (
      "training-wall: no factor",
      TrainingWallProposition(velocity: { slope, steps in steps.map { _ in -slope } })
    ),
    ("kinks: a slope of 1.2", KinksProposition(mean: { x, _ in max(0, 1.2 * (x - 1)) })),
    (
      "rounding-radius: L(Δ/b)",
      RoundingRadiusProposition(bestRadius: {
        LaplaceQuantizer(scale: 0.5 * $0, kind: .midTread).posteriorRadius
      })
    ),
    (
      "rounding-radius: from b = 0.15 Δ on",
      RoundingRadiusProposition(isHarmful: { scale, _ in scale > 0.15 })
    ),
    (
      "rounding-radius: mid-riser for mid-tread",
      RoundingRadiusProposition(error: { scale, kind, radius in
        LaplaceQuantizer(scale: scale, kind: kind == .midTread ? .midRiser : kind).error(
          radius: radius)
      })
    ),
    (
      "learning-order: signal first",
      LearningOrderProposition(rate: { 2 * abs($0) * ($1 * $3 - $2) })
    ),
    ("floor: E for F", FloorProposition(bounds: bounds { $0.floor = $0.even })),
    ("floor: the bottom window", FloorProposition(bounds: bounds { $0.floor = $0.odd })),
    ("floor: E⁻ for E", FloorProposition(bounds: bounds { $0.even = $0.odd })),
    ("floor: B too high", FloorProposition(bounds: bounds { $0.bilevel *= 1 + 1e-9 })),
    ("floor: another window", FloorProposition(bounds: bounds { $0.window = nil })),
    (
      "floor: c* of its middle",
      FloorProposition(bounds: bounds { $0.gain = $0.gain.map { $0 + 1e-9 } })
    ),
    (
      "floor: F = L₀ with one direction fewer",
      FloorProposition(isFloorLinear: { FloorProposition().isFloorLinear($0, max($1 - 1, 1)) })
    ),
    (
      "floor: E = L₀ if all γ are equal",
      FloorProposition(isEvenLinear: { g, _ in g[0] == g[g.count - 1] })
    ),
    (
      "floor: F = E if E = L₀ alone", FloorProposition(isFloorEven: { g, m, _ in g[0] == g[m - 1] })
    ),
    ("floor: B − E = mσ⁴/A", FloorProposition(advantage: { $1.squared / ($0 + $1) })),
    (
      "one-scalar: one step more",
      OneScalarProposition(filter: { choice, parameter in
        AlgorithmChoice(choice.algorithm, depth: choice.depth + 2).filter(parameter)
      })
    ),
    (
      "one-scalar: 1 % more",
      OneScalarProposition(filter: { choice, parameter in
        choice.algorithm == .alternatingDirections
          ? choice.filter(parameter * 1.01) : choice.filter(parameter)
      })
    ),
    (
      "one-scalar: a lower turn for w > 3/2",
      OneScalarProposition(overshoot: { $0 * (Interval(2) - $0) })
    ),
    ("one-scalar: half the parameter", OneScalarProposition(risk: halved)),
    ("one-scalar: odd depths of all", OneScalarProposition(risk: deeper)),
    (
      "one-scalar: an odd Chebyshev",
      OneScalarProposition(margin: { depth in
        OneScalarProposition.chebyshevMargin(depth).map { -$0 }
      })
    ),
    ("implicit: ω = w", ImplicitIdentitiesProposition(stepSize: { $0 })),
    ("implicit: ω = w/(2+w)", ImplicitIdentitiesProposition(stepSize: { $0 / (2 + $0) })),
    (
      "implicit: one step more",
      ImplicitIdentitiesProposition(filter: { choice, parameter in
        AlgorithmChoice(choice.algorithm, depth: choice.depth + 1).filter(parameter)
      })
    ),
    (
      "implicit: a series of one term more",
      ImplicitIdentitiesProposition(risk: { setting in
        setting.family.algorithm.name == "neumann" ? deeper(setting) : setting.optimum
      })
    ),
    ("searched risk: too high", SearchedRiskProposition(risk: higher)),
    ("searched risk: too low", SearchedRiskProposition(risk: scaledRisk(by: 0.999))),
    (
      "conjugate gradients: min(k, n) steps",
      ConjugateGradientProposition(leastDepth: { min($0, $1) })
    ),
    ("conjugate gradients: n + 1 steps", ConjugateGradientProposition(leastDepth: { $1 + 1 })),
    (
      "conjugate gradients: one step fewer",
      ConjugateGradientProposition(solution: {
        ConjugateGradients.solution($0, $1, steps: $2 - 1)
      })
    ),
    (
      "conjugate gradients: steepest descent",
      ConjugateGradientProposition(solution: { a, x, steps in
        var z = x.map { _ in 0.0 }
        for _ in 0..<steps {
          let residual = zip(x, ConjugateGradients.applied(a, to: z)).map { $0 - $1 }
          let square = ConjugateGradients.product(residual, residual)
          let image = ConjugateGradients.applied(a, to: residual)
          let length = square / max(ConjugateGradients.product(residual, image), 1e-300)
          for index in z.indices { z[index] += length * residual[index] }
        }
        return z
      })
    ),
    ("conjugate gradients: too high", ConjugateGradientProposition(risk: higher)),
    (
      "closed end: Chebyshev at 1 + S",
      ClosedEndProposition(stabilityLimit: { method, number, momentum in
        method == .chebyshev
          ? 1 + number : ClosedEndProposition().stabilityLimit(method, number, momentum)
      })
    ),
    (
      "closed end: momentum does not count",
      ClosedEndProposition(stabilityLimit: { method, number, _ in
        ClosedEndProposition().stabilityLimit(method, number, .zero)
      })
    ),
    (
      "closed end: Nesterov is heavy ball",
      ClosedEndProposition(stabilityLimit: { method, number, momentum in
        ClosedEndProposition().stabilityLimit(
          method == .nesterov ? .heavyBall : method, number, momentum)
      })
    ),
    (
      "closed end: P = ±1 for all",
      ClosedEndProposition(edge: { _, depth, _ in Interval(depth.isMultiple(of: 2) ? 1 : -1) })
    ),
    (
      "parity: negative steps do not count",
      StepParityProposition(sign: { depth, _ in depth.isMultiple(of: 2) ? -1 : 1 })
    ),
    ("parity: reversed", StepParityProposition(sign: { ($0 + $1).isMultiple(of: 2) ? 1 : -1 })),
    (
      "parity: absolute steps",
      StepParityProposition(steps: { StepsFilter(steps: $0.map(abs)) })
    ),
    (
      "parity: less momentum",
      StepParityProposition(momentum: {
        MomentumFilter($0, depth: $1, stepSize: $2, momentum: 0.9 * $3)
      })
    ),
    (
      "parity: a square around 2",
      StepParityProposition(square: { step, s in
        step * (step * (Interval.one + s) - Interval(2)).squared
      })
    ),
    (
      "parity: the least value (3 − β)/4",
      StepParityProposition(closedEnd: { (Interval(3) - $0) / Interval(4) })
    ),
    (
      "parity: heavy ball for Nesterov",
      StepParityProposition(nesterov: { depth, momentum, v in
        SteppedMomentum(isNesterov: false).run(
          depth: depth, stepSize: .one, momentum: momentum, at: v - .one)
      })
    ),
    (
      "warm start: a step more",
      WarmStartProposition(filter: { WarmStartFilter(depth: $0 + 1, stepSize: $1, start: $2) })
    ),
    (
      "warm start: from 0",
      WarmStartProposition(risk: { setting in
        RiskSetting(
          setting, family: .unrolled(depth: setting.family.depth ?? 1, step: .learned)
        ).optimum
      })
    ),
    (
      "warm start: the parity of N steps from 0",
      WarmStartProposition(isOpenAbove: { depth, _ in !depth.isMultiple(of: 2) })
    ),
    (
      "warm start: the sign of the start does not count",
      WarmStartProposition(isOpenAbove: { depth, _ in depth.isMultiple(of: 2) })
    ),
    ("warm start: too high", WarmStartProposition(risk: higher)),
    ("warm start: at 0", WarmStartProposition(start: { _ in .zero })),
    ("warm start: E for B", WarmStartProposition(bounds: bounds { $0.bilevel = $0.even })),
    ("warm start: E for F", WarmStartProposition(bounds: bounds { $0.floor = $0.even })),
    (
      "warm start: ω/2",
      WarmStartProposition(square: { step, s in
        step * (step * (Interval.one + s) - Interval(3)).squared / Interval(2)
      })
    ),
    (
      "depth three: equal steps",
      DepthThreeProposition(steps: { spectrum, noise, rows, depth in
        let step = OptimalRisk(
          spectrum: spectrum, noiseVariance: noise, rows: rows,
          family: .unrolled(depth: depth, step: .learned)
        ).stepSize
        return Array(repeating: step ?? 1, count: depth)
      })
    ),
    (
      "depth three: β = 1 with the ω of β = 0",
      DepthThreeProposition(stepSize: { spectrum, noise, rows, depth in
        OptimalRisk(
          spectrum: spectrum, noiseVariance: noise, rows: rows,
          family: .unrolled(depth: depth, step: .learned)
        ).stepSize ?? 1
      })
    ),
    (
      "depth three: β = 2 with 3 + 2√2 cos θ",
      DepthThreeProposition(largeStep: { 6 - DepthThreeProposition().largeStep($0) })
    ),
    ("depth three: too high", DepthThreeProposition(risk: higher)),
    (
      "depth three: two steps suffice",
      DepthThreeProposition(risk: { setting in
        setting.family.depth == 2 ? deeper(setting) : setting.optimum
      })
    ),
    ("odd depths: too high", OddDepthLimitProposition(risk: higher)),
    (
      "odd depths: the next even one",
      OddDepthLimitProposition(risk: deeper)
    ),
    ("odd depths: N₀ = 3 always", OddDepthLimitProposition(leastDepth: { _, _ in 3 })),
    (
      "odd depths: N₀ four later",
      OddDepthLimitProposition(leastDepth: {
        FloorDepth.least(gain: $0, leastTarget: $1).map { $0 + 4 }
      })
    ),
    ("to infinity: ω for ω/2", DepthToInfinityProposition(closedEnd: { $0 })),
    ("to infinity: parities exchanged", DepthToInfinityProposition(risk: deeper)),
    (
      "no spurious minima: the t* of 1",
      SpuriousMinimaProposition(exchange: { active, silent, forced, _ in
        -0.5 * (active - silent) * (1 - forced)
      })
    ),
    (
      "no spurious minima: a start elsewhere",
      SpuriousMinimaProposition(learned: {
        SpuriousMinimaProposition().learned($0).map { $0 * 1.001 }
      })
    ),
    (
      "no spurious minima: odd steps",
      SpuriousMinimaProposition(tangent: { _, _, weight, s in
        SteppedAlgorithm.gradientDescent.run(
          depth: 3, parameter: Tangent(value: weight, slope: .zero), at: .variable(s)
        ).slope
      })
    ),
  ]

  @Test(
    "an open question that promises more than is true is refuted",
    arguments: refutedQuestions.indices)
  func refuted(index: Int) throws {
    let (name, claim) = Self.refutedQuestions[index]
    let verdicts = try claim.checks(Self.scope).map(\.verdict)
    #expect(
      verdicts.contains { if case .refuted = $0 { true } else { false } }, "\(name): \(verdicts)")
  }

  @Test("a wrong formula is noticed", arguments: wrong.indices)
  func isNoticed(index: Int) throws {
    let (name, claim) = Self.wrong[index]
    try claim.expectNoticed(name, Self.scope)
  }

  @Test("every claim of these chapters has a wrong formula")
  func isComplete() {
    let tried = Set(Self.wrong.map(\.claim.id))
    for claim in Self.claims { #expect(tried.contains(claim.id), "\(claim.id)") }
  }

  @Test(
    "the anchor of a heading is that of Markdown readers",
    arguments: [
      ("The closed end of deep networks", "the-closed-end-of-deep-networks"),
      ("A learned step, started small", "a-learned-step-started-small"),
      ("Two steps", "two-steps"), ("What (not) to do: 1-2", "what-not-to-do-1-2"),
    ])
  func anchor(heading: String, expected: String) { #expect(Source.anchor(of: heading) == expected) }

  @Test("every claim that names a page of proofs names a section of it, by an anchor that exists")
  func sections() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for entry in Theory.entries {
      for source in entry.exposition.sources where source.inWords.contains("docs/proofs") {
        let words = source.inWords.split(separator: " ")
        let link = try #require(words.first { $0.hasPrefix("docs/proofs") })
        let parts = link.split(separator: "#")
        try #require(parts.count == 2, "\(entry.id): \(source.inWords)")
        let text = try String(contentsOf: root.appending(path: "\(parts[0])"), encoding: .utf8)
        let anchors = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map {
          Source.anchor(of: String($0.drop { $0 == "#" }.dropFirst()))
        }
        #expect(anchors.contains("\(parts[1])"), "\(entry.id): \(link)")
      }
    }
  }

  @Test("every section of the proofs that states something belongs to a claim")
  func statements() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let cited = Set(Theory.entries.flatMap(\.exposition.sources).map(\.inWords))
    let folder = root.appending(path: "docs/proofs")
    var count = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path())
    where file.hasSuffix(".md") && file != "README.md" {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for part in text.components(separatedBy: "\n## ").dropFirst()
      where part.contains(/\*\*(Theorem|Proposition|Lemma|Corollary)/) {
        let heading = String(part.prefix { $0 != "\n" })
        let source = Source.proof(page: String(file.dropLast(3)), section: heading)
        #expect(cited.contains(source.inWords), "\(file): \(heading)")
        count += 1
      }
    }
    #expect(count > 30)
  }

  @Test("proofs are pages of this project with the headings named")
  func proofs() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for entry in Theory.entries {
      for case .proof(let page, let section) in entry.exposition.sources {
        let text = try String(
          contentsOf: root.appending(path: "docs/proofs/\(page).md"), encoding: .utf8)
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }
        #expect(
          headings.contains { $0.drop { $0 == "#" }.dropFirst() == section },
          "\(entry.id): \(page), \(section)")
      }
    }
  }

  @Test("algorithms run over polynomials and tangents as over numbers")
  func numbers() {
    let steps = SteppedAlgorithm.gradientDescent.run(
      depth: 3, parameter: Polynomial(0.5), at: .variable)
    // ½(3 − 3·½u + ¼u²) with u = 1 + s.
    #expect(
      steps.coefficients.map(\.middle) == [0.875, -0.5, 0.125, 0] || steps[0].middle == 0.875)
    #expect(steps[1].middle == -0.5 && steps[2].middle == 0.125 && steps[3].isZero)
    let tangent = SteppedAlgorithm.ridge.run(
      depth: 1, parameter: Tangent(1.0), at: Tangent<Double>.variable(2))
    #expect(tangent.value == 0.25 && tangent.slope == -0.0625)
  }
}
