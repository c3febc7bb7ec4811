// The Fourier transform of fields on a periodic grid.

import Libc
import LinearAlgebra

/// Complex numbers on the n × n frequencies 2π(k, l)/n, row by row.
struct GridSpectrum: Sendable {
  var real: [Double]
  var imaginary: [Double]

  /// Zeros.
  init(zeros count: Int) {
    real = [Double](repeating: 0, count: count)
    imaginary = real
  }

  /// |ẑ|² at a frequency.
  func power(_ index: Int) -> Double {
    real[index] * real[index] + imaginary[index] * imaginary[index]
  }

  /// The spectrum times real numbers.
  func scaled(by factors: [Double]) -> GridSpectrum {
    var result = self
    for (index, factor) in factors.enumerated() {
      result.real[index] *= factor
      result.imaginary[index] *= factor
    }
    return result
  }

  /// The spectrum times another.
  func times(_ other: GridSpectrum) -> GridSpectrum {
    var result = self
    for index in real.indices {
      result.real[index] =
        real[index] * other.real[index] - imaginary[index] * other.imaginary[index]
      result.imaginary[index] =
        real[index] * other.imaginary[index] + imaginary[index] * other.real[index]
    }
    return result
  }

  /// The spectrum of g·u for a linear g, from that of u.
  func moved(_ permutation: [Int]) -> GridSpectrum {
    var result = self
    for (index, source) in permutation.enumerated() {
      result.real[index] = real[source]
      result.imaginary[index] = imaginary[source]
    }
    return result
  }

  /// Adds a multiple of another.
  mutating func add(_ factor: Double, _ other: GridSpectrum) {
    for index in real.indices {
      real[index] += factor * other.real[index]
      imaginary[index] += factor * other.imaginary[index]
    }
  }
}

/// The discrete Fourier transform û(k) = Σ u(x) e^(−2πi⟨k, x⟩/n) of n × n fields, and convolutions.
struct GridTransform: Sendable {
  /// n.
  let size: Int
  private let transform: FourierTransform
  /// cos(2πk/n).
  private let cosines: [Double]

  /// The transform of an n × n grid.
  init(_ size: Int) {
    self.size = size
    transform = FourierTransform(height: size, width: size)
    cosines = (0..<size).map { cos(2 * .pi * Double($0) / Double(size)) }
  }

  /// û of a real field.
  func spectrum(_ field: [Double]) -> GridSpectrum {
    var z = GridSpectrum(zeros: field.count)
    z.real = field
    transform.transform(&z.real, &z.imaginary)
    return z
  }

  /// The field of a spectrum, whose imaginary part is left out.
  func field(_ spectrum: GridSpectrum) -> [Double] {
    var z = spectrum
    transform.transform(&z.real, &z.imaginary, isInverse: true)
    return z.real
  }

  /// The periodic convolution k∗u.
  func convolved(_ kernel: [Double], _ field: [Double]) -> [Double] {
    self.field(spectrum(kernel).times(spectrum(field)))
  }

  /// The field cos⟨f, x⟩ of a frequency, given by its index.
  func wave(_ frequency: Int) -> [Double] {
    let (k, l) = (frequency / size, frequency % size)
    return (0..<size * size).map { cosines[(k * ($0 / size) + l * ($0 % size)) % size] }
  }

  /// The eigenvalues 4 − 2cos k − 2cos l of −Δ, the Hessian of ½‖∇u‖², or with weights of rows and columns.
  func laplacian(_ rows: Double = 1, _ columns: Double = 1) -> [Double] {
    transform.laplacian(down: rows, across: columns)
  }
}
