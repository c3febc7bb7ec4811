// toy learn: learns R and ω numerically, and holds the result against the theory.

import Files
import Learning
import LinearAlgebra
import Optimization
import Report
import Studies
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
    Ctrl-C keeps the best R so far, in files such as R.partial.npy for --save R.npy, and exits with 130;
    with --resume FILE the state is kept in that file, and the same command continues where it was
    stopped. Several methods or starts, or --x k or
    --x depth with a grid, compare what is learned with the theory, one row each.
    --perturb tells what a sharp minimum costs: the risk after a random change of the k × c numbers of
    R that are learned, of relative size ε (median and the quantiles of 10 % and 90 %), and the risk of
    the learned T under noise σ(1+ε); of all settings, methods and starts, one row for each and ε.
    """
  static let examples = [
    "toy learn --n 100 --k 10 --depth 2",
    "toy learn --n 100 --k 10 --depth 3 --init spectral --starts 1",
    "toy learn --family bilevel --n 50 --starts 2 --save R.npy",
    "toy learn --n 20 --k 10 --x depth --depth 2..5 --init gaussian,spectral",
    "toy learn --n 20 --k 10 --depth 2,3 --init spectral --starts 1 --perturb log:1e-4..1:5",
  ]
  private static let axis = Option(
    "--x", value: "NAME", "compare over a grid of k or depth", default: nil,
    offers: .words(of: LearningComparison.Axis.self),
    effects: [
      .when(
        .names(["unrolled"], in: "--family"), of: "depth", else: "only --family unrolled has it")
    ])
  private static let quantity = Option(
    "--y", value: "NAME", "with --x: risk, or share of starts that reach the optimum to 1e-4",
    default: "risk", offers: .words(of: LearningComparison.Quantity.self),
    effects: [
      .when(.given("--x"), else: "it goes with --x k or --x depth"),
      .when(.figure, else: "it goes with a figure, such as -o learn.svg; tables have both"),
    ])
  private static let single = Effect.when(
    .absent("--x"), else: "--x compares many runs and keeps none; leave one of the two out")
  private static let jobs = Option.jobs("starts that run at a time")
  private static let trace = Option(
    "--trace", value: "FILE", "write every iteration of every start as CSV", default: nil,
    effects: [single])
  private static let save = Option(
    "--save", value: "FILE", "write the best R, k × n, as .npy or .csv", default: nil,
    effects: [single])
  private static let resume = Option(
    "--resume", value: "FILE", "keep the state in this file, and resume from it if it exists",
    default: nil, effects: [single])
  static let options =
    LearningChoices.settingOptions + [axis, quantity] + LearningChoices.options + [
      jobs, PerturbationPlan.perturb, PerturbationPlan.draws, trace, save, resume, .columns,
      .figureFormat, .preset,
      .output("a file, a folder, or - for standard output; repeatable", default: "-"),
    ]

  /// The most results that are kept beside one another.
  private static let taskLimit = 100_000

  /// One plan, or one per point, start and method of a comparison.
  private let tasks: [LearningTask]
  private let comparison: LearningComparison.Axis?
  private let comparedQuantity: LearningComparison.Quantity
  private let perturbation: PerturbationPlan?
  private let state: LearningState
  private let jobCount: Int
  private let products: (trace: String?, save: String?, resume: String?)
  private(set) var files = FileUses()
  private let destinations: Destinations
  /// The command line that gives the same result again.
  let command: String
  private let settingsKey: String

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = reproducingCommand(Self.name, words)
    let grid = try ParameterGrid(arguments, LearningChoices.settingOptions)
    let settings = try studied(grid.settings())
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
    let count = choices.methods.count * choices.initials.count * settings.count
    guard count <= Self.taskLimit else {
      throw .usage(
        "the options give \(count) settings, methods and starts, more than \(Self.taskLimit); 'toy "
          + "sweep' learns any number of them")
    }
    let hasOne = count == 1 && comparison == nil && perturbation == nil
    destinations = try Destinations(
      arguments, formats: OutputFormat.tablesAndFigures, stem: Self.name,
      folderFormats: [.csv, .svg, .markdown],
      columns: perturbation == nil
        ? LearningSummary.columns(hasSeconds: hasOne) : PerturbationResult.columns)
    try arguments.refuseIdle(Self.options, written: destinations.all)
    if let axis = comparison?.rawValue, destinations.all.contains(where: \.isFigure) {
      let values = settings.map { setting in
        if axis == "depth", case .unrolled(let depth, _) = setting.family {
          depth
        } else {
          setting.k
        }
      }
      guard Set(values).count > 1 else {
        throw .usage("--x \(axis) draws curves over several values; give --\(axis) a grid")
      }
    }
    files.read(grid.data)
    files.write(destinations)
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
    products = (path(Self.trace), path(Self.save), path(Self.resume))
    if let trace = products.trace {
      try requireFile(trace, for: Self.trace, [".csv"])
      files.write(trace, for: Self.trace.name)
    }
    if let save = products.save {
      try requireMatrixFile(save, for: Self.save)
      files.write(save, for: Self.save.name)
    }
    if let resume = products.resume {
      try requireFile(resume, for: Self.resume, [""])
      files.write(resume, for: Self.resume.name)
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
    if products.save != nil, Double(tasks[0].setting.k) * Double(tasks[0].setting.n) > 1e8 {
      throw .usage(
        "--save: R has \(tasks[0].setting.k) × \(tasks[0].setting.n) entries, more than 1e8")
    }
    if let resume = products.resume, fileExists(resume) {
      // Before it is read: what else is written there is no state.
      try files.check()
      state = try translated(StateFile.read(resume, settings: settingsKey, starts: choices.starts))
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
    let monitor = Mutex(LearningMonitor(path: products.resume, settings: settingsKey))
    let result = task.run(from: state, jobs: jobCount) { state, index in
      monitor.withLock { $0.observe(state, index, of: task.plan) }
    }
    let saved = result.state
    try monitor.withLock { (monitor) throws(CommandError) in try monitor.finish(saved) }
    guard let summary = LearningSummary(result) else { throw Self.nothingLearned }
    let isPartial = Interruption.hasOccurred
    if let trace = products.trace {
      try write(summary.traceTable.csv(), to: trace, isPartial: isPartial)
    }
    if let save = products.save {
      let matrix = try summary.regularizer()
      try write(matrix.bytes(for: save), to: save, isPartial: isPartial)
      if case .file(let data) = task.setting.data, data.vectors == nil {
        writeDiagnostic("\(save) is in the eigenbasis of C, by descending eigenvalue")
      }
      if let note = summary.savedRoundingNote { writeDiagnostic("\(save): \(note)") }
    }
    try destinations.write(
      LearningSummary.table([summary], hasSeconds: true), isSingle: true, isPartial: isPartial,
      page: summary.page(command: command),
      figure: { LearningComparison.convergence([summary], command: command) })
    return isPartial ? .interrupted : .success
  }

  /// Writes one more file; a part of a result under a name of its own.
  private func write(
    _ bytes: [UInt8], to path: String, isPartial: Bool
  ) throws(CommandError) {
    guard isPartial else { return try translated(writeFile(bytes, to: path)) }
    let partial = Destinations.partialPath(path)
    try translated(writeFile(bytes, to: partial))
    Destinations.reportWritten(partial, isPartial: true, of: path)
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
    let isPartial = Interruption.hasOccurred
    try destinations.write(
      table, isPartial: isPartial, figure: { comparison.figure(command: command) })
    return isPartial ? .interrupted : .success
  }

  private func perturb(_ plan: PerturbationPlan) throws(CommandError) -> ExitStatus {
    var results: [PerturbationResult] = []
    try learnAll { summary in
      if let result = plan.perturb(summary) { results.append(result) }
    }
    guard !results.isEmpty else { throw Self.nothingLearned }
    let table = PerturbationResult.table(results)
    let figure = PerturbationFigure(results: results)
    let isPartial = Interruption.hasOccurred
    try destinations.write(
      table, isPartial: isPartial, figure: { figure.figure(command: command) })
    return isPartial ? .interrupted : .success
  }

  /// Learns one task after the other until the user stops the program.
  ///
  /// - Parameter use: Called after every task that has a finite risk.
  /// - Throws: ``CommandError`` of the monitor.
  private func learnAll(_ use: (LearningSummary) -> Void) throws(CommandError) {
    let monitor = Mutex(LearningMonitor(path: nil, settings: ""))
    for task in tasks where !Interruption.hasOccurred {
      let result = task.run(from: state, jobs: jobCount) { state, index in
        monitor.withLock { $0.observe(state, index, of: task.plan) }
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
