// The checksum of a row of a shard, by which damage is noticed.

import Files
import Libc

/// A checksum of the rows of one plan.
///
/// Every step of the hash is one-to-one, so that two rows that differ in one word of eight bytes never have
/// the same 64 bits. Half of these are written, which leaves one chance in four billion. The hash starts from
/// the plan, so a row of another plan does not match.
struct RowChecksum: Sendable {
  private let seed: UInt64

  /// The number of digits.
  static let length = 8

  /// The checksums of a plan.
  init(of plan: SweepPlan) { self.init(seed: fnv1a(plan.identity.utf8)) }

  /// The checksums of rows that are only timed and discarded, or of a plan.
  init(seed: UInt64 = 0) { self.seed = seed }

  /// The checksum of a row.
  ///
  /// - Parameter row: The bytes up to the comma before the checksum.
  /// - Returns: 32 bits.
  func value(_ row: UnsafeRawBufferPointer) -> UInt32 {
    // Two independent chains, so that multiplications overlap.
    var first = seed ^ UInt64(truncatingIfNeeded: row.count) &* Self.multiplier
    var second = ~seed
    var offset = 0
    while offset + 16 <= row.count {
      first = Self.step(first, row.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      second = Self.step(second, row.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
      offset += 16
    }
    if offset + 8 <= row.count {
      first = Self.step(first, row.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var last: UInt64 = 0
    while offset < row.count {
      last = last << 8 | UInt64(row[offset])
      offset += 1
    }
    second = Self.step(second, last)
    let hash = Self.step(first ^ (second << 32 | second >> 32), 0)
    return UInt32(truncatingIfNeeded: hash)
  }

  /// Whether a row ends with its checksum.
  ///
  /// - Parameters:
  ///   - row: The bytes up to the comma before the checksum.
  ///   - digits: The bytes after that comma.
  /// - Returns: True for eight digits, in lower case, of the checksum.
  func matches(_ row: UnsafeRawBufferPointer, _ digits: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard digits.count == Self.length else { return false }
    var word: UInt32 = 0
    for byte in digits {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        word = word << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"):
        word = word << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      default: return false
      }
    }
    return word == value(row)
  }

  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func step(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word.littleEndian) &* multiplier
    return product ^ product >> 32
  }
}
