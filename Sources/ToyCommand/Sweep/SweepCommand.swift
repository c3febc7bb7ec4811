// toy sweep: very many points, dealt to many processes, that come together again.

import Studies

/// Something that `toy sweep` does, named by its first operand.
protocol SweepAction: Sendable {
  /// The options that it takes.
  static var options: [Option] { get }

  /// Reads the command line.
  ///
  /// - Parameters:
  ///   - operands: The operands after the action.
  ///   - arguments: The options, which are among ``options``.
  /// - Throws: ``CommandError``.
  init(_ operands: [String], _ arguments: ParsedArguments) throws(CommandError)

  /// What is read and written.
  var files: FileUses { get }

  /// Does the work.
  func run() throws(CommandError) -> ExitStatus
}

struct SweepCommand: Command {
  /// The actions by their names.
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
    with the options of 'risk' or 'learn' as keys, counts the points and times a few of them.
    'run' computes shard i of m, the points i-1, i-1+m, i-1+2m, ..., into a file of FOLDER; killed at
    any moment, the same command goes on where it was stopped. Interrupted by SIGTERM or by
    --time-limit it keeps what is done and exits with 75, which says: run it again. A point that fails
    is a row with the reason in the column 'error'. 'status' tells what is missing or damaged, and the
    commands for it. 'merge' puts all rows in order; one process or a thousand, the bytes are the same.
    Rows of shards have checksums: 'merge' refuses damage, 'run' computes the damaged rows again.
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
    "--plan", value: "FILE", "merge: the plan, where no folder has it", default: nil)
  static let partial = Option(
    "--partial", value: nil, "merge: what there is, with gaps", default: nil)
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
        "\(option.name) has no effect on 'toy sweep \(name)', it goes with "
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
  ///   - format: What is written.
  ///   - reason: What to say.
  /// - Throws: ``CommandError`` of status usage.
  static func requireFile(
    _ path: String, of format: OutputFormat, _ reason: String
  ) throws(CommandError) {
    let name = Destinations.lastComponent(path).lowercased()
    let isForeign = otherTables.contains { name.hasSuffix($0) }
    guard isForeign || OutputFormat(path: path).map({ $0 != format }) == true else { return }
    throw .usage("--output \(path): \(reason)")
  }

  /// Extensions of tables that are written nowhere here.
  private static let otherTables = [".tsv", ".tab", ".xlsx", ".parquet", ".feather", ".npy", ".gz"]

  /// The value of `-o`, which has to be given.
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
