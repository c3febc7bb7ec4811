// Suggestions for text that is not a grid.

import Files
import Libc
import Report

/// Proposals for messages about grids.
package enum GridHint {
  /// The possible meaning of an entry that is not a number, or the legal entries.
  ///
  /// - Parameters:
  ///   - item: The entry.
  ///   - word: A word that is legal besides numbers.
  /// - Returns: A clause.
  package static func meant(by item: String, or word: String? = nil) -> String {
    if let word, suggestion(for: item, among: [word]) != nil { return "did you mean \(word)?" }
    if let proposal = proposal(for: item) { return "did you mean \(proposal)?" }
    let others = word.map { " or '\($0)'" } ?? ""
    return "write 5, 1,2,5, 1..500, 1..500:25, lin:0..2:21, log:0.01..10:50\(others)"
  }

  /// A note on how a legal grid is read if something else may be meant.
  ///
  /// - Parameters:
  ///   - text: The grid.
  ///   - option: The option's name.
  ///   - isWhole: Whether its values are whole numbers.
  /// - Returns: A sentence; nil if no note is needed.
  package static func remark(
    on text: String, option: String, isWhole: Bool = false
  ) -> String? {
    let items = text.split(separator: ",", omittingEmptySubsequences: false)
    let shown = "\(option) \(printable(text))"
    if items.count == 2, items.allSatisfy(isDigits), !isWhole,
      !wholeNumbers.contains(option)
    {
      return "\(shown) is read as two values, \(items[0]) and \(items[1]); a decimal has a point: "
        + "\(items[0]).\(items[1])"
    }
    for item in items where item.contains("..") && !item.hasPrefix("l") {
      let parts = item.split(separator: ":")
      let ends = parts.first?.split(separator: "..").compactMap { decimalNumber(String($0)) } ?? []
      if parts.count == 2, ends.count == 2, let step = decimalNumber(String(parts[1])),
        ends[0] < ends[1], ends[0] + step > ends[1]
      {
        return
          "\(option) \(printable(String(item))) has one point, \(shortest(ends[0])): the step exceeds the "
          + "range"
      }
    }
    return nil
  }

  /// A number in everyday notation: 4 rather than 4.0.
  private static func shortest(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Options whose values are whole numbers, or usually so in the case of decibels.
  private static let wholeNumbers: Set = ["--n", "--k", "--depth", "--train-frames", "--snr"]

  /// A proposal after a semicolon; empty if there is none.
  package static func correction(of item: String) -> String {
    proposal(for: item).map { "; did you mean \($0)?" } ?? ""
  }

  /// A proposal for a range whose end is not reached by steps of 1.
  ///
  /// - Parameters:
  ///   - first: The lower end as written.
  ///   - last: The upper end as written.
  ///   - lower: The lower end.
  ///   - upper: The upper end.
  /// - Returns: A clause.
  package static func spaced(
    _ first: Substring, _ last: Substring, _ lower: Double, _ upper: Double
  ) -> String {
    if lower > 0, upper / lower >= 100 {
      return "write log:\(first)..\(last):21 or lin:\(first)..\(last):21"
    }
    // As many points as the digits after the point suggest: 9 from 0.1 to 0.9.
    let digits = max(decimals(first), decimals(last))
    let count = ((upper - lower) * pow(10, Double(digits))).rounded() + 1
    let points = (2...101).contains(count) ? Int(count) : 21
    return "write lin:\(first)..\(last):\(points), or \(first)..\(last):STEP"
  }

  /// The possible meaning, with decimal commas, of a list of whole numbers in which one occurs twice.
  package static func decimals(_ text: String) -> String {
    let items = text.split(separator: ",", omittingEmptySubsequences: false)
    guard items.count >= 4, items.count.isMultiple(of: 2), items.count <= 40,
      items.allSatisfy(isDigits)
    else { return "" }
    let pairs = stride(from: 0, to: items.count, by: 2).map { "\(items[$0]).\(items[$0 + 1])" }
    return "; a decimal has a point: \(pairs.joined(separator: ","))"
  }

  /// Whether a text consists of digits.
  package static func isDigits(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func decimals(_ number: Substring) -> Int {
    guard let point = number.firstIndex(of: "."), !number.contains("e") else { return 0 }
    return number.distance(from: point, to: number.endIndex) - 1
  }

  /// The grid that is probably meant by a text that is not one.
  private static func proposal(for item: String) -> String? {
    guard item.utf8.count <= 100 else { return nil }
    // Blanks that were quoted, semicolons, typographic dashes, dots and minus signs.
    var text = item.filter { !$0.isWhitespace }.replacing(";", with: ",")
    for range in ["...", "…", "..<", "–", "—", "‒"] { text = text.replacing(range, with: "..") }
    text = text.replacing("−", with: "-")
    if isGrid(text) { return text }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, isGrid("\(parts[0])..\(parts[1])") { return "\(parts[0])..\(parts[1])" }
    if parts.count == 3, isGrid("\(parts[0])..\(parts[2]):\(parts[1])") {
      return "\(parts[0])..\(parts[2]):\(parts[1])"
    }
    // A hyphen between numbers, not one before a number or within 1e-3.
    for index in text.indices.dropFirst() where text[index] == "-" {
      let (first, last) = (text[..<index], text[text.index(after: index)...])
      if isGrid("\(first)..\(last)") { return "\(first)..\(last)" }
    }
    let fraction = text.split(separator: "/", omittingEmptySubsequences: false)
    if fraction.count == 2, let over = decimalNumber(String(fraction[0])),
      let under = decimalNumber(String(fraction[1])), (over / under).isFinite
    {
      return formatted(over / under, significantDigits: 6)
    }
    return nil
  }

  /// Whether a text is a grid of some numbers.
  private static func isGrid(_ text: String) -> Bool {
    text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { item in
      let parts = item.split(separator: ":", omittingEmptySubsequences: false)
      guard let range = parts.first, parts.count <= 2 else { return false }
      let ends = range.split(separator: "..", omittingEmptySubsequences: false)
      let numbers = (ends + parts.dropFirst()).map { decimalNumber(String($0)) }
      guard numbers.allSatisfy({ $0?.isFinite == true }), ends.count <= 2 else { return false }
      return ends.count == 2
        ? (numbers[0] ?? 0) < (numbers[1] ?? 0) && numbers.dropFirst(2).allSatisfy { ($0 ?? 0) > 0 }
        : parts.count == 1
    }
  }
}
