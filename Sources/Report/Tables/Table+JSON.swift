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
    var writer = JSONWriter(columns: columns, singleObject: singleObject)
    for row in rows {
      for cell in row.cells { writer.append(cell) }
      writer.endRow(note: row.note)
    }
    writer.end()
    return writer.bytes
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
