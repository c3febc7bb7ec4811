// toy learn: learns R and ω numerically, and compares the result with the theory.

import Files
import LinearAlgebra
import Report
import Studies
import ToyModel

struct LearnCommand: Command {
  static let name = "learn"
  static let summary = "learn R and ω numerically, and compare with the theory"
  static let discussion = """
    Minimises the risk over R, and over ω = log(1 + eᵅ) if ω is learned, from several starts, and
    compares the result with the theory's optimum: the risks, the basins that the starts found, and the
    eigenvalues of T with ω(1+s), the step size times the curvature 1+s. Beyond 2 the iteration
    diverges, and such an eigenvalue exists only because it is stopped after N steps.
    --method flow integrates gradient flow of R, and of α if ω is learned, with a controlled error in every
    step, in R itself and from the start that --init names: small is next to the saddle R = 0. At odd depth
    no eigenvalue of RᵀR crosses the wall s* where the filter turns, so that flow from small R ends at R_trap,
    the column trap_risk, and a note marks every run, of any method, that ends there. --trace then has the
    time, the wall and the eigenvalues, and a figure shows them.
    Ctrl-C keeps the best R so far, in files such as R.partial.npy for --save R.npy, and exits with 130;
    with --resume FILE the state is kept in that file, and the same command continues where it stopped.
    Several methods or starts, or --x k or --x depth with a grid, give a comparison of learned results
    with the theory, one row each.
    --perturb shows what a sharp minimum costs: the risk after a random change of the k × c numbers of
    R that are learned, of relative size ε (median and the quantiles of 10 % and 90 %), and the risk of
    the learned T under noise σ(1+ε); one row for each setting, method, start and ε.
    --frames learns from m Gaussian frames with the C and the σ of the setting instead, again and again
    (--replicas), for each family and m, and compares the mean of the risks with the law of toy risk --frames; R
    is learned from the optimum of the population on unless --init names another start.
    """
  static let examples = [
    "toy learn --n 100 --k 10 --depth 2",
    "toy learn --n 100 --k 10 --depth 3 --init spectral --starts 1",
    "toy learn --family bilevel --n 50 --starts 2 --save R.npy",
    "toy learn --n 4 --k 2 --depth 3 --omega 0.35 --method flow --init small",
    "toy learn --n 20 --k 10 --x depth --depth 2..5 --init gaussian,spectral",
    "toy learn --n 20 --k 10 --depth 2,3 --init spectral --starts 1 --perturb log:1e-4..1:5",
    "toy learn --family linear,bilevel,unrolled --n 6 --k 5 --frames 50,200 --replicas 40",
  ]
  private static let axisOption = Option(
    "--x", value: "NAME", "compare over a grid of k or depth", default: nil,
    offers: .words(of: LearningComparison.Axis.self),
    effects: [.unrolled("it", of: "depth")])
  private static let quantityOption = Option(
    "--y", value: "NAME", "with --x: risk, or share of starts that reach the optimum to 1e-4",
    default: "risk", offers: .words(of: LearningComparison.Quantity.self),
    effects: [
      .when(.given("--x"), else: "it requires --x k or --x depth"),
      .when(.figure, else: "it requires a figure, such as -o learn.svg; tables have both"),
    ])
  private static let single = Effect.when(
    .absent("--x"), else: "--x compares many runs and keeps none; leave one of the two out")
  private static let jobs = Option.jobs("starts that run at a time")
  private static let perturb = Option(
    "--perturb", value: "GRID",
    "relative sizes ε > 0: the risk after R + ε‖R‖Z/‖Z‖ with Z normal, and under noise σ(1+ε)",
    default: nil)
  private static let draws = Option(
    "--draws", value: "M", "with --perturb: the number of draws of Z", default: "32",
    effects: [.when(.given("--perturb"), else: "it requires --perturb")])
  private static let frames = Option.frames.with(
    help: "numbers m of Gaussian frames to learn from, instead of the population")
  private static let loss = Option.loss.with(effects: [
    .when(.given("--frames"), else: "it requires --frames")
  ])
  private static let replicas = Option(
    "--replicas", value: "M", "with --frames: the number of times that frames are drawn",
    default: "20", effects: [.when(.given("--frames"), else: "it requires --frames")])
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
    LearningChoices.settingOptions + [axisOption, quantityOption] + LearningChoices.options + [
      jobs, perturb, draws, frames, loss, replicas, trace, save, resume, .columns,
      .figureFormat, .preset, .width, .height, .heading,
      .output("a file, a folder, or - for standard output; repeatable", default: "-"),
    ]

  private let study: LearningStudy
  private let axis: LearningComparison.Axis?
  private let quantity: LearningComparison.Quantity
  private let perturbation: PerturbationPlan?
  /// Learning from frames.
  private let samples: SampleStudy?
  /// The files that belong to a single run.
  private let products: (trace: String?, save: String?)
  private(set) var files = FileUses()
  private let destinations: Destinations
  /// The command line that reproduces the result.
  let command: String

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    try Self.refuseOperands(arguments)
    command = reproducingCommand(Self.name, words)
    let texts = arguments.texts(LearningChoices.settingOptions + [Self.frames, Self.loss])
    let grid = try studied(ParameterGrid(texts, for: .risk))
    let settings = try studied(grid.settings())
    axis = arguments.has(Self.axisOption) ? try arguments.choice(Self.axisOption) : nil
    quantity = try arguments.choice(Self.quantityOption)
    perturbation = try Self.perturbation(arguments)
    let hasFrames = grid.samples != nil
    if hasFrames { try Self.refuseBesideFrames(arguments) }
    guard settings.count == 1 || axis != nil || perturbation != nil || hasFrames else {
      throw .usage(
        "learn takes one setting, but the options describe \(settings.count); --x k or --x depth compares"
      )
    }
    let hasBracket = settings.contains { !$0.hasSpectrum }
    guard perturbation == nil || !hasBracket else {
      throw .usage("--perturb needs a single R, but --algorithm untied has one for every step")
    }
    var learning = arguments.texts(LearningChoices.options)
    // From the optimum of the population on, one start is enough.
    if hasFrames { learning = learning.with(defaults: ["--init": "spectral", "--starts": "1"]) }
    let choices = try studied(LearningChoices(learning))
    let isSingle =
      LearningStudy.taskCount(settings, choices) == 1 && axis == nil && perturbation == nil
      && !hasFrames
    destinations = try Self.destinations(
      arguments, formats: OutputFormat.tablesAndFigures,
      folderFormats: [.csv, .svg, .markdown],
      columns: hasFrames
        ? SampleResult.columns
        : perturbation == nil
          ? LearningSummary.columns(hasSeconds: isSingle, hasBracket: hasBracket)
          : PerturbationResult.columns)
    if let axis, destinations.all.contains(where: \.isFigure) {
      try studied(LearningComparison.requireCurves(over: axis, settings))
    }
    if hasFrames, destinations.all.contains(where: \.isFigure) {
      try studied(SampleFigure.requireCurves(settings))
    }
    files.read(grid.data)
    files.write(destinations)
    let seed = UInt64(try arguments.count(LearningChoices.seed, LearningChoices.seedRange))
    let jobs = try arguments.jobs(Self.jobs)
    let replicas = try arguments.count(Self.replicas, 2...100_000)
    samples =
      hasFrames
      ? try studied(
        SampleStudy(settings, choices: choices, replicas: replicas, seed: seed, jobs: jobs)) : nil
    var study = try studied(
      hasFrames
        ? LearningStudy([], choices: choices)
        : LearningStudy(settings, choices: choices, seed: seed, jobs: jobs))
    func path(_ option: Option) -> String? { arguments.has(option) ? arguments.value(option) : nil }
    products = (path(Self.trace), path(Self.save))
    if let trace = products.trace {
      try requireFile(trace, for: Self.trace, [".csv"])
      files.write(trace, for: Self.trace.name)
    }
    if let save = products.save {
      try requireMatrixFile(save, for: Self.save)
      files.write(save, for: Self.save.name)
    }
    let resume = path(Self.resume)
    if let resume {
      try requireFile(resume, for: Self.resume, [""])
      files.write(resume, for: Self.resume.name)
    }
    for option in [Self.trace, Self.save, Self.resume] where arguments.has(option) {
      guard study.tasks.count == 1 else {
        throw .usage(
          "\(option.name) requires one setting, method and start, not \(study.tasks.count)")
      }
    }
    if products.save != nil, let only = study.tasks.first?.setting,
      Double(only.k) * Double(only.n) > 1e8
    {
      throw .usage("--save: R has \(only.k) × \(only.n) entries, more than 1e8")
    }
    if let resume {
      // Checked before it is read: a file that something else is written to is not a state.
      try files.check()
      try studied(study.keepState(in: resume))
    }
    self.study = study
  }

  /// Reads the perturbations; nil without `--perturb`.
  private static func perturbation(
    _ arguments: ParsedArguments
  ) throws(CommandError) -> PerturbationPlan? {
    guard arguments.has(perturb) else { return nil }
    guard !arguments.has(axisOption) else {
      throw .usage(
        "\(axisOption.name) cannot be combined with --perturb, which shows everything over ε")
    }
    for option in [trace, save, resume] where arguments.has(option) {
      throw .usage(
        "\(option.name) cannot be combined with --perturb, which keeps no run; learn without --perturb "
          + "for that")
    }
    let sizes = try studied(
      Grid.numbers(arguments.value(perturb) ?? "", option: perturb.name))
    let draws = try arguments.count(draws, 1...100_000)
    return try studied(PerturbationPlan(sizes: sizes, draws: draws))
  }

  func run() throws(CommandError) -> ExitStatus {
    Interruption.catchSignals()
    if let samples {
      try sample(samples)
    } else if let perturbation {
      try perturb(perturbation)
    } else if study.tasks.count == 1 && axis == nil {
      try learnOne()
    } else {
      try compare()
    }
    guard Interruption.hasOccurred else { return .success }
    writeDiagnostic("interrupted; the best so far is kept")
    return .interrupted
  }

  private func learnOne() throws(CommandError) {
    let summary = try studied(study.learned())
    let isPartial = Interruption.hasOccurred
    if let trace = products.trace {
      try write(summary.traceTable.csv(), to: trace, isPartial: isPartial)
    }
    if let save = products.save {
      let matrix = summary.regularizer()
      try write(matrix.bytes(for: save), to: save, isPartial: isPartial)
      if !summary.hasSpectrum {
        writeDiagnostic(
          "\(save) has R₁ … R_{N−1}, k rows each; R₀ acts on z = 0 and has no influence")
      }
      if summary.isInEigenbasis {
        writeDiagnostic("\(save) is in the eigenbasis of C, by descending eigenvalue")
      }
      if let note = summary.savedRoundingNote { writeDiagnostic("\(save): \(note)") }
    }
    try destinations.write(
      LearningSummary.table([summary], hasSeconds: true), isSingle: true, isPartial: isPartial,
      page: summary.page(command: command),
      figure: { summary.figure(command: command) })
  }

  /// Writes another file; a partial result gets its own name.
  private func write(
    _ bytes: [UInt8], to path: String, isPartial: Bool
  ) throws(CommandError) {
    guard isPartial else { return try translated(writeFile(bytes, to: path)) }
    let partial = Destinations.partialPath(path)
    try translated(writeFile(bytes, to: partial))
    Destinations.reportWritten(partial, isPartial: true, of: path)
  }

  /// Learns at all points in turn.
  func compared() throws(CommandError) -> LearningComparison {
    LearningComparison(
      summaries: try studied(study.summaries()), axis: axis, quantity: quantity)
  }

  private func compare() throws(CommandError) {
    let comparison = try compared()
    try destinations.write(
      comparison.table, isPartial: Interruption.hasOccurred,
      figure: { comparison.figure(command: command) })
  }

  /// Refuses options of other kinds of runs beside `--frames`.
  private static func refuseBesideFrames(
    _ arguments: ParsedArguments
  ) throws(CommandError) {
    for option in [axisOption, perturb, trace, save, resume] where arguments.has(option) {
      throw .usage(
        "\(option.name) cannot be combined with --frames, which keeps no run and shows everything over m"
      )
    }
  }

  private func sample(_ study: SampleStudy) throws(CommandError) {
    let results = try studied(study.results())
    try destinations.write(
      SampleResult.table(results), isPartial: Interruption.hasOccurred,
      page: SampleResult.page(results),
      figure: { SampleFigure(results: results).figure(command: command) })
  }

  private func perturb(_ plan: PerturbationPlan) throws(CommandError) {
    let results = try studied(study.perturbed(by: plan))
    try destinations.write(
      PerturbationResult.table(results), isPartial: Interruption.hasOccurred,
      figure: { PerturbationFigure(results: results).figure(command: command) })
  }
}
