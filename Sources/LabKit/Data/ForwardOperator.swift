// The user's forward operator.

package import Files
package import LinearAlgebra

/// The linear map A of an inverse problem, from the text of `--operator`.
package struct ForwardOperator: LinearMap {
  /// The kind of map, on which methods and shapes of data depend, with all that defines it.
  package enum Kind: Sendable, Equatable {
    /// A matrix from a file.
    case matrix(Matrix)
    /// A periodic convolution with an odd number of numbers around the middle one: of a signal where the height is 1, else of an image,
    /// down its columns and along its rows. No side has fewer samples than the kernel.
    case blur([Double], height: Int, width: Int)
    /// A selection of samples.
    case mask(MaskMap)
    /// Line integrals of an image.
    case radon(RadonMap)

    fileprivate var map: any LinearMap {
      switch self {
      case .matrix(let matrix): matrix
      case .blur(let kernel, height: 1, let width): CirculantMap(kernel: kernel, length: width)
      case .blur(let kernel, let height, let width):
        ImageConvolution(separable: kernel, height: height, width: width)
      case .mask(let mask): mask
      case .radon(let radon): radon
      }
    }
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
  package init(_ kind: Kind, name: String) {
    (self.kind, self.name, base) = (kind, name, kind.map)
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

extension ForwardOperator {
  /// The periodic convolution of a signal, or of an image with the same kernel down its columns and along its rows.
  ///
  /// - Parameters:
  ///   - kernel: An odd number of numbers around the middle one.
  ///   - name: The text of the option.
  ///   - height: The number of rows, 1 for a signal.
  ///   - width: The number of columns.
  ///   - path: The file of the data, for messages.
  /// - Returns: The operator.
  /// - Throws: ``LabError`` where the kernel is longer than the signal or a side of the image.
  package static func blur(
    _ kernel: [Double], name: String, height: Int = 1, width: Int, path: String
  ) throws(LabError) -> ForwardOperator {
    let isSignal = height == 1
    guard kernel.count <= (isSignal ? width : min(height, width)) else {
      let what =
        isSignal ? "signals of \(width) samples" : "an image of \(height) × \(width) pixels"
      throw .malformed("\(path): \(what), shorter than the kernel of \(kernel.count)")
    }
    return ForwardOperator(.blur(kernel, height: height, width: width), name: name)
  }
}

/// An operator with measurements, both from the user.
package struct MeasuredData: Sendable {
  /// A, m × n.
  package let map: ForwardOperator
  /// The measurements b, each of m numbers.
  package let measurements: [[Double]]

  /// The meaning of the option, for help texts.
  package static let help = OperatorText.help + "; radon:ANGLES, parallel beams"

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
    let meaning = try OperatorText(text, reading)
    let table = try CodingData.table(path, reading)
    let isRadon = if case .radon = meaning { true } else { false }
    if size != nil, !isRadon {
      throw .illegal("--size has no effect without --operator radon:ANGLES")
    }
    // A single column is one measurement.
    let isColumn = table.columns == 1 && table.rows > 1
    let count = isColumn ? table.rows : table.columns
    let rows = stride(from: 0, to: table.values.count, by: count).map {
      Array(table.values[$0..<$0 + count])
    }
    switch meaning {
    case .radon(let angles):
      let radon = try Self.radon(angles, table, path, size: size)
      map = ForwardOperator(.radon(radon), name: text)
      measurements = [table.values]
    case .mask(let mask, _, _, let file):
      let selection = MaskMap(mask: mask)
      guard count == mask.count || count == selection.rows else {
        throw .malformed(
          "\(path): rows of \(count) numbers; the mask of \(file) has \(mask.count) samples and keeps \(selection.rows)"
        )
      }
      map = ForwardOperator(.mask(selection), name: text)
      measurements = count == selection.rows ? rows : rows.map { selection.applied(to: $0) }
    case .matrix(let matrix, let file):
      guard matrix.rows == count else {
        throw .malformed(
          "\(path): measurements of \(count) numbers, but the operator of \(file) has \(matrix.rows) rows"
        )
      }
      map = ForwardOperator(.matrix(matrix), name: text)
      measurements = rows
    case .blur(let kernel):
      map = try .blur(kernel, name: text, width: count, path: path)
      measurements = rows
    }
  }

  /// The line integrals that a sinogram has, one row for each angle.
  private static func radon(
    _ angles: Int, _ sinogram: NumericTable, _ path: String, size: Int?
  ) throws(LabError) -> RadonMap {
    guard sinogram.rows == angles else {
      throw .malformed(
        "\(path): \(sinogram.rows) rows, but a sinogram of radon:\(angles) has one for each of \(angles) angles"
      )
    }
    guard sinogram.columns >= 2 else {
      throw .malformed("\(path): \(sinogram.columns) detector, where at least 2 are needed")
    }
    let size = size ?? sinogram.columns
    // A pixel has side 1 where the image has as many of them in a row as there are detectors.
    return RadonMap(
      ParallelBeam(
        angleCount: angles, detectorCount: sinogram.columns,
        spacing: Double(size) / Double(sinogram.columns)), size: size)
  }
}
