// Convolution of periodic images with a small kernel.

/// The periodic convolution of an image of h × w pixels, stored row by row, with a kernel of p × q numbers whose middle
/// entry is its centre: (Ax)ᵢⱼ = Σ kₐᵦ xᵢ₊c₋ₐ,ⱼ₊d₋ᵦ, with indices modulo h and w.
public struct ImageConvolution: LinearMap, Equatable {
  /// The kernel, p rows of q numbers, row by row.
  public let kernel: [Double]
  /// The number of rows p of the kernel, odd and at most h.
  public let kernelHeight: Int
  /// The number of columns q of the kernel, odd and at most w.
  public let kernelWidth: Int
  /// The number of rows h of the image.
  public let height: Int
  /// The number of columns w of the image.
  public let width: Int

  /// Creates a convolution.
  ///
  /// - Parameters:
  ///   - kernel: pq finite numbers, row by row.
  ///   - kernelHeight: p, odd.
  ///   - height: h ≥ p.
  ///   - width: w ≥ q, where q is odd as well.
  public init(kernel: [Double], kernelHeight: Int, height: Int, width: Int) {
    precondition(
      kernelHeight > 0 && kernel.count % kernelHeight == 0 && kernelHeight % 2 == 1,
      "a kernel of \(kernel.count) numbers in \(kernelHeight) rows")
    let kernelWidth = kernel.count / kernelHeight
    precondition(
      kernelWidth % 2 == 1 && kernelHeight <= height && kernelWidth <= width,
      "a kernel of \(kernelHeight) × \(kernelWidth) for \(height) × \(width) pixels")
    (self.kernel, self.kernelHeight, self.kernelWidth) = (kernel, kernelHeight, kernelWidth)
    (self.height, self.width) = (height, width)
  }

  /// Creates the convolution with the same kernel down the columns and along the rows.
  ///
  /// - Parameters:
  ///   - separable: p numbers k; the kernel is kkᵀ.
  ///   - height: h ≥ p.
  ///   - width: w ≥ p.
  public init(separable: [Double], height: Int, width: Int) {
    self.init(
      kernel: separable.flatMap { row in separable.map { row * $0 } },
      kernelHeight: separable.count, height: height, width: width)
  }

  /// hw.
  public var rows: Int { height * width }
  /// hw.
  public var columns: Int { height * width }

  /// The convolution y ← Ax; O(hwpq).
  ///
  /// - Parameters:
  ///   - x: hw numbers.
  ///   - y: Receives hw numbers.
  public func apply(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    convolve(x, into: y, isReversed: false)
  }

  /// The adjoint, a convolution with the reversed kernel; O(hwpq).
  ///
  /// - Parameters:
  ///   - y: hw numbers.
  ///   - x: Receives hw numbers.
  public func applyAdjoint(
    _ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>
  ) {
    convolve(y, into: x, isReversed: true)
  }

  /// The eigenvalues Σ kₐᵦ exp(−2πi((a−c)m/h + (b−d)n/w)), as the transform of the response to the first pixel.
  ///
  /// - Returns: The transform, h × w complex numbers row by row.
  /// - Complexity: That of a ``FourierTransform``.
  package func spectrum() -> (real: [Double], imaginary: [Double]) {
    var impulse = [Double](repeating: 0, count: columns)
    impulse[0] = 1
    var real = applied(to: impulse)
    var imaginary = [Double](repeating: 0, count: columns)
    FourierTransform(height: height, width: width).transform(&real, &imaginary)
    return (real, imaginary)
  }

  private func convolve(
    _ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>,
    isReversed: Bool
  ) {
    y.update(repeating: 0)
    guard let x = x.baseAddress, let y = y.baseAddress else { return }
    let (h, w) = (height, width)
    for a in 0..<kernelHeight {
      let down = isReversed ? kernelHeight / 2 - a : a - kernelHeight / 2
      for b in 0..<kernelWidth {
        let weight = kernel[a * kernelWidth + b]
        guard weight != 0 else { continue }
        let right = isReversed ? kernelWidth / 2 - b : b - kernelWidth / 2
        let shift = right >= 0 ? right : right + w
        for row in 0..<h {
          let target = y + ((row + down + h) % h) * w
          let source = x + row * w
          for j in 0..<w - shift { target[j + shift] += weight * source[j] }
          for j in 0..<shift { target[j] += weight * source[j + w - shift] }
        }
      }
    }
  }
}
