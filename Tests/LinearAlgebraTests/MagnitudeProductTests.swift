// Products with magnitudes against sums entry by entry.

import Testing

@testable import LinearAlgebra

struct MagnitudeProductTests {
  @Test("|A|x, |A|ᵀy and the sums of columns", arguments: [1, 3, 4, 9, 16], [1, 5])
  func products(rows: Int, columns: Int) {
    var generator = CounterGenerator(seed: 17)
    let matrix = generator.normals(rows: rows, columns: columns)
    let (x, y) = (generator.normals(columns), generator.normals(rows))
    let (image, adjoint) = (matrix.magnitudesApplied(to: x), matrix.adjointMagnitudesApplied(to: y))
    for i in 0..<rows {
      let expected = (0..<columns).reduce(0) { $0 + abs(matrix[i, $1]) * x[$1] }
      #expect(abs(image[i] - expected) < 1e-14)
    }
    for j in 0..<columns {
      let expected = (0..<rows).reduce(0) { $0 + abs(matrix[$1, j]) * y[$1] }
      #expect(abs(adjoint[j] - expected) < 1e-13)
      let sum = (0..<rows).reduce(0) { $0 + abs(matrix[$1, j]) }
      #expect(abs(matrix.columnMagnitudes[j] - sum) < 1e-13)
    }
  }

  @Test("signs of zeros and infinities")
  func signs() {
    let matrix = Matrix(rows: 4, columns: 1, elements: [-0.0, -.infinity, .infinity, -1])
    let image = matrix.magnitudesApplied(to: [1])
    #expect(image == [0, .infinity, .infinity, 1] && image[0].sign == .plus)
  }
}
