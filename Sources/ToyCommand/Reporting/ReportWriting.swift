// The files of a report.

import Files
import Report
import Studies
import Theory

extension ReportDocument {
  /// Writes `report.md` with its figures, and `report.html`.
  ///
  /// - Parameters:
  ///   - folder: The folder, ending with a slash.
  ///   - format: The format of all comparisons on standard output; nil for the findings instead.
  ///   - columns: The columns of their table; nil for all.
  /// - Throws: ``CommandError`` of status cannotWrite; of status failure, after everything is written, if a
  ///   claim is not confirmed.
  func write(
    to folder: String, format: OutputFormat? = nil, columns: [String]? = nil
  ) throws(CommandError) {
    let page = document
    for figure in page.figures {
      try translated(writeFile(figure.figure.svg(), to: folder + figure.fileName))
    }
    for (name, bytes) in [("report.md", Array(page.markdown().utf8)), ("report.html", page.html())]
    {
      try translated(writeFile(bytes, to: folder + name))
      writeDiagnostic("wrote \(folder)\(name)")
    }
    if let format {
      try Destinations(standardOutput: format, columns: columns).write(table)
    } else {
      try showText(findings)
    }
    if let contradiction { throw .failure(contradiction) }
  }
}
