// The file that a shard writes, which goes on where it was left.

import Glibc
import Synchronization

/// The results of one shard while they are computed: a file of whole rows that ends with `.partial`
/// until it is complete.
///
/// The file is locked while it is written; the lock ends with the program, however that ends. Where a
/// file system has no locks two programs write the same bytes to the same places.
final class ShardFile: Sendable {
  /// The folder of all results.
  private let folder: String
  private let shard: Shard
  private let descriptor: Int32
  /// The place where the next row goes.
  private let end: Atomic<Int>
  /// How many points are there already.
  let done: Int

  /// Where the results are until they are complete, and then.
  private static func paths(_ folder: String, _ shard: Shard) -> (partial: String, final: String) {
    let final = "\(folder)/\(shard.fileName)"
    return (final + Shard.partialExtension, final)
  }

  /// Opens the file of a shard behind its last good row; nil where it is complete.
  ///
  /// - Parameters:
  ///   - folder: The folder, which exists.
  ///   - shard: The shard.
  ///   - plan: What it is a shard of.
  /// - Returns: The file, ready for the next row.
  /// - Throws: ``CommandError`` of status incomplete where another program is at work on the shard,
  ///   cannotWrite, noInput, or badData for a file of another plan.
  static func open(
    _ folder: String, _ shard: Shard, of plan: SweepPlan
  ) throws(CommandError) -> ShardFile? {
    let (partial, final) = paths(folder, shard)
    while true {
      if fileExists(final) {
        let rows = try Self.rows(final, shard, plan)
        if rows.isComplete { return nil }
        // Something has damaged it: what is good of it is kept.
        guard rename(final, partial) == 0 else { throw failure(final) }
      }
      let descriptor = Glibc.open(partial, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw failure(partial) }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK {
        close(descriptor)
        throw CommandError(
          .incomplete, "\(partial): another program is at work on shard \(shard)")
      }
      // Another program may have completed the file between the two steps.
      guard isSame(descriptor, partial), !fileExists(final) else {
        discardIfEmpty(descriptor, partial)
        close(descriptor)
        continue
      }
      return try ShardFile(folder, shard, of: plan, descriptor)
    }
  }

  private init(
    _ folder: String, _ shard: Shard, of plan: SweepPlan, _ descriptor: Int32
  ) throws(CommandError) {
    self.folder = folder
    self.shard = shard
    self.descriptor = descriptor
    let rows: Rows
    do {
      rows = try Self.rows(Self.paths(folder, shard).partial, shard, plan)
    } catch {
      close(descriptor)
      throw error
    }
    done = rows.count
    end = Atomic(rows.end)
    // Half a row, or what a crash of the machine has left.
    guard ftruncate(descriptor, off_t(rows.end)) == 0 else { throw Self.failure(path) }
    if rows.end == 0 { try append(PointRows.header(plan.kind)) }
  }

  deinit { close(descriptor) }

  /// Writes rows behind the last one; by one thread at a time.
  ///
  /// - Throws: ``CommandError`` of status cannotWrite; the rows before are kept.
  func append(_ rows: [UInt8]) throws(CommandError) {
    let start = end.load(ordering: .relaxed)
    let isWritten = rows.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let written = pwrite(
          descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset,
          off_t(start + offset))
        if written < 0 {
          if errno == EINTR { continue }
          return false
        }
        offset += written
      }
      return true
    }
    guard isWritten else { throw Self.failure(path) }
    end.store(start + rows.count, ordering: .relaxed)
  }

  /// Gives the file, which is complete, its name.
  ///
  /// - Returns: The name.
  /// - Throws: ``CommandError`` of status cannotWrite.
  func finish() throws(CommandError) -> String {
    let (partial, final) = Self.paths(folder, shard)
    guard fsync(descriptor) == 0 || errno == EINVAL, rename(partial, final) == 0 else {
      throw Self.failure(path)
    }
    return final
  }

  /// Where the file is until it is complete.
  var path: String { Self.paths(folder, shard).partial }

  /// What a file has of its shard.
  private struct Rows {
    var count = 0
    var end = 0
    var isComplete = false
  }

  /// The longest beginning of a file that is what it should be.
  private static func rows(
    _ path: String, _ shard: Shard, _ plan: SweepPlan
  ) throws(CommandError) -> Rows {
    let reader = try RowReader(
      path, header: PointRows.header(plan.kind), columns: plan.kind.fileColumns.count)
    let size = shard.size(of: plan.points)
    while try reader.next() {
      guard reader.count <= size, reader.point == shard.first + (reader.count - 1) * shard.count
      else {
        reader.rejectRow()
        break
      }
    }
    return Rows(
      count: reader.count, end: reader.end, isComplete: reader.count == size && reader.isWhole)
  }

  /// Whether a path is that of an open file still.
  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (opened, named) = (stat(), stat())
    return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  /// Removes a file that was made in vain.
  private static func discardIfEmpty(_ descriptor: Int32, _ path: String) {
    var status = stat()
    if isSame(descriptor, path), fstat(descriptor, &status) == 0, status.st_size == 0 {
      unlink(path)
    }
  }

  private static func failure(_ path: String) -> CommandError {
    CommandError(.cannotWrite, "\(path): \(systemMessage())")
  }
}
