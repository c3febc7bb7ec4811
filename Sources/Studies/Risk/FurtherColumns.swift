// Columns of the table of risks that an option asks for.

package import Report

/// Columns that follow those of ``RiskRow``.
package protocol FurtherColumns: Sendable {
  /// Their names.
  var columns: [String] { get }

  /// Writes their values.
  ///
  /// - Parameters:
  ///   - row: The row to which they belong.
  ///   - sink: Where they go.
  ///   - note: The note of the row, to which the reasons for empty cells are added.
  func write(_ row: RiskRow, to sink: inout some RowSink, note: inout String?)

  /// The same for readers: names and texts.
  func facts(_ row: RiskRow) -> [(String, String)]
}

extension String? {
  /// Adds a note behind those that there are.
  package mutating func add(note: String) {
    self = map { "\($0); \(note)" } ?? note
  }
}
