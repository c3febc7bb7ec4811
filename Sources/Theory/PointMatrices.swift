// Random matrices and data that are determined by a parameter point.

package import Evidence
package import Intervals
package import LinearAlgebra
package import Reference
package import ToyModel

extension ParameterPoint {
  /// A random generator seeded by the parameter point, so that matrices need not be part of a
  /// counterexample.
  package func sampler(_ stream: UInt64 = 0) -> Sampler {
    CheckScope().sampler(for: inWords, Int(stream))
  }

  /// γ, in descending order, as a spectrum.
  package var spectrum: Spectrum { Spectrum(eigenvalues: eigenvalues) }

  /// The filter of a depth, where 0 stands for the exact minimiser.
  package var filter: any BranchedFilter {
    depth == 0 ? BilevelFilter() : UnrolledFilter(depth: depth, stepSize: self[.omega])
  }
}

extension Sampler {
  /// A matrix of independent normal entries.
  package mutating func matrix(_ rows: Int, _ columns: Int, scale: Double = 1) -> Matrix {
    DenseDenoiser.random(rows: rows, columns: columns, scale: scale) { normal() }
  }

  /// A matrix with orthonormal columns.
  package mutating func basis(_ n: Int) throws(EvidenceError) -> Matrix {
    try factorized(DenseDenoiser.basis(n) { normal() })
  }
}

/// The result of a factorization; the check fails if it does not converge.
package func factorized<Value>(
  _ body: @autoclosure () throws(FactorizationError) -> Value
) throws(EvidenceError) -> Value {
  do throws(FactorizationError) {
    return try body()
  } catch {
    throw .failed("a factorization did not converge")
  }
}

/// Reports two matrices that differ by more than a fraction of the largest entry.
package func difference(
  _ name: String, _ matrix: Matrix, from other: Matrix, tolerance: Double, scale: Double = 0
) -> String? {
  let distance = DenseDenoiser.largestDifference(matrix, other)
  let size = max(other.largestEntry, scale)
  // Written so that NaN counts as a difference.
  if distance <= tolerance * size { return nil }
  return "\(name) differs by \(distance) in an entry, of \(size)"
}

extension EnclosedFilter {
  /// The filter at a parameter point, given by N (0 for the exact minimiser) and ω.
  package init(_ point: ParameterPoint, at s: Interval) {
    self.init(depth: point.depth, stepSize: point[.omega], at: s)
  }
}

extension EnclosedRisk {
  /// The risk at a parameter point, given by γ, σ, N and ω.
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
