// The destinations of results, and their formats.

import Files
import Libc
import Report
import Studies

/// A format in which results can be written.
enum OutputFormat: String, Sendable, CaseIterable {
  case table, csv, json, markdown, latex, svg, pdf, png, pgfplots

  /// The formats of a command that has only tables.
  static let tables: [OutputFormat] = [.table, .csv, .json, .markdown, .latex]

  /// The formats of a command that also draws figures.
  static let tablesAndFigures = tables + [.svg, .pdf, .png, .pgfplots]

  /// The extension of files of the format.
  var fileExtension: String {
    switch self {
    case .table: "txt"
    case .markdown: "md"
    case .latex, .pgfplots: "tex"
    case .csv, .json, .svg, .pdf, .png: rawValue
    }
  }

  /// Whether the format is that of a figure.
  var isFigure: Bool { [.svg, .pdf, .png, .pgfplots].contains(self) }

  /// Whether the sizes of a preset apply to the format; LaTeX has its own.
  var hasSizes: Bool { [.svg, .pdf, .png].contains(self) }

  /// The format of a path's extension; nil if the extension is unknown.
  ///
  /// `.tex` counts as the format of figures here, although it may be that of tables.
  init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let suffix = name[name.index(after: dot)...].lowercased()
    guard let match = Self.extensionOrder.first(where: { $0.fileExtension == suffix }) else {
      return nil
    }
    self = match
  }

  private static let extensionOrder: [OutputFormat] = allCases.reversed()
}

/// The destinations of one command's results, resolved before anything is computed.
struct Destinations: Sendable, Equatable {
  /// The format on standard output; nil when nothing goes there.
  let standardOutput: OutputFormat?
  /// The files to write.
  let files: [File]
  /// The columns of `--columns`, in their order; nil for all.
  let columns: [String]?
  /// The sizes of figures.
  let theme: FigureTheme
  /// The heading of figures; empty for none.
  let heading: String
  /// The converter of images; nil if none is needed.
  let converter: ImageConverter?

  /// A file and its format.
  struct File: Sendable, Equatable {
    let path: String
    let format: OutputFormat
  }

  /// Reads `--output` and `--format`.
  ///
  /// - Parameters:
  ///   - arguments: The parsed command line.
  ///   - formats: The formats that the command can write.
  ///   - stem: The name of its files in a folder, without extension.
  ///   - folderFormats: The formats that it writes into a folder.
  ///   - columns: The columns of its table, from which `--columns` chooses.
  ///   - defaultFolder: The folder for its files without `--output`; nil if it writes none.
  /// - Throws: ``CommandError`` of status usage.
  init(
    _ arguments: ParsedArguments, formats: [OutputFormat], stem: String,
    folderFormats: [OutputFormat], columns: [String] = [], defaultFolder: String? = nil
  ) throws(CommandError) {
    let requested = try Self.requestedFormat(arguments, formats: formats)
    let paths = arguments.all(.output("", default: nil)).map { isStandardOutput($0) ? "-" : $0 }
    guard paths.count(where: { $0 == "-" }) < 2 else {
      throw .usage("--output - is given twice")
    }
    // Beside a .tex file, whose format has to be given, the other files follow their extensions.
    let hasRequestedFile =
      requested?.fileExtension == "tex" && paths.contains { $0.lowercased().hasSuffix(".tex") }
    var files: [File] = []
    for path in paths where path != "-" {
      guard !path.isEmpty else { throw .usage("--output: the path is empty") }
      if !path.hasSuffix("/"), let named = OutputFormat(path: path) {
        let format =
          named.fileExtension == "tex" ? try Self.texFormat(path, requested, formats) : named
        guard formats.contains(format) else {
          throw .usage("--output \(path): this command does not write \(format.rawValue)")
        }
        if let requested, requested != format, !paths.contains("-"), !hasRequestedFile {
          throw .usage(
            "--format \(requested.rawValue) contradicts --output \(path), which is "
              + format.rawValue)
        }
        files.append(File(path: path, format: format))
      } else if Self.isDevice(path) {
        files.append(File(path: path, format: requested ?? .table))
      } else if Self.isFolder(path) {
        files += Self.folder(path, stem: stem, formats: folderFormats)
      } else {
        var extensions: [String] = []
        for format in formats where !extensions.contains(".\(format.fileExtension)") {
          extensions.append(".\(format.fileExtension)")
        }
        let known = extensions.joined(separator: ", ")
        throw .usage("--output \(path): known extensions are \(known); a folder ends with /")
      }
    }
    if paths.isEmpty, let defaultFolder {
      files = Self.folder(defaultFolder, stem: stem, formats: folderFormats)
    }
    self.files = files
    standardOutput = paths.isEmpty || paths.contains("-") ? requested ?? .table : nil
    theme = try FigureTheme(arguments)
    heading = arguments.has(.heading) ? arguments.value(.heading) ?? "" : ""
    let written = files.map(\.format) + [standardOutput].compactMap { $0 }
    for option in Option.figureSizes where arguments.has(option) {
      let given = "\(option.name) \(arguments.value(option) ?? "")"
      guard formats.contains(where: \.hasSizes) else {
        throw .usage("\(given): no figure is drawn here")
      }
      guard written.contains(where: \.hasSizes) else {
        throw .usage(
          written.contains(.pgfplots)
            ? "\(given): the sizes of pgfplots are those of LaTeX"
            : "\(given) requires a figure, such as -o figure.svg")
      }
    }
    try Self.checkData(files)
    self.columns = try arguments.columns(among: columns)
    guard self.columns == nil || written.contains(where: { !$0.isFigure }) else {
      throw .usage("--columns chooses columns of tables, and only figures are written")
    }
    // Better found missing now than after the work.
    converter = written.contains { $0 == .pdf || $0 == .png } ? try studied(ImageConverter()) : nil
  }

  /// The formats of everything that is written.
  var all: [OutputFormat] { files.map(\.format) + [standardOutput].compactMap { $0 } }

  /// All files that are written: the named ones, and the tables beside LaTeX figures.
  var paths: [String] {
    files.flatMap { $0.format == .pgfplots ? [$0.path, Self.dataPath($0.path)] : [$0.path] }
  }

  /// The name of the image file, for the page beside it.
  var imageName: String? {
    files.first { $0.format == .svg }.map { Self.lastComponent($0.path) }
  }

  /// Standard output alone.
  ///
  /// - Parameters:
  ///   - standardOutput: The format of a table.
  ///   - columns: Its columns; nil for all.
  init(standardOutput: OutputFormat, columns: [String]?) {
    self.standardOutput = standardOutput
    self.columns = columns
    (files, theme, heading, converter) = ([], .screen, "", nil)
  }

  /// The format of `.tex`: figure or table, according to `--format`.
  private static func texFormat(
    _ path: String, _ requested: OutputFormat?, _ formats: [OutputFormat]
  ) throws(CommandError) -> OutputFormat {
    if let requested, requested.fileExtension == "tex" { return requested }
    let known = [(OutputFormat.pgfplots, "a figure"), (.latex, "a table")]
      .filter { formats.contains($0.0) }
    guard !known.isEmpty else { return .latex }
    let words = known.map { "\($0.1) with --format \($0.0.rawValue)" }
    throw .usage("--output \(path): .tex is \(words.joined(separator: ", "))")
  }

  /// The table beside the LaTeX source of a figure.
  static func dataPath(_ path: String) -> String { "\(path.dropLast(4))-data.csv" }

  static func lastComponent(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  /// Refuses data files of figures that TeX could not read, or that would be written twice.
  private static func checkData(_ files: [File]) throws(CommandError) {
    for file in files where file.format == .pgfplots {
      let data = dataPath(file.path)
      if let bad = lastComponent(data).first(where: { "%#{}\\~$&^\"".contains($0) }) {
        throw .usage("--output \(file.path): TeX does not read files with \(bad) in their names")
      }
      guard !files.contains(where: { $0.path == data }) else {
        throw .usage("--output \(data): \(file.path) already has its data in this file")
      }
    }
  }

  private static func requestedFormat(
    _ arguments: ParsedArguments, formats: [OutputFormat]
  ) throws(CommandError) -> OutputFormat? {
    guard arguments.has(.format), let name = arguments.value(.format) else { return nil }
    guard let format = OutputFormat(rawValue: name), formats.contains(format) else {
      let known = formats.map(\.rawValue)
      let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
      throw .usage("--format \(name): \(hint)known are \(known.joined(separator: ", "))")
    }
    return format
  }

  /// True for a path that exists and is neither a file nor a folder, such as /dev/null or a pipe.
  static func isDevice(_ path: String) -> Bool {
    if openStream(path) != nil { return true }
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// True for an existing folder, and for a path that denotes one.
  static func isFolder(_ path: String) -> Bool {
    if path.hasSuffix("/") { return true }
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR }
    return !(path.split(separator: "/").last ?? "").contains(".")
  }

  private static func folder(
    _ path: String, stem: String, formats: [OutputFormat]
  ) -> [File] {
    let prefix = path.hasSuffix("/") ? path : path + "/"
    return formats.map { File(path: "\(prefix)\(stem).\($0.fileExtension)", format: $0) }
  }
}

extension Command {
  /// Reads where results go, and refuses options that have no effect there.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - formats: The legal formats.
  ///   - folderFormats: The formats of the files that a folder gets.
  ///   - columns: The columns of the table; none where `--columns` has no meaning.
  ///   - defaultFolder: The folder that files are written to without `-o`; nil for none.
  /// - Returns: The destinations.
  /// - Throws: ``CommandError`` of status usage.
  static func destinations(
    _ arguments: ParsedArguments, formats: [OutputFormat], folderFormats: [OutputFormat],
    columns: [String] = [], defaultFolder: String? = nil
  ) throws(CommandError) -> Destinations {
    let destinations = try Destinations(
      arguments, formats: formats, stem: name, folderFormats: folderFormats, columns: columns,
      defaultFolder: defaultFolder)
    try arguments.refuseIdle(options, written: destinations.all)
    return destinations
  }
}

extension ParsedArguments {
  /// The columns that `--columns` chooses, in the order given; nil for all.
  ///
  /// - Parameter known: The columns of the command's table.
  /// - Returns: Names of columns.
  /// - Throws: ``CommandError`` of status usage for names that are not known, or given twice.
  func columns(among known: [String]) throws(CommandError) -> [String]? {
    guard has(.columns), let text = value(.columns) else { return nil }
    guard !known.isEmpty else { throw .usage("--columns: no table is written here") }
    var names: [String] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard !name.isEmpty else { throw .usage("--columns \(text): a name is empty") }
      guard known.contains(name) else {
        let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
        throw .usage("--columns \(name): \(hint)known are \(known.joined(separator: ", "))")
      }
      guard !names.contains(name) else {
        throw .usage("--columns \(name): the name is given twice")
      }
      names.append(name)
    }
    return names
  }
}
