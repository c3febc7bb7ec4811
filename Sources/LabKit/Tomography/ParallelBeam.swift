// The geometry of parallel-beam tomography.

package import LinearAlgebra
import Libc

/// The lines x cos θ + y sin θ = t with A angles θ = πa/A and D detectors at t = (d − (D−1)/2)·w.
///
/// A sinogram has one row of D numbers for each angle. An image of N × N pixels covers the width of all detectors, with the
/// pixel side h = Dw/N, the origin at its middle, x to the right and y upwards; it is stored row by row from the top.
package struct ParallelBeam: Sendable, Equatable {
  /// A.
  package let angleCount: Int
  /// D.
  package let detectorCount: Int
  /// w.
  package let spacing: Double

  /// Creates the geometry.
  ///
  /// - Parameters:
  ///   - angleCount: A ≥ 1.
  ///   - detectorCount: D ≥ 2.
  ///   - spacing: w > 0.
  package init(angleCount: Int, detectorCount: Int, spacing: Double) {
    precondition(
      angleCount >= 1 && detectorCount >= 2 && spacing > 0,
      "\(angleCount) angles, \(detectorCount) detectors \(spacing) apart")
    self.angleCount = angleCount
    self.detectorCount = detectorCount
    self.spacing = spacing
  }

  /// θ of an angle.
  package func angle(_ index: Int) -> Double { Double(index) * .pi / Double(angleCount) }

  /// t of a detector.
  package func position(_ index: Int) -> Double {
    (Double(index) - 0.5 * Double(detectorCount - 1)) * spacing
  }

  /// Half of the width of all detectors, and of an image.
  package var halfWidth: Double { 0.5 * spacing * Double(detectorCount) }

  /// The middle of the pixel in row i and column j of an image of N × N pixels.
  package func center(_ row: Int, _ column: Int, size: Int) -> (x: Double, y: Double) {
    let side = 2 * halfWidth / Double(size)
    return (
      (Double(column) + 0.5) * side - halfWidth, halfWidth - (Double(row) + 0.5) * side
    )
  }

  /// The line integrals of a phantom, one row for each angle; O(AD) per ellipse.
  package func sinogram(of phantom: Phantom) -> Matrix {
    var sinogram = Matrix(repeating: 0, rows: angleCount, columns: detectorCount)
    for row in 0..<angleCount {
      let (cosine, sine) = (cos(angle(row)), sin(angle(row)))
      for column in 0..<detectorCount {
        sinogram[row, column] = phantom.lineIntegral(
          cosine: cosine, sine: sine, position: position(column))
      }
    }
    return sinogram
  }

  /// The densities of a phantom at the middles of N × N pixels, row by row.
  package func image(of phantom: Phantom, size: Int) -> [Double] {
    (0..<size * size).map { index in
      let (x, y) = center(index / size, index % size, size: size)
      return phantom.density(x, y)
    }
  }
}
