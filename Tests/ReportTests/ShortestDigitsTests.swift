import Report
import Testing

@Suite("Numbers in tables have the digits of the standard library")
struct ShortestDigitsTests {
  /// The fields of a table of one column.
  private func fields(_ numbers: [Double]) -> [String] {
    var table = Table(columns: ["x"])
    for number in numbers { table.append([.number(number)]) }
    return String(decoding: table.csv(), as: UTF8.self).split(separator: "\n").dropFirst()
      .map(String.init)
  }

  private func wrong(_ numbers: [Double]) -> [Double] {
    let signed = numbers + numbers.map { -$0 }
    return zip(signed, fields(signed)).filter { $0.description != $1 }.map(\.0)
  }

  @Test("random numbers from 2⁻¹⁶ to 2⁵⁶", arguments: [1, 2] as [UInt64])
  func random(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    let numbers = (0..<5_000).map { _ in
      Double(
        sign: .plus, exponent: .random(in: -16...55, using: &generator),
        significand: .random(in: 1..<2, using: &generator))
    }
    #expect(wrong(numbers) == [])
  }

  @Test("decimal numbers of few digits, and their neighbours", arguments: [3, 4] as [UInt64])
  func short(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    var numbers: [Double] = []
    for _ in 0..<1_000 {
      let power = (0..<Int.random(in: 0...20, using: &generator)).reduce(1.0) { x, _ in 10 * x }
      let digits = (0..<Int.random(in: 1...15, using: &generator)).reduce(1.0) { x, _ in 10 * x }
      let number = Double.random(in: 1..<10, using: &generator) * digits
      let x = number.rounded() / power
      numbers += [x, x.nextUp, x.nextDown, 0.5 * x]
    }
    #expect(wrong(numbers) == [])
  }

  @Test("numbers halfway between two decimal ones have the even digit", arguments: [5] as [UInt64])
  func ties(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    let numbers = (0..<2_000).flatMap { _ -> [Double] in
      let whole = Double(Int.random(in: 1 << 48..<1 << 49, using: &generator))
      return [whole + 0.25, whole + 0.75, 2 * whole + 0.5, 16 * whole + 1, whole / 1024]
    }
    #expect(wrong(numbers) == [])
  }

  @Test("the ends of the range, and powers of 2")
  func ends() {
    let ends: [Double] = [1e-4, 0x1p52, 0x1p53, 1e15, 1e16, 0x1p54, 1, 10, 100]
    let powers = (-20...60).map { Double(sign: .plus, exponent: $0, significand: 1) }
    #expect(wrong((ends + powers).flatMap { [$0, $0.nextUp, $0.nextDown] }) == [])
  }
}
