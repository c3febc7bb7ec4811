// The vertical axis of a phase diagram.

import Libc

/// The vertical axis; k/n runs from left to right.
package enum PhaseAxis: String, Sendable, CaseIterable {
  case snr, omega

  /// The option for its ends and for the points between which boundaries are sought.
  package var option: String { "--\(rawValue)" }

  /// The default step sizes if `--omega` is omitted: those of the panels, or those of the axis.
  package var defaultSteps: String {
    switch self {
    case .snr: "0.2,0.5,0.8,learned"
    case .omega: "0.001,0.01..2:0.01"
    }
  }

  /// The same for `--snr`, in decibels.
  package var defaultRatios: String {
    switch self {
    case .snr: "-10..30"
    case .omega: "0,10,20"
    }
  }

  /// The name for the axis of a plot.
  package var label: String {
    switch self {
    case .snr: "SNR in dB"
    case .omega: "step size *ω*"
    }
  }
}

/// The signal-to-noise ratio of data, tr C/(nσ²): energy of the signal over that of the noise.
package enum SignalToNoise {
  /// The largest magnitude of a ratio, in decibels.
  package static let limit = 300.0

  /// The ratio for a number of decibels.
  package static func ratio(decibels: Double) -> Double { pow(10, decibels / 10) }
}
