// .wav files, as programs write them and as they never would.

/// Builds the bytes of a RIFF/WAVE file; properties that are nil follow from the others.
package struct WAVBytes {
  package var tag = 1
  package var channels = 1
  package var rate = 8_000
  package var bits = 16
  package var blockSize: Int?
  package var byteRate: Int?
  /// What follows the first 16 bytes of the fmt chunk.
  package var formatExtension: [UInt8] = []
  /// Whole chunks between the type and the fmt chunk, and between the fmt and the data chunk.
  package var before: [UInt8] = []
  package var between: [UInt8] = []
  package var after: [UInt8] = []
  package var data: [UInt8] = []
  package var claimedDataSize: Int?
  package var claimedSize: Int?
  package var magic = "RIFF"
  package var type = "WAVE"

  package init(
    tag: Int = 1,
    channels: Int = 1,
    rate: Int = 8_000,
    bits: Int = 16,
    blockSize: Int? = nil,
    byteRate: Int? = nil,
    formatExtension: [UInt8] = [],
    before: [UInt8] = [],
    between: [UInt8] = [],
    after: [UInt8] = [],
    data: [UInt8] = [],
    claimedDataSize: Int? = nil,
    claimedSize: Int? = nil,
    magic: String = "RIFF",
    type: String = "WAVE"
  ) {
    self.tag = tag
    self.channels = channels
    self.rate = rate
    self.bits = bits
    self.blockSize = blockSize
    self.byteRate = byteRate
    self.formatExtension = formatExtension
    self.before = before
    self.between = between
    self.after = after
    self.data = data
    self.claimedDataSize = claimedDataSize
    self.claimedSize = claimedSize
    self.magic = magic
    self.type = type
  }

  /// The contents of the fmt chunk.
  package var format: [UInt8] {
    let block = blockSize ?? channels * bits / 8
    return little(tag, 2) + little(channels, 2) + little(rate, 4)
      + little(byteRate ?? rate * block, 4) + little(block, 2) + little(bits, 2) + formatExtension
  }

  /// The whole file.
  package var bytes: [UInt8] {
    var chunks = before + Self.chunk("fmt ", format) + between
    chunks += Array("data".utf8) + little(claimedDataSize ?? data.count, 4) + data
    if claimedDataSize == nil, data.count % 2 == 1 { chunks.append(0) }
    chunks += after
    return Array(magic.utf8) + little(claimedSize ?? chunks.count + 4, 4) + Array(type.utf8)
      + chunks
  }

  /// A chunk with its name, size and padding.
  package static func chunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(contents.count, 4) + contents
      + (contents.count % 2 == 1 ? [0] : [])
  }

  /// The extension of WAVE_FORMAT_EXTENSIBLE.
  package static func extensible(subformat: Int, validBits: Int) -> [UInt8] {
    little(22, 2) + little(validBits, 2) + little(0, 4) + little(subformat, 2)
      + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
  }
}

/// The lowest bytes of a number, the least significant first.
package func little(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
