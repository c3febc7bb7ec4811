// Linear maps compared with their matrices, and the adjoint identity.

import LinearAlgebra
import TestSupport
import Testing

/// A map with a name.
struct NamedMap: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let map: any LinearMap
  /// The matrix by its definition.
  let matrix: Matrix

  init(_ name: String, _ map: any LinearMap, _ entry: (_ row: Int, _ column: Int) -> Double) {
    (testDescription, self.map) = (name, map)
    var matrix = Matrix(repeating: 0, rows: map.rows, columns: map.columns)
    for i in 0..<map.rows { for j in 0..<map.columns { matrix[i, j] = entry(i, j) } }
    self.matrix = matrix
  }

  static let all: [NamedMap] = {
    var maps: [NamedMap] = []
    let dense = Matrix.random(rows: 5, columns: 7, seed: 20)
    maps.append(NamedMap("dense", dense) { dense[$0, $1] })
    for n in [1, 2, 6] {
      for boundary in [StencilMap.Boundary.open, .periodic] {
        maps.append(
          NamedMap(
            "differences of \(n), \(boundary)", StencilMap(length: n, boundary: boundary)
          ) { i, j in (j == (i + 1) % n ? 1 : 0) - (j == i ? 1 : 0) })
      }
    }
    for (h, w) in [(1, 1), (1, 4), (3, 1), (2, 2), (3, 4)] {
      for boundary in [StencilMap.Boundary.open, .periodic] {
        maps.append(
          NamedMap(
            "gradient of \(h) × \(w), \(boundary)",
            StencilMap(height: h, width: w, boundary: boundary)
          ) { row, column in
            let (i, j) = (row % (h * w) / w, row % w)
            let (down, right) = row < h * w ? (i + 1, j) : (i, j + 1)
            if boundary == .open && (down == h || right == w) { return 0 }
            let neighbour = down % h * w + right % w
            return (column == neighbour ? 1 : 0) - (column == i * w + j ? 1 : 0)
          })
      }
    }
    let kernel = [0.2, 0.5, -0.3, 0.1]
    for (length, center) in [(4, nil), (9, nil), (9, 0), (9, 3)] as [(Int, Int?)] {
      maps.append(
        NamedMap(
          "convolution of \(length), centre \(center ?? 1)",
          CirculantMap(kernel: kernel, center: center, length: length)
        ) { i, j in
          // (Ax)ᵢ = Σ kₗ xᵢ₊c₋ₗ.
          kernel.indices.filter { (i + (center ?? 1) - $0 + length) % length == j }
            .reduce(0) { $0 + kernel[$1] }
        })
    }
    for n in [1, 2, 5] {
      let (diagonal, beside) = (
        Matrix.random(rows: n, columns: 1, seed: 25).elements,
        Matrix.random(rows: n - 1, columns: 1, seed: 26).elements
      )
      maps.append(
        NamedMap(
          "tridiagonal of \(n)", SymmetricTridiagonal(diagonal: diagonal, offDiagonal: beside)
        ) { i, j in i == j ? diagonal[i] : abs(i - j) == 1 ? beside[min(i, j)] : 0 })
    }
    let mask = MaskMap(mask: [true, false, false, true, true])
    maps.append(NamedMap("mask", mask) { [0, 3, 4][$0] == $1 ? 1 : 0 })
    maps.append(NamedMap("empty mask", MaskMap(kept: [], columns: 3)) { _, _ in 0 })
    maps.append(NamedMap("multiple", ScaledMap(-2.5, dense)) { -2.5 * dense[$0, $1] })
    let product = dense.naiveProduct(.random(rows: 7, columns: 3, seed: 21))
    maps.append(
      NamedMap("composition", ComposedMap(dense, Matrix.random(rows: 7, columns: 3, seed: 21))) {
        product[$0, $1]
      })
    let lower = StencilMap(length: 7, boundary: .open)
    maps.append(
      NamedMap("one above the other", StackedMap(dense, lower)) { i, j in
        i < 5 ? dense[i, j] : (j == i - 4 ? 1 : 0) - (j == i - 5 ? 1 : 0)
      })
    return maps
  }()
}

@Suite("Linear maps")
struct LinearMapTests {
  @Test(
    "have the matrix of their definition, whatever the buffer contains", arguments: NamedMap.all)
  func matrix(named: NamedMap) {
    let scale = 1 + named.matrix.frobeniusNorm
    expectClose(Matrix(of: named.map), named.matrix, .roundoff(operations: 32), scale: scale)
    let x = values(named.map.columns, seed: 22)
    var y = [Double](repeating: .nan, count: named.map.rows)
    named.map.apply(x, into: &y)
    for i in y.indices {
      let expected = x.indices.reduce(0) { $0 + named.matrix[i, $1] * x[$1] }
      expectClose(y[i], expected, .roundoff(operations: 64), scale: scale * norm(x))
    }
  }

  @Test(
    "tridiagonal systems have the solutions of LU; indefinite ones are refused", arguments: 1...7)
  func tridiagonal(n: Int) throws {
    let beside = values(n - 1, seed: 27)
    let diagonal = (0..<n).map { i in
      0.1 + (i > 0 ? abs(beside[i - 1]) : 0) + (i < n - 1 ? abs(beside[i]) : 0)
    }
    let matrix = SymmetricTridiagonal(diagonal: diagonal, offDiagonal: beside)
    var (solution, expected) = (values(n, seed: 28), values(n, seed: 28))
    #expect(matrix.solve(&solution))
    var several = values(3 * n, seed: 29)
    let second = Array(several[n..<2 * n])
    #expect(matrix.solve(&several, columns: 3))
    let image = matrix.applied(to: Array(several[n..<2 * n]))
    for i in 0..<n {
      expectClose(image[i], second[i], .roundoff(operations: 1000), scale: 1 + norm(second))
    }
    try LUFactorization(Matrix(of: matrix)).solve(&expected)
    for i in 0..<n {
      expectClose(solution[i], expected[i], .roundoff(operations: 1000), scale: 1 + norm(expected))
    }
    var indefinite = diagonal
    indefinite[n - 1] = n > 1 ? beside[n - 2] * beside[n - 2] / 1e6 - 1 : -1
    var other = values(n, seed: 28)
    #expect(!SymmetricTridiagonal(diagonal: indefinite, offDiagonal: beside).solve(&other))
  }

  @Test("⟨Ax, y⟩ = ⟨x, Aᵀy⟩", arguments: NamedMap.all)
  func adjoint(named: NamedMap) {
    let (x, y) = (values(named.map.columns, seed: 23), values(named.map.rows, seed: 24))
    var back = [Double](repeating: .nan, count: named.map.columns)
    named.map.applyAdjoint(y, into: &back)
    #expect(back == named.map.adjointApplied(to: y))
    expectClose(
      dot(named.map.applied(to: x), y), dot(x, back), .roundoff(operations: 64),
      scale: (1 + named.matrix.frobeniusNorm) * (1 + norm(x) * norm(y)))
  }

  @Test(
    "differences of constants are 0, and a convolution multiplies them by the sum of the kernel")
  func constants() {
    let ones = [Double](repeating: 1, count: 12)
    for boundary in [StencilMap.Boundary.open, .periodic] {
      #expect(StencilMap(length: 12, boundary: boundary).applied(to: ones).allSatisfy { $0 == 0 })
      let gradient = StencilMap(height: 3, width: 4, boundary: boundary)
      #expect(gradient.applied(to: ones).allSatisfy { $0 == 0 })
    }
    let blurred = CirculantMap(kernel: [0.25, 0.5, 0.25], length: 12).applied(to: ones)
    #expect(blurred.allSatisfy { $0 == 1 })
  }

  @Test("the norm is the largest singular value", arguments: NamedMap.all)
  func norms(named: NamedMap) throws {
    let bounds = try operatorNorm(of: named.map)
    let expected =
      named.map.rows == 0 || named.map.columns == 0
      ? 0 : try SingularValues(named.matrix).values.first ?? 0
    #expect(bounds.lower <= expected * (1 + 1e-14) && expected <= bounds.upper * (1 + 1e-14))
    #expect(bounds.upper - bounds.lower <= 1e-12 * expected)
    #expect(bounds.certificate == .eigenvalues)
  }

  @Test("squares neither overflow nor underflow", arguments: [1e-200, 1e200])
  func scale(factor: Double) throws {
    let bounds = try operatorNorm(of: Matrix(diagonal: [3 * factor, factor]))
    #expect(bounds.lower <= 3 * factor && 3 * factor <= bounds.upper)
    #expect(bounds.upper <= 3.0001 * factor)
  }

  /// The periodic gradient of an even number of pixels has the norm √8; that of n samples 2.
  @Test("power iteration encloses the norms of large maps")
  func powerIteration() throws {
    for tolerance in [0.1, 0.01] {
      let signal = try operatorNorm(
        of: StencilMap(length: 500, boundary: .periodic), tolerance: tolerance)
      #expect(signal.lower <= 2 && 2 <= signal.upper)
      #expect(signal.upper - signal.lower <= tolerance * signal.lower)
      #expect(signal.certificate == .randomStart(failure: 1e-9))
      let image = try operatorNorm(
        of: StencilMap(height: 20, width: 18, boundary: .periodic), tolerance: tolerance)
      #expect(image.lower * image.lower <= 8 && 8 <= image.upper * image.upper)
      #expect(image.products < 20_000)
    }
    let none = try operatorNorm(of: ScaledMap(0, StencilMap(length: 300, boundary: .periodic)))
    #expect(none.lower == 0 && none.upper == 0)
    let short = try operatorNorm(
      of: StencilMap(length: 500, boundary: .periodic), productLimit: 10)
    #expect(short.products == 10 && short.lower <= 2 && 2 <= short.upper)
  }

  @Test("rejects illegal maps")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      _ = ComposedMap(Matrix.identity(2), Matrix.identity(3))
    }
    await #expect(processExitsWith: .failure) {
      _ = StackedMap(Matrix.identity(2), Matrix.identity(3))
    }
    await #expect(processExitsWith: .failure) { _ = MaskMap(kept: [1, 1], columns: 3) }
    await #expect(processExitsWith: .failure) { _ = MaskMap(kept: [3], columns: 3) }
    await #expect(processExitsWith: .failure) { _ = CirculantMap(kernel: [1, 2], length: 1) }
    await #expect(processExitsWith: .failure) { _ = StencilMap(length: 0, boundary: .open) }
    await #expect(processExitsWith: .failure) { _ = Matrix.identity(2).applied(to: [1]) }
  }

  private func values(_ count: Int, seed: UInt64) -> [Double] {
    var generator = CounterGenerator(seed: seed)
    return generator.normals(count)
  }
}
