extension Table {
  /// The table as JSON (RFC 8259), in UTF-8: an array of objects, one per row, or one object.
  ///
  /// The keys are the column names in their order. JSON knows no infinities: a non-finite number
  /// becomes `null` and the row's note is its reason. The note, if there is one, is the last member,
  /// under the key `note`; a row that has a non-finite number and no note gets the note
  /// `COLUMN is not finite`. A column that is itself called `note` takes the key, and notes are then
  /// not written. The text ends with a line feed.
  ///
  /// - Parameter singleObject: Whether to write the only row as an object instead of an array.
  /// - Returns: The bytes of the file.
  /// - Precondition: there is exactly one row if `singleObject` is true.
  /// - Complexity: O(cells).
  public func json(singleObject: Bool = false) -> [UInt8] {
    precondition(
      !singleObject || rows.count == 1, "one object needs one row, and there are \(rows.count)")
    var output = ""
    if singleObject {
      for row in rows { output += "{\n  \(members(of: row).joined(separator: ",\n  "))\n}\n" }
      return Array(output.utf8)
    }
    output += "["
    for (index, row) in rows.enumerated() {
      output += index == 0 ? "\n  {" : ",\n  {"
      output += members(of: row).joined(separator: ", ")
      output += "}"
    }
    output += rows.isEmpty ? "]\n" : "\n]\n"
    return Array(output.utf8)
  }

  /// What the row's note says: its own words, or which numbers JSON cannot hold.
  private func noteText(of row: Row) -> String? {
    if let note = row.note { return note }
    var reasons: [String] = []
    for index in row.cells.indices {
      if case .number(let number) = row.cells[index], !number.isFinite {
        reasons.append("\(columns[index]) is not finite")
      }
    }
    return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
  }

  /// The members of a row's object, the note last.
  private func members(of row: Row) -> [String] {
    var members = zip(columns, row.cells).map { name, cell in
      let value =
        switch cell {
        case .empty: "null"
        case .text(let text): quotedJSON(text)
        case .integer(let integer): integer.description
        case .truth(let truth): truth.description
        case .number(let number): number.isFinite ? number.description : "null"
        }
      return "\(quotedJSON(name)): \(value)"
    }
    if !columns.contains("note"), let note = noteText(of: row) {
      members.append("\"note\": \(quotedJSON(note))")
    }
    return members
  }
}

/// A JSON string: quoted, with quotes, backslashes and control characters escaped.
///
/// - Parameter text: The text.
/// - Returns: The string with its quotes.
/// - Complexity: O(length).
public func quotedJSON(_ text: String) -> String {
  var output = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": output += "\\\""
    case "\\": output += "\\\\"
    case "\n": output += "\\n"
    case "\r": output += "\\r"
    case "\t": output += "\\t"
    case "\0"..<" ":
      let digits = String(scalar.value, radix: 16)
      output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: output.unicodeScalars.append(scalar)
    }
  }
  return output + "\""
}
