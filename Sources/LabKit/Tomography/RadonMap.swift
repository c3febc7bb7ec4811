// Line integrals of images.

import Libc
import LinearAlgebra

/// The integrals of an image of N × N pixels of constant density along the lines of a parallel beam.
///
/// The entry of a line and a pixel is the length of the line within the pixel. Lines are traced in every product, so that
/// no matrix is stored.
///
/// - SeeAlso: R. L. Siddon, Fast calculation of the exact radiological path, Medical Physics 12 (1985).
package struct RadonMap: LinearMap, Equatable {
  /// The lines.
  package let beam: ParallelBeam
  /// N.
  package let size: Int
  /// AD.
  package var rows: Int { beam.angleCount * beam.detectorCount }
  /// N².
  package var columns: Int { size * size }

  /// Creates the map.
  ///
  /// - Parameters:
  ///   - beam: The lines.
  ///   - size: N ≥ 1.
  package init(_ beam: ParallelBeam, size: Int) {
    precondition(size >= 1, "an image of \(size) × \(size) pixels")
    (self.beam, self.size) = (beam, size)
  }

  /// The line integrals, the detectors of one angle after those of another; O(ADN).
  package func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    for line in 0..<rows {
      var sum = 0.0
      trace(line) { pixel, length in sum += length * x[pixel] }
      y[line] = sum
    }
  }

  /// The back-projection, the exact adjoint; O(ADN).
  package func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    x.update(repeating: 0)
    for line in 0..<rows {
      let value = y[line]
      guard value != 0 else { continue }
      trace(line) { pixel, length in x[pixel] += length * value }
    }
  }

  /// Calls a function with every pixel of a line and the length of the line within it.
  @inline(__always)
  private func trace(_ line: Int, _ body: (_ pixel: Int, _ length: Double) -> Void) {
    let (angle, t) = (
      beam.angle(line / beam.detectorCount), beam.position(line % beam.detectorCount)
    )
    let half = beam.halfWidth
    let side = 2 * half / Double(size)
    // In units of pixels, columns to the right and rows down: the direction is (−sin θ, −cos θ).
    let (across, down) = (-sin(angle), -cos(angle))
    let x = (t * cos(angle) + half) / side
    let y = (half - t * sin(angle)) / side
    let limit = Double(size)
    guard let first = Self.range(x, across, limit), let second = Self.range(y, down, limit) else {
      return
    }
    let end = min(first.upperBound, second.upperBound)
    var place = max(first.lowerBound, second.lowerBound)
    guard end > place else { return }
    let probe = place + 1e-9 * max(1, end - place)
    var column = min(max(Int((x + probe * across).rounded(.down)), 0), size - 1)
    var row = min(max(Int((y + probe * down).rounded(.down)), 0), size - 1)
    let (rightward, downward) = (across > 0 ? 1 : -1, down > 0 ? 1 : -1)
    while place < end, column >= 0, column < size, row >= 0, row < size {
      let nextX =
        abs(across) < 1e-15
        ? .infinity : (Double(across > 0 ? column + 1 : column) - x) / across
      let nextY =
        abs(down) < 1e-15 ? .infinity : (Double(down > 0 ? row + 1 : row) - y) / down
      let next = min(nextX, nextY, end)
      if next > place { body(row * size + column, (next - place) * side) }
      place = max(place, next)
      if nextX <= next { column += rightward }
      if nextY <= next { row += downward }
    }
  }

  /// The parameters for which a coordinate is within the image; nil if there are none.
  private static func range(
    _ start: Double, _ slope: Double, _ limit: Double
  ) -> ClosedRange<Double>? {
    guard abs(slope) >= 1e-15 else {
      return start >= 0 && start < limit ? -Double.infinity...Double.infinity : nil
    }
    let (one, other) = (-start / slope, (limit - start) / slope)
    return min(one, other)...max(one, other)
  }
}
