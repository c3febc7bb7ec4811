// The status of a folder of results.

import Files
package import Report

/// The progress of a sweep.
package struct SweepStatus: Sendable {
  /// One shard of those in use.
  package struct Line: Sendable {
    package let shard: Shard
    /// The points of the shard.
    package let points: Int
    /// The number of points that its file has.
    package let done: Int
    /// The state: complete, partial, absent or damaged.
    package let state: String
  }

  private let folder: SweepFolder
  /// The points of the plan.
  package let points: Int
  /// The number of points that have a row, in any file.
  package let done: Int
  /// The number of points with an error.
  package let failed: Int
  /// The shards that have files, and the others of the m in use.
  package let lines: [Line]
  /// The shards to run: those of the m in use that have points without a row, and damaged ones.
  package let incomplete: [Shard]
  /// The damage of files, with the first places of each.
  package let damage: [String]

  /// The number of points without a row.
  package var missing: Int { points - done }

  /// Reads all files.
  ///
  /// - Throws: ``StudyError``, or badData if two files disagree.
  package init(_ folder: SweepFolder, _ plan: SweepPlan) throws(StudyError) {
    self.folder = folder
    points = plan.points
    let files = try folder.files()
    var merge = try RowMerge(
      files.map { RowMerge.Source(path: $0.path, shard: $0.shard) }, of: plan.study, plan: plan)
    // The m with the most files is the one in use; of equals the larger.
    let counts = Dictionary(grouping: files, by: \.shard.count).mapValues(\.count)
    let inUse = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 1
    var lacks = [Bool](repeating: false, count: inUse)
    var (done, failed, expected) = (0, 0, 0)
    while try merge.next() {
      Self.mark(expected..<merge.point, in: &lacks)
      expected = merge.point + 1
      done += 1
      failed += merge.isFailed ? 1 : 0
    }
    Self.mark(expected..<plan.points, in: &lacks)
    (self.done, self.failed) = (done, failed)
    var incomplete = lacks.indices.filter { lacks[$0] }.map {
      Shard(number: $0 + 1, count: inUse)
    }
    var lines: [Line] = []
    var damage: [String] = []
    for (index, file) in files.enumerated() {
      guard let rows = merge.shard(index) else { continue }
      let isDamaged = rows.damageCount > 0
      if isDamaged {
        damage += rows.damage.map(\.description)
        let more = rows.damageCount - rows.damage.count
        if more > 0 { damage.append("\(file.path): \(more) more places") }
        if !incomplete.contains(file.shard) { incomplete.append(file.shard) }
      }
      lines.append(
        Line(
          shard: file.shard, points: file.shard.size(of: plan.points), done: rows.count,
          state: isDamaged ? "damaged" : file.isFinal ? "complete" : "partial"))
    }
    (self.incomplete, self.damage) = (incomplete, damage)
    let present = Set(files.map(\.shard))
    for number in 1...inUse {
      let shard = Shard(number: number, count: inUse)
      if present.contains(shard) { continue }
      lines.append(
        Line(shard: shard, points: shard.size(of: plan.points), done: 0, state: "absent"))
    }
    self.lines = lines.sorted {
      ($0.shard.count, $0.shard.number) < ($1.shard.count, $1.shard.number)
    }
  }

  /// Marks the residues of missing points.
  private static func mark(_ gap: Range<Int>, in lacks: inout [Bool]) {
    for point in gap.prefix(lacks.count) { lacks[point % lacks.count] = true }
  }

  /// Whether every point has a row and nothing is damaged.
  package var isComplete: Bool { missing == 0 && damage.isEmpty }

  /// The commands that compute missing or damaged rows.
  package var commands: [String] { commands(of: incomplete[...]) }

  private func commands(of shards: ArraySlice<Shard>) -> [String] {
    let (plan, path) = (shellQuoted(folder.planPath), shellQuoted(folder.path))
    return shards.map { "toy sweep run \(plan) --shard \($0) -o \(path)" }
  }

  /// The largest number of shards that ``text`` lists.
  private static let shownLines = 200

  /// The columns of ``table``.
  package static let columns = ["shard", "points", "done", "state"]

  /// One row per shard.
  package var table: Table { Self.table(lines[...]) }

  private static func table(_ lines: ArraySlice<Line>) -> Table {
    var table = Table(columns: columns)
    for line in lines {
      table.append([
        .text("\(line.shard)"), .integer(line.points), .integer(line.done), .text(line.state),
      ])
    }
    return table
  }

  /// The status for a terminal.
  package var text: String {
    let facts = [
      ("points", points), ("done", done), ("missing", missing), ("failed", failed),
    ]
    let head = facts.map { name, count in
      name + String(repeating: " ", count: 9 - name.count) + "\(count)\n"
    }
    // A plan may have a million shards.
    let shown = lines.filter { lines.count <= Self.shownLines || $0.state != "absent" }
    let hidden = lines.count - min(shown.count, Self.shownLines)
    let listed = Self.table(shown.prefix(Self.shownLines)).text()
    let rest = hidden > 0 ? "\(hidden) more shards: --format csv lists them all\n" : ""
    var commands = commands(of: incomplete.prefix(Self.shownLines))
    if incomplete.count > commands.count {
      commands.append("and \(incomplete.count - commands.count) more")
    }
    let tail = commands.isEmpty ? "" : "\n" + commands.joined(separator: "\n") + "\n"
    return head.joined() + "\n" + listed + rest + tail
  }

  /// The status as one object.
  package var json: JSONValue {
    let shards = lines.map { line in
      JSONValue.object([
        .init("shard", .text("\(line.shard)")), .init("points", .integer(line.points)),
        .init("done", .integer(line.done)), .init("state", .text(line.state)),
      ])
    }
    return .object([
      .init("points", .integer(points)), .init("done", .integer(done)),
      .init("missing", .integer(missing)), .init("failed", .integer(failed)),
      .init("shards", .array(shards)), .init("commands", .array(commands.map(JSONValue.text))),
      .init("damage", .array(damage.map(JSONValue.text))),
    ])
  }
}
