// Convolution of periodic signals with a short kernel.

import Libc

/// The periodic convolution (Ax)ᵢ = Σⱼ kⱼ xᵢ₊c₋ⱼ with a kernel k whose entry c is its centre; indices are taken
/// modulo n.
///
/// A is circulant, and Aᵀ is the convolution with the reversed kernel.
public struct CirculantMap: LinearMap, Equatable {
  /// The kernel k, at least one and at most n numbers.
  public let kernel: [Double]
  /// The index c, from 0, of the entry of the kernel that multiplies xᵢ.
  public let center: Int
  /// The length n of the signals that the map takes.
  public let columns: Int
  /// The length of what it gives, n as well: the map is square.
  public var rows: Int { columns }

  /// Creates a convolution.
  ///
  /// - Parameters:
  ///   - kernel: k, from 1 to n finite numbers.
  ///   - center: c; by default the middle one, ⌊(length of k − 1)/2⌋.
  ///   - length: The length n of the signals.
  public init(kernel: [Double], center: Int? = nil, length: Int) {
    precondition(
      !kernel.isEmpty && kernel.count <= length,
      "a kernel of \(kernel.count) entries for signals of \(length) samples")
    let center = center ?? (kernel.count - 1) / 2
    precondition(
      kernel.indices.contains(center), "centre \(center) of a kernel of \(kernel.count) entries")
    self.kernel = kernel
    self.center = center
    columns = length
  }

  /// The convolution y ← Ax.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - y: Receives n numbers.
  /// - Complexity: O(n) per entry of the kernel.
  public func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    y.update(repeating: 0)
    for (j, weight) in kernel.enumerated() { addShifted(x, by: j - center, weight, to: y) }
  }

  /// The adjoint x ← Aᵀy, (Aᵀy)ᵢ = Σⱼ kⱼ yᵢ₋c₊ⱼ.
  ///
  /// - Parameters:
  ///   - y: n numbers.
  ///   - x: Receives n numbers.
  /// - Complexity: O(n) per entry of the kernel.
  public func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    x.update(repeating: 0)
    for (j, weight) in kernel.enumerated() { addShifted(y, by: center - j, weight, to: x) }
  }

  /// yᵢ ← yᵢ + w·xᵢ₋ₛ, |s| < n.
  private func addShifted(
    _ x: UnsafeBufferPointer<Double>, by shift: Int, _ weight: Double,
    to y: UnsafeMutableBufferPointer<Double>
  ) {
    let n = columns
    let forward = shift >= 0 ? shift : shift + n
    for i in 0..<n - forward { y[i + forward] += weight * x[i] }
    for i in n - forward..<n { y[i + forward - n] += weight * x[i] }
  }
}

extension CirculantMap {
  /// The singular values |Σⱼ kⱼ exp(−2πijm/n)| of the convolution at the frequencies m = 0…⌊n/2⌋; that at n − m is the
  /// one at m.
  ///
  /// - Parameters:
  ///   - kernel: k.
  ///   - length: n ≥ 1.
  /// - Returns: ⌊n/2⌋ + 1 numbers, each with an error of a few units of rounding of Σ|k|.
  /// - Complexity: A cosine and a sine for every entry of the kernel and frequency.
  public static func responses(of kernel: [Double], length: Int) -> [Double] {
    (0...length / 2).map { frequency -> Double in
      var (real, imaginary) = (0.0, 0.0)
      for (place, weight) in kernel.enumerated() {
        let angle = 2 * .pi * Double(place * frequency % length) / Double(length)
        real += weight * cos(angle)
        imaginary += weight * sin(angle)
      }
      return hypot(real, imaginary)
    }
  }
}
