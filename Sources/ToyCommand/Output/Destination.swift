// Where results go, and in which format.

import Glibc
import Report

/// A format that results can be written in.
enum OutputFormat: String, Sendable, CaseIterable {
  case table, csv, json, markdown, svg

  /// The extension of its files.
  var fileExtension: String {
    switch self {
    case .table: "txt"
    case .markdown: "md"
    case .csv, .json, .svg: rawValue
    }
  }

  /// Whether the format is that of a figure.
  var isFigure: Bool { self == .svg }

  /// Whether the sizes of a preset are those of the format.
  var hasPreset: Bool { self == .svg }

  /// The format that a path's extension stands for; nil without a known one.
  init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let suffix = name[name.index(after: dot)...].lowercased()
    guard let match = Self.allCases.first(where: { $0.fileExtension == suffix }) else { return nil }
    self = match
  }

  /// The bytes of a table, for the formats that show one.
  func render(_ table: Table, isSingle: Bool = false) -> [UInt8] {
    switch self {
    case .csv, .svg: table.csv()
    case .json: table.json(singleObject: isSingle)
    case .markdown: Array(table.markdown().utf8)
    case .table: Array(table.text().utf8)
    }
  }
}

/// The destinations of one command's results, resolved before anything is computed.
struct Destinations: Sendable, Equatable {
  /// The format on standard output; nil when nothing goes there.
  let standardOutput: OutputFormat?
  /// The files to write.
  let files: [File]
  /// The sizes of figures.
  let preset: FigurePreset

  /// A file and its format.
  struct File: Sendable, Equatable {
    let path: String
    let format: OutputFormat
  }

  /// Reads `--output` and `--format`.
  ///
  /// - Parameters:
  ///   - arguments: The parsed command line.
  ///   - formats: What the command can write.
  ///   - stem: The name of its files in a folder, without extension.
  ///   - folderFormats: What it writes into a folder.
  ///   - defaultFolder: Where it writes files without `--output`; nil for nowhere.
  /// - Throws: ``CommandError`` of status usage.
  init(
    _ arguments: ParsedArguments, formats: [OutputFormat], stem: String,
    folderFormats: [OutputFormat], defaultFolder: String? = nil
  ) throws(CommandError) {
    let requested = try Self.requestedFormat(arguments, formats: formats)
    let paths = arguments.all(.output("", default: nil))
    var files: [File] = []
    for path in paths where path != "-" {
      guard !path.isEmpty else { throw .usage("--output: the path is empty") }
      if !path.hasSuffix("/"), let format = OutputFormat(path: path) {
        guard formats.contains(format) else {
          throw .usage("--output \(path): this command does not write \(format.rawValue)")
        }
        if let requested, requested != format, !paths.contains("-") {
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
        let known = formats.map { ".\($0.fileExtension)" }.joined(separator: ", ")
        throw .usage("--output \(path): known extensions are \(known); a folder ends with /")
      }
    }
    if paths.isEmpty, let defaultFolder {
      files = Self.folder(defaultFolder, stem: stem, formats: folderFormats)
    }
    self.files = files
    standardOutput = paths.isEmpty || paths.contains("-") ? requested ?? .table : nil
    preset = try Self.preset(arguments)
    guard !arguments.has(.preset) || formats.contains(where: \.hasPreset) else {
      throw .usage("--preset \(preset.rawValue): no figure is drawn here")
    }
    guard !arguments.has(.preset) || all.contains(where: \.hasPreset) else {
      throw .usage("--preset \(preset.rawValue) goes with a figure, such as -o figure.svg")
    }
  }

  /// The formats of everything that is written.
  var all: [OutputFormat] { files.map(\.format) + [standardOutput].compactMap { $0 } }

  /// Renders and writes everything; files first, so that a closed pipe does not lose them.
  ///
  /// - Throws: ``CommandError`` of status cannotWrite, or what rendering throws.
  func write(_ render: (OutputFormat) throws(CommandError) -> [UInt8]) throws(CommandError) {
    for file in files {
      try writeFile(try render(file.format), to: file.path)
      writeDiagnostic("wrote \(file.path)")
    }
    if let standardOutput { try writeStandardOutput(try render(standardOutput)) }
  }

  /// Renders and writes everything, figures among it.
  ///
  /// - Parameters:
  ///   - figure: Makes the figure; called once at most, and only where one is written.
  ///   - render: Makes the bytes of all other formats.
  /// - Throws: ``CommandError`` of status cannotWrite, or what rendering throws.
  func write(
    figure: () -> Figure, _ render: (OutputFormat) throws(CommandError) -> [UInt8]
  ) throws(CommandError) {
    let figure = all.contains(where: \.isFigure) ? figure() : nil
    try write { (format) throws(CommandError) in
      guard let figure, format.isFigure else { return try render(format) }
      return figure.svg(theme: preset.theme)
    }
  }

  static func preset(_ arguments: ParsedArguments) throws(CommandError) -> FigurePreset {
    let name = arguments.value(.preset) ?? ""
    guard let preset = FigurePreset(rawValue: name) else {
      let known = FigurePreset.allCases.map(\.rawValue)
      let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
      throw .usage("--preset \(name): \(hint)known are \(known.joined(separator: ", "))")
    }
    return preset
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

  /// True for what exists and is neither a file nor a folder, such as /dev/null or a pipe.
  private static func isDevice(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// True for an existing folder, and for a path that says it is one.
  private static func isFolder(_ path: String) -> Bool {
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
