// The reality check: learning from recordings with several seeds and numbers of frames, with evaluation.

package import Files
import Learning
import LinearAlgebra
import Synchronization
package import ToyModel

/// All tasks of one call of `toy speech`.
package struct SpeechStudy: Sendable {
  /// Files and folders with recordings.
  package let paths: [String]
  /// The use of the recordings, with the first seed.
  package let setting: SpeechSetting
  /// The tasks of every split.
  package let tasks: [SpeechExperiment.Task]
  /// The choices for learning.
  package let experiment: SpeechExperiment
  /// The numbers of training frames; nil for all frames.
  package let trainFrameCounts: [Int]?
  /// The number of seeds.
  package let seedCount: Int
  /// The number of denoisers that are learned in parallel; does not change the results.
  package let jobs: Int

  /// The largest number of denoisers that are learned from the same frames.
  private static let taskLimit = 10_000
  /// The largest number of values that are kept, 4 GB.
  private static let numberLimit = 5e8

  /// Checks the tasks, without reading the recordings.
  ///
  /// - Parameters:
  ///   - paths: Files and folders with recordings, at least one.
  ///   - setting: The use of the recordings.
  ///   - rows: The numbers k, each from 1 to n.
  ///   - families: The families, for every k.
  ///   - choices: The choices for learning, of which the first method is used, with one start of each kind.
  ///   - trainFrameCounts: The numbers of training frames; nil for all frames.
  ///   - seedCount: The number of seeds, from that of the setting on.
  ///   - jobs: The number of denoisers that are learned in parallel.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(
    _ paths: [String], _ setting: SpeechSetting, rows: [Int], families: [DenoiserFamily],
    choices: LearningChoices, trainFrameCounts: [Int]? = nil, seedCount: Int = 1, jobs: Int = 1
  ) throws(StudyError) {
    guard !paths.isEmpty else { throw .illegal("speech needs recordings: a file or a folder") }
    try requireDistinct(paths, option: "recordings")
    try setting.validate()
    (self.paths, self.setting) = (paths, setting)
    (self.seedCount, self.jobs) = (seedCount, jobs)
    tasks = try Self.tasks(choices.initials, rows, families, length: setting.framing.length)
    experiment = SpeechExperiment(
      coordinates: choices.coordinates, method: choices.methods[0], rule: choices.rule,
      seed: setting.seed, noiseVariance: setting.sigma * setting.sigma)
    if let bad = trainFrameCounts?.first(where: { $0 < 1 }) {
      throw .illegal("--train-frames \(bad): at least 1 frame")
    }
    self.trainFrameCounts = trainFrameCounts
    try requireMemory()
  }

  /// The tasks of every split: for every kind of start and every k all families.
  private static func tasks(
    _ starts: [LearningStart], _ rows: [Int], _ families: [DenoiserFamily], length: Int
  ) throws(StudyError) -> [SpeechExperiment.Task] {
    for rows in rows where rows < 1 || rows > length {
      throw .illegal(
        rows < 1
          ? "--k \(rows): R has at least 1 row"
          : "--k \(rows) exceeds --frame \(length): R has k ≤ n rows")
    }
    guard starts.count * rows.count * families.count <= taskLimit else {
      throw .illegal(
        "\(starts.count * rows.count) × \(families.count) denoisers; at most \(taskLimit) are learned at once"
      )
    }
    let learned = families.compactMap { LearnedRisk.Family($0) }
    return starts.flatMap { start in
      rows.flatMap { rows in
        learned.map { SpeechExperiment.Task(family: $0, rows: rows, start: start) }
      }
    }
  }

  private func requireMemory() throws(StudyError) {
    let length = setting.framing.length
    let entries = tasks.map { Double($0.rows * length) }.max() ?? 0
    // L-BFGS stores 6 pairs besides point, gradient and trial; every T is kept.
    let numbers =
      16 * entries * Double(min(jobs, tasks.count)) + Double(tasks.count) * Double(length * length)
    guard numbers <= Self.numberLimit else {
      throw .illegal(
        "\(tasks.count) denoisers with up to \(Int(entries)) entries of R need more than 4 GB; lower "
          + "--frame, --k or --jobs")
    }
  }

  /// The number of kinds of starts.
  package var startCount: Int { Set(tasks.map(\.start)).count }

  /// True if there is one split and one number of training frames.
  package var isSingle: Bool { seedCount == 1 && (trainFrameCounts?.count ?? 1) == 1 }

  /// Reads the recordings, learns all denoisers and evaluates them, until the user stops the program.
  ///
  /// - Parameter command: The command that reproduces the result, for its pages and figures.
  /// - Returns: The results, and the recordings.
  /// - Throws: ``StudyError/file(_:)`` for recordings, ``StudyError/illegal(_:)`` for more training frames
  ///   than there are, ``StudyError/failed(_:)`` and ``StudyError/interrupted(_:)`` if nothing was
  ///   learned.
  package func learned(
    command: String
  ) throws(StudyError) -> (summary: SpeechSummary, recordings: [Recording]) {
    // With more threads, the last bits would depend on the number of processors.
    setBLASThreads(1)
    let recordings = try self.recordings()
    try checkTrainFrames(recordings)
    var rows: [SpeechRow] = []
    let total = seedCount * (trainFrameCounts?.count ?? 1) * tasks.count
    let progress = Mutex(Progress("denoiser", total: total))
    for offset in 0..<UInt64(seedCount) where !Interruption.hasOccurred {
      rows += try self.rows(setting.with(seedOffset: offset), recordings) {
        progress.withLock { $0.advance() }
      }
    }
    progress.withLock { $0.finish() }
    guard !rows.isEmpty else {
      throw Interruption.hasOccurred
        ? .interrupted("interrupted before anything was learned")
        : .failed("no denoiser has a finite risk; smaller steps may help")
    }
    let summary = SpeechSummary(
      rows: rows, setting: setting, command: command, isOverFrames: trainFrameCounts != nil)
    return (summary, recordings)
  }

  private func recordings() throws(StudyError) -> [Recording] {
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
      throw .malformed("one usable recording only: recordings are split by file, two are needed")
    }
    return collection.recordings
  }

  /// Refuses more training frames than there are with any seed, before anything is learned.
  private func checkTrainFrames(_ recordings: [Recording]) throws(StudyError) {
    guard let most = trainFrameCounts?.max() else { return }
    for offset in 0..<UInt64(seedCount) {
      let setting = setting.with(seedOffset: offset)
      let count = setting.split(recordings).trainFrameCount
      guard most <= count else {
        throw .illegal("--train-frames \(most): with seed \(setting.seed) there are \(count)")
      }
    }
  }

  /// Learns and evaluates with one seed.
  private func rows(
    _ setting: SpeechSetting, _ recordings: [Recording], finished: @escaping @Sendable () -> Void
  ) throws(StudyError) -> [SpeechRow] {
    let data = setting.split(recordings)
    let fewest = trainFrameCounts?.min() ?? data.trainFrameCount
    if fewest < setting.framing.length, setting.seed == self.setting.seed {
      writeDiagnostic(
        "warning: \(fewest) frames to learn from, fewer than the \(setting.framing.length) samples of a "
          + "frame: their covariance has no full rank")
    }
    let held = try translated(data.testSecondMoment())
    let heldSpectrum = try PrincipalBasis(measuring: held).spectrum
    var rows: [SpeechRow] = []
    for count in trainFrameCounts.map({ $0.map(Int?.some) }) ?? [nil] {
      guard !Interruption.hasOccurred else { break }
      let moments = try translated(data.trainMoments(count: count, seed: setting.seed))
      let basis = try PrincipalBasis(measuring: moments.clean)
      let results = experiment.run(tasks, moments: moments, basis: basis, jobs: jobs) {
        finished()
        return !Interruption.hasOccurred
      }.compactMap { $0 }
      let losses = try translated(data.testLoss(of: results.map(\.denoiser)))
      let energies = basis.energies(of: held)
      let best = losses.min { $0.mean.mean < $1.mean.mean }
      for (result, loss) in zip(results, losses) {
        let bilevel = zip(results, losses).first { other, _ in
          other.family == .bilevel && other.rows == result.rows && other.start == result.start
        }
        let testTheory = OptimalRisk(
          spectrum: heldSpectrum, noiseVariance: experiment.noiseVariance, rows: result.rows,
          family: result.family.theory)
        let frameCount = count ?? data.trainFrameCount
        let law = SampleLaw(
          of: result.family.theory, optimum: testTheory, spectrum: heldSpectrum,
          noiseVariance: experiment.noiseVariance, loss: .clean)
        rows.append(
          SpeechRow(
            setting: setting, data: data, trainFrameCount: frameCount,
            result: result, losses: loss, testLoss: loss.mean,
            toBilevel: bilevel.map { loss.minus($0.1) },
            toBest: best.map { loss.minus($0) },
            testPrediction: result.trainTheory.risk(
              ofEnergies: energies, noiseVariance: experiment.noiseVariance),
            testTheory: testTheory, gaussianExcess: law.excess(frames: frameCount).value))
      }
    }
    return rows
  }
}
