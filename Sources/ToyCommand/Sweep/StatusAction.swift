// toy sweep status: what is there, what is missing, and the commands for that.

import Report

struct StatusAction: SweepAction {
  static let options = [SweepCommand.format]

  private let folder: SweepFolder
  private let plan: SweepPlan
  private let destinations: Destinations

  init(_ operands: [String], _ arguments: ParsedArguments) throws(CommandError) {
    folder = SweepFolder(try SweepCommand.single(operands, "the folder of results"))
    destinations = try Destinations(
      arguments, formats: [.table, .csv, .json, .markdown], stem: "status", folderFormats: [])
    plan = try folder.plan()
  }

  func run() throws(CommandError) -> ExitStatus {
    let status = try SweepStatus(folder, plan)
    try destinations.write { (format) throws(CommandError) in
      switch format {
      case .table: Array(status.text.utf8)
      case .json: Array("\(status.json.serialized)\n".utf8)
      default: format.render(status.table)
      }
    }
    return status.missing == 0 ? .success : .incomplete
  }
}
