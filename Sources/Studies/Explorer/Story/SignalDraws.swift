// Signals and noise for the first screen.

import LinearAlgebra
package import Report

/// Random signals with their noise, for the drawings.
///
/// `y` has one number where the signal is a constant level, else n; `noise` is standard normal.
package struct SignalDraws: Sendable {
  /// The signals, without noise.
  package let signals: [[Double]]
  /// Standard normal numbers, n for each.
  package let noises: [[Double]]

  /// The number of draws.
  package static let count = 8
  /// The seed of the draws.
  package static let seed: UInt64 = 1

  /// Draws of constant signals.
  package init(_ model: StoryModel) {
    var generator = SeededGenerator(seed: Self.seed)
    var (signals, noises): ([[Double]], [[Double]]) = ([], [])
    for _ in 0..<Self.count {
      signals.append([model.mu + model.theta * generator.nextNormal()])
      noises.append((0..<model.n).map { _ in generator.nextNormal() })
    }
    (self.signals, self.noises) = (signals, noises)
  }

  /// The table; numbers to a hundredth.
  package var json: JSONValue {
    func rounded(_ values: [Double]) -> JSONValue {
      .array(values.map { .number(($0 * 100).rounded() / 100) })
    }
    return .array(
      zip(signals, noises).map { signal, noise in
        .record(["y": rounded(signal), "noise": rounded(noise)])
      })
  }
}
