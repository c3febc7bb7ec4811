import Foundation
import Report

/// The text of bytes that are UTF-8.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// A curve of a function over abscissas.
func curve(
  _ label: String, _ color: Ink = .blue, dash: Dash = .solid, marker: Marker = .none,
  over abscissas: [Double], _ function: (Double) -> Double
) -> Curve {
  Curve(
    label, points: abscissas.map { Point(x: $0, y: function($0)) },
    style: Style(color: color, dash: dash, marker: marker))
}

/// A figure of one panel.
func figure(
  _ curves: [Curve], x: Axis = Axis("*k*"), y: Axis = Axis("risk"), bands: [Band] = [],
  guides: [Guide] = []
) -> Figure {
  Figure(
    title: "A figure", command: "toy figure",
    panels: [Panel(xAxis: x, yAxis: y, curves: curves, bands: bands, guides: guides)])
}

/// A generator of the same numbers on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
