// Expressivity by dense matrices, for the chapters of bilevel learning, even and odd depths.

import Evidence
import Libc
import LinearAlgebra
import Reference
import Report
import Studies
import ToyModel

/// The eigenvalues of T for random R: how many are f(0), and between which ends they lie.
struct RandomSpectra {
  /// The least and the greatest number of eigenvalues that are f(0).
  private(set) var counts: ClosedRange<Int>
  /// The smallest eigenvalue of all.
  private(set) var smallest = Double.infinity
  /// The largest eigenvalue of all.
  private(set) var largest = -Double.infinity

  /// Draws R and computes the eigenvalues of T.
  ///
  /// - Parameters:
  ///   - rows: k.
  ///   - columns: n.
  ///   - forced: The predicted f(0).
  ///   - scales: The standard deviations of the entries of R, one for every trial.
  ///   - generator: The source of random numbers.
  ///   - denoiser: T of R, by dense matrices.
  /// - Throws: ``StudyError/failed(_:)`` where a decomposition does not converge.
  init(
    rows: Int, columns: Int, forced: Double, scales: [Double], by generator: inout SeededGenerator,
    _ denoiser: (_ r: Matrix) throws(StudyError) -> Matrix
  ) throws(StudyError) {
    var (least, most) = (columns, 0)
    for scale in scales {
      let r = DenseDenoiser.random(
        rows: rows, columns: columns, scale: scale, normal: { generator.nextNormal() })
      let matrix = try denoiser(r)
      let values = try converged(DenseDenoiser.eigenvalues(matrix))
      let count = values.count { abs($0 - forced) <= 1e-10 }
      (least, most) = (min(least, count), max(most, count))
      (smallest, largest) = (min(smallest, values[0]), max(largest, values[columns - 1]))
    }
    counts = min(least, most)...most
  }

  /// The number of eigenvalues f(0) that differs most from a prediction, one below it before one above.
  func count(expecting predicted: Int) -> Int {
    counts.lowerBound < predicted ? counts.lowerBound : counts.upperBound
  }
}

/// The expressivity of one depth, by iterating matrices.
struct UnrolledCheck {
  let depth: Int
  let stepSize: Double
  let n: Int
  let k: Int

  /// Counts and bounds over random R, and a T that is realised.
  ///
  /// - Parameters:
  ///   - forced: The predicted f(0).
  ///   - bound: The predicted end of the image: upper for even depths, lower for odd ones.
  ///   - trials: The number of random R.
  ///   - reached: k eigenvalues of a T of the set.
  /// - Returns: Three comparisons; the one of counts shows the largest deviation.
  /// - Throws: ``StudyError/failed(_:)`` where a decomposition does not converge.
  func comparisons(
    forced: Double, bound: Double, trials: Int, reached: [Double]
  ) throws(StudyError) -> [Comparison] {
    let isEven = depth.isMultiple(of: 2)
    var generator = SeededGenerator(seed: UInt64(100 + depth))
    let spectra = try RandomSpectra(
      rows: k, columns: n, forced: forced,
      // With larger R the iteration would diverge until rounding hides the other eigenvalues.
      scales: (0..<trials).map { 0.025 * pow(2, Double($0 % 5)) }, by: &generator
    ) { (r) throws(StudyError) in DenseDenoiser.unrolled(r, depth: depth, stepSize: stepSize) }
    let gains = Array(repeating: forced, count: n - k) + reached
    let target = DenseDenoiser.symmetric(
      gains, try converged(DenseDenoiser.basis(n, normal: { generator.nextNormal() })))
    let filter = UnrolledFilter(depth: depth, stepSize: stepSize)
    // A target outside the set has no R: then its distance to the set is reported.
    let distance =
      if let r = try? DenseDenoiser.realized(target, rows: k, by: filter) {
        DenseDenoiser.unrolled(r, depth: depth, stepSize: stepSize).subtracting(target)
          .frobeniusNorm
      } else {
        Double.infinity
      }
    let name = "*N* = \(depth), *ω* = \(typeset(stepSize, significantDigits: 3))"
    return [
      Comparison(
        "\(name): eigenvalues *c*_{0} of *T*", predicted: Double(n - k),
        computed: Double(spectra.count(expecting: n - k)), .count),
      isEven
        ? Comparison(
          "\(name): largest eigenvalue", predicted: bound, computed: spectra.largest,
          relativeRounding: 1e-12)
        : Comparison(
          "\(name): smallest eigenvalue", predicted: bound, computed: spectra.smallest,
          .atLeast(rounding: 1e-12)),
      Comparison(
        "\(name): distance to a *T* of the set", predicted: 0, computed: distance,
        .rounding(1e-12 * target.frobeniusNorm)),
    ]
  }
}
