// Fourier transforms, convolutions and Laplacians of images against their definitions.

import LinearAlgebra
import Testing

@Suite("Maps of images")
struct ImageMapTests {
  private static let sizes = [(1, 1), (1, 5), (4, 1), (4, 8), (3, 5), (6, 4), (2, 7)]

  private func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var generator = CounterGenerator(seed: seed)
    return generator.normals(count)
  }

  @Test("the Fourier transform is the defining sum, and the inverse undoes it", arguments: sizes)
  func fourier(height: Int, width: Int) {
    let n = height * width
    let (x, y) = (numbers(n, seed: 1), numbers(n, seed: 2))
    var (real, imaginary) = (x, y)
    let transform = FourierTransform(height: height, width: width)
    transform.transform(&real, &imaginary)
    for m in 0..<height {
      for k in 0..<width {
        var (a, b) = (0.0, 0.0)
        for i in 0..<height {
          for j in 0..<width {
            let turns = Double(i * m) / Double(height) + Double(j * k) / Double(width)
            let (c, s) = (cosine(turns), sine(turns))
            let (u, v) = (x[i * width + j], y[i * width + j])
            a += u * c + v * s
            b += v * c - u * s
          }
        }
        #expect(abs(real[m * width + k] - a) <= 1e-13 && abs(imaginary[m * width + k] - b) <= 1e-13)
      }
    }
    transform.transform(&real, &imaginary, isInverse: true)
    #expect(maximumDistance(real, x) <= 1e-14 && maximumDistance(imaginary, y) <= 1e-14)
  }

  /// cos 2πt and sin 2πt by their rotations, which are exact at quarters.
  private func cosine(_ turns: Double) -> Double { sine(turns + 0.25) }

  private func sine(_ turns: Double) -> Double {
    // The Taylor series on [−π, π].
    let angle = 2 * Double.pi * (turns - turns.rounded())
    var (term, sum) = (angle, angle)
    for k in 1...20 {
      term *= -angle * angle / Double(2 * k * (2 * k + 1))
      sum += term
    }
    return sum
  }

  @Test("the convolution is the defining sum, and its adjoint the transposed matrix")
  func convolution() {
    let (h, w, p, q) = (5, 4, 3, 3)
    let kernel = numbers(p * q, seed: 3)
    let map = ImageConvolution(kernel: kernel, kernelHeight: p, height: h, width: w)
    var dense = Matrix(repeating: 0, rows: h * w, columns: h * w)
    for i in 0..<h {
      for j in 0..<w {
        for a in 0..<p {
          for b in 0..<q {
            let (row, column) = ((i + 1 - a + h) % h, (j + 1 - b + w) % w)
            dense[i * w + j, row * w + column] += kernel[a * q + b]
          }
        }
      }
    }
    let x = numbers(h * w, seed: 4)
    #expect(maximumDistance(map.applied(to: x), dense.applied(to: x)) <= 1e-14)
    #expect(
      maximumDistance(map.adjointApplied(to: x), dense.transposed.applied(to: x)) <= 1e-14)
  }

  @Test("a separable kernel is the outer product")
  func separable() {
    let map = ImageConvolution(separable: [0.25, 0.5, 0.25], height: 3, width: 4)
    #expect(map.kernel == [0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625])
  }

  @Test("eigenvalues of a convolution: its energies are those of the matrix")
  func spectrum() throws {
    let map = ImageConvolution(
      kernel: numbers(9, seed: 5), kernelHeight: 3, height: 4, width: 5)
    let (real, imaginary) = map.spectrum()
    let energies = zip(real, imaginary).map { $0 * $0 + $1 * $1 }.sorted()
    let dense = try SymmetricEigen.values(of: Matrix(of: map).gram())
    #expect(maximumDistance(energies, dense) <= 1e-12)
  }

  @Test(
    "the Laplacian’s solution satisfies DᵀDx = b − mean and has mean 0", arguments: sizes,
    [StencilMap.Boundary.open, .periodic])
  func laplacian(size: (Int, Int), boundary: StencilMap.Boundary) {
    let n = size.0 * size.1
    let gradient = StencilMap(height: size.0, width: size.1, boundary: boundary)
    let right = numbers(n, seed: 6)
    let mean = right.reduce(0, +) / Double(n)
    let x = GridLaplacian(gradient).solve(right)
    let back = gradient.adjointApplied(to: gradient.applied(to: x))
    #expect(maximumDistance(back, right.map { $0 - mean }) <= 1e-13)
    #expect(abs(x.reduce(0, +)) <= 1e-13)
  }
}
