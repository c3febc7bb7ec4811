// toy sweep: very many points, split over many processes and merged again.

import Files
import Report
import Studies

/// An action of `toy sweep`, named by its first operand.
protocol SweepAction: Sendable {
  /// The options that the action takes.
  static var options: [Option] { get }

  /// Reads the command line.
  ///
  /// - Parameters:
  ///   - operands: The operands after the action.
  ///   - arguments: The options, which are among ``options``.
  /// - Throws: ``CommandError``.
  init(_ operands: [String], _ arguments: ParsedArguments) throws(CommandError)

  /// The files that are read and written.
  var files: FileUses { get }

  /// Does the work.
  func run() throws(CommandError) -> ExitStatus
}

struct SweepCommand: Command {
  /// The actions, by name.
  enum Action: String, Sendable, CaseIterable {
    case plan, run, status, merge

    fileprivate var type: any SweepAction.Type {
      switch self {
      case .plan: PlanAction.self
      case .run: RunAction.self
      case .status: StatusAction.self
      case .merge: MergeAction.self
      }
    }
  }

  static let name = "sweep"
  static let summary = "any number of points on any number of processes: plan, run, status, merge"
  static let operands = "plan GRID | run PLAN | status FOLDER | merge FOLDER..."
  static let operandCompletion = Completion.wordsOrPaths(Action.allCases.map(\.rawValue))
  static let discussion = """
    'plan' reads a JSON object of grids, {"n": "500", "k": "1..500:7", "sigma": "log:0.01..10:40"},
    counts the points and times a few of them. Keys are the options of the command that "command" names, as in
    {"command": "lab stochastic", "seed": "1..100"}: \(SweptOptions.studies.map(\.name).joined(separator: ", ")); \(SweptOptions.studies[0].name) if omitted.
    'run' computes shard i of m, the points i-1, i-1+m, i-1+2m, ..., into a file of FOLDER; if it is
    killed at any moment, the same command resumes where it stopped. Interrupted by SIGTERM or by
    --time-limit, it keeps finished rows and exits with 75, which means: run it again. A point that fails
    gets a row with the reason in the column 'error'. 'status' shows what is missing or damaged, with
    the commands to compute it. 'merge' puts all rows in order; the bytes are the same for one process
    and for a thousand. Rows of shards have checksums: 'merge' refuses damaged files, 'run' recomputes
    the damaged rows.
    """
  static let examples = [
    "toy sweep plan grid.json -o plan.json",
    "toy sweep run plan.json --shard 1/2 -o results",
    "toy sweep run plan.json --shard 2/2 --jobs 1 --time-limit 2h -o results",
    "toy sweep status results",
    "toy sweep merge results -o all.csv",
  ]
  static let shard = Option(
    "--shard", value: "I/M", "run: which part of the points, I from 1 to M", default: "1/1")
  static let jobs = Option.jobs("run: threads")
  static let timeLimit = Option(
    "--time-limit", value: "TIME", "run: stop after 90, 90s, 30m or 2h and exit with 75",
    default: nil)
  static let plan = Option(
    "--plan", value: "FILE", "merge: the plan, if no folder has it", default: nil)
  static let partial = Option(
    "--partial", value: nil, "merge: the existing rows, with gaps", default: nil)
  static let format = Option(
    "--format", value: "FORMAT", "status: table, csv, json or markdown", default: "table",
    offers: .words(["table", "csv", "json", "markdown"]))
  static let output = Option.output(
    "plan and merge: the file, - for standard output; run: the folder of results", default: nil)
  static let options = [shard, jobs, timeLimit, plan, partial, .columns, format, output]

  private let action: any SweepAction

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    let known = Action.allCases.map(\.rawValue)
    guard let name = arguments.operands.first else {
      throw .usage("the action is missing: \(known.joined(separator: ", "))")
    }
    guard let action = Action(rawValue: name) else {
      let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
      throw .usage("unknown action \(name): \(hint)known are \(known.joined(separator: ", "))")
    }
    for option in Self.options where arguments.has(option) && !action.type.options.contains(option)
    {
      let takers = Action.allCases.filter { $0.type.options.contains(option) }
      throw .usage(
        "\(option.name) has no effect on 'toy sweep \(name)', it belongs to "
          + takers.map(\.rawValue).joined(separator: " and "))
    }
    guard arguments.all(Self.output).count < 2 else { throw .usage("--output is given twice") }
    self.action = try action.type.init(Array(arguments.operands.dropFirst()), arguments)
  }

  var files: FileUses { action.files }

  func run() throws(CommandError) -> ExitStatus { try action.run() }

  /// The only operand of an action.
  static func single(_ operands: [String], _ meaning: String) throws(CommandError) -> String {
    guard let first = operands.first else { throw .usage("\(meaning) is missing") }
    guard operands.count == 1 else { throw .usage("unexpected argument \(operands[1])") }
    return first
  }

  /// Refuses a file whose extension stands for another format.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: The format that is written.
  ///   - reason: The explanation for the message.
  /// - Throws: ``CommandError`` of status usage.
  static func requireFile(
    _ path: String, of format: OutputFormat, _ reason: String
  ) throws(CommandError) {
    let name = Destinations.lastComponent(path).lowercased()
    let isForeign = otherTables.contains { name.hasSuffix($0) }
    guard isForeign || OutputFormat(path: path).map({ $0 != format }) == true else { return }
    throw .usage("--output \(path): \(reason)")
  }

  /// Extensions of table formats that no action writes.
  private static let otherTables = [".tsv", ".tab", ".xlsx", ".parquet", ".feather", ".npy", ".gz"]

  /// The value of `-o`, which is required.
  static func output(
    _ arguments: ParsedArguments, _ meaning: String
  ) throws(CommandError) -> String {
    guard let path = arguments.value(output) else {
      throw .usage("--output is missing: -o \(meaning)")
    }
    guard !path.isEmpty else { throw .usage("--output: the path is empty") }
    return path
  }
}

/// The action that turns grids into a plan.
private struct PlanAction: SweepAction {
  static let options = [SweepCommand.output]

  private let study: any SweptStudy
  private let points: any SweptPoints
  private let path: String
  private(set) var files = FileUses()

  init(_ operands: [String], _ arguments: ParsedArguments) throws(CommandError) {
    let source = try SweepCommand.single(operands, "the file of grids")
    path = try SweepCommand.output(arguments, "plan.json")
    // The summary goes to standard output unless the plan does.
    files.writeStandardOutput()
    if !isStandardOutput(path) {
      try SweepCommand.requireFile(path, of: .json, "a plan is JSON, as with -o plan.json")
      files.write(path)
    }
    files.read(source)
    let request = try studied(GridFile(path: source, among: SweptOptions.studies))
    study = request.study
    do throws(CommandError) {
      try SweptOptions.refuseIdle(request)
      points = try studied(request.study.points(request.values))
    } catch {
      throw error.inFile(source)
    }
    for input in points.inputs { files.read(input.path, for: Option.data.name) }
  }

  func run() throws(CommandError) -> ExitStatus {
    let timing = SweepTiming(sampling: points, of: study)
    let plan = SweepPlan(study, points, secondsPerPoint: timing.secondsPerPoint)
    if isStandardOutput(path) {
      try translated(writeStandardOutput(plan.json))
      writeDiagnostic(plan.summary(timing, path: "plan.json"), terminator: "")
    } else {
      try translated(writeFile(plan.json, to: path))
      writeDiagnostic("wrote \(path)")
      try translated(writeStandardOutput(Array(plan.summary(timing, path: path).utf8)))
    }
    return .success
  }
}

/// The action that computes one shard, or resumes it.
private struct RunAction: SweepAction {
  static let options = [
    SweepCommand.shard, SweepCommand.jobs, SweepCommand.timeLimit, SweepCommand.output,
  ]

  private let plan: SweepPlan
  private let points: any SweptPoints
  private let shard: Shard
  private let jobs: Int
  private let deadline: ContinuousClock.Instant?
  private let folder: SweepFolder
  private(set) var files = FileUses()

  init(_ operands: [String], _ arguments: ParsedArguments) throws(CommandError) {
    let path = try SweepCommand.single(operands, "the plan")
    let output = try SweepCommand.output(arguments, "FOLDER")
    guard !isStandardOutput(output), !Destinations.isDevice(output) else {
      throw .usage("--output \(output): give a folder, in which an interrupted run can be resumed")
    }
    folder = SweepFolder(output)
    files.read(path)
    let text = arguments.value(SweepCommand.shard) ?? ""
    guard let shard = Shard(text) else {
      throw .usage(
        "--shard \(text): i/m, with m from 1 to \(Shard.countLimit) and i from 1 to m")
    }
    self.shard = shard
    jobs = try arguments.jobs(SweepCommand.jobs)
    let start = ContinuousClock().now
    deadline = try arguments.value(SweepCommand.timeLimit).map { text throws(CommandError) in
      start + .seconds(try Self.seconds(text))
    }
    plan = try studied(SweepPlan(path: path, among: SweptOptions.studies))
    points = try studied(plan.read(path: path))
    for input in points.inputs { files.read(input.path, for: Option.data.name) }
    let file = "\(folder.path)/\(shard.fileName)"
    for name in [file, file + Shard.partialExtension] { files.write(name) }
  }

  func run() throws(CommandError) -> ExitStatus {
    Interruption.catchSignals()
    let outcome = try studied(
      folder.compute(
        shard, of: plan, points, among: SweptOptions.studies, jobs: jobs, deadline: deadline))
    guard let outcome else {
      let size = shard.size(of: plan.points)
      writeDiagnostic("shard \(shard) has its \(size) points already: nothing to do")
      return .success
    }
    if outcome.failed > 0 {
      writeDiagnostic(
        "\(outcome.failed) of \(outcome.done) points failed; their rows have the reason in the column 'error'"
      )
    }
    guard outcome.end != .complete else { return .success }
    let reason = outcome.end == .timeUp ? "the time is up" : "interrupted"
    let isIdle = outcome.done == outcome.before && outcome.end == .timeUp
    writeDiagnostic(
      "\(reason); shard \(shard) has \(outcome.done) of its \(outcome.size) points, run the same "
        + "command again\(isIdle ? "; no point was finished in this time" : "")")
    return outcome.end == .interrupted ? .interrupted : .incomplete
  }

  /// Reads a duration: a number of seconds, or a number with the unit s, m or h.
  private static func seconds(_ text: String) throws(CommandError) -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = text.last.flatMap { units[$0] }
    let number = decimalNumber(String(unit == nil ? text[...] : text.dropLast()))
    guard let number, number > 0, number * (unit ?? 1) <= 1e9 else {
      throw .usage("--time-limit \(text): a time above 0 such as 90, 90s, 30m or 2h")
    }
    return number * (unit ?? 1)
  }
}

/// The action that shows the finished and the missing points, and the commands that compute the latter.
private struct StatusAction: SweepAction {
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
    plan = try studied(folder.plan(among: SweptOptions.studies))
  }

  func run() throws(CommandError) -> ExitStatus {
    let status = try studied(SweepStatus(folder, plan))
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

/// The action that puts all rows into one file, in order.
private struct MergeAction: SweepAction {
  static let options = [SweepCommand.plan, SweepCommand.partial, SweepCommand.output]

  private let merge: SweepMerge
  private let path: String
  private(set) var files = FileUses()

  init(_ operands: [String], _ arguments: ParsedArguments) throws(CommandError) {
    guard !operands.isEmpty else {
      throw .usage("nothing to merge: give folders of results, or merged files")
    }
    path = try SweepCommand.output(arguments, "all.csv")
    if isStandardOutput(path) {
      files.writeStandardOutput()
    } else {
      try SweepCommand.requireFile(path, of: .csv, "merged rows are CSV, as with -o all.csv")
      files.write(path)
    }
    let plan = arguments.value(SweepCommand.plan)
    merge = try studied(
      SweepMerge(
        operands, plan: plan, allowsGaps: arguments.has(SweepCommand.partial),
        among: SweptOptions.studies))
    if let plan { files.read(plan, for: SweepCommand.plan.name) }
    for input in merge.inputs { files.read(input) }
  }

  func run() throws(CommandError) -> ExitStatus {
    if isStandardOutput(path) {
      // Standard output cannot be taken back: damage and gaps have to be found first.
      try studied(merge.check())
      _ = try studied(merge.write(standardOutputPiece))
      return .success
    }
    let writer = try translated(FileWriter(path))
    let count = try studied(
      merge.write { (rows) throws(StudyError) in
        do throws(FileError) { try writer.append(rows) } catch { throw .file(error) }
      })
    try translated(writer.finish())
    let total = merge.points.map { $0 == count ? "" : " of \($0)" } ?? ""
    writeDiagnostic("wrote \(path), \(count)\(total) points")
    return .success
  }

  private func standardOutputPiece(_ rows: [UInt8]) throws(StudyError) {
    do throws(FileError) { try writeStandardOutput(rows) } catch { throw .file(error) }
  }
}
