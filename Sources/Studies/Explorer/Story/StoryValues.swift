// Numbers of the story's tables as JSON.

package import Report
package import ToyModel

extension JSONValue {
  /// A number with the digits that tables print, six unless said; null where it is not finite.
  package static func digits(_ value: Double, count: Int = PrintedNumber.digits) -> JSONValue {
    guard value.isFinite else { return .null }
    if let whole = Int(exactly: value), abs(whole) < 1_000_000 { return .integer(whole) }
    return .number(Double(formatted(value, significantDigits: count)) ?? value)
  }

  /// A list of such numbers.
  package static func digits(
    _ values: some Sequence<Double>, count: Int = PrintedNumber.digits
  ) -> JSONValue {
    .array(values.map { .digits($0, count: count) })
  }

  /// Decibels; null where they are infinite.
  package static func decibels(_ value: Double?) -> JSONValue {
    value.map { .digits($0) } ?? .null
  }

  /// The marker of a kind of families in figures.
  package static func mark(of style: FamilyStyle) -> JSONValue { .text("\(style.marker)") }

  /// An object of members in this order.
  package static func record(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(members.map { Member($0.key, $0.value) })
  }
}

extension JSONValue {
  /// For every N a list over ω of what filters have to show.
  ///
  /// - Parameters:
  ///   - depths: N.
  ///   - stepSizes: ω.
  ///   - entry: The values of one filter.
  /// - Returns: A list of lists.
  /// - Throws: Any error of an entry.
  package static func filters(
    depths: [Int], stepSizes: [Double],
    _ entry: (_ filter: UnrolledFilter) throws(StudyError) -> JSONValue
  ) throws(StudyError) -> JSONValue {
    var rows: [JSONValue] = []
    for depth in depths {
      var entries: [JSONValue] = []
      for stepSize in stepSizes {
        entries.append(try entry(UnrolledFilter(depth: depth, stepSize: stepSize)))
      }
      rows.append(.array(entries))
    }
    return .array(rows)
  }
}

extension ColumnCode {
  /// The code of a column as text.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  package func text(_ column: [Double]) throws(StudyError) -> JSONValue {
    .text(String(decoding: try encode(column), as: UTF8.self))
  }
}

extension PlotLine {
  /// The vertices as text, for a box that is stated elsewhere.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a range that has no code.
  package func text() throws(StudyError) -> JSONValue {
    .text(String(decoding: try code().vertices, as: UTF8.self))
  }
}
