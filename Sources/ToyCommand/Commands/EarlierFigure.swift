// Files of a learned figure that stay as they are where nothing but last digits has changed.

import Files
import Studies

/// The files that a figure had before it was drawn again.
///
/// Without it every processor would leave other last digits, and nobody could see a real change among
/// them.
struct EarlierFigure {
  private let stem: String
  private let suffix: String
  private let comparison: ValueComparison
  private let table: [UInt8]
  private let drawing: [UInt8]

  /// Reads the files; nil where one of them is missing.
  ///
  /// - Parameters:
  ///   - stem: The path of both without extensions.
  ///   - suffix: The extension of the drawing.
  ///   - tolerance: How much numbers may differ, see ``ValueComparison``.
  init?(_ stem: String, _ suffix: String, _ tolerance: Double) {
    guard let table = try? readFile("\(stem).csv", limit: Self.sizeLimit),
      let drawing = try? readFile("\(stem).\(suffix)", limit: Self.sizeLimit)
    else { return nil }
    (self.stem, self.suffix, self.table, self.drawing) = (stem, suffix, table, drawing)
    comparison = ValueComparison(tolerance: tolerance)
  }

  /// More than any figure has.
  private static let sizeLimit = 1 << 26

  /// Puts the files back where the new ones agree with them.
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
    // A new look is kept, other last digits are not.
    guard suffix == "svg", drawing != newDrawing,
      ValueComparison.look(of: drawing) == ValueComparison.look(of: newDrawing)
    else { return }
    try translated(writeFile(drawing, to: "\(stem).svg"))
  }
}
