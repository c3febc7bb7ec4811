// The file that a shard writes, which is resumed where it stopped.

import Files
import Libc
import Synchronization

/// The results of one shard while they are computed: a file of complete rows whose name ends with `.partial`
/// until it is complete.
///
/// The file is locked while it is written; the lock ends with the program, however that ends. On a file
/// system without locks two programs would write the same bytes to the same positions.
///
/// A damaged file is renamed to end with `.damaged`, and its good rows are copied from there.
final class ShardFile: Sendable {
  /// The folder of all results.
  private let folder: String
  private let shard: Shard
  private let descriptor: Int32
  /// The offset at which the next row is written.
  private let end: Atomic<Int>
  /// The number of points that are done.
  let done: Int
  /// The number of those without a result.
  let failed: Int
  /// Good rows of a damaged file, after the rows that are already in the file.
  let kept: KeptRows

  /// The paths of the results: until they are complete, once complete, and if damaged.
  private struct Paths {
    let partial: String
    let final: String
    let damaged: String

    init(_ folder: String, _ shard: Shard) {
      final = "\(folder)/\(shard.fileName)"
      partial = final + Shard.partialExtension
      damaged = final + ".damaged"
    }
  }

  /// Opens the file of a shard after its last good row; nil if the shard is complete.
  ///
  /// - Parameters:
  ///   - folder: The existing folder.
  ///   - shard: The shard.
  ///   - plan: The plan of the shard.
  /// - Returns: The file, ready for the next row.
  /// - Throws: ``StudyError`` if another program is working on the shard,
  ///   cannotWrite, noInput, or badData for a file of another plan.
  static func open(
    _ folder: String, _ shard: Shard, of plan: SweepPlan
  ) throws(StudyError) -> ShardFile? {
    let paths = Paths(folder, shard)
    while true {
      if fileExists(paths.final) {
        let reader = try readThrough(paths.final, shard, plan)
        if reader.isComplete {
          unlink(paths.damaged)
          return nil
        }
        reportDamage(reader)
        // Another program may do the same at the same time.
        guard rename(paths.final, paths.damaged) == 0 || errno == ENOENT else {
          throw failure(paths.final)
        }
      }
      let descriptor = Libc.open(paths.partial, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw failure(paths.partial) }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK {
        close(descriptor)
        throw .incomplete("\(paths.partial): another program is at work on shard \(shard)")
      }
      // Another program may have completed the file between the two steps.
      guard isSame(descriptor, paths.partial), !fileExists(paths.final) else {
        discardIfEmpty(descriptor, paths.partial)
        close(descriptor)
        continue
      }
      let reader: ShardReader
      do throws(StudyError) {
        reader = try readThrough(paths.partial, shard, plan)
      } catch {
        close(descriptor)
        throw error
      }
      if reader.damageCount > 0 {
        reportDamage(reader)
        // If rows are to be copied from a damaged file already, only the sound beginning of this one is used.
        if !fileExists(paths.damaged) {
          defer { close(descriptor) }
          guard rename(paths.partial, paths.damaged) == 0 else { throw failure(paths.partial) }
          continue
        }
      }
      return try ShardFile(folder, shard, of: plan, descriptor, reader)
    }
  }

  private init(
    _ folder: String, _ shard: Shard, of plan: SweepPlan, _ descriptor: Int32,
    _ reader: ShardReader
  ) throws(StudyError) {
    self.folder = folder
    self.shard = shard
    self.descriptor = descriptor
    done = reader.soundCount
    failed = reader.soundFailures
    end = Atomic(reader.soundEnd)
    let damaged = Paths(folder, shard).damaged
    do throws(StudyError) {
      kept =
        fileExists(damaged)
        ? try KeptRows(damaged, shard, plan, behind: reader.soundCount) : KeptRows()
    } catch {
      close(descriptor)
      throw error
    }
    // Half a row, or the remains of a crash of the machine.
    guard ftruncate(descriptor, off_t(reader.soundEnd)) == 0 else { throw Self.failure(path) }
    if reader.soundEnd == 0 { try append(RowFormat(shardOf: plan).header) }
  }

  /// Reads a file to the end.
  private static func readThrough(
    _ path: String, _ shard: Shard, _ plan: SweepPlan
  ) throws(StudyError) -> ShardReader {
    let reader = try ShardReader(path, shard, of: plan)
    while try reader.next() {}
    return reader
  }

  private static func reportDamage(_ reader: ShardReader) {
    for damage in reader.damage { writeDiagnostic(damage.description) }
    writeDiagnostic("damaged; \(reader.count) rows are kept, the others are computed again")
  }

  deinit { close(descriptor) }

  /// Appends rows; called by one thread at a time.
  ///
  /// - Throws: ``StudyError``; the rows before are kept.
  func append(_ rows: [UInt8]) throws(StudyError) {
    let start = end.load(ordering: .relaxed)
    guard writeAll(rows, to: descriptor, at: start) else { throw Self.failure(path) }
    end.store(start + rows.count, ordering: .relaxed)
  }

  /// Gives the completed file its final name.
  ///
  /// - Returns: The name.
  /// - Throws: ``StudyError``.
  func finish() throws(StudyError) -> String {
    let paths = Paths(folder, shard)
    guard fsync(descriptor) == 0 || errno == EINVAL, rename(paths.partial, paths.final) == 0 else {
      throw Self.failure(path)
    }
    unlink(paths.damaged)
    return paths.final
  }

  /// The path of the file until it is complete.
  var path: String { Paths(folder, shard).partial }

  /// Whether a path still refers to an open file.
  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (opened, named) = (stat(), stat())
    return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  /// Removes a file that was created but is not needed.
  private static func discardIfEmpty(_ descriptor: Int32, _ path: String) {
    var status = stat()
    if isSame(descriptor, path), fstat(descriptor, &status) == 0, status.st_size == 0 {
      unlink(path)
    }
  }

  private static func failure(_ path: String) -> StudyError {
    StudyError.unwritable("\(path): \(systemMessage())")
  }
}
