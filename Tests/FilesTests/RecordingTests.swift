// Recordings that are found, read and cut, in process.

import Foundation
import Libc
import TestSupport
import Testing

@testable import Files

/// A way of cutting a signal, with the number of frames that follows.
struct Cutting: Sendable, CustomTestStringConvertible {
  let samples: Int
  let length: Int
  let hop: Int
  let count: Int

  init(_ samples: Int, length: Int, hop: Int, gives count: Int) {
    self.samples = samples
    self.length = length
    self.hop = hop
    self.count = count
  }

  var testDescription: String { "\(samples) samples, n = \(length), hop \(hop)" }

  /// The frames of a signal one after another, cut from the whole of it.
  func frames(_ signal: [Double]) -> [Double] {
    var result: [Double] = []
    var first = 0
    while first + length <= signal.count {
      result += signal[first..<first + length]
      first += hop
    }
    return result
  }
}

@Suite struct RecordingTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test(
    "only whole frames count",
    arguments: [
      Cutting(0, length: 1, hop: 1, gives: 0), Cutting(3, length: 4, hop: 1, gives: 0),
      Cutting(3, length: 4, hop: 9, gives: 0), Cutting(4, length: 4, hop: 4, gives: 1),
      Cutting(7, length: 4, hop: 4, gives: 1), Cutting(8, length: 4, hop: 4, gives: 2),
      Cutting(9, length: 4, hop: 4, gives: 2), Cutting(4, length: 4, hop: 1, gives: 1),
      Cutting(5, length: 4, hop: 1, gives: 2), Cutting(9, length: 4, hop: 3, gives: 2),
      Cutting(10, length: 4, hop: 3, gives: 3), Cutting(10, length: 4, hop: 6, gives: 2),
      Cutting(9, length: 4, hop: 6, gives: 1), Cutting(10, length: 4, hop: 1_000, gives: 1),
      Cutting(5, length: 1, hop: 1, gives: 5), Cutting(5, length: 1, hop: 2, gives: 3),
    ])
  func counts(cutting: Cutting) throws {
    #expect(
      Framing(length: cutting.length, hop: cutting.hop).count(cutting.samples) == cutting.count)
    let signal = (0..<cutting.samples).map(Double.init)
    #expect(cutting.frames(signal).count == cutting.count * cutting.length)
  }

  /// Lengths and hops around the 16,384 samples that are read at a time.
  @Test(
    "frames that arrive in blocks are those of the whole signal",
    arguments: [
      Cutting(40_000, length: 1, hop: 1, gives: 40_000),
      Cutting(40_000, length: 7, hop: 7, gives: 5_714),
      Cutting(40_000, length: 7, hop: 3, gives: 13_332),
      Cutting(40_000, length: 7, hop: 20, gives: 2_000),
      Cutting(40_000, length: 320, hop: 160, gives: 249),
      Cutting(17_000, length: 64, hop: 1, gives: 16_937),
      Cutting(40_000, length: 16_384, hop: 16_384, gives: 2),
      Cutting(40_000, length: 16_385, hop: 16_383, gives: 2),
      Cutting(40_000, length: 20_000, hop: 2_500, gives: 9),
      Cutting(40_000, length: 40_000, hop: 1, gives: 1),
      Cutting(40_000, length: 5, hop: 39_995, gives: 2),
      Cutting(40_000, length: 5, hop: 39_996, gives: 1),
      Cutting(40_000, length: 5, hop: 16_384, gives: 3),
      Cutting(40_000, length: 5, hop: 1_000_000, gives: 1),
      Cutting(100, length: 101, hop: 1, gives: 0),
    ])
  func blocks(cutting: Cutting) throws {
    let signal = (0..<cutting.samples).map { Double($0) * 0x1p-20 }
    try folder.writeSound(signal, to: "sound.wav")
    let recording = try Recording(path: folder.path("sound.wav"), normalization: .none)
    let framing = Framing(length: cutting.length, hop: cutting.hop)
    var frames: [Double] = []
    try recording.forEachBlock(framing) { (block) throws(FileError) in
      #expect(block.count > 0 && block.count.isMultiple(of: cutting.length))
      frames += block
    }
    #expect(frames == cutting.frames(signal))
    #expect(frames.count == cutting.count * cutting.length)
    #expect(framing.count(recording.sampleCount) == cutting.count)
  }

  @Test(
    "normalisation gives every recording the same level, and leaves its shape",
    arguments: Normalization.allCases, [1, 0x1p-10, 8])
  func normalization(normalization: Normalization, gain: Double) throws {
    let signal = [0, 0.25, -0.5, 0.125, 0, 0.375, 0, -0.25].map { gain * $0 }
    try folder.writeSound(signal, to: "sound.wav", rate: 16_000)
    let recording = try Recording(path: folder.path("sound.wav"), normalization: normalization)
    #expect(recording.sampleRate == 16_000 && recording.sampleCount == 8)
    var samples: [Double] = []
    try recording.forEachBlock(Framing(length: 1, hop: 1)) { (block) throws(FileError) in
      samples += block
    }
    // A sum and a root of eight numbers, each rounded once.
    let rounding = 1e-15
    switch normalization {
    case .none: #expect(samples == signal)
    case .peak: #expect(samples.map(abs).max() == 1)
    case .rms:
      let square = samples.reduce(0) { $0 + $1 * $1 } / 8
      #expect(agree(square, 0.01, within: 4 * rounding))
    }
    for (sample, original) in zip(samples, signal) {
      #expect(agree(sample * signal[2], original * samples[2], within: 4 * rounding))
    }
  }

  @Test("silence has no level to bring to 1, but is a signal as it is")
  func silence() throws {
    try folder.writeSound([Double](repeating: 0, count: 100), to: "sound.wav")
    let path = folder.path("sound.wav")
    for normalization in [Normalization.peak, .rms] {
      #expect(throws: FileError(.malformed, "\(path): contains only silence")) {
        _ = try Recording(path: path, normalization: normalization)
      }
    }
    #expect(try Recording(path: path, normalization: .none).scale == 1)
  }

  @Test("all .wav files in and below a folder, by the bytes of their paths")
  func recursive() throws {
    let names = [
      "d/B.wav", "d/a.wav", "d/a/b.WAV", "d/a/c/d/e.Wav", "d/z.wav", "d/ä.wav", "e.wav",
    ]
    // The file system lists them in an order of its own.
    for name in names.reversed() { try folder.writeSound([1, 2, 3, 4], to: name) }
    for name in ["d/notes.txt", "d/wav", "d/a.wave", "d/.hidden.wav", "d/a.wav.part"] {
      try folder.write("no sound", to: name)
    }
    try folder.writeSound([1, 2, 3, 4], to: "d/.cache/x.wav")
    try FileManager.default.createDirectory(
      atPath: folder.path("d/folder.wav"), withIntermediateDirectories: false)
    try folder.writeSound([1, 2, 3, 4], to: "d/folder.wav/inside.wav")
    let found = try folder.recordings("d", "e.wav")
    #expect(
      folder.names(found.recordings) == [
        "d/B.wav", "d/a.wav", "d/a/b.WAV", "d/a/c/d/e.Wav", "d/folder.wav/inside.wav", "d/z.wav",
        "d/ä.wav", "e.wav",
      ])
    #expect(found.refused == [])
    #expect(try folder.recordings("e.wav", "d").recordings == found.recordings)
    #expect(try folder.recordings("d/", "e.wav").recordings == found.recordings)
  }

  @Test("a link to a file is used, a link to a folder below another is not followed")
  func links() throws {
    try folder.writeSound([1, 2, 3, 4], to: "else/a.wav")
    try folder.writeSound([1, 2, 3, 4], to: "d/own.wav")
    try folder.link("d/file.wav", to: "../else/a.wav")
    try folder.link("d/other", to: "../else")
    try folder.link("d/other.wav", to: "../else")
    try folder.link("d/self", to: ".")
    try folder.link("d/broken.wav", to: "nowhere.wav")
    let found = try folder.recordings("d")
    #expect(folder.names(found.recordings) == ["d/file.wav", "d/own.wav"])
    #expect(found.refused.count == 1)
    #expect(found.refused.first?.message.hasPrefix(folder.path("d/broken.wav")) == true)
    // A link that is given by name is meant.
    try folder.link("top", to: "else")
    #expect(folder.names(try folder.recordings("top").recordings) == ["top/a.wav"])
  }

  @Test("a file that is given twice counts once")
  func duplicates() throws {
    try folder.writeSound([1, 2, 3, 4], to: "d/a.wav")
    try folder.writeSound([1, 2, 3, 4], to: "d/b.wav")
    let found = try folder.recordings("d", "d/a.wav", "d", "d/")
    #expect(folder.names(found.recordings) == ["d/a.wav", "d/b.wav"])
  }

  @Test("a file counts once, even if several paths and links lead to it")
  func aliases() throws {
    try folder.writeSound([1, 2, 3, 4], to: "d/a.wav")
    try folder.writeSound([1, 2, 3, 4], to: "d/b.wav")
    try folder.link("link", to: "d")
    try folder.link("d/c.wav", to: "a.wav")
    try #require(Libc.link(folder.path("d/b.wav"), folder.path("d/e.wav")) == 0)
    for paths in [
      ["d"], ["d", "./d", "d//", "d/../d", "link"], ["d/a.wav", "d/./a.wav", "d/b.wav"],
    ] {
      let found = try RecordingCollection(
        paths.map(folder.path), framing: Framing(length: 4, hop: 4), normalization: .none)
      #expect(found.recordings.count == 2 && found.refused == [], "\(paths)")
    }
  }

  @Test("a file without samples is not called silent", arguments: [Normalization.peak, .rms])
  func noSamples(normalization: Normalization) throws {
    try folder.write(WAVFile.data(samples: [], sampleRate: 8000), to: "x.wav")
    let path = folder.path("x.wav")
    #expect(throws: FileError(.malformed, "\(path): contains no samples")) {
      try Recording(path: path, normalization: normalization)
    }
  }

  @Test("what cannot be used is refused with path and reason; the rest is used")
  func refused() throws {
    try folder.writeSound([1, 2, 3, 4], to: "d/good.wav")
    try folder.writeSound([1, 2, 3], to: "d/short.wav")
    try folder.writeSound([], to: "d/void.wav")
    try folder.writeSound([1, .nan, 3, 4], to: "d/nan.wav")
    try folder.write("RIFF", to: "d/text.wav")
    try folder.write([UInt8](), to: "d/empty.wav")
    try folder.write(Array(WAVBytes(data: [1, 2]).bytes.dropLast(1)), to: "d/cut.wav")
    let found = try folder.recordings("d")
    #expect(folder.names(found.recordings) == ["d/good.wav"])
    let reasons = found.refused.map(\.message)
    let expected = [
      ("cut", ""), ("empty", "the file is empty"), ("nan", "not finite"),
      ("short", "3 samples are fewer than a frame of 4"), ("text", "is not a RIFF/WAVE file"),
      ("void", "0 samples are fewer than a frame of 4"),
    ]
    #expect(reasons.count == expected.count)
    for (reason, (name, fragment)) in zip(reasons, expected) {
      #expect(reason.hasPrefix(folder.path("d/\(name).wav")))
      #expect(fragment.isEmpty || reason.contains(fragment), "\(reason)")
    }
  }

  @Test("a pipe of that name is not waited for")
  func pipe() throws {
    try folder.writeSound([1, 2, 3, 4], to: "d/good.wav")
    try #require(mkfifo(folder.path("d/pipe.wav"), 0o600) == 0)
    let found = try folder.recordings("d")
    #expect(folder.names(found.recordings) == ["d/good.wav"])
    #expect(found.refused.count == 1)
  }

  @Test("nothing usable is bad data, a path that is not there is no input")
  func nothing() throws {
    try folder.writeSound([1, 2, 3], to: "d/short.wav")
    for (name, kind) in [
      ("d", FileError.Kind.malformed), ("none", .missing), ("d/none.wav", .missing),
    ] {
      do throws(FileError) {
        _ = try RecordingCollection(
          [folder.path(name)], framing: Framing(length: 4, hop: 4), normalization: .none)
        Issue.record("\(name) was used")
      } catch {
        #expect(error.kind == kind && error.message.contains(folder.path(name)))
      }
    }
  }

  @Test("a folder without recordings is named, whatever the others have")
  func emptyFolder() throws {
    try folder.writeSound([1, 2, 3, 4], to: "full/sound.wav")
    try FileManager.default.createDirectory(
      atPath: folder.path("empty"), withIntermediateDirectories: false)
    for names in [["full", "empty"], ["empty", "full"]] {
      do throws(FileError) {
        _ = try RecordingCollection(
          names.map { folder.path($0) }, framing: Framing(length: 4, hop: 4), normalization: .none)
        Issue.record("\(names) were used")
      } catch {
        let message = "\(folder.path("empty")): no .wav file in this folder"
        #expect(error == FileError(.missing, message))
      }
    }
  }

  @Test("a file that changes after it was found good is noticed")
  func changed() throws {
    try folder.writeSound([1, 2, 3, 4], to: "sound.wav")
    let recording = try Recording(path: folder.path("sound.wav"), normalization: .none)
    try folder.write("gone", to: "sound.wav")
    #expect(throws: FileError.self) {
      try recording.forEachBlock(Framing(length: 2, hop: 2)) { (_) throws(FileError) in }
    }
  }
}
