// The work on a shard, divided into blocks, and the good rows of a damaged file that it keeps.

import Files

/// The blocks of rows that a shard lacks, in order: computed, or copied from a damaged file.
struct ShardBlocks: Sendable {
  /// A block of rows that are computed or copied in one go.
  enum Block: Sendable {
    /// The numbers, within the shard, of rows to be computed.
    case computed(Range<Int>)
    case copied(KeptRows.Piece)

    /// The number of rows.
    var count: Int {
      switch self {
      case .computed(let rows): rows.count
      case .copied(let piece): piece.rows.count
      }
    }
  }

  private let size: Int
  private let blockSize: Int
  private let kept: [KeptRows.Piece]
  /// The next row, and the next piece after it.
  private var row: Int
  private var piece = 0

  /// Divides the rest of a shard.
  ///
  /// - Parameters:
  ///   - rows: The numbers, within the shard, of the missing rows.
  ///   - blockSize: The largest number of rows that are computed in one go.
  ///   - kept: Pieces that need not be computed, in ascending order and within `rows`.
  init(_ rows: Range<Int>, blockSize: Int, kept: [KeptRows.Piece]) {
    (row, size) = (rows.lowerBound, rows.upperBound)
    self.blockSize = blockSize
    self.kept = kept
  }

  /// The next block; nil after the last.
  mutating func next() -> Block? {
    guard row < size else { return nil }
    if piece < kept.count, kept[piece].rows.lowerBound == row {
      let block = kept[piece]
      row = block.rows.upperBound
      piece += 1
      return .copied(block)
    }
    let end = min(piece < kept.count ? kept[piece].rows.lowerBound : size, row + blockSize)
    defer { row = end }
    return .computed(row..<end)
  }
}

/// The good rows of a damaged shard, as pieces of its file.
struct KeptRows: Sendable {
  /// Rows that are consecutive in the shard and in the file.
  struct Piece: Sendable {
    /// The numbers of the rows within the shard, from 0.
    var rows: Range<Int>
    /// The bytes of the rows in the file.
    var extent: Range<Int>
    /// The number of rows without a result.
    var failureCount: Int
  }

  /// The file.
  let path: String
  /// The pieces, in ascending order.
  let pieces: [Piece]

  /// The largest number of rows in a piece that is copied, since it is held in memory.
  private static let longestPiece = 1024

  /// No rows.
  init() { (path, pieces) = ("", []) }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - shard: The shard.
  ///   - plan: The plan of the shard.
  ///   - count: Rows with lower numbers are not needed.
  /// - Throws: ``StudyError``.
  init(
    _ path: String, _ shard: Shard, _ plan: SweepPlan, behind count: Int
  ) throws(StudyError) {
    let reader = try ShardReader(path, shard, of: plan)
    var pieces: [Piece] = []
    while try reader.next() {
      guard reader.index >= count else { continue }
      let failures = reader.isFailed ? 1 : 0
      if let last = pieces.last, last.rows.upperBound == reader.index,
        last.extent.upperBound == reader.extent.lowerBound, last.rows.count < Self.longestPiece
      {
        pieces[pieces.count - 1] = Piece(
          rows: last.rows.lowerBound..<(reader.index + 1),
          extent: last.extent.lowerBound..<reader.extent.upperBound,
          failureCount: last.failureCount + failures)
      } else {
        pieces.append(
          Piece(
            rows: reader.index..<(reader.index + 1), extent: reader.extent, failureCount: failures))
      }
    }
    (self.path, self.pieces) = (path, pieces)
  }

  /// The bytes of a piece.
  ///
  /// - Throws: ``StudyError`` if reading fails.
  func bytes(_ piece: Piece) throws(StudyError) -> [UInt8] {
    let file = try translated(RegularFile(path: path))
    return try translated(file.bytes(at: piece.extent.lowerBound, count: piece.extent.count))
  }
}
