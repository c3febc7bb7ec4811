// The text of the option `--operator`.

package import Files
package import LinearAlgebra

/// The meaning of the text of `--operator`, before the shape of the data is known.
package enum OperatorText: Sendable {
  /// A, with the file that it is from.
  case matrix(Matrix, path: String)
  /// The kernel of a periodic convolution: an odd number of numbers, not all 0.
  case blur([Double])
  /// Whether each entry is measured, row by row, with the shape and the file of the mask; at least one is.
  case mask([Bool], rows: Int, columns: Int, path: String)
  /// Line integrals along parallel beams in a number of directions.
  case radon(angles: Int)

  /// The legal magnitudes of the largest number of a kernel, as in files, so that squares neither overflow nor underflow.
  private static let magnitudes = LabelledData.leastMagnitude...LabelledData.magnitudeLimit

  /// The forms of the text, for help texts.
  package static let help =
    "A.npy or A.csv, one row for each measurement; blur:a,b,c, a periodic kernel around its middle entry; mask:FILE with 1 for "
    + "what is measured and 0 elsewhere"

  /// Reads the text, and the file that it names.
  ///
  /// - Parameters:
  ///   - text: The text of the option.
  ///   - reading: How files of numbers are read.
  /// - Throws: ``LabError`` where the text means nothing, or a file cannot be read or is no operator.
  package init(_ text: String, _ reading: TableReading) throws(LabError) {
    func fail(_ message: String) -> LabError { .illegal("--operator \(quoted(text)): \(message)") }
    func tail(_ prefix: String) -> String? {
      text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }
    if let angles = tail("radon:") {
      guard let count = Int(angles), (1...100_000).contains(count) else {
        throw fail("radon:ANGLES needs a whole number of angles from 1 to 100000")
      }
      self = .radon(angles: count)
    } else if let list = tail("blur:") {
      let kernel = list.split(separator: ",", omittingEmptySubsequences: false).map {
        decimalNumber(String($0))
      }
      let numbers = kernel.compactMap { $0 }
      guard numbers.count == kernel.count, numbers.count % 2 == 1,
        numbers.allSatisfy(\.isFinite), numbers.contains(where: { $0 != 0 })
      else {
        throw fail(
          "an odd number of finite numbers separated by commas, not all 0, such as blur:0.25,0.5,0.25"
        )
      }
      let largest = maximumNorm(numbers)
      guard Self.magnitudes.contains(largest) else {
        throw fail("the largest magnitude, \(largest), is not from 1e-100 to 1e100")
      }
      self = .blur(numbers)
    } else if let path = tail("mask:") {
      guard !path.isEmpty else { throw fail("mask:FILE names no file") }
      let table = try CodingData.table(path, reading)
      if let other = table.values.first(where: { $0 != 0 && $0 != 1 }) {
        throw .malformed("\(path): a mask has entries 0 and 1, not \(other)")
      }
      guard table.values.contains(1) else { throw .malformed("\(path): the mask keeps no sample") }
      self = .mask(
        table.values.map { $0 == 1 }, rows: table.rows, columns: table.columns, path: path)
    } else {
      guard text.hasSuffix(".npy") || text.hasSuffix(".csv") else {
        throw fail("neither a file .npy or .csv, nor blur:a,b,c, mask:FILE or radon:ANGLES")
      }
      let table = try CodingData.table(text, reading)
      guard table.values.contains(where: { $0 != 0 }) else {
        throw .malformed("\(text): the operator is 0")
      }
      self = .matrix(Matrix(table), path: text)
    }
  }
}
