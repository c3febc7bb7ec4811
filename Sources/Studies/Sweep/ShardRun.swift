// The computation of a shard: several threads compute, and the rows go to one file in order.

import Dispatch
import Files
import Libc
import LinearAlgebra
import Synchronization

/// The computation of the missing rows of a shard.
package final class ShardRun: Sendable {
  /// The way in which a run ended.
  package enum End: Sendable, Equatable {
    case complete, interrupted, terminated, timeUp
  }

  /// The outcome of a run.
  package struct Outcome: Sendable {
    package let end: End
    /// The points of the shard.
    package let size: Int
    /// The numbers of points with a row, before and after the run.
    package let before: Int
    package let done: Int
    /// The number of points without a result, whose rows have the reason.
    package let failed: Int
  }

  /// A block that is computed or copied.
  private struct Finished: Sendable {
    let bytes: [UInt8]
    let rowCount: Int
    /// The number of rows without a result.
    let failureCount: Int
  }

  private struct State: Sendable {
    /// The blocks to be computed, and the numbers of the next to compute and the next to write.
    var blocks: ShardBlocks
    var next = 0
    var written = 0
    /// The number of points in the file.
    var done: Int
    /// The number of those without a result.
    var failed: Int
    /// Blocks that wait for earlier ones.
    var waiting: [Int: Finished] = [:]
    var failure: StudyError?
    var progress: Progress
  }

  private let file: ShardFile
  private let swept: any SweptPoints
  private let study: any SweptStudy
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
  ///   - file: The file of the shard, at the position where it stopped.
  ///   - swept: The points of the plan.
  ///   - shard: The shard.
  ///   - plan: The plan of the shard.
  ///   - deadline: The time to stop; nil for never.
  init(
    _ file: ShardFile, _ swept: any SweptPoints, _ shard: Shard, of plan: SweepPlan,
    deadline: ContinuousClock.Instant?
  ) {
    self.file = file
    self.swept = swept
    study = plan.study
    self.shard = shard
    self.deadline = deadline
    checksum = RowChecksum(of: plan)
    size = shard.size(of: swept.count)
    // Slow points are saved as soon as they are done, and do not delay a requested end.
    let blockSize =
      swept.isSlow ? 1 : Int(min(max(0.01 / plan.secondsPerPoint, 1), 1024))
    state = Mutex(
      State(
        blocks: ShardBlocks(file.done..<size, blockSize: blockSize, kept: file.kept.pieces),
        done: file.done, failed: file.failed,
        progress: Progress("point", total: size, done: file.done)))
  }

  /// Computes until all points are done, the user stops the program or the time is up.
  ///
  /// The rows do not depend on the number of threads.
  ///
  /// - Parameter jobs: The number of threads, at least 1.
  /// - Returns: The way in which the run ended; finished rows are in the file.
  /// - Throws: ``StudyError``.
  func run(jobs: Int) throws(StudyError) -> End {
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

  /// The work of one thread: takes one block after another.
  private func compute() {
    var rows = PointRows(swept, of: study, checksum)
    while true {
      room.wait()
      // A thread that finds nothing to do wakes the next, so that all threads end.
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

  /// The number of points of the shard in the file, and of those without a result.
  var counts: (done: Int, failed: Int) { state.withLock { ($0.done, $0.failed) } }

  private var isStopping: Bool { isEnded || isTimeUp }

  private var isEnded: Bool { isStopped.load(ordering: .relaxed) || Interruption.hasOccurred }

  private var isTimeUp: Bool { deadline.map { ContinuousClock().now >= $0 } ?? false }

  private func takeBlock() -> (number: Int, block: ShardBlocks.Block)? {
    guard !isEnded else { return nil }
    let isTimeUp = isTimeUp
    return state.withLock { state in
      // The first block is started regardless of the time, so that many short runs finish eventually.
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

  /// Writes a block and the blocks that waited for it, or makes it wait for earlier ones.
  private func write(_ rows: inout PointRows, _ count: Int, _ number: Int) {
    state.withLock { state in
      let failures = rows.failureCount
      guard number == state.written else {
        state.waiting[number] = Finished(
          bytes: rows.takeAll(), rowCount: count, failureCount: failures)
        return
      }
      write(Finished(bytes: rows.bytes, rowCount: count, failureCount: failures), &state)
      rows.removeAll()
      writeWaiting(&state)
    }
  }

  /// The same for a block of a damaged file.
  private func copy(_ piece: KeptRows.Piece, _ number: Int) {
    do throws(StudyError) {
      let bytes = try file.kept.bytes(piece)
      state.withLock { state in
        state.waiting[number] = Finished(
          bytes: bytes, rowCount: piece.rows.count, failureCount: piece.failureCount)
        writeWaiting(&state)
      }
    } catch {
      state.withLock { state in fail(error, &state) }
      room.signal()
    }
  }

  private func writeWaiting(_ state: inout State) {
    while let next = state.waiting.removeValue(forKey: state.written) {
      write(next, &state)
    }
  }

  /// Writes the next block.
  private func write(_ block: Finished, _ state: inout State) {
    room.signal()
    guard state.failure == nil else { return }
    do throws(StudyError) {
      try file.append(block.bytes)
      state.written += 1
      state.done += block.rowCount
      state.failed += block.failureCount
      state.progress.advance(by: block.rowCount)
    } catch {
      fail(error, &state)
    }
  }

  private func fail(_ error: StudyError, _ state: inout State) {
    state.failure = error
    isStopped.store(true, ordering: .relaxed)
  }
}

extension SweepFolder {
  /// Computes the missing rows of a shard, in a folder that is created if it does not exist.
  ///
  /// - Parameters:
  ///   - shard: The shard.
  ///   - plan: The plan of the shard.
  ///   - points: The points of the plan.
  ///   - studies: The studies that can be swept.
  ///   - jobs: The number of threads, at least 1.
  ///   - deadline: The time to stop; nil for never.
  /// - Returns: The outcome; nil if the shard was already complete.
  /// - Throws: ``StudyError/incomplete(_:)`` if another program is working on the shard,
  ///   ``StudyError/file(_:)`` for files that cannot be written, and for the folder of another plan.
  package func compute(
    _ shard: Shard, of plan: SweepPlan, _ points: any SweptPoints,
    among studies: [any SweptStudy], jobs: Int, deadline: ContinuousClock.Instant?
  ) throws(StudyError) -> ShardRun.Outcome? {
    try adopt(plan, among: studies)
    guard let file = try ShardFile.open(path, shard, of: plan) else { return nil }
    let run = ShardRun(file, points, shard, of: plan, deadline: deadline)
    let end = try run.run(jobs: jobs)
    let counts = run.counts
    return ShardRun.Outcome(
      end: end, size: shard.size(of: plan.points), before: file.done, done: counts.done,
      failed: counts.failed)
  }
}
