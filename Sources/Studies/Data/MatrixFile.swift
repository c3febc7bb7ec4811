// Matrices as files and as data.

import Files
package import LinearAlgebra
package import Report

extension Matrix {
  /// One line per row, shortest round-trip numbers, no header.
  package var csv: [UInt8] {
    let lines = (0..<rows).map { row in
      (0..<columns).map { "\(self[row, $0])" }.joined(separator: ",") + "\n"
    }
    return Array(lines.joined().utf8)
  }

  /// The bytes of a file of the format that its extension stands for: .npy, else CSV.
  package func bytes(for path: String) -> [UInt8] {
    path.lowercased().hasSuffix(".npy")
      ? NumPyFile.data(rows: rows, columns: columns, elements: elements) : csv
  }

  /// An array of rows.
  package var json: JSONValue {
    .array((0..<rows).map { row in .array((0..<columns).map { .number(self[row, $0]) }) })
  }
}
