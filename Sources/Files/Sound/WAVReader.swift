// Sound from RIFF/WAVE files.

/// Reads the samples of a WAVE file piece by piece, its channels mixed to one by averaging.
///
/// Supported are PCM of 8, 16, 24 and 32 bits, scaled to [−1, 1), and float samples of 32 and 64 bits, at any
/// rate, also as WAVE_FORMAT_EXTENSIBLE and in RF64 files beyond 4 GB. The header is trusted only if it is
/// consistent with itself and with the size of the file. Where it is not but the samples are unambiguous
/// nevertheless, they are read as ffmpeg, sox and libsndfile read them, and ``notes`` say so.
///
/// - SeeAlso: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0";
///   EBU Tech 3306 for RF64.
package struct WAVReader: ~Copyable {
  /// The largest magnitude of a float sample; full scale is 1.
  package static let magnitudeLimit = 1e6
  /// The largest number of chunks before the samples, more than any program writes.
  package static let chunkLimit = 1_000

  /// Samples per second, at least 1.
  package var sampleRate: Int { format.sampleRate }
  /// The channels in the file, at least 1.
  package var channelCount: Int { format.channelCount }
  /// The number of samples of each channel; 0 in a file that consists of a header.
  package let sampleCount: Int

  /// Defects of the file that do not keep it from being read.
  package let notes: [String]

  private let file: RegularFile
  private let format: WAVFormat
  /// The offset of the samples in the file.
  private let start: Int
  /// The number of samples returned so far.
  private var position = 0

  /// Opens a file and reads everything before its samples.
  ///
  /// - Throws: ``FileError`` of kind missing unless the path is a readable regular file, and of kind
  ///   malformed unless it is a complete WAVE file of a supported format.
  /// - Complexity: O(chunks before the samples), at most ``chunkLimit``, independent of the size of the file.
  package init(path: String) throws(FileError) {
    let file = try RegularFile(path: path)
    let form = try RIFFForm(file)
    var notes: [String] = []
    let (format, data) = try Self.chunks(of: file, form, &notes)
    notes += format.notes
    let surplus = data.count % format.blockSize
    if surplus > 0 {
      notes.append(
        "the last \(surplus) of \(data.count) bytes of samples are no whole block of"
          + " \(format.blockSize) bytes and are left out")
    }
    self.notes = notes
    self.format = format
    start = data.lowerBound
    sampleCount = data.count / format.blockSize
    self.file = file
  }

  /// Reads the next samples.
  ///
  /// - Parameter count: The largest number of samples to return.
  /// - Returns: That many samples; fewer near the end of the file, none at its end.
  /// - Throws: ``FileError`` of kind malformed for a float sample that is not finite or beyond
  ///   ``magnitudeLimit``, and if the file has become shorter; of kind missing if reading fails.
  /// - Complexity: O(count · channels) time; memory for `count` samples.
  package mutating func next(_ count: Int) throws(FileError) -> [Double] {
    let count = max(min(count, sampleCount - position), 0)
    var samples: [Double] = []
    samples.reserveCapacity(count)
    // Small, so that the bytes of many channels do not outweigh the samples they are mixed to.
    let pieceSize = max((1 << 16) / format.blockSize, 1)
    while samples.count < count {
      let first = position + samples.count
      let size = min(pieceSize, count - samples.count)
      let bytes = try file.bytes(
        at: start + first * format.blockSize, count: size * format.blockSize)
      guard bytes.count == size * format.blockSize else {
        throw file.malformed("has become shorter while it was read")
      }
      for index in 0..<size {
        samples.append(try mean(of: bytes, block: index, sample: first + index))
      }
    }
    position += count
    return samples
  }

  /// The mean of the channels of one block.
  private func mean(
    of bytes: [UInt8], block: Int, sample: Int
  ) throws(FileError) -> Double {
    var sum = 0.0
    let width = format.encoding.byteCount
    for channel in 0..<channelCount {
      let offset = block * format.blockSize + channel * width
      switch format.encoding {
      case .unsigned8:
        sum += (Double(bytes[offset]) - 128) * 0x1p-7
      case .integer:
        // Shifted to the top of 32 bits, the sign bit is in its place, and one scale fits all sizes.
        let bits = UInt32(truncatingIfNeeded: bytes.littleEndian(at: offset, count: width))
        sum += Double(Int32(bitPattern: bits << (32 - 8 * UInt32(width)))) * 0x1p-31
      case .float:
        let bits = bytes.littleEndian(at: offset, count: width)
        let value =
          width == 8
          ? Double(bitPattern: bits)
          : Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        guard abs(value) <= Self.magnitudeLimit else {
          let place =
            "sample \(sample + 1)" + (channelCount == 1 ? "" : ", channel \(channel + 1)")
          let reason = value.isFinite ? "beyond \(Int(Self.magnitudeLimit))" : "not finite"
          throw file.malformed("\(place): \(value) is \(reason)")
        }
        sum += value
      }
    }
    return sum / Double(channelCount)
  }
}

/// The header of a RIFF file.
private struct RIFFForm {
  /// The offset of its chunks.
  static let end = 12
  /// The claimed number of bytes after the first 8.
  let size: UInt64
  /// The size of the data chunk, in RF64 files.
  let dataSize: UInt64?

  init(_ file: borrowing RegularFile) throws(FileError) {
    guard file.size > 0 else { throw file.malformed("the file is empty") }
    let bytes = try file.bytes(at: 0, count: 48)
    let magic = String(decoding: bytes.prefix(4), as: UTF8.self)
    guard bytes.count >= 12, ["RIFF", "RF64", "BW64", "RIFX"].contains(magic) else {
      throw file.malformed("is not a RIFF/WAVE file")
    }
    guard bytes[8..<12].elementsEqual("WAVE".utf8) else {
      throw file.malformed("is a \(magic) file of type \(chunkName(bytes[8..<12])), not WAVE")
    }
    guard magic != "RIFX" else {
      throw file.malformed("is a big-endian RIFX file, which is not supported; RIFF is needed")
    }
    guard magic != "RIFF" else {
      size = bytes.littleEndian(at: 4, count: 4)
      dataSize = nil
      return
    }
    guard bytes.count >= 36, bytes[12..<16].elementsEqual("ds64".utf8) else {
      throw file.malformed("\(magic) without a ds64 chunk before all others")
    }
    size = bytes.littleEndian(at: 20, count: 8)
    dataSize = bytes.littleEndian(at: 28, count: 8)
  }
}

extension WAVReader {
  /// The format, and the position of the samples.
  private static func chunks(
    of file: borrowing RegularFile, _ form: RIFFForm, _ notes: inout [String]
  ) throws(FileError) -> (format: WAVFormat, data: Range<Int>) {
    var format: WAVFormat?
    var position = RIFFForm.end
    for _ in 0..<chunkLimit {
      let head = try file.bytes(at: position, count: 8)
      guard head.count == 8 else {
        throw file.malformed(format == nil ? "no fmt chunk" : "no data chunk")
      }
      let start = position + 8
      let size = head.littleEndian(at: 4, count: 4)
      if head.starts(with: "data".utf8) {
        guard let format else { throw file.malformed("no fmt chunk before the data chunk") }
        let size = form.dataSize.flatMap { size == unknownSize ? $0 : nil } ?? size
        let range = try dataRange(from: start, size: size, format, of: file, form, &notes)
        return (format, range)
      }
      guard start + Int(size) <= file.size else {
        throw file.malformed(
          "the file is truncated: chunk \(chunkName(head[..<4])) claims \(size) bytes,"
            + " the file has \(file.size - start)")
      }
      if head.starts(with: "fmt ".utf8) {
        guard format == nil else { throw file.malformed("two fmt chunks") }
        let bytes = try file.bytes(at: start, count: min(Int(size), WAVFormat.sizeLimit))
        do {
          format = try WAVFormat(parsing: bytes)
        } catch {
          throw file.malformed(error.description)
        }
      }
      // A chunk of odd size is followed by a padding byte that its size does not count.
      position = start + Int(size) + Int(size & 1)
      if size & 1 == 1, try !isChunk(at: position, of: file),
        try isChunk(at: position - 1, of: file)
      {
        position -= 1
        notes.append("the byte after chunk \(chunkName(head[..<4])) of odd size is missing")
      }
    }
    throw file.malformed("more than \(chunkLimit) chunks, and no data among them")
  }

  /// True if a known chunk of a sound file begins here.
  private static func isChunk(
    at position: Int, of file: borrowing RegularFile
  ) throws(FileError) -> Bool {
    let name = try file.bytes(at: position, count: 4)
    return [
      "fmt ", "data", "LIST", "fact", "bext", "cue ", "PEAK", "JUNK", "junk", "id3 ", "ID3 ",
      "smpl",
      "inst", "INFO", "PAD ", "iXML", "cart", "axml", "chna", "plst", "labl", "note", "acid",
      "afsp",
      "FLLR",
    ].contains { name.elementsEqual($0.utf8) }
  }

  /// The position of the samples, for a data chunk whose contents begin at `start`.
  private static func dataRange(
    from start: Int, size: UInt64, _ format: WAVFormat, of file: borrowing RegularFile,
    _ form: RIFFForm, _ notes: inout [String]
  ) throws(FileError) -> Range<Int> {
    let available = UInt64(file.size - start)
    guard size > 0 else {
      // Some programs write a size of 0 into a pipe, since they cannot return to fill it in. What follows is
      // sound, unless the size of the file matches and other chunks, or nothing, follow.
      let hasChunk = try isChunk(at: start, of: file)
      guard available > 0, !hasChunk || form.size &+ 8 != UInt64(file.size) else {
        return start..<start
      }
      notes.append("its data chunk claims no bytes, the \(available) that follow are taken")
      return start..<file.size
    }
    guard size > available else { return start..<start + Int(size) }
    // When writing to a pipe, ffmpeg sets all bits of the size, others use half of that, sox and espeak-ng as
    // many blocks as fit into 0x7FFFF000 bytes: sizes from there on mean an unknown size.
    notes.append(
      size >= pipedSize - UInt64(format.blockSize)
        ? "was written without knowing its size, the \(available) bytes to its end are taken"
        : "is cut off: its data chunk claims \(size) bytes, the file has \(available)")
    return start..<file.size
  }

  /// The smallest size that means an unknown one.
  private static let pipedSize: UInt64 = 0x7FFF_F000

  /// The size that means one that is unknown or given elsewhere.
  private static let unknownSize: UInt64 = 0xFFFF_FFFF
}

/// The name of a chunk in quotes, if it is printable.
private func chunkName(_ bytes: some Collection<UInt8>) -> String {
  let isPrintable = bytes.allSatisfy { (0x20..<0x7F).contains($0) }
  return isPrintable ? "'\(String(decoding: bytes, as: UTF8.self))'" : "without a name"
}
