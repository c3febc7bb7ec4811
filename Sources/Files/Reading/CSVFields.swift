// The fields of a line, and the layout of a file as its first lines show it.

/// The separator of two fields.
package enum FieldSeparator: Sendable, Equatable {
  /// A comma, semicolon or tab; two in a row enclose an empty field.
  case byte(UInt8)
  /// Any number of blanks and tabs.
  case blanks
}

/// One field of a line.
package struct CSVField: Sendable, Equatable {
  /// The position of the field, without surrounding blanks and quotes.
  package var range: Range<Int>
  /// Whether quotes surround it.
  package var isQuoted = false
  /// Whether a quote is not closed, or something follows the closing quote.
  package var isBroken = false
}

/// The iterator over the fields of a line.
package struct FieldScanner {
  private var position: Int
  private let end: Int
  private let separator: FieldSeparator
  private var hasMore = true

  /// Starts on a line that has no trailing blanks and is not blank.
  package init(_ line: Range<Int>, separator: FieldSeparator) {
    position = line.lowerBound
    end = line.upperBound
    self.separator = separator
  }

  /// The next field; nil at the end.
  package mutating func next(_ bytes: [UInt8]) -> CSVField? {
    guard hasMore else { return nil }
    while position < end, isBlank(bytes[position]), !isSeparator(bytes[position]) { position += 1 }
    if separator == .blanks {
      while position < end, isBlank(bytes[position]) { position += 1 }
    }
    var field = CSVField(range: position..<position)
    if position < end, bytes[position] == 0x22 {
      quotedField(bytes, &field)
    } else {
      var last = position
      while position < end, !isSeparator(bytes[position]) {
        position += 1
        if !isBlank(bytes[position - 1]) { last = position }
      }
      field.range = field.range.lowerBound..<last
    }
    hasMore = position < end
    position += 1
    return field
  }

  /// RFC 4180: a quote within quotes is written twice.
  private mutating func quotedField(_ bytes: [UInt8], _ field: inout CSVField) {
    field.isQuoted = true
    position += 1
    let start = position
    while position < end {
      if bytes[position] == 0x22 {
        guard position + 1 < end, bytes[position + 1] == 0x22 else { break }
        position += 1
      }
      position += 1
    }
    field.range = start..<min(position, end)
    field.isBroken = position >= end
    position += 1
    while position < end, !isSeparator(bytes[position]) {
      if !isBlank(bytes[position]) { field.isBroken = true }
      position += 1
    }
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    if case .byte(let separator) = separator { byte == separator } else { isBlank(byte) }
  }
}

/// True for a blank and a tab.
package func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

/// The layout of a file, inferred from its first two lines.
package struct CSVLayout: Sendable, Equatable {
  package let separator: FieldSeparator
  /// Whether the first line names the columns.
  package let hasHeader: Bool
  /// Whether the first column names the rows.
  package let hasIndexColumn: Bool
  /// The number of columns below a header, including the index; nil without a header.
  package let headerColumns: Int?

  /// Infers the layout from the first lines.
  ///
  /// - Parameters:
  ///   - first: The first line.
  ///   - second: The second line; nil if there is none.
  ///   - reading: The user's choices.
  package init(_ first: [UInt8], _ second: [UInt8]?, _ reading: TableReading) {
    let separator = Self.separator(first, second)
    let names = Names(first, separator)
    self.separator = separator
    hasHeader =
      switch reading.header {
      case .yes: true
      case .no: false
      case .auto: names.areNames
      }
    guard hasHeader else {
      hasIndexColumn = reading.indexColumn == .yes
      headerColumns = nil
      return
    }
    let count = Self.count(first, separator)
    // R leaves out the name of the column of names: its header is one field shorter than the rows.
    let isShort = second.map { Self.count($0, separator) } == count + 1
    hasIndexColumn =
      reading.indexColumn == .yes
      || (reading.indexColumn == .auto && (isShort || (count > 1 && names.startWithIndex)))
    headerColumns = count + (isShort && hasIndexColumn ? 1 : 0)
  }

  private static func count(_ line: [UInt8], _ separator: FieldSeparator) -> Int {
    var scanner = FieldScanner(line.indices, separator: separator)
    var count = 0
    while scanner.next(line) != nil { count += 1 }
    return count
  }

  /// The kind of fields in a first line, inspected only as far as needed.
  private struct Names {
    /// Whether they name columns.
    let areNames: Bool
    /// Whether the first is the name that pandas or R gives to the column of row numbers.
    let startWithIndex: Bool

    /// Inspects the fields in order.
    ///
    /// Names begin like names: a misspelt number is not a name, nor are the words for missing numbers unless
    /// they appear among names. pandas numbers columns without names.
    init(_ line: [UInt8], _ separator: FieldSeparator) {
      var scanner = FieldScanner(line.indices, separator: separator)
      let first = scanner.next(line).map { CSVLayout.text(line, $0) } ?? ""
      startWithIndex = CSVLayout.isIndexName(first)
      var isCounted = startWithIndex
      var isNamed = CSVLayout.isName(first) || first.isEmpty || isMissingNumber(first)
      var hasName = CSVLayout.isName(first) && !isMissingNumber(first)
      var count = 0
      while isCounted || isNamed, let field = scanner.next(line) {
        let text = CSVLayout.text(line, field)
        isCounted = isCounted && text == "\(count)"
        isNamed = isNamed && (CSVLayout.isName(text) || text.isEmpty || isMissingNumber(text))
        hasName = hasName || (CSVLayout.isName(text) && !isMissingNumber(text))
        count += 1
      }
      areNames = (isCounted && count > 0) || (isNamed && hasName)
    }
  }

  /// The fields of a line as text, with quotes removed.
  package static func fields(_ line: [UInt8], _ separator: FieldSeparator) -> [String] {
    var scanner = FieldScanner(line.indices, separator: separator)
    var fields: [String] = []
    while let field = scanner.next(line) {
      let text = text(line, field)
      fields.append(field.isQuoted ? text.replacing("\"\"", with: "\"") : text)
    }
    return fields
  }

  private static func text(_ line: [UInt8], _ field: CSVField) -> String {
    String(decoding: line[field.range], as: UTF8.self)
  }

  /// True for text that begins with a letter, an underscore, or a non-ASCII character other than a minus.
  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    let isLetter = (0x41...0x5A).contains(first & ~0x20) || first == UInt8(ascii: "_")
    return (isLetter || first >= 0x80) && text.unicodeScalars.first != "−"
  }

  /// True for a name that pandas or R gives to the column of row numbers.
  private static func isIndexName(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.isEmpty || name == "index" || name.hasPrefix("unnamed:")
  }

  /// A line of names may contain no separator, or others within names; then the line below decides.
  private static func separator(_ first: [UInt8], _ second: [UInt8]?) -> FieldSeparator {
    let separator = separator(of: first)
    guard let second else { return separator ?? .byte(0x2C) }
    let below = Self.separator(of: second)
    let isNumeric = first.allSatisfy {
      $0 < 0x80 && (!(0x41...0x5A).contains($0 & ~0x20) || $0 | 0x20 == UInt8(ascii: "e"))
    }
    if isNumeric { return separator ?? below ?? .byte(0x2C) }
    // A name of several words above a single column.
    return below ?? (separator == .blanks ? nil : separator) ?? .byte(0x2C)
  }

  /// A semicolon if there is one, since commas may be decimal, or a tab between decimal commas; otherwise a
  /// comma, otherwise a tab if the fields contain no blanks, otherwise blanks; nil if there is none of these.
  private static func separator(of line: [UInt8]) -> FieldSeparator? {
    var isQuoted = false
    var plain: [UInt8] = []
    for byte in line {
      if byte == 0x22 { isQuoted.toggle() }
      plain.append(isQuoted ? 0x22 : byte)
    }
    if plain.contains(0x3B) { return .byte(0x3B) }
    guard plain.contains(0x09) || plain.contains(0x20) else {
      return plain.contains(0x2C) ? .byte(0x2C) : nil
    }
    let fields = plain.split(separator: 0x09, omittingEmptySubsequences: false)
    guard !plain.contains(0x2C) else {
      let isDecimal = fields.count > 1 && fields.allSatisfy { isDecimalComma(Array($0)) }
      return .byte(isDecimal ? 0x09 : 0x2C)
    }
    let hasBlanksWithin = fields.contains { field in
      field.split(separator: 0x20).count > 1
    }
    return fields.count > 1 && !hasBlanksWithin ? .byte(0x09) : .blanks
  }

  /// True for text that becomes a number when its comma is replaced by a point.
  package static func isDecimalComma(_ field: [UInt8]) -> Bool {
    guard field.count(where: { $0 == 0x2C }) == 1, field.first != 0x2C, field.last != 0x2C else {
      return false
    }
    let pointed = field.map { $0 == 0x2C ? 0x2E : $0 }
    return decimalNumber(pointed, pointed.indices) != nil
  }
}

/// True for the words that denote a missing or non-finite number.
package func isMissingNumber(_ text: String) -> Bool {
  let word = text.lowercased()
  let plain = word.hasPrefix("-") || word.hasPrefix("+") ? String(word.dropFirst()) : word
  return ["na", "n/a", "nan", "null", "none", "inf", "infinity"].contains(plain)
    || plain.hasPrefix("nan(")
}
