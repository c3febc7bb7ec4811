// The studies that can be swept, with the options that are the keys of their grids.

import LabKit
import Studies

/// A study that can be swept, with the options of its command that apply to a single point.
struct SweptOptions: Sendable {
  let study: any SweptStudy
  let options: [Option]

  private init(_ options: [Option], _ study: ([SweepParameter]) -> any SweptStudy) {
    self.options = options
    self.study = study(
      options.map { SweepParameter(key: String($0.name.dropFirst(2)), standard: $0.standard) })
  }

  /// A lab, which checks its parameters itself.
  private init?(_ lab: any Lab) {
    guard let study = LabSweepStudy(lab) else { return nil }
    options = []
    self.study = study
  }

  /// All studies that can be swept; a grid file that names no command means the first.
  static let all =
    [
      SweptOptions(
        Option.settings(family: "unrolled", depth: "2", omega: "learned"),
        RiskSweep.init(parameters:)),
      SweptOptions(
        LearningChoices.settingOptions + LearningChoices.options, LearnSweep.init(parameters:)),
      SweptOptions(ScalarCommand.gridOptions, ScalarSweep.init(parameters:)),
    ] + Labs.all.compactMap { SweptOptions($0) }

  /// The studies alone.
  static let studies = all.map(\.study)

  /// Refuses grids that have no effect.
  ///
  /// - Throws: ``CommandError`` of status usage.
  static func refuseIdle(_ request: GridFile) throws(CommandError) {
    let options = all.first { $0.study.name == request.study.name }?.options ?? []
    guard !options.isEmpty else { return }
    try ParsedArguments(request.values.map { "--\($0.key)=\($0.text)" }, options: options)
      .refuseIdle(options)
  }
}
