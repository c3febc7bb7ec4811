// Random matrices and data that belong to a point.

package import Evidence
package import Intervals
package import LinearAlgebra
package import Reference
package import ToyModel

extension ParameterPoint {
  /// A source of random numbers that is the same for the same point, so that matrices need not be part
  /// of a counterexample.
  package func sampler(_ stream: UInt64 = 0) -> Sampler {
    CheckScope().sampler(for: inWords, Int(stream))
  }

  /// γ, in descending order, as a spectrum.
  package var spectrum: Spectrum { Spectrum(eigenvalues: eigenvalues) }

  /// The filter of a depth, 0 for the exact minimiser.
  package var filter: any BranchedFilter {
    depth == 0 ? BilevelFilter() : UnrolledFilter(depth: depth, stepSize: self[.omega])
  }
}

extension Sampler {
  /// A matrix of independent normal entries.
  package mutating func matrix(_ rows: Int, _ columns: Int, scale: Double = 1) -> Matrix {
    DenseDenoiser.random(rows: rows, columns: columns, scale: scale) { normal() }
  }

  /// Orthonormal vectors, one a column.
  package mutating func basis(_ n: Int) throws(EvidenceError) -> Matrix {
    try factorized(DenseDenoiser.basis(n) { normal() })
  }
}

/// What a factorization gives; a failure of the check where it does not converge.
package func factorized<Value>(
  _ body: @autoclosure () throws(FactorizationError) -> Value
) throws(EvidenceError) -> Value {
  do throws(FactorizationError) {
    return try body()
  } catch {
    throw .failed("a factorization did not converge")
  }
}

/// Says that two matrices differ by more than a part of the largest entry.
package func difference(
  _ name: String, _ matrix: Matrix, from other: Matrix, tolerance: Double, scale: Double = 0
) -> String? {
  let distance = DenseDenoiser.largestDifference(matrix, other)
  let size = max(other.largestEntry, scale)
  // Written so that NaN is a difference.
  if distance <= tolerance * size { return nil }
  return "\(name) differs by \(distance) in an entry, of \(size)"
}

extension EnclosedFilter {
  /// The filter at a point: N, 0 for the exact minimiser, and ω.
  package init(_ point: ParameterPoint, at s: Interval) {
    self.init(depth: point.depth, stepSize: point[.omega], at: s)
  }
}

extension EnclosedRisk {
  /// The risk at a point: γ, σ, N and ω.
  package init(_ point: ParameterPoint, at s: Interval) {
    self.init(
      eigenvalue: point.eigenvalues[0], noiseVariance: point.noiseVariance,
      EnclosedFilter(point, at: s), at: s)
  }
}

extension DenseDenoiser {
  /// An R for a T of the expressivity set.
  package static func realized(
    _ matrix: Matrix, rows: Int, by filter: some BranchedFilter
  ) throws(EvidenceError) -> Matrix {
    do {
      return try filter.realize(matrix, rows: rows).regularizer
    } catch {
      throw .failed("no R was found for a denoiser of the set")
    }
  }
}
