// The options that decide how files of numbers are read.

import Files
import Studies

extension TableReading {
  /// The options that decide.
  static let options = [Option.indexColumn, .header]
}

extension DataReading {
  /// The options that decide.
  static let options = [Option.dataKind] + TableReading.options
}

extension Option {
  static let dataKind = Option(
    "--as", value: "KIND",
    "contents of the data file: frames, one per row; eigenvalues of C; covariance, C itself; auto takes one "
      + "column as eigenvalues and several as frames, and refuses ambiguous files",
    default: "auto", offers: .words(of: DataKind.self))
  static let indexColumn = Option(
    "--index-column", value: "ANSWER",
    "yes: the first column of the file numbers or names the rows and is left out; no: it is data",
    default: "auto", offers: .words(of: Decision.self))
  static let header = Option(
    "--header", value: "ANSWER",
    "yes: the first line of the file names the columns and is left out; no: it is data",
    default: "auto", offers: .words(of: Decision.self))
}

extension TableReading {
  /// Reads `--header` and `--index-column`.
  ///
  /// - Throws: ``CommandError`` of status usage.
  init(_ arguments: ParsedArguments) throws(CommandError) {
    self = try studied(TableReading(arguments.texts(Self.options)))
  }
}
