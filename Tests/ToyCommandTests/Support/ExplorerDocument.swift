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
    lines = text[start..<end].split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    try #require(lines.count == 15)
    let description = try jsonObject(Array(lines[0].utf8))
    lists = description.compactMapValues { $0 as? [String] }
    parts = lines.map { Array($0.utf8) }
    columns = parts[5].split(separator: 32).map { Array($0) }
    valleys = parts[8].split(separator: 32).map { Array($0) }
  }

  /// The tables of the scenes.
  func story() throws -> [String: Any] {
    let start = try #require(text.firstRange(of: #"id="story">"#)).upperBound
    let end = try #require(text[start...].firstRange(of: "</script>")).lowerBound
    return try jsonObject(Array(text[start..<end].utf8))
  }

  subscript(_ name: String) -> [String] { lists[name] ?? [] }

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
        let reference = ColumnReader.whole(text[(start + 3 * index)..<(start + 3 * index + 3)])
        return try ColumnReader.column(columns[reference], positions: positions)[state.k]
      }
    }
    let record = parts[2]
    return Entry(
      numbers: try numbers(record, at, 7),
      shape: try numbers(parts[3], 12 * ColumnReader.whole(record[(at + 21)..<(at + 24)]), 4),
      filter: try numbers(parts[4], 12 * ColumnReader.whole(record[(at + 24)..<(at + 27)]), 3))
  }

  /// Risk, bias and variance of the best linear denoiser, both γ, both Wiener values.
  func context(_ state: State) throws -> [Decimal] {
    let at = 28 * contextIndex(state)
    return try (0..<7).map { index in
      try ColumnReader.decimal(
        ColumnReader.number(parts[1][(at + 4 * index)..<(at + 4 * index + 4)]))
    }
  }

  /// The right end of r, and the ends of log₁₀ E, in the landscapes of a θ and σ.
  func landscapeAxes(_ state: State) throws -> [Decimal] {
    let at = 28 * (state.theta * self["sigma"].count + state.sigma) + 8
    return try (0..<3).map { index in
      try ColumnReader.decimal(
        ColumnReader.number(parts[7][(at + 4 * index)..<(at + 4 * index + 4)]))
    }
  }

  /// The critical points of a landscape: kind, r, risk, curvature.
  func criticalPoints(_ state: State) throws -> [(kind: String, numbers: [Decimal])] {
    let index = state.theta * self["sigma"].count + state.sigma
    let text = valleys[index * familyCount + familyIndex(state, isBilevel: false)]
    return try (0..<ColumnReader.whole([text[8]])).map { point in
      let at = 9 + 13 * point
      let numbers = try (0..<3).map { number in
        try ColumnReader.decimal(
          ColumnReader.number(text[(at + 1 + 4 * number)..<(at + 5 + 4 * number)]))
      }
      return (self["kinds"][ColumnReader.whole([text[at]])], numbers)
    }
  }
}
