// How long a plan will take: a sample of its points, timed.

import Glibc
import LinearAlgebra

/// What a sample tells about all points.
struct SweepTiming: Sendable {
  /// Seconds per point on one core.
  let secondsPerPoint: Double
  /// Bytes per row.
  let bytesPerPoint: Double
  /// False where a point took longer than the sample may, so that the time is a lower bound.
  let isComplete: Bool

  /// Computes points spread over a grid, for a fifth of a second, or for three seconds of learning.
  init(sampling grid: SweepGrid) {
    let isLearning = grid.learning != nil
    let places = min(isLearning ? 24 : 64, grid.count)
    // Closed forms share what neighbours have in common.
    let run = isLearning ? 1 : 256
    let clock = ContinuousClock()
    var rows = PointRows(grid)
    // The first call of everything is slow.
    setBLASThreads(1)
    if !isLearning { _ = rows.compute(stride(from: 0, to: min(run, grid.count), by: 1)) { false } }
    rows.removeAll()
    let end = clock.now + .seconds(isLearning ? 3 : 0.2)
    let start = processorSeconds()
    var (count, bytes, isComplete) = (0, 0, true)
    for index in 0..<places where clock.now < end && count < grid.count {
      // The golden section spreads the places evenly, however many of them there is time for.
      let share = (0.5 + Double(index) * 0.618033988749895).truncatingRemainder(dividingBy: 1)
      let first = min(Int(share * Double(grid.count)), grid.count - 1)
      let last = min(first + run, grid.count)
      let sample = stride(from: first, to: last, by: 1)
      isComplete = rows.compute(sample) { clock.now >= end }
      guard isComplete else { break }
      count += last - first
      bytes += rows.bytes.count
      rows.removeAll()
    }
    let seconds = processorSeconds() - start
    secondsPerPoint = seconds / Double(max(count, 1))
    bytesPerPoint = count > 0 ? Double(bytes) / Double(count) : 200
    self.isComplete = isComplete
  }
}

/// The time that all threads of the program have computed; other programs do not count.
private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
