/// The ASCII codes that the writers compare with and emit.
enum ASCII {
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let quote: UInt8 = 0x22
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let point: UInt8 = 0x2E
  static let zero: UInt8 = 0x30

  /// Writes the last decimal digits of a number, one into each byte of the range.
  @inline(__always)
  static func writeDigits(
    of number: UInt64, to buffer: UnsafeMutableRawBufferPointer, in range: Range<Int>
  ) {
    var rest = number
    var index = range.upperBound
    while index &- range.lowerBound >= 8 {
      index &-= 8
      buffer.storeBytes(
        of: eightDigits(rest % 100_000_000).littleEndian, toByteOffset: index, as: UInt64.self)
      rest /= 100_000_000
    }
    if index &- range.lowerBound >= 4 {
      index &-= 4
      let digits = eightDigits(rest % 10_000) >> 32
      buffer.storeBytes(
        of: UInt32(truncatingIfNeeded: digits).littleEndian, toByteOffset: index, as: UInt32.self)
      rest /= 10_000
    }
    while index > range.lowerBound {
      index &-= 1
      buffer[index] = zero &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  /// The eight decimal digits of a number below 10⁸ as characters, the first one in the lowest byte.
  ///
  /// A word holds the two halves of the number, then its four pairs of digits, then its digits: each division splits all
  /// of its parts at once. 10486/2²⁰ is 1/100 and 103/2¹⁰ is 1/10 to the digits that matter.
  @inline(__always)
  static func eightDigits(_ number: UInt64) -> UInt64 {
    let halves = number / 10_000 | (number % 10_000) &<< 32
    let hundreds = (halves &* 10_486) &>> 20 & 0x0000_007F_0000_007F
    let pairs = hundreds | (halves &- 100 &* hundreds) &<< 16
    let tens = (pairs &* 103) &>> 10 & 0x000F_000F_000F_000F
    return (tens | (pairs &- 10 &* tens) &<< 8) | 0x3030_3030_3030_3030
  }
}
