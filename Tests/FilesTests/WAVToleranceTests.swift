// Sound files that contradict themselves and whose samples are clear nevertheless, in process.
//
// The samples are those that ffmpeg 5.1, libsndfile 1.2 and, except for valid bits, sox 14.4 read.

import TestSupport
import Testing

@testable import Files

/// A file that is read, with the note about it.
struct TolerableSound: Sendable, CustomTestStringConvertible {
  let note: String
  let bytes: [UInt8]
  var samples = [258 * 0x1p-15, -2 * 0x1p-15]

  var testDescription: String { note }
}

@Suite struct WAVToleranceTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private static let data = little(258, 2) + little(-2, 2)
  private static let odd = Array("LIST".utf8) + little(7, 4) + Array("INFOabc".utf8)
  private static let head = Array("RIFF".utf8) + little(100, 4) + Array("WAVE".utf8)

  private static func extensible(_ validBits: Int) -> [UInt8] {
    WAVBytes(
      tag: 0xFFFE, formatExtension: WAVBytes.extensible(subformat: 1, validBits: validBits),
      data: data
    ).bytes
  }

  private static func open(_ claimed: Int, _ whole: Int) -> [UInt8] {
    WAVBytes(data: data, claimedDataSize: claimed, claimedSize: whole).bytes
  }

  private static let unknown =
    "was written without knowing its size, the 4 bytes to its end are taken"
  private static let none = "its data chunk claims no bytes, the 4 that follow are taken"

  private static let files: [TolerableSound] = [
    // A pad byte that is missing: no other program reads these, but the meaning is clear.
    TolerableSound(
      note: "the byte after chunk 'LIST' of odd size is missing",
      bytes: WAVBytes(before: odd, data: data).bytes),
    TolerableSound(
      note: "the byte after chunk 'LIST' of odd size is missing",
      bytes: WAVBytes(between: odd, data: data).bytes),
    TolerableSound(
      note: "the byte after chunk 'fmt ' of odd size is missing",
      bytes: head + Array("fmt ".utf8) + little(17, 4) + WAVBytes().format + [0]
        + WAVBytes.chunk("data", data)),
    // The last sample cut, with a size that knows it and one that does not.
    TolerableSound(
      note: "the last 1 of 3 bytes of samples are no whole block of 2 bytes and are left out",
      bytes: WAVBytes(data: Array(data.dropLast())).bytes, samples: [258 * 0x1p-15]),
    TolerableSound(
      note: "is cut off: its data chunk claims 4 bytes, the file has 3",
      bytes: WAVBytes(data: data).bytes.dropLast(), samples: [258 * 0x1p-15]),
    TolerableSound(
      note: "is cut off: its data chunk claims 4000 bytes, the file has 4",
      bytes: open(4_000, 4_036)),
    // Fields that follow from others.
    TolerableSound(
      note: "12345 bytes a second, but 8000 blocks of 2 bytes make 16000, which counts",
      bytes: WAVBytes(byteRate: 12_345, data: data).bytes),
    TolerableSound(
      note: "0 bytes a second, but 8000 blocks of 2 bytes make 16000, which counts",
      bytes: WAVBytes(byteRate: 0, data: data).bytes),
    TolerableSound(
      note:
        "4294967294 bytes a second, but 4294967295 blocks of 2 bytes make 8589934590, which counts",
      bytes: WAVBytes(rate: 0xFFFF_FFFF, data: data).bytes),
    TolerableSound(
      note: "blocks of 0 bytes, but 1 channel of 16 bits make 2, which counts",
      bytes: WAVBytes(blockSize: 0, byteRate: 16_000, data: data).bytes),
    TolerableSound(
      note: "blocks of 4 bytes, but 1 channel of 16 bits make 2, which counts",
      bytes: WAVBytes(blockSize: 4, byteRate: 16_000, data: data).bytes),
    TolerableSound(
      note: "0 valid bits in a sample of 16 bits: all are taken", bytes: extensible(0)),
    // Sizes that were not known.
    TolerableSound(note: unknown, bytes: open(0xFFFF_FFFF, 0xFFFF_FFFF)),
    TolerableSound(note: unknown, bytes: open(0x7FFF_FFFF, 0x7FFF_FFFF)),
    TolerableSound(note: unknown, bytes: open(0x7FFF_FFFF - 36, 0x7FFF_FFFF)),
    TolerableSound(note: unknown, bytes: open(0x8000_0000, 0x8000_0024)),
    TolerableSound(note: unknown, bytes: open(0x7FFF_F000, 0x7FFF_F024)),
    TolerableSound(note: none, bytes: open(0, 0)), TolerableSound(note: none, bytes: open(0, 36)),
    TolerableSound(note: none, bytes: open(0, 0xFFFF_FFFF)),
    // ffmpeg alone reads this one.
    TolerableSound(note: none, bytes: open(0, 40)),
  ]

  @Test("files that are read, with a note", arguments: files)
  func tolerable(sound: TolerableSound) throws {
    #expect(try folder.sound(sound.bytes).samples == sound.samples)
    let notes = try WAVReader(path: folder.path("sound.wav")).notes
    #expect(notes.contains(sound.note), "\(notes)")
  }

  @Test("a good file has no notes, and neither has one without samples")
  func good() throws {
    for file in [
      WAVBytes(data: Self.data).bytes, WAVBytes().bytes, Self.extensible(16), Self.extensible(12),
      WAVBytes(bits: 8, data: [128]).bytes, WAVBytes(bits: 8, data: [128]).bytes.dropLast(),
      WAVBytes(after: WAVBytes.chunk("LIST", [1, 2])).bytes,
      WAVBytes(before: WAVBytes.chunk("LIST", [1, 2, 3]), data: Self.data).bytes,
    ] {
      _ = try folder.sound(file)
      #expect(try WAVReader(path: folder.path("sound.wav")).notes == [])
    }
  }

  @Test("notes go to standard error, with the file")
  func said() throws {
    let frames = (0..<80).flatMap { little($0 * 300 - 12_000, 2) }
    try folder.write(WAVBytes(byteRate: 7, data: frames + [1]).bytes, to: "a.wav")
    let outcome = try folder.toy("risk --data a.wav --n 4 --format csv")
    #expect(outcome.status == 0)
    #expect(
      outcome.diagnostics == """
        note: a.wav: 7 bytes a second, but 8000 blocks of 2 bytes make 16000, which counts
        note: a.wav: the last 1 of 161 bytes of samples are no whole block of 2 bytes and are left out
        a.wav: 20 frames of n = 4

        """)
  }
}
