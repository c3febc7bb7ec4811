// toy check: every claim of the theory, checked by machine.

import Dispatch
import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Report
import Studies
import Synchronization
import Theory

struct CheckCommand: Command {
  static let name = "check"
  static let summary = "every claim of the theory, proved on boxes, exhausted or sampled"
  static let operands = "[CLAIM…]"
  static let operandCompletion = Completion.words(Statements.entries.map(\.id))
  static let discussion = """
    Checks all claims of the theory, or those that are named, individually or by chapter; 'toy explain'
    lists both. The verdict says how: 'proved on the box' by interval arithmetic with outward rounding
    at every point of a box of parameters, which may include all s from 0 to ∞; 'exhaustive' in each of
    finitely many cases; 'sampled' in random cases; 'refuted' by a counterexample, made as simple as
    possible, with a command that shows it. Claims that the talk states too generally are refuted and
    marked as such. If a claim that the program vouches for fails, the command exits with 2.
    Claims: \(Theory.claims.map(\.id).joined(separator: ", ")).
    Chapters: \(Theory.chapters.map(\.id).joined(separator: ", ")).
    Labs: \(Labs.all.map(\.id).joined(separator: ", ")), each with its claims, named LAB/CLAIM.
    """
  static let examples = [
    "toy check bounds slide-bounds",
    "toy check even-image --range depth=2..8 --range omega=0.1..1.5",
    "toy check bilevel-image --format json",
  ]
  private static let range = Option(
    "--range", value: "NAME=A..B",
    "a range in place of a claim's own: n, k, depth, omega, s, mu, theta, sigma or frames; repeatable",
    default: nil)
  private static let samples = Option(
    "--samples", value: "COUNT", "random cases of a cheap check", default: "5000")
  private static let seed = Option.seed(of: "the random cases").with(value: "SEED")
  private static let jobs = Option(
    "--jobs", value: "COUNT", "claims checked in parallel", default: "all processors")
  static let options = [
    range, samples, seed, jobs, .columns, .format,
    .output("write to a file; the format follows the extension", default: "standard output"),
  ]

  private let chosen: [any Claim]
  private let isDetailed: Bool
  private let scope: CheckScope
  private let jobCount: Int
  private let destinations: Destinations
  private(set) var files = FileUses()
  /// The options of the scope that were given.
  private let given: Set<String>

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    destinations = try Self.destinations(
      arguments, formats: OutputFormat.tables, folderFormats: [.csv, .markdown],
      columns: [Finding].columns)
    files.write(destinations)
    chosen = try Self.propositions(named: arguments.operands)
    isDetailed = !arguments.operands.isEmpty
    var scope = CheckScope()
    scope.samples = try arguments.count(Self.samples, 1...100_000_000)
    scope.seed = UInt64(try arguments.count(Self.seed, 0...Int.max))
    for text in arguments.all(Self.range) {
      let (parameter, range) = try Self.range(text)
      guard scope.ranges[parameter] == nil else {
        throw .usage("--range \(parameter.name) is given twice")
      }
      scope.ranges[parameter] = range
    }
    self.scope = scope
    jobCount = try arguments.jobs(Self.jobs)
    given = Set([Self.samples, Self.seed].filter { arguments.has($0) }.map(\.name))
  }

  /// Reads the names of claims and chapters; all claims if no name is given.
  private static func propositions(
    named names: [String]
  ) throws(CommandError) -> [any Claim] {
    guard !names.isEmpty else { return Statements.claims }
    try studied(requireDistinct(names, option: "claims"))
    var ids: Set<String> = []
    for name in names {
      let claims = try Statements.entry(named: name, as: "claim").claims
      guard !claims.isEmpty else { throw .usage("\(name): the chapter has no claim to check") }
      ids.formUnion(claims.map(\.id))
    }
    return Statements.claims.filter { ids.contains($0.id) }
  }

  /// Reads `NAME=A..B`, or `NAME=A` for a single value.
  private static func range(
    _ text: String
  ) throws(CommandError) -> (Parameter, ClosedRange<Double>) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw .usage("--range \(printable(text)): write NAME=FROM..TO, such as omega=0.1..1.5")
    }
    guard let parameter = Parameter.ofTheory.first(where: { $0.name == parts[0] }) else {
      let known = Parameter.ofTheory.map(\.name)
      let hint =
        suggestion(for: String(parts[0]), among: known).map { "did you mean \($0)? " } ?? ""
      throw .usage(
        "--range \(printable(String(parts[0]))): \(hint)known are "
          + known.joined(separator: ", "))
    }
    let name = "--range \(parameter.name)"
    let ends =
      parts[1].firstRange(of: "..").map {
        [parts[1][..<$0.lowerBound], parts[1][$0.upperBound...]]
      }
      ?? [parts[1], parts[1]]
    let (lower, upper) = (
      try studied(Grid.number(ends[0], option: name)),
      try studied(Grid.number(ends[1], option: name))
    )
    guard lower <= upper else { throw .usage("\(name)=\(parts[1]): the range is empty") }
    return (parameter, lower...upper)
  }

  func run() throws(CommandError) -> ExitStatus {
    // The last bits of BLAS depend on the number of its threads.
    setBLASThreads(1)
    let (findings, unchecked, cuts) = try findings()
    try refuseIdleScope(unchecked)
    let text = { "\(isDetailed ? findings.details : findings.overview)\(ranges)" }
    try destinations.write(
      findings.table, page: ResultPage(terminal: { _ in text() }, text: { _ in text() }))
    for message in unchecked.messages(withOtherData: isDetailed) + cuts.messages {
      writeDiagnostic(message)
    }
    let failures = findings.filter(\.isFailure)
    for failure in failures { writeDiagnostic("error: \(failure.id) does not hold") }
    return failures.isEmpty ? .success : .falsified
  }

  /// Rejects ranges, samples and seeds that no check has used.
  private func refuseIdleScope(_ unchecked: UncheckedClaims) throws(CommandError) {
    // A claim that was left out may have asked for any of them.
    guard unchecked.outOfRange.isEmpty else { return }
    let idle = scope.ranges.keys.filter { !scope.use.parameters.contains($0) }
    if let parameter = idle.min(by: { $0.name < $1.name }) {
      throw .usage(
        "--range \(parameter.name) has no effect: no claim here is about a range of "
          + parameter.symbol)
    }
    if given.contains(Self.samples.name), !scope.use.isRandom {
      throw .usage("\(Self.samples.name) has no effect: nothing here is drawn at random")
    }
    if given.contains(Self.seed.name), !scope.use.isSeeded {
      throw .usage("\(Self.seed.name) has no effect: nothing here is drawn at random")
    }
  }

  /// The ranges that replaced the domains, as a last line; empty if there are none.
  private var ranges: String {
    let given = scope.ranges.sorted { $0.key.name < $1.key.name }.map { parameter, range in
      "\(parameter.symbol) from \(UsedRange.text(range))"
    }
    return given.isEmpty ? "" : "where it matters with \(given.joined(separator: ", "))\n"
  }

  /// Checks the chosen claims, several at a time.
  ///
  /// - Returns: The findings, the claims that were left out, and the ranges that were cut.
  /// - Throws: ``CommandError`` for a named claim without a case in the ranges, a single claim that is not decided here,
  ///   and a computation that failed.
  private func findings() throws(CommandError) -> (
    findings: [Finding], unchecked: UncheckedClaims, cuts: CutRanges
  ) {
    let progress = Mutex(Progress("claim", total: chosen.count))
    let results = parallelMap(chosen, jobs: jobCount) { [scope] proposition in
      // The ranges of one claim may be cut, and those of another not.
      let own = scope.separate
      let result = Result { () throws(EvidenceError) in
        let checks = try proposition.checks(own)
        return Finding(proposition, checks: checks, in: own.usedRanges)
      }
      scope.use.add(own.use)
      progress.withLock { $0.advance() }
      return (result, own.usedRanges)
    }
    progress.withLock { $0.finish() }
    var findings: [Finding] = []
    var unchecked = UncheckedClaims()
    var cuts = CutRanges()
    for (proposition, (result, ranges)) in zip(chosen, results) {
      switch result {
      case .success(let finding):
        findings.append(finding)
        cuts.add(proposition.id, ranges)
      case .failure(let error):
        let isLeftOut =
          switch error {
          case .outOfRange: !isDetailed
          case .otherInstance, .undecided, .otherData: chosen.count > 1
          case .failed: false
          }
        guard isLeftOut else {
          throw CommandError(CommandError(error).status, "\(proposition.id): \(error.message)")
        }
        unchecked.add(proposition.id, error)
      }
    }
    guard !findings.isEmpty else { throw .usage(unchecked.reasonForNone) }
    return (findings, unchecked, cuts)
  }
}
