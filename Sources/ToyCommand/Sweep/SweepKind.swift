// What is computed at every point of a plan.

import Studies

/// The command whose rows a plan has.
enum SweepKind: String, Sendable, CaseIterable {
  case risk, learn

  /// The options of the command that mean something at a point.
  var options: [Option] {
    switch self {
    case .risk: ParameterGrid.options(family: "unrolled", depth: "2", omega: "learned")
    case .learn: LearningChoices.settingOptions + LearningChoices.options
    }
  }

  /// The keys of a grid file: the names of the options without dashes.
  var keys: [String] { options.map { String($0.name.dropFirst(2)) } }

  /// The columns between the number of the point and the error.
  var columns: [String] {
    switch self {
    case .risk: RiskRow.columns
    case .learn: LearningSummary.columns(hasSeconds: false)
    }
  }

  /// The columns, of either command, that have no numbers.
  static let textColumns: Set<String> = [
    "data", "family", "omega_rule", "attained", "method", "stop_reason", "init", "error",
  ]

  /// All columns of a file of results.
  var fileColumns: [String] { ["point"] + columns + ["error"] }
}
