// PNG files of indexed colours.

internal import Libc

/// A PNG file with a palette, without compression, so that the same pixels give the same bytes everywhere.
enum PNGFile {
  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - indices: Indices into the palette, height × width of them, row by row.
  ///   - width: The number of columns, at least 1.
  ///   - palette: From 1 to 256 colours.
  /// - Returns: The file.
  static func bytes(indices: [UInt8], width: Int, palette: [ColorMap.Color]) -> [UInt8] {
    precondition(
      width >= 1 && indices.count % width == 0 && !indices.isEmpty && (1...256) ~= palette.count,
      "\(indices.count) pixels in rows of \(width), \(palette.count) colours")
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let height = indices.count / width
    // 8 bits per pixel, indexed colours, and the only methods of compression, filtering and interlacing.
    append(
      "IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 3, 0, 0, 0], to: &file)
    append("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] }, to: &file)
    var rows: [UInt8] = []
    rows.reserveCapacity(indices.count + height)
    for row in 0..<height {
      // No filter.
      rows.append(0)
      rows.append(contentsOf: indices[row * width..<(row + 1) * width])
    }
    append("IDAT", stored(rows), to: &file)
    append("IEND", [], to: &file)
    return file
  }

  /// A zlib stream of stored blocks.
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    let limit = 65_535
    for start in stride(from: 0, to: data.count, by: limit) {
      let end = min(start + limit, data.count)
      let length = UInt16(end - start)
      stream.append(end == data.count ? 1 : 0)
      for number in [length, ~length] {
        stream.append(UInt8(truncatingIfNeeded: number))
        stream.append(UInt8(truncatingIfNeeded: number >> 8))
      }
      stream.append(contentsOf: data[start..<end])
    }
    return stream + bigEndian(adler32(data))
  }

  private static func append(_ kind: StaticString, _ data: [UInt8], to file: inout [UInt8]) {
    let content = Array("\(kind)".utf8) + data
    file += bigEndian(UInt32(data.count)) + content + bigEndian(crc32(content))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func adler32(_ data: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in data {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }

  private static func crc32(_ data: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in data { crc = crcTable[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8) }
    return ~crc
  }

  private static let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in
      crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1
    }
  }

  /// The text of bytes in base 64.
  ///
  /// - Parameter bytes: Any number of bytes.
  /// - Returns: ASCII, four characters for every three bytes begun.
  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let number = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
      for place in 0..<4 {
        let digit = Int(number >> (18 - 6 * UInt32(place)) & 63)
        text.append(place <= group.count ? digits[digit] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
