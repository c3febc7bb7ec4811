// toy learn: learns R and ω numerically, and holds the result against the theory.

import Learning
import LinearAlgebra
import Optimization
import Report
import Synchronization
import ToyModel

struct LearnCommand: Command {
  static let name = "learn"
  static let summary = "learn R and ω numerically, beside what the theory promises"
  static let discussion = """
    Minimises the risk over R, and over ω = log(1 + eᵅ) where it is learned, from several starts, and
    prints what was learned beside the theory's optimum: the risks, the basins that the starts have
    found, and the eigenvalues of T with ω(1+s), the step in units of the curvature. Beyond 2 the
    iteration diverges and such an eigenvalue exists only because it is stopped after N steps.
    Ctrl-C keeps the best R so far and exits with 130; with --resume FILE the state is kept in that
    file, and the same command goes on where it was stopped. Several methods or starts, or --x k or
    --x depth with a grid, compare what is learned with the theory, one row each.
    --perturb tells what a sharp minimum costs: the risk after a random change of the k × c numbers of
    R that are learned, of relative size ε (median and the quantiles of 10 % and 90 %), and the risk of
    the learned T under noise σ(1+ε); of all settings, methods and starts, one row for each and ε.
    """
  static let examples = [
    "toy learn --n 100 --k 10 --depth 2 -o -",
    "toy learn --n 100 --k 10 --depth 3 --init spectral --starts 1 -o -",
    "toy learn --family bilevel --n 50 --starts 2 --save R.npy -o -",
    "toy learn --n 20 --k 10 --x depth --depth 2..5 --init gaussian,spectral -o -",
    "toy learn --n 20 --k 10 --depth 2,3 --init spectral --starts 1 --perturb log:1e-4..1:5 -o -",
  ]
  private static let axis = Option(
    "--x", value: "NAME", "compare over a grid of k or depth", default: nil,
    offers: .words(of: LearningComparison.Axis.self))
  private static let quantity = Option(
    "--y", value: "NAME", "with --x: risk, or share of starts that reach the optimum to 1e-4",
    default: "risk", offers: .words(of: LearningComparison.Quantity.self))
  private static let jobs = Option(
    "--jobs", value: "J", "starts that run at a time; does not change the result",
    default: "processors")
  private static let trace = Option(
    "--trace", value: "FILE", "write every iteration of every start as CSV", default: nil)
  private static let save = Option(
    "--save", value: "FILE", "write the best R, k × n, as .npy or .csv", default: nil)
  private static let resume = Option(
    "--resume", value: "FILE", "keep the state in this file, and go on from it if it exists",
    default: nil)
  static let options =
    LearningChoices.settingOptions + [axis, quantity] + LearningChoices.options + [
      jobs, PerturbationPlan.perturb, PerturbationPlan.draws, trace, save, resume, .figureFormat,
      .preset,
      .output("a file, a folder, or - for standard output alone; repeatable", default: "Figures/"),
    ]

  /// One plan, or one per point, start and method of a comparison.
  private let tasks: [LearningTask]
  private let comparison: LearningComparison.Axis?
  private let comparedQuantity: LearningComparison.Quantity
  private let perturbation: PerturbationPlan?
  private let state: LearningState
  private let jobCount: Int
  private let files: (trace: String?, save: String?, resume: String?)
  private let destinations: Destinations
  /// The command line that gives the same result again.
  let command: String
  private let settingsKey: String

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = reproducingCommand(Self.name, words)
    destinations = try Destinations(
      arguments, formats: OutputFormat.tablesAndFigures, stem: Self.name,
      folderFormats: [.csv, .svg, .markdown], defaultFolder: "Figures")
    let settings = try ParameterGrid(arguments, options: LearningChoices.settingOptions).settings()
    comparison = arguments.has(Self.axis) ? try Self.choice(Self.axis, arguments) : nil
    comparedQuantity = try Self.choice(Self.quantity, arguments)
    perturbation = try PerturbationPlan(
      arguments, axis: Self.axis, files: [Self.trace, Self.save, Self.resume])
    guard settings.count == 1 || comparison != nil || perturbation != nil else {
      throw .usage(
        "learn works on one setting, the options give \(settings.count); --x k or --x depth compares"
      )
    }
    let choices = try LearningChoices(arguments)
    let seed = UInt64(try Self.count(LearningChoices.seed, arguments, LearningChoices.seedRange))
    var tasks: [LearningTask] = []
    for method in choices.methods {
      for initial in choices.initials {
        for setting in settings {
          tasks.append(try choices.task(setting, method: method, start: initial, seed: seed))
        }
      }
    }
    self.tasks = tasks
    jobCount = try Self.jobs(Self.jobs, arguments)
    func path(_ option: Option) -> String? { arguments.has(option) ? arguments.value(option) : nil }
    files = (path(Self.trace), path(Self.save), path(Self.resume))
    if let save = files.save, !save.hasSuffix(".npy"), !save.hasSuffix(".csv") {
      throw .usage("--save \(save): known extensions are .npy, .csv")
    }
    for option in [Self.trace, Self.save, Self.resume] where arguments.has(option) {
      guard tasks.count == 1 else {
        throw .usage("\(option.name) goes with one setting, method and start, not \(tasks.count)")
      }
    }
    settingsKey = [
      tasks[0].fingerprint, choices.coordinates.rawValue, choices.methods[0].rawValue,
      choices.initials[0].rawValue, "starts \(choices.starts)", "seed \(seed)",
      "limit \(choices.rule.iterationLimit)", "tolerance \(choices.rule.relativeDecrease)",
    ].joined(separator: "; ")
    if files.save != nil, Double(tasks[0].setting.k) * Double(tasks[0].setting.n) > 1e8 {
      throw .usage(
        "--save: R has \(tasks[0].setting.k) × \(tasks[0].setting.n) entries, more than 1e8")
    }
    if let resume = files.resume, fileExists(resume) {
      state = try StateFile.read(resume, settings: settingsKey, starts: choices.starts)
      let dimension = tasks[0].plan.objective.dimension
      guard state.runs.allSatisfy({ $0.iterate?.point.count ?? dimension == dimension }) else {
        throw CommandError(.badData, "\(resume): the state has another number of variables")
      }
    } else {
      state = LearningState(starts: choices.starts)
    }
  }

  func run() throws(CommandError) -> ExitStatus {
    Interruption.catchSignals()
    let status =
      if let perturbation {
        try perturb(perturbation)
      } else {
        tasks.count == 1 && comparison == nil ? try learnOne(tasks[0]) : try compare()
      }
    if status == .interrupted { writeDiagnostic("interrupted; the best so far is kept") }
    return status
  }

  private func learnOne(_ task: LearningTask) throws(CommandError) -> ExitStatus {
    let monitor = Mutex(LearningMonitor(path: files.resume, settings: settingsKey))
    let result = task.run(from: state, jobs: jobCount) { state, index in
      monitor.withLock { $0.observe(state, index) }
    }
    let saved = result.state
    try monitor.withLock { (monitor) throws(CommandError) in try monitor.finish(saved) }
    guard let summary = LearningSummary(result) else { throw Self.nothingLearned }
    if let trace = files.trace { try writeFile(summary.traceTable.csv(), to: trace) }
    if let save = files.save {
      let matrix = try summary.regularizer()
      try writeFile(save.hasSuffix(".npy") ? NumPyFile.data(matrix) : matrix.csv, to: save)
      if case .file(let data) = task.setting.data, data.secondMoment == nil {
        writeDiagnostic("\(save) is in the eigenbasis of C, by descending eigenvalue")
      }
    }
    try destinations.write(
      figure: { LearningComparison.convergence([summary], command: command) }
    ) { (format) throws(CommandError) in
      switch format {
      case .table: Array(summary.text().utf8)
      case .markdown: Array(summary.markdown(command: command).utf8)
      case .latex: Array(summary.latex(command: command).utf8)
      default:
        format.render(LearningSummary.table([summary], hasSeconds: true), isSingle: true)
      }
    }
    return Interruption.hasOccurred ? .interrupted : .success
  }

  /// Learns at all points, one after another.
  func compared() throws(CommandError) -> LearningComparison {
    var summaries: [LearningSummary] = []
    try learnAll { summaries.append($0) }
    return LearningComparison(summaries: summaries, axis: comparison, quantity: comparedQuantity)
  }

  private func compare() throws(CommandError) -> ExitStatus {
    let comparison = try compared()
    // Times would make the files of figures differ from run to run.
    let table = LearningSummary.table(comparison.summaries, hasSeconds: false)
    try destinations.write(figure: { comparison.figure(command: command) }) {
      (format) throws(CommandError) in format.render(table)
    }
    return Interruption.hasOccurred ? .interrupted : .success
  }

  private func perturb(_ plan: PerturbationPlan) throws(CommandError) -> ExitStatus {
    var results: [PerturbationResult] = []
    try learnAll { summary in
      if let result = plan.perturb(summary) { results.append(result) }
    }
    guard !results.isEmpty else { throw Self.nothingLearned }
    let table = PerturbationResult.table(results)
    let figure = PerturbationFigure(results: results)
    try destinations.write(figure: { figure.figure(command: command) }) {
      (format) throws(CommandError) in format.render(table)
    }
    return Interruption.hasOccurred ? .interrupted : .success
  }

  /// Learns one task after the other until the user stops the program.
  ///
  /// - Parameter use: Called after every task that has a finite risk.
  /// - Throws: ``CommandError`` of the monitor.
  private func learnAll(_ use: (LearningSummary) -> Void) throws(CommandError) {
    let monitor = Mutex(LearningMonitor(path: nil, settings: ""))
    for task in tasks where !Interruption.hasOccurred {
      let result = task.run(from: state, jobs: jobCount) { state, index in
        monitor.withLock { $0.observe(state, index) }
      }
      if let summary = LearningSummary(result) { use(summary) }
    }
    try monitor.withLock { (monitor) throws(CommandError) in try monitor.finish(state) }
  }

  /// Why there is no result.
  private static var nothingLearned: CommandError {
    Interruption.hasOccurred
      ? CommandError(.interrupted, "interrupted before anything was learned")
      : .failure("no start has a finite risk; a smaller --omega may help")
  }
}
