// The random samples of an iteration.

import LinearAlgebra

/// Indices of samples, drawn by a counter: each replica reads its own part of one stream.
///
/// Iteration t of replica r draws the numbers (tR + r)k to (tR + r + 1)k − 1 of the stream, k = width.
struct SampleDraws {
  /// The indices of the current iteration.
  let indices: UnsafeMutablePointer<Int>
  let width: Int
  let limit: Double
  let last: Int
  let gap: UInt64
  var generator: CounterGenerator

  /// The draws of one replica.
  ///
  /// - Parameters:
  ///   - generator: The stream.
  ///   - replica: r, from 0.
  ///   - replicas: R.
  ///   - width: The number of draws of an iteration.
  ///   - count: The number of samples to draw from.
  ///   - indices: Memory for the draws of an iteration.
  init(
    _ generator: CounterGenerator, replica: Int, of replicas: Int, width: Int, below count: Int,
    _ indices: UnsafeMutablePointer<Int>
  ) {
    self.indices = indices
    self.width = width
    limit = Double(count)
    last = count - 1
    gap = UInt64((replicas - 1) * width)
    self.generator = generator
    self.generator.skip(UInt64(replica * width))
  }

  /// Draws the samples of the next iteration.
  mutating func advance() {
    for slot in 0..<width { indices[slot] = min(Int(generator.uniform() * limit), last) }
    generator.skip(gap)
  }
}
