// toy sweep merge: all rows in one file, in order.

import Files
import Libc
import Studies

struct MergeAction: SweepAction {
  static let options = [SweepCommand.plan, SweepCommand.partial, SweepCommand.output]

  private let sources: [RowMerge.Source]
  private let kind: SweepKind
  /// What all rows belong to; nil where no plan tells.
  private let plan: SweepPlan?
  private let allowsGaps: Bool
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
    allowsGaps = arguments.has(SweepCommand.partial)
    var plans: [(path: String, plan: SweepPlan)] = []
    if let path = arguments.value(SweepCommand.plan) {
      plans.append((path, try SweepPlan(path: path)))
      files.read(path, for: SweepCommand.plan.name)
    }
    var sources: [RowMerge.Source] = []
    for operand in operands {
      guard Self.isFolder(operand) else {
        sources.append(RowMerge.Source(path: operand, shard: nil))
        files.read(operand)
        continue
      }
      let folder = SweepFolder(operand)
      plans.append((folder.planPath, try folder.plan()))
      let found = try folder.files()
      for path in [folder.planPath] + found.map(\.path) { files.read(path) }
      sources += found.map { RowMerge.Source(path: $0.path, shard: $0.shard) }
    }
    for (path, plan) in plans where plan.identity != plans[0].plan.identity {
      throw CommandError(
        .badData, "\(path) and \(plans[0].path) are different plans; their results do not mix")
    }
    self.sources = sources
    plan = plans.first?.plan
    guard plan != nil || allowsGaps else {
      throw .usage(
        "without a plan nobody knows how many points there are: --plan FILE, or --partial to merge "
          + "what there is")
    }
    if let plan {
      kind = plan.kind
    } else {
      kind = try Self.kind(of: operands[0])
    }
  }

  func run() throws(CommandError) -> ExitStatus {
    if isStandardOutput(path) {
      // Standard output cannot be taken back: what is damaged or not complete is found before.
      _ = try merge { (_) throws(CommandError) in }
      _ = try merge { (rows) throws(CommandError) in try translated(writeStandardOutput(rows)) }
      return .success
    }
    let writer = try translated(FileWriter(path))
    let count = try merge { (rows) throws(CommandError) in try translated(writer.append(rows)) }
    try translated(writer.finish())
    let total = (plan?.points).map { $0 == count ? "" : " of \($0)" } ?? ""
    writeDiagnostic("wrote \(path), \(count)\(total) points")
    return .success
  }

  /// Writes all rows in order, a piece at a time.
  ///
  /// - Returns: The number of rows.
  /// - Throws: ``CommandError`` of status incomplete for gaps, badData for damage, noInput, or what
  ///   writing throws.
  private func merge(_ write: ([UInt8]) throws(CommandError) -> Void) throws(CommandError) -> Int {
    var merge = try RowMerge(sources, kind: kind, plan: plan)
    var output = PointRows.header(kind)
    var (count, expected) = (0, 0)
    var missing: [Int] = []
    while try merge.next() {
      if !allowsGaps && missing.count < Self.shownGaps {
        missing += (expected..<merge.point).prefix(Self.shownGaps - missing.count)
      }
      expected = merge.point + 1
      count += 1
      // Nothing is written in vain.
      guard missing.isEmpty else { continue }
      output.append(contentsOf: merge.row)
      if output.count >= 1 << 20 {
        try write(output)
        output.removeAll(keepingCapacity: true)
      }
    }
    try merge.requireSound()
    if let points = plan?.points, !allowsGaps, count < points {
      missing += (expected..<points).prefix(Self.shownGaps - missing.count)
      let list = missing.map(String.init).joined(separator: ", ")
      let more = points - count > missing.count ? ", ..." : ""
      throw CommandError(
        .incomplete,
        "\(points - count) of \(points) points are missing: \(list)\(more)\n'toy sweep status' has "
          + "the commands for them; --partial merges what there is")
    }
    try write(output)
    return count
  }

  /// How many missing points a message names.
  private static let shownGaps = 5

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// What the rows of a merged file are, by its first line.
  private static func kind(of path: String) throws(CommandError) -> SweepKind {
    let file = try translated(RegularFile(path: path))
    let start = try translated(file.bytes(at: 0, count: 1 << 12))
    guard let kind = SweepKind.allCases.first(where: { start.starts(with: PointRows.header($0)) })
    else {
      throw CommandError(.badData, "\(path): line 1: not the columns of 'toy sweep'")
    }
    return kind
  }
}
