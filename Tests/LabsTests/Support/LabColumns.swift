// Settings of labs by the names of their parameters, and columns of their tables.

import Evidence
import LabKit
import Report
import Testing

extension Lab {
  /// Settings with values of some parameters.
  func settings(_ values: [(String, LabValue)] = [], seed: UInt64 = 0) throws -> LabSettings {
    var settings = LabSettings(parameters, seed: seed, command: "toy lab \(id)")
    for (name, value) in values {
      settings.set(try #require(parameters.first { $0.name == name }), to: value)
    }
    return settings
  }
}

extension LabStudy {
  /// A column of a table.
  func cells(_ table: String, _ column: String) throws -> [Cell] {
    let table = try #require(tables.first { $0.name == table }).table
    let index = try #require(table.columns.firstIndex(of: column))
    return table.rows.map { $0.cells[index] }
  }

  /// Expects that every claim that was decided holds.
  func expectAllHold(at place: SourceLocation = #_sourceLocation) {
    #expect(failures.isEmpty, "\(failures.map(\.comparison.inWords))", sourceLocation: place)
  }

  /// The numbers of a column; NaN where there is none.
  func numbers(_ table: String, _ column: String) throws -> [Double] {
    try cells(table, column).map { $0.value ?? .nan }
  }
}

extension Cell {
  /// The number; nil in other cells.
  var value: Double? {
    switch self {
    case .number(let number), .bound(let number, _): number
    case .integer(let integer): Double(integer)
    case .empty, .text, .truth: nil
    }
  }
}
