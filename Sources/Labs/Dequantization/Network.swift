// The unrolled Chambolle–Pock iteration as a network, run forwards.

import LinearAlgebra
import Optimization

/// N steps of the Chambolle–Pock method for min ‖x‖₁ with |Kx − s| ≤ h, each with its own steps σ and τ.
///
/// The output for a frame s is K xᴺ, or s + K(xᴺ − x⁰) with residual read-out.
struct Network: Sendable, Equatable {
  /// The start of the iteration.
  enum Start: String, Sendable, CaseIterable {
    /// x⁰ = Kᵀs.
    case adjoint
    /// x⁰ = 0.
    case zero
  }

  /// K, n × n, row by row; its columns are the atoms.
  var map: [Double]
  /// σ ≥ 0 of every step.
  var dualSteps: [Double]
  /// τ ≥ 0 of every step.
  var primalSteps: [Double]
  /// h, by default half a quantisation step.
  var halfWidth = 0.5
  var start = Start.adjoint
  var isResidual = false

  /// The length n of a frame.
  var size: Int { sideLength(of: map) }
  /// N.
  var depth: Int { dualSteps.count }

  /// xᴺ and the output of all frames.
  ///
  /// - Parameter samples: s, a frame of n numbers after the other.
  /// - Returns: xᴺ and the outputs, n numbers for each frame.
  func run(_ samples: [Double]) -> (coefficients: [Double], outputs: [Double]) {
    var (coefficients, outputs): ([Double], [Double]) = ([], [])
    coefficients.reserveCapacity(samples.count)
    outputs.reserveCapacity(samples.count)
    // In parts whose numbers stay in the cache.
    let part = Self.rowsAtATime * size
    var tape = NetworkTape(
      self, rows: min(Self.rowsAtATime, samples.count / size), keepsSteps: false)
    for first in stride(from: 0, to: samples.count, by: part) {
      let range = first..<min(first + part, samples.count)
      if range.count != tape.rows * size {
        tape = NetworkTape(self, rows: range.count / size, keepsSteps: false)
      }
      tape.run(self, Array(samples[range]))
      coefficients += tape.coefficients
      outputs += tape.outputs
    }
    return (coefficients, outputs)
  }

  private static let rowsAtATime = 200
}

extension Network {
  /// A network whose steps are all σ = 0.95/ρ and τ = 0.95ρ.
  ///
  /// The ratio carries the unit of the signal: 0.2 or 0.3 quantisation steps are near the best.
  init(map: [Double], depth: Int, ratio: Double, start: Start = .adjoint) {
    self.init(
      map: map, dualSteps: Array(repeating: 0.95 / ratio, count: depth),
      primalSteps: Array(repeating: 0.95 * ratio, count: depth), start: start)
  }
}

/// The places of the blocks of a tape.
struct TapeLayout: Sendable {
  fileprivate let depth: Int
  fileprivate let keepsSteps: Bool

  /// The blocks that are not kept for every step.
  enum Place: Int, CaseIterable {
    case samples, targets, start, primal, output, error, slope, aheadSlope, dualSlope, product
  }

  private static let first = Place.allCases.count

  /// x̄ before a step; two in turn if steps are not kept.
  func ahead(_ step: Int) -> Int { Self.first + (keepsSteps ? step : step % 2) }

  /// p before a step; two in turn if steps are not kept.
  func dual(_ step: Int) -> Int { Self.first + (keepsSteps ? depth + 1 + step : 2 + step % 2) }

  /// Kx̄ − s of a step.
  func residual(_ step: Int) -> Int { Self.first + (keepsSteps ? 2 * depth + 2 + step : 4) }

  /// x − τKᵀp of a step.
  func point(_ step: Int) -> Int { Self.first + (keepsSteps ? 3 * depth + 2 + step : 5) }

  fileprivate var count: Int { Self.first + (keepsSteps ? 4 * depth + 2 : 6) }
}

/// The memory of a network for a number of frames, and what it keeps of a run for reverse mode.
struct NetworkTape {
  typealias Place = TapeLayout.Place

  let rows: Int
  let layout: TapeLayout
  var blocks: Blocks
  private let size: Int

  init(_ network: Network, rows: Int, keepsSteps: Bool) {
    precondition(
      network.dualSteps.count == network.primalSteps.count,
      "\(network.dualSteps.count) and \(network.primalSteps.count) steps")
    self.rows = max(rows, 0)
    size = network.size
    layout = TapeLayout(depth: network.depth, keepsSteps: keepsSteps)
    blocks = Blocks(count: layout.count, size: self.rows * network.size)
  }

  /// xᴺ.
  var coefficients: [Double] { blocks[Place.primal.rawValue] }
  /// The outputs.
  var outputs: [Double] { blocks[Place.output.rawValue] }

  /// Runs the network.
  mutating func run(_ network: Network, _ samples: [Double]) {
    blocks[Place.samples.rawValue] = samples
    forward(network)
  }

  /// Runs the network on the frames that are in the memory.
  mutating func forward(_ network: Network) {
    let step = BoxL1Step(sampleCount: size, atomCount: size, halfWidth: network.halfWidth)
    let (rows, size, layout) = (rows, size, layout)
    network.map.withUnsafeBufferPointer { map in
      blocks.withPointers { blocks in
        func block(_ place: Place) -> UnsafeMutableBufferPointer<Double> { blocks[place.rawValue] }
        let samples = UnsafeBufferPointer(block(.samples))
        let (start, primal, output) = (block(.start), block(.primal), block(.output))
        switch network.start {
        case .adjoint: setBlockProduct(1, samples, map, to: start, shape: (rows, size, size))
        case .zero: start.update(repeating: 0)
        }
        for target in [primal, blocks[layout.ahead(0)]] {
          _ = target.update(fromContentsOf: start)
        }
        blocks[layout.dual(0)].update(repeating: 0)
        for k in 0..<network.depth {
          step.apply(
            map: map, samples: samples, dualStep: network.dualSteps[k],
            primalStep: network.primalSteps[k],
            BoxL1Step.Buffers(
              ahead: UnsafeBufferPointer(blocks[layout.ahead(k)]),
              dual: UnsafeBufferPointer(blocks[layout.dual(k)]), primal: primal,
              residual: blocks[layout.residual(k)], nextDual: blocks[layout.dual(k + 1)],
              point: blocks[layout.point(k)], nextAhead: blocks[layout.ahead(k + 1)]))
        }
        // The output is K times x, or s plus K times the change of x.
        if network.isResidual {
          let change = block(.product)
          for index in output.indices {
            change[index] = primal[index] - start[index]
            output[index] = samples[index]
          }
          addBlockProduct(
            1, UnsafeBufferPointer(change), map, isSecondTransposed: true, to: output,
            shape: (rows, size, size))
        } else {
          setBlockProduct(
            1, UnsafeBufferPointer(primal), map, isSecondTransposed: true, to: output,
            shape: (rows, size, size))
        }
      }
    }
  }
}
