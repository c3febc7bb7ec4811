// The columns of the explorer's page, read without the code that wrote them.

package import Foundation
import Testing

/// Whole numbers in base 90, decimals of four characters, and columns of differences to a straight line.
package enum ColumnReader {
  private static let values: [UInt8: Int] = {
    let characters = (33...126).filter { ![34, 38, 60, 92].contains($0) }.map { UInt8($0) }
    return Dictionary(uniqueKeysWithValues: zip(characters, 0...))
  }()

  package static func whole(_ text: some Collection<UInt8>) -> Int {
    text.reduce(0) { 90 * $0 + (values[$1] ?? 0) }
  }

  /// A number of four characters in scientific notation, such as `-123456e-7`.
  package static func number(_ text: ArraySlice<UInt8>) -> String {
    let code = whole(text) - 1
    guard code >= 0 else { return "0" }
    let (scale, rest) = code.quotientAndRemainder(dividingBy: 900_000)
    return "\(scale % 2 == 1 ? "-" : "")\(rest + 100_000)e\(scale / 2 - 30)"
  }

  /// A column as decimals, exact; `positions` are the values of k.
  package static func column(_ text: [UInt8], positions: [Int]) throws -> [Decimal] {
    var result = [try decimal(number(text[0..<4]))]
    var at = 4
    while result.count < positions.count {
      let first = at < text.count ? whole([text[at]]) : 29
      at += 1
      guard first < 89 else {
        result.append(try decimal(number(text[at..<at + 4])))
        at += 4
        continue
      }
      var difference = first - 29
      if first >= 60 {
        difference = 90 * (first - 60) + whole([text[at]]) - 1305
        at += 1
      }
      result.append(continued(result, positions, by: difference))
    }
    return result
  }

  package static func decimal(_ text: String) throws -> Decimal {
    try #require(Decimal(string: text), "\(text)")
  }

  /// The line through the last two numbers, rounded down to six digits, plus a difference.
  ///
  /// On the way to six digits only the last step rounds; the line itself is rounded down to a
  /// multiple of the smaller unit of the two.
  private static func continued(
    _ column: [Decimal], _ positions: [Int], by difference: Int
  ) -> Decimal {
    let index = column.count
    guard index > 1 else { return shifted(column[0], by: difference) }
    let (a, b) = (column[index - 2], column[index - 1])
    let units = [a, b].filter { $0 != 0 }.map(unit)
    guard let unit = units.min() else { return 0 }
    let power = Decimal(sign: .plus, exponent: unit, significand: 1)
    let step = Decimal(positions[index] - positions[index - 1])
    let before = Decimal(positions[index - 1] - positions[index - 2])
    let line = b + floored((b - a) / power * step / before) * power
    return shifted(line, by: difference)
  }

  private static func shifted(_ value: Decimal, by difference: Int) -> Decimal {
    guard value != 0 else { return 0 }
    let power = Decimal(sign: .plus, exponent: unit(value), significand: 1)
    return (floored(value / power) + Decimal(difference)) * power
  }

  /// The exponent of the last of six digits.
  private static func unit(_ value: Decimal) -> Int {
    var (rest, exponent) = (abs(value), 0)
    while rest >= 1_000_000 { (rest, exponent) = (rest / 10, exponent + 1) }
    while rest < 100_000 { (rest, exponent) = (rest * 10, exponent - 1) }
    return exponent
  }

  private static func floored(_ value: Decimal) -> Decimal {
    var (input, result) = (value, Decimal())
    NSDecimalRound(&result, &input, 0, .down)
    return result > value ? result - 1 : result
  }
}
