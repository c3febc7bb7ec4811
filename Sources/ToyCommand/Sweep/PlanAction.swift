// toy sweep plan: from grids to a plan.

import Files
import Report
import Studies

struct PlanAction: SweepAction {
  static let options = [SweepCommand.output]

  /// How long a shard ought to take, in seconds: long enough for a scheduler, short enough to lose.
  private static let shardSeconds = 600.0

  private let request: GridFile
  private let grid: SweepGrid
  private let path: String
  private(set) var files = FileUses()

  init(_ operands: [String], _ arguments: ParsedArguments) throws(CommandError) {
    let source = try SweepCommand.single(operands, "the file of grids")
    path = try SweepCommand.output(arguments, "plan.json")
    // The summary goes to standard output where the plan does not.
    files.writeStandardOutput()
    if !isStandardOutput(path) {
      try SweepCommand.requireFile(path, of: .json, "a plan is JSON, as with -o plan.json")
      files.write(path)
    }
    files.read(source)
    request = try GridFile(path: source)
    do {
      let options = request.kind.options
      try ParsedArguments(
        request.values.map { "--\($0.key)=\($0.text)" }, options: options
      ).refuseIdle(options)
      grid = try SweepGrid(request.kind, request.values)
    } catch {
      throw error.inFile(source)
    }
    files.read(grid.parameters.data)
  }

  func run() throws(CommandError) -> ExitStatus {
    let timing = SweepTiming(sampling: grid)
    let plan = SweepPlan(request, grid, secondsPerPoint: timing.secondsPerPoint)
    if isStandardOutput(path) {
      try translated(writeStandardOutput(plan.json))
      writeDiagnostic(summary(plan, timing), terminator: "")
    } else {
      try translated(writeFile(plan.json, to: path))
      writeDiagnostic("wrote \(path)")
      try translated(writeStandardOutput(Array(summary(plan, timing).utf8)))
    }
    return .success
  }

  /// The plan for a human reader, with the commands that carry it out.
  private func summary(_ plan: SweepPlan, _ timing: SweepTiming) -> String {
    let shards = Int(
      min(
        (plan.seconds / Self.shardSeconds).rounded(.up), Double(Shard.countLimit),
        Double(plan.points)))
    let bound = timing.isComplete ? "" : "more than "
    let advice =
      shards > 1
      ? "\(shards), of about \(inWords(seconds: plan.seconds / Double(shards))) each" : "1"
    let facts = [
      ("points", "\(plan.points)"),
      (
        "time",
        "\(bound)\(inWords(seconds: plan.secondsPerPoint)) a point, "
          + "\(bound)\(inWords(seconds: plan.seconds)) on one core"
      ),
      ("size", "\(inWords(bytes: timing.bytesPerPoint * Double(plan.points))) of CSV"),
      ("shards", advice),
    ]
    let file = shellQuoted(isStandardOutput(path) ? "plan.json" : path)
    let run =
      shards > 1
      ? "seq \(shards) | parallel toy sweep run \(file) --shard {}/\(shards) --jobs 1 -o results"
      : "toy sweep run \(file) -o results"
    return facts.map { name, value in
      name + String(repeating: " ", count: 9 - name.count) + value + "\n"
    }.joined() + "\n\(run)\ntoy sweep status results\ntoy sweep merge results -o all.csv\n"
  }
}

/// A time in the unit that suits it.
private func inWords(seconds: Double) -> String {
  let units: [(Double, String)] = [
    (86400, "days"), (3600, "hours"), (60, "minutes"), (1, "s"), (1e-3, "ms"), (1e-6, "µs"),
  ]
  // Below two of a unit the next smaller one says more.
  let unit = units.first { seconds >= 2 * $0.0 } ?? (1e-6, "µs")
  return "\(formatted(seconds / unit.0, significantDigits: 3)) \(unit.1)"
}

/// A size in the unit that suits it.
private func inWords(bytes: Double) -> String {
  let units: [(Double, String)] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
  let unit = units.first { bytes >= $0.0 } ?? (1, "bytes")
  return "\(formatted(bytes / unit.0, significantDigits: 3)) \(unit.1)"
}
