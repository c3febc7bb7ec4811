// .wav files, as programs write them and as they never would.

/// Builds the bytes of a RIFF/WAVE file; what is nil follows from the rest.
struct WAVBytes {
  var tag = 1
  var channels = 1
  var rate = 8_000
  var bits = 16
  var blockSize: Int?
  var byteRate: Int?
  /// What follows the first 16 bytes of the fmt chunk.
  var formatExtension: [UInt8] = []
  /// Whole chunks between the type and the fmt chunk, and between the fmt and the data chunk.
  var before: [UInt8] = []
  var between: [UInt8] = []
  var after: [UInt8] = []
  var data: [UInt8] = []
  var claimedDataSize: Int?
  var claimedSize: Int?
  var magic = "RIFF"
  var type = "WAVE"

  /// The contents of the fmt chunk.
  var format: [UInt8] {
    let block = blockSize ?? channels * bits / 8
    return little(tag, 2) + little(channels, 2) + little(rate, 4)
      + little(byteRate ?? rate * block, 4) + little(block, 2) + little(bits, 2) + formatExtension
  }

  /// The whole file.
  var bytes: [UInt8] {
    var chunks = before + Self.chunk("fmt ", format) + between
    chunks += Array("data".utf8) + little(claimedDataSize ?? data.count, 4) + data
    if claimedDataSize == nil, data.count % 2 == 1 { chunks.append(0) }
    chunks += after
    return Array(magic.utf8) + little(claimedSize ?? chunks.count + 4, 4) + Array(type.utf8)
      + chunks
  }

  /// A chunk with its name, size and padding.
  static func chunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(contents.count, 4) + contents
      + (contents.count % 2 == 1 ? [0] : [])
  }

  /// The extension of WAVE_FORMAT_EXTENSIBLE.
  static func extensible(subformat: Int, validBits: Int) -> [UInt8] {
    little(22, 2) + little(validBits, 2) + little(0, 4) + little(subformat, 2)
      + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
  }
}

/// The lowest bytes of a number, the least significant first.
func little(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
