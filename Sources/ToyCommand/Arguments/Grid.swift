// Grids of parameter values, as one writes them on the command line.

import Glibc

/// The grid syntax: `1..500`, `1..500:25`, `0.1,0.5`, `lin:0..2:21`, `log:0.01..10:50`.
///
/// A list may mix numbers and ranges: `1,2,10..100:10`. A range `a..b:step` contains a and every
/// a + i·step up to b; `lin:a..b:m` and `log:a..b:m` are m points from a to b, ends included, with
/// equal differences or equal ratios.
enum Grid {
  /// The most points one grid may have.
  static let pointLimit = 10_000_000

  /// The numbers of a grid, in the order given.
  ///
  /// - Parameters:
  ///   - text: The grid.
  ///   - option: The option's name, for messages.
  /// - Returns: The numbers, all finite.
  /// - Throws: ``CommandError`` of status usage.
  static func numbers(_ text: String, option: String) throws(CommandError) -> [Double] {
    var result: [Double] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      result += try range(String(item), option: option)
      guard result.count <= pointLimit else { throw tooMany(text, option: option) }
    }
    return result
  }

  /// The whole numbers of a grid; points of `lin:` and `log:` are rounded and equal ones merged.
  ///
  /// - Throws: ``CommandError`` of status usage where an entry is not a whole number.
  static func integers(_ text: String, option: String) throws(CommandError) -> [Int] {
    var result: [Int] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      // Plain integers are never sent through a double, which would round them.
      if let integer = Int(item) {
        result.append(integer)
        continue
      }
      let isSpaced = item.hasPrefix("lin:") || item.hasPrefix("log:")
      for number in try range(item, option: option) {
        let candidate = isSpaced ? number.rounded() : number
        guard let integer = Int(exactly: candidate), abs(candidate) <= 0x1p53 else {
          throw .usage("\(option) \(text): \(number) is not a whole number up to 2⁵³")
        }
        if !isSpaced || result.last != integer { result.append(integer) }
      }
      guard result.count <= pointLimit else { throw tooMany(text, option: option) }
    }
    return result
  }

  /// One finite number.
  static func number(_ text: some StringProtocol, option: String) throws(CommandError) -> Double {
    guard let value = decimalNumber(String(text)), value.isFinite else {
      throw .usage("\(option) \(text): not a finite number")
    }
    return value
  }

  private static func range(_ item: String, option: String) throws(CommandError) -> [Double] {
    if item.hasPrefix("lin:") || item.hasPrefix("log:") {
      return try spaced(item, option: option)
    }
    guard let dots = item.firstRange(of: "..") else {
      guard !item.isEmpty else { throw .usage("\(option): an entry of the list is empty") }
      return [try number(item, option: option)]
    }
    let rest = item[dots.upperBound...].split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard dots.lowerBound > item.startIndex, rest.allSatisfy({ !$0.isEmpty }), !rest.isEmpty,
      rest[0].first != "."
    else {
      throw .usage("\(option) \(item): a range is written FROM..TO or FROM..TO:STEP")
    }
    let lower = try number(item[..<dots.lowerBound], option: option)
    let upper = try number(rest[0], option: option)
    let step = rest.count > 1 ? try number(rest[1], option: option) : 1
    guard step > 0 else { throw .usage("\(option) \(item): the step must be positive") }
    guard lower <= upper else { throw .usage("\(option) \(item): the range is empty") }
    // A last point within rounding of the upper end belongs to the range.
    let count = ((upper - lower) / step * (1 + 0x1p-50)).rounded(.down)
    guard count < Double(pointLimit) else { throw tooMany(item, option: option) }
    return (0...Int(count)).map { min(lower + Double($0) * step, upper) }
  }

  private static func spaced(_ item: String, option: String) throws(CommandError) -> [Double] {
    let body = item.dropFirst(4)
    guard let dots = body.firstRange(of: ".."), let colon = body.lastIndex(of: ":"),
      colon > dots.upperBound, dots.lowerBound > body.startIndex
    else {
      throw .usage("\(option) \(item): write \(item.prefix(4))FROM..TO:POINTS")
    }
    let lower = try number(body[..<dots.lowerBound], option: option)
    let upper = try number(body[dots.upperBound..<colon], option: option)
    guard let count = Int(body[body.index(after: colon)...]), count >= 2 else {
      throw .usage("\(option) \(item): the number of points must be at least 2")
    }
    guard count <= pointLimit else { throw tooMany(item, option: option) }
    guard lower < upper else { throw .usage("\(option) \(item): the range is empty") }
    let isLogarithmic = item.hasPrefix("log:")
    guard !isLogarithmic || lower > 0 else {
      throw .usage("\(option) \(item): a logarithmic grid starts above 0")
    }
    return (0..<count).map { index in
      // The ends as they were given, not as they come back from a logarithm.
      if index == 0 { return lower }
      if index == count - 1 { return upper }
      let fraction = Double(index) / Double(count - 1)
      return isLogarithmic
        ? exp(log(lower) + fraction * (log(upper) - log(lower)))
        : lower + fraction * (upper - lower)
    }
  }

  private static func tooMany(_ text: String, option: String) -> CommandError {
    .usage("\(option) \(text): more than \(pointLimit) points")
  }
}

/// A number in decimal notation, with a point in every locale; nil for anything else.
///
/// The words for infinity and NaN are numbers here: callers refuse them with a better message than
/// "not a number". Hexadecimal is not.
func decimalNumber(_ text: String) -> Double? {
  text.utf8.contains { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") } ? nil : Double(text)
}
