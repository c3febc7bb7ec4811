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
}
