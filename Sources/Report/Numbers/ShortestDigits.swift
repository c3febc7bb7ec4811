/// The fewest digits that read back as the same number, for numbers of ordinary size.
///
/// The text is that of `Double.description`, which takes twice as long and allocates memory; tables consist of such
/// numbers. Numbers that read back as x = c·2^q lie within 2^(q−1) of it. With 10^k ≤ 2^q < 10^(k+1) that is at most one
/// multiple of 10^(k+1), which is the shortest number if there is one, and otherwise one or more multiples of 10^k, of
/// which the nearest is taken. For 10⁻⁴ ≤ |x| < 2⁵³, where numbers are written without an exponent, all of this is exact
/// in integers of 128 bits.
///
/// - SeeAlso: R. Giulietti, The Schubfach way to render doubles, 2021, for all numbers.
struct ShortestDigits {
  /// The digits, without zeros at the end.
  let digits: UInt64
  /// The number of digits after the point: |x| = digits·10^(−places); not negative.
  let places: Int

  /// Finds the digits of |x|; nil where it is not in the range above, and for powers of 2, whose neighbours are at two
  /// distances.
  ///
  /// - Parameter x: The number, whose sign is left out.
  init?(_ x: Double) {
    let size = abs(x)
    guard size >= 1e-4, size < 0x1p53, size.significandBitPattern != 0 else { return nil }
    let c = size.significandBitPattern | 1 << 52
    let q = Int(size.exponentBitPattern) - 1075
    // −k; 78913/2¹⁸ is log₁₀ 2 to the digits that matter.
    let places = -((q * 78_913) >> 18)
    let five = Self.powersOfFive[places]
    // 4x·10^(−k) = value / 2^shift.
    let shift = UInt64(-(q + places))
    let unit = UInt128(five)
    let value = UInt128(c &<< 2) &* unit
    let (lower, upper) = (value &- 2 &* unit, value &+ 2 &* unit)
    // Both ends are odd and not divisible by 2^(shift+2), so that no candidate is one of them.
    func isNear(_ candidate: UInt64) -> Bool {
      let candidate = UInt128(candidate) &<< UInt128(shift &+ 2)
      return lower < candidate && candidate < upper
    }
    let below = UInt64(truncatingIfNeeded: value &>> UInt128(shift &+ 2))
    let ten = below / 10 &* 10
    if isNear(ten) || isNear(ten &+ 10) {
      var digits = isNear(ten) ? ten / 10 : ten / 10 &+ 1
      var places = places &- 1
      while places > 0, digits % 10 == 0 {
        digits /= 10
        places &-= 1
      }
      while places < 0 {
        digits &*= 10
        places &+= 1
      }
      self.digits = digits
      self.places = places
      return
    }
    self.places = places
    guard isNear(below) else {
      digits = below &+ 1
      return
    }
    guard isNear(below &+ 1) else {
      digits = below
      return
    }
    let middle = UInt128(2 &* below &+ 1) &<< UInt128(shift &+ 1)
    digits = value < middle || value == middle && below & 1 == 0 ? below : below &+ 1
  }

  private static let powersOfFive: [UInt64] = (0...20).map { power in
    (0..<power).reduce(1) { product, _ in 5 * product }
  }
  private static let powersOfTen: [UInt64] = (0...19).map { power in
    (0..<power).reduce(1) { product, _ in 10 * product }
  }

  /// Writes the digits, a point and at least one digit on both sides of it.
  ///
  /// - Parameter buffer: Room for 23 bytes.
  /// - Returns: The number of bytes written.
  func write(to buffer: UnsafeMutableRawBufferPointer) -> Int {
    let power = places < Self.powersOfTen.count ? Self.powersOfTen[places] : .max
    let whole = digits / power
    var length = 1
    while length < 16, Self.powersOfTen[length] <= whole { length &+= 1 }
    ASCII.writeDigits(of: whole, to: buffer, in: 0..<length)
    buffer[length] = ASCII.point
    let end = length &+ 1 &+ max(places, 1)
    ASCII.writeDigits(of: digits &- whole &* power, to: buffer, in: (length &+ 1)..<end)
    return end
  }
}
