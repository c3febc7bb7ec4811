// The folder to which all shards of a plan write their results.

import Files
import Libc

/// A folder with a copy of the plan, and files of results.
package struct SweepFolder: Sendable {
  /// The path as given, without a trailing slash.
  package let path: String

  package init(_ path: String) {
    let end = path.lastIndex { $0 != "/" }
    self.path = end.map { String(path[...$0]) } ?? path
  }

  /// The path of the copy of the plan.
  package var planPath: String { "\(path)/plan.json" }

  /// Creates the folder if it does not exist, and puts the plan into it.
  ///
  /// Many shards may do so at the same time: the first to link its copy wins, all others compare.
  ///
  /// - Parameters:
  ///   - plan: The plan of all results in the folder.
  ///   - studies: The studies that can be swept.
  /// - Throws: ``StudyError``, or badData if the folder belongs to another plan.
  package func adopt(_ plan: SweepPlan, among studies: [any SweptStudy]) throws(StudyError) {
    try translated(makeFolder(path))
    if !fileExists(planPath) {
      // Programs on other machines may have the same process number.
      let own = "\(planPath).partial-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
      PartialFiles.adopt(own)
      defer { PartialFiles.remove(Array(own.utf8CString)) }
      try translated(writeFile(plan.json, to: own))
      if link(own, planPath) != 0 && errno != EEXIST {
        // A file system without hard links.
        guard fileExists(planPath) || rename(own, planPath) == 0 else {
          throw .unwritable("\(planPath): \(systemMessage())")
        }
      }
    }
    guard try SweepPlan(path: planPath, among: studies).identity == plan.identity else {
      throw .malformed("\(planPath) is another plan; its results and those of this plan do not mix")
    }
  }

  /// The plan.
  ///
  /// - Throws: ``StudyError`` or badData.
  package func plan(among studies: [any SweptStudy]) throws(StudyError) -> SweepPlan {
    try SweepPlan(path: planPath, among: studies)
  }

  /// A file of results.
  package struct File: Sendable {
    package let path: String
    package let shard: Shard
    /// Whether it has its final name.
    package let isFinal: Bool
  }

  /// The files of results, by m, then i.
  ///
  /// - Throws: ``StudyError``.
  package func files() throws(StudyError) -> [File] {
    guard let folder = opendir(path) else {
      throw .missing("\(path): \(systemMessage())")
    }
    defer { closedir(folder) }
    var found: [Shard: File] = [:]
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let shard = Shard(fileName: name) else { continue }
      let isFinal = !name.hasSuffix(Shard.partialExtension)
      // While a file gets its final name, both names may be visible.
      if found[shard]?.isFinal != true {
        found[shard] = File(path: "\(path)/\(name)", shard: shard, isFinal: isFinal)
      }
    }
    return found.values.sorted {
      ($0.shard.count, $0.shard.number) < ($1.shard.count, $1.shard.number)
    }
  }
}
