// A result in every format, written to all destinations.

import Files
import Report
import Studies

extension Destinations {
  /// The largest number of cells in a table that is held in memory, about 2 GB with its text.
  private static let cellLimit = 10_000_000
  /// The largest number of points in a figure.
  private static let pointLimit = 500_000

  /// Refuses results that do not fit into memory, before anything is computed.
  ///
  /// CSV and JSON are written row by row and have no limit.
  ///
  /// - Parameters:
  ///   - count: The number of rows.
  ///   - columns: The number of columns, unless `--columns` chooses.
  ///   - points: The number of points of a figure, if there is one.
  /// - Throws: ``CommandError`` of status usage.
  func requireRoom(
    rows count: Int, columns: Int, points: Int = 0
  ) throws(CommandError) {
    let remedy = "write .csv or .json, which go row by row, as with -o FILE.csv, or choose"
    if let format = all.first(where: \.isFigure), points > Self.pointLimit {
      throw .usage(
        "a figure (\(format.rawValue)) has at most \(Self.pointLimit) points, and this one would have "
          + "\(points); \(remedy) coarser grids")
    }
    let width = self.columns?.count ?? columns
    let isThinned = standardOutput == .table && Terminal.standardOutput != nil
    let held =
      files.map(\.format).first { $0.isHeld }
      ?? standardOutput.flatMap { $0.isHeld && !isThinned ? $0 : nil }
    guard let held, Double(count) * Double(width) > Double(Self.cellLimit) else { return }
    throw .usage(
      "\(held.rawValue): a table of \(count) rows and \(width) columns has more than the "
        + "\(Self.cellLimit) cells that are held in memory; \(remedy) --columns or coarser grids")
  }

  /// Writes a result to all destinations, files first, so that a closed pipe does not lose them.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - isSingle: Whether JSON is one object rather than an array.
  ///   - isPartial: Whether this is only part of the requested result: files then get their own names,
  ///     see ``partialPath(_:)``.
  ///   - page: The presentation of the result for readers.
  ///   - figure: Makes the figure; called at most once, and only if one is written.
  /// - Throws: ``CommandError`` of status cannotWrite, or what rendering throws.
  func write(
    _ rows: some ResultRows, isSingle: Bool = false, isPartial: Bool = false,
    page: ResultPage = ResultPage(), figure: (() -> Figure)? = nil
  ) throws(CommandError) {
    let tables = files.count { !$0.format.isFigure } + (standardOutput == nil ? 0 : 1)
    let isSmall = Double(rows.count) * Double(rows.columns.count) <= Double(Self.cellLimit)
    // Rows that are written more than once are computed once, if they fit into memory.
    let isHeld = tables > 1 && isSmall && !(rows is Table)
    if isHeld, files.contains(where: { !$0.format.isFigure }) {
      let table = try studied(rows.table())
      return try write(
        table, isSingle: isSingle, isPartial: isPartial, page: page, figure: figure)
    }
    var drawn = all.contains(where: \.isFigure) ? figure?() : nil
    if !heading.isEmpty { drawn?.heading = heading }
    for file in files {
      let path = isPartial ? Self.partialPath(file.path) : file.path
      if file.format == .pgfplots {
        try writePlots(drawn, to: path)
      } else {
        let writer = try translated(FileWriter(path))
        try write(rows, file.format, isSingle: isSingle, page: page, drawn) {
          (bytes) throws(StudyError) in try written(writer.append(bytes))
        }
        try translated(writer.finish())
      }
      Self.reportWritten(path, isPartial: isPartial, of: file.path)
    }
    guard let standardOutput else { return }
    if standardOutput == .table, let terminal = Terminal.standardOutput {
      let text = terminal.fitting(try text(rows, page, on: terminal))
      return try translated(writeStandardOutput(Array(text.utf8)))
    }
    try write(rows, standardOutput, isSingle: isSingle, page: page, drawn) {
      (bytes) throws(StudyError) in try written(writeStandardOutput(bytes))
    }
  }

  /// Renders and writes a result that is not a table, files first.
  ///
  /// - Throws: ``CommandError`` of status cannotWrite, or what rendering throws.
  func write(_ render: (OutputFormat) throws(CommandError) -> [UInt8]) throws(CommandError) {
    for file in files {
      let bytes = try render(file.format)
      try translated(writeFile(bytes, to: file.path))
      writeDiagnostic("wrote \(file.path)")
    }
    if let standardOutput {
      let bytes = try render(standardOutput)
      if standardOutput == .table, let terminal = Terminal.standardOutput {
        let text = terminal.fitting(String(decoding: bytes, as: UTF8.self))
        return try translated(writeStandardOutput(Array(text.utf8)))
      }
      try translated(writeStandardOutput(bytes))
    }
  }

  /// The bytes of a small table in one format, restricted to `--columns`.
  func bytes(of table: Table, as format: OutputFormat) -> [UInt8] {
    let indices = columns.map { $0.compactMap { table.columns.firstIndex(of: $0) } }
    let table = indices.map { table.selecting(columns: $0) } ?? table
    return switch format {
    case .csv: table.csv()
    case .json: table.json()
    case .markdown: Array(table.markdown().utf8)
    case .latex: Array(table.latex().utf8)
    case .table, .svg, .pdf, .png, .pgfplots: Array(table.text().utf8)
    }
  }

  /// Reports that a file was written, and for a partial result which file was not.
  static func reportWritten(_ written: String, isPartial: Bool, of path: String) {
    let note = isPartial ? ", a part of the result; \(path) is not written" : ""
    writeDiagnostic("wrote \(written)\(note)")
  }

  /// The name for a partial result, which must not take the place of a complete one:
  /// `speech.partial.csv` for `speech.csv`.
  static func partialPath(_ path: String) -> String {
    let name = lastComponent(path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      return "\(path).partial"
    }
    let suffix = name[dot...]
    return "\(path.dropLast(suffix.count)).partial\(suffix)"
  }

  /// Writes one format.
  private func write(
    _ rows: some ResultRows, _ format: OutputFormat, isSingle: Bool, page: ResultPage,
    _ figure: Figure?, to output: @escaping ([UInt8]) throws(StudyError) -> Void
  ) throws(CommandError) {
    switch format {
    case .csv: try studied(rows.writeCSV(columns, to: output))
    case .json: try studied(rows.writeJSON(columns, isSingle: isSingle, to: output))
    case .table:
      let table = try studied(rows.table(columns))
      let text = columns == nil ? page.text?(table) : nil
      try studied(output(Array((text ?? page.head() + table.text() + page.foot()).utf8)))
    case .markdown:
      let table = try studied(rows.table(columns))
      try studied(output(Array((page.markdown?(table) ?? table.markdown()).utf8)))
    case .latex:
      let table = try studied(rows.table(columns))
      try studied(output(Array((page.latex?(table) ?? table.latex()).utf8)))
    case .svg: try studied(output(figure?.svg(theme: theme) ?? []))
    case .pdf, .png:
      let svg = figure?.svg(theme: theme) ?? []
      let image = try studied(converter?.convert(svg, to: format == .png ? .png : .pdf))
      try studied(output(image ?? []))
    case .pgfplots:
      try studied(output(figure?.pgfplots(dataFile: "toy-data.csv", isInline: true).source ?? []))
    }
  }

  /// The text that a terminal shows.
  private func text(
    _ rows: some ResultRows, _ page: ResultPage, on terminal: Terminal
  ) throws(CommandError) -> String {
    if columns == nil, let text = page.terminal?(terminal) { return text }
    var count = rows.count
    let table =
      count <= Terminal.rowLimit
      ? try studied(rows.table(columns))
      : try studied(
        rows.table(
          columns, first: Terminal.firstRows, last: Terminal.lastRows, counting: &count))
    return page.head() + terminal.text(table, of: count, hasChoice: true) + page.foot()
  }

  /// Writes a figure for LaTeX, with its data beside it.
  private func writePlots(_ figure: Figure?, to path: String) throws(CommandError) {
    guard let figure else { return }
    let data = Self.dataPath(path)
    let plots = figure.pgfplots(dataFile: Self.lastComponent(data))
    try translated(writeFile(plots.data, to: data))
    writeDiagnostic("wrote \(data)")
    try translated(writeFile(plots.source, to: path))
  }
}

extension OutputFormat {
  /// Whether a table of the format is built in memory before anything is written.
  fileprivate var isHeld: Bool { [.table, .markdown, .latex].contains(self) }
}

/// Calls `body`; a write error becomes an error of the study whose rows are written.
private func written(_ body: @autoclosure () throws(FileError) -> Void) throws(StudyError) {
  do throws(FileError) {
    try body()
  } catch {
    throw .file(error)
  }
}
