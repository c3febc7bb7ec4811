// Sound files that are refused, in process.

import Libc
import TestSupport
import Testing

@testable import Files

/// A damaged file and the message about it.
struct DamagedSound: Sendable, CustomTestStringConvertible {
  let reason: String
  let bytes: [UInt8]

  init(_ reason: String, _ bytes: [UInt8]) {
    self.reason = reason
    self.bytes = bytes
  }

  init(_ reason: String, _ file: WAVBytes) { self.init(reason, file.bytes) }

  var testDescription: String { reason }
}

@Suite struct WAVRefusalTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private static let whole = WAVBytes(data: [1, 2, 3, 4]).bytes
  private static let riff = Array("RIFF".utf8) + little(100, 4) + Array("WAVE".utf8)

  private static func extensible(
    _ subformat: Int, validBits: Int = 16, bits: Int = 16
  ) -> WAVBytes {
    WAVBytes(
      tag: 0xFFFE, bits: bits,
      formatExtension: WAVBytes.extensible(subformat: subformat, validBits: validBits),
      data: [0, 0, 0, 0])
  }

  private static let containers: [DamagedSound] = [
    DamagedSound("the file is empty", [] as [UInt8]),
    DamagedSound("is not a RIFF/WAVE file", Array("fLaC and more than twelve".utf8)),
    DamagedSound("is not a RIFF/WAVE file", Array("RIFF".utf8)),
    DamagedSound("is not a RIFF/WAVE file", Array(whole[..<11])),
    DamagedSound("is a RIFF file of type 'AVI ', not WAVE", WAVBytes(type: "AVI ")),
    DamagedSound(
      "is a RIFF file of type without a name, not WAVE", WAVBytes(type: "\u{1}AVI")),
    DamagedSound(
      "is a big-endian RIFX file, which is not supported; RIFF is needed",
      WAVBytes(magic: "RIFX")),
    DamagedSound("RF64 without a ds64 chunk before all others", WAVBytes(magic: "RF64")),
    DamagedSound(
      "RF64 without a ds64 chunk before all others",
      Array(WAVBytes(before: WAVBytes.chunk("ds64", []), magic: "RF64").bytes[..<20])),
    DamagedSound("no fmt chunk", riff),
    DamagedSound("no fmt chunk", riff + WAVBytes.chunk("LIST", [1, 2, 3])),
    DamagedSound("no fmt chunk", riff + [0x66, 0x6D, 0x74]),
    DamagedSound(
      "no fmt chunk before the data chunk",
      riff + WAVBytes.chunk("data", [1, 2]) + WAVBytes.chunk("fmt ", WAVBytes().format)),
    DamagedSound("no data chunk", riff + WAVBytes.chunk("fmt ", WAVBytes().format)),
    DamagedSound("two fmt chunks", WAVBytes(between: WAVBytes.chunk("fmt ", WAVBytes().format))),
    DamagedSound(
      "more than 1000 chunks, and no data among them", riff + [UInt8](repeating: 0, count: 9_000)),
  ]

  private static let truncations: [DamagedSound] = [
    DamagedSound(
      "the file is truncated: chunk 'LIST' claims 4294967295 bytes, the file has 2",
      riff + Array("LIST".utf8) + little(0xFFFF_FFFF, 4) + [1, 2]),
    DamagedSound(
      "the file is truncated: chunk 'fmt ' claims 16 bytes, the file has 10", Array(whole[..<30])),
    DamagedSound(
      "the file is truncated: chunk without a name claims 4294967294 bytes, the file has 0",
      riff + [0, 1, 2, 3] + little(0xFFFF_FFFE, 4)),
  ]

  private static let formats: [DamagedSound] = [
    DamagedSound(
      "the fmt chunk has 14 bytes, 16 or more are needed",
      riff + WAVBytes.chunk("fmt ", Array(WAVBytes().format[..<14]))
        + WAVBytes.chunk("data", [1, 2])),
    DamagedSound("no channels", WAVBytes(channels: 0, data: [1, 2])),
    DamagedSound("65 channels; at most 64 are supported", WAVBytes(channels: 65)),
    DamagedSound("65535 channels; at most 64 are supported", WAVBytes(channels: 65_535)),
    DamagedSound("a sample rate of 0", WAVBytes(rate: 0)),
    DamagedSound(
      "PCM of 12 bits is not supported; 8, 16, 24 or 32 are needed",
      WAVBytes(bits: 12, blockSize: 2)),
    DamagedSound("PCM of 0 bits is not supported; 8, 16, 24 or 32 are needed", WAVBytes(bits: 0)),
    DamagedSound("PCM of 64 bits is not supported; 8, 16, 24 or 32 are needed", WAVBytes(bits: 64)),
    DamagedSound(
      "float samples of 16 bits are not supported; 32 or 64 are needed", WAVBytes(tag: 3)),
    DamagedSound(
      "the extensible fmt chunk lacks its extension",
      WAVBytes(tag: 0xFFFE, formatExtension: [0, 0])),
    DamagedSound(
      "the extensible fmt chunk lacks its extension",
      WAVBytes(
        tag: 0xFFFE, formatExtension: [0, 0] + [UInt8](repeating: 0, count: 22))),
    DamagedSound("the extensible fmt chunk names itself as its subformat", extensible(0xFFFE)),
    DamagedSound("17 valid bits in a sample of 16 bits", extensible(1, validBits: 17)),
    DamagedSound(
      "the extensible subformat 010000002107D3118644C8C1CA000000 is not supported",
      WAVBytes(
        tag: 0xFFFE,
        formatExtension: WAVBytes.extensible(subformat: 1, validBits: 16)[..<8]
          + [1, 0, 0, 0, 0x21, 0x07, 0xD3, 0x11, 0x86, 0x44, 0xC8, 0xC1, 0xCA, 0, 0, 0])),
  ]

  @Test(
    "damaged files, with the path and the reason", arguments: containers + truncations + formats)
  func damaged(sound: DamagedSound) throws {
    try folder.write(sound.bytes, to: "sound.wav")
    let path = folder.path("sound.wav")
    #expect(throws: FileError(.malformed, "\(path): \(sound.reason)")) {
      _ = try WAVReader(path: path)
    }
  }

  @Test(
    "compressed files, with the name of their format",
    arguments: [
      (0x0002, "compressed as Microsoft ADPCM (format 0x0002)"),
      (0x0006, "compressed as A-law (format 0x0006)"),
      (0x0007, "compressed as mu-law (format 0x0007)"),
      (0x0011, "compressed as IMA ADPCM (format 0x0011)"),
      (0x0031, "compressed as GSM 6.10 (format 0x0031)"),
      (0x0055, "compressed as MP3 (format 0x0055)"),
      (0xF1AC, "compressed as FLAC (format 0xF1AC)"),
      (0x0000, "format 0x0000 is not supported"), (0xABCD, "format 0xABCD is not supported"),
    ])
  func compressed(tag: Int, reason: String) throws {
    for file in [WAVBytes(tag: tag, bits: 8, data: [1, 2]), Self.extensible(tag)] {
      try folder.write(file.bytes, to: "sound.wav")
      let path = folder.path("sound.wav")
      let message = "\(path): \(reason); PCM or float samples are needed"
      #expect(throws: FileError(.malformed, message)) { _ = try WAVReader(path: path) }
    }
  }

  @Test(
    "float samples that no sound has",
    arguments: [
      (Double.nan, "nan is not finite"), (.infinity, "inf is not finite"),
      (-.infinity, "-inf is not finite"), (1.5e6, "1500000.0 is beyond 1000000"),
      (-1e30, "-1e+30 is beyond 1000000"),
    ])
  func magnitude(value: Double, reason: String) throws {
    let one = little(Int(bitPattern: UInt((1.0).bitPattern)), 8)
    let bad = little(Int(bitPattern: UInt(value.bitPattern)), 8)
    let path = folder.path("sound.wav")
    for (channels, place) in [(1, "sample 6"), (2, "sample 3, channel 2")] {
      let file = WAVBytes(
        tag: 3, channels: channels, bits: 64, data: [one, one, one, one, one, bad].flatMap { $0 })
      try folder.write(file.bytes, to: "sound.wav")
      var reader = try WAVReader(path: path)
      #expect(try reader.next(2) == [1, 1])
      do {
        _ = try reader.next(10)
        Issue.record("was not refused")
      } catch {
        #expect(error == FileError(.malformed, "\(path): \(place): \(reason)"))
      }
    }
    // Floats of 32 bits hold 1e30 too, but not exactly.
    let float = WAVBytes(tag: 3, bits: 32, data: little(Int(Float(value).bitPattern), 4))
    #expect(throws: FileError.self) { try folder.sound(float.bytes) }
  }

  @Test("a file that is cut short while it is read")
  func shrinking() throws {
    try folder.write(WAVBytes(data: [1, 2, 3, 4]).bytes, to: "sound.wav")
    let path = folder.path("sound.wav")
    var reader = try WAVReader(path: path)
    #expect(try reader.next(1).count == 1)
    try #require(truncate(path, 46) == 0)
    do {
      _ = try reader.next(1)
      Issue.record("was not refused")
    } catch {
      #expect(error == FileError(.malformed, "\(path): has become shorter while it was read"))
    }
  }

  @Test(
    "a path that is not a regular file, without waiting for a pipe's writer",
    .timeLimit(.minutes(1)))
  func notRegular() throws {
    let (pipe, inner) = (folder.path("pipe.wav"), folder.path("inner.wav"))
    try #require(mkfifo(pipe, 0o600) == 0)
    try #require(mkdir(inner, 0o700) == 0)
    let refused = [
      (folder.path("none.wav"), "No such file or directory"),
      (inner, "is a directory, not a regular file"),
      (pipe, "is a pipe, not a regular file"),
      ("/dev/null", "is a device, not a regular file"),
    ]
    for (path, reason) in refused {
      #expect(throws: FileError(.missing, "\(path): \(reason)")) {
        _ = try WAVReader(path: path)
      }
    }
  }

  @Test("a file cut before its samples is refused, one cut among them is read with a note")
  func cut() throws {
    let file = WAVBytes(
      before: WAVBytes.chunk("LIST", [1, 2, 3]), between: WAVBytes.chunk("fact", [1, 2, 3, 4]),
      data: [1, 2, 3, 4])
    let header = file.bytes.count - 4
    for count in 0..<header {
      let error = #expect(throws: FileError.self) {
        try folder.sound(Array(file.bytes[..<count]))
      }
      #expect(error?.kind == .malformed)
    }
    for count in header..<header + 4 {
      let sound = try folder.sound(Array(file.bytes[..<count]))
      #expect(
        sound.samples == Array([0x201 * 0x1p-15, 0x403 * 0x1p-15][..<((count - header) / 2)]))
      let notes = try WAVReader(path: folder.path("sound.wav")).notes
      #expect(notes.contains { $0.contains("is cut off: its data chunk claims 4 bytes") })
    }
  }

  @Test(
    "whatever is cut off or altered, there are samples or a reason",
    arguments: 0..<8 as Range<UInt64>)
  func damage(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let originals = [
      WAVBytes(channels: 2, bits: 24, data: (0..<60).map { UInt8($0) }).bytes,
      WAVBytes(
        tag: 3, bits: 32, before: WAVBytes.chunk("LIST", [1, 2, 3]),
        data: [UInt8](repeating: 0, count: 40)
      ).bytes,
      WAVBytes(
        tag: 0xFFFE, formatExtension: WAVBytes.extensible(subformat: 1, validBits: 16),
        data: [UInt8](repeating: 7, count: 40)
      ).bytes,
      WAVBytes(
        before: WAVBytes.chunk(
          "ds64", little(112, 8) + little(40, 8) + little(20, 8) + little(0, 4)),
        data: [UInt8](repeating: 7, count: 40), claimedDataSize: 0xFFFF_FFFF,
        claimedSize: 0xFFFF_FFFF, magic: "RF64"
      ).bytes,
    ]
    var readCount = 0
    for index in 0..<400 {
      var bytes = originals[index % originals.count]
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        // Bytes of all bits, of none, and of some: sizes at their limits are the likelier trap.
        bytes[place] =
          [0, 0xFF, 0x80, UInt8.random(in: 0...255, using: &random)]
          .randomElement(using: &random) ?? 0
      }
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      do {
        let sound = try folder.sound(bytes, pieces: 5)
        #expect(sound.sampleRate > 0 && sound.samples.count <= bytes.count)
        #expect(sound.samples.allSatisfy { abs($0) <= WAVReader.magnitudeLimit })
        readCount += 1
      } catch let error as FileError {
        #expect(error.kind == .malformed)
      }
    }
    // Both outcomes occur, or the damage would test nothing.
    #expect((20..<380).contains(readCount))
  }
}

/// A generator of the same numbers on every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
