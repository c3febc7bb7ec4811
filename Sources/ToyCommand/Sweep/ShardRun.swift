// Computing a shard: several threads compute, one file gets the rows in their order.

import Dispatch
import Files
import Libc
import LinearAlgebra
import Studies
import Synchronization

/// The computation of what a shard lacks.
final class ShardRun: Sendable {
  /// How a run has ended.
  enum End: Equatable {
    case complete, interrupted, terminated, timeUp
  }

  private struct State: Sendable {
    /// The blocks to be computed, the number of the next, and of the next to be written.
    var blocks: ShardBlocks
    var next = 0
    var written = 0
    /// How many points are in the file.
    var done: Int
    /// Blocks that wait for those before them, with the number of their rows.
    var waiting: [Int: (bytes: [UInt8], rows: Int)] = [:]
    var failure: CommandError?
    var progress: Progress
  }

  private let file: ShardFile
  private let grid: SweepGrid
  private let shard: Shard
  private let deadline: ContinuousClock.Instant?
  private let checksum: RowChecksum
  /// The points of the shard.
  private let size: Int
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
  ///   - plan: Whose shard it is.
  ///   - deadline: When to stop; nil for never.
  init(
    _ file: ShardFile, _ grid: SweepGrid, _ shard: Shard, of plan: SweepPlan,
    deadline: ContinuousClock.Instant?
  ) {
    self.file = file
    self.grid = grid
    self.shard = shard
    self.deadline = deadline
    checksum = RowChecksum(of: plan)
    size = shard.size(of: grid.count)
    // What takes long is kept as soon as it is done, and does not delay the end when that is asked for.
    let blockSize =
      grid.learning == nil ? Int(min(max(0.01 / plan.secondsPerPoint, 1), 1024)) : 1
    state = Mutex(
      State(
        blocks: ShardBlocks(file.done..<size, blockSize: blockSize, kept: file.kept.pieces),
        done: file.done, progress: Progress(total: size, done: file.done)))
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
    parallelMap(0..<jobs, jobs: jobs) { _ in compute() }
    let end = state.withLock { state in
      state.progress.finish()
      return state
    }
    if let failure = end.failure { throw failure }
    if end.done == size {
      writeDiagnostic("wrote \(try file.finish())")
      return .complete
    }
    if Interruption.hasOccurred { return Interruption.isTermination ? .terminated : .interrupted }
    return .timeUp
  }

  /// One thread: takes a block after the other.
  private func compute() {
    var rows = PointRows(grid, checksum)
    while true {
      room.wait()
      // Whoever finds nothing to do wakes the next, so that all threads end.
      guard let (number, block) = takeBlock() else {
        room.signal()
        return
      }
      switch block {
      case .computed(let range):
        if rows.compute(points(of: range), isStopping: { [self] in isStopping }) {
          write(&rows, range.count, number)
        } else {
          room.signal()
        }
      case .copied(let piece): copy(piece, number)
      }
    }
  }

  /// How many points of the shard are in the file.
  var done: Int { state.withLock { $0.done } }

  private var isStopping: Bool { isEnded || isTimeUp }

  private var isEnded: Bool { isStopped.load(ordering: .relaxed) || Interruption.hasOccurred }

  private var isTimeUp: Bool { deadline.map { ContinuousClock().now >= $0 } ?? false }

  private func takeBlock() -> (number: Int, block: ShardBlocks.Block)? {
    guard !isEnded else { return nil }
    let isTimeUp = isTimeUp
    return state.withLock { state in
      // The first block is begun whatever the time is, so that many short runs come to an end.
      guard state.next == 0 || !isTimeUp, let block = state.blocks.next() else { return nil }
      defer { state.next += 1 }
      return (state.next, block)
    }
  }

  private func points(of rows: Range<Int>) -> StrideTo<Int> {
    stride(
      from: shard.first + rows.lowerBound * shard.count,
      to: shard.first + rows.upperBound * shard.count, by: shard.count)
  }

  /// Writes a block and those that have waited for it, or makes it wait for those before it.
  private func write(_ rows: inout PointRows, _ count: Int, _ number: Int) {
    state.withLock { state in
      guard number == state.written else {
        state.waiting[number] = (rows.takeAll(), count)
        return
      }
      write(rows.bytes, count, &state)
      rows.removeAll()
      writeWaiting(&state)
    }
  }

  /// The same for a block of a damaged file.
  private func copy(_ piece: KeptRows.Piece, _ number: Int) {
    do throws(CommandError) {
      let bytes = try file.kept.bytes(piece)
      state.withLock { state in
        state.waiting[number] = (bytes, piece.rows.count)
        writeWaiting(&state)
      }
    } catch {
      state.withLock { state in fail(error, &state) }
      room.signal()
    }
  }

  private func writeWaiting(_ state: inout State) {
    while let next = state.waiting.removeValue(forKey: state.written) {
      write(next.bytes, next.rows, &state)
    }
  }

  /// Writes the next block.
  private func write(_ bytes: [UInt8], _ rows: Int, _ state: inout State) {
    room.signal()
    guard state.failure == nil else { return }
    do throws(CommandError) {
      try file.append(bytes)
      state.written += 1
      state.done += rows
      state.progress.advance(by: rows)
    } catch {
      fail(error, &state)
    }
  }

  private func fail(_ error: CommandError, _ state: inout State) {
    state.failure = error
    isStopped.store(true, ordering: .relaxed)
  }
}
