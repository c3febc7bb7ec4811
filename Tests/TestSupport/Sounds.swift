// Folders of recordings, as a test needs them.

package import Files
import Foundation
import LinearAlgebra
import Testing

extension Folder {
  /// Writes samples as they are, in 64 bits; folders on the way are made.
  package func writeSound(_ samples: [Double], to name: String, rate: Int = 8_000) throws {
    let bytes = samples.flatMap { little(Int(bitPattern: UInt($0.bitPattern)), 8) }
    try makeFolder(of: name)
    try write(WAVBytes(tag: 3, rate: rate, bits: 64, data: bytes).bytes, to: name)
  }

  /// Writes recordings of a stationary signal in 16 bits, `0.wav` and so on.
  ///
  /// Autoregressive noise, yₜ = 1.6 yₜ₋₁ − 0.81 yₜ₋₂ + ηₜ, scaled to a mean square of about 0.03:
  /// most of its energy is in a band, as that of speech.
  package func writeStationary(
    files: Int, samples: Int, to folder: String, rate: Int = 8_000
  ) throws {
    for index in 0..<files {
      let sound = WAVFile.data(
        samples: stationarySignal(samples, seed: UInt64(index)), sampleRate: rate)
      let name = "\(folder)/\(index).wav"
      try makeFolder(of: name)
      try write(sound, to: name)
    }
  }

  private func makeFolder(of name: String) throws {
    try FileManager.default.createDirectory(
      at: url.appendingPathComponent(name).deletingLastPathComponent(),
      withIntermediateDirectories: true)
  }

  /// The usable recordings among paths of this folder.
  package func recordings(
    _ names: String..., frame: Int = 4, normalization: Normalization = .none
  ) throws -> RecordingCollection {
    try RecordingCollection(
      names.map(path), framing: Framing(length: frame, hop: frame), normalization: normalization)
  }

  /// The paths of recordings below this folder, without its own.
  package func names(_ recordings: [Recording]) -> [String] {
    recordings.map { String($0.path.dropFirst(url.path.count + 1)) }
  }
}

/// Autoregressive noise of second order, from its stationary state.
package func stationarySignal(_ count: Int, seed: UInt64) -> [Double] {
  var generator = SeededGenerator(seed: 0xA5_0000 + seed)
  var (last, older) = (0.0, 0.0)
  // The poles have modulus 0.9: after 200 steps the beginning is forgotten.
  return (-200..<count).compactMap { index in
    (last, older) = (1.6 * last - 0.81 * older + 0.035 * generator.nextNormal(), last)
    return index < 0 ? nil : last
  }
}

/// What a reader finds in a file.
package struct Sound: Equatable {
  package var sampleRate: Int
  package var channelCount: Int
  package var samples: [Double]

  package init(
    sampleRate: Int,
    channelCount: Int,
    samples: [Double]
  ) {
    self.sampleRate = sampleRate
    self.channelCount = channelCount
    self.samples = samples
  }
}

extension Folder {
  /// Reads a sound file to its end, a given number of samples at a time.
  package func sound(_ bytes: [UInt8], pieces: Int = 1 << 20) throws -> Sound {
    try write(bytes, to: "sound.wav")
    var reader = try WAVReader(path: path("sound.wav"))
    var samples: [Double] = []
    while true {
      let piece = try reader.next(pieces)
      #expect(piece.count == min(pieces, reader.sampleCount - samples.count))
      if piece.isEmpty { break }
      samples += piece
    }
    #expect(samples.count == reader.sampleCount)
    return Sound(
      sampleRate: reader.sampleRate, channelCount: reader.channelCount, samples: samples)
  }
}
