// The error of the parsers.

/// The error for the contents of a file, without its path.
package struct MalformedFile: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }

  /// The error for a file with more numbers than memory can hold.
  ///
  /// - Parameter purpose: The purpose of the numbers, which decides the advice.
  /// - Returns: The error, with advice.
  package static func tooManyNumbers(_ purpose: TableReading.Purpose) -> MalformedFile {
    MalformedFile(
      "more than \(NumericTable.numberLimit) numbers, 400 MB; "
        + (purpose == .secondMoment
          ? "of more frames give the second moment C = (1/m) Σ yyᵀ, n × n, with --as covariance"
          : "give fewer samples or features"))
  }

  /// The error for a file whose first bytes show that it is not text in UTF-8; nil if they do not.
  ///
  /// - Parameter start: The beginning of the file.
  package init?(notText start: [UInt8]) {
    let formats: [([UInt8], String)] = [
      ([0xFF, 0xFE], "UTF-16 text; save it as UTF-8"),
      ([0xFE, 0xFF], "UTF-16 text; save it as UTF-8"),
      (Array("PK".utf8), "a ZIP archive (.npz, .xlsx); save one array with numpy.save, or CSV"),
      ([0x89, 0x48, 0x44, 0x46], "an HDF5 file; save one array with numpy.save, or CSV"),
      (Array("MATLAB 5".utf8), "a MATLAB file; writematrix writes CSV"),
      ([0x1F], "compressed; gunzip it first"),
    ]
    guard let found = formats.first(where: { start.starts(with: $0.0) }) else { return nil }
    self.init("is \(found.1)")
  }
}
