// The sparsest signals within bounds, many at a time, each with its certificate.

package import LinearAlgebra

/// Solves min ‖x‖₁ with |Kx − s| ≤ h for an orthogonal K and many s by the Chambolle–Pock method.
///
/// The result is Kᵀ clip(Kx, s − h, s + h), which is feasible. Its gap is ‖x‖₁ + ⟨p, s⟩ + h‖p‖₁ with the dual
/// variable p scaled to ‖Kᵀp‖_∞ ≤ 1: an upper bound on how far ‖x‖₁ is above its minimum.
package struct BoxL1Solver: Sendable {
  /// The solutions, in the order of the signals.
  package struct Solutions: Sendable, Equatable {
    /// x, n numbers for each signal.
    package var coefficients: [Double]
    /// ‖x‖₁.
    package var values: [Double]
    /// The gaps, at least 0 up to rounding.
    package var gaps: [Double]
    /// The number of steps for each signal.
    package var stepCounts: [Int]
    /// The dual variables p, n numbers for each signal, feasible.
    package var duals: [Double]

    /// The largest gap relative to max(1, ‖x‖₁).
    package var largestRelativeGap: Double {
      zip(gaps, values).reduce(0) { max($0, $1.0 / max($1.1, 1)) }
    }
  }

  /// K, n × n and orthogonal.
  package let map: Matrix
  /// h > 0.
  package let halfWidth: Double
  /// σ > 0.
  package let dualStep: Double
  /// τ > 0.
  package let primalStep: Double
  private let rowMajor: [Double]

  /// Creates a solver with the steps σ = 0.99/ρ and τ = 0.99ρ.
  ///
  /// - Parameters:
  ///   - map: K, n × n and orthogonal.
  ///   - halfWidth: h > 0.
  ///   - ratio: ρ > 0, which carries the unit of the signals.
  package init(map: Matrix, halfWidth: Double, ratio: Double) {
    self.init(map: map, halfWidth: halfWidth, dualStep: 0.99 / ratio, primalStep: 0.99 * ratio)
  }

  /// Creates a solver.
  ///
  /// - Parameters:
  ///   - map: K, n × n and orthogonal.
  ///   - halfWidth: h > 0.
  ///   - dualStep: σ > 0.
  ///   - primalStep: τ > 0 with στ ≤ 1.
  package init(map: Matrix, halfWidth: Double, dualStep: Double, primalStep: Double) {
    precondition(
      map.isSquare && halfWidth > 0 && dualStep > 0 && primalStep > 0 && dualStep * primalStep <= 1,
      "K of \(map.rows) × \(map.columns), h = \(halfWidth), σ = \(dualStep), τ = \(primalStep)")
    self.map = map
    self.halfWidth = halfWidth
    self.dualStep = dualStep
    self.primalStep = primalStep
    rowMajor = map.transposed.elements
  }

  /// Solves the problem for many signals, starting from x = Kᵀs and p = 0.
  ///
  /// - Parameters:
  ///   - samples: s, n numbers for each signal.
  ///   - tolerance: A signal is done when its gap is at most this times max(1, ‖x‖₁); negative for never.
  ///   - stepLimit: The largest number of steps.
  ///   - interval: The number of steps after which gaps are computed.
  /// - Returns: The solutions.
  /// - Complexity: Two products of blocks for each step. Fastest for some hundred signals at a time, whose numbers stay in
  ///   the cache.
  package func solve(
    _ samples: [Double], tolerance: Double, stepLimit: Int, interval: Int = 250
  ) -> Solutions {
    let n = map.rows
    let count = samples.count / n
    precondition(
      samples.count == count * n && interval > 0, "\(samples.count) numbers for signals of \(n)")
    var result = Solutions(
      coefficients: Array(repeating: 0, count: count * n),
      values: Array(repeating: 0, count: count),
      gaps: Array(repeating: .infinity, count: count),
      stepCounts: Array(repeating: 0, count: count),
      duals: Array(repeating: 0, count: count * n))
    var remaining = Array(0..<count)
    var signals = samples
    var primal = product(signals, isTransposed: false)
    var (ahead, dual) = (primal, [Double](repeating: 0, count: count * n))
    var done = 0
    while !remaining.isEmpty && done < stepLimit {
      let steps = min(interval, stepLimit - done)
      advance(&primal, &dual, &ahead, signals, steps: steps)
      done += steps
      let certificates = certificates(primal, dual, signals)
      var kept: [Int] = []
      for (place, index) in remaining.enumerated() {
        let range = place * n..<(place + 1) * n
        result.coefficients.replaceSubrange(
          index * n..<(index + 1) * n, with: certificates.coefficients[range])
        result.duals.replaceSubrange(
          index * n..<(index + 1) * n, with: certificates.duals[range])
        result.values[index] = certificates.values[place]
        result.gaps[index] = certificates.gaps[place]
        result.stepCounts[index] = done
        if certificates.gaps[place] > tolerance * max(certificates.values[place], 1) {
          kept.append(place)
        }
      }
      guard kept.count < remaining.count else { continue }
      func rows(_ block: [Double]) -> [Double] {
        kept.flatMap { block[$0 * n..<($0 + 1) * n] }
      }
      remaining = kept.map { remaining[$0] }
      (primal, ahead, dual, signals) = (rows(primal), rows(ahead), rows(dual), rows(signals))
    }
    return result
  }

  /// Kᵀ or K applied to every row.
  private func product(_ block: [Double], isTransposed: Bool) -> [Double] {
    let n = map.rows
    var result = [Double](repeating: 0, count: block.count)
    block.withUnsafeBufferPointer { block in
      rowMajor.withUnsafeBufferPointer { rowMajor in
        result.withUnsafeMutableBufferPointer {
          addBlockProduct(
            1, block, rowMajor, isSecondTransposed: isTransposed, to: $0,
            shape: (block.count / n, n, n))
        }
      }
    }
    return result
  }

  /// Takes steps.
  private func advance(
    _ primal: inout [Double], _ dual: inout [Double], _ ahead: inout [Double], _ signals: [Double],
    steps: Int
  ) {
    let step = BoxL1Step(sampleCount: map.rows, atomCount: map.rows, halfWidth: halfWidth)
    // x, then two of p and of x̄ in turn, then the intermediate numbers.
    var blocks = Blocks(count: 7, size: primal.count)
    (blocks[0], blocks[1], blocks[3]) = (primal, dual, ahead)
    rowMajor.withUnsafeBufferPointer { map in
      signals.withUnsafeBufferPointer { signals in
        blocks.withPointers { blocks in
          for count in 0..<steps {
            let (now, then) = (count % 2, 1 - count % 2)
            step.apply(
              map: map, samples: signals, dualStep: dualStep, primalStep: primalStep,
              BoxL1Step.Buffers(
                ahead: UnsafeBufferPointer(blocks[3 + now]),
                dual: UnsafeBufferPointer(blocks[1 + now]), primal: blocks[0],
                residual: blocks[5], nextDual: blocks[1 + then], point: blocks[6],
                nextAhead: blocks[3 + then]))
          }
        }
      }
    }
    (primal, dual, ahead) = (blocks[0], blocks[1 + steps % 2], blocks[3 + steps % 2])
  }

  /// Feasible points, their values and gaps.
  private func certificates(
    _ primal: [Double], _ dual: [Double], _ signals: [Double]
  ) -> (coefficients: [Double], duals: [Double], values: [Double], gaps: [Double]) {
    let n = map.rows
    var clipped = product(primal, isTransposed: true)
    for index in clipped.indices {
      clipped[index] = min(
        max(clipped[index], signals[index] - halfWidth), signals[index] + halfWidth)
    }
    let coefficients = product(clipped, isTransposed: false)
    let products = product(dual, isTransposed: false)
    var duals = dual
    var (values, gaps): ([Double], [Double]) = ([], [])
    for first in stride(from: 0, to: primal.count, by: n) {
      var (value, largest, pairing, size) = (0.0, 1.0, 0.0, 0.0)
      for index in first..<first + n { largest = max(largest, abs(products[index])) }
      for index in first..<first + n {
        duals[index] /= largest
        value += abs(coefficients[index])
        pairing += duals[index] * signals[index]
        size += abs(duals[index])
      }
      values.append(value)
      gaps.append(value + pairing + halfWidth * size)
    }
    return (coefficients, duals, values, gaps)
  }
}
