// The files of a learned figure, which are kept if only trailing digits have changed.

import Files
import Studies

/// The files of a figure before it was redrawn.
///
/// Otherwise every processor would leave different trailing digits, and a real change would be lost among
/// them.
struct EarlierFigure {
  private let stem: String
  private let suffix: String
  private let comparison: ValueComparison
  private let table: [UInt8]
  private let drawing: [UInt8]

  /// Reads the files; nil if one of them is missing.
  ///
  /// - Parameters:
  ///   - stem: The common path of the two files, without extension.
  ///   - suffix: The extension of the drawing.
  ///   - tolerance: The largest difference between numbers, see ``ValueComparison``.
  init?(_ stem: String, _ suffix: String, _ tolerance: Double) {
    guard let table = try? readFile("\(stem).csv", limit: Self.sizeLimit),
      let drawing = try? readFile("\(stem).\(suffix)", limit: Self.sizeLimit)
    else { return nil }
    (self.stem, self.suffix, self.table, self.drawing) = (stem, suffix, table, drawing)
    comparison = ValueComparison(tolerance: tolerance)
  }

  /// The largest number of bytes that are read, more than any figure has.
  private static let sizeLimit = 1 << 26

  /// Restores the files if the new ones agree with them.
  ///
  /// - Throws: ``CommandError`` of status noInput or cannotWrite.
  func restore() throws(CommandError) {
    let (newTable, newDrawing) = (
      try translated(readFile("\(stem).csv", limit: Self.sizeLimit)),
      try translated(readFile("\(stem).\(suffix)", limit: Self.sizeLimit))
    )
    if let difference = comparison.difference(between: table, and: newTable) {
      writeDiagnostic("\(stem).csv has changed: \(difference)")
      return
    }
    if table != newTable { try translated(writeFile(table, to: "\(stem).csv")) }
    // A changed appearance is kept, changed trailing digits are not.
    guard suffix == "svg", drawing != newDrawing,
      ValueComparison.look(of: drawing) == ValueComparison.look(of: newDrawing)
    else { return }
    try translated(writeFile(drawing, to: "\(stem).svg"))
  }
}
