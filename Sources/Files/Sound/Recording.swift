// The usable sound files, and the reasons why others are not.

import Libc

/// A normalisation that makes recordings of different loudness comparable.
package enum Normalization: String, Sendable, CaseIterable {
  /// As recorded.
  case none
  /// The largest sample becomes 1.
  case peak
  /// The root mean square becomes 0.1.
  case rms
}

/// A sound file that was read once and found usable.
package struct Recording: Sendable, Equatable {
  /// The path as it was given or found.
  package let path: String
  /// Samples per second.
  package let sampleRate: Int
  /// The number of samples.
  package let sampleCount: Int
  /// The factor by which every sample is multiplied.
  package let scale: Double
  /// Defects of the file that do not keep it from being read.
  package let notes: [String]

  /// Reads a file from beginning to end, in pieces.
  ///
  /// - Throws: ``FileError`` of kind missing or malformed, with path and reason.
  package init(path: String, normalization: Normalization) throws(FileError) {
    var reader = try WAVReader(path: path)
    guard reader.sampleCount <= Self.sampleLimit else {
      throw FileError(
        .malformed,
        "\(path): \(reader.sampleCount) samples, more than \(Self.sampleLimit), 6 hours at 48 kHz")
    }
    var (peak, energy) = (0.0, 0.0)
    var progress = ReadingProgress(path: path, size: reader.sampleCount)
    defer { progress.finish() }
    while true {
      let piece = try reader.next(Self.pieceSize)
      if piece.isEmpty { break }
      progress.advance(by: piece.count)
      for sample in piece {
        peak = max(peak, abs(sample))
        energy += sample * sample
      }
    }
    self.path = path
    sampleRate = reader.sampleRate
    sampleCount = reader.sampleCount
    notes = reader.notes
    let level =
      switch normalization {
      case .none: 1.0
      case .peak: peak
      case .rms: 10 * (energy / Double(max(sampleCount, 1))).squareRoot()
      }
    if normalization != .none { try LabelledData.requireScale([peak], of: path) }
    guard level > 0 else {
      throw FileError(
        .malformed, "\(path): contains \(sampleCount == 0 ? "no samples" : "only silence")")
    }
    scale = 1 / level
  }

  fileprivate static let pieceSize = 1 << 14
  /// The largest number of samples in a recording.
  package static let sampleLimit = 1 << 30
}

/// The framing of a signal.
package struct Framing: Sendable, Equatable {
  /// The length n of a frame.
  package let length: Int
  /// The hop: samples from the beginning of a frame to that of the next.
  package let hop: Int

  package init(length: Int, hop: Int) {
    self.length = length
    self.hop = hop
  }

  /// The number of whole frames in a signal.
  package func count(_ sampleCount: Int) -> Int {
    sampleCount < length ? 0 : (sampleCount - length) / hop + 1
  }
}

extension Recording {
  /// Cuts the signal into frames.
  ///
  /// - Parameters:
  ///   - framing: Length and hop.
  ///   - body: Called with a few frames at a time, concatenated in one list.
  /// - Throws: ``FileError`` if the file has changed since it was found usable, or any error of `body`.
  package func forEachBlock(
    _ framing: Framing, _ body: ([Double]) throws(FileError) -> Void
  ) throws(FileError) {
    var reader = try WAVReader(path: path)
    var buffer: [Double] = []
    var block: [Double] = []
    var next = 0
    while true {
      let piece = try reader.next(Self.pieceSize)
      if piece.isEmpty { break }
      for sample in piece { buffer.append(scale * sample) }
      while next + framing.length <= buffer.count {
        block += buffer[next..<next + framing.length]
        next += framing.hop
        if block.count >= Self.pieceSize {
          try body(block)
          block.removeAll(keepingCapacity: true)
        }
      }
      let consumed = min(next, buffer.count)
      buffer.removeFirst(consumed)
      next -= consumed
    }
    if !block.isEmpty { try body(block) }
  }
}

/// The recordings among some files and folders.
package struct RecordingCollection: Sendable {
  /// The usable recordings, by path.
  package let recordings: [Recording]
  /// The reasons why the others are not used.
  package let refused: [FileError]

  /// Examines every file, and every `.wav` file in and below a folder.
  ///
  /// A file counts once, by whichever paths and links it is reached: it must not be both learned from and
  /// held out.
  ///
  /// - Parameters:
  ///   - paths: Files and folders.
  ///   - framing: A recording must have at least one frame.
  ///   - normalization: The normalisation of the recordings.
  /// - Throws: ``FileError`` of kind missing if a path does not exist, or a folder cannot be
  ///   read or has no `.wav` file; of kind malformed if none of them is usable.
  package init(
    _ paths: [String], framing: Framing, normalization: Normalization
  ) throws(FileError) {
    var files: Set<String> = []
    for path in paths {
      let found = try Self.files(path)
      guard !found.isEmpty else {
        throw FileError(.missing, "\(path): no .wav file in this folder")
      }
      files.formUnion(found)
    }
    var recordings: [Recording] = []
    var refused: [FileError] = []
    var seen: Set<FileIdentity> = []
    // By bytes: the order of a locale would make results depend on the machine.
    for path in files.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      if let identity = FileIdentity(path), !seen.insert(identity).inserted { continue }
      do throws(FileError) {
        let recording = try Recording(path: path, normalization: normalization)
        guard framing.count(recording.sampleCount) > 0 else {
          throw FileError(
            .malformed,
            "\(path): \(recording.sampleCount) samples are fewer than a frame of \(framing.length)")
        }
        recordings.append(recording)
      } catch {
        refused.append(error)
      }
    }
    guard !recordings.isEmpty else {
      let reasons = refused.prefix(5).map(\.message)
      throw FileError(
        .malformed,
        (["no usable .wav file in \(paths.joined(separator: ", "))"] + reasons)
          .joined(separator: "\n"))
    }
    self.recordings = recordings
    self.refused = refused
  }

  /// Names on standard error the files that are not used, and the defects of those that are.
  package func reportRefused() {
    for error in refused { writeDiagnostic("not used: \(error.message)") }
    let notes = recordings.flatMap { recording in
      recording.notes.map { "note: \(recording.path): \($0)" }
    }
    for note in notes.prefix(Self.noteLimit) { writeDiagnostic(note) }
    if notes.count > Self.noteLimit {
      writeDiagnostic("note: \(notes.count - Self.noteLimit) more of this kind")
    }
  }

  /// The largest number of notes that are shown.
  private static let noteLimit = 20

  /// The file itself, or the `.wav` files of a folder and those below it.
  package static func files(_ path: String) throws(FileError) -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw FileError(.missing, "\(path): \(systemMessage())")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    var found: [String] = []
    try collect(path.hasSuffix("/") ? String(path.dropLast()) : path, into: &found)
    return found
  }

  private static func collect(
    _ folder: String, into found: inout [String]
  ) throws(FileError) {
    guard let stream = opendir(folder.isEmpty ? "/" : folder) else {
      throw FileError(.missing, "\(folder): \(systemMessage())")
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      let path = "\(folder)/\(name)"
      var status = stat()
      // Links to folders are not followed: they can make a folder contain itself.
      if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        try collect(path, into: &found)
      } else if name.lowercased().hasSuffix(".wav") {
        // A broken link of that name is reported later as a file that cannot be read.
        if stat(path, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR { found.append(path) }
      }
    }
  }
}

/// The system's identity of a file.
private struct FileIdentity: Hashable {
  let device: UInt64
  let number: UInt64

  /// The file at a path; nil if there is none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}
