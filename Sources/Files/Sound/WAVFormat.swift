// The storage format of the samples of a WAVE file.

/// The contents of a fmt chunk that are not implied by the rest.
package struct WAVFormat: Sendable, Equatable {
  /// The encoding of one sample of one channel, little-endian.
  package enum Encoding: Sendable, Equatable {
    /// Unsigned: 8 bits with an offset of 128.
    case unsigned8
    /// Signed: two's complement of 2, 3 or 4 bytes.
    case integer(bytes: Int)
    /// Floating point: IEEE 754 of 4 or 8 bytes.
    case float(bytes: Int)

    /// The bytes of a sample.
    package var byteCount: Int {
      switch self {
      case .unsigned8: 1
      case .integer(let bytes), .float(let bytes): bytes
      }
    }
  }

  /// The largest number of channels; no recording has more, but a damaged header may.
  package static let channelLimit = 64
  /// The number of bytes of a fmt chunk that are read.
  package static let sizeLimit = 40

  /// The encoding of a sample.
  package let encoding: Encoding
  /// The number of channels, 1 to ``channelLimit``.
  package let channelCount: Int
  /// Samples per second and channel, at least 1.
  package let sampleRate: Int

  /// Errors of the chunk that ffmpeg and libsndfile ignore as well.
  package let notes: [String]

  /// The number of bytes of one sample of all channels.
  package var blockSize: Int { channelCount * encoding.byteCount }

  /// Reads a fmt chunk.
  ///
  /// Channels and bits determine the block size and the byte rate, which are read only for comparison.
  ///
  /// - Parameter bytes: The chunk without its name and size; ``sizeLimit`` bytes are enough.
  /// - Throws: ``MalformedFile`` for compression, unsupported sample sizes and contradictory values.
  /// - SeeAlso: Microsoft, "Multiple Channel Audio Data and WAVE Files", for the extensible format.
  package init(parsing bytes: [UInt8]) throws(MalformedFile) {
    guard bytes.count >= 16 else {
      throw MalformedFile("the fmt chunk has \(bytes.count) bytes, 16 or more are needed")
    }
    let channels = bytes.littleEndian(at: 2, count: 2)
    let rate = bytes.littleEndian(at: 4, count: 4)
    let byteRate = bytes.littleEndian(at: 8, count: 4)
    let blockSize = bytes.littleEndian(at: 12, count: 2)
    let bits = bytes.littleEndian(at: 14, count: 2)
    var tag = bytes.littleEndian(at: 0, count: 2)
    let isExtensible = tag == Self.extensibleTag
    if isExtensible { tag = try Self.subformat(bytes) }

    switch (tag, bits) {
    case (Self.integerTag, 8): encoding = .unsigned8
    case (Self.integerTag, 16), (Self.integerTag, 24), (Self.integerTag, 32):
      encoding = .integer(bytes: Int(bits) / 8)
    case (Self.floatTag, 32), (Self.floatTag, 64): encoding = .float(bytes: Int(bits) / 8)
    case (Self.integerTag, _):
      throw MalformedFile("PCM of \(bits) bits is not supported; 8, 16, 24 or 32 are needed")
    case (Self.floatTag, _):
      throw MalformedFile("float samples of \(bits) bits are not supported; 32 or 64 are needed")
    default:
      throw MalformedFile("\(Self.name(ofTag: tag)); PCM or float samples are needed")
    }
    var notes: [String] = []
    if isExtensible {
      let validBits = bytes.littleEndian(at: 18, count: 2)
      if validBits == 0 { notes.append("0 valid bits in a sample of \(bits) bits: all are taken") }
      guard validBits <= bits else {
        throw MalformedFile("\(validBits) valid bits in a sample of \(bits) bits")
      }
    }
    guard channels > 0 else { throw MalformedFile("no channels") }
    guard channels <= Self.channelLimit else {
      throw MalformedFile("\(channels) channels; at most \(Self.channelLimit) are supported")
    }
    guard rate > 0 else { throw MalformedFile("a sample rate of 0") }
    channelCount = Int(channels)
    sampleRate = Int(rate)
    let wholeBlock = UInt64(Int(channels) * encoding.byteCount)
    if blockSize != wholeBlock {
      notes.append(
        "blocks of \(blockSize) bytes, but \(channels) channel\(channels == 1 ? "" : "s")"
          + " of \(bits) bits make \(wholeBlock), which counts")
    }
    if byteRate != rate * wholeBlock {
      notes.append(
        "\(byteRate) bytes a second, but \(rate) blocks of \(wholeBlock) bytes make"
          + " \(rate * wholeBlock), which counts")
    }
    self.notes = notes
  }

  private static let integerTag: UInt64 = 1
  private static let floatTag: UInt64 = 3
  private static let extensibleTag: UInt64 = 0xFFFE

  /// The format behind an extensible one: GUIDs with the standard ending begin with its tag.
  private static func subformat(_ bytes: [UInt8]) throws(MalformedFile) -> UInt64 {
    guard bytes.count >= 40, bytes.littleEndian(at: 16, count: 2) >= 22 else {
      throw MalformedFile("the extensible fmt chunk lacks its extension")
    }
    let ending: [UInt8] = [0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    guard bytes[26..<28] == [0, 0], bytes[28..<40].elementsEqual(ending) else {
      let guid = bytes[24..<40].map { hexadecimal(UInt64($0), digits: 2) }.joined()
      throw MalformedFile("the extensible subformat \(guid) is not supported")
    }
    let tag = bytes.littleEndian(at: 24, count: 2)
    guard tag != extensibleTag else {
      throw MalformedFile("the extensible fmt chunk names itself as its subformat")
    }
    return tag
  }

  /// The description of a format that is neither PCM nor float.
  private static func name(ofTag tag: UInt64) -> String {
    let code = "format 0x\(hexadecimal(tag, digits: 4))"
    let names: [UInt64: String] = [
      0x0002: "Microsoft ADPCM", 0x0006: "A-law", 0x0007: "mu-law", 0x0010: "OKI ADPCM",
      0x0011: "IMA ADPCM", 0x0014: "G.723 ADPCM", 0x0020: "Yamaha ADPCM", 0x0031: "GSM 6.10",
      0x0040: "G.721 ADPCM", 0x0045: "G.726 ADPCM", 0x0050: "MPEG audio", 0x0055: "MP3",
      0x0064: "G.726 ADPCM", 0x0065: "G.722 ADPCM", 0x0092: "Dolby AC-3", 0x00FF: "AAC",
      0x0160: "Windows Media Audio", 0x0161: "Windows Media Audio",
      0x0162: "Windows Media Audio", 0x0163: "Windows Media Audio", 0x1600: "AAC", 0x1610: "AAC",
      0x2000: "Dolby AC-3", 0x2001: "DTS", 0x674F: "Vorbis", 0xA109: "Speex", 0xF1AC: "FLAC",
    ]
    guard let name = names[tag] else { return "\(code) is not supported" }
    return "compressed as \(name) (\(code))"
  }

  private static func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}

extension [UInt8] {
  /// An unsigned number of at most 8 bytes, the least significant first.
  package func littleEndian(at offset: Int, count: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in (offset..<offset + count).reversed() { value = value << 8 | UInt64(self[index]) }
    return value
  }
}
