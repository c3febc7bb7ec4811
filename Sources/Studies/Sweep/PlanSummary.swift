// The summary of a plan for a reader.

import Files
import Report

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
