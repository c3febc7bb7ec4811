// Columns of numbers over k, encoded as differences from a straight line.

/// The code of a column of numbers, one for every position of k.
///
/// Most columns are nearly piecewise affine in k. The first number is written in full, the second is
/// expected to equal it, and each further one to continue the line through the two before; what is
/// written is the mantissa minus the expected one:
///
/// | digits of ``Base90`` | meaning |
/// | --- | --- |
/// | d < 60 | difference d − 29 |
/// | 60 ≤ d < 89, then e | difference 90(d − 60) + e − 1305 |
/// | 89, then four | the number itself |
///
/// Differences 0 at the end are left out. The code loses nothing.
package struct ColumnCode: Sendable {
  /// The positions, ascending.
  package let positions: [Int]

  /// A code for columns over these positions.
  package init(positions: [Int]) { self.positions = positions }

  /// The code of a column.
  ///
  /// - Parameter column: One number for each position, at least one.
  /// - Returns: Characters of ``Base90``.
  package func encode(_ column: [PrintedNumber]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(3 * column.count)
    var length = 0
    for (index, number) in column.enumerated() {
      guard let expected = expectation(column, index), expected.exponent == number.exponent,
        abs(number.mantissa - expected.mantissa) <= 1300
      else {
        if index > 0 { result.append(Base90.alphabet[89]) }
        number.appendCode(to: &result)
        length = result.count
        continue
      }
      let difference = number.mantissa - expected.mantissa
      if (-29...30).contains(difference) {
        result.append(Base90.alphabet[difference + 29])
      } else {
        Base90.append(60 * 90 + difference + 1305, length: 2, to: &result)
      }
      if difference != 0 { length = result.count }
    }
    return Array(result[..<length])
  }

  /// The code of a column of doubles, each rounded to six digits.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  package func encode(_ column: [Double]) throws(StudyError) -> [UInt8] {
    var numbers: [PrintedNumber] = []
    numbers.reserveCapacity(column.count)
    for (index, value) in column.enumerated() {
      let isRepeated = index > 0 && value == column[index - 1]
      numbers.append(isRepeated ? numbers[index - 1] : try PrintedNumber(value))
    }
    return encode(numbers)
  }

  /// The codes of several columns.
  ///
  /// - Throws: ``StudyError/failed(_:)`` for a number that has no code.
  package func encode(all columns: [[Double]]) throws(StudyError) -> [[UInt8]] {
    var codes: [[UInt8]] = []
    for column in columns { codes.append(try encode(column)) }
    return codes
  }

  /// The number that continues the line through the previous two; nil for the first of a column.
  private func expectation(_ column: [PrintedNumber], _ index: Int) -> PrintedNumber? {
    guard index > 1 else { return index == 1 ? column[0] : nil }
    let (first, second) = (column[index - 2], column[index - 1])
    // A 0 has every exponent.
    guard first.mantissa != 0 || second.mantissa != 0 else { return second }
    let exponents = (
      first.mantissa != 0 ? first.exponent : second.exponent,
      second.mantissa != 0 ? second.exponent : first.exponent
    )
    var exponent = min(exponents.0, exponents.1)
    guard max(exponents.0, exponents.1) - exponent <= 4 else { return nil }
    func aligned(_ number: PrintedNumber) -> Int {
      number.mantissa == 0 ? 0 : number.mantissa * Self.powersOfTen[number.exponent - exponent]
    }
    let (a, b) = (aligned(first), aligned(second))
    let (before, step) = (
      positions[index - 1] - positions[index - 2], positions[index] - positions[index - 1]
    )
    var mantissa = b + Self.floored((b - a) * step, by: before)
    guard mantissa != 0 else { return PrintedNumber(mantissa: 0, exponent: 0) }
    while abs(mantissa) >= 1_000_000 {
      mantissa = Self.floored(mantissa, by: 10)
      exponent += 1
    }
    while abs(mantissa) < 100_000 {
      mantissa *= 10
      exponent -= 1
    }
    return PrintedNumber(mantissa: mantissa, exponent: exponent)
  }

  /// 10⁰ to 10⁴.
  private static let powersOfTen = [1, 10, 100, 1000, 10_000]

  /// ⌊a/b⌋ for b > 0.
  private static func floored(_ a: Int, by b: Int) -> Int {
    a >= 0 ? a / b : -((b - 1 - a) / b)
  }
}

/// A table of distinct texts: equal ones share an index.
package struct TextPool: Sendable {
  package private(set) var entries: [[UInt8]] = []
  private var known: [[UInt8]: Int] = [:]

  /// The index of a text, which is added if it is new.
  package mutating func index(of entry: [UInt8]) -> Int {
    if let index = known[entry] { return index }
    known[entry] = entries.count
    entries.append(entry)
    return entries.count - 1
  }

  /// The index as three characters.
  package mutating func reference(to entry: [UInt8]) -> [UInt8] {
    Base90.code(index(of: entry), length: 3)
  }

  /// All texts, concatenated.
  package var joined: [UInt8] { Array(entries.joined()) }

  /// All texts, separated by spaces.
  package var spaced: [UInt8] { Array(entries.joined(separator: [UInt8(ascii: " ")])) }
}
