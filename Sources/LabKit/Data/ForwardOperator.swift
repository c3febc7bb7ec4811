// The user's forward operator.

package import Files
package import LinearAlgebra

/// The linear map A of an inverse problem, from the text of `--operator`.
package struct ForwardOperator: LinearMap {
  /// The kind of map, on which methods and shapes of data depend.
  package enum Kind: Sendable, Equatable {
    /// A matrix from a file.
    case matrix
    /// A periodic convolution.
    case blur
    /// A selection of samples.
    case mask
    /// Line integrals of an image.
    case radon(RadonMap)
  }

  /// The kind of map.
  package let kind: Kind
  /// The text of the option.
  package let name: String
  private let base: any LinearMap

  /// Creates an operator.
  ///
  /// - Parameters:
  ///   - kind: The kind of map.
  ///   - name: The text of the option.
  ///   - base: The map.
  package init(_ kind: Kind, name: String, _ base: some LinearMap) {
    (self.kind, self.name, self.base) = (kind, name, base)
  }

  package var rows: Int { base.rows }
  package var columns: Int { base.columns }

  package func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    base.apply(x, into: y)
  }

  package func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    base.applyAdjoint(y, into: x)
  }
}

/// An operator with measurements, both from the user.
package struct MeasuredData: Sendable {
  /// A, m × n.
  package let map: ForwardOperator
  /// The measurements b, each of m numbers.
  package let measurements: [[Double]]

  /// The meaning of the option, for help texts.
  package static let help =
    "A.npy or A.csv, m × n; blur:a,b,c, a periodic kernel around its middle entry; mask:FILE with 0 or 1 for each sample; "
    + "radon:ANGLES, parallel beams"

  /// Reads operator and measurements.
  ///
  /// - Parameters:
  ///   - text: The text of `--operator`.
  ///   - path: A file whose rows are measurements; for line integrals one sinogram, a row for each angle.
  ///   - size: The number of pixels in a row of the image for line integrals; nil for that of detectors.
  ///   - reading: How files of numbers are read.
  /// - Throws: ``LabError`` where the text means nothing, or a file cannot be read or does not fit.
  package init(
    operator text: String, data path: String, size: Int?, _ reading: TableReading
  ) throws(LabError) {
    let data = try CodingData.table(path, reading)
    func fail(_ message: String) -> LabError { .illegal("--operator \(quoted(text)): \(message)") }
    if let tail = Self.tail(text, "radon:") {
      guard let angles = Int(tail), (1...100_000).contains(angles) else {
        throw fail("radon:ANGLES needs a whole number of angles from 1 to 100000")
      }
      guard data.rows == angles else {
        throw .malformed(
          "\(path): \(data.rows) rows, but a sinogram of \(text) has one for each of \(angles) angles"
        )
      }
      guard data.columns >= 2 else {
        throw .malformed("\(path): \(data.columns) detector, where at least 2 are needed")
      }
      let size = size ?? data.columns
      // A pixel has side 1 where the image has as many of them in a row as there are detectors.
      let beam = ParallelBeam(
        angleCount: angles, detectorCount: data.columns,
        spacing: Double(size) / Double(data.columns))
      let radon = RadonMap(beam, size: size)
      map = ForwardOperator(.radon(radon), name: text, radon)
      measurements = [data.values]
      return
    }
    if size != nil { throw .illegal("--size has no effect without --operator radon:ANGLES") }
    var samples = data
    func rows(_ table: NumericTable) -> [[Double]] {
      (0..<table.rows).map {
        Array(table.values[$0 * table.columns..<($0 + 1) * table.columns])
      }
    }
    if samples.columns == 1, samples.rows > 1 {
      samples = NumericTable(rows: 1, columns: data.rows, values: data.values)
    }
    if let tail = Self.tail(text, "blur:") {
      let kernel = tail.split(separator: ",", omittingEmptySubsequences: false).map {
        decimalNumber(String($0))
      }
      let numbers = kernel.compactMap { $0 }
      guard numbers.count == kernel.count, numbers.contains(where: { $0 != 0 }) else {
        throw fail("blur: needs numbers separated by commas, not all 0")
      }
      guard numbers.count <= samples.columns else {
        throw .malformed(
          "\(path): signals of \(samples.columns) samples, shorter than the kernel of \(numbers.count)"
        )
      }
      map = ForwardOperator(
        .blur, name: text, CirculantMap(kernel: numbers, length: samples.columns))
      measurements = rows(samples)
      return
    }
    if let file = Self.tail(text, "mask:") {
      let entries = try CodingData.table(file, reading).values
      if let other = entries.first(where: { $0 != 0 && $0 != 1 }) {
        throw .malformed("\(file): a mask has entries 0 and 1, not \(other)")
      }
      let mask = entries.map { $0 == 1 }
      let selection = MaskMap(mask: mask)
      guard selection.rows > 0 else { throw .malformed("\(file): the mask keeps no sample") }
      guard samples.columns == mask.count || samples.columns == selection.rows else {
        throw .malformed(
          "\(path): rows of \(samples.columns) numbers; the mask of \(file) has \(mask.count) samples and keeps \(selection.rows)"
        )
      }
      map = ForwardOperator(.mask, name: text, selection)
      measurements = rows(samples).map {
        $0.count == selection.rows ? $0 : selection.applied(to: $0)
      }
      return
    }
    guard text.hasSuffix(".npy") || text.hasSuffix(".csv") else {
      throw fail("neither a file .npy or .csv, nor blur:a,b,c, mask:FILE or radon:ANGLES")
    }
    let table = try CodingData.table(text, reading)
    let matrix = Matrix(rows: table.rows, columns: table.columns, rowMajor: table.values)
    guard matrix.rows == samples.columns else {
      throw .malformed(
        "\(path): measurements of \(samples.columns) numbers, but the operator of \(text) has \(matrix.rows) rows"
      )
    }
    guard matrix.elements.contains(where: { $0 != 0 }) else {
      throw .malformed("\(text): the operator is 0")
    }
    map = ForwardOperator(.matrix, name: text, matrix)
    measurements = rows(samples)
  }

  private static func tail(_ text: String, _ prefix: String) -> String? {
    text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
  }
}
