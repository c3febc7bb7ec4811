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
    if let figure = section.figure?.figure { expectColoursOfKinds(figure) }
    let result = try #require(section.result)
    // One number from a comparison; all others are settings.
    #expect(section.comparisons.contains(result.comparison) && result.comparison.computed.isFinite)
    for words in [result.before, result.after] {
      let others = words.replacing(/= [−0-9.⁰-⁹⁻]+/, with: "").replacing(/_\{[^}]*\}/, with: "")
      #expect(!others.contains(/[0-9]/), "\(words)")
    }
    #expect(section.sentence.hasSuffix(".") && !section.sentence.contains(". "))
    #expect(section.commands.contains { $0.hasPrefix("toy ") })
  }

  /// Depths have the hue of their parity and differ in shades, dashes or markers; step sizes have no hue.
  private func expectColoursOfKinds(_ figure: Figure) {
    let (blues, greens): ([Ink], [Ink]) = ([.blue, .darkBlue], [.green, .darkGreen])
    for panel in figure.panels {
      // A reference may carry names of curves on it besides its own.
      for curve in panel.curves where !curve.label.hasPrefix("bilevel") {
        if let match = curve.label.firstMatch(of: /N\*? (?:= ([0-9]+)|(even|odd))/) {
          let isEven =
            match.1.flatMap { Int($0) }.map { $0.isMultiple(of: 2) } ?? (match.2 == "even")
          let foreign = [.orange, .purple, .vermillion] + (isEven ? greens : blues)
          #expect(!foreign.contains(curve.style.color), "\(figure.title): \(curve.label)")
        } else if curve.label.hasPrefix("*ω*‖*A*‖") {
          let used = blues + greens + [.vermillion]
          #expect(!used.contains(curve.style.color), "\(figure.title): \(curve.label)")
        }
      }
    }
  }

  @Test("figures of the report: every name once, dots for learned results, ranges that curves fill")
  func figures() throws {
    func figure(_ chapter: any ReportChapter) throws -> Figure {
      try #require(try chapter.section(Self.scope).figure?.figure)
    }
    let learning = try figure(LearningChapter())
    let names = Set(learning.panels.flatMap(\.curves).map(\.label).filter { !$0.isEmpty })
    let svg = String(decoding: learning.svg(), as: UTF8.self)
    let shown = ["\"legend-label\"", "\"curve-label\""].map { svg.ranges(of: $0).count }
    #expect(names.count >= 3 && shown.contains(names.count) && shown.contains(0))
    let dots = learning.panels.flatMap(\.curves).map(\.style).filter { $0.width < 0.1 }
    #expect(!dots.isEmpty && dots.allSatisfy { $0.marker != .none })
    let range = try #require(try figure(OddChapter()).panels.first?.yAxis.range)
    #expect(range.lowerBound == 0)
    let risks = try figure(EvenRiskChapter()).panels.flatMap(\.curves).flatMap(\.points).map(\.y)
    let (least, most) = (try #require(risks.min()), try #require(risks.max()))
    #expect(least > 0.25 * most)
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
    ("parity: a larger difference", ParityChapter(leastDifference: 0.01)),
    ("parity: a difference from N₀ on", ParityChapter(laterDifference: 0.001)),
    ("attainment: every best risk, as on the slide", AttainmentChapter(isAttained: { _ in true })),
    (
      "attainment: a larger cost",
      AttainmentChapter(forcedCost: { p, depth, stepSize in
        0.6 * p.noise * p.forced * pow(Double(depth) * stepSize, 2)
      })
    ),
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
      try BoundsChapter().section(Self.scope), try RatioChapter(exception: 1.2).section(Self.scope),
    ]
    let report = ReportDocument(sections: sections, command: "toy report -o report/")
    let contradiction = "1 comparison differs from what is expected: see ratio."
    let total = sections.reduce(0) { $0 + $1.comparisons.count }
    #expect(report.findings.hasPrefix("verdict: \(total - 1) of \(total) comparisons hold; "))
    #expect(report.findings.contains("\nratio: not confirmed. "))
    #expect(throws: CommandError.failure(contradiction)) {
      try report.write(to: folder.path("r") + "/")
    }
    let files = ["odd-bounds.svg", "ratio.svg", "report.html", "report.md"]
    #expect(try folder.paths() == ["r"] + files.map { "r/\($0)" })
    let (markdown, html) = (try folder.text("r/report.md"), try folder.text("r/report.html"))
    #expect(html.contains("<p class=\"warning\">\(contradiction)</p>"))
    #expect(html.contains("The claim is not confirmed: 1 of "))
    #expect(markdown.contains("| below | no |"))
    // Failures are listed first, with a link to their section, which precedes the others and is open.
    #expect(
      markdown.contains(
        #/^# [^\n]*\n\n> \*\*1 comparison differs[^\n]*\n\n- the same is above 1.2: predicted 1.2, computed 1.15[0-9]* \(\[section 1\]\(#ratio\)\)\n/#
      ))
    let parts = markdown.split(separator: "<details>", maxSplits: 1)
    #expect(parts[0].contains("\n## 1. ") && parts[0].contains("| below | no |"))
    #expect(markdown.contains("<summary><strong>2. ") && !markdown.contains("<strong>1. "))
    #expect(
      html.contains("<h2 id=\"ratio\">1. ")
        && html.contains("<a class=\"place\" id=\"odd-bounds\">"))
    ReportPage(markdown: markdown, html: html).expectNothingDangles(files: Set(files))
  }

  @Test("the verdict counts comparisons and corrected statements")
  func verdicts() throws {
    func verdict(_ sections: [ReportSection]) -> String {
      ReportDocument(sections: sections, command: "").verdict
    }
    let (linear, bounds) = (
      try WienerChapter().section(Self.scope), try BoundsChapter().section(Self.scope)
    )
    let speech = ReportSection(chapter: .speech, omission: "Left out.")
    #expect(verdict([linear]) == "\(linear.comparisons.count) comparisons hold")
    #expect(
      verdict([linear, bounds, speech])
        == "\(linear.comparisons.count + bounds.comparisons.count) comparisons hold; "
        + "speech was left out. This statement of the talk is corrected")
    #expect(verdict([speech]) == "nothing was compared; speech was left out")
    let wrong = try WienerChapter(risk: { 0.5 * TalkFormulas.linear($0) }).section(Self.scope)
    #expect(
      verdict([wrong])
        == "\(wrong.comparisons.count - wrong.failures.count) of \(wrong.comparisons.count) "
        + "comparisons hold")
  }

  @Test("the expected size of a difference")
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
