// The format that the entries of a gradient betray.

import Libc

/// The precision to which all entries of a list are rounded, as far as their digits show it.
enum NumberPrecision: Sendable, Equatable {
  case float64
  /// Significands of 24, 11 or 8 bits.
  case float32, float16, bfloat16
  /// Decimals with this number of significant digits at most.
  case decimals(Int)

  /// Reads the precision off the entries that are not 0, of which three are needed.
  ///
  /// A number of 53 random bits has 24 by chance with probability 2⁻²⁹.
  init(of numbers: [Double]) {
    let entries = numbers.filter { $0 != 0 && $0.isFinite }
    guard entries.count >= 3 else {
      self = .float64
      return
    }
    func hasBits(_ bits: Int) -> Bool {
      entries.allSatisfy { entry in
        let scaled = entry.significand * Double(sign: .plus, exponent: bits - 1, significand: 1)
        return scaled == scaled.rounded()
      }
    }
    if hasBits(8) {
      self = .bfloat16
    } else if hasBits(11) {
      self = .float16
    } else if hasBits(24) {
      self = .float32
    } else if let digits = (3...10).first(where: { digits in
      entries.allSatisfy { Self.isDecimal($0, digits) }
    }) {
      self = .decimals(digits)
    } else {
      self = .float64
    }
  }

  /// Whether a number is the double nearest to a decimal of so many significant digits.
  private static func isDecimal(_ number: Double, _ digits: Int) -> Bool {
    let size = abs(number)
    guard size > 1e-290, size < 1e290 else { return false }
    return abs(size - size.rounded(toDigits: digits)) <= 64 * Double.ulpOfOne * size
  }

  /// Half a unit in the last place of 1.
  var unit: Double {
    switch self {
    case .float64: 0x1p-53
    case .float32: 0x1p-24
    case .float16: 0x1p-12
    case .bfloat16: 0x1p-9
    case .decimals(let digits): 0.5 * pow(10, Double(1 - digits))
    }
  }

  /// Whether computations, and not only results, may have been rounded to it.
  var isArithmetic: Bool {
    switch self {
    case .float64, .decimals: false
    case .float32, .float16, .bfloat16: true
    }
  }

  /// The cause of a difference that is rounding to this format; nil for double precision.
  var cause: Cause? {
    switch self {
    case .float64: nil
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .decimals: .decimals
    }
  }

  /// The name, for readers.
  var name: String {
    switch self {
    case .float64: "float64"
    case .float32: "float32"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .decimals(let digits): "\(digits) decimals"
    }
  }
}

extension Double {
  /// The number to a few significant digits.
  func rounded(toDigits digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    let scale = pow(10, Double(digits - 1) - floor(log10(abs(self))))
    return scale.isFinite && scale > 0 ? (self * scale).rounded() / scale : self
  }
}
