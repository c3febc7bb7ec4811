// toy realize: an R for every T in the set, the constructive half of the theorem.

import Files
import LinearAlgebra
import Report
import Studies
import ToyModel

struct RealizeCommand: Command {
  static let name = "realize"
  static let summary = "R with T = f(RᵀR) for a given T, or the violated condition"
  static let operands = "T.csv"
  static let operandCompletion = Completion.paths
  static let discussion = """
    Reads a square matrix T (CSV or .npy) and writes R, k rows of n numbers, with T = f(RᵀR). Exits
    with 1 if T is not in the set: the violated condition goes to standard error, the nearest
    member to the file of --nearest, and no R is written.
    """
  static let examples = [
    "toy realize T.csv --family bilevel --k 3 -o R.csv",
    "toy realize T.csv --depth 3 --omega 0.5 --branch far",
  ]
  private static let family = Option.family
  private static let depth = Option.depth(default: "2")
  private static let omega = Option.stepSize(default: "0.5").single.with(
    help: "step size ω of the unrolled method")
  private static let k = Option.rowCount
  private static let branch = Option(
    "--branch", value: "NAME", "near, far or a number counted from 1: which of several solutions",
    default: "near", offers: .list(FilterBranch.ends.map { "\($0)" }),
    effects: [
      .unrolled("two branches"),
      .when(
        .any([.odd("--depth"), .given("--algorithm")]),
        else: "only odd depths from 3 on have two solutions"),
    ])
  static let nearest = Option(
    "--nearest", value: "FILE", "write the nearest member as .csv or .npy if T is not in the set",
    default: nil)
  static let options =
    [
      family, depth.single, omega,
    ] + Option.givenAlgorithms.map(\.single) + [
      k, branch, .tolerance, nearest, .indexColumn, .header,
      Option(
        "--format", value: "FORMAT", "csv or json, on standard output", default: "csv",
        offers: .words(["csv", "json"])),
      .output("write R to a file; the format follows the extension", default: "standard output"),
    ]

  private let denoiser: Matrix
  private let choice: FilterChoice
  private let rows: Int
  private let branchChoice: FilterBranch
  private let tolerance: Double
  private let nearestPath: String?
  private let destinations: Destinations
  private let format: OutputFormat
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    guard let path = arguments.operands.first else { throw .usage("the file of T is missing") }
    guard arguments.operands.count == 1 else {
      throw .usage("unexpected argument \(arguments.operands[1])")
    }
    destinations = try Destinations(
      arguments, formats: [.csv, .json], stem: "R", folderFormats: [.csv])
    try arguments.refuseIdle(Self.options, written: destinations.all)
    format = arguments.value(.format) == "json" ? .json : .csv
    let choices = try studied(FilterGrid(arguments.texts(Self.options)))
    choice = try studied(choices.single(for: "realize"))
    branchChoice = try Self.branchChoice(arguments)
    tolerance = try arguments.tolerance()
    nearestPath = arguments.has(Self.nearest) ? arguments.value(Self.nearest) : nil
    files.read(path)
    files.write(destinations)
    if let nearestPath {
      try requireMatrixFile(nearestPath, for: Self.nearest)
      files.write(nearestPath, for: Self.nearest.name)
    }
    let reading = try TableReading(arguments)
    denoiser = try studied(readDenoiser(path, reading)).matrix
    rows = try Self.rows(
      arguments, Self.k, dimension: denoiser.rows, source: "n = \(denoiser.rows), the size of T")
    try studied(choices.requireFilters(dimension: denoiser.rows, rows: rows))
  }

  /// Reads `--branch`.
  private static func branchChoice(
    _ arguments: ParsedArguments
  ) throws(CommandError) -> FilterBranch {
    let text = arguments.value(branch) ?? ""
    if let known = FilterBranch.ends.first(where: { "\($0)" == text }) { return known }
    if let number = Int(text) {
      guard number >= 1 else { throw .usage("--branch \(number): branches are counted from 1") }
      return .number(number)
    }
    let words = FilterBranch.ends.map { "\($0)" }
    let hint = suggestion(for: text, among: words).map { "did you mean \($0)? " } ?? ""
    throw .usage("--branch \(printable(text)): \(hint)known are \(words.joined(separator: ", "))")
  }

  func run() throws(CommandError) -> ExitStatus {
    let realization: Realization
    do {
      realization = try choice.filter.realize(
        denoiser, rows: rows, branch: branchChoice, tolerance: tolerance)
    } catch {
      switch error {
      case .notInSet(let membership): return try refuse(membership)
      case .notRepresentable(let eigenvalue):
        if case .number(let number) = branchChoice {
          throw .failure(
            "T is in the set, but branch \(number) of f does not reach its eigenvalue \(eigenvalue); "
              + "--branch near or far takes whichever branch does")
        }
        throw .failure(
          "T is in the set, but R for its eigenvalue \(eigenvalue) exceeds double precision")
      case .factorization: throw .failure("the eigenvalues of T did not converge")
      }
    }
    try destinations.write { (format) throws(CommandError) in
      guard format == .json || (self.format == .json && destinations.files.isEmpty) else {
        return realization.regularizer.csv
      }
      return Array("\(realization.json.serialized)\n".utf8)
    }
    let residual = formatted(realization.relativeResidual, significantDigits: 2)
    writeDiagnostic("‖f(RᵀR) − T‖/‖T‖ = \(residual)")
    if realization.relativeResidual > tolerance {
      let absolute = formatted(realization.residual, significantDigits: 2)
      writeDiagnostic(
        "note: that is above the tolerance, because the entries of R are rounded; "
          + "‖f(RᵀR) − T‖ = \(absolute)")
    }
    return .success
  }

  private func refuse(_ membership: Membership) throws(CommandError) -> ExitStatus {
    if let nearestPath {
      try translated(writeFile(membership.nearest.bytes(for: nearestPath), to: nearestPath))
    }
    if format == .json {
      try translated(
        writeStandardOutput(Array("\(JSONValue.object(membership.json).serialized)\n".utf8)))
    }
    throw .failure(membership.summary.trimmingLineFeeds)
  }
}

extension Command {
  /// Reads `--k` for a known n, with the origin of n for messages.
  static func rows(
    _ arguments: ParsedArguments, _ option: Option, dimension: Int, source: String
  ) throws(CommandError) -> Int {
    guard arguments.has(option) else { return dimension }
    let values = try studied(Grid.integers(arguments.value(option) ?? "", option: "--k"))
    guard values.count == 1 else { throw .usage("--k has \(values.count) values, one is needed") }
    guard values[0] >= 1 else { throw .usage("--k \(values[0]): R has at least 1 row") }
    guard values[0] <= dimension else {
      throw .usage("--k \(values[0]) exceeds \(source): R has k ≤ n rows")
    }
    return values[0]
  }
}
