// Invariant kernels as Gaussian rings with angular frequencies.

import Libc
import LinearAlgebra

/// The functions exp(−(|x| − r)²/2s²) cos ωφ and sin ωφ on the k × k entries of a kernel, as e2cnn chooses them by default.
///
/// Radii are r = 0, …, (k − 1)/2 with s = 0.6, and 0.4 for the last; the ring r = 0 is only the centre. Frequencies go up to
/// 2r, by one less for even r, and up to 2 on the last ring. Rotations of order m leave multiples of m, reflections cosines.
struct RingBasis {
  /// k, odd.
  let width: Int
  /// The group: c2, c4 or d4.
  let group: String

  /// The largest frequency on a ring.
  private func frequencyLimit(_ radius: Int) -> Int {
    if radius == 0 { return 0 }
    return min(2 * radius, radius == width / 2 ? 2 : 2 * radius - (radius + 1) % 2)
  }

  /// The functions as columns of k² entries.
  var functions: [[Double]] {
    let order = group == "c2" ? 2 : 4
    let middle = Double(width / 2)
    var functions: [[Double]] = []
    for radius in 0...width / 2 {
      let spread = radius == 0 ? 0.005 : radius == width / 2 ? 0.4 : 0.6
      for frequency in stride(from: 0, through: frequencyLimit(radius), by: order) {
        for phase in frequency > 0 && group != "d4" ? [0, 0.5 * Double.pi] : [0] {
          functions.append(
            (0..<width * width).map { index in
              let (i, j) = (Double(index / width) - middle, Double(index % width) - middle)
              let distance = (hypot(i, j) - Double(radius)) / spread
              return exp(-0.5 * distance * distance)
                * cos(Double(frequency) * atan2(i, j) - phase)
            })
        }
      }
    }
    return functions
  }

  /// The dimension of their span.
  ///
  /// - Throws: ``FactorizationError``.
  func rank() throws(FactorizationError) -> Int {
    let columns = functions.filter { norm($0) > 1e-12 }.map { column in
      let size = norm(column)
      return column.map { $0 / size }
    }
    let matrix = Matrix(
      rows: width * width, columns: columns.count, elements: columns.flatMap { $0 })
    return try SingularValues(matrix).values.count { $0 > 1e-6 }
  }
}
