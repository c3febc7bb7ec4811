// The example of the documentation, word for word, and that it is right.

import LinearAlgebra
import Testing

@Test("the example of LinearAlgebra")
func linearAlgebraExample() throws {
  let frames = Matrix(rows: 2, columns: 3, elements: [1, 4, 2, 5, 3, 6])
  let eigen = try SymmetricEigen(frames.gram())
  // The roots of λ² − 91λ + 54, the characteristic polynomial of the 2 × 2 Gram matrix of the rows.
  let discriminant: Double = 91 * 91 - 4 * 54
  let largest = 0.5 * (91 + discriminant.squareRoot())
  // Some dozen roundings of numbers no larger than the eigenvalue.
  #expect(abs((eigen.values.last ?? 0) - largest) <= 0x1p-48 * largest)
}
