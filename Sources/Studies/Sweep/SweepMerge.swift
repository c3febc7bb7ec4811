// The merger of all rows of a sweep into one file, in order.

import Files
import Libc

/// The rows of folders of shards and of merged files, to be put in order.
package struct SweepMerge: Sendable {
  private let sources: [RowMerge.Source]
  private let study: any SweptStudy
  /// The plan of all rows; nil if there is none.
  private let plan: SweepPlan?
  private let allowsGaps: Bool
  /// All files that are read, except a plan that was named explicitly.
  package let inputs: [String]

  /// Finds the files.
  ///
  /// - Parameters:
  ///   - operands: Folders of results, and merged files; at least one.
  ///   - planPath: A plan in addition to those in folders; nil for none.
  ///   - allowsGaps: Whether points may be missing.
  ///   - studies: The studies that can be swept.
  /// - Throws: ``StudyError/file(_:)``, also if plans differ, and ``StudyError/illegal(_:)`` if the number
  ///   of points is unknown.
  package init(
    _ operands: [String], plan planPath: String?, allowsGaps: Bool,
    among studies: [any SweptStudy]
  ) throws(StudyError) {
    self.allowsGaps = allowsGaps
    var plans: [(path: String, plan: SweepPlan)] = []
    if let planPath { plans.append((planPath, try SweepPlan(path: planPath, among: studies))) }
    var sources: [RowMerge.Source] = []
    var inputs: [String] = []
    for operand in operands {
      guard fileExists(operand) else {
        throw .file(FileError(.missing, "\(operand): \(systemMessage())"))
      }
      guard Self.isFolder(operand) else {
        sources.append(RowMerge.Source(path: operand, shard: nil))
        inputs.append(operand)
        continue
      }
      let folder = SweepFolder(operand)
      plans.append((folder.planPath, try folder.plan(among: studies)))
      let found = try folder.files()
      inputs += [folder.planPath] + found.map(\.path)
      sources += found.map { RowMerge.Source(path: $0.path, shard: $0.shard) }
    }
    for (path, plan) in plans where plan.identity != plans[0].plan.identity {
      throw .malformed(
        "\(path) and \(plans[0].path) are different plans; their results do not mix")
    }
    (self.sources, self.inputs) = (sources, inputs)
    plan = plans.first?.plan
    guard plan != nil || allowsGaps else {
      throw .illegal(
        "the number of points is unknown without a plan: --plan FILE, or --partial to merge "
          + "what there is")
    }
    if let plan {
      study = plan.study
    } else {
      study = try Self.study(of: operands[0], among: studies)
    }
  }

  /// The number of points of the plan; nil if there is no plan.
  package var points: Int? { plan?.points }

  /// Reads everything to the end, and refuses what ``write(_:)`` would refuse.
  ///
  /// - Throws: The errors of ``write(_:)``.
  package func check() throws(StudyError) { _ = try write { (_) throws(StudyError) in } }

  /// Writes all rows in order, a piece at a time.
  ///
  /// - Parameter output: Called with the pieces.
  /// - Returns: The number of rows.
  /// - Throws: ``StudyError/incomplete(_:)`` for gaps, ``StudyError/file(_:)`` for damage, or any error of
  ///   writing.
  package func write(_ output: ([UInt8]) throws(StudyError) -> Void) throws(StudyError) -> Int {
    var merge = try RowMerge(sources, of: study, plan: plan)
    var bytes = study.header()
    var (count, expected) = (0, 0)
    var missing: [Int] = []
    while try merge.next() {
      if !allowsGaps && missing.count < Self.shownGaps {
        missing += (expected..<merge.point).prefix(Self.shownGaps - missing.count)
      }
      expected = merge.point + 1
      count += 1
      // Checked first, so that no file is written needlessly.
      guard missing.isEmpty else { continue }
      bytes.append(contentsOf: merge.row)
      if bytes.count >= 1 << 20 {
        try output(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try merge.requireSound()
    if let points = plan?.points, !allowsGaps, count < points {
      missing += (expected..<points).prefix(Self.shownGaps - missing.count)
      let list = missing.map(String.init).joined(separator: ", ")
      let more = points - count > missing.count ? ", ..." : ""
      throw .incomplete(
        "\(points - count) of \(points) points are missing: \(list)\(more)\n'toy sweep status' has "
          + "the commands for them; --partial merges what there is")
    }
    try output(bytes)
    return count
  }

  /// The number of missing points that a message names.
  private static let shownGaps = 5

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The study of the rows of a merged file, determined by its first line.
  private static func study(
    of path: String, among studies: [any SweptStudy]
  ) throws(StudyError) -> any SweptStudy {
    let file = try translated(RegularFile(path: path))
    let start = try translated(file.bytes(at: 0, count: 1 << 12))
    guard let study = studies.first(where: { start.starts(with: $0.header()) }) else {
      throw .malformed("\(path): line 1: not the columns of 'toy sweep'")
    }
    return study
  }
}
