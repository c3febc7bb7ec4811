// The report's checks: right formulas pass, wrong ones do not.

import Foundation
import Report
import Studies
import TestSupport
import Testing
import ToyModel

@testable import Reference
@testable import Evidence
@testable import Theory
@testable import ToyCommand

@Suite struct ReportChapterTests {
  private static let scope = ReportScope(isLight: true, recordings: nil)

  @Test("every claim holds", arguments: Theory.reportChapters.indices.dropLast())
  func holds(index: Int) throws {
    let section = try Theory.reportChapters[index].section(Self.scope)
    #expect(section.failures.isEmpty)
    #expect(!section.comparisons.isEmpty)
    #expect(section.figure != nil && !section.commands.isEmpty)
    #expect(!section.finding.contains("nan") && section.finding.contains(/[0-9]/))
    #expect(section.commands.contains { $0.hasPrefix("toy ") })
  }

  /// Claims with one formula replaced by a wrong one.
  private static let wrong: [(name: String, claim: any ReportChapter)] = [
    (
      "lemma: no factor ½ in the variance",
      LemmaChapter(constant: { denoiser, p in
        let parts = DenseDenoiser.parts(denoiser, p)
        return (parts.bias, 2 * parts.variance)
      })
    ),
    (
      "lemma: the mean counts twice",
      LemmaChapter(independent: { 1.2 * LemmaChapter.independentRisk($0, $1) })
    ),
    ("wiener: μ² alone", WienerChapter(entry: { $0.mu * $0.mu / ($0.energy + $0.noise) })),
    ("wiener: half the risk", WienerChapter(risk: { 0.5 * TalkFormulas.linear($0) })),
    ("bilevel: forced eigenvalue 0.99", BilevelChapter(forced: 0.99)),
    ("bilevel: k instead of n − k", BilevelChapter(infimum: { $0.noise / 2 * Double($0.k) })),
    ("bilevel: the infimum is reached", BilevelChapter(excess: { _, _ in 0 })),
    ("even: the sign of q", EvenChapter(forced: { 1 + pow(1 - $1, Double($0)) })),
    ("odd: c = ω/2", OddChapter(constant: { $1 / 2 })),
    (
      "odd: c beyond 1 + x as before",
      OddChapter(constant: { depth, stepSize in
        stepSize * TalkFormulas.constant(depth: depth, stepSize: 1)
      })
    ),
    ("odd: c₀ = ω", OddChapter(forced: { $1 })),
    (
      "bounds: upper one lower",
      BoundsChapter(bounds: { depth, stepSize in
        let bounds = TalkFormulas.bounds(depth: depth, stepSize: stepSize)
        return (bounds.lower, 0.97 * bounds.upper)
      })
    ),
    ("bounds: for every ω, as on the slide", BoundsChapter(limit: { _ in 1.95 })),
    ("even-risk: the bilevel one", EvenRiskChapter(risk: TalkFormulas.bilevel)),
    ("even-risk: any data", EvenRiskChapter(general: { eigenvalues, _, _ in eigenvalues[0] })),
    ("odd-risk: the even one", OddRiskChapter(infimum: TalkFormulas.even)),
    ("odd-risk: excess linear in ω", OddRiskChapter(excess: { _, _, stepSize in stepSize })),
    ("odd-risk: independent entries", OddRiskChapter(independent: TalkFormulas.linear)),
    ("odd-risk: a larger difference", OddRiskChapter(leastDifference: 0.01)),
    ("ratio: even", RatioChapter(learnedEven: { _ in 0.75 })),
    ("ratio: odd as even", RatioChapter(learnedOdd: { $0.energy / ($0.energy + $0.noise) })),
    ("ratio: a smaller bound", RatioChapter(bound: 0.99)),
    ("ratio: a larger exception", RatioChapter(exception: 1.2)),
    (
      "ratio: fixed step, the signal always forced",
      RatioChapter(fixed: { p, depth, stepSize in
        1.01 * PlainFilter(depth: depth, stepSize: stepSize).bestRisk(p)
      })
    ),
    (
      "limit: one power less",
      LimitChapter(distance: { pow(abs(1 - $2 * (1 + $0)), Double($1 - 1)) })
    ),
    (
      "limit: even depths as odd ones",
      LimitChapter(even: { p, _ in 1.1 * TalkFormulas.bilevel(p) })
    ),
    ("limit: odd depths as even ones", LimitChapter(odd: { p, _ in TalkFormulas.bilevel(p) })),
    ("landscape: one minimum always", LandscapeChapter(minima: { _, _, _ in 1 })),
    ("landscape: the barrier at 2/ω", LandscapeChapter(barrier: { (2 / $1 - 1).squareRoot() })),
    ("landscape: curvature as N", LandscapeChapter(curvature: { p, depth, _ in Double(depth) })),
    (
      "learning: odd depths as even ones",
      LearningChapter(promised: { family, p in
        family == .bilevel ? TalkFormulas.bilevel(p) : TalkFormulas.even(p)
      })
    ),
    ("learning: a deeper trap", LearningChapter(trap: 20)),
  ]

  @Test("a wrong formula is found", arguments: wrong.indices)
  func isFound(index: Int) throws {
    let (name, claim) = Self.wrong[index]
    #expect(try !claim.section(Self.scope).isUncontradicted, "\(name)")
  }

  @Test("a wrong prediction for speech is found")
  func speech() throws {
    let folder = try Folder()
    try folder.copySpeech(4)
    let scope = ReportScope(isLight: true, recordings: folder.path("Data/speech"))
    #expect(try SpeechChapter().section(scope).isUncontradicted)
    #expect(
      try !SpeechChapter(prediction: { 2 * $0.testPrediction }).section(scope).isUncontradicted)
    #expect(try !SpeechChapter(trap: 3).section(scope).isUncontradicted)
  }

  @Test(
    "a contradicted claim is on the page, in the findings and in the status, once all is written")
  func contradicted() throws {
    let folder = try Folder()
    let sections = [
      try RatioChapter(exception: 1.2).section(Self.scope), try BoundsChapter().section(Self.scope),
    ]
    let report = ReportDocument(sections: sections, command: "toy report -o report/")
    let verdict = "1 comparison differs from what is expected: see ratio."
    #expect(report.findings.hasPrefix("ratio: Not confirmed (ratio). "))
    #expect(throws: CommandError.failure(verdict)) { try report.write(to: folder.path("r") + "/") }
    #expect(
      try folder.paths() == [
        "r", "r/odd-bounds.svg", "r/ratio.svg", "r/report.html", "r/report.md",
      ])
    let html = try folder.text("r/report.html")
    #expect(html.contains("<p class=\"warning\">\(verdict)</p>"))
    #expect(html.contains("The claim is not confirmed: 1 of "))
    #expect(try folder.text("r/report.md").contains("| below | no |"))
  }

  @Test("what is expected of a difference")
  func expectations() {
    func row(_ computed: Double, _ expectation: Comparison.Expectation) -> Comparison {
      Comparison("x", predicted: 1, computed: computed, expectation)
    }
    #expect(row(1.5, .rounding(0.5)).isAsExpected && !row(1.5, .rounding(0.4)).isAsExpected)
    #expect(row(1.5, .rounding(0.25)).inUnits == "2\u{A0}roundings")
    #expect(row(0.5, .gap(0.5)).inUnits == "−1\u{A0}gaps" && row(0.5, .gap(0.5)).isAsExpected)
    #expect(row(1.001, .gap(0.5)).inUnits == "<\u{A0}0.01\u{A0}gaps")
    #expect(row(3, .standardError(0.5)).isAsExpected && !row(3, .standardError(0.4)).isAsExpected)
    #expect(row(1, .count).isAsExpected && !row(2, .count).isAsExpected)
    #expect(row(0.5, .atMost(rounding: 0)).isAsExpected)
    #expect(!row(1.5, .atMost(rounding: 0.1)).isAsExpected)
    #expect(row(1.5, .atLeast(rounding: 0)).isAsExpected)
    #expect(!row(0.5, .atLeast(rounding: 0.1)).isAsExpected)
    #expect(!row(.nan, .gap(.infinity)).isAsExpected)
    #expect(!row(.infinity, .atLeast(rounding: 0)).isAsExpected)
    #expect(row(1, .rounding(0)).inUnits == "0\u{A0}roundings")
    #expect(row(2, .rounding(0)).inUnits == "no\u{A0}roundings")
  }
}
