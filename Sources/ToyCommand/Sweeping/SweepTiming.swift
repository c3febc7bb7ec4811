// How long a plan will take: a sample of its points, timed.

/// What a sample tells about all points.
struct SweepTiming: Sendable {
  /// Seconds per point on one core.
  let secondsPerPoint: Double
  /// Bytes per row.
  let bytesPerPoint: Double
  /// False where a point took longer than the sample may, so that the time is a lower bound.
  let isComplete: Bool

  /// Computes points spread over a grid, for a quarter of a second, or for three seconds of learning.
  init(sampling grid: SweepGrid) {
    let isLearning = grid.learning != nil
    let places = min(isLearning ? 24 : 64, grid.count)
    // Closed forms share what neighbours have in common.
    let run = isLearning ? 1 : 256
    let clock = ContinuousClock()
    var rows = PointRows(grid)
    // The first call of everything is slow.
    if !isLearning { _ = rows.bytes(stride(from: 0, to: min(run, grid.count), by: 1)) { false } }
    let start = clock.now
    let end = start + .seconds(isLearning ? 3 : 0.25)
    var (count, bytes, isComplete) = (0, 0, true)
    for index in 0..<places where clock.now < end {
      // The golden section spreads the places evenly, however many of them there is time for.
      let share = (0.5 + Double(index) * 0.618033988749895).truncatingRemainder(dividingBy: 1)
      let first = min(Int(share * Double(grid.count)), grid.count - 1)
      let last = min(first + run, grid.count)
      guard
        let sample = rows.bytes(
          stride(from: first, to: last, by: 1), isStopping: { clock.now >= end })
      else {
        isComplete = false
        break
      }
      count += last - first
      bytes += sample.count
    }
    let seconds = (clock.now - start) / .seconds(1)
    secondsPerPoint = seconds / Double(max(count, 1))
    bytesPerPoint = count > 0 ? Double(bytes) / Double(count) : 200
    self.isComplete = isComplete
  }
}
