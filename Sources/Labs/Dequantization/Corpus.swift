// The user's recordings: files, their split, and the frames that are selected from them.

import Files
import LabKit
import Libc

/// Recordings for training and others for tests.
struct Corpus: Sendable {
  let training: [Recording]
  let test: [Recording]
  /// The recordings for tests by the files and folders that were given for tests; empty where every second file is.
  private(set) var testSets: [TestSet] = []
  /// What users should know about the files, one sentence each.
  private(set) var warnings: [String] = []
  let frameLength: Int

  /// Examines the recordings.
  ///
  /// - Parameters:
  ///   - paths: Files and folders; in the order of their paths every second file is for tests.
  ///   - frameLength: n.
  /// - Throws: ``LabError`` if a file or folder cannot be used, or there is only one recording.
  init(_ paths: [String], frameLength: Int) throws(LabError) {
    self.frameLength = frameLength
    var copies = 0
    let files = try Self.recordings(paths, frameLength, &warnings, &copies)
    if copies > 0 { warnings.append(Self.note(ofCopies: copies)) }
    guard files.count >= 2 else {
      let need =
        "one recording; at least 2 are needed, one to learn from and one for the test, or --train and --test"
      throw .malformed(
        (["\(paths.joined(separator: ", ")): \(need)"] + warnings).joined(separator: "\n"))
    }
    training = files.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    test = files.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    warnRates()
  }

  /// Examines recordings for training and others for tests.
  init(training: [String], test: [String], frameLength: Int) throws(LabError) {
    self.frameLength = frameLength
    var copies = 0
    self.training = try Self.recordings(training, frameLength, &warnings, &copies)
    self.test = try Self.recordings(test, frameLength, &warnings, &copies)
    if copies > 0 { warnings.append(Self.note(ofCopies: copies)) }
    if self.training.contains(where: { file in self.test.contains { $0.path == file.path } }) {
      warnings.append("some recordings are both for training and for tests")
    }
    for path in test {
      let files = Set(try read(try RecordingCollection.files(path)))
      testSets.append(
        TestSet(path: path, recordings: self.test.filter { files.contains($0.path) }))
    }
    warnRates()
  }

  /// The recordings for tests in one file or folder.
  struct TestSet: Sendable {
    let path: String
    let recordings: [Recording]
  }

  private mutating func warnRates() {
    let rates = Set((training + test).map(\.sampleRate)).sorted()
    if rates.count > 1 {
      warnings.append(
        "sample rates differ, \(rates.map(String.init).joined(separator: ", ")) Hz: frames of \(frameLength) samples "
          + "have different lengths in time")
    }
  }

  private static func note(ofCopies count: Int) -> String {
    "copies of other recordings, left out: \(count)"
  }

  /// The usable recordings, of the same sound only the first.
  ///
  /// Files may be both for training and for tests: a warning about one is added once.
  private static func recordings(
    _ paths: [String], _ frameLength: Int, _ warnings: inout [String], _ copies: inout Int
  ) throws(LabError) -> [Recording] {
    let framing = Framing(length: frameLength, hop: frameLength)
    for path in paths where try read(RecordingCollection.files(path)).isEmpty {
      throw .file(FileError(.missing, "\(path): no .wav file in this folder"))
    }
    let found = try read(
      try RecordingCollection(paths, framing: framing, normalization: .peak))
    var notes = found.refused.map { "not used: \($0.message)" }
    var seen: Set<UInt64> = []
    var distinct: [Recording] = []
    for recording in found.recordings {
      // Copies of a sound must not be both learned from and tested.
      if seen.insert(try digest(recording, framing)).inserted {
        distinct.append(recording)
        notes += recording.notes.map { "\(recording.path): \($0)" }
      } else {
        copies += 1
      }
    }
    let known = Set(warnings)
    warnings += notes.filter { !known.contains($0) }
    return distinct
  }

  private static func digest(_ recording: Recording, _ framing: Framing) throws(LabError) -> UInt64
  {
    var hash = UInt64(recording.sampleCount)
    do throws(FileError) {
      try recording.forEachBlock(framing) { (block) throws(FileError) in
        for value in block {
          hash = (hash ^ (value * recording.peak).bitPattern) &* 0x9E37_79B9_7F4A_7C15
          hash ^= hash >> 29
        }
      }
    } catch {
      throw .file(error)
    }
    return hash
  }

  /// The digest of all recordings, training first: it tells whether these are known ones.
  func digest() throws(LabError) -> UInt64 {
    let framing = Framing(length: 64, hop: 64)
    var hash: UInt64 = 1
    for recording in training + test {
      hash = (hash ^ (try Self.digest(recording, framing))) &* 0x0000_0100_0000_01B3
    }
    return hash
  }

  /// The active frames of some recordings.
  struct Frames: Sendable {
    /// The number of all frames.
    let total: Int
    /// The number of active frames.
    let active: Int
    /// Those that were selected.
    let selected: FrameSet
  }

  /// Selects frames.
  ///
  /// - Parameters:
  ///   - recordings: The files, in their order.
  ///   - quantizer: The quantiser.
  ///   - limit: m: of `active` frames those with the numbers ⌊k·active/m⌋, k < m, are selected.
  /// - Returns: The counts and the frames.
  /// - Throws: ``LabError`` if a file has changed since it was examined.
  /// - Complexity: Two passes over the files, in memory for the selected frames.
  func frames(
    _ recordings: [Recording], _ quantizer: Quantizer, limit: Int
  ) throws(LabError) -> Frames {
    var (total, active) = (0, 0)
    try forEachFrame(recordings, quantizer) { _, isActive in
      total += 1
      active += isActive ? 1 : 0
    }
    let wanted = spreadIndices(active, limit)
    var (number, next) = (0, 0)
    var clean: [Double] = []
    try forEachFrame(recordings, quantizer) { frame, isActive in
      guard isActive else { return }
      if next < wanted.count, wanted[next] == number {
        clean += frame
        next += 1
      }
      number += 1
    }
    return Frames(
      total: total, active: active,
      selected: FrameSet(
        size: frameLength, clean: clean, quantized: clean.map(quantizer.quantized)))
  }

  /// Calls a function with every frame in units of Δ, and whether it is active.
  func forEachFrame(
    _ recordings: [Recording], _ quantizer: Quantizer,
    _ body: (_ frame: [Double], _ isActive: Bool) -> Void
  ) throws(LabError) {
    let framing = Framing(length: frameLength, hop: frameLength)
    for recording in recordings {
      do throws(FileError) {
        try recording.forEachBlock(framing) { (block) throws(FileError) in
          for first in stride(from: 0, to: block.count, by: frameLength) {
            let scaled = quantizer.scaled(block[first..<first + frameLength])
            body(scaled.frame, scaled.isActive)
          }
        }
      } catch {
        throw .file(error)
      }
    }
  }
}

extension Recording {
  /// The largest magnitude of a sample, for a recording that was normalised by it.
  var peak: Double { 1 / scale }
}
