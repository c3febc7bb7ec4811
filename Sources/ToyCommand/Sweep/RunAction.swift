// toy sweep run: computes one shard, or resumes it.

import Files
import Studies

struct RunAction: SweepAction {
  static let options = [
    SweepCommand.shard, SweepCommand.jobs, SweepCommand.timeLimit, SweepCommand.output,
  ]

  private let plan: SweepPlan
  private let grid: SweepGrid
  private let shard: Shard
  private let jobs: Int
  private let deadline: ContinuousClock.Instant?
  private let folder: SweepFolder
  private(set) var files = FileUses()

  init(_ operands: [String], _ arguments: ParsedArguments) throws(CommandError) {
    let path = try SweepCommand.single(operands, "the plan")
    let output = try SweepCommand.output(arguments, "FOLDER")
    guard !isStandardOutput(output), !Destinations.isDevice(output) else {
      throw .usage("--output \(output): results go to a folder, in which they can be continued")
    }
    folder = SweepFolder(output)
    files.read(path)
    let text = arguments.value(SweepCommand.shard) ?? ""
    guard let shard = Shard(text) else {
      throw .usage(
        "--shard \(text): i/m, with m from 1 to \(Shard.countLimit) and i from 1 to m")
    }
    self.shard = shard
    jobs = try SweepCommand.jobs(SweepCommand.jobs, arguments)
    let start = ContinuousClock().now
    deadline = try arguments.value(SweepCommand.timeLimit).map { text throws(CommandError) in
      start + .seconds(try Self.seconds(text))
    }
    plan = try SweepPlan(path: path)
    grid = try plan.grid(path: path)
    files.read(grid.parameters.data)
    let file = "\(folder.path)/\(shard.fileName)"
    for name in [file, file + Shard.partialExtension] { files.write(name) }
  }

  func run() throws(CommandError) -> ExitStatus {
    Interruption.catchSignals()
    try folder.adopt(plan)
    let size = shard.size(of: plan.points)
    guard let file = try ShardFile.open(folder.path, shard, of: plan) else {
      writeDiagnostic("shard \(shard) has its \(size) points already: nothing to do")
      return .success
    }
    let before = file.done
    let run = ShardRun(file, grid, shard, of: plan, deadline: deadline)
    let end = try run.run(jobs: jobs)
    guard end != .complete else { return .success }
    let done = run.done
    let reason = end == .timeUp ? "the time is up" : "interrupted"
    let note =
      done == before && end == .timeUp ? "; no point was finished in this time" : ""
    writeDiagnostic(
      "\(reason); shard \(shard) has \(done) of its \(size) points, run the same command again\(note)"
    )
    return end == .interrupted ? .interrupted : .incomplete
  }

  /// Reads a time: a number of seconds, or one with the unit s, m or h.
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
