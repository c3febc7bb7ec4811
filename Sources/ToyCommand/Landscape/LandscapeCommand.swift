// toy landscape: the risk over a regularizer of one number.

import Report
import Studies
import ToyModel

struct LandscapeCommand: DrawingCommand {
  static let name = "landscape"
  static let summary = "k = n = 1: all critical points of the risk over R = r, and a plot"
  static let discussion = """
    The risk E(r) of signals of one number (k = n = 1, R = r, even in r) with all its critical
    points: a complete list by theory, not by search. Prints one row per critical point r ≥ 0: its
    kind, the excess over the lowest risk of this depth and step size, the curvature E″, the
    neighbouring maxima (basin), the barrier to leave over, and where E is half a barrier high.
    --curve puts the sampled curve with the critical points on it into tables and CSV instead.
    --omega learned describes the landscape over (r, ω): a curve of global minima and one more
    critical point. --x depth draws curvature and width of the best minima over N.
    """
  static let examples = [
    "toy landscape --depth 2..7 --omega 0.5",
    "toy landscape --depth 3 --omega 0.1 --curve -o curve.csv -o landscape.svg",
    "toy landscape --omega learned --format json",
    "toy landscape --x depth --depth 2..31 -o sharpness.svg",
  ]
  private static let axis = Option(
    "--x", value: "NAME", "what the plot runs over: r or depth", default: "r",
    offers: .words(of: Axis.self))
  private static let family = Option.families(
    FamilyGrid.Name.ofRegularizers, default: "unrolled")
  private static let depth = Option.depth(default: "2..7")
  private static let omega = Option.omega(default: "0.5")
  private static let mu = Option.mu.single
  private static let theta = Option.theta.single
  private static let sigma = Option.sigma.single
  private static let r = Option(
    "--r", value: "GRID",
    "where curves are sampled, r ≥ 0; without it 601 points past the last critical one",
    default: nil,
    effects: [
      overR,
      .when(.any([.given("--curve"), .figure]), else: "it goes with --curve or with a figure"),
    ])
  private static let curve = Option(
    "--curve", value: nil, "sampled curves instead of critical points in tables", default: nil,
    effects: [
      overR
    ])
  private static let overR = Effect.when(.names(["r"], in: "--x"), else: "it goes with --x r")
  static let options = [
    axis, family, depth, omega, mu, theta, sigma, r, curve, .columns, .figureFormat, .preset,
    .output("a file, a folder, or - for standard output; repeatable", default: "-"),
  ]

  /// What the plot runs over.
  enum Axis: String, Sendable, CaseIterable {
    case r, depth
  }

  private let x: Axis
  private let setting: LandscapeSetting
  private let grid: [Double]
  private let showsCurve: Bool
  private let destinations: Destinations
  private let command: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = reproducingCommand(Self.name, words)
    x = try Self.choice(Self.axis, arguments)
    showsCurve = arguments.has(Self.curve)
    setting = try LandscapeSetting(
      arguments, mu: Self.mu, theta: Self.theta, sigma: Self.sigma, family: Self.family,
      depth: Self.depth, omega: Self.omega)
    let columns = showsCurve ? LandscapeCurve.columns : setting.criticalColumns
    destinations = try Destinations(
      arguments, formats: OutputFormat.tablesAndFigures, stem: Self.name,
      folderFormats: [.csv, .svg, .markdown], columns: columns)
    try arguments.refuseIdle(Self.options, written: destinations.all)
    files.write(destinations)
    grid = try Self.radii(arguments) ?? setting.defaultGrid
    let curve = LandscapeCurve(setting: setting, r: grid)
    guard curve.count <= Grid.pointLimit + 8 * setting.lineCount else {
      throw .usage(
        "--r has \(grid.count) values for each of \(setting.lineCount) landscapes, more than "
          + "\(Grid.pointLimit) together")
    }
    try destinations.requireRoom(
      // A landscape has a handful of critical points.
      rows: showsCurve ? curve.count : 8 * setting.lineCount, columns: columns.count,
      points: x == .r ? curve.count : setting.lineCount)
    guard x == .depth else {
      let isDrawn = destinations.all.contains(where: \.isFigure)
      guard !isDrawn || setting.panelCount <= LandscapeSetting.panelLimit else {
        throw .usage(
          "--depth and --omega make \(setting.panelCount) panels, more than "
            + "\(LandscapeSetting.panelLimit); draw --x depth, or only write tables")
      }
      return
    }
    guard case .fixed(let lines) = setting.kind, lines.contains(where: { $0.depth != nil }) else {
      throw .usage("--x depth: curvature over N needs --family unrolled and fixed --omega")
    }
  }

  private static func radii(_ arguments: ParsedArguments) throws(CommandError) -> [Double]? {
    guard let text = arguments.value(r) else { return nil }
    let values = Set(try studied(Grid.numbers(text, option: "--r"))).sorted()
    if let negative = values.first(where: { $0 < 0 }) {
      throw .usage("--r \(negative): the risk is even in r, r is 0 or more")
    }
    guard let last = values.last, last > 0, last <= Setting.magnitudeLimit else {
      throw .usage("--r \(text): the largest r is above 0 and at most \(Setting.magnitudeLimit)")
    }
    return values
  }

  func drawing() throws(CommandError) -> Figure { figure }

  func run() throws(CommandError) -> ExitStatus {
    if showsCurve {
      try write(LandscapeCurve(setting: setting, r: grid))
    } else {
      try write(setting.criticalTable)
    }
    return .success
  }

  private func write(_ rows: some ResultRows) throws(CommandError) {
    let page = ResultPage(
      markdown: { markdown($0, figure: destinations.imageName) },
      latex: { $0.latex(comments: [figure.title, command]) },
      head: setting.summary + "\n\n", foot: remarks)
    try destinations.write(rows, page: page, figure: { figure })
  }

  private var figure: Figure {
    switch x {
    case .r: setting.figure(r: grid, command: command)
    case .depth: setting.depthFigure(command: command)
    }
  }

  private var remarks: String {
    setting.remarks.isEmpty ? "" : "\n" + setting.remarks.map { $0 + "\n" }.joined()
  }

  private func markdown(_ table: Table, figure name: String?) -> String {
    var parts = ["# \(figure.title)", setting.summary + "."]
    if let name { parts.append("![\(figure.title)](\(name))") }
    parts.append(table.markdown().trimmingLineFeeds)
    parts += setting.remarks
    parts.append("```sh\n\(command)\n```")
    return parts.joined(separator: "\n\n") + "\n"
  }
}
