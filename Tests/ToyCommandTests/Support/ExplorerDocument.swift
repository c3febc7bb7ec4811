// The explorer's page, read without its script and without the code that wrote it.

import Foundation
import Studies
import TestSupport
import Testing

/// The table of an explorer's page.
struct ExplorerDocument: Sendable {
  /// The whole page.
  let text: String
  /// The lines of the table.
  let lines: [String]
  /// The values of the sliders, and the lists of words, by name.
  let lists: [String: [String]]

  private let columns: [[UInt8]]
  private let valleys: [[UInt8]]
  private let parts: [[UInt8]]

  init(_ bytes: [UInt8]) throws {
    text = String(decoding: bytes, as: UTF8.self)
    let start = try #require(text.firstRange(of: #"id="table">"#)).upperBound
    let end = try #require(text[start...].firstRange(of: "</script>")).lowerBound
    lines = text[start..<end].split(separator: "\n").map(String.init)
    try #require(lines.count == 9)
    let description = try jsonObject(Array(lines[0].utf8))
    lists = description.compactMapValues { $0 as? [String] }
    parts = lines.map { Array($0.utf8) }
    columns = parts[5].split(separator: 32).map { Array($0) }
    valleys = parts[8].split(separator: 32).map { Array($0) }
  }

  subscript(_ name: String) -> [String] { lists[name] ?? [] }

  // MARK: Digits

  private static let values: [UInt8: Int] = {
    let characters = (33...126).filter { ![34, 38, 60, 92].contains($0) }.map { UInt8($0) }
    return Dictionary(uniqueKeysWithValues: zip(characters, 0...))
  }()

  static func whole(_ text: some Collection<UInt8>) -> Int {
    text.reduce(0) { 90 * $0 + (values[$1] ?? 0) }
  }

  /// A number of four characters in scientific notation, such as `-123456e-7`.
  static func number(_ text: ArraySlice<UInt8>) -> String {
    let code = whole(text) - 1
    guard code >= 0 else { return "0" }
    let (scale, rest) = code.quotientAndRemainder(dividingBy: 900_000)
    return "\(scale % 2 == 1 ? "-" : "")\(rest + 100_000)e\(scale / 2 - 30)"
  }

  // MARK: Columns

  /// A column as decimals, exact; `positions` are the values of k.
  static func column(_ text: [UInt8], positions: [Int]) throws -> [Decimal] {
    var result = [try decimal(number(text[0..<4]))]
    var at = 4
    while result.count < positions.count {
      let first = at < text.count ? whole([text[at]]) : 29
      at += 1
      guard first < 89 else {
        result.append(try decimal(number(text[at..<at + 4])))
        at += 4
        continue
      }
      var difference = first - 29
      if first >= 60 {
        difference = 90 * (first - 60) + whole([text[at]]) - 1305
        at += 1
      }
      result.append(continued(result, positions, by: difference))
    }
    return result
  }

  private static func decimal(_ text: String) throws -> Decimal {
    try #require(Decimal(string: text), "\(text)")
  }

  /// The line through the last two numbers, rounded down to six digits, plus a difference.
  ///
  /// On the way to six digits nothing but the last step rounds; the line itself is rounded down to a
  /// multiple of the smaller unit of the two.
  private static func continued(
    _ column: [Decimal], _ positions: [Int], by difference: Int
  ) -> Decimal {
    let index = column.count
    guard index > 1 else { return shifted(column[0], by: difference) }
    let (a, b) = (column[index - 2], column[index - 1])
    let units = [a, b].filter { $0 != 0 }.map(unit)
    guard let unit = units.min() else { return 0 }
    let power = Decimal(sign: .plus, exponent: unit, significand: 1)
    let step = Decimal(positions[index] - positions[index - 1])
    let before = Decimal(positions[index - 1] - positions[index - 2])
    let line = b + floored((b - a) / power * step / before) * power
    return shifted(line, by: difference)
  }

  private static func shifted(_ value: Decimal, by difference: Int) -> Decimal {
    guard value != 0 else { return 0 }
    let power = Decimal(sign: .plus, exponent: unit(value), significand: 1)
    return (floored(value / power) + Decimal(difference)) * power
  }

  /// The exponent of the last of six digits.
  private static func unit(_ value: Decimal) -> Int {
    var (rest, exponent) = (abs(value), 0)
    while rest >= 1_000_000 { (rest, exponent) = (rest / 10, exponent + 1) }
    while rest < 100_000 { (rest, exponent) = (rest * 10, exponent - 1) }
    return exponent
  }

  private static func floored(_ value: Decimal) -> Decimal {
    var (input, result) = (value, Decimal())
    NSDecimalRound(&result, &input, 0, .down)
    return result > value ? result - 1 : result
  }

  // MARK: Records

  /// A position of the sliders, as indices of the lists.
  struct State: Sendable {
    var data = 0
    var theta = 0
    var sigma = 0
    var k = 0
    var depth = 0
    var omega = 0
  }

  /// What the page has for one state and family, as the decimals that it shows.
  struct Entry {
    /// Risk, bias, variance, ratio to linear, ratio to bilevel, first and free eigenvalue.
    let numbers: [Decimal]
    /// Attainment, whether the first direction is forced, forced and free counts of the others.
    let shape: [Decimal]
    /// ω, f(0), and the other end of the image.
    let filter: [Decimal]
  }

  private func familyIndex(_ state: State, isBilevel: Bool) -> Int {
    isBilevel ? 0 : 1 + state.depth * self["omega"].count + state.omega
  }

  private var familyCount: Int { 1 + self["depth"].count * self["omega"].count }

  private func contextIndex(_ state: State) -> Int {
    (state.data * self["theta"].count + state.theta) * self["sigma"].count + state.sigma
  }

  func entry(_ state: State, isBilevel: Bool = false) throws -> Entry {
    let positions = self["k"].compactMap(Int.init)
    let at =
      27 * (contextIndex(state) * familyCount + familyIndex(state, isBilevel: isBilevel))
    func numbers(_ text: [UInt8], _ start: Int, _ count: Int) throws -> [Decimal] {
      try (0..<count).map { index in
        let reference = Self.whole(text[(start + 3 * index)..<(start + 3 * index + 3)])
        return try Self.column(columns[reference], positions: positions)[state.k]
      }
    }
    let record = parts[2]
    return Entry(
      numbers: try numbers(record, at, 7),
      shape: try numbers(parts[3], 12 * Self.whole(record[(at + 21)..<(at + 24)]), 4),
      filter: try numbers(parts[4], 12 * Self.whole(record[(at + 24)..<(at + 27)]), 3))
  }

  /// Risk, bias and variance of the best linear denoiser, both γ, both Wiener values.
  func context(_ state: State) throws -> [Decimal] {
    let at = 28 * contextIndex(state)
    return try (0..<7).map { index in
      try Self.decimal(Self.number(parts[1][(at + 4 * index)..<(at + 4 * index + 4)]))
    }
  }

  /// The critical points of a landscape: kind, r, risk, curvature.
  func criticalPoints(_ state: State) throws -> [(kind: String, numbers: [Decimal])] {
    let index = state.theta * self["sigma"].count + state.sigma
    let text = valleys[index * familyCount + familyIndex(state, isBilevel: false)]
    return try (0..<Self.whole([text[20]])).map { point in
      let at = 21 + 13 * point
      let numbers = try (0..<3).map { number in
        try Self.decimal(Self.number(text[(at + 1 + 4 * number)..<(at + 5 + 4 * number)]))
      }
      return (self["kinds"][Self.whole([text[at]])], numbers)
    }
  }
}
