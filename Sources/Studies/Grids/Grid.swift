// Grids of parameter values, in the notation of the command line, and the points of their products.

import Files
import Libc
import Report

/// The grid syntax: `1..500`, `1..500:25`, `0.1,0.5`, `lin:0..2:21`, `log:0.01..10:50`.
///
/// A list may mix numbers and ranges: `1,2,10..100:10`. A range `a..b:step` contains a and every
/// a + i·step up to b; without a step, which is then 1, it has to end at b. `lin:a..b:m` and
/// `log:a..b:m` are m points from a to b, ends included, with equal differences or equal ratios. No
/// value occurs twice.
package enum Grid {
  /// The largest number of points in a grid.
  package static let pointLimit = 10_000_000

  /// The numbers of a grid, in the order given.
  ///
  /// - Parameters:
  ///   - text: The grid.
  ///   - option: The option's name, for messages.
  ///   - word: A word that is legal besides numbers, for messages.
  /// - Returns: The numbers, all finite, no two equal.
  /// - Throws: ``StudyError/illegal(_:)``.
  package static func numbers(
    _ text: String, option: String, or word: String? = nil
  ) throws(StudyError) -> [Double] {
    var result: [Double] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      result += try range(String(item), option: option, or: word)
      guard result.count <= pointLimit else { throw tooMany(text, option: option) }
    }
    try requireDistinct(result, text, option: option)
    return result
  }

  /// The entries of a vector, separated by commas: in their order, and equal ones too.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package static func vector(_ text: String, option: String) throws(StudyError) -> [Double] {
    var entries: [Double] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      entries.append(try number(item, option: option))
    }
    return entries
  }

  /// The whole numbers of a grid; points of `lin:` and `log:` are rounded and equal ones merged.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` if an entry is not a whole number.
  package static func integers(_ text: String, option: String) throws(StudyError) -> [Int] {
    var result: [Int] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      // Plain integers are never sent through a double, which would round them.
      if let integer = Int(item) {
        result.append(integer)
        continue
      }
      let isSpaced = item.hasPrefix("lin:") || item.hasPrefix("log:")
      let first = result.count
      for number in try range(item, option: option) {
        let candidate = isSpaced ? number.rounded() : number
        guard let integer = Int(exactly: candidate), abs(candidate) <= 0x1p53 else {
          throw .illegal("\(option) \(printable(text)): \(number) is not a whole number up to 2⁵³")
        }
        if !isSpaced || result.count == first || result.last != integer { result.append(integer) }
      }
      guard result.count <= pointLimit else { throw tooMany(text, option: option) }
    }
    try requireDistinct(result, text, option: option)
    return result
  }

  /// One finite number.
  package static func number(_ text: some StringProtocol, option: String) throws(StudyError)
    -> Double
  {
    let text = String(text)
    guard let value = decimalNumber(text), value.isFinite else {
      let point = text.replacing(",", with: ".")
      let hint =
        text.contains(",") && decimalNumber(point) != nil ? "; a decimal has a point: \(point)" : ""
      throw .illegal("\(option) \(printable(text)): not a finite number\(hint)")
    }
    return value
  }

  /// Refuses values that are given twice.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package static func requireDistinct<Number: Comparable>(
    _ values: [Number], _ text: String, option: String
  ) throws(StudyError) {
    // The points of one range are ascending.
    let sorted = text.contains(",") ? values.sorted() : values
    guard let (twice, _) = zip(sorted, sorted.dropFirst()).first(where: { $0 == $1 }) else {
      return
    }
    guard text.contains(",") else {
      throw .illegal(
        "\(option) \(printable(text)): double precision cannot tell the points apart; fewer are "
          + "needed")
    }
    let shown = "\(twice)"
    let number = shown.hasSuffix(".0") ? String(shown.dropLast(2)) : shown
    throw .illegal(
      "\(option) \(printable(text)): \(number) is given twice\(GridHint.decimals(text))")
  }

  private static func range(
    _ item: String, option: String, or word: String? = nil
  ) throws(StudyError) -> [Double] {
    if item.hasPrefix("lin:") || item.hasPrefix("log:") {
      return try spaced(item, option: option)
    }
    let shown = "\(option) \(printable(item))"
    guard let dots = item.firstRange(of: "..") else {
      guard !item.isEmpty else {
        throw .illegal(
          "\(option): an entry of the list is empty; values are separated by single commas: 1,2,5")
      }
      guard let value = decimalNumber(item), value.isFinite else {
        throw .illegal("\(shown): not a finite number; \(GridHint.meant(by: item, or: word))")
      }
      return [value]
    }
    let rest = item[dots.upperBound...].split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard dots.lowerBound > item.startIndex, rest.allSatisfy({ !$0.isEmpty }), !rest.isEmpty,
      rest[0].first != ".", rest[0].first != "<"
    else {
      let missing =
        dots.lowerBound == item.startIndex
        ? "FROM" : rest.first?.isEmpty != false ? "TO" : rest.last?.isEmpty == true ? "STEP" : nil
      let hint = missing.map { ", and \($0) is missing" } ?? GridHint.correction(of: item)
      throw .illegal("\(shown): a range is written FROM..TO or FROM..TO:STEP\(hint)")
    }
    let lower = try number(item[..<dots.lowerBound], option: option)
    let upper = try number(rest[0], option: option)
    let step = rest.count > 1 ? try number(rest[1], option: option) : 1
    guard step > 0 else {
      throw .illegal("\(shown): the step must be positive, such as \(lower)..\(upper):1")
    }
    guard lower <= upper else {
      throw .illegal(
        "\(shown): the range is empty; did you mean \(rest[0])..\(item[..<dots.lowerBound])?")
    }
    // A last point within rounding of the upper end belongs to the range.
    let count = ((upper - lower) / step * (1 + 0x1p-50)).rounded(.down)
    guard count < Double(pointLimit) else { throw tooMany(item, option: option) }
    if rest.count == 1, abs(lower + count - upper) > 1e-12 * max(1, abs(upper)) {
      let loss = count == 0 ? "\(lower) would be its only point" : "\(upper) would be left out"
      throw .illegal(
        "\(shown): the step is 1 where none is given, and \(loss); "
          + GridHint.spaced(item[..<dots.lowerBound], rest[0], lower, upper))
    }
    return (0...Int(count)).map { min(lower + Double($0) * step, upper) }
  }

  private static func spaced(_ item: String, option: String) throws(StudyError) -> [Double] {
    let body = item.dropFirst(4)
    let (kind, shown) = (item.prefix(4), "\(option) \(printable(item))")
    guard let dots = body.firstRange(of: ".."), let colon = body.lastIndex(of: ":"),
      colon > dots.upperBound, dots.lowerBound > body.startIndex
    else {
      let example = kind == "lin:" ? "lin:0..2:21" : "log:0.01..10:50"
      throw .illegal("\(shown): write \(kind)FROM..TO:POINTS, such as \(example)")
    }
    let (first, last) = (body[..<dots.lowerBound], body[dots.upperBound..<colon])
    let points = body[body.index(after: colon)...]
    let lower = try number(first, option: option)
    let upper = try number(last, option: option)
    guard let count = Int(points), count >= 2 else {
      throw .illegal("\(shown): the number of points must be at least 2")
    }
    guard count <= pointLimit else { throw tooMany(item, option: option) }
    guard lower < upper else {
      let hint =
        lower > upper ? "did you mean \(kind)\(last)..\(first):\(points)?" : "write \(first)"
      throw .illegal("\(shown): the range is empty; \(hint)")
    }
    let isLogarithmic = kind == "log:"
    guard !isLogarithmic || lower > 0 else {
      let start = formatted(upper > 0 ? upper / 1000 : 1, significantDigits: 6)
      let remedy = upper > 0 ? "log:\(start)..\(last):\(points) or " : ""
      throw .illegal(
        "\(shown): a logarithmic grid starts above 0; write \(remedy)lin:\(first)..\(last):\(points)"
      )
    }
    return spaced(lower...upper, count: count, isLogarithmic: isLogarithmic)
  }

  /// Points between two ends, both included, with equal differences or equal ratios.
  ///
  /// - Parameters:
  ///   - range: The ends, different and above 0 for equal ratios.
  ///   - count: The number of points, at least 2.
  ///   - isLogarithmic: True for equal ratios.
  /// - Returns: The points, ascending.
  package static func spaced(
    _ range: ClosedRange<Double>, count: Int, isLogarithmic: Bool = false
  ) -> [Double] {
    let (lower, upper) = (range.lowerBound, range.upperBound)
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

  /// Whole numbers between two ends with nearly equal ratios: points rounded, equal ones merged.
  ///
  /// - Parameters:
  ///   - range: The ends, different and above 0.
  ///   - count: The number of points before equal ones are merged, at least 2.
  /// - Returns: The numbers, ascending.
  package static func integers(logarithmic range: ClosedRange<Int>, count: Int) -> [Int] {
    let ends = Double(range.lowerBound)...Double(range.upperBound)
    return Groups(spaced(ends, count: count, isLogarithmic: true).map { Int($0.rounded()) }).keys
  }

  private static func tooMany(_ text: String, option: String) -> StudyError {
    .illegal("\(option) \(printable(text)): more than \(pointLimit) points")
  }
}

/// A number split into digits of different ranges, the last first.
package struct MixedRadix {
  /// The rest of the number after the digits so far.
  package private(set) var rest: Int

  package init(_ number: Int) { rest = number }

  /// The next digit, in 0..<radix.
  package mutating func next(_ radix: Int) -> Int {
    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: radix)
    rest = quotient
    return digit
  }
}
