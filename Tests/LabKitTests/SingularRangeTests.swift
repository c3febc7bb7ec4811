// The extreme singular values of operators, beside a singular value decomposition.

import LabKit
import LinearAlgebra
import Testing

struct SingularRangeTests {
  private func expect(_ range: SingularRange, of map: some LinearMap) throws {
    let values = try SingularValues(Matrix(of: map)).values
    let least = map.rows < map.columns ? 0 : values.last ?? 0
    let largest = try #require(values.first)
    #expect(range.isExact)
    #expect(abs(range.largest - largest) <= 1e-13 * largest)
    let bound = try #require(range.least)
    #expect(bound <= least + 1e-13 * largest)
    // Squares of singular values lose half of the digits of small ones.
    #expect(bound >= least - 1e-12 * largest * largest / max(least, 1e-6 * largest))
  }

  @Test("of matrices", arguments: [(9, 5), (7, 7), (5, 9), (300, 280)], [1e-200, 1, 1e150])
  func matrices(shape: (Int, Int), factor: Double) throws {
    var generator = CounterGenerator(seed: 2)
    var matrix = generator.normals(rows: shape.0, columns: shape.1)
    let range = try SingularRange(of: matrix)
    try expect(range, of: matrix)
    scale(&matrix, by: factor)
    let scaled = try SingularRange(of: matrix)
    #expect(abs(scaled.largest / factor - range.largest) <= 1e-12 * range.largest)
  }

  @Test("of selections")
  func masks() throws {
    for mask in [[true, false, true], [true, true]] {
      let map = MaskMap(mask: mask)
      try expect(SingularRange(of: map), of: map)
    }
    let image = MaskMap(mask: (0..<1000).map { $0 % 3 > 0 })
    #expect(SingularRange(of: image).largest == 1)
    #expect(SingularRange(of: image).convexity == nil)
  }

  @Test(
    "of blurs",
    arguments: [[1.0], [0.25, 0.5, 0.25], [0.2, 0.6, 0.2], [1, -1, 0], [-1, 3, 0.5, 2, 0.1]],
    [[7], [12], [8, 6], [9, 5]])
  func blurs(kernel: [Double], sides: [Int]) throws {
    let range = SingularRange(kernel: kernel, sides: sides)
    if sides.count == 1 {
      try expect(range, of: CirculantMap(kernel: kernel, length: sides[0]))
    } else {
      try expect(
        range, of: ImageConvolution(separable: kernel, height: sides[0], width: sides[1]))
    }
    // A mean has the norm 1 without rounding.
    if kernel.allSatisfy({ $0 >= 0 }) { #expect(range.largest == 1) }
  }

  @Test("of an operator by its kind")
  func operators() throws {
    var generator = CounterGenerator(seed: 4)
    let kernel = [0.2, 0.5, 0.1]
    let beam = ParallelBeam(angleCount: 6, detectorCount: 8, spacing: 1)
    let kinds: [ForwardOperator.Kind] = [
      .matrix(generator.normals(rows: 8, columns: 6)), .mask(MaskMap(mask: [true, false, true])),
      .blur(kernel, height: 1, width: 7), .blur(kernel, height: 5, width: 6),
      .radon(RadonMap(beam, size: 8)),
    ]
    for kind in kinds {
      let map = ForwardOperator(kind, name: "test")
      try expect(SingularRange(of: map), of: map)
    }
    let large = ForwardOperator(
      .radon(
        RadonMap(ParallelBeam(angleCount: 30, detectorCount: 40, spacing: 1), size: 40)),
      name: "test")
    #expect(!SingularRange.isDense(large))
    let range = try SingularRange(of: large)
    let norm = try operatorNorm(of: large)
    #expect(!range.isExact && range.least == 0)
    #expect(range.largest >= norm.lower && range.largest <= 1.002 * norm.upper)
  }

  @Test("a blur that removes a frequency is not injective")
  func singular() throws {
    #expect(SingularRange(kernel: [0.25, 0.5, 0.25], sides: [12]).convexity == nil)
    let convexity = try #require(SingularRange(kernel: [0.2, 0.6, 0.2], sides: [12]).convexity)
    #expect(abs(convexity - 0.04) <= 1e-13)
  }

  @Test("of large matrices an upper bound, and no least value")
  func large() throws {
    var generator = CounterGenerator(seed: 3)
    var matrix = generator.normals(rows: 700, columns: 660)
    scale(&matrix, by: 1e-3)
    let range = try SingularRange(of: matrix)
    let values = try SymmetricEigen.values(of: matrix.gram())
    let largest = try #require(values.last).squareRoot()
    #expect(!range.isExact && range.least == nil && range.convexity == nil)
    #expect(range.largest >= largest && range.largest <= 1.02 * largest)
    #expect(try SingularRange(of: matrix.transposed).least == 0)
  }
}
