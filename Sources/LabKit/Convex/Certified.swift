// Convex problems that certify how close a point is to the minimum.

/// A convex problem with its dual: D(u) ≤ P* ≤ P(z) for every feasible pair, so that P(z) − D(u) bounds how far P(z) is
/// above the minimum.
package protocol Certified: Sendable {
  /// P(z); +∞ where z is not feasible.
  func primal(_ z: [Double]) -> Double

  /// D(u); −∞ where u is not feasible.
  func dual(_ u: [Double]) -> Double

  /// A feasible dual point from a primal one, by scaling the residual of z; it tends to a dual
  /// solution as z tends to a primal one.
  func dualPoint(from z: [Double]) -> [Double]

  /// The duality gap P(z) − D(u) with the dual point from z: at least P(z) − P*.
  func gap(_ z: [Double]) -> Double
}

extension Certified {
  /// The certificate of a point.
  ///
  /// - Parameters:
  ///   - z: A primal point.
  ///   - u: A dual point; computed from z if omitted.
  /// - Returns: P(z) and D(u), whose difference is the gap.
  package func certificate(_ z: [Double], dual u: [Double]? = nil) -> Certificate {
    Certificate(primal: primal(z), dual: dual(u ?? dualPoint(from: z)))
  }

  /// The difference of the two values, accurate up to their rounding.
  package func gap(_ z: [Double]) -> Double { certificate(z).gap }
}

/// A primal and a dual value.
package struct Certificate: Sendable, Equatable {
  /// P(z).
  package let primal: Double
  /// D(u).
  package let dual: Double

  /// P(z) − D(u), at least P(z) − P* up to rounding.
  package var gap: Double { primal - dual }
}
