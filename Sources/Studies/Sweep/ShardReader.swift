// The good rows of a shard, and the damage in the rest.

import Files

/// A reader of the rows of a shard in the order of its points, which reports damage.
///
/// A row counts if its checksum holds and it is in the position of its point. After damage the position is
/// recovered from the number of broken lines, or from two consecutive rows.
final class ShardReader: RowSource {
  /// A damaged place in the file.
  struct Damage: Sendable, Equatable {
    let path: String
    let reason: String

    /// The place and the reason, for the user.
    var description: String { "\(path): \(reason)" }
  }

  private let shard: Shard
  /// The number of rows of the whole shard.
  private let size: Int
  private let reader: RowReader
  /// The number of lines since the last good row that are not rows.
  private var brokenLines = 0
  /// The row that seemed to be in the wrong position.
  private var doubtful: Int?
  private var isAtEnd = false
  private let isFinal: Bool

  /// The number of the current row within the shard, from 0; −1 before the first.
  private(set) var index = -1
  /// The number of good rows so far.
  private(set) var count = 0
  /// The number of damaged places.
  private(set) var damageCount = 0
  /// The first damaged places.
  private(set) var damage: [Damage] = []
  /// The end, in bytes, of the good rows before any damage; 0 for a file without a header.
  private(set) var soundEnd = 0
  /// The number of good rows before any damage.
  private(set) var soundCount = 0
  /// The number of those without a result.
  private(set) var soundFailures = 0

  /// The number of places that are named.
  private static let namedLimit = 3

  /// Opens the file of a shard.
  ///
  /// - Parameters:
  ///   - path: The file; unless it ends with `.partial`, it should have all rows.
  ///   - shard: The shard.
  ///   - plan: The plan of the shard.
  ///   - capacity: The number of bytes that are read at a time.
  ///   - isHeldOpen: Whether the file stays open between reads.
  /// - Throws: ``StudyError``.
  init(
    _ path: String, _ shard: Shard, of plan: SweepPlan, capacity: Int = 1 << 18,
    isHeldOpen: Bool = true
  ) throws(StudyError) {
    self.shard = shard
    size = shard.size(of: plan.points)
    isFinal = !path.hasSuffix(Shard.partialExtension)
    reader = try RowReader(
      path, RowFormat(shardOf: plan), capacity: capacity, isHeldOpen: isHeldOpen)
    if let objection = reader.objection {
      brokenLines = 1
      // A killed program may leave a file that is empty or contains part of the header.
      if isFinal || !reader.extent.isEmpty { report("line 1: \(objection)") }
    } else {
      soundEnd = reader.extent.upperBound
    }
  }

  /// The current point.
  var point: Int { shard.first + index * shard.count }

  /// The current row without its checksum.
  var row: ArraySlice<UInt8> { reader.row }

  /// The end and the beginning of the current row in the file, in bytes.
  var extent: Range<Int> { reader.extent }

  /// Whether the current row has an error.
  var isFailed: Bool { reader.isFailed }

  /// Whether the file has all rows and nothing else.
  var isComplete: Bool { isAtEnd && count == size && damageCount == 0 }

  /// Advances to the next good row.
  ///
  /// - Returns: False at the end of the file.
  /// - Throws: ``StudyError`` if reading fails.
  func next() throws(StudyError) -> Bool {
    while !isAtEnd {
      switch try reader.next() {
      case .row(let point):
        if accept(point) { return true }
      case .noRow:
        brokenLines += 1
        report("\(place): the row does not match its checksum")
      case .cutOff:
        // A row that is cut off was left by a killed program.
        if isFinal { report("\(place): the row is cut off") }
        isAtEnd = true
      case .end:
        if isFinal && damageCount == 0 && count < size {
          report("\(size - count) of \(size) rows are missing at the end")
        }
        isAtEnd = true
      }
    }
    return false
  }

  /// Accepts a row whose checksum holds if it is in its position.
  private func accept(_ point: Int) -> Bool {
    let found = point >= shard.first ? (point - shard.first) / shard.count : -1
    let isOurs = found >= 0 && point == shard.first + found * shard.count && found < size
    let skipped = found - index - 1
    if isOurs && skipped >= 0 && (skipped <= brokenLines || found - 1 == doubtful) {
      index = found
      count += 1
      brokenLines = 0
      doubtful = nil
      if damageCount == 0 {
        (soundEnd, soundCount) = (reader.extent.upperBound, count)
        if reader.isFailed { soundFailures += 1 }
      }
      return true
    }
    let expected = index + 1 + brokenLines
    let belonging = shard.first + expected * shard.count
    report(
      "\(place): point \(point) "
        + (expected < size ? "where point \(belonging) belongs" : "is too much"))
    doubtful = isOurs ? found : nil
    brokenLines += 1
    return false
  }

  private var place: String { "line \(reader.number) (row \(reader.number - 1))" }

  private func report(_ reason: String) {
    damageCount += 1
    if damage.count < Self.namedLimit { damage.append(Damage(path: reader.path, reason: reason)) }
  }
}
