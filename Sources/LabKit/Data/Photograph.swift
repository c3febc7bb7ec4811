// The photograph of Data/camera.

import EmbeddedImages

/// A photograph of s × s pixels from 0, black, to 1, white.
package struct Photograph: Sendable {
  /// The number s of rows and of columns.
  package let size: Int
  /// The pixels, row by row.
  package let pixels: [Double]

  /// The size of the file.
  package static let fullSize = 128

  /// Reduces the photograph of Data/camera, which is a part of the program.
  ///
  /// - Parameter size: s, a divisor of 128; every pixel is the mean of a square.
  package init(size: Int) {
    let full = Self.fullSize
    precondition(size >= 1 && full % size == 0, "\(size) does not divide \(full)")
    // The header is P5, two lengths and the largest level.
    let levels = UnsafeBufferPointer(start: embedded_camera_pgm() + 15, count: full * full)
    let block = full / size
    var sums = [Double](repeating: 0, count: size * size)
    for row in 0..<full {
      for column in 0..<full {
        sums[row / block * size + column / block] += Double(levels[row * full + column])
      }
    }
    self.size = size
    pixels = sums.map { $0 / (255 * Double(block * block)) }
  }
}
