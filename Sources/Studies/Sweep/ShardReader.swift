// The good rows of a shard, and what is wrong with the rest.

import Files

/// Reads the rows of a shard in the order of its points, and says what is damaged.
///
/// A row counts if its checksum holds and it is where its point belongs. After damage the place is found
/// again: by the number of broken lines, or by two rows that follow one another.
final class ShardReader: RowSource {
  /// A place of the file where something else is than should be.
  struct Damage: Sendable, Equatable {
    let path: String
    let reason: String

    /// The place and the reason, for people.
    var description: String { "\(path): \(reason)" }
  }

  private let shard: Shard
  /// The number of rows of the whole shard.
  private let size: Int
  private let reader: RowReader
  /// Lines that are no rows since the last good row.
  private var brokenLines = 0
  /// The row that seemed to be in the wrong place.
  private var doubtful: Int?
  private var isAtEnd = false
  private let isFinal: Bool

  /// The number of the present row within the shard, from 0; −1 before the first.
  private(set) var index = -1
  /// The number of good rows so far.
  private(set) var count = 0
  /// The number of places that are damaged.
  private(set) var damageCount = 0
  /// The first of them.
  private(set) var damage: [Damage] = []
  /// The end, in bytes, of the good rows before any damage; 0 for a file without header.
  private(set) var soundEnd = 0
  /// How many rows that are.
  private(set) var soundCount = 0

  /// How many places are named.
  private static let namedLimit = 3

  /// Opens the file of a shard.
  ///
  /// - Parameters:
  ///   - path: The file; unless it ends with `.partial` all rows should be there.
  ///   - shard: The shard.
  ///   - plan: What it is a shard of.
  ///   - capacity: How many bytes are read at a time.
  ///   - isHeldOpen: Whether the file stays open between two reads.
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
      // A killed program leaves a file that is empty or has a part of the header.
      if isFinal || !reader.extent.isEmpty { report("line 1: \(objection)") }
    } else {
      soundEnd = reader.extent.upperBound
    }
  }

  /// The present point.
  var point: Int { shard.first + index * shard.count }

  /// The present row without its checksum.
  var row: ArraySlice<UInt8> { reader.row }

  /// The end of the present row in the file, in bytes, and where it begins.
  var extent: Range<Int> { reader.extent }

  /// Whether the present row has an error.
  var isFailed: Bool { reader.isFailed }

  /// Whether all rows are there and nothing else is.
  var isComplete: Bool { isAtEnd && count == size && damageCount == 0 }

  /// Goes to the next good row.
  ///
  /// - Returns: False at the end of the file.
  /// - Throws: ``StudyError`` when reading fails.
  func next() throws(StudyError) -> Bool {
    while !isAtEnd {
      switch try reader.next() {
      case .row(let point):
        if accept(point) { return true }
      case .noRow:
        brokenLines += 1
        report("\(place): the row does not match its checksum")
      case .cutOff:
        // A program that was killed left it.
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

  /// Takes a row whose checksum holds if it is in its place.
  private func accept(_ point: Int) -> Bool {
    let found = point >= shard.first ? (point - shard.first) / shard.count : -1
    let isOurs = found >= 0 && point == shard.first + found * shard.count && found < size
    let skipped = found - index - 1
    if isOurs && skipped >= 0 && (skipped <= brokenLines || found - 1 == doubtful) {
      index = found
      count += 1
      brokenLines = 0
      doubtful = nil
      if damageCount == 0 { (soundEnd, soundCount) = (reader.extent.upperBound, count) }
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
