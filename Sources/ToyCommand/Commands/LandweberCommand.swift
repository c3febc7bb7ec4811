// toy landweber: early stopping in an inverse problem, beside bilevel learning.

import Files
import Report
import Studies
import ToyModel

struct LandweberCommand: Command {
  static let name = "landweber"
  static let summary =
    "inverse problems x = Ay + ε: when to stop gradient descent, and what bilevel learning costs"
  static let discussion = """
    N steps z ← z − ωAᵀ(Az − x) from z = 0 on data x = Ay + ε: bias and variance over N, the best
    time to stop, real and in whole steps, and the interval between the best times of the directions,
    in which all local minima lie; there may be several, and none is missed. Beside them the best linear
    reconstruction, and the least risk of bilevel learning with k rows, which is unbounded where more than
    k singular values tend to 0. Prints one row for each number of steps; --summary lists the methods
    instead, bilevel learning at every k. --x smallest varies the smallest singular values.
    Singular values pair with the eigenvalues of C in their order, the largest eigenvalue with the first
    of them. A matrix, a blur or a mask acts on the signals themselves, of which the directions must be
    known, and need not commute with C.
    Without --n, n is that of the operator.
    """
  static let examples = [
    "toy landweber --singular-values 1,0.5,0.2,0.1 --data iid --sigma 0.1",
    "toy landweber --operator blur:0.25,0.5,0.25 --data iid --n 32 --sigma 0.1 --summary",
    "toy landweber --operator blur:0.25,0.5,0.25 --data frames.csv --as frames --depth 1..200 -o landweber.csv -o landweber.svg",
    "toy landweber --singular-values 1,0.5,0.2,0.1 --data iid --x smallest --small 2 -o smallest.svg",
  ]
  /// The axis of the figure, and the rows of the table.
  enum Axis: String, CaseIterable {
    case depth, smallest
  }

  private static let operatorOption = Option(
    "--operator", value: "OPERATOR", OperatorChoice.help, default: nil,
    offers: .wordsOrPaths(["blur:", "mask:"]),
    effects: [.when(.absent("--singular-values"), else: "--singular-values gives the operator")])
  private static let singularValues = Option(
    "--singular-values", value: "GRID",
    "singular values of A, by descending eigenvalue of C; 0 for a direction that is not seen",
    default: nil)
  private static let omega = Option(
    "--omega", value: "X", "step size ω, below 1/‖A‖² (0.9/‖A‖² without it)", default: nil)
  private static let depth = Option(
    "--depth", value: "GRID",
    "numbers N of steps (without it about 160, up to 4 times the latest best time of a direction)",
    default: nil, effects: [overDepth])
  private static let axis = Option(
    "--x", value: "NAME", "the axis: depth, or smallest for the smallest singular values",
    default: "depth", offers: .words(of: Axis.self))
  private static let smallest = Option(
    "--smallest", value: "GRID", "values of the smallest singular values",
    default: "log:0.0001..1:81", effects: [overSmallest])
  private static let small = Option(
    "--small", value: "M", "the number of singular values, the last ones, that have this value",
    default: "2", effects: [overSmallest])
  private static let summaryOption = Option(
    "--summary", value: nil,
    "list the best times, all minima, the best linear method and bilevel learning at every k instead",
    default: nil, effects: [overDepth])
  private static let overDepth = Effect.when(
    .any([.absent("--x"), .names(["depth"], in: "--x")]), else: "it requires --x depth")
  private static let overSmallest = Effect.when(
    .names(["smallest"], in: "--x"), else: "it requires --x smallest")
  private static let settingOptions =
    [
      operatorOption, singularValues, Option.data, .n, .mu.single, .theta.single, .sigma.single,
      omega,
    ] + DataReading.options
  static let options =
    settingOptions + [
      depth, axis, smallest, small, summaryOption, .columns, .figureFormat, .preset, .width,
      .height, .heading,
      .output("a file, a folder, or - for standard output; repeatable", default: "-"),
    ]

  /// The result that was asked for.
  private enum Request {
    case depths(LandweberRows)
    case summary(LandweberRows)
    case smallest(SmallestSweep)
  }

  private let request: Request
  private let destinations: Destinations
  private let command: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = reproducingCommand(Self.name, words)
    let axis: Axis = try arguments.choice(Self.axis)
    let isSummary = arguments.has(Self.summaryOption)
    destinations = try Self.destinations(
      arguments, formats: OutputFormat.tablesAndFigures, folderFormats: [.csv, .svg],
      columns: axis == .smallest
        ? SmallestSweep.columns
        : isSummary ? LandweberSetting.summaryColumns : LandweberRows.columns)
    let texts = arguments.texts(Self.settingOptions)
    let choice: OperatorChoice
    if let text = arguments.value(Self.singularValues) {
      choice = try studied(OperatorChoice(singularValues: text))
    } else if let text = arguments.value(Self.operatorOption) {
      choice = try studied(OperatorChoice(text, reading: TableReading(texts)))
    } else {
      throw .usage("--operator or --singular-values says what is measured")
    }
    if let path = choice.path { files.read(path, for: Self.operatorOption.name) }
    files.write(destinations)
    switch axis {
    case .depth:
      let depths = try arguments.value(Self.depth).map { (text) throws(CommandError) in
        try studied(Grid.integers(text, option: Self.depth.name))
      }
      let rows = try studied(LandweberRows(LandweberSetting(texts, choice), depths: depths))
      files.read([rows.setting.problem.data.family])
      request = isSummary ? .summary(rows) : .depths(rows)
      try destinations.requireRoom(
        rows: rows.count, columns: rows.columns.count, points: 3 * rows.count)
    case .smallest:
      let values = try studied(
        Grid.numbers(arguments.value(Self.smallest) ?? "", option: Self.smallest.name))
      let small = try arguments.count(Self.small, 1...1_000_000)
      let sweep = try studied(SmallestSweep(texts, choice, small: small, values: values))
      if let data = sweep.points.first?.setting.problem.data { files.read([data.family]) }
      request = .smallest(sweep)
      try destinations.requireRoom(
        rows: sweep.count, columns: sweep.columns.count, points: 6 * sweep.points.count)
    }
  }

  func run() throws(CommandError) -> ExitStatus {
    switch request {
    case .depths(let rows):
      try destinations.write(
        rows, page: rows.setting.page, figure: { rows.figure(command: command) })
    case .summary(let rows):
      try destinations.write(rows.setting.summary, figure: { rows.figure(command: command) })
      if let objection = rows.setting.objection { writeDiagnostic(objection) }
    case .smallest(let sweep):
      try destinations.write(
        sweep, page: sweep.page, figure: { sweep.figure(command: command) })
    }
    return .success
  }
}
