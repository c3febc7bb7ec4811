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
      do throws(MalformedFile) {
        self = .blur(try convolutionKernel(list))
      } catch {
        throw fail(error.description)
      }
    } else if let path = tail("mask:") {
      guard !path.isEmpty else { throw fail("mask:FILE names no file") }
      let table = try CodingData.table(path, reading)
      do throws(MalformedFile) {
        self = .mask(try table.mask(), rows: table.rows, columns: table.columns, path: path)
      } catch {
        throw .malformed("\(path): \(error.description)")
      }
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
