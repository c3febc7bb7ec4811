// An estimate of the time for a plan, from a timed sample of its points, and the summary for a reader.

import Files
import Libc
import LinearAlgebra
import Report

/// The estimates of a sample for all points.
package struct SweepTiming: Sendable {
  /// Seconds per point on one core.
  package let secondsPerPoint: Double
  /// Bytes per row.
  package let bytesPerPoint: Double
  /// False if one point took longer than the sample may, so that the time is a lower bound.
  package let isComplete: Bool

  /// Computes points spread over a grid, for a fifth of a second, or for three seconds if they are slow.
  package init(sampling points: any SweptPoints, of study: any SweptStudy) {
    let isSlow = points.isSlow
    // Closed forms share work between neighbours, so many of them are timed in a few places.
    let (places, run, piece) = isSlow ? (24, 1, 1) : (64, 4096, 16)
    let clock = ContinuousClock()
    var rows = PointRows(points, of: study, RowChecksum())
    setBLASThreads(1)
    // The first call of everything is slow.
    if !isSlow { _ = rows.compute(stride(from: 0, to: 1, by: 1)) { false } }
    rows.removeAll()
    let end = clock.now + .seconds(isSlow ? 3 : 0.2)
    let start = processorSeconds()
    var (count, bytes, isEnded) = (0, 0, false)
    for index in 0..<min(places, points.count) where !isEnded && count < points.count {
      // The golden section spreads any number of places evenly.
      let share = (0.5 + Double(index) * 0.618033988749895).truncatingRemainder(dividingBy: 1)
      let origin = min(Int(share * Double(points.count)), points.count - 1)
      for first in stride(from: origin, to: min(origin + run, points.count), by: piece) {
        let last = min(first + piece, points.count)
        guard rows.compute(stride(from: first, to: last, by: 1), isStopping: { clock.now >= end })
        else {
          isEnded = true
          break
        }
        count += last - first
        bytes += rows.bytes.count
        rows.removeAll()
        isEnded = clock.now >= end
        if isEnded { break }
      }
    }
    let seconds = processorSeconds() - start
    secondsPerPoint = seconds / Double(max(count, 1))
    bytesPerPoint = count > 0 ? Double(bytes) / Double(count) : 200
    isComplete = count > 0
  }
}

extension SweepPlan {
  /// The target time of a shard, in seconds: long enough for a scheduler, short enough to lose.
  private static let shardSeconds = 600.0

  /// The cost of the plan, with the commands that carry it out.
  ///
  /// - Parameters:
  ///   - timing: The timing of a sample of points.
  ///   - path: The path of the plan.
  /// - Returns: Lines.
  package func summary(_ timing: SweepTiming, path: String) -> String {
    let shards = Int(
      min((seconds / Self.shardSeconds).rounded(.up), Double(Shard.countLimit), Double(points)))
    let bound = timing.isComplete ? "" : "more than "
    let advice =
      shards > 1 ? "\(shards), of about \(inWords(seconds: seconds / Double(shards))) each" : "1"
    let facts = [
      ("points", "\(points)"),
      (
        "time",
        "\(bound)\(inWords(seconds: secondsPerPoint)) a point, "
          + "\(bound)\(inWords(seconds: seconds)) on one core"
      ),
      ("size", "\(inWords(bytes: timing.bytesPerPoint * Double(points))) of CSV"),
      ("shards", advice),
    ]
    let file = shellQuoted(path)
    let run =
      shards > 1
      ? "seq \(shards) | parallel toy sweep run \(file) --shard {}/\(shards) --jobs 1 -o results"
      : "toy sweep run \(file) -o results"
    return facts.map { name, value in
      name + String(repeating: " ", count: 9 - name.count) + value + "\n"
    }.joined() + "\n\(run)\ntoy sweep status results\ntoy sweep merge results -o all.csv\n"
  }
}

/// A time in the unit that suits it.
private func inWords(seconds: Double) -> String {
  let units: [(Double, String)] = [
    (86400, "days"), (3600, "hours"), (60, "minutes"), (1, "s"), (1e-3, "ms"), (1e-6, "µs"),
  ]
  // Below two of a unit the next smaller unit says more.
  let unit = units.first { seconds >= 2 * $0.0 } ?? (1e-6, "µs")
  return "\(formatted(seconds / unit.0, significantDigits: 3)) \(unit.1)"
}

/// A size in the unit that suits it.
private func inWords(bytes: Double) -> String {
  let units: [(Double, String)] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
  let unit = units.first { bytes >= $0.0 } ?? (1, "bytes")
  return "\(formatted(bytes / unit.0, significantDigits: 3)) \(unit.1)"
}
