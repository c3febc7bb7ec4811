// The spectral radius against matrices whose eigenvalues are known.

import LinearAlgebra
import Libc
import Testing

struct SpectralRadiusTests {
  @Test("rotations have complex eigenvalues", arguments: [0.3, 1, 2.5])
  func rotation(angle: Double) throws {
    let (c, s) = (cos(angle), sin(angle))
    let matrix = Matrix(rows: 2, columns: 2, elements: [0.7 * c, 0.7 * s, -0.7 * s, 0.7 * c])
    #expect(abs(try spectralRadius(of: matrix) - 0.7) < 1e-15)
  }

  @Test("a triangular matrix has its diagonal, however large the rest")
  func triangular() throws {
    let matrix = Matrix(rows: 3, columns: 3, elements: [0.5, 0, 0, 1e6, -0.9, 0, -1e5, 1e6, 0.1])
    #expect(abs(try spectralRadius(of: matrix) - 0.9) < 1e-14)
  }

  @Test("a similarity changes nothing, and symmetric matrices agree with their own solver")
  func similar() throws {
    var generator = CounterGenerator(seed: 7)
    let symmetric = generator.normals(rows: 20, columns: 20).symmetricPart
    let values = try SymmetricEigen.values(of: symmetric)
    let largest = max(-values[0], values[19])
    #expect(abs(try spectralRadius(of: symmetric) - largest) < 1e-13)
    var inverse = Matrix.identity(20)
    let change = generator.normals(rows: 20, columns: 20)
    try LUFactorization(change).solve(&inverse)
    let other = change.multiplied(by: symmetric).multiplied(by: inverse)
    #expect(abs(try spectralRadius(of: other) - largest) < 1e-9)
  }

  @Test("no rows have radius 0")
  func empty() throws {
    #expect(try spectralRadius(of: Matrix(repeating: 0, rows: 0, columns: 0)) == 0)
  }
}
