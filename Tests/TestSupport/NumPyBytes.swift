// .npy files, as NumPy writes them and as it never would.

/// Builds the bytes of an .npy file.
package struct NumPyBytes {
  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  package var version: UInt8 = 1
  package var type = "<f8"
  package var isFortranOrder = false
  package var shape: [Int]
  /// The entries in the order of the file.
  package var values: [Double]

  package init(
    version: UInt8 = 1,
    type: String = "<f8",
    isFortranOrder: Bool = false,
    shape: [Int],
    values: [Double]
  ) {
    self.version = version
    self.type = type
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    self.values = values
  }

  /// The header as NumPy spells it.
  package var header: String {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let order = isFortranOrder ? "True" : "False"
    return "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(sizes)), }"
  }

  /// The whole file.
  package var bytes: [UInt8] { Self.file(version: version, header: Array(header.utf8), data: data) }

  private var data: [UInt8] {
    let isBig = type.hasPrefix(">")
    return values.flatMap { value -> [UInt8] in
      let bits = type.hasSuffix("f4") ? UInt64(Float(value).bitPattern) : value.bitPattern
      let little = (0..<(type.hasSuffix("f4") ? 4 : 8)).map {
        UInt8(truncatingIfNeeded: bits >> (8 * $0))
      }
      return isBig ? little.reversed() : little
    }
  }

  /// A file from its parts; the header is padded so that the data are aligned to 64 bytes.
  package static func file(
    version: UInt8, header: [UInt8], data: [UInt8], claimedLength: Int? = nil
  ) -> [UInt8] {
    let lengthBytes = version == 1 ? 2 : 4
    let unpadded = 8 + lengthBytes + header.count + 1
    let padding = [UInt8](repeating: 0x20, count: (64 - unpadded % 64) % 64)
    let padded = header + padding + [0x0A]
    let length = claimedLength ?? padded.count
    let lengthField = (0..<lengthBytes).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return magic + [version, 0] + lengthField + padded + data
  }
}
