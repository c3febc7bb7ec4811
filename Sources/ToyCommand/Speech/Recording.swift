// Sound files that can be used, and why the others cannot.

import Libc

/// How recordings of different loudness are made comparable.
enum Normalization: String, Sendable, CaseIterable {
  /// As recorded.
  case none
  /// The largest sample becomes 1.
  case peak
  /// The root mean square becomes 0.1.
  case rms
}

/// A file of sound that was read once and found good.
struct Recording: Sendable, Equatable {
  /// The path as it was given or found.
  let path: String
  /// Samples per second.
  let sampleRate: Int
  /// The number of samples.
  let sampleCount: Int
  /// What every sample is multiplied by.
  let scale: Double
  /// What is wrong with the file and does not keep it from being read.
  let notes: [String]

  /// Reads a file from beginning to end, in pieces.
  ///
  /// - Throws: ``CommandError`` of status noInput or badData, with path and reason.
  init(path: String, normalization: Normalization) throws(CommandError) {
    var reader = try WAVReader(path: path)
    guard reader.sampleCount <= Self.sampleLimit else {
      throw CommandError(
        .badData,
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
    guard level > 0 else { throw CommandError(.badData, "\(path): nothing but silence") }
    scale = 1 / level
  }

  fileprivate static let pieceSize = 1 << 14
  /// The most samples of a recording.
  static let sampleLimit = 1 << 30
}

/// How a signal is cut.
struct Framing: Sendable, Equatable {
  /// The length n of a frame.
  let length: Int
  /// From the beginning of a frame to that of the next.
  let hop: Int

  /// The number of whole frames in a signal.
  func count(_ sampleCount: Int) -> Int {
    sampleCount < length ? 0 : (sampleCount - length) / hop + 1
  }
}

extension Recording {
  /// Cuts the signal into frames.
  ///
  /// - Parameters:
  ///   - framing: Length and hop.
  ///   - body: Called with some frames at a time, one after another in one list.
  /// - Throws: ``CommandError`` when the file has changed since it was found good, or what `body`
  ///   throws.
  func forEachBlock(
    _ framing: Framing, _ body: ([Double]) throws(CommandError) -> Void
  ) throws(CommandError) {
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
struct RecordingCollection: Sendable {
  /// Usable recordings, by path.
  let recordings: [Recording]
  /// Why the others are not used.
  let refused: [CommandError]

  /// Looks at every file, and at every `.wav` file in and below a folder.
  ///
  /// A file counts once, whatever paths and links lead to it: it must not be learned from and held
  /// out.
  ///
  /// - Parameters:
  ///   - paths: Files and folders.
  ///   - framing: A recording must have at least one frame.
  ///   - normalization: How they are made comparable.
  /// - Throws: ``CommandError`` of status noInput where a path does not exist, a folder cannot be
  ///   read or has no `.wav` file, of status badData where none of them is usable.
  init(
    _ paths: [String], framing: Framing, normalization: Normalization
  ) throws(CommandError) {
    var files: Set<String> = []
    for path in paths { files.formUnion(try Self.files(path)) }
    guard !files.isEmpty else {
      throw CommandError(.noInput, "\(paths.joined(separator: ", ")): no .wav file in this folder")
    }
    var recordings: [Recording] = []
    var refused: [CommandError] = []
    var seen: Set<FileIdentity> = []
    // By bytes: the order of a locale would make results depend on where they are computed.
    for path in files.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      if let identity = FileIdentity(path), !seen.insert(identity).inserted { continue }
      do throws(CommandError) {
        let recording = try Recording(path: path, normalization: normalization)
        guard framing.count(recording.sampleCount) > 0 else {
          throw CommandError(
            .badData,
            "\(path): \(recording.sampleCount) samples are fewer than a frame of \(framing.length)")
        }
        recordings.append(recording)
      } catch {
        refused.append(error)
      }
    }
    guard !recordings.isEmpty else {
      let reasons = refused.prefix(5).map(\.message)
      throw CommandError(
        .badData,
        (["no usable .wav file in \(paths.joined(separator: ", "))"] + reasons)
          .joined(separator: "\n"))
    }
    self.recordings = recordings
    self.refused = refused
  }

  /// Names on standard error the files that are not used, and what is wrong with those that are.
  func reportRefused() {
    for error in refused { writeDiagnostic("not used: \(error.message)") }
    let notes = recordings.flatMap { recording in
      recording.notes.map { "note: \(recording.path): \($0)" }
    }
    for note in notes.prefix(Self.noteLimit) { writeDiagnostic(note) }
    if notes.count > Self.noteLimit {
      writeDiagnostic("note: \(notes.count - Self.noteLimit) more of this kind")
    }
  }

  /// The most notes that are shown.
  private static let noteLimit = 20

  /// The file itself, or the `.wav` files of a folder and those below it.
  static func files(_ path: String) throws(CommandError) -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw CommandError(.noInput, "\(path): \(systemMessage())")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    var found: [String] = []
    try collect(path.hasSuffix("/") ? String(path.dropLast()) : path, into: &found)
    return found
  }

  private static func collect(
    _ folder: String, into found: inout [String]
  ) throws(CommandError) {
    guard let stream = opendir(folder.isEmpty ? "/" : folder) else {
      throw CommandError(.noInput, "\(folder): \(systemMessage())")
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
        // A broken link of that name is reported later, as a file that cannot be read.
        if stat(path, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR { found.append(path) }
      }
    }
  }
}

/// What the system tells a file by.
private struct FileIdentity: Hashable {
  let device: UInt64
  let number: UInt64

  /// The file that a path leads to; nil where there is none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}
