// toy sweep status: what is there, what is missing, and the commands for that.

import Files
import Report
import Studies

struct StatusAction: SweepAction {
  static let options = [.columns, SweepCommand.format]

  private let folder: SweepFolder
  private let plan: SweepPlan
  private let destinations: Destinations
  private(set) var files = FileUses()

  init(_ operands: [String], _ arguments: ParsedArguments) throws(CommandError) {
    folder = SweepFolder(try SweepCommand.single(operands, "the folder of results"))
    destinations = try Destinations(
      arguments, formats: [.table, .csv, .json, .markdown], stem: "status", folderFormats: [],
      columns: SweepStatus.columns)
    files.write(destinations)
    plan = try folder.plan()
  }

  func run() throws(CommandError) -> ExitStatus {
    let status = try SweepStatus(folder, plan)
    try destinations.write { (format) in
      switch format {
      case .table where destinations.columns == nil: Array(status.text.utf8)
      case .json where destinations.columns == nil: Array("\(status.json.serialized)\n".utf8)
      default: destinations.bytes(of: status.table, as: format)
      }
    }
    for line in status.damage { writeDiagnostic(line) }
    return status.isComplete ? .success : .incomplete
  }
}
