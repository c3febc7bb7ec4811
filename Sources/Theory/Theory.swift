// The theory: its chapters with their claims.

package import Evidence

/// The theory, in the order in which it is read.
package enum Theory {
  /// The chapters; a new one is listed here, and a new claim in its chapter.
  package static let chapters: [Chapter] = [
    .model, .lemma, .linear, .filter, .bilevel, .even, .odd, .oddBounds, .inversion, .step,
    .evenRisk,
    .oddRisk, .parity, .attainment, .ratio, .infiniteDepth, .algorithms, .moreDepth, .operators,
    .noise, .scalar,
    .landscape,
    .learning,
    .samples, .speech,
    .numbers, .open,
  ]

  /// All claims, in the order of their chapters.
  package static let claims = chapters.flatMap(\.claims)
  /// All named entries.
  package static let entries = chapters.entries

  /// The chapters of the report, in its order.
  package static let reportChapters: [any ReportChapter] = [
    LemmaChapter(), WienerChapter(), BilevelChapter(), EvenChapter(), OddChapter(), BoundsChapter(),
    EvenRiskChapter(), OddRiskChapter(), ParityChapter(), AttainmentChapter(), RatioChapter(),
    LimitChapter(),
    LandscapeChapter(), LearningChapter(), SpeechChapter(),
  ]

  /// The introduction of the page of all chapters.
  package static let introduction: [Passage] = [
    """
    From the lower level to the optimal risk: filters, sets of denoisers, projections, landscapes.
    """,
    """
    Every chapter introduces claims. A claim states its assumptions, its limits, its sources, and for \
    which parameters `toy check` checks it; `toy explain` shows the same with numbers computed on the \
    spot. This page is written by `make theory`.
    """,
  ]
}
