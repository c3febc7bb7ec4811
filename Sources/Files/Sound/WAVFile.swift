// Sound as RIFF/WAVE.

/// Writes sound files that every player reads.
package enum WAVFile {
  /// The bytes of a file with one channel of 16-bit PCM.
  ///
  /// - Parameters:
  ///   - samples: The sound; full scale is 1. Larger values are clipped, and NaN becomes silence.
  ///   - sampleRate: Samples per second, at least 1.
  /// - Returns: 44 bytes of header and 2 bytes a sample: the nearest multiple of 2⁻¹⁵.
  package static func data(samples: [Double], sampleRate: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(44 + 2 * samples.count)
    func append(_ value: Int, count: Int) {
      // A size beyond 4 GB becomes the one that readers take to mean "to the end of the file".
      let bits = count == 4 ? UInt32(clamping: value) : UInt32(truncatingIfNeeded: value)
      for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * index))) }
    }
    bytes += "RIFF".utf8
    append(36 + 2 * samples.count, count: 4)
    bytes += "WAVEfmt ".utf8
    append(16, count: 4)
    append(1, count: 2)
    append(1, count: 2)
    append(sampleRate, count: 4)
    append(2 * sampleRate, count: 4)
    append(2, count: 2)
    append(16, count: 2)
    bytes += "data".utf8
    append(2 * samples.count, count: 4)
    for sample in samples {
      let scaled = sample.isNaN ? 0 : (sample * 0x1p15).rounded()
      append(Int(max(-0x1p15, min(scaled, 0x1p15 - 1))), count: 2)
    }
    return bytes
  }
}
