// Sound files that are read, in process.

import Libc
import TestSupport
import Testing

@testable import Files

/// One way of storing samples, with the bytes of some and what they mean.
struct StoredSamples: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let tag: Int
  let bits: Int
  let data: [UInt8]
  let values: [Double]

  private static func integers(_ bits: Int, _ values: [Int]) -> StoredSamples {
    // 8 bits have an offset, all others are two's complement.
    let offset = bits == 8 ? 128 : 0
    var scale = 1.0
    for _ in 1..<bits { scale *= 2 }
    return StoredSamples(
      testDescription: "PCM of \(bits) bits", tag: 1, bits: bits,
      data: values.flatMap { little($0 + offset, bits / 8) },
      values: values.map { Double($0) / scale })
  }

  static let all: [StoredSamples] = [
    integers(8, [0, 1, -1, 127, -128, 64]),
    integers(16, [0, 1, -1, 32_767, -32_768, 258]),
    integers(24, [0, 1, -1, 8_388_607, -8_388_608, 66_051]),
    integers(32, [0, 1, -1, 2_147_483_647, -2_147_483_648, 16_909_060]),
    StoredSamples(
      testDescription: "float of 32 bits", tag: 3, bits: 32,
      data: ([0, 1, -0.1, 1e6, -3.5, .leastNonzeroMagnitude] as [Float]).flatMap {
        little(Int($0.bitPattern), 4)
      },
      values: ([0, 1, -0.1, 1e6, -3.5, .leastNonzeroMagnitude] as [Float]).map(Double.init)),
    StoredSamples(
      testDescription: "float of 64 bits", tag: 3, bits: 64,
      data: [0, 1, -0.1, -1e6, 3.5, .leastNonzeroMagnitude].flatMap {
        little(Int(bitPattern: UInt($0.bitPattern)), 8)
      },
      values: [0, 1, -0.1, -1e6, 3.5, .leastNonzeroMagnitude]),
  ]
}

@Suite struct WAVReaderTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test(
    "samples mean the same at every rate, in a plain and in an extensible format",
    arguments: StoredSamples.all, [1, 8_000, 44_100, 192_000, 100_000_000])
  func formats(stored: StoredSamples, rate: Int) throws {
    let sound = Sound(sampleRate: rate, channelCount: 1, samples: stored.values)
    var file = WAVBytes(tag: stored.tag, rate: rate, bits: stored.bits, data: stored.data)
    #expect(try folder.sound(file.bytes) == sound)
    file.formatExtension = [0, 0]
    #expect(try folder.sound(file.bytes) == sound)
    file.tag = 0xFFFE
    file.formatExtension = WAVBytes.extensible(subformat: stored.tag, validBits: stored.bits)
    #expect(try folder.sound(file.bytes) == sound)
  }

  @Test("20 valid bits in 24 are the highest ones, so that the scale is that of 24")
  func validBits() throws {
    let file = WAVBytes(
      tag: 0xFFFE, bits: 24, formatExtension: WAVBytes.extensible(subformat: 1, validBits: 20),
      data: little(1 << 4, 3) + little(-1 << 23, 3))
    #expect(try folder.sound(file.bytes).samples == [0x1p-19, -1])
  }

  @Test("channels are mixed to their mean")
  func channels() throws {
    let stereo = WAVBytes(
      channels: 2,
      data: [(16_384, -8_192), (32_767, 32_767), (-32_768, 0)].flatMap {
        little($0.0, 2) + little($0.1, 2)
      })
    #expect(
      try folder.sound(stereo.bytes)
        == Sound(
          sampleRate: 8_000, channelCount: 2, samples: [0.125, 32_767 / 32_768, -0.5]))
    let many = WAVBytes(channels: 64, bits: 8, data: (0..<128).map { $0 < 64 ? 192 : 128 })
    #expect(
      try folder.sound(many.bytes)
        == Sound(sampleRate: 8_000, channelCount: 64, samples: [0.5, 0]))
  }

  @Test("chunks of other programs stand anywhere, with and without padding")
  func otherChunks() throws {
    let odd = WAVBytes.chunk("LIST", Array("INFOx".utf8))
    let even = WAVBytes.chunk("fact", little(3, 4))
    let inner = WAVBytes.chunk("bext", Array("data fmt data".utf8))
    let file = WAVBytes(
      before: odd + inner, between: even + odd + WAVBytes.chunk("PEAK", []), after: odd,
      data: little(100, 2) + little(-100, 2))
    #expect(try folder.sound(file.bytes).samples == [100 / 32_768, -100 / 32_768])
  }

  @Test("what follows the samples is no sound")
  func trailingChunks() throws {
    let tail = WAVBytes.chunk("id3 ", [1, 2, 3]) + [9, 9]
    #expect(
      try folder.sound(WAVBytes(bits: 8, after: tail, data: [128, 192, 64]).bytes).samples
        == [0, 0.5, -0.5])
    #expect(try folder.sound(WAVBytes(after: WAVBytes.chunk("LIST", [1, 2])).bytes).samples == [])
    #expect(try folder.sound(WAVBytes().bytes).samples == [])
    // The pad byte of the last chunk is often forgotten.
    let whole = WAVBytes(bits: 8, data: [192]).bytes
    #expect(try folder.sound(whole.dropLast()).samples == [0.5])
  }

  @Test(
    "small pieces give the same as one",
    arguments: StoredSamples.all, [1, 2, 7, 1_000])
  func pieces(stored: StoredSamples, size: Int) throws {
    // Enough for many of the reader's own pieces of 64 KiB, and no whole number of them.
    let count = size < 1_000 ? 5 : 9_001
    let file = WAVBytes(
      tag: stored.tag, channels: 3, bits: stored.bits,
      data: (0..<3 * count).flatMap { index in
        let width = stored.bits / 8
        let place = (index * index + index / 5) % stored.values.count * width
        return stored.data[place..<place + width]
      })
    let whole = try folder.sound(file.bytes)
    #expect(whole.samples.count == count)
    #expect(try folder.sound(file.bytes, pieces: size) == whole)
  }

  @Test("asking for nothing, or less, gives nothing and skips nothing")
  func noCount() throws {
    try folder.write(WAVBytes(data: little(1, 2)).bytes, to: "sound.wav")
    var reader = try WAVReader(path: folder.path("sound.wav"))
    #expect(try reader.next(0) == [])
    #expect(try reader.next(-5) == [])
    #expect(try reader.next(.max) == [0x1p-15])
    #expect(try reader.next(.max) == [])
  }

  @Test(
    "a writer into a pipe leaves the sizes open",
    arguments: [
      (0, 0), (36, 0), (0xFFFF_FFFF, 0xFFFF_FFFF), (0x7FFF_F024, 0x7FFF_F000), (0, 0xFFFF_FFFF),
    ])
  func openSizes(whole: Int, data: Int) throws {
    let file = WAVBytes(
      data: little(5, 2) + little(6, 2), claimedDataSize: data, claimedSize: whole)
    #expect(try folder.sound(file.bytes).samples == [5 / 32_768, 6 / 32_768])
  }

  @Test("sox leaves the whole blocks below 2 GB")
  func openBlocks() throws {
    let file = WAVBytes(
      channels: 7, bits: 24, data: [UInt8](repeating: 0, count: 42),
      claimedDataSize: 0x7FFF_F000 / 21 * 21)
    #expect(try folder.sound(file.bytes).samples == [0, 0])
  }

  @Test("RF64 has its sizes in a chunk of its own", arguments: ["RF64", "BW64"])
  func rf64(magic: String) throws {
    let samples = little(5, 2) + little(6, 2)
    let sizes = WAVBytes.chunk(
      "ds64", little(80, 8) + little(4, 8) + little(2, 8) + little(0, 4))
    var file = WAVBytes(
      before: sizes, after: WAVBytes.chunk("LIST", [1, 2]), data: samples,
      claimedDataSize: 0xFFFF_FFFF, claimedSize: 0xFFFF_FFFF, magic: magic)
    #expect(try folder.sound(file.bytes).samples == [5 / 32_768, 6 / 32_768])
    // A small size is meant.
    file.claimedDataSize = 2
    #expect(try folder.sound(file.bytes).samples == [5 / 32_768])
  }

  @Test("a file of many gigabytes opens at once, and only the requested part is read")
  func sparse() throws {
    let size = 40 << 30
    let sizes = WAVBytes.chunk(
      "ds64", little(size, 8) + little(size - 80, 8) + little(0, 8) + little(0, 4))
    let file = WAVBytes(
      channels: 2, rate: 48_000, before: sizes, claimedDataSize: 0xFFFF_FFFF,
      claimedSize: 0xFFFF_FFFF, magic: "RF64")
    try folder.write(file.bytes, to: "long.wav")
    #expect(file.bytes.count == 80)
    try #require(truncate(folder.path("long.wav"), size) == 0)
    var reader = try WAVReader(path: folder.path("long.wav"))
    #expect(reader.sampleCount == (size - 80) / 4)
    #expect(try reader.next(100_000) == [Double](repeating: 0, count: 100_000))
  }

  @Test("a link to a file is as good as the file")
  func link() throws {
    try folder.write(WAVBytes(data: [0, 64]).bytes, to: "sound.wav")
    try folder.link("link.wav", to: "sound.wav")
    var reader = try WAVReader(path: folder.path("link.wav"))
    #expect(try reader.next(10) == [0.5])
  }

  @Test(
    "samples that are written are read again: the nearest of 65,536 steps, clipped at full scale")
  func written() throws {
    let samples = [0, 0.5, -1, 0.4 * 0x1p-15, 0.6 * 0x1p-15, -0.6 * 0x1p-15, 0.9999847412109375]
    let file = WAVFile.data(samples: samples, sampleRate: 11_025)
    #expect(
      try folder.sound(file)
        == Sound(
          sampleRate: 11_025, channelCount: 1,
          samples: [0, 0.5, -1, 0, 0x1p-15, -0x1p-15, 1 - 0x1p-14 + 0x1p-15]))
    let loud = WAVFile.data(
      samples: [1, 2, .infinity, -1.5, -.infinity, .nan, 1e300], sampleRate: 8_000)
    let top = 1 - 0x1p-15
    #expect(try folder.sound(loud).samples == [top, top, top, -1, -1, 0, top])
    let expected = WAVBytes(rate: 16_000, data: little(16_384, 2)).bytes
    #expect(WAVFile.data(samples: [0.5], sampleRate: 16_000) == expected)
    #expect(WAVFile.data(samples: [], sampleRate: 8_000) == WAVBytes().bytes)
  }
}
