// The comparison of newly learned values with earlier ones.

/// A comparison of two CSV files by value.
///
/// Learned values depend on the last bits of BLAS, and so on the processor. A descent stops when it gains
/// little more, so two processors agree to the accuracy of the stopping rule, not to the last digit.
package struct ValueComparison {
  /// The tolerance for two numbers of a column, in units of its largest magnitude.
  package let tolerance: Double

  package init(
    tolerance: Double
  ) {
    self.tolerance = tolerance
  }

  /// The columns that describe the course of a descent rather than its result, and the number of modes beyond
  /// the limit of stability, since a small change of R may move one across the limit.
  ///
  /// If the last bits decide when rounding stops a descent, they decide these as well.
  package static let excluded: Set<String> = [
    "stop_reason", "evaluations", "gradient_norm", "seconds", "unstable_modes",
  ]
  /// The columns whose numbers are measured against 1: a gap of 1e-15 is one of 1e-16.
  package static let ratios: Set<String> = ["relative_gap", "share_at_optimum"]

  /// Compares two files.
  ///
  /// - Parameters:
  ///   - old: The existing file.
  ///   - new: The file that would replace it.
  /// - Returns: The first difference, with its line and column; nil if there is none.
  package func difference(between old: [UInt8], and new: [UInt8]) -> String? {
    let (before, after) = (Self.lines(old), Self.lines(new))
    guard let header = before.first, header == after.first else { return "other columns" }
    guard before.count == after.count else {
      return "\(after.count - 1) rows, where there were \(before.count - 1)"
    }
    let units = header.map { name in
      guard !Self.ratios.contains(name) else { return 1.0 }
      // A difference of risks is as uncertain as the risks, however small it is.
      let measured = name.hasPrefix("minus_") ? "test_risk" : name
      guard let column = header.firstIndex(of: measured) else { return 0 }
      return (before + after).reduce(0) { unit, fields in
        max(unit, fields.indices.contains(column) ? abs(Double(fields[column]) ?? 0) : 0)
      }
    }
    for (row, (first, second)) in zip(before, after).enumerated().dropFirst() {
      guard first.count == header.count, second.count == header.count else {
        return "line \(row + 1) has a different number of fields"
      }
      for (column, name) in header.enumerated() where !Self.excluded.contains(name) {
        guard agree(first[column], second[column], unit: units[column]) else {
          return "line \(row + 1): \(name) \(second[column]), where it was \(first[column])"
        }
      }
    }
    return nil
  }

  private func agree(_ a: String, _ b: String, unit: Double) -> Bool {
    guard a != b else { return true }
    guard let a = Double(a), let b = Double(b) else { return listsAgree(a, b) }
    return abs(a - b) <= tolerance * unit
  }

  /// Whether two lists of parameters, such as `steps=0.8/0.8;start=1`, have the same words and numbers that agree,
  /// in units of the largest of them.
  private func listsAgree(_ a: String, _ b: String) -> Bool {
    let (first, second) = (
      a.split(omittingEmptySubsequences: false) { ";=/".contains($0) },
      b.split(omittingEmptySubsequences: false) { ";=/".contains($0) }
    )
    guard first.count > 1, first.count == second.count else { return false }
    let unit = (first + second).reduce(0) { max($0, abs(Double($1) ?? 0)) }
    return zip(first, second).allSatisfy { one, other in
      guard one != other else { return true }
      guard let one = Double(one), let other = Double(other) else { return false }
      return abs(one - other) <= tolerance * unit
    }
  }

  /// The fields of the lines; quotes are kept, and a comma inside them does not separate fields.
  private static func lines(_ bytes: [UInt8]) -> [[String]] {
    bytes.split(separator: UInt8(ascii: "\n")).map { line in
      var fields: [[UInt8]] = [[]]
      var isQuoted = false
      for byte in line {
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if byte == UInt8(ascii: ","), !isQuoted {
          fields.append([])
        } else {
          fields[fields.count - 1].append(byte)
        }
      }
      return fields.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The contents of an SVG file except the positions of its data: sizes, colours, words, ticks.
  ///
  /// - Parameter svg: The file.
  /// - Returns: The file without its description and without the values of position attributes.
  package static func look(of svg: [UInt8]) -> [UInt8] {
    var rest = svg[...]
    var result: [UInt8] = []
    if let start = svg.firstRange(of: Array("<desc".utf8)),
      let end = svg.firstRange(of: Array("</desc>".utf8)), start.lowerBound < end.lowerBound
    {
      result += svg[..<start.lowerBound]
      rest = svg[end.upperBound...]
    }
    let quote = UInt8(ascii: "\"")
    while let start = rest.firstIndex(of: quote),
      let end = rest[(start + 1)...].firstIndex(of: quote)
    {
      result += rest[..<start]
      let isPlace = places.contains { rest[..<start].reversed().starts(with: $0) }
      if !isPlace { result += rest[start...end] }
      rest = rest[(end + 1)...]
    }
    return result + rest
  }

  /// The endings, reversed, of the text before the value of a position attribute.
  private static let places: [[UInt8]] = [
    "d", "points", "x", "y", "cx", "cy", "x1", "x2", "y1", "y2", "transform",
  ].map { Array(" \($0)=".utf8).reversed() }
}
