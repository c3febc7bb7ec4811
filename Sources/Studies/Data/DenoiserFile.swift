// A denoiser from a file.

package import Files

/// Reads T: a square matrix from a CSV or .npy file.
///
/// A square table is T as it stands, even if its first column counts up, as that of a permutation may.
///
/// - Parameters:
///   - path: The file.
///   - reading: Which row is a header and which column an index.
/// - Returns: The table, with as many rows as columns.
/// - Throws: ``StudyError/file(_:)``.
package func readDenoiser(_ path: String, _ reading: TableReading) throws(StudyError)
  -> NumericTable
{
  let table = try translated(NumericTable(path: path, reading: reading))
  guard table.rows == table.columns else {
    throw .malformed(
      "\(path): T is square, this matrix has \(table.rows) rows and \(table.columns) columns"
        + table.hint)
  }
  do {
    try NumericTable.requireModest(rows: table.rows, columns: table.columns)
  } catch {
    throw .malformed(
      "\(path): \(error.description)")
  }
  if let entry = table.first(where: { abs($0) > Magnitude.limit }) {
    throw .malformed(
      "\(path): row \(entry.row), column \(entry.column): \(entry.value) is beyond "
        + "\(Magnitude.limit)")
  }
  if !table.omissions.isEmpty { writeDiagnostic("\(path): T, n = \(table.rows)\(table.omissions)") }
  return table
}
