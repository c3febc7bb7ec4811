// The discrete Fourier transform of images.

import Libc

/// The discrete Fourier transform of h × w complex numbers, row by row:
/// X_mn = Σ x_ij exp(−2πi(im/h + jn/w)).
///
/// Lengths that are powers of two take O(n log n), others the defining sum; loops run over whole rows.
package struct FourierTransform: Sendable {
  /// The number of rows h ≥ 1.
  package let height: Int
  /// The number of columns w ≥ 1.
  package let width: Int
  private let down: Roots
  private let across: Roots

  /// Creates the transform.
  ///
  /// - Parameters:
  ///   - height: h ≥ 1.
  ///   - width: w ≥ 1.
  package init(height: Int, width: Int) {
    precondition(height >= 1 && width >= 1, "a transform of \(height) × \(width) numbers")
    (self.height, self.width) = (height, width)
    (down, across) = (Roots(height), Roots(width))
  }

  /// The transform in place.
  ///
  /// - Parameters:
  ///   - real: hw real parts.
  ///   - imaginary: hw imaginary parts.
  ///   - isInverse: Whether this is the inverse, with the opposite sign of the angle and the factor 1/(hw).
  /// - Complexity: O(hw log hw) for powers of two, O(hw(h + w)) at most.
  package func transform(
    _ real: inout [Double], _ imaginary: inout [Double], isInverse: Bool = false
  ) {
    precondition(
      real.count == height * width && imaginary.count == real.count,
      "\(real.count) and \(imaginary.count) of \(height * width) numbers")
    // The inverse is the transform with real and imaginary parts exchanged.
    if isInverse { swap(&real, &imaginary) }
    down.transform(&real, &imaginary, batch: width)
    (real, imaginary) = (transposed(real, height, width), transposed(imaginary, height, width))
    across.transform(&real, &imaginary, batch: height)
    (real, imaginary) = (transposed(real, width, height), transposed(imaginary, width, height))
    guard isInverse else { return }
    swap(&real, &imaginary)
    let scale = 1 / Double(height * width)
    for index in real.indices {
      real[index] *= scale
      imaginary[index] *= scale
    }
  }

  /// The eigenvalues 4 − 2cos(2πm/h) − 2cos(2πn/w) of the periodic Laplacian DᵀD, or with weights.
  ///
  /// - Parameters:
  ///   - down: The weight of the differences down the columns.
  ///   - across: The weight of those along the rows.
  /// - Returns: hw numbers in the order of the transform.
  package func laplacian(down: Double = 1, across: Double = 1) -> [Double] {
    (0..<height * width).map { index in
      down * self.down.laplacian(index / width) + across * self.across.laplacian(index % width)
    }
  }

  private func transposed(_ values: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: values.count) { result, count in
      count = values.count
      values.withUnsafeBufferPointer { values in
        let block = 16
        for top in stride(from: 0, to: rows, by: block) {
          for left in stride(from: 0, to: columns, by: block) {
            for i in top..<min(top + block, rows) {
              for j in left..<min(left + block, columns) {
                result[j * rows + i] = values[i * columns + j]
              }
            }
          }
        }
      }
    }
  }
}

/// The transform along the first of two indices, for a batch of columns at once.
private struct Roots: Sendable {
  let count: Int
  /// cos and −sin of 2πk/n.
  private let cosines: [Double]
  private let sines: [Double]

  init(_ count: Int) {
    self.count = count
    let angles = (0..<count).map { 2 * Double.pi * Double($0) / Double(count) }
    cosines = angles.map { cos($0) }
    sines = angles.map { -sin($0) }
  }

  /// 2 − 2cos(2πk/n).
  func laplacian(_ k: Int) -> Double { 2 - 2 * cosines[k] }

  func transform(_ real: inout [Double], _ imaginary: inout [Double], batch: Int) {
    guard count > 1 else { return }
    let isPowerOfTwo = count & (count - 1) == 0
    guard isPowerOfTwo else {
      sum(&real, &imaginary, batch)
      return
    }
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        guard let x = real.baseAddress, let y = imaginary.baseAddress else { return }
        reverse(x, batch)
        reverse(y, batch)
        var half = 1
        while half < count {
          for first in stride(from: 0, to: count, by: 2 * half) {
            for k in 0..<half {
              let root = k * (count / (2 * half))
              butterfly(
                x, y, (first + k) * batch, (first + k + half) * batch, cosines[root], sines[root],
                batch)
            }
          }
          half *= 2
        }
      }
    }
  }

  @inline(__always)
  private func butterfly(
    _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ first: Int,
    _ second: Int, _ c: Double, _ s: Double, _ batch: Int
  ) {
    let (x0, y0, x1, y1) = (x + first, y + first, x + second, y + second)
    for j in 0..<batch {
      let (a, b) = (c * x1[j] - s * y1[j], c * y1[j] + s * x1[j])
      x1[j] = x0[j] - a
      y1[j] = y0[j] - b
      x0[j] += a
      y0[j] += b
    }
  }

  /// Exchanges rows whose numbers have reversed bits.
  private func reverse(_ values: UnsafeMutablePointer<Double>, _ batch: Int) {
    var mirror = 0
    for index in 1..<count {
      var bit = count >> 1
      while mirror & bit != 0 {
        mirror ^= bit
        bit >>= 1
      }
      mirror |= bit
      guard index < mirror else { continue }
      for j in 0..<batch {
        (values[index * batch + j], values[mirror * batch + j]) = (
          values[mirror * batch + j], values[index * batch + j]
        )
      }
    }
  }

  private func sum(_ real: inout [Double], _ imaginary: inout [Double], _ batch: Int) {
    let (x, y) = (real, imaginary)
    for index in real.indices { (real[index], imaginary[index]) = (0, 0) }
    for k in 0..<count {
      for i in 0..<count {
        let root = k * i % count
        let (c, s) = (cosines[root], sines[root])
        for j in 0..<batch {
          let (a, b) = (x[i * batch + j], y[i * batch + j])
          real[k * batch + j] += c * a - s * b
          imaginary[k * batch + j] += c * b + s * a
        }
      }
    }
  }
}
