/// The ASCII codes that the writers compare with and emit.
enum ASCII {
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let quote: UInt8 = 0x22
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let point: UInt8 = 0x2E
  static let zero: UInt8 = 0x30

  /// Writes the last decimal digits of a number, as many as the range has bytes.
  @inline(__always)
  static func writeDigits(
    of number: UInt64, to buffer: UnsafeMutableRawBufferPointer, in range: Range<Int>
  ) {
    var rest = number
    var index = range.upperBound
    while index > range.lowerBound {
      index &-= 1
      buffer[index] = zero &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }
}
