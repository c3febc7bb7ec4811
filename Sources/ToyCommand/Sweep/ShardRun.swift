// Computing a shard: several threads compute, one file gets the rows in their order.

import Dispatch
import LinearAlgebra
import Synchronization

/// The computation of what a shard lacks.
final class ShardRun: Sendable {
  /// How a run has ended.
  enum End: Equatable {
    case complete, interrupted, terminated, timeUp
  }

  private struct State: Sendable {
    /// The next block to be computed, and the next to be written.
    var next = 0
    var written = 0
    /// Blocks that wait for those before them.
    var waiting: [Int: [UInt8]] = [:]
    var failure: CommandError?
    var progress: Progress
  }

  private let file: ShardFile
  private let grid: SweepGrid
  private let shard: Shard
  private let deadline: ContinuousClock.Instant?
  /// The points of the shard, and how many of them come in one block.
  private let size: Int
  private let blockSize: Int
  private let blockCount: Int
  private let state: Mutex<State>
  private let isStopped = Atomic(false)
  /// Room for finished blocks.
  private let room = DispatchSemaphore(value: 0)

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - file: The file of the shard, where it was left.
  ///   - grid: The points of the plan.
  ///   - shard: Which of them.
  ///   - secondsPerPoint: What a point takes, about.
  ///   - deadline: When to stop; nil for never.
  init(
    _ file: ShardFile, _ grid: SweepGrid, _ shard: Shard, secondsPerPoint: Double,
    deadline: ContinuousClock.Instant?
  ) {
    self.file = file
    self.grid = grid
    self.shard = shard
    self.deadline = deadline
    size = shard.size(of: grid.count)
    // What takes long is kept as soon as it is done, and does not delay the end when that is asked for.
    blockSize = grid.learning == nil ? Int(min(max(0.01 / secondsPerPoint, 1), 1024)) : 1
    blockCount = (size - file.done + blockSize - 1) / blockSize
    state = Mutex(State(progress: Progress(total: size, done: file.done)))
  }

  /// Computes until everything is there, the user stops the program or the time is up.
  ///
  /// The rows do not depend on the number of threads.
  ///
  /// - Parameter jobs: The number of threads, at least 1.
  /// - Returns: How it has ended; what is done is in the file.
  /// - Throws: ``CommandError`` of status cannotWrite.
  func run(jobs: Int) throws(CommandError) -> End {
    setBLASThreads(1)
    for _ in 0..<(4 * jobs) { room.signal() }
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in compute() }
    let end = state.withLock { state in
      state.progress.finish()
      return state
    }
    if let failure = end.failure { throw failure }
    if end.written == blockCount {
      writeDiagnostic("wrote \(try file.finish())")
      return .complete
    }
    if Interruption.hasOccurred { return Interruption.isTermination ? .terminated : .interrupted }
    return .timeUp
  }

  /// One thread: takes a block after the other.
  private func compute() {
    var rows = PointRows(grid)
    while true {
      room.wait()
      // Whoever finds nothing to do wakes the next, so that all threads end.
      guard let block = takeBlock() else {
        room.signal()
        return
      }
      if rows.compute(points(of: block), isStopping: { [self] in isStopping }) {
        write(&rows, block)
      } else {
        room.signal()
      }
    }
  }

  /// How many points of the shard are in the file.
  var done: Int { min(file.done + state.withLock { $0.written } * blockSize, size) }

  private var isStopping: Bool { isEnded || isTimeUp }

  private var isEnded: Bool { isStopped.load(ordering: .relaxed) || Interruption.hasOccurred }

  private var isTimeUp: Bool { deadline.map { ContinuousClock().now >= $0 } ?? false }

  private func takeBlock() -> Int? {
    guard !isEnded else { return nil }
    let isTimeUp = isTimeUp
    return state.withLock { state in
      // The first block is begun whatever the time is, so that many short runs come to an end.
      guard state.next < blockCount, state.next == 0 || !isTimeUp else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  private func points(of block: Int) -> StrideTo<Int> {
    let start = file.done + block * blockSize
    let end = min(start + blockSize, size)
    return stride(
      from: shard.first + start * shard.count, to: shard.first + end * shard.count,
      by: shard.count)
  }

  /// Writes a block and those that have waited for it, or makes it wait for those before it.
  private func write(_ rows: inout PointRows, _ block: Int) {
    state.withLock { state in
      guard block == state.written else {
        state.waiting[block] = rows.takeAll()
        return
      }
      write(rows.bytes, &state)
      rows.removeAll()
      while let next = state.waiting.removeValue(forKey: state.written) { write(next, &state) }
    }
  }

  /// Writes the next block.
  private func write(_ rows: [UInt8], _ state: inout State) {
    room.signal()
    guard state.failure == nil else { return }
    do throws(CommandError) {
      try file.append(rows)
      state.written += 1
      state.progress.advance(by: blockSize)
    } catch {
      state.failure = error
      isStopped.store(true, ordering: .relaxed)
    }
  }
}
