// toy speech: the reality check. Learns from recordings, and compares the result with the theory.

import Files
import Report
import Studies

struct SpeechCommand: Command {
  static let name = "speech"
  static let summary = "the reality check: learn from recordings, and compare with the theory"
  static let operands = "FILE|FOLDER..."
  static let operandCompletion = Completion.paths
  static let discussion = """
    Cuts recordings (RIFF/WAVE) into frames y of n samples, splits them by file into training and
    held-out frames, adds noise, x = y + ε, and learns R and ω by minimising the mean loss
    ½‖Tx − y‖² over the training frames, for bilevel learning and for every depth. Every learned T is
    evaluated on the held-out frames, with independent noise, and compared with the theory's optimal
    risks for the covariances of the training and of the held-out frames. The mean squared error of a
    sample is 2/n times the risk. Files that cannot be used are named on standard error. With
    --train-frames the number of training frames is varied. Ctrl-C keeps the results so far in files
    such as speech.partial.csv for -o speech.csv, and exits with 130.
    """
  static let examples = [
    "toy speech Data/speech --frame 64 --depth 2..5",
    "toy speech Data/speech --frame 64 --k 16 --depth 2,3 --train-frames 16,64,256 --seeds 3",
    "toy speech Data/speech --frame 64 --depth 2 --omega learned --listen out.wav",
  ]
  private static let frame = Option(
    "--frame", value: "N", "samples n of a frame", default: "320")
  private static let hop = Option(
    "--hop", value: "N", "samples from the beginning of a frame to that of the next", default: "n")
  private static let normalize = Option(
    "--normalize", value: "NAME",
    "none, or each file to peak 1 (peak) or root mean square 0.1 (rms)", default: "none",
    offers: .words(of: Normalization.self))
  private static let sigma = Option.sigma.single.with(default: "0.1")
  private static let draws = Option(
    "--noise-draws", value: "M",
    "number of times each training frame is used, with different noise each time",
    default: "10")
  private static let k = Option.k(default: "n/2")
  private static let family = Option.families(
    FamilyGrid.Name.ofRegularizers, default: "bilevel,unrolled")
  private static let depth = Option.depth(default: "1..10")
  private static let omega = Option.omega(default: "learned,0.5")
  private static let fraction = Option(
    "--train-fraction", value: "X", "share of the files to learn from", default: "0.8")
  private static let seed = Option.seed(of: "the split, the noise and all random starts")
  private static let trainFrames = Option(
    "--train-frames", value: "GRID", "numbers of training frames, drawn at random", default: "all")
  private static let seeds = Option(
    "--seeds", value: "M", "repeat with M seeds from --seed on", default: "1",
    effects: [
      .when(
        .given("--train-frames"),
        else: "it requires --train-frames; --seed changes the seed")
    ])
  private static let method = Option.methods.single
  private static let initial = Option.starts.with(default: "spectral")
  private static let coordinates = Option.coordinates(
    "plain: learn R itself; straight: a reparametrisation that is easier to learn")
  private static let limit = Option.iterations(of: "a denoiser", default: "1000")
  private static let decrease = Option.decrease(default: "1e-6")
  private static let jobs = Option.jobs("denoisers learned at a time")
  private static let listen = Option(
    "--listen", value: "FILE.wav",
    "a held-out recording denoised by the best T; the noisy one beside it",
    default: nil,
    offers: .paths)
  static let options = [
    frame, hop, sigma, draws, normalize, k, family, depth, omega, fraction, seed,
    trainFrames, seeds, method, initial, coordinates, limit, decrease, jobs, listen, .columns,
    .figureFormat, .preset, .width, .height, .heading,
    .output("a file, a folder, or - for standard output; repeatable", default: "-"),
  ]

  private let study: SpeechStudy
  private let listenPath: String?
  private let destinations: Destinations
  private let command: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    command = reproducingCommand(Self.name, words)
    destinations = try Self.destinations(
      arguments, formats: OutputFormat.tablesAndFigures,
      folderFormats: [.csv, .svg, .markdown], columns: SpeechRow.columns)
    for path in arguments.operands { files.read(path) }
    files.write(destinations)
    study = try Self.study(arguments)
    if arguments.has(Self.trainFrames), study.startCount > 1,
      destinations.all.contains(where: \.isFigure)
    {
      throw .usage(
        "--init has \(study.startCount) kinds of starts: a figure against --train-frames needs exactly one; a table shows all"
      )
    }
    listenPath = arguments.has(Self.listen) ? arguments.value(Self.listen) : nil
    guard let listenPath else { return }
    guard listenPath.lowercased().hasSuffix(".wav") else {
      throw .usage("--listen \(listenPath): the extension is .wav")
    }
    for path in [listenPath, Self.noisyPath(listenPath)] { files.write(path, for: "--listen") }
    guard study.isSingle else {
      throw .usage("--listen requires one seed and one number of training frames")
    }
  }

  private static func study(_ arguments: ParsedArguments) throws(CommandError) -> SpeechStudy {
    let length = try arguments.count(frame, 1...4096)
    let hop = arguments.has(hop) ? try arguments.count(hop, 1...1_000_000) : length
    let setting = SpeechSetting(
      framing: Framing(length: length, hop: hop), sigma: try arguments.number(sigma),
      normalization: try arguments.choice(normalize),
      drawCount: try arguments.count(draws, 1...100_000),
      trainFraction: try arguments.number(fraction),
      seed: UInt64(try arguments.count(seed, 0...(1 << 53))))
    let rows =
      arguments.has(k)
      ? try studied(Grid.integers(arguments.value(k) ?? "", option: k.name)) : [max(1, length / 2)]
    let families = try arguments.regularizers(options)
    let choices = LearningChoices(
      methods: [try arguments.choice(method)], initials: try arguments.choices(initial),
      coordinates: try arguments.choice(coordinates), starts: 1,
      rule: try arguments.stoppingRule([decrease, limit]))
    var frameCounts: [Int]?
    if arguments.has(trainFrames) {
      frameCounts = try studied(
        Grid.integers(arguments.value(trainFrames) ?? "", option: trainFrames.name))
    }
    let seedCount = try arguments.count(seeds, 1...10_000)
    let jobCount = try arguments.jobs(jobs)
    return try studied(
      SpeechStudy(
        arguments.operands, setting, rows: rows, families: families, choices: choices,
        trainFrameCounts: frameCounts, seedCount: seedCount, jobs: jobCount))
  }

  func run() throws(CommandError) -> ExitStatus {
    Interruption.catchSignals()
    let (summary, recordings) = try learned()
    summary.warnOfFewFiles()
    // A partial result must not take the place of a complete one.
    let isPartial = Interruption.hasOccurred
    try destinations.write(
      summary.table, isPartial: isPartial, page: summary.page(image: destinations.imageName),
      figure: { summary.figure })
    if let listenPath {
      let path = isPartial ? Destinations.partialPath(listenPath) : listenPath
      try listen(to: path, summary, recordings)
    }
    if isPartial { writeDiagnostic("interrupted; finished results are kept") }
    return isPartial ? .interrupted : .success
  }

  /// Reads the recordings, learns all denoisers and evaluates them.
  func learned() throws(CommandError) -> (summary: SpeechSummary, recordings: [Recording]) {
    try studied(study.learned(command: command))
  }

  /// The companion file of `--listen`, for the noisy recording.
  private static func noisyPath(_ path: String) -> String { "\(path.dropLast(4))-noisy.wav" }

  /// Writes a held-out recording after and before the best denoiser.
  private func listen(
    to path: String, _ summary: SpeechSummary, _ recordings: [Recording]
  ) throws(CommandError) {
    guard let sample = try studied(summary.sample(of: recordings)) else { return }
    let noisyPath = Self.noisyPath(path)
    for (samples, path) in [(sample.denoised, path), (sample.noisy, noisyPath)] {
      try translated(
        writeFile(WAVFile.data(samples: samples, sampleRate: sample.sampleRate), to: path))
    }
    writeDiagnostic("wrote \(path) and \(noisyPath): \(sample.inWords)")
  }
}
