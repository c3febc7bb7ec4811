// Recordings split into those to learn from and those to judge by, with noise.

package import Files
package import Learning
package import LinearAlgebra
import ToyModel

/// Which recordings are learned from, and the noise of every one.
package struct SpeechData: Sendable {
  /// The recordings to learn from.
  package let train: [NoisyRecording]
  /// The held-out recordings, with noise of their own.
  package let test: [NoisyRecording]
  package let framing: Framing
  /// How often every training frame is seen, each time with other noise.
  package let drawCount: Int

  /// A recording with the seed of its noise.
  package struct NoisyRecording: Sendable {
    package let recording: Recording
    package let sigma: Double
    package let seed: UInt64
    /// The number of its noise among those that belong to the seed.
    package let stream: UInt64

    /// The source of its noise, from the beginning.
    package var noise: SeededGenerator { SeededGenerator(seed: seed, stream: stream) }
  }

  /// Splits recordings by file, never by frame: frames of one file resemble one another.
  ///
  /// - Parameters:
  ///   - recordings: At least two.
  ///   - framing: How they are cut.
  ///   - sigma: σ.
  ///   - drawCount: How often every training frame is seen, at least once.
  ///   - trainFraction: The share of the files to learn from; at least one file is on either side.
  ///   - seed: Decides on the split and on the noise.
  package init(
    _ recordings: [Recording], framing: Framing, sigma: Double, drawCount: Int,
    trainFraction: Double, seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed, stream: 0)
    let order = recordings.indices.shuffled(using: &generator)
    let share = (trainFraction * Double(recordings.count)).rounded()
    let count = min(max(Int(share), 1), recordings.count - 1)
    func noisy(_ indices: some Sequence<Int>) -> [NoisyRecording] {
      indices.sorted().map { index in
        NoisyRecording(
          recording: recordings[index], sigma: sigma, seed: seed, stream: UInt64(index) + 1)
      }
    }
    train = noisy(order[..<count])
    test = noisy(order[count...])
    self.framing = framing
    self.drawCount = drawCount
  }

  /// The number of frames to learn from.
  package var trainFrameCount: Int { Self.frameCount(train, framing) }
  /// The number of held-out frames.
  package var testFrameCount: Int { Self.frameCount(test, framing) }

  private static func frameCount(_ files: [NoisyRecording], _ framing: Framing) -> Int {
    files.reduce(0) { $0 + framing.count($1.recording.sampleCount) }
  }

  /// The moments of the frames to learn from.
  ///
  /// - Parameters:
  ///   - count: How many frames, drawn at random from all of them; nil for all.
  ///   - seed: Decides on the draw.
  /// - Returns: The moments.
  /// - Throws: ``FileError`` when a file has changed.
  /// - Complexity: O(n²) a frame; memory does not depend on their number.
  package func trainMoments(count: Int? = nil, seed: UInt64 = 0) throws(FileError) -> Moments {
    let n = framing.length
    var accumulator = MomentAccumulator(dimension: n)
    var generator = SeededGenerator(seed: seed, stream: .max)
    var left = (frames: trainFrameCount, wanted: count ?? trainFrameCount)
    for file in train {
      var noise = file.noise
      try file.recording.forEachBlock(framing) { (block) throws(FileError) in
        var clean = block
        if count != nil {
          // Selection sampling: every subset of that size is equally likely.
          clean.removeAll(keepingCapacity: true)
          for start in stride(from: 0, to: block.count, by: n) {
            if generator.nextUniform() * Double(left.frames) < Double(left.wanted) {
              clean += block[start..<start + n]
              left.wanted -= 1
            }
            left.frames -= 1
          }
        }
        for _ in 0..<drawCount {
          accumulator.add(noisy: noise.withNoise(clean, deviation: file.sigma), clean: clean)
        }
      }
    }
    return accumulator.moments()
  }

  /// The second moment C of the held-out clean frames.
  ///
  /// - Throws: ``FileError`` when a file has changed.
  package func testSecondMoment() throws(FileError) -> Matrix {
    var moment = SecondMoment(dimension: framing.length)
    for file in test {
      try file.recording.forEachBlock(framing) { (clean) throws(FileError) in
        moment.add(frames: clean)
      }
    }
    return moment.matrix()
  }

  /// The losses ½‖Tx − y‖² of denoisers on the held-out frames.
  ///
  /// - Parameter denoisers: T, n × n each.
  /// - Returns: For every denoiser the sum over the frames of each file.
  /// - Throws: ``FileError`` when a file has changed.
  /// - Complexity: O(n²) a frame and denoiser.
  package func testLoss(
    of denoisers: [Matrix]
  ) throws(FileError) -> [FileLosses] {
    let n = framing.length
    var losses = denoisers.map { _ in [Double](repeating: 0, count: test.count) }
    for (index, file) in test.enumerated() {
      try file.forEachBlock(framing) { (clean, noisy) throws(FileError) in
        let count = clean.count / n
        let x = Matrix(rows: n, columns: count, elements: noisy)
        var residual = x
        for (which, denoiser) in denoisers.enumerated() {
          residual.setSymmetricProduct(denoiser, x)
          add(-1, clean, to: &residual)
          losses[which][index] += 0.5 * residual.innerProduct(residual)
        }
      }
    }
    let counts = test.map { Double(framing.count($0.recording.sampleCount)) }
    return losses.map { FileLosses(sums: $0, counts: counts) }
  }
}

/// What a denoiser loses on every held-out file.
package struct FileLosses: Sendable {
  /// The sum of the losses of the frames, for every file.
  package let sums: [Double]
  /// The number of frames of every file.
  package let counts: [Double]

  /// The mean loss of a frame.
  package var mean: FileMean { FileMean(sums: sums, counts: counts) }

  /// How much more a frame loses in the mean than by another denoiser, file by file: what all denoisers
  /// find hard or easy about a file cancels.
  package func minus(_ other: FileLosses) -> FileMean {
    FileMean(sums: zip(sums, other.sums).map { $0 - $1 }, counts: counts)
  }
}

extension SpeechData.NoisyRecording {
  /// Cuts the recording into frames y and adds noise, x = y + ε.
  ///
  /// Every frame has noise of its own, also where frames overlap; it is the same whenever it is asked
  /// for.
  ///
  /// - Parameters:
  ///   - framing: Length and hop.
  ///   - body: Called with some frames at a time, clean and noisy.
  /// - Throws: ``FileError`` when the file has changed, or what `body` throws.
  package func forEachBlock(
    _ framing: Framing,
    _ body: (_ clean: [Double], _ noisy: [Double]) throws(FileError) -> Void
  ) throws(FileError) {
    var generator = noise
    try recording.forEachBlock(framing) { (clean) throws(FileError) in
      try body(clean, generator.withNoise(clean, deviation: sigma))
    }
  }
}

extension SeededGenerator {
  /// A signal with independent normal noise added.
  package mutating func withNoise(_ signal: [Double], deviation: Double) -> [Double] {
    var noisy = signal
    for index in noisy.indices { noisy[index] += deviation * nextNormal() }
    return noisy
  }
}
