// A hash by which damage and differences are noticed.

/// The 64-bit FNV-1a hash of bytes.
///
/// - Returns: Another number for all but one in 2⁶⁴ other contents; no protection against intent.
package func checksum(_ bytes: some Sequence<UInt8>) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  return hash
}
