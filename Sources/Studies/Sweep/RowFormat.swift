// The two kinds of files of rows.

import Files

/// The format of the rows of a file.
///
/// Rows of a shard end with a checksum. A merged file is only the table: whether its numbers are the right
/// ones cannot be checked, only that they are numbers.
struct RowFormat: Sendable {
  /// The first line, with its line feed.
  let header: [UInt8]
  /// Whether each field is a number, except the checksum.
  private let isNumeric: [Bool]
  /// The checksums of a shard; nil for a merged file.
  let checksum: RowChecksum?

  /// A merged file.
  init(merged study: any SweptStudy) {
    header = study.header()
    let text = study.textColumns
    isNumeric = study.fileColumns.map { $0 != "error" && !text.contains($0) }
    checksum = nil
  }

  /// A shard; the name of its last column contains the identity of the plan.
  init(shardOf plan: SweepPlan) {
    header = plan.study.header(Self.checkPrefix + plan.identity)
    isNumeric = []
    checksum = RowChecksum(of: plan)
  }

  /// The defect of a first line that is not the header of a shard.
  ///
  /// - Parameter line: The first line, without its line feed.
  /// - Returns: A description of what the file seems to be.
  func objection(to line: some Collection<UInt8>) -> String {
    let names = String(decoding: header.dropLast(), as: UTF8.self).split(separator: ",")
    let columns = names.dropLast().joined(separator: ",")
    let text = String(decoding: line, as: UTF8.self)
    if text == columns { return "the shard of an older version, without checksums" }
    let plan = names.last?.dropFirst(Self.checkPrefix.count) ?? ""
    let found = text.dropFirst(columns.count + 1 + Self.checkPrefix.count)
    if text.hasPrefix("\(columns),\(Self.checkPrefix)"), found.count == plan.count,
      found.allSatisfy(\.isHexDigit)
    {
      return "a shard of the plan \(found), not of \(plan)"
    }
    return "not the columns of a shard of this plan"
  }

  private static let checkPrefix = "check_"

  /// Whether a line of a merged file has the right number of fields, with numbers where they belong.
  ///
  /// - Parameter line: The line without its line feed.
  /// - Returns: False if a field is missing, superfluous, or not a number as it should be.
  func accepts(_ line: UnsafeRawBufferPointer) -> Bool {
    var column = 0
    var isQuoted = false
    var start = 0
    for index in 0...line.count {
      let byte = index < line.count ? line[index] : UInt8(ascii: ",")
      if byte == UInt8(ascii: ",") && !(isQuoted && index < line.count) {
        guard column < isNumeric.count, !isQuoted,
          !isNumeric[column] || Self.isNumber(line[start..<index])
        else { return false }
        column += 1
        start = index + 1
      } else if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte < 0x20 {
        return false
      }
    }
    return column == isNumeric.count
  }

  /// Whether a field is empty or a number in the program's notation.
  private static func isNumber(_ field: Slice<UnsafeRawBufferPointer>) -> Bool {
    if field.isEmpty || field.elementsEqual("inf".utf8) { return true }
    guard let last = field.last, isDigit(last) else { return false }
    return field.allSatisfy { byte in isDigit(byte) || "+-.e".utf8.contains(byte) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
