// toy expressivity: which denoisers can a family reach?

import Files
import LinearAlgebra
import Report
import Studies
import ToyModel

struct ExpressivityCommand: Command {
  static let name = "expressivity"
  static let summary = "the set of reachable denoisers, and whether a given T is in it"
  static let discussion = """
    The reachable denoisers are the symmetric T with all eigenvalues in the image of the filter and
    the forced eigenvalue f(0) at least n − k times. By default prints one line per filter. --check
    tests a matrix and exits with 1 if it is not in the set. --x draws curves: omega (reachable
    eigenvalues), depth (the constant c of odd depths between its bounds) or s (the filters themselves).
    """
  static let examples = [
    "toy expressivity --depth 2,3,10,11 --omega 0.5,1",
    "toy expressivity --family bilevel --k 3 --check T.csv",
    "toy expressivity --x s --depth 2,3 -o filters.svg",
  ]
  private static let family = Option.families(
    FamilyGrid.Name.ofRegularizers, default: "unrolled")
  private static let depth = Option.depth(default: "2")
  private static let omega = Option.stepSize(default: "0.5")
  /// Filters do not depend on the size of R, nor does anything in the figures.
  private static let sized = Effect.when(
    .any([.absent("--x"), .names(["omega", "depth"], in: "--x"), .given("--gallery")]),
    else: "curves over s do not depend on it")
  private static let tabulated = Effect.when(
    .any([.absent("--x"), .table]), else: "figures do not depend on it; tables and CSV have it")
  private static let n = Option.n.with(
    help: "dimension n of the signals", effects: [sized, tabulated])
  private static let k = Option.rowCount.with(effects: [sized, tabulated])
  private static let judging = Effect.when(.given("--check"), else: "it requires --check")
  private static let check = Option(
    "--check", value: "T.csv", "a square matrix, CSV or .npy", default: nil, offers: .paths)
  private static let axis = Option(
    "--x", value: "NAME", "draw curves over omega, depth or s", default: nil,
    offers: .words(of: ExpressivityAxis.self))
  private static let s = Option(
    "--s", value: "GRID", "eigenvalues of RᵀR, for --x s", default: "lin:0..8:401",
    effects: [
      .when(.names(["s"], in: "--x"), else: "it requires --x s"),
      .when(.absent("--gallery"), else: "the bars of a gallery do not depend on it"),
    ])
  private static let gallery = Option(
    "--gallery", value: nil,
    "with --x s: show the image of each filter as a bar instead of a curve, with f(0) as a dot",
    default: nil, effects: [.when(.names(["s"], in: "--x"), else: "it requires --x s")])
  private static let mark = Option(
    "--mark", value: "GRID", "for --x s: eigenvalues of T that are marked on every filter",
    default: nil,
    effects: [
      .when(.names(["s"], in: "--x"), else: "it requires --x s"),
      .when(.figure, else: "it requires a figure, such as -o filters.svg"),
    ])
  static let options =
    [
      family, depth, omega, n, k,
    ] + Option.givenAlgorithms + [
      check, .tolerance.with(effects: [judging]),
      RealizeCommand.nearest.with(effects: [judging]), .indexColumn.with(effects: [judging]),
      .header.with(effects: [judging]), axis, s, gallery, mark, .columns, .figureFormat, .preset,
      .width,
      .height, .heading,
      .output("a file or a folder; repeatable", default: "standard output"),
    ]

  private enum Task: Sendable {
    case list(ImageRows)
    case check(FilterChoice, Matrix, k: Int, tolerance: Double, nearestPath: String?)
    case curves(ExpressivityCurves)
  }

  private let task: Task
  private let destinations: Destinations
  private let command: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = reproducingCommand(Self.name, words)
    let hasCurves = arguments.has(Self.axis)
    let axis: ExpressivityAxis? = hasCurves ? try arguments.choice(Self.axis) : nil
    let columns =
      arguments.has(Self.check)
      ? Membership.violationColumns
      : axis == .s && !arguments.has(Self.gallery) ? FilterRows.columns : ImageRows.columns
    destinations = try Self.destinations(
      arguments, formats: hasCurves ? OutputFormat.tablesAndFigures : OutputFormat.tables,
      folderFormats: hasCurves ? [.csv, .svg] : [.csv], columns: columns)
    files.write(destinations)
    guard !hasCurves || !arguments.has(Self.check) else {
      throw .usage("--check and --x exclude each other")
    }
    let needsImages = axis != .s || arguments.has(Self.gallery) || arguments.has(Self.mark)
    let choices = try studied(
      FilterGrid(arguments.texts(Self.options), for: needsImages ? .filter : .values))
    if arguments.has(Self.check) {
      files.read(arguments.value(Self.check) ?? "", for: Self.check.name)
      if arguments.has(RealizeCommand.nearest), let path = arguments.value(RealizeCommand.nearest) {
        try requireMatrixFile(path, for: RealizeCommand.nearest)
        files.write(path, for: RealizeCommand.nearest.name)
      }
      task = try Self.checkTask(arguments, choices)
    } else {
      let dimensions = try studied(Grid.integers(arguments.value(.n) ?? "", option: "--n"))
      guard dimensions.count == 1, dimensions[0] >= 1 else {
        throw .usage("--n \(arguments.value(.n) ?? ""): give a single dimension, 1 or larger")
      }
      let rows = try Self.rows(
        arguments, Self.k, dimension: dimensions[0], source: "--n \(dimensions[0])")
      try studied(choices.requireFilters(dimension: dimensions[0], rows: rows))
      var count = choices.count
      if let axis {
        let curves = ExpressivityCurves(
          axis: axis, choices: choices, s: try Self.filterArguments(arguments), n: dimensions[0],
          k: rows, isGallery: arguments.has(Self.gallery), marks: try Self.marks(arguments))
        try studied(curves.validate())
        if destinations.all.contains(where: \.isFigure) {
          try studied(curves.requireFewPanels())
          try studied(curves.requireCurves())
          try studied(curves.requireShownMarks())
        }
        task = .curves(curves)
        if axis == .s, !curves.isGallery { count = try Self.product(count, curves.s.count) }
      } else {
        task = .list(ImageRows(choices: choices, n: dimensions[0], k: rows))
      }
      try destinations.requireRoom(rows: count, columns: columns.count, points: count)
    }
  }

  /// Reads `--mark`.
  private static func marks(_ arguments: ParsedArguments) throws(CommandError) -> [Double] {
    guard arguments.has(mark) else { return [] }
    let marks = try studied(Grid.numbers(arguments.value(mark) ?? "", option: mark.name))
    guard marks.count <= 20 else {
      throw .usage(
        "\(mark.name): \(marks.count) eigenvalues; a figure can mark at most 20")
    }
    return marks
  }

  private static func checkTask(
    _ arguments: ParsedArguments, _ choices: FilterGrid
  ) throws(CommandError) -> Task {
    let choice = try studied(choices.single(for: "--check"))
    let path = arguments.value(check) ?? ""
    let reading = try TableReading(arguments)
    let matrix = try studied(readDenoiser(path, reading)).matrix
    if arguments.has(.n) {
      guard try studied(Grid.integers(arguments.value(.n) ?? "", option: "--n")) == [matrix.rows]
      else {
        throw .usage(
          "--n \(arguments.value(.n) ?? "") contradicts \(path), where n = \(matrix.rows)")
      }
    }
    return .check(
      choice, matrix,
      k: try rows(
        arguments, k, dimension: matrix.rows, source: "n = \(matrix.rows), the size of T"),
      tolerance: try arguments.tolerance(),
      nearestPath: arguments.has(RealizeCommand.nearest)
        ? arguments.value(RealizeCommand.nearest) : nil)
  }

  /// The number of pairs of a filter and an argument.
  private static func product(_ filters: Int, _ arguments: Int) throws(CommandError) -> Int {
    guard Double(filters) * Double(arguments) <= Double(Grid.pointLimit) else {
      throw .usage(
        "--s has \(arguments) values for each of \(filters) filters, more than \(Grid.pointLimit) "
          + "together")
    }
    return filters * arguments
  }

  private static func filterArguments(
    _ arguments: ParsedArguments
  ) throws(CommandError) -> [Double] {
    let values = try studied(Grid.numbers(arguments.value(s) ?? "", option: "--s"))
    if let negative = values.first(where: { $0 < 0 }) {
      throw .usage("--s \(negative): eigenvalues of RᵀR are 0 or more")
    }
    return values
  }

  func run() throws(CommandError) -> ExitStatus {
    switch task {
    case .list(let rows):
      try destinations.write(rows, isSingle: rows.count == 1)
    case .curves(let curves):
      let figure = { curves.figure(command: command) }
      if curves.axis == .s, !curves.isGallery {
        try destinations.write(FilterRows(choices: curves.choices, s: curves.s), figure: figure)
      } else {
        try destinations.write(
          ImageRows(choices: curves.choices, n: curves.n, k: curves.k), figure: figure)
      }
    case .check(let choice, let matrix, let k, let tolerance, let nearestPath):
      return try check(choice, matrix, k: k, tolerance: tolerance, nearestPath: nearestPath)
    }
    return .success
  }

  private func check(
    _ choice: FilterChoice, _ matrix: Matrix, k: Int, tolerance: Double, nearestPath: String?
  ) throws(CommandError) -> ExitStatus {
    let membership = try studied(choice.membership(of: matrix, rows: k, tolerance: tolerance))
    if let nearestPath, !membership.isMember {
      try translated(writeFile(membership.nearest.bytes(for: nearestPath), to: nearestPath))
    }
    try destinations.write { (format) in
      switch format {
      case .json where destinations.columns == nil:
        Array("\(JSONValue.object(membership.json).serialized)\n".utf8)
      case .table where destinations.columns == nil:
        Array((membership.isMember ? membership.summary : "").utf8)
      default: destinations.bytes(of: membership.violationTable, as: format)
      }
    }
    guard membership.isMember else { throw .failure(membership.summary.trimmingLineFeeds) }
    return .success
  }
}
