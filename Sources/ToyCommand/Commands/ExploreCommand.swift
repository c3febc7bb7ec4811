// toy explore: a page for teaching that needs only a browser.

import Files
import Report
import Studies
import ToyModel

struct ExploreCommand: Command {
  static let name = "explore"
  static let summary =
    "an interactive page: six signals and one slider, seven scenes, a free explorer"
  static let discussion = """
    Writes one HTML file that a browser opens without a network. Its first screen denoises signals
    with k rows of R; scenes with balls, levels and dots to drag tell why odd depth would be best and
    why gradient descent in small steps does not find it; then every number is free to explore:
    k, σ, θ, depth, step size and algorithm. All numbers are computed in advance and stored in the
    file; the page looks them up, and shows the commands that print them. --data, --n and --mu
    change the first screen, of a file to its frames, and the explorer; the scenes stay at n = 100.
    In the page, P shows one scene at a time, Page Down goes to the next, and a link keeps the state.
    """
  static let examples = [
    "toy explore -o explorer.html", "toy explore --data iid --n 200 -o iid.html",
  ]
  private static let output = Option.output(
    "the page, a file that ends in .html, or - for standard output", default: "explorer.html")
  private static let data = Option.data
  private static let n = Option.n.with(
    help:
      "dimension n of the signals, 2 to 2000; 100 on the first screen by default; for sound the "
      + "frame length, at most 256")
  private static let mu = Option.mu.single
  private static let dataOptions = [data, n, mu] + DataReading.options
  static let options = dataOptions + [output]

  private let path: String
  private let request: ExplorerRequest
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    guard arguments.all(Self.output).count < 2 else { throw .usage("--output is given twice") }
    path = arguments.value(Self.output) ?? ""
    let name = path.split(separator: "/").last?.lowercased() ?? ""
    let isPage = !path.hasSuffix("/") && name.hasSuffix(".html") && name != ".html"
    guard isStandardOutput(path) || isPage || Destinations.isDevice(path) else {
      throw .usage("--output \(path): the page is a file that ends in .html, or -")
    }
    request = try Self.request(arguments)
    if let data = request.data { files.read([data]) }
    if isStandardOutput(path) { files.writeStandardOutput() } else { files.write(path) }
  }

  /// The data, n and μ that were given.
  private static func request(
    _ arguments: ParsedArguments
  ) throws(CommandError) -> ExplorerRequest {
    let isGiven = (data: arguments.has(data), n: arguments.has(n))
    let texts = arguments.texts(
      dataOptions + [
        .theta, .sigma, .k(), .families(default: "unrolled"), .depth(default: "2"),
        .omega(default: "learned"),
      ])
    let grids = try studied(ParameterGrid(texts))
    for (option, count) in [
      ("--data", grids.data.count), ("--n", grids.n.count), ("--mu", grids.mu.count),
    ]
    where count != 1 {
      throw .usage("\(option) has \(count) values, the page has one")
    }
    let family = grids.data[0]
    let size = isGiven.n || family.dimension != nil ? grids.n[0] : nil
    let source =
      isGiven.data && !family.isSame(as: .constant)
      ? " --data \(shellQuoted(arguments.value(data) ?? ""))" : ""
    return try studied(
      ExplorerRequest(
        data: isGiven.data ? family : nil, n: size, mu: grids.mu[0],
        source: isGiven.data ? source : nil,
        version: "toy \(Toy.version)"))
  }

  func run() throws(CommandError) -> ExitStatus {
    let bytes = try studied(ExplorerPage(request).bytes)
    guard !isStandardOutput(path) else {
      try translated(writeStandardOutput(bytes))
      return .success
    }
    try translated(writeFile(bytes, to: path))
    writeDiagnostic("wrote \(path)")
    return .success
  }
}
