// The chart of the ratios.

import BenchmarkSupport
import Report

/// Draws how many times faster this project is than the better peer, over N.
///
/// Each of the following lines of standard input is `k`, the ratio of bilevel, and then N and the
/// ratio in turn.
func writeChart(to path: String, lines: Int) throws {
  // Vermillion belongs to bilevel learning; the sizes differ in markers.
  let markers: [Marker] = [.circle, .square, .triangle, .diamond]
  var (curves, guides): ([Curve], [Guide]) = ([], [])
  for index in 0..<lines {
    guard let line = readLine() else { throw RequestError("too few lines") }
    let fields = line.split(separator: "\t").map(String.init)
    let numbers = fields.compactMap(Double.init)
    guard fields.count == numbers.count, numbers.count >= 2, numbers.count % 2 == 0 else {
      throw RequestError("'\(line)' is not a curve")
    }
    let points = stride(from: 2, to: numbers.count, by: 2).map {
      Point(x: numbers[$0], y: numbers[$0 + 1])
    }
    curves.append(
      Curve(
        "unrolling, *k* = \(fields[0])", points: points,
        style: Style(color: .black, marker: markers[index % markers.count])))
    guides.append(
      Guide(
        .horizontal, at: numbers[1], label: "bilevel, *k* = \(fields[0])",
        style: Style(color: .vermillion, dash: .dashed, width: 1)))
  }
  let depths = Set(curves.flatMap(\.points).map(\.x)).sorted()
  let figure = Figure(
    title: "Times faster than the better of PyTorch and JAX, risk and gradient",
    command: "make bench",
    panels: [
      Panel(
        title: "times faster than the better of PyTorch and JAX",
        xAxis: Axis(
          "depth *N*", scale: .logarithmic,
          ticks: depths.map { Axis.Tick($0, shortest($0)) }),
        yAxis: Axis("time of the better peer / ours", scale: .logarithmic),
        curves: curves, guides: guides)
    ])
  try figure.svg().withUnsafeBytes { try writeBytes($0, to: path) }
}
