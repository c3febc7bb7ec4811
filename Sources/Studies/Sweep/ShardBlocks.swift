// The work on a shard, divided into blocks.

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
