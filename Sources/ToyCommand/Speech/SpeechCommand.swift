// toy speech: the reality check. Learns from recordings, and holds the result against the theory.

import Files
import Libc
import Learning
import LinearAlgebra
import Optimization
import Report
import Studies
import Synchronization
import ToyModel

struct SpeechCommand: Command {
  static let name = "speech"
  static let summary = "the reality check: learn from recordings, beside the theory"
  static let operands = "FILE|FOLDER..."
  static let operandCompletion = Completion.paths
  static let discussion = """
    Cuts recordings (RIFF/WAVE) into frames y of n samples, splits them by file into those to learn
    from and those held out, adds noise, x = y + ε, and learns R and ω by minimising the mean loss
    ½‖Tx − y‖² over the training frames, for bilevel learning and for every depth. Every learned T is
    judged by the held-out frames, with noise of their own, beside the optimal risk that the theory
    gives for the covariance of the training frames and for that of the held-out ones. The mean
    squared error of a sample is 2/n times the risk. Files that cannot be used are named on standard
    error. With --train-frames the number of frames to learn from is varied. Ctrl-C keeps what was
    learned in files such as speech.partial.csv for -o speech.csv, and exits with 130.
    """
  static let examples = [
    "toy speech Data/speech --frame 64 --depth 2..5",
    "toy speech Data/speech --frame 64 --k 16 --depth 2,3 --train-frames 16,64,256 --seeds 3",
    "toy speech Data/speech --frame 64 --depth 2 --omega learned --listen out.wav",
  ]
  private static let frame = Option(
    "--frame", value: "N", "samples n of a frame", default: "320")
  private static let hop = Option(
    "--hop", value: "N", "from the beginning of a frame to the next", default: "n")
  private static let normalize = Option(
    "--normalize", value: "NAME",
    "none, or each file to peak 1 (peak) or root mean square 0.1 (rms)", default: "none",
    offers: .words(of: Normalization.self))
  private static let sigma = Option.sigma.single.with(default: "0.1")
  private static let draws = Option(
    "--noise-draws", value: "M",
    "times that a training frame is seen, with other noise each time",
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
    "--train-frames", value: "GRID", "learn from so many frames, drawn at random", default: "all")
  private static let seeds = Option(
    "--seeds", value: "M", "repeat with M seeds from --seed on", default: "1",
    effects: [
      .when(
        .given("--train-frames"),
        else: "it goes with --train-frames; for another seed there is --seed")
    ])
  private static let method = Option.methods.single
  private static let initial = Option.starts.single.with(default: "spectral")
  private static let coordinates = Option.coordinates(
    "plain: learn R itself; straight: what makes it easy")
  private static let limit = Option.iterations(of: "a denoiser", default: "1000")
  private static let decrease = Option.decrease(default: "1e-6")
  private static let jobs = Option.jobs("denoisers learned at a time")
  private static let listen = Option(
    "--listen", value: "FILE.wav",
    "a held-out recording as the best T leaves it; the noisy one beside it",
    default: nil,
    offers: .paths)
  static let options = [
    frame, hop, sigma, draws, normalize, k, family, depth, omega, fraction, seed,
    trainFrames, seeds, method, initial, coordinates, limit, decrease, jobs, listen, .columns,
    .figureFormat, .preset,
    .output("a file, a folder, or - for standard output; repeatable", default: "-"),
  ]

  private let paths: [String]
  private let setting: SpeechSetting
  private let tasks: [SpeechExperiment.Task]
  private let experiment: SpeechExperiment
  private let trainFrameCounts: [Int]?
  private let seedCount: Int
  private let jobCount: Int
  private let listenPath: String?
  private let destinations: Destinations
  private let command: String
  private(set) var files = FileUses()

  init(_ arguments: ParsedArguments, words: [String]) throws(CommandError) {
    paths = arguments.operands
    guard !paths.isEmpty else { throw .usage("speech needs recordings: a file or a folder") }
    try studied(requireDistinct(paths, option: "recordings"))
    command = reproducingCommand(Self.name, words)
    destinations = try Destinations(
      arguments, formats: OutputFormat.tablesAndFigures, stem: Self.name,
      folderFormats: [.csv, .svg, .markdown], columns: SpeechRow.columns)
    try arguments.refuseIdle(Self.options, written: destinations.all)
    for path in paths { files.read(path) }
    files.write(destinations)
    let length = try Self.count(Self.frame, arguments, 1...4096)
    let framing = Framing(
      length: length,
      hop: arguments.has(Self.hop) ? try Self.count(Self.hop, arguments, 1...1_000_000) : length)
    let sigma = try studied(Grid.number(arguments.value(Self.sigma) ?? "", option: "--sigma"))
    guard sigma >= 1e-100, sigma <= 1e100 else {
      throw .usage("--sigma \(sigma): σ is a standard deviation, from 1e-100 to 1e100")
    }
    let fraction = try studied(
      Grid.number(
        arguments.value(Self.fraction) ?? "", option: "--train-fraction"))
    guard fraction > 0, fraction < 1 else {
      throw .usage("--train-fraction \(fraction): a share of the files between 0 and 1")
    }
    setting = SpeechSetting(
      framing: framing, sigma: sigma, normalization: try Self.choice(Self.normalize, arguments),
      drawCount: try Self.count(Self.draws, arguments, 1...100_000), trainFraction: fraction,
      seed: UInt64(try Self.count(Self.seed, arguments, 0...(1 << 53))))
    tasks = try Self.tasks(arguments, length: length)
    experiment = SpeechExperiment(
      coordinates: try Self.choice(Self.coordinates, arguments),
      method: try Self.choice(Self.method, arguments),
      start: try Self.choice(Self.initial, arguments),
      rule: try Self.stoppingRule(arguments, decrease: Self.decrease, limit: Self.limit),
      seed: setting.seed, noiseVariance: sigma * sigma)
    if arguments.has(Self.trainFrames) {
      let counts = try studied(
        Grid.integers(
          arguments.value(Self.trainFrames) ?? "", option: "--train-frames"))
      if let bad = counts.first(where: { $0 < 1 }) {
        throw .usage("--train-frames \(bad): at least 1 frame")
      }
      trainFrameCounts = counts
    } else {
      trainFrameCounts = nil
    }
    seedCount = try Self.count(Self.seeds, arguments, 1...10_000)
    jobCount = try Self.jobs(Self.jobs, arguments)
    let entries = tasks.map { Double($0.rows * length) }.max() ?? 0
    // L-BFGS remembers 6 pairs beside point, gradient and trial; every T is kept.
    let numbers =
      16 * entries * Double(min(jobCount, tasks.count))
      + Double(tasks.count) * Double(length * length)
    guard numbers <= 5e8 else {
      throw .usage(
        "\(tasks.count) denoisers with up to \(Int(entries)) entries of R need more than 4 GB; lower "
          + "--frame, --k or --jobs")
    }
    listenPath = arguments.has(Self.listen) ? arguments.value(Self.listen) : nil
    if let listenPath {
      guard listenPath.lowercased().hasSuffix(".wav") else {
        throw .usage("--listen \(listenPath): the extension is .wav")
      }
      for path in [listenPath, Self.noisyPath(listenPath)] { files.write(path, for: "--listen") }
    }
    guard listenPath == nil || (seedCount == 1 && (trainFrameCounts?.count ?? 1) == 1) else {
      throw .usage("--listen goes with one seed and one number of training frames")
    }
  }

  /// Everything to learn: for every k bilevel, then the depths for every step rule.
  private static func tasks(
    _ arguments: ParsedArguments, length: Int
  ) throws(CommandError) -> [SpeechExperiment.Task] {
    let rows =
      arguments.has(k)
      ? try studied(Grid.integers(arguments.value(k) ?? "", option: "--k")) : [max(1, length / 2)]
    for rows in rows where rows < 1 || rows > length {
      throw .usage(
        rows < 1
          ? "--k \(rows): R has at least 1 row"
          : "--k \(rows) exceeds --frame \(length): R has k ≤ n rows")
    }
    let unrolled = try studied(
      ParameterGrid.unrolledFamilies(
        depths: arguments.value(depth) ?? "", steps: arguments.value(omega) ?? ""))
    var families: [LearnedRisk.Family] = []
    let names = try studied(
      FamilyGrid.names(
        arguments.value(family) ?? "", among: FamilyGrid.Name.ofRegularizers))
    for name in names {
      switch name {
      case .linear: break
      case .bilevel: families.append(.bilevel)
      case .unrolled: families += unrolled.compactMap { LearnedRisk.Family($0) }
      }
    }
    guard rows.count * families.count <= 10_000 else {
      throw .usage("\(rows.count) × \(families.count) denoisers; at most 10000 are learned at once")
    }
    return rows.flatMap { rows in
      families.map { SpeechExperiment.Task(family: $0, rows: rows) }
    }
  }

  func run() throws(CommandError) -> ExitStatus {
    Interruption.catchSignals()
    let (summary, recordings) = try learned()
    warnOfFewFiles(summary.rows)
    // A part of the result must not stand where a whole one was, or will be.
    let isPartial = Interruption.hasOccurred
    try destinations.write(
      summary.table, isPartial: isPartial, page: summary.page(image: destinations.imageName),
      figure: { summary.figure })
    if let listenPath {
      let path = isPartial ? Destinations.partialPath(listenPath) : listenPath
      try listen(to: path, summary.rows, recordings)
    }
    if isPartial { writeDiagnostic("interrupted; what was learned is kept") }
    return isPartial ? .interrupted : .success
  }

  /// Says so where the intervals cannot be relied upon.
  private func warnOfFewFiles(_ rows: [SpeechRow]) {
    guard let count = rows.first?.data.test.count, count < FileMean.fewFiles else { return }
    writeDiagnostic(
      count == 1
        ? "warning: one held-out file: nothing tells how much files differ"
        : "warning: \(count) held-out files: with fewer than \(FileMean.fewFiles) the intervals have "
          + "less than their 95 %, the less the more the files differ in loudness")
  }

  /// Reads the recordings, and learns and judges everything.
  func learned() throws(CommandError) -> (summary: SpeechSummary, recordings: [Recording]) {
    // With more, the last bits would depend on the number of processors.
    setBLASThreads(1)
    let collection = try translated(
      RecordingCollection(
        paths, framing: setting.framing, normalization: setting.normalization))
    collection.reportRefused()
    let rates = Set(collection.recordings.map(\.sampleRate)).sorted()
    if rates.count > 1 {
      writeDiagnostic(
        "warning: sample rates of \(rates.map(String.init).joined(separator: ", ")) Hz are mixed; a frame "
          + "is \(setting.framing.length) samples of each")
    }
    guard collection.recordings.count > 1 else {
      throw CommandError(
        .badData, "one usable recording only: recordings are split by file, two are needed")
    }
    try checkTrainFrames(collection.recordings)
    var rows: [SpeechRow] = []
    let total = seedCount * (trainFrameCounts?.count ?? 1) * tasks.count
    let progress = Mutex(Progress(total: total))
    for offset in 0..<UInt64(seedCount) where !Interruption.hasOccurred {
      var setting = setting
      setting.seed += offset
      rows += try self.rows(setting, collection.recordings) {
        progress.withLock { $0.advance() }
      }
    }
    progress.withLock { $0.finish() }
    guard !rows.isEmpty else {
      throw Interruption.hasOccurred
        ? CommandError(.interrupted, "interrupted before anything was learned")
        : .failure("no denoiser has a finite risk; a smaller --omega may help")
    }
    let summary = SpeechSummary(
      rows: rows, setting: setting, command: command, isOverFrames: trainFrameCounts != nil)
    return (summary, collection.recordings)
  }

  /// Refuses more training frames than there are with any of the seeds, before anything is learned.
  private func checkTrainFrames(_ recordings: [Recording]) throws(CommandError) {
    guard let most = trainFrameCounts?.max() else { return }
    for offset in 0..<UInt64(seedCount) {
      var setting = setting
      setting.seed += offset
      let count = setting.split(recordings).trainFrameCount
      guard most <= count else {
        throw .usage("--train-frames \(most): with seed \(setting.seed) there are \(count)")
      }
    }
  }

  /// Learns and judges with one seed.
  private func rows(
    _ setting: SpeechSetting, _ recordings: [Recording], finished: @escaping @Sendable () -> Void
  ) throws(CommandError) -> [SpeechRow] {
    let data = setting.split(recordings)
    let fewest = trainFrameCounts?.min() ?? data.trainFrameCount
    if fewest < setting.framing.length, setting.seed == self.setting.seed {
      writeDiagnostic(
        "warning: \(fewest) frames to learn from, fewer than the \(setting.framing.length) samples of a "
          + "frame: their covariance has no full rank")
    }
    let held = try translated(data.testSecondMoment())
    let heldSpectrum = try studied(PrincipalBasis(measuring: held).spectrum)
    var rows: [SpeechRow] = []
    for count in trainFrameCounts.map({ $0.map(Int?.some) }) ?? [nil] {
      guard !Interruption.hasOccurred else { break }
      let moments = try translated(data.trainMoments(count: count, seed: setting.seed))
      let basis = try studied(PrincipalBasis(measuring: moments.clean))
      let results = experiment.run(tasks, moments: moments, basis: basis, jobs: jobCount) {
        finished()
        return !Interruption.hasOccurred
      }.compactMap { $0 }
      let losses = try translated(data.testLoss(of: results.map(\.denoiser)))
      let energies = basis.energies(of: held)
      let best = losses.min { $0.mean.mean < $1.mean.mean }
      for (result, loss) in zip(results, losses) {
        let bilevel = zip(results, losses).first { other, _ in
          other.family == .bilevel && other.rows == result.rows
        }
        rows.append(
          SpeechRow(
            setting: setting, data: data, trainFrameCount: count ?? data.trainFrameCount,
            result: result, losses: loss, testLoss: loss.mean,
            toBilevel: bilevel.map { loss.minus($0.1) },
            toBest: best.map { loss.minus($0) },
            testPrediction: result.trainTheory.risk(
              forEnergies: energies, noiseVariance: experiment.noiseVariance),
            testTheory: OptimalRisk(
              spectrum: heldSpectrum, noiseVariance: experiment.noiseVariance, rows: result.rows,
              family: result.family.theory)))
      }
    }
    return rows
  }

  /// The file beside the one of `--listen`, for what was denoised.
  private static func noisyPath(_ path: String) -> String { "\(path.dropLast(4))-noisy.wav" }

  /// Writes a held-out recording as the best denoiser leaves it, and as it was given to it.
  private func listen(
    to path: String, _ rows: [SpeechRow], _ recordings: [Recording]
  ) throws(CommandError) {
    guard let best = rows.min(by: { $0.testRisk < $1.testRisk }),
      let file = setting.split(recordings).test.first
    else { return }
    let sound = try translated(file.denoised(by: best.result.denoiser))
    let noisyPath = Self.noisyPath(path)
    try translated(
      writeFile(
        WAVFile.data(samples: sound.denoised, sampleRate: file.recording.sampleRate), to: path))
    try translated(
      writeFile(
        WAVFile.data(samples: sound.noisy, sampleRate: file.recording.sampleRate),
        to: noisyPath))
    writeDiagnostic(
      "wrote \(path) and \(noisyPath): \(file.recording.path), \(best.result.family.theory.inWords), "
        + "k = \(best.result.rows)")
  }
}

extension PrincipalBasis {
  /// The mean energies uⱼᵀCuⱼ of other data in the directions of this basis.
  ///
  /// Directions of one eigenvalue have no basis of their own, as those without signal where there are
  /// fewer frames than samples: each counts with their mean.
  func energies(of secondMoment: Matrix) -> [Double] {
    var product = vectors
    product.setSymmetricProduct(secondMoment, vectors)
    var energies = (0..<vectors.columns).map { product.columnProduct(vectors, $0) }
    var first = 0
    for group in spectrum.groups {
      let range = first..<first + group.multiplicity
      let mean = energies[range].reduce(0, +) / Double(group.multiplicity)
      for index in range { energies[index] = mean }
      first = range.upperBound
    }
    return energies
  }
}

extension OptimalRisk {
  /// The risk of the optimal T on other data, ½ Σ (1−tⱼ)² uⱼᵀCuⱼ + ½σ² Σ tⱼ².
  ///
  /// - Parameters:
  ///   - energies: uⱼᵀCuⱼ for the eigenvectors of T, in the order of ``eigenvalues``.
  ///   - noiseVariance: σ².
  /// - Returns: The risk.
  fileprivate func risk(forEnergies energies: [Double], noiseVariance: Double) -> Double {
    var (risk, index) = (0.0, 0)
    for line in eigenvalues {
      for _ in 0..<line.multiplicity {
        let gain = line.gain
        risk += 0.5 * gain.defect * gain.defect * energies[index]
        risk += 0.5 * noiseVariance * gain.value * gain.value
        index += 1
      }
    }
    return risk
  }
}
