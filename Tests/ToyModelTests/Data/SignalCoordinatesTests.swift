// R in the coordinates of the signal.

import LinearAlgebra
import Testing
import ToyModel

@Suite("Signal coordinates")
struct SignalCoordinatesTests {
  /// C of a toy model by its definition.
  private static func secondMoment(_ model: DataModel) -> Matrix {
    switch model {
    case .constant(let n, let mu, let theta):
      return Matrix(repeating: mu * mu + theta * theta, rows: n, columns: n)
    case .independent(let n, let mu, let theta):
      var matrix = Matrix(repeating: mu * mu, rows: n, columns: n)
      for index in 0..<n { matrix[index, index] += theta * theta }
      return matrix
    case .spectrum(let spectrum):
      return Matrix(
        diagonal: spectrum.groups.flatMap { group in
          Array(repeating: group.eigenvalue, count: group.multiplicity)
        })
    }
  }

  @Test(
    "the rows of Vᵀ are orthonormal eigenvectors of C, by descending eigenvalue",
    arguments: [
      DataModel.constant(n: 1, mu: 1, theta: 0.5), .constant(n: 5, mu: 1, theta: 0.5),
      .independent(n: 4, mu: 2, theta: 0.3), .independent(n: 4, mu: 0, theta: 0.3),
      .spectrum(Spectrum(eigenvalues: [3, 1, 1, 0])),
    ])
  func eigenvectors(model: DataModel) {
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
    let rotated = transposed.multiplied(by: Self.secondMoment(model))
      .multiplied(by: transposed.transposed)
    let difference = rotated.subtracting(Matrix(diagonal: values)).frobeniusNorm
    #expect(difference <= tolerance * max(1, values[0]))
  }
}
