// toy explore: a page with sliders that needs nothing but a browser.

import Files
import Report
import Studies

struct ExploreCommand: Command {
  static let name = "explore"
  static let summary = "a page with sliders: risks, filters, spectra and landscapes, in one file"
  static let discussion = """
    Writes one HTML file that a browser opens without a network: sliders for k, σ, θ, the depth N and
    the step size ω, and for each position the risk ratios over k, the filter, the eigenvalues of the
    best T, and the one-dimensional landscape. All numbers are computed in advance and stored in the
    file as a table (n = 500, μ = 1); the page looks them up, and shows the commands that print them.
    """
  static let examples = ["toy explore -o explorer.html"]
  private static let output = Option.output(
    "the page, a file that ends in .html, or - for standard output", default: "explorer.html")
  static let options = [output]

  private let path: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    guard arguments.all(Self.output).count < 2 else { throw .usage("--output is given twice") }
    path = arguments.value(Self.output) ?? ""
    let name = path.split(separator: "/").last?.lowercased() ?? ""
    if isStandardOutput(path) {
      files.writeStandardOutput()
      return
    }
    files.write(path)
    let isPage = !path.hasSuffix("/") && name.hasSuffix(".html") && name != ".html"
    guard isPage || Destinations.isDevice(path) else {
      throw .usage("--output \(path): the page is a file that ends in .html, or -")
    }
  }

  func run() throws(CommandError) -> ExitStatus {
    let bytes = try studied(ExplorerPage(.init()).bytes)
    guard !isStandardOutput(path) else {
      try translated(writeStandardOutput(bytes))
      return .success
    }
    try translated(writeFile(bytes, to: path))
    writeDiagnostic("wrote \(path)")
    return .success
  }
}
