// Signals and noise for the first screen.

import Libc
import LinearAlgebra
package import Report
import ToyModel

/// Random signals with their noise, for the drawings.
///
/// `y` has one number where the signal is a constant level, else n; `noise` is standard normal.
package struct SignalDraws: Sendable {
  /// The signals, without noise.
  package let signals: [[Double]]
  /// Standard normal numbers, n for each.
  package let noises: [[Double]]

  /// The number of draws.
  package static let count = 8
  /// The seed of the draws.
  package static let seed: UInt64 = 1

  /// Draws of a model: as its family draws them, frames of a file, or normal vectors with its second moment.
  ///
  /// - Throws: ``StudyError/file(_:)`` for recordings that are gone.
  package init(_ model: StoryModel) throws(StudyError) {
    var generator = SeededGenerator(seed: Self.seed)
    var (signals, noises): ([[Double]], [[Double]]) = ([], [])
    let frames = try Self.frames(model, &generator)
    for index in 0..<Self.count {
      signals.append(
        frames.isEmpty ? Self.signal(model.data, &generator) : frames[index % frames.count])
      noises.append((0..<model.n).map { _ in generator.nextNormal() })
    }
    (self.signals, self.noises) = (signals, noises)
  }

  /// A signal of a family; one number where all samples are equal.
  private static func signal(_ data: DataModel, _ generator: inout SeededGenerator) -> [Double] {
    let drawn = data.family.signal(n: data.n, mu: data.mu, theta: data.theta) {
      generator.nextNormal()
    }
    guard let drawn else { return normal(data, &generator) }
    return drawn.allSatisfy { $0 == drawn[0] } ? [drawn[0]] : drawn
  }

  /// y = Σ √γ g v with independent normal g.
  private static func normal(_ data: DataModel, _ generator: inout SeededGenerator) -> [Double] {
    let values = data.spectrum.groups.flatMap {
      Array(repeating: $0.eigenvalue, count: $0.multiplicity)
    }
    let weights = values.map { $0.squareRoot() * generator.nextNormal() }
    if case .unknown = data.basis { return cosines(weights) }
    return data.signalCoordinates(Matrix(rows: 1, columns: data.n, elements: weights)).elements
  }

  /// Frames of a file; none for other data.
  private static func frames(
    _ model: StoryModel, _ generator: inout SeededGenerator
  ) throws(StudyError) -> [[Double]] {
    guard let file = model.data.family as? MeasuredData else { return [] }
    var sample = FrameSample(count: count, leastEnergy: file.spectrum.trace)
    switch file.measurement {
    case .frames(let matrix):
      for row in 0..<matrix.rows {
        sample.offer((0..<matrix.columns).map { matrix[row, $0] }, &generator)
      }
    case .recordings:
      var found = generator
      try translated(
        MeasuredData.forEachBlock(ofRecordings: file.path, frameLength: model.n) { block in
          for start in stride(from: 0, to: block.count, by: model.n) {
            sample.offer(Array(block[start..<start + model.n]), &found)
          }
        })
      generator = found
    case .covariance, nil: break
    }
    guard sample.frames.isEmpty else { return sample.frames }
    return (0..<count).map { _ in normal(model.data, &generator) }
  }

  /// The table; the signal to four digits, noise to a hundredth.
  package var json: JSONValue {
    .array(
      zip(signals, noises).map { signal, noise in
        .record([
          "y": .digits(signal, count: 4),
          "noise": .array(noise.map { .number(($0 * 100).rounded() / 100) }),
        ])
      })
  }
}

/// Some of many frames, each that is loud enough with the same chance.
private struct FrameSample {
  let count: Int
  /// The least ‖y‖² of a frame to be drawn.
  let leastEnergy: Double
  private(set) var frames: [[Double]] = []
  private var offered = 0

  init(count: Int, leastEnergy: Double) { (self.count, self.leastEnergy) = (count, leastEnergy) }

  /// Reservoir sampling.
  mutating func offer(_ frame: [Double], _ generator: inout SeededGenerator) {
    guard frame.reduce(0, { $0 + $1 * $1 }) >= leastEnergy, leastEnergy > 0 else { return }
    offered += 1
    if frames.count < count {
      frames.append(frame)
      return
    }
    let index = Int(generator.nextUniform() * Double(offered))
    if index < count { frames[index] = frame }
  }
}

/// The sum of cosines with these coefficients, as the page has them where there are no eigenvectors.
private func cosines(_ weights: [Double]) -> [Double] {
  let n = weights.count
  return (0..<n).map { row in
    weights.indices.reduce(0) { sum, column in
      let scale = (column == 0 ? 1.0 : 2.0) / Double(n)
      return sum + weights[column] * scale.squareRoot()
        * cos(.pi * Double(column) * (Double(row) + 0.5) / Double(n))
    }
  }
}
