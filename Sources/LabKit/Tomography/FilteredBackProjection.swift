// The inverse of the Radon transform by a formula.

import Libc
package import LinearAlgebra

/// Filtered back-projection: every row of the sinogram is convolved with the kernel of |ω| on [−Ω, Ω], and its values are
/// added up along the lines.
///
/// ```
/// u(x, y) = (π/A) Σ_a (k ∗ g_a)(x cos θ_a + y sin θ_a),   k(t) = (1/4π²) ∫_{−Ω}^{Ω} |ω| e^{iωt} dω.
/// ```
///
/// Between detectors values are interpolated linearly, beyond them they are 0. For Ω = π/w this is the filter of
/// Ramachandran and Lakshminarayanan.
///
/// - SeeAlso: F. Natterer, The mathematics of computerized tomography (2001), section V.1.
package struct FilteredBackProjection: Sendable {
  /// The lines.
  package let beam: ParallelBeam
  /// k at the distances 0, w, …, (D−1)w.
  package let kernel: [Double]
  /// Ω.
  package let cutoff: Double

  /// Creates the formula.
  ///
  /// - Parameters:
  ///   - beam: The lines.
  ///   - band: Ω as a fraction of π/w, above 0 and at most 1.
  package init(_ beam: ParallelBeam, band: Double = 1) {
    precondition(band > 0 && band <= 1, "a band of \(band)")
    self.beam = beam
    let cutoff = Double.pi / beam.spacing * band
    self.cutoff = cutoff
    kernel = (0..<beam.detectorCount).map { index in
      guard index > 0 else { return cutoff * cutoff / (4 * .pi * .pi) }
      let t = Double(index) * beam.spacing
      let phase = cutoff * t
      return ((cos(phase) - 1) / (t * t) + phase * sin(phase) / (t * t)) / (2 * .pi * .pi)
    }
  }

  /// The rows of a sinogram, convolved with the kernel; O(AD²).
  package func filtered(_ sinogram: Matrix) -> Matrix {
    precondition(
      sinogram.rows == beam.angleCount && sinogram.columns == beam.detectorCount,
      "a sinogram of \(sinogram.rows) × \(sinogram.columns) numbers")
    // Columns are angles, so that back-projection reads neighbours.
    return filter.multiplied(by: sinogram.transposed)
  }

  /// The convolution with the kernel as a symmetric matrix, D × D.
  var filter: Matrix {
    let count = beam.detectorCount
    var filter = Matrix(repeating: 0, rows: count, columns: count)
    for i in 0..<count {
      for j in 0..<count { filter[i, j] = kernel[abs(i - j)] * beam.spacing }
    }
    return filter
  }

  /// The reconstruction at points; O(AD² + A) per point.
  package func values(_ sinogram: Matrix, at points: [(x: Double, y: Double)]) -> [Double] {
    backProjected(filtered(sinogram), at: points)
  }

  /// The reconstruction at the middles of N × N pixels, row by row; O(AD² + AN²).
  package func image(_ sinogram: Matrix, size: Int) -> [Double] {
    backProjected(
      filtered(sinogram),
      at: (0..<size * size).map { beam.center($0 / size, $0 % size, size: size) })
  }

  /// The sums over all angles of interpolated values, times π/A.
  ///
  /// - Parameters:
  ///   - rows: Filtered values, D × A.
  ///   - points: The points.
  /// - Returns: One number for each point.
  func backProjected(_ rows: Matrix, at points: [(x: Double, y: Double)]) -> [Double] {
    let count = beam.detectorCount
    var sums = [Double](repeating: 0, count: points.count)
    rows.elements.withUnsafeBufferPointer { rows in
      interpolate(at: points) { angle, left, part, index in
        let first = angle * count + left
        sums[index] += (1 - part) * rows[first] + part * rows[first + 1]
      }
    }
    scale(&sums, by: .pi / Double(beam.angleCount))
    return sums
  }

  /// Calls a function with every angle and every point that lies between its detectors.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - body: Called with the number of the angle, that of the detector before the point, the weight of the detector after it, which
  ///     is 1 minus that of the one before, and the number of the point.
  @inline(__always)
  func interpolate(
    at points: [(x: Double, y: Double)],
    _ body: (_ angle: Int, _ left: Int, _ part: Double, _ index: Int) -> Void
  ) {
    let count = beam.detectorCount
    let (middle, inverse) = (0.5 * Double(count - 1), 1 / beam.spacing)
    for angle in 0..<beam.angleCount {
      let (cosine, sine) = (cos(beam.angle(angle)) * inverse, sin(beam.angle(angle)) * inverse)
      for (index, point) in points.enumerated() {
        let place = point.x * cosine + point.y * sine + middle
        guard place >= 0, place <= Double(count - 1) else { continue }
        let left = min(Int(place), count - 2)
        body(angle, left, place - Double(left), index)
      }
    }
  }

  /// The variance of the reconstruction at a point that lies on a detector for every angle, from white noise of variance 1.
  ///
  /// It is (π/A)²·A·Σ(k w)²; at other points interpolation makes it less.
  package var noiseVariance: Double {
    let squares = kernel.dropFirst().reduce(kernel[0] * kernel[0]) { $0 + 2 * $1 * $1 }
    return squares * beam.spacing * beam.spacing * .pi * .pi / Double(beam.angleCount)
  }

  /// The limit of ``noiseVariance`` for a long row of detectors: wΩ³/(12πA).
  package var limitOfNoiseVariance: Double {
    beam.spacing * cutoff * cutoff * cutoff / (12 * .pi * Double(beam.angleCount))
  }
}
