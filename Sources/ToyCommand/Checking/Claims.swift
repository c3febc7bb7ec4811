// The theory as the command line knows it.

import Evidence
import Theory

extension Theory {
  /// What the program promises of its numbers.
  private static let numbers = Chapter(
    "numbers",
    Exposition(
      title: "What the program promises of its numbers",
      statement: [
        """
        Closed forms are as good as the arithmetic that evaluates them. Enclosures by interval arithmetic say \
        how good the program's are.
        """
      ],
      sources: [.own("the program's own promise")],
      commands: ["toy risk --n 500 --k 50 --depth 3 --omega 0.5 --certify"]),
    claims: [accuracy, RatioProposition()])

  /// All chapters.
  static let allChapters = chapters + [numbers]
  /// All claims, in the order of their chapters.
  static let allClaims = allChapters.flatMap(\.claims)
  /// Everything that has a name.
  static let entries = allChapters.entries
}
