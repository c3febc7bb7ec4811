// Random matrices and data that belong to a point.

import LinearAlgebra
import ToyModel

extension Place {
  /// A source of random numbers that is the same for the same point, so that matrices need not be part
  /// of a counterexample.
  func draws(_ stream: UInt64 = 0) -> Draws {
    CheckScope().draws(for: inWords, Int(stream))
  }

  /// γ, in descending order, as a spectrum.
  var spectrum: Spectrum { Spectrum(eigenvalues: eigenvalues) }

  /// The filter of a depth, 0 for the exact minimiser.
  var filter: any LandscapeFilter {
    depth == 0 ? BilevelFilter() : UnrolledFilter(depth: depth, stepSize: self[.omega])
  }
}

extension Draws {
  /// A matrix of independent normal entries.
  mutating func matrix(_ rows: Int, _ columns: Int, scale: Double = 1) -> Matrix {
    DenseDenoiser.random(rows: rows, columns: columns, scale: scale, using: &generator)
  }

  /// Orthonormal vectors, one a column.
  mutating func basis(_ n: Int) throws(CommandError) -> Matrix {
    try DenseDenoiser.basis(n, using: &generator)
  }
}

extension Matrix {
  /// A + αB.
  func adding(_ other: Matrix, times factor: Double = 1) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: zip(elements, other.elements).map { $0 + factor * $1 })
  }

  /// αA.
  func scaled(by factor: Double) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map { factor * $0 })
  }

  /// The largest magnitude of an entry.
  var largestEntry: Double { elements.reduce(0) { max($0, abs($1)) } }
}

/// What a factorization gives; a failure of the command where it does not converge.
func factorized<Value>(
  _ body: () throws(FactorizationError) -> Value
) throws(CommandError) -> Value {
  do {
    return try body()
  } catch {
    throw .failure("a factorization did not converge")
  }
}

/// Says that two matrices differ by more than a part of the largest entry.
func difference(
  _ name: String, _ matrix: Matrix, from other: Matrix, tolerance: Double, scale: Double = 0
) -> String? {
  let distance = DenseDenoiser.largestDifference(matrix, other)
  let size = max(other.largestEntry, scale)
  // Written so that NaN is a difference.
  if distance <= tolerance * size { return nil }
  return "\(name) differs by \(distance) in an entry, of \(size)"
}
