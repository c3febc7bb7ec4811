// The rows of many files in the order of their points.

import Libc

/// The rows of one file, by ascending point.
protocol RowSource: AnyObject {
  /// Advances to the next row; false at the end.
  func next() throws(StudyError) -> Bool
  /// The number of the current point.
  var point: Int { get }
  /// The current row, without its line feed.
  var row: ArraySlice<UInt8> { get }
  /// Whether the current row has an error.
  var isFailed: Bool { get }
}

/// Iterates over the rows of any number of files, by ascending point, in constant memory.
///
/// Rows of one point have to agree in all files, and are returned once.
struct RowMerge {
  /// A file of rows.
  struct Source: Sendable {
    let path: String
    /// The shard of its rows; nil for a merged file.
    let shard: Shard?
  }

  private let sources: [Source]
  private let readers: [any RowSource]
  /// The next row of every file that has one: a binary heap with the smallest point first.
  private var heap: [(point: Int, index: Int)] = []
  /// The file of the current row.
  private var origin = 0

  /// The current point; −1 before the first.
  private(set) var point = -1
  /// The current row, with its line feed.
  private(set) var row: [UInt8] = []
  /// Whether the current row has an error.
  private(set) var isFailed = false

  /// The total number of bytes of all files that are held in memory.
  private static let memory = 1 << 26

  /// Opens files.
  ///
  /// - Parameters:
  ///   - sources: The files.
  ///   - study: The study of their rows.
  ///   - plan: The plan of their rows; nil if it is unknown and there are no shards.
  /// - Throws: ``StudyError`` or badData.
  init(_ sources: [Source], of study: any SweptStudy, plan: SweepPlan?) throws(StudyError) {
    self.sources = sources
    let isHeldOpen = sources.count + 32 <= openFileLimit()
    let capacity = min(max(Self.memory / max(sources.count, 1), 1 << 12), 1 << 18)
    var readers: [any RowSource] = []
    for source in sources {
      let open = { (path: String) throws(StudyError) -> any RowSource in
        if let shard = source.shard, let plan {
          return try ShardReader(path, shard, of: plan, capacity: capacity, isHeldOpen: isHeldOpen)
        }
        return try MergedReader(
          path, study, points: plan?.points, capacity: capacity, isHeldOpen: isHeldOpen)
      }
      do {
        readers.append(try open(source.path))
      } catch  where error.isMissingFile && source.path.hasSuffix(Shard.partialExtension) {
        // The shard may have been completed since the folder was read.
        readers.append(try open(String(source.path.dropLast(Shard.partialExtension.count))))
      }
    }
    self.readers = readers
    for index in sources.indices {
      if try readers[index].next() { insert((readers[index].point, index)) }
    }
  }

  /// Advances to the next point.
  ///
  /// - Returns: False after the last one.
  /// - Throws: ``StudyError``, or badData if two files disagree or a merged one is damaged.
  mutating func next() throws(StudyError) -> Bool {
    while let (point, index) = heap.first {
      let isRepeated = point == self.point
      if isRepeated {
        guard readers[index].row.elementsEqual(row.dropLast()) else {
          throw .malformed(
            "point \(point) has two results, in \(sources[origin].path) and \(sources[index].path)")
        }
      } else {
        self.point = point
        origin = index
        row.removeAll(keepingCapacity: true)
        row.append(contentsOf: readers[index].row)
        row.append(UInt8(ascii: "\n"))
        isFailed = readers[index].isFailed
      }
      if try readers[index].next() {
        heap[0] = (readers[index].point, index)
      } else {
        let last = heap.removeLast()
        if !heap.isEmpty { heap[0] = last }
      }
      siftDown()
      if !isRepeated { return true }
    }
    return false
  }

  /// The reader of a shard; nil for a merged file.
  func shard(_ index: Int) -> ShardReader? { readers[index] as? ShardReader }

  /// Refuses damaged shards.
  ///
  /// - Throws: ``StudyError``, with the first damage that was found.
  func requireSound() throws(StudyError) {
    for reader in readers {
      if let damage = (reader as? ShardReader)?.damage.first {
        throw .malformed(
          "\(damage.description)\n'toy sweep status' names all damage and the commands that mend it"
        )
      }
    }
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

/// The number of files that may be open at a time, raised to the largest value that the system allows.
private func openFileLimit() -> Int {
  var limit = rlimit()
  let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  guard getrlimit(resource, &limit) == 0 else { return 256 }
  limit.rlim_cur = limit.rlim_max
  _ = setrlimit(resource, &limit)
  guard getrlimit(resource, &limit) == 0 else { return 256 }
  return Int(clamping: limit.rlim_cur)
}
