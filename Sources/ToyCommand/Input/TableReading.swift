// What the user decides about files of numbers, where it is not left to the program.

/// Whether something is so, where the file may leave it open.
enum Decision: String, Sendable, CaseIterable {
  /// As the file shows; what it leaves open is refused.
  case auto
  case yes
  case no
}

/// Which rows and columns of a file are numbers of the matrix, and which only name them.
struct TableReading: Sendable, Equatable {
  /// Whether the first line names the columns.
  var header = Decision.auto
  /// Whether the first column names or counts the rows.
  var indexColumn = Decision.auto

  /// The options that decide.
  static let options = [Option.indexColumn, .header]
}

/// What the numbers of a data file are.
enum DataKind: String, Sendable, CaseIterable {
  /// One column is eigenvalues, several columns are frames; what may be something else is refused.
  case auto
  /// A frame y in every row.
  case frames
  /// The eigenvalues of C, in one column or one row.
  case eigenvalues
  /// C itself.
  case covariance
}

/// How a data file is read.
struct DataReading: Sendable, Equatable {
  var kind = DataKind.auto
  var table = TableReading()

  /// The options that decide.
  static let options = [Option.dataKind] + TableReading.options
}

extension Option {
  static let dataKind = Option(
    "--as", value: "KIND",
    "what a data file has: frames, one per row; eigenvalues of C; covariance, C itself; auto takes one "
      + "column for eigenvalues and several for frames, and refuses what may be something else",
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
    header = try Self.decision(.header, arguments)
    indexColumn = try Self.decision(.indexColumn, arguments)
  }

  private static func decision(
    _ option: Option, _ arguments: ParsedArguments
  ) throws(CommandError) -> Decision {
    let text = arguments.value(option) ?? ""
    guard let decision = Decision(rawValue: text) else {
      throw .usage("\(option.name) \(quoted(text)): known are auto, yes, no")
    }
    return decision
  }
}

extension DataReading {
  /// Reads `--as`, `--header` and `--index-column`.
  ///
  /// - Throws: ``CommandError`` of status usage.
  init(_ arguments: ParsedArguments) throws(CommandError) {
    kind = try RiskCommand.choice(.dataKind, arguments)
    table = try TableReading(arguments)
  }
}
