// R in the coordinates of the signal.

import LinearAlgebra
import Testing
import ToyModel

@Suite("Signal coordinates")
struct SignalCoordinatesTests {
  /// μ² everywhere and θ² more on the diagonal, or everywhere.
  private static func secondMoment(
    _ n: Int, mu: Double, theta: Double, isConstant: Bool
  ) -> Matrix {
    var matrix = Matrix(repeating: mu * mu, rows: n, columns: n)
    for column in 0..<n {
      for row in 0..<n where isConstant || row == column { matrix[row, column] += theta * theta }
    }
    return matrix
  }

  /// Models with C by its definition.
  private static let models: [(DataModel, Matrix)] = [
    (.constant(n: 1, mu: 1, theta: 0.5), secondMoment(1, mu: 1, theta: 0.5, isConstant: true)),
    (.constant(n: 5, mu: 1, theta: 0.5), secondMoment(5, mu: 1, theta: 0.5, isConstant: true)),
    (.independent(n: 4, mu: 2, theta: 0.3), secondMoment(4, mu: 2, theta: 0.3, isConstant: false)),
    (.independent(n: 4, mu: 0, theta: 0.3), secondMoment(4, mu: 0, theta: 0.3, isConstant: false)),
    (.spectrum(Spectrum(eigenvalues: [3, 1, 1, 0])), Matrix(diagonal: [3, 1, 1, 0])),
  ]

  @Test(
    "the rows of Vᵀ are orthonormal eigenvectors of C, by descending eigenvalue",
    arguments: models.indices)
  func eigenvectors(index: Int) {
    let (model, moment) = Self.models[index]
    let spectrum = model.spectrum
    let n = spectrum.dimension
    let transposed = model.signalCoordinates(.identity(n))
    let values = spectrum.groups.flatMap { group in
      Array(repeating: group.eigenvalue, count: group.multiplicity)
    }
    // Sums of n products.
    let tolerance = 1e-15 * Double(4 * n)
    let gram = transposed.multiplied(by: transposed.transposed)
    #expect(gram.subtracting(.identity(n)).frobeniusNorm <= tolerance)
    let rotated = transposed.multiplied(by: moment)
      .multiplied(by: transposed.transposed)
    let difference = rotated.subtracting(Matrix(diagonal: values)).frobeniusNorm
    #expect(difference <= tolerance * max(1, values[0]))
  }
}
