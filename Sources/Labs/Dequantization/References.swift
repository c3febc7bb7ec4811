// What networks are compared with: a linear map, a soft threshold, and the exact solution.

import LabKit
import Libc
import LinearAlgebra
import Optimization

/// The linear map s ↦ Ws of least squares, with a ridge of 10⁻⁶ per frame.
struct LinearEstimator: Sendable {
  /// W, n × n, row by row.
  private let map: [Double]

  /// Fits the map.
  ///
  /// - Parameter frames: The frames to learn from.
  /// - Throws: ``LabError/failed(_:)`` if the normal equations are singular.
  /// - Complexity: O(mn²) for m frames.
  init(_ frames: FrameSet) throws(LabError) {
    let n = frames.size
    // Columns are frames.
    let quantized = Matrix(rows: n, columns: frames.count, elements: frames.quantized)
    let clean = Matrix(rows: n, columns: frames.count, elements: frames.clean)
    var moments = Matrix(repeating: 0, rows: n, columns: n)
    moments.setGram(quantized)
    for index in 0..<n { moments[index, index] += 1e-6 * Double(frames.count) }
    var solution = Matrix(repeating: 0, rows: n, columns: n)
    solution.setProduct(quantized, .plain, clean, .transposed)
    guard let factor = CholeskyFactorization(moments) else {
      throw .failed("the normal equations of the linear map are singular")
    }
    factor.solve(&solution)
    map = solution.rowMajor
  }

  /// The outputs of frames.
  func outputs(_ samples: [Double]) -> [Double] { products(samples, map, isTransposed: false) }
}

/// Soft thresholding of the coefficients in an orthogonal basis.
struct SoftThreshold: Sendable, Equatable {
  /// λ, in units of Δ.
  let threshold: Double
  private let basis: [Double]

  /// The thresholds that are tried.
  static let candidates = (1...30).map { 0.02 * Double($0) }

  /// The threshold of the smallest error on frames, among 0.02, 0.04, …, 0.6.
  init(_ frames: FrameSet, basis: [Double]) {
    self.basis = basis
    let noisy = products(frames.quantized, basis, isTransposed: false)
    let clean = products(frames.clean, basis, isTransposed: false)
    var (best, least) = (0.0, Double.infinity)
    for candidate in Self.candidates {
      var sum = 0.0
      for index in noisy.indices {
        let difference = softThreshold(noisy[index], candidate) - clean[index]
        sum += difference * difference
      }
      if sum < least { (best, least) = (candidate, sum) }
    }
    threshold = best
  }

  /// The outputs of frames.
  func outputs(_ samples: [Double]) -> [Double] {
    var coefficients = products(samples, basis, isTransposed: false)
    for index in coefficients.indices {
      coefficients[index] = softThreshold(coefficients[index], threshold)
    }
    return products(coefficients, basis, isTransposed: true)
  }
}

/// Exact solutions of min ‖x‖₁ with |Cx − s| ≤ h for frames, each with its certificate.
struct ExactFrames: Sendable {
  /// x*, n numbers for each frame.
  let coefficients: [Double]
  /// ‖x*‖₁ of each frame.
  let values: [Double]
  /// The gap of each frame.
  let gaps: [Double]
  /// The outputs Cx*.
  let outputs: [Double]
  /// The largest number of steps of a frame.
  let stepCount: Int

  /// A frame is done when its gap is at most this times max(1, ‖x‖₁).
  static let tolerance = 1e-4
  static let stepLimit = 6000
  private static let framesAtATime = 128

  /// Solves the problem for frames in units of Δ.
  ///
  /// - Parameters:
  ///   - samples: s, a frame after the other.
  ///   - basis: C, n × n and orthogonal.
  ///   - radius: 2h.
  init(_ samples: [Double], basis: Matrix, radius: Double) {
    let n = basis.rows
    let solver = BoxL1Solver(map: basis, halfWidth: 0.5 * radius, ratio: 0.3)
    let starts = Array(stride(from: 0, to: samples.count, by: Self.framesAtATime * n))
    let parts = parallelMap(starts, jobs: availableProcessors()) { first in
      solver.solve(
        Array(samples[first..<min(first + Self.framesAtATime * n, samples.count)]),
        tolerance: Self.tolerance, stepLimit: Self.stepLimit)
    }
    coefficients = parts.flatMap(\.coefficients)
    values = parts.flatMap(\.values)
    gaps = parts.flatMap(\.gaps)
    stepCount = parts.flatMap(\.stepCounts).max() ?? 0
    outputs = products(coefficients, basis.rowMajor, isTransposed: true)
  }

  /// Coefficients below this size in units of Δ count as 0: solutions are made feasible, which leaves traces of the gap.
  static let zero = 0.01

  /// α, the share of coefficients that are not 0.
  var nonzeroShare: Double {
    Double(coefficients.count { abs($0) > Self.zero }) / Double(max(coefficients.count, 1))
  }

  /// r, the mean square of s − Cx* over Δ²/12.
  ///
  /// - Parameter samples: s, of all frames.
  /// - Returns: The residual, at most three times the squared radius.
  func residual(_ samples: [Double]) -> Double { 12 * meanSquare(outputs, samples) }

  /// r − 1 + 2α, the error that is expected without the clean signal, if the noise is uniform and independent of it.
  ///
  /// - Parameter samples: s, of all frames.
  /// - Returns: The prediction, over Δ²/12; see docs/proofs/scalar.md.
  func predictedError(_ samples: [Double]) -> Double {
    residual(samples) - 1 + 2 * nonzeroShare
  }

  /// The share of frames whose gap is above the tolerance.
  var unfinishedShare: Double {
    let count = zip(gaps, values).count { $0.0 > Self.tolerance * max($0.1, 1) }
    return Double(count) / Double(max(gaps.count, 1))
  }

  /// The largest gap relative to max(1, ‖x*‖₁).
  var largestGap: Double { zip(gaps, values).reduce(0) { max($0, $1.0 / max($1.1, 1)) } }
}
