// The reference values of Tests/Golden, read as text so that no digit is lost before it is needed.

import Foundation
import Testing

/// One row of a golden file: the texts of its cells by the name of the column.
package struct GoldenRow: Sendable, CustomTestStringConvertible {
  package let file: String
  package let line: Int
  private let cells: [String: String]

  /// The rows of a file in Tests/Golden.
  package static func all(of file: String) throws -> [GoldenRow] {
    let folder = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: folder.appending(path: "Golden/\(file)"), encoding: .utf8)
    var lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = lines.removeFirst()
    return lines.enumerated().map { index, cells in
      GoldenRow(
        file: file, line: index + 2,
        cells: Dictionary(zip(header, cells), uniquingKeysWith: { first, _ in first }))
    }
  }

  /// The text of a cell, nil where it is empty.
  package func text(_ column: String) -> String? {
    cells[column].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The number in a cell, correctly rounded, nil where the cell is empty.
  package func number(_ column: String) -> Double? { text(column).flatMap(Double.init) }

  /// The integer in a cell, nil where the cell is empty.
  package func integer(_ column: String) -> Int? { text(column).flatMap(Int.init) }

  /// 1 − the number in a cell, from its digits: nil where 30 digits of it do not give 17 of 1 − it.
  package func complement(_ column: String) -> Double? {
    guard let value = number(column) else { return nil }
    if abs(value) > 1e20 { return 1 - value }
    if abs(value) < 1e-20 { return 1 }
    guard let decimal = text(column).flatMap({ Decimal(string: $0) }) else { return nil }
    let complement = NSDecimalNumber(decimal: 1 - decimal).stringValue
    guard let result = Double(complement), abs(result) > 1e-13 * abs(value) else { return nil }
    return result
  }

  package var testDescription: String {
    let inputs = cells.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value)" }
    return "\(file):\(line) \(inputs.joined(separator: " "))"
  }
}
