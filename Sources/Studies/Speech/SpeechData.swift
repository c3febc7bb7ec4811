// Recordings, split into training and held-out ones, with noise.

package import Files
package import Learning
package import LinearAlgebra
import ToyModel

/// The split of recordings, and the noise of each.
package struct SpeechData: Sendable {
  /// The training recordings.
  package let train: [NoisyRecording]
  /// The held-out recordings, with their own noise.
  package let test: [NoisyRecording]
  package let framing: Framing
  /// The number of times that every training frame is used, each time with different noise.
  package let drawCount: Int

  /// A recording with the seed of its noise.
  package struct NoisyRecording: Sendable {
    package let recording: Recording
    package let sigma: Double
    package let seed: UInt64
    /// The number of its noise among those that belong to the seed.
    package let stream: UInt64

    /// The generator of its noise, at its initial state.
    package var noise: SeededGenerator { SeededGenerator(seed: seed, stream: stream) }
  }

  /// Splits recordings by file, never by frame: frames of one file resemble one another.
  ///
  /// - Parameters:
  ///   - recordings: At least two.
  ///   - framing: The framing.
  ///   - sigma: σ.
  ///   - drawCount: The number of times that every training frame is used, at least 1.
  ///   - trainFraction: The share of training files; at least one file is on either side.
  ///   - seed: The seed of the split and of the noise.
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

  /// The number of training frames.
  package var trainFrameCount: Int { Self.frameCount(train, framing) }
  /// The number of held-out frames.
  package var testFrameCount: Int { Self.frameCount(test, framing) }

  private static func frameCount(_ files: [NoisyRecording], _ framing: Framing) -> Int {
    files.reduce(0) { $0 + framing.count($1.recording.sampleCount) }
  }

  /// The moments of the training frames.
  ///
  /// - Parameters:
  ///   - count: The number of frames, drawn at random from all of them; nil for all.
  ///   - seed: The seed of the draw.
  /// - Returns: The moments.
  /// - Throws: ``FileError`` if a file has changed.
  /// - Complexity: O(n²) per frame; memory does not depend on their number.
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
  /// - Throws: ``FileError`` if a file has changed.
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
  /// - Throws: ``FileError`` if a file has changed.
  /// - Complexity: O(n²) per frame and denoiser.
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

/// The losses of a denoiser on the held-out files.
package struct FileLosses: Sendable {
  /// The sum of the losses of the frames, for every file.
  package let sums: [Double]
  /// The number of frames of every file.
  package let counts: [Double]

  /// The mean loss of a frame.
  package var mean: FileMean { FileMean(sums: sums, counts: counts) }

  /// The mean excess of the loss per frame over that of another denoiser, file by file, so that effects of a
  /// file that all denoisers share cancel.
  package func minus(_ other: FileLosses) -> FileMean {
    FileMean(sums: zip(sums, other.sums).map { $0 - $1 }, counts: counts)
  }
}

extension SpeechData.NoisyRecording {
  /// Cuts the recording into frames y and adds noise, x = y + ε.
  ///
  /// Every frame has its own noise, even if frames overlap; it is the same at every call.
  ///
  /// - Parameters:
  ///   - framing: Length and hop.
  ///   - body: Called with a few frames at a time, clean and noisy.
  /// - Throws: ``FileError`` if the file has changed, or any error of `body`.
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
