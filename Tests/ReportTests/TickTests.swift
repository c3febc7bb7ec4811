import Testing

@testable import Report

@Suite("Ticks")
struct TickTests {
  private static func ticks(
    _ range: ClosedRange<Double>, _ scale: Axis.Scale = .linear, limit: Int = 6
  ) -> Ticks {
    let axis = Axis("", scale: scale, range: range)
    return Ticks(AxisMap(axis, extent: nil, headroom: 0), limit: limit)
  }

  @Test(
    "linear ticks are 1, 2 or 5 times a power of ten apart",
    arguments: [
      (0.0...1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0.0...500.0, ["0", "100", "200", "300", "400", "500"]),
      (-1.0...1.0, ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
      (1.0...4.2, ["1", "2", "3", "4"]),
      (0.9...1.1, ["0.90", "0.95", "1.00", "1.05", "1.10"]),
      (
        1.0000001...1.0000002,
        [
          "1.00000010", "1.00000012", "1.00000014", "1.00000016",
          "1.00000018", "1.00000020",
        ]
      ),
    ])
  func linear(range: ClosedRange<Double>, labels: [String]) {
    #expect(Self.ticks(range).majors.map(\.label) == labels)
    #expect(Self.ticks(range).multiplier == nil)
  }

  @Test(
    "large and small numbers share a power of ten, close ones an offset",
    arguments: [
      (0.0...2e-5, ["0.0", "0.5", "1.0", "1.5", "2.0"], "×10^{−5}"),
      (0.0...3e7, ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"], "×10^{7}"),
      (1e6...(1e6 + 4e-5), ["0", "1", "2", "3", "4"], "×10^{−5} + 1000000"),
    ])
  func multipliers(range: ClosedRange<Double>, labels: [String], multiplier: String) {
    let ticks = Self.ticks(range, limit: 7)
    #expect(ticks.majors.map(\.label) == labels)
    #expect(ticks.multiplier == multiplier)
  }

  @Test(
    "logarithmic ticks are decades; 2 and 5 are labelled too when the span is short",
    arguments: [
      (0.1...1000.0, ["0.1", "1", "10", "100", "1000"]),
      (1e-8...1e-5, ["10^{−8}", "10^{−7}", "10^{−6}", "10^{−5}"]),
      (1.0...20.0, ["1", "2", "5", "10", "20"]),
      (1e-12...1.0, ["10^{−12}", "10^{−9}", "10^{−6}", "10^{−3}", "10^{0}"]),
      (0.49...1.45, ["0.5", "0.6", "0.8", "1.0", "1.2", "1.4"]),
      (0.0033...0.0101, ["0.004", "0.005", "0.006", "0.008", "0.010"]),
      (30.0...33.0, ["30", "31", "32", "33"]),
      (10.0...1e5, ["10^{1}", "10^{2}", "10^{3}", "10^{4}", "10^{5}"]),
    ])
  func logarithmic(range: ClosedRange<Double>, labels: [String]) {
    #expect(Self.ticks(range, .logarithmic).majors.map(\.label) == labels)
  }

  @Test(
    "an upper end of 2 or 5 times a power of ten is labelled",
    arguments: [(0.01...2, "2"), (0.1...50, "50"), (0.1...30, "10")])
  func upperEnd(range: ClosedRange<Double>, label: String) {
    #expect(Self.ticks(range, .logarithmic).majors.last?.label == label)
  }

  @Test("logarithmic ticks have small ones between decades")
  func minors() {
    #expect(Self.ticks(1...100, .logarithmic).minors.count == 16)
  }

  @Test(
    "any range has at least two ticks, within it and in order",
    arguments: [
      -1e308...1e308, 0...5e-300, 1...1.0000000001, 1e15...(1e15 + 100), -3...7e12, 1e-290...1e290,
      0.3...0.30001, 123456...123457,
    ], [3, 6, 11])
  func anyRange(range: ClosedRange<Double>, limit: Int) {
    for scale in [Axis.Scale.linear, .logarithmic] where scale == .linear || range.lowerBound > 0 {
      let values = Self.ticks(range, scale, limit: limit).majors.map(\.value)
      #expect(values.count >= 1 && values.count <= limit + 1)
      #expect(values == values.sorted())
      let slack = (range.upperBound / 2 - range.lowerBound / 2) * 1e-6
      #expect(values.allSatisfy { $0 >= range.lowerBound - slack })
      #expect(values.allSatisfy { $0 <= range.upperBound + slack })
    }
  }
}

@Suite("Axis ranges")
struct AxisMapTests {
  @Test(
    "constant data lies within the axis",
    arguments: [0, 1, -7.5, 1e300, -1e308, .leastNonzeroMagnitude, .greatestFiniteMagnitude],
    [Axis.Scale.linear, .logarithmic])
  func constant(value: Double, scale: Axis.Scale) {
    let isShown = scale == .linear || value > 0
    let map = AxisMap(
      Axis("", scale: scale), extent: isShown ? (value, value) : nil, headroom: 0.05)
    #expect(map.lower < map.upper && map.lower.isFinite && map.upper.isFinite)
    #expect(!isShown || (map.lower <= value && value <= map.upper))
    if isShown { #expect(map.position(value)?.isFinite == true) }
  }

  @Test("an axis of values that cannot be negative does not go below zero")
  func zero() {
    let map = AxisMap(Axis(""), extent: (0, 10), headroom: 0.05)
    #expect(map.lower == 0 && map.upper == 10.5)
  }

  @Test("a range that a logarithmic axis cannot show gives way to the data")
  func impossibleRange() {
    let map = AxisMap(
      Axis("", scale: .logarithmic, range: 0...10), extent: (1, 100), headroom: 0)
    #expect(map.lower == 1 && map.upper == 100)
  }
}
