import Foundation
import Report
import Testing

@Suite("Numbers for readers")
struct NumberFormatTests {
  @Test(
    "six significant digits",
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.1 + 0.2, "0.3"), (123456.5, "123456"),
      (123457.5, "123458"), (1_234_567, "1.23457e+06"), (999999.5, "1e+06"), (9.9999995, "10"),
      (9.999994, "9.99999"), (Double(bitPattern: 2024), "9.99989e-321"), (1e22, "1e+22"),
      (1e-4, "0.0001"), (0.00012345678, "0.000123457"), (1e-5, "1e-05"), (-1.25e-7, "-1.25e-07"),
      (100, "100"),
      (100_000, "100000"), (1_000_000, "1e+06"), (2.0 / 3, "0.666667"), (.infinity, "inf"),
      (-.infinity, "-inf"), (.nan, "nan"), (.greatestFiniteMagnitude, "1.79769e+308"),
      (Double.leastNonzeroMagnitude.nextUp, "9.88131e-324"),
    ] as [(Double, String)])
  func table(value: Double, shown: String) {
    #expect(formatted(value, significantDigits: 6) == shown)
  }

  @Test(
    "the shortest text that is read back",
    arguments: [
      (0, "0"), (-0.0, "0"), (2, "2"), (-3, "-3"), (0.1, "0.1"), (1e22, "1e+22"),
      (1e15, "1000000000000000"),
      (1.0 / 3, "0.3333333333333333"), (.infinity, "inf"),
    ] as [(Double, String)])
  func shortestText(value: Double, shown: String) { #expect(shortest(value) == shown) }

  @Test(
    "other numbers of digits; a number out of range is brought into it",
    arguments: [
      (0.15, 1, "0.1"), (0.25, 1, "0.2"), (12345, 2, "1.2e+04"), (0.1, 15, "0.1"),
      (1.0 / 3, 17, "0.33333333333333331"), (1.0 / 3, 99, "0.33333333333333331"), (1.26, 0, "1"),
    ])
  func digits(value: Double, count: Int, shown: String) {
    #expect(formatted(value, significantDigits: count) == shown)
  }

  @Test("as printf does", arguments: 0..<6)
  func likePrintf(seed: Int) {
    var generator = SeededGenerator(state: UInt64(seed) + 100)
    var wrong: [Double] = []
    for _ in 0..<3_000 {
      let scale = Double(Int.random(in: -12...20, using: &generator))
      let value = Double.random(in: -1...1, using: &generator) * pow(10, scale)
      for digits in [2, 6, 10] {
        let expected = String(format: "%.\(digits)g", value)
        if formatted(value, significantDigits: digits) != expected { wrong.append(value) }
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test(
    "print has real minus signs and powers of ten",
    arguments: [
      (-1.5, "−1.5"), (1e-7, "10⁻⁷"), (-2.5e-12, "−2.5×10⁻¹²"), (3e22, "3×10²²"),
      (-1e22, "−10²²"), (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "–"), (0, "0"),
    ] as [(Double, String)])
  func typography(value: Double, shown: String) {
    #expect(typeset(value, significantDigits: 4) == shown)
  }

  @Test("decade ticks", arguments: [(-3, "10⁻³"), (0, "10⁰"), (12, "10¹²")])
  func decades(exponent: Int, shown: String) {
    #expect(typeset(powerOfTen: exponent) == shown)
  }

  @Test(
    "bounds with few digits stay on their side, no further than one unit of the last digit",
    arguments: [
      0.374653098982423, 1.6199999999999999, 0.1234565, 9.999996, 1, 0.1, 1e-5, 2.0 / 3, 1e22,
      123456.5, 999_999.5, 1e-300, 9.9999999999999e99, 3.0.nextUp, 3.0.nextDown,
      .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ], [1, 3, 6, 15, 17])
  func bounds(value: Double, digits: Int) throws {
    for number in [value, -value] {
      let (low, high) = (
        BoundKind.lower.rounded(number, significantDigits: digits),
        BoundKind.upper.rounded(number, significantDigits: digits)
      )
      #expect(low <= number && number <= high)
      for bound in [low, high] where bound.isFinite {
        // Printed with these digits it is itself.
        #expect(try #require(Double(formatted(bound, significantDigits: digits))) == bound)
        let unit = pow(10, log10(abs(number)).rounded(.down) - Double(digits - 1))
        #expect(abs(bound - number) <= max(1.01 * unit, 2 * number.ulp), "\(bound) for \(number)")
      }
    }
  }

  @Test("bounds that have few digits, or are not finite, are left as they are")
  func exactBounds() {
    for value in [0, 1.62, -0.25, 1e6, .infinity, -.infinity] {
      #expect(BoundKind.lower.rounded(value, significantDigits: 6) == value)
      #expect(BoundKind.upper.rounded(value, significantDigits: 6) == value)
    }
    #expect(BoundKind.upper.rounded(.nan, significantDigits: 6).isNaN)
    var table = Table(columns: ["low", "high"])
    table.append([.bound(0.1234565, .lower), .bound(0.1234561, .upper)])
    #expect(table.text().contains("0.123456") && table.text().contains("0.123457"))
    #expect(table.markdown().contains("| 0.123456 | 0.123457 |"))
    #expect(table.latex().contains("0.123456 & 0.123457"))
    #expect(String(decoding: table.csv(), as: UTF8.self) == "low,high\n0.1234565,0.1234561\n")
  }
}
