// Rows of many files in the order of their points.

import Glibc

/// Walks over the rows of any number of files, by ascending point, in constant memory.
///
/// Rows of one point have to be the same in all files, and come once.
struct RowMerge {
  /// A file of rows.
  struct Source: Sendable {
    let path: String
    /// The shard whose rows it has; nil for a merged file.
    let shard: Shard?
  }

  private let sources: [Source]
  private let readers: [RowReader]
  private let points: Int?
  /// The next row of every file that has one: the smallest point first, then a binary heap.
  private var heap: [(point: Int, index: Int)] = []
  /// The file of the present row.
  private var origin = 0

  /// The present point; −1 before the first.
  private(set) var point = -1
  /// The present row, with its line feed.
  private(set) var row: [UInt8] = []
  /// Whether the present row has an error.
  private(set) var isFailed = false

  /// How much of all files is held in memory.
  private static let memory = 1 << 26

  /// Opens files.
  ///
  /// - Parameters:
  ///   - sources: The files.
  ///   - kind: What their rows are.
  ///   - points: The number of points of the plan; nil where it is not known.
  /// - Throws: ``CommandError`` of status noInput or badData.
  init(_ sources: [Source], kind: SweepKind, points: Int?) throws(CommandError) {
    self.sources = sources
    self.points = points
    let header = PointRows.header(kind)
    let isHeldOpen = sources.count + 32 <= openFileLimit()
    let capacity = min(max(Self.memory / max(sources.count, 1), 1 << 12), 1 << 18)
    var readers: [RowReader] = []
    for source in sources {
      let open = { (path: String) throws(CommandError) in
        try RowReader(
          path, header: header, columns: kind.fileColumns.count, capacity: capacity,
          isHeldOpen: isHeldOpen)
      }
      let reader: RowReader
      do {
        reader = try open(source.path)
      } catch  where error.status == .noInput && source.path.hasSuffix(Shard.partialExtension) {
        // It may have been completed since the folder was read.
        reader = try open(String(source.path.dropLast(Shard.partialExtension.count)))
      }
      guard source.shard != nil || reader.hasHeader else {
        throw CommandError(
          .badData, "\(source.path): line 1: not the columns of 'toy sweep' for \(kind.rawValue)")
      }
      readers.append(reader)
    }
    self.readers = readers
    for index in sources.indices {
      if let point = try advance(index) { insert((point, index)) }
    }
  }

  /// Goes to the next point.
  ///
  /// - Returns: False behind the last one.
  /// - Throws: ``CommandError`` of status noInput, or badData where two files disagree or a merged one is
  ///   damaged.
  mutating func next() throws(CommandError) -> Bool {
    while let (point, index) = heap.first {
      let isRepeated = point == self.point
      if isRepeated {
        guard readers[index].row.elementsEqual(row) else {
          throw CommandError(
            .badData,
            "point \(point) has two results, in \(sources[origin].path) and \(sources[index].path)")
        }
      } else {
        self.point = point
        origin = index
        row.removeAll(keepingCapacity: true)
        row.append(contentsOf: readers[index].row)
        isFailed = readers[index].isFailed
      }
      if let next = try advance(index) {
        heap[0] = (next, index)
      } else {
        let last = heap.removeLast()
        if !heap.isEmpty { heap[0] = last }
      }
      siftDown()
      if !isRepeated { return true }
    }
    return false
  }

  /// The number of rows read of a file, and whether they are all of their shard and all of the file.
  func rows(_ index: Int) -> (count: Int, isComplete: Bool) {
    let reader = readers[index]
    let size = sources[index].shard.flatMap { shard in points.map { shard.size(of: $0) } }
    return (reader.count, reader.isWhole && reader.count == size ?? reader.count)
  }

  /// Reads the next row of a file; nil at its end.
  private func advance(_ index: Int) throws(CommandError) -> Int? {
    let (source, reader) = (sources[index], readers[index])
    let before = reader.point
    guard try reader.next(), let point = reader.point else {
      // What follows the good rows of a shard was left by a killed program, and is computed again.
      guard source.shard != nil || reader.isWhole else {
        throw CommandError(.badData, "\(source.path): line \(reader.count + 2) is not a whole row")
      }
      return nil
    }
    if let shard = source.shard {
      let expected = shard.first + (reader.count - 1) * shard.count
      guard point == expected, point < points ?? .max else {
        reader.rejectRow()
        return nil
      }
    } else {
      guard point > before ?? -1 else {
        throw CommandError(
          .badData, "\(source.path): line \(reader.count + 1): point \(point) is out of order")
      }
      guard point < points ?? .max else {
        throw CommandError(
          .badData,
          "\(source.path): line \(reader.count + 1): the plan has no point \(point), the last is "
            + "\((points ?? 0) - 1)")
      }
    }
    return point
  }

  private mutating func insert(_ entry: (point: Int, index: Int)) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}

/// How many files may be open at a time, raised as far as the system lets a program raise it.
private func openFileLimit() -> Int {
  var limit = rlimit()
  let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  guard getrlimit(resource, &limit) == 0 else { return 256 }
  limit.rlim_cur = limit.rlim_max
  _ = setrlimit(resource, &limit)
  guard getrlimit(resource, &limit) == 0 else { return 256 }
  return Int(clamping: limit.rlim_cur)
}
