// The samples of a bilevel problem whose two levels are finite sums.

import LinearAlgebra

/// Two coordinates, which every processor handles at a time.
package typealias Lane = SIMD2<Double>
/// Coordinates in memory, two at a time; the last lane of an odd number of them ends with 0.
package typealias Lanes = UnsafeMutablePointer<Lane>

/// A bilevel problem with G = (1/n) Σ Gᵢ(z, λ) below and F = (1/m) Σ Fⱼ(z, λ) above, z ∈ ℝᵈ and λ ∈ ℝᵖ.
package protocol FiniteSum: Sendable {
  /// The samples by pointers, for inner loops.
  associatedtype Oracle: SampleOracle

  /// d ≥ 1.
  var stateCount: Int { get }
  /// p ≥ 1.
  var parameterCount: Int { get }
  /// n ≥ 1, the number of samples of G.
  var lowerCount: Int { get }
  /// m ≥ 1, the number of samples of F.
  var upperCount: Int { get }

  /// Calls a function with the samples, which exist during the call.
  func withOracle<Result>(_ body: (Oracle) -> Result) -> Result
}

/// A point, in lanes.
package struct SamplePoint {
  /// z, d numbers.
  package let z: Lanes
  /// v, d numbers: the solution of Hv = −∂_zF, or an estimate of it.
  package let v: Lanes
  /// The numbers that the samples need in place of λ, d of them, made by ``SampleOracle/prepare(_:into:)``.
  package let weights: Lanes

  package init(z: Lanes, v: Lanes, weights: Lanes) {
    self.z = z
    self.v = v
    self.weights = weights
  }
}

extension SampleOracle {
  /// The quantities of a sample of F that cost an evaluation.
  var upperCalls: Int { hasDirectGradient ? 2 : 1 }
}

/// The five quantities of a pair of samples, in lanes.
package struct SampleRows {
  /// ∂_zGᵢ, d numbers.
  package let gradient: Lanes
  /// Hᵢv with Hᵢ = ∂²Gᵢ/∂z², d numbers.
  package let product: Lanes
  /// Cᵢᵀv with Cᵢ = ∂²Gᵢ/∂λ∂z, p numbers.
  package let mixed: Lanes
  /// ∂_zFⱼ, d numbers.
  package let upper: Lanes
  /// ∂_λFⱼ, p numbers.
  package let direct: Lanes

  package init(gradient: Lanes, product: Lanes, mixed: Lanes, upper: Lanes, direct: Lanes) {
    self.gradient = gradient
    self.product = product
    self.mixed = mixed
    self.upper = upper
    self.direct = direct
  }
}

/// The samples of a ``FiniteSum``; indices are from 0.
///
/// `sampleLower` and `sampleUpper` compute all quantities of a sample at once; the functions that add one of them serve
/// mini-batches and methods that need a single one.
package protocol SampleOracle {
  /// n.
  var lowerCount: Int { get }
  /// m.
  var upperCount: Int { get }
  /// The lanes of z and v.
  var stateLanes: Int { get }
  /// The lanes of λ.
  var parameterLanes: Int { get }
  /// Whether F depends on λ by itself; otherwise ∂_λFⱼ = 0 costs nothing.
  var hasDirectGradient: Bool { get }

  /// Whether samples need λ itself, so that nothing has to be computed from it.
  static var needsParametersAlone: Bool { get }

  /// Computes what samples need in place of λ; not called if that is λ itself.
  func prepare(_ lambda: Lanes, into weights: Lanes)

  /// ∂_zGᵢ, Hᵢv and Cᵢᵀv.
  func sampleLower(_ index: Int, at point: SamplePoint, into rows: SampleRows)

  /// ∂_zFⱼ and ∂_λFⱼ.
  func sampleUpper(_ index: Int, at point: SamplePoint, into rows: SampleRows)

  /// z ← z − ρ∂_zGᵢ(z).
  func descend(_ index: Int, _ point: SamplePoint, rate: Double)

  /// u ← u − ρHᵢu, with Hᵢ at z.
  func contract(_ index: Int, _ point: SamplePoint, _ vector: Lanes, rate: Double)

  /// Adds a multiple of ∂_zGᵢ.
  func addGradient(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes)

  /// Adds a multiple of Hᵢu, with Hᵢ at z.
  func addProduct(
    _ index: Int, at point: SamplePoint, _ vector: Lanes, _ factor: Double, to row: Lanes)

  /// Adds a multiple of Cᵢᵀv.
  func addMixed(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes)

  /// Adds a multiple of ∂_zFⱼ.
  func addUpper(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes)

  /// Adds a multiple of ∂_λFⱼ.
  func addDirect(_ index: Int, at point: SamplePoint, _ factor: Double, to row: Lanes)
}

/// Σ xₖyₖ over lanes.
package func laneSum(_ x: UnsafePointer<Lane>, _ y: UnsafePointer<Lane>, _ lanes: Int) -> Double {
  var sum = Lane.zero
  for k in 0..<lanes { sum += x[k] * y[k] }
  return sum[0] + sum[1]
}

/// The numbers of a row of lanes.
package func numbers(_ row: UnsafePointer<Lane>, _ count: Int) -> [Double] {
  (0..<count).map { row[$0 / 2][$0 % 2] }
}

/// Numbers in lanes.
package func lanes(_ numbers: some Collection<Double>) -> [Lane] {
  var lanes = [Lane](repeating: .zero, count: (numbers.count + 1) / 2)
  for (index, number) in numbers.enumerated() { lanes[index / 2][index % 2] = number }
  return lanes
}
