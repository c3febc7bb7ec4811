// Recordings split, with noise, as moments and for evaluation, in process.

import Foundation
import Learning
import LinearAlgebra
import Optimization
import TestSupport
import Testing
import ToyModel

@testable import Files
@testable import Studies

@Suite struct SpeechDataTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// The data of all files in the folder.
  private func data(
    frame: Int = 4, hop: Int? = nil, sigma: Double = 0.1, draws: Int = 1, fraction: Double = 0.8,
    seed: UInt64 = 0
  ) throws -> SpeechData {
    let framing = Framing(length: frame, hop: hop ?? frame)
    let found = try RecordingCollection([folder.path(".")], framing: framing, normalization: .none)
    return SpeechData(
      found.recordings, framing: framing, sigma: sigma, drawCount: draws, trainFraction: fraction,
      seed: seed)
  }

  /// All frames of a recording, clean and noisy.
  private func frames(
    _ file: SpeechData.NoisyRecording, _ framing: Framing
  ) throws -> (clean: [Double], noisy: [Double]) {
    var (clean, noisy): ([Double], [Double]) = ([], [])
    try file.forEachBlock(framing) { (y, x) throws(FileError) in
      clean += y
      noisy += x
    }
    return (clean, noisy)
  }

  @Test(
    "a share of the files is learned from, rounded, and at least one is on either side",
    arguments: [
      (2, 0.8, 1), (2, 0.01, 1), (2, 0.99, 1), (3, 0.8, 2), (5, 0.8, 4), (10, 0.8, 8),
      (10, 0.84, 8), (10, 0.86, 9), (10, 0.999, 9), (10, 0.001, 1), (7, 0.5, 4), (4, 0.5, 2),
    ])
  func share(files: Int, fraction: Double, expected: Int) throws {
    for index in 0..<files { try folder.writeSound([1, 2, 3, 4], to: "\(index).wav") }
    let data = try data(fraction: fraction)
    #expect(data.train.count == expected && data.test.count == files - expected)
    #expect(Set((data.train + data.test).map(\.recording.path)).count == files)
    #expect(data.trainFrameCount == expected && data.testFrameCount == files - expected)
  }

  /// File j is a multiple of the j-th unit vector in every frame, so that moments name their files.
  @Test("no frame of a held-out file is learned from", arguments: [0, 1, 2, 3, 12_345] as [UInt64])
  func split(seed: UInt64) throws {
    let n = 8
    for index in 0..<n {
      let unit = (0..<n).map { $0 == index ? 1.0 : 0 }
      try folder.writeSound((0..<5).flatMap { _ in unit }, to: "\(index).wav")
    }
    let data = try data(frame: n, fraction: 0.5, seed: seed)
    let learned = try data.trainMoments().clean
    let held = try data.testSecondMoment()
    for index in 0..<n {
      // Four of the files on either side, all with the same number of frames.
      let pair = [learned[index, index], held[index, index]].sorted()
      #expect(pair[0] == 0 && agree(pair[1], 0.25, within: 1e-15))
    }
  }

  @Test("the seed decides on the split")
  func seeds() throws {
    for index in 0..<10 { try folder.writeSound([1, 2, 3, 4], to: "\(index).wav") }
    let splits = try (0..<10).map { seed in
      try data(fraction: 0.5, seed: UInt64(seed)).train.map(\.recording.path)
    }
    #expect(try data(fraction: 0.5, seed: 3).train.map(\.recording.path) == splits[3])
    // 252 halves of ten files: that three of ten seeds hit one split has probability 0.002.
    #expect(Set(splits).count > 8)
  }

  @Test("noise is the same in every call, and has the requested deviation")
  func noise() throws {
    for index in 0..<3 {
      try folder.writeSound([Double](repeating: 0.5, count: 40_000), to: "\(index).wav")
    }
    let data = try data(frame: 16, sigma: 0.2, seed: 5)
    let again = try self.data(frame: 16, sigma: 0.2, seed: 5)
    for (file, other) in zip(data.train + data.test, again.train + again.test) {
      let (clean, noisy) = try frames(file, data.framing)
      #expect(try frames(other, data.framing).noisy == noisy)
      #expect(clean.allSatisfy { $0 == 0.5 })
      let errors = zip(noisy, clean).map { $0 - $1 }
      let (mean, square) = (
        errors.reduce(0, +) / 40_000, errors.reduce(0) { $0 + $1 * $1 } / 40_000
      )
      // Five standard deviations of a mean of 40,000, and of a mean of squares.
      #expect(abs(mean) < 5 * 0.2 / 200)
      #expect(abs(square - 0.04) < 5 * 0.04 * 2.0.squareRoot() / 200)
    }
  }

  @Test("noise of other files and of other seeds is other noise")
  func independentNoise() throws {
    let count = 4_000
    for index in 0..<3 {
      try folder.writeSound([Double](repeating: 0, count: count), to: "\(index).wav")
    }
    var sequences: [[Double]] = []
    for seed in [0, 1, 2, 3] as [UInt64] {
      let data = try data(sigma: 1, seed: seed)
      for file in data.train + data.test {
        sequences.append(try frames(file, data.framing).noisy)
      }
    }
    for (index, one) in sequences.enumerated() {
      for other in sequences[(index + 1)...] {
        let correlation = zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        // Five standard deviations of a mean of 4,000 products.
        #expect(abs(correlation) < 5 / Double(count).squareRoot())
      }
    }
  }

  @Test("overlapping frames have noise of their own")
  func overlap() throws {
    for index in 0..<2 {
      try folder.writeSound([Double](repeating: 0, count: 1_003), to: "\(index).wav")
    }
    let data = try data(frame: 4, hop: 1, sigma: 1)
    let noisy = try frames(data.train[0], data.framing).noisy
    #expect(noisy.count == 4_000)
    #expect(Set(noisy).count == 4_000)
  }

  @Test("every training frame is seen so often, each time with other noise", arguments: [1, 3, 10])
  func draws(count: Int) throws {
    for index in 0..<2 {
      try folder.writeSound(stationarySignal(400, seed: UInt64(index)), to: "\(index).wav")
    }
    let data = try data(sigma: 0.5, draws: count)
    let clean = try frames(data.train[0], data.framing).clean
    let moments = try data.trainMoments()
    let energy = clean.reduce(0) { $0 + $1 * $1 } / 100
    // Sums of some hundred squares, by BLAS in its order.
    #expect(agree(moments.clean.trace, energy, within: 1e-13))
    // The noise of 400 samples seen `count` times: five standard deviations of its mean square, and
    // of twice its product with a signal of mean square `energy` a frame.
    let noise = (moments.noisy.trace - energy) / 4
    let samples = Double(400 * count)
    let deviation = (2 * 0.0625 / samples + 4 * 0.25 * energy / 4 / samples).squareRoot()
    #expect(abs(noise - 0.25) < 5 * deviation)
    #expect(noise != 0.25)
  }

  /// Frame j is the j-th unit vector, whatever file it is in.
  @Test("the given number of frames is drawn, each at most once", arguments: [1, 2, 7, 11, 12])
  func drawnFrames(count: Int) throws {
    let n = 16
    for index in 0..<4 {
      try folder.writeSound(
        (4 * index..<4 * index + 4).flatMap { frame in (0..<n).map { $0 == frame ? 1.0 : 0 } },
        to: "\(index).wav")
    }
    let data = try data(frame: n, draws: 2, fraction: 0.75)
    try #require(data.trainFrameCount == 12)
    var draws: Set<[Int]> = []
    for seed in 0..<20 as Range<UInt64> {
      let clean = try data.trainMoments(count: count, seed: seed).clean
      let drawn = (0..<n).filter { clean[$0, $0] > 0 }
      #expect(drawn.count == count)
      for index in drawn { #expect(agree(clean[index, index], 1 / Double(count), within: 1e-15)) }
      draws.insert(drawn)
    }
    // All 12 frames can be chosen in one way only; with more choices some must differ.
    #expect(count == 12 ? draws.count == 1 : draws.count > 3)
  }

  @Test("all frames drawn are all frames, with the same noise")
  func allFrames() throws {
    for index in 0..<3 {
      try folder.writeSound(stationarySignal(30_000, seed: UInt64(index)), to: "\(index).wav")
    }
    let data = try data(frame: 8, draws: 2)
    let all = try data.trainMoments()
    let drawn = try data.trainMoments(count: data.trainFrameCount, seed: 17)
    for pair in [(all.noisy, drawn.noisy), (all.mixed, drawn.mixed), (all.clean, drawn.clean)] {
      // The same numbers in the same blocks, but BLAS may add them in another order.
      let difference = zip(pair.0.elements, pair.1.elements).map { abs($0 - $1) }.max() ?? 1
      #expect(difference <= 1e-14 * pair.0.trace)
    }
  }

  @Test("moments are the means over the frames")
  func moments() throws {
    for index in 0..<3 {
      try folder.writeSound(stationarySignal(1_001, seed: UInt64(index)), to: "\(index).wav")
    }
    let n = 5
    let data = try data(frame: n, hop: 3)
    let moments = try data.trainMoments()
    let pieces = try data.train.map { try frames($0, data.framing) }
    let (clean, noisy) = (pieces.flatMap(\.clean), pieces.flatMap(\.noisy))
    let count = clean.count / n
    #expect(count == data.trainFrameCount)
    for row in 0..<n {
      for column in 0..<n {
        func mean(_ a: [Double], _ b: [Double]) -> Double {
          (0..<count).reduce(0) { $0 + a[$1 * n + row] * b[$1 * n + column] } / Double(count)
        }
        let mixed = 0.5 * (mean(noisy, clean) + mean(clean, noisy))
        // Sums of 666 products; the mixed moment is a difference of such.
        let rounding = 1e-14 * moments.noisy.trace
        #expect(abs(moments.noisy[row, column] - mean(noisy, noisy)) < rounding)
        #expect(abs(moments.clean[row, column] - mean(clean, clean)) < rounding)
        #expect(abs(moments.mixed[row, column] - mixed) < 10 * rounding)
      }
    }
  }

  @Test("the held-out risk is the mean loss of the frames, its error that of the files")
  func testLoss() throws {
    let n = 6
    for (index, length) in [400, 1_000, 37, 2_500, 20_000, 6].enumerated() {
      try folder.writeSound(stationarySignal(length, seed: UInt64(index)), to: "\(index).wav")
    }
    let data = try data(frame: n, hop: 4, sigma: 0.3, fraction: 0.2)
    #expect(data.test.count == 5)
    let band = Matrix(
      rows: n, columns: n,
      elements: (0..<n * n).map { exp(-Double(abs($0 / n - $0 % n))) / 2 })
    let denoisers = [Matrix.identity(n), Matrix(repeating: 0, rows: n, columns: n), band]
    let losses = try data.testLoss(of: denoisers).map(\.mean)
    #expect(losses.count == 3)
    for (denoiser, loss) in zip(denoisers, losses) {
      var files: [(sum: Double, count: Double)] = []
      for file in data.test {
        let (clean, noisy) = try frames(file, data.framing)
        var sum = 0.0
        for first in stride(from: 0, to: clean.count, by: n) {
          for row in 0..<n {
            let estimate = (0..<n).reduce(0) { $0 + denoiser[row, $1] * noisy[first + $1] }
            sum += 0.5 * (estimate - clean[first + row]) * (estimate - clean[first + row])
          }
        }
        files.append((sum, Double(clean.count / n)))
      }
      let total = files.reduce(0) { $0 + $1.count }
      let mean = files.reduce(0) { $0 + $1.sum } / total
      let spread = files.reduce(0) { sum, file in
        let weight = file.count / total
        let deviation = file.sum / file.count - mean
        return sum + weight * weight * deviation * deviation
      }
      // Sums of some thousand squares in another order.
      #expect(agree(loss.mean, mean, within: 1e-12))
      let error = try #require(loss.standardError)
      #expect(agree(error, (spread * 5 / 4).squareRoot(), within: 1e-11))
    }
  }

  @Test("one held-out file has a mean but no error")
  func oneFile() throws {
    for index in 0..<3 {
      try folder.writeSound(stationarySignal(100, seed: UInt64(index)), to: "\(index).wav")
    }
    let data = try data()
    #expect(data.test.count == 1)
    let loss = try data.testLoss(of: [.identity(4)])[0].mean
    #expect(loss.mean > 0 && loss.standardError == nil && loss.interval == nil)
  }

  @Test("at N = 1 the learned step is tr S_xy / tr S_xx")
  func singleStep() throws {
    let n = 6
    for index in 0..<4 {
      try folder.writeSound(stationarySignal(600, seed: UInt64(index)), to: "\(index).wav")
    }
    let data = try data(frame: n, draws: 2)
    let moments = try data.trainMoments()
    let experiment = SpeechExperiment(
      coordinates: .reparametrized, method: .lbfgs,
      rule: StoppingRule(relativeDecrease: 1e-12, iterationLimit: 1_000), seed: 0,
      noiseVariance: 0.01)
    let results = experiment.run(
      [
        SpeechExperiment.Task(
          family: .unrolled(depth: 1, stepSize: 0.5, isStepLearned: true), rows: 2, start: .spectral
        )
      ],
      moments: moments, basis: try PrincipalBasis(measuring: moments.clean), jobs: 1
    ) { true }
    let result = try #require(results[0])
    let omega = try #require(result.stepSize)
    // Where the risk is flat to 1e-12, the step is known to its root.
    #expect(agree(omega, moments.mixed.trace / moments.noisy.trace, within: 1e-6))
    for index in 0..<n * n {
      let expected = index % (n + 1) == 0 ? omega : 0
      #expect(abs(result.denoiser.elements[index] - expected) < 1e-14)
    }
  }

  /// Fewer frames than samples: their covariance has directions without signal, which the optimal T
  /// of bilevel learning and of even depths erases first.
  @Test(
    "the learned T is no worse on the training frames than the theory's T",
    arguments: [8, 5, 1], [3, 8])
  func fewFrames(count: Int, rows: Int) throws {
    let n = 16
    for index in 0..<3 {
      try folder.writeSound(stationarySignal(160, seed: UInt64(index)), to: "\(index).wav")
    }
    let data = try data(frame: n, draws: 3, fraction: 0.7)
    let moments = try data.trainMoments(count: count)
    let basis = try PrincipalBasis(measuring: moments.clean)
    let experiment = SpeechExperiment(
      coordinates: .reparametrized, method: .lbfgs,
      rule: StoppingRule(relativeDecrease: 1e-6, iterationLimit: 1_000), seed: 0,
      noiseVariance: 0.01)
    let families: [LearnedRisk.Family] = [
      .bilevel, .unrolled(depth: 2, stepSize: 0.5, isStepLearned: true),
      .unrolled(depth: 2, stepSize: 0.5, isStepLearned: false),
      .unrolled(depth: 4, stepSize: 0.5, isStepLearned: true),
    ]
    let results = experiment.run(
      families.map { SpeechExperiment.Task(family: $0, rows: rows, start: .spectral) },
      moments: moments,
      basis: basis, jobs: 1
    ) { true }
    for result in results {
      let result = try #require(result)
      let gains = result.trainTheory.eigenvalues.flatMap { line in
        Array(repeating: line.gain.value, count: line.multiplicity)
      }
      let theory = moments.rotated(to: basis.vectors).risk(of: Matrix(diagonal: gains))
      // Where the optimum erases a direction, learning begins with a gain of 1e-5.
      #expect(result.trainRisk <= 1.0001 * theory, "\(result.family)")
    }
  }

  /// C = 3vvᵀ leaves n − 1 directions, of which a decomposition may return any basis.
  @Test("directions of one eigenvalue count with their mean energy")
  func energies() throws {
    let n = 5
    let v = (1...n).map { Double($0) / 55.0.squareRoot() }
    let basis = try PrincipalBasis(
      measuring: Matrix(
        rows: n, columns: n, elements: (0..<n * n).map { 3 * v[$0 / n] * v[$0 % n] }))
    let held = Matrix(diagonal: (1...n).map(Double.init))
    // vᵀHv = Σ j·j²/55, and the trace of H is 15.
    let own = 225.0 / 55
    let expected = [own] + Array(repeating: (15 - own) / 4, count: 4)
    for (energy, value) in zip(basis.energies(of: held), expected) {
      // A decomposition and sums of five numbers.
      #expect(agree(energy, value, within: 1e-14))
    }
  }
}
