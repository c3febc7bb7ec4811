// toy landscape: the risk as a function of a scalar regularizer.

import Report
import Studies

struct LandscapeCommand: Command {
  static let name = "landscape"
  static let summary = "k = n = 1: all critical points of the risk over R = r, and a plot"
  static let discussion = """
    The risk E(r) of scalar signals (k = n = 1, R = r, even in r) with all its critical points, a
    list that is complete by theory, not by search. Prints one row per critical point r ≥ 0: its
    kind, the excess over the lowest risk of this depth and step size, the curvature E″, the
    neighbouring maxima (basin), the barrier to escape over, and where E is half-way up the barrier.
    --curve writes the sampled curve, with its critical points, to tables and CSV instead.
    --orbits follows gradient flow from each maximum down to the minimum beside it: time, r and risk.
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
    "--x", value: "NAME", "the axis of the plot: r or depth", default: "r",
    offers: .words(of: LandscapeStudy.Axis.self))
  private static let family = Option.families(
    FamilyGrid.Name.ofRegularizers, default: "unrolled")
  private static let depth = Option.depth(default: "2..7")
  private static let omega = Option.omega(default: "0.5")
  private static let mu = Option.mu.single
  private static let theta = Option.theta.single
  private static let sigma = Option.sigma.single
  private static let r = Option(
    "--r", value: "GRID",
    "points at which curves are sampled, r ≥ 0; by default 601 points past the last critical one",
    default: nil,
    effects: [
      overR,
      .when(
        .any([.given("--curve"), .given("--orbits"), .figure]),
        else: "it requires --curve, --orbits or a figure"),
    ])
  private static let curve = Option(
    "--curve", value: nil, "sampled curves instead of critical points in tables", default: nil,
    effects: [
      overR
    ])
  private static let orbits = Option(
    "--orbits", value: nil,
    "list the orbits of gradient flow instead of critical points; the last one starts at the largest r",
    default: nil,
    effects: [
      overR, .when(.absent("--curve"), else: "--curve fills the table"),
    ])
  private static let overR = Effect.when(.names(["r"], in: "--x"), else: "it requires --x r")
  static let options =
    [axis, family, depth, omega] + Option.givenAlgorithms + [
      mu, theta, sigma, r, curve, orbits, .columns, .figureFormat, .preset, .width, .height,
      .heading,
      .output("a file, a folder, or - for standard output; repeatable", default: "-"),
    ]

  private let study: LandscapeStudy
  private let showsCurve: Bool
  private let orbitRows: LandscapeOrbits?
  private let destinations: Destinations
  private let command: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = reproducingCommand(Self.name, words)
    let axis: LandscapeStudy.Axis = try arguments.choice(Self.axis)
    showsCurve = arguments.has(Self.curve)
    let (mu, theta) = (try arguments.number(Self.mu), try arguments.number(Self.theta))
    let sigma = try arguments.number(Self.sigma)
    let families = try arguments.regularizers(Self.options)
    let setting = try studied(
      LandscapeSetting(mu: mu, theta: theta, sigma: sigma, families: families))
    let showsOrbits = arguments.has(Self.orbits)
    let columns =
      showsCurve
      ? LandscapeCurve.columns : showsOrbits ? LandscapeOrbits.columns : setting.criticalColumns
    destinations = try Self.destinations(
      arguments, formats: OutputFormat.tablesAndFigures,
      folderFormats: [.csv, .svg, .markdown], columns: columns)
    files.write(destinations)
    var radii: [Double]?
    if let text = arguments.value(Self.r) { radii = try studied(Grid.numbers(text, option: "--r")) }
    study = try studied(LandscapeStudy(setting, over: axis, r: radii))
    orbitRows =
      showsOrbits ? try studied(LandscapeOrbits(setting, limit: study.r.last ?? 0)) : nil
    try destinations.requireRoom(
      rows: showsCurve ? study.curve.count : orbitRows?.count ?? study.criticalCount,
      columns: columns.count,
      points: study.pointCount)
    try studied(study.validate(isDrawn: destinations.all.contains(where: \.isFigure)))
  }

  func run() throws(CommandError) -> ExitStatus {
    if showsCurve {
      try write(study.curve)
    } else if let orbitRows {
      try write(orbitRows)
    } else {
      try write(study.setting.criticalTable)
    }
    return .success
  }

  private func write(_ rows: some ResultRows) throws(CommandError) {
    try destinations.write(
      rows, page: study.page(command: command, image: destinations.imageName),
      figure: { study.figure(command: command) })
  }
}
