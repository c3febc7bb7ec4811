// The question of whether learning finds the optimum.

import Evidence
import Learning
import LinearAlgebra
import Reference
import Report
import Studies
import ToyModel

struct LearningChapter: ReportChapter {
  let chapter = Chapter.learning

  /// The best risk that the theory promises for constant signals.
  var promised: @Sendable (DenoiserFamily, ToyPoint) -> Double = { family, p in
    switch family.style {
    case .reference: TalkFormulas.linear(p)
    case .exact: TalkFormulas.bilevel(p)
    case .even, .decreasing: TalkFormulas.even(p)
    case .odd: TalkFormulas.odd(p)
    }
  }
  /// A lower bound, in multiples of the infimum, on the risk of odd depths trained from small R.
  var trap = 2.0

  func section(_ scope: ReportScope) throws(StudyError) -> ReportSection {
    let p = ToyPoint(n: 20, k: 10)
    let starts = scope.pick(light: 5, full: 16)
    let depths = 2...scope.pick(light: 5, full: 11)
    let line =
      "toy learn --n 20 --k 10 --x depth --depth \(depths.lowerBound)..\(depths.upperBound) "
      + "--init small,continuation --coordinates plain --starts \(starts)"
    let bilevelLine =
      "toy learn --n 20 --x k --k 10 --family bilevel --init gaussian --coordinates plain "
      + "--starts \(starts)"
    let runs = try Self.learned([.bilevel], from: [.gaussian], starts: starts)
    let compared = try Self.learned(
      depths.map { .unrolled(depth: $0, step: .learned) }, from: [.small, .continuation],
      starts: starts)
    var comparisons: [Comparison] = []
    var trapped: [Comparison] = []
    var reached = (count: 0, total: 0)
    for summary in runs + compared {
      let family = summary.setting.family
      let best = promised(family, p)
      let isSmall = summary.plan.start == .small
      guard family.style == .odd else {
        guard summary.plan.start != .continuation else { continue }
        reached.total += 1
        if summary.share == 1 { reached.count += 1 }
        comparisons.append(
          Comparison(
            "\(Self.name(family)), \(summary.plan.start.rawValue) start", predicted: best,
            computed: summary.risk, .gap(1e-4 * best)))
        continue
      }
      if isSmall {
        // One start in hundreds succeeds; the median does not.
        let median = summary.medianRisk
        trapped.append(
          Comparison(
            "\(Self.name(family)), median of small starts: at least "
              + "\(typeset(trap, significantDigits: 2)) times the infimum",
            predicted: trap * best, computed: median,
            .atLeast(rounding: 0)))
        comparisons += trapped.suffix(1)
      } else {
        comparisons.append(
          Comparison(
            "\(Self.name(family)), continuation", predicted: best, computed: summary.risk,
            .gap(1e-4 * best)))
      }
    }
    comparisons.append(
      Comparison(
        "bilevel and even depths of which every start ends at the optimum",
        predicted: Double(reached.total), computed: Double(reached.count), .count))
    let leastTrapped = trapped.min { $0.computed < $1.computed } ?? comparisons[0]
    return ReportSection(
      chapter: chapter,
      method:
        "Predicted by the closed formulas of the sections on best risks. Computed by L-BFGS over "
        + "all entries of *R* and *ω*, *n* = 20, *k* = 10, *σ* = 0.9, from \(starts) random starts each: "
        + "the best of them, with a relative gap of 10⁻⁴ allowed, but the median of odd depths trained "
        + "from small *R*.",
      comparisons: comparisons,
      figure: DocumentFigure(
        name: id,
        figure: Self.figure(compared, command: line),
        caption:
          "Learned risks against depth as dots, one where all starts agree, and the predicted risks as lines: trained from "
          + "small *R* most starts of odd depths end where even ones do, or above; by continuation they "
          + "reach what the theory promises."),
      commands: [line, bilevelLine],
      result: KeyResult(
        "From small *R* odd depths end at a median risk of ", leastTrapped, digits: 4,
        " or more, at *n* = 20, *k* = 10."))
  }

  /// Plain training of constant signals, n = 20, k = 10.
  private static func learned(
    _ families: [DenoiserFamily], from initials: [LearningStart], starts: Int
  ) throws(StudyError) -> [LearningSummary] {
    let settings = families.map { family in
      Setting(data: .constant, n: 20, mu: 1, theta: 0.5, sigma: 0.9, k: 10, family: family)
    }
    let choices = LearningChoices(initials: initials, coordinates: .plain, starts: starts)
    return try LearningStudy(settings, choices: choices, jobs: availableProcessors()).summaries()
  }

  /// One dot per start, or one for all that agree; the legend names the kinds of starts and of depths.
  private static func figure(_ summaries: [LearningSummary], command: String) -> Figure {
    var figure = LearningComparison(summaries: summaries, axis: .depth).figure(command: command)
    figure.hasLegend = true
    return figure
  }

  private static func name(_ family: DenoiserFamily) -> String {
    guard let depth = family.depth else { return "bilevel" }
    return "*N* = \(depth)"
  }
}
