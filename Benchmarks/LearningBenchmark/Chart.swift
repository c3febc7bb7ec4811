// The chart of the ratios.

import BenchmarkSupport
import Report

/// Draws how many times faster this project is than the better peer, over N.
///
/// Each of the following lines of standard input is `k`, the ratio of bilevel, and then N and the
/// ratio in turn.
func writeChart(to path: String, lines: Int) throws {
  let styles = [
    Style(color: .blue, marker: .circle), Style(color: .vermillion, marker: .square),
    Style(color: .green, marker: .triangle), Style(color: .purple, marker: .diamond),
  ]
  var (curves, guides): ([Curve], [Guide]) = ([], [])
  for index in 0..<lines {
    guard let line = readLine() else { throw RequestError("too few lines") }
    let fields = line.split(separator: "\t").map(String.init)
    let numbers = fields.compactMap(Double.init)
    guard fields.count == numbers.count, numbers.count >= 2, numbers.count % 2 == 0 else {
      throw RequestError("'\(line)' is not a curve")
    }
    let style = styles[index % styles.count]
    let points = stride(from: 2, to: numbers.count, by: 2).map {
      Point(x: numbers[$0], y: numbers[$0 + 1])
    }
    curves.append(Curve("*k* = \(fields[0])", points: points, style: style))
    guides.append(
      Guide(
        .horizontal, at: numbers[1], label: "bilevel, *k* = \(fields[0])",
        style: Style(color: style.color, dash: .dashed, width: 1)))
  }
  let figure = Figure(
    title: "Times faster than the better of PyTorch and JAX, risk and gradient",
    command: "make bench",
    panels: [
      Panel(
        xAxis: Axis("depth *N*", scale: .logarithmic),
        yAxis: Axis("time of the better peer / ours", scale: .logarithmic),
        curves: curves, guides: guides)
    ])
  try figure.svg().withUnsafeBytes { try writeBytes($0, to: path) }
}
