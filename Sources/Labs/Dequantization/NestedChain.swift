// Learning each depth from the network of the previous one.

import LabKit
import LinearAlgebra

/// Networks of increasing depth, each started from the previous one with τ = 0 in the new steps.
struct NestedChain {
  private let training: Training
  /// The network of the last depth, or the start.
  private(set) var numbers: LearnedNumbers
  /// The training error of the last depth.
  private var lastError = Double.infinity

  init(_ training: Training, start: LearnedNumbers) {
    self.training = training
    numbers = start
  }

  /// The network of one depth.
  struct Link: Sendable {
    let numbers: LearnedNumbers
    let trainingError: Double
    /// Whether learning did not improve the previous network, which was therefore kept.
    let isKept: Bool
  }

  /// Learns a deeper network.
  ///
  /// - Parameters:
  ///   - depth: At least the last depth.
  ///   - frames: The frames to learn from.
  /// - Returns: The network; the previous one with steps that change nothing, if its training error is smaller.
  /// - Throws: ``LabError/failed(_:)`` if a factorization does not converge.
  mutating func deepen(to depth: Int, _ frames: FrameSet) throws(LabError) -> Link {
    let start = numbers.deepened(to: depth)
    var training = training
    // Deep networks change little, and each step of Adam is costly.
    if depth > 20 { training.iterations = max(training.iterations * 3 / 10, 1) }
    let learned = try factorized(training.learned(from: frames, start: start))
    let error = frames.error(learned.network.run(frames.quantized).outputs)
    // Not finite means worse.
    let isKept = lastError.isFinite && !(error <= lastError)
    numbers = isKept ? start : learned
    lastError = isKept ? lastError : error
    return Link(numbers: numbers, trainingError: lastError, isKept: isKept)
  }
}

/// The result of `body`, with a failed factorization turned into an error of the lab.
func factorized<Value>(
  _ body: @autoclosure () throws(FactorizationError) -> Value
) throws(LabError) -> Value {
  do throws(FactorizationError) {
    return try body()
  } catch {
    throw .failed("a factorization did not converge")
  }
}
