// The test whether a matrix is one of the denoisers, with the reasons and the nearest member if it is not.

public import LinearAlgebra

/// A condition of the expressivity theorem that a matrix violates.
public enum ExpressivityViolation: Sendable, Equatable {
  /// T ≠ Tᵀ: the largest |tᵢⱼ − tⱼᵢ| and where it is, counted from 0.
  case notSymmetric(difference: Double, row: Int, column: Int)
  /// dim Eig(T, f(0)) < n − k.
  case tooFewForcedEigenvalues(found: Int, needed: Int, forced: Double)
  /// Eigenvalues below the image: how many, the lowest, the bound, and whether the bound belongs.
  case eigenvalueBelowImage(count: Int, lowest: Double, bound: Double, isBoundIncluded: Bool)
  /// Eigenvalues above the image: how many, the highest, and the bound.
  case eigenvalueAboveImage(count: Int, highest: Double, bound: Double)
}

/// The verdict of the expressivity theorem on a matrix.
public struct Membership: Sendable {
  /// The violated conditions; empty for a member.
  public let violations: [ExpressivityViolation]
  /// The nearest member in the Frobenius norm; T itself, up to the tolerance, for a member.
  ///
  /// Where the image does not include its lower bound (bilevel), the nearest member may be a limit:
  /// see ``isNearestAttained``.
  public let nearest: Matrix
  /// The distance ‖T − nearest‖_F.
  public let distance: Double
  /// False where members come arbitrarily close to ``nearest``, which is not a member itself.
  public let isNearestAttained: Bool
  /// The eigenvalues of the symmetric part of T, ascending.
  public let eigenvalues: [Double]
  /// The eigenvectors that belong to them, by column.
  public let eigenvectors: Matrix
  /// For each eigenvalue its gain in the nearest member and whether it counts as forced.
  public let nearestGains: [(gain: Gain, isForced: Bool)]
  /// True where T is in the set to the tolerance: no condition is violated.
  public var isMember: Bool { violations.isEmpty }
}

extension ExpressivitySet {
  /// Decides whether T is in the set, to a tolerance.
  ///
  /// The nearest member keeps the eigenvectors of the symmetric part of T and moves its eigenvalues
  /// to the nearest admissible ones; this is optimal by von Neumann's trace inequality.
  ///
  /// - Parameters:
  ///   - matrix: T, n × n with finite entries.
  ///   - tolerance: The difference that counts as equal, relative to the larger of ‖T‖₂ and |f(0)|; the default
  ///     leaves room for a T that was computed or written in double precision.
  /// - Returns: The violated conditions and the nearest member.
  /// - Throws: `LinearAlgebra.FactorizationError`.
  /// - Precondition: T is n × n.
  /// - Complexity: O(n³).
  public func membership(
    of matrix: Matrix, tolerance: Double = 1e-10
  ) throws(FactorizationError) -> Membership {
    precondition(
      matrix.isSquare && matrix.rows == dimension,
      "a \(matrix.rows) × \(matrix.columns) matrix where n = \(dimension)")
    let eigen = try SymmetricEigen(matrix.symmetricPart)
    let values = eigen.values
    let norm = max(abs(values.first ?? 0), abs(values.last ?? 0))
    let slack = tolerance * max(norm, forcedGain.value.isFinite ? abs(forcedGain.value) : 0)
    let projection = SpectralProjection(
      of: values.map { .init(target: Gain(value: $0), weight: 1, multiplicity: 1) }, onto: self)
    var nearest: [(gain: Gain, isForced: Bool)] = []
    projection.forEachPart { _, gain, _, isForced in nearest.append((gain, isForced)) }

    var violations: [ExpressivityViolation] = []
    if let asymmetry = matrix.largestAsymmetry, asymmetry.difference > slack {
      violations.append(
        .notSymmetric(
          difference: asymmetry.difference, row: asymmetry.row, column: asymmetry.column))
    }
    let found = values.count { abs($0 - forcedGain.value) <= slack }
    if found < forcedCount {
      violations.append(
        .tooFewForcedEigenvalues(found: found, needed: forcedCount, forced: forcedGain.value))
    }
    // An end outside the image is violated by every value that cannot be distinguished from it.
    let rounding = 4 * Double(dimension) * .ulpOfOne * norm
    let lower = image.lowerBound.value
    let below = values.filter {
      image.includesLowerBound ? $0 < lower - slack : $0 <= lower + rounding
    }
    if let lowest = below.first {
      violations.append(
        .eigenvalueBelowImage(
          count: below.count, lowest: lowest, bound: lower,
          isBoundIncluded: image.includesLowerBound))
    }
    let upper = image.upperBound.value
    let above = values.filter { $0 > upper + slack }
    if let highest = above.last {
      violations.append(
        .eigenvalueAboveImage(count: above.count, highest: highest, bound: upper))
    }

    let member = Self.compose(gains: nearest.map(\.gain.value), vectors: eigen.vectors)
    return Membership(
      violations: violations, nearest: member,
      distance: matrix.subtracting(member).frobeniusNorm,
      isNearestAttained: nearest.allSatisfy { $0.isForced || image.contains($0.gain) },
      eigenvalues: values, eigenvectors: eigen.vectors, nearestGains: nearest)
  }

  /// V diag(t) Vᵀ.
  static func compose(gains: [Double], vectors: Matrix) -> Matrix {
    var scaled = vectors
    for (column, gain) in gains.enumerated() {
      for row in 0..<vectors.rows { scaled[row, column] *= gain }
    }
    return scaled.multiplied(by: vectors.transposed).symmetricPart
  }
}

extension Matrix {
  /// The pair of entries that differ most from their mirror image; nil for a 0 × 0 matrix.
  fileprivate var largestAsymmetry: (difference: Double, row: Int, column: Int)? {
    guard rows > 0 else { return nil }
    var result = (difference: 0.0, row: 0, column: 0)
    for j in 0..<columns {
      for i in 0..<j {
        let difference = abs(self[i, j] - self[j, i])
        if difference > result.difference { result = (difference, i, j) }
      }
    }
    return result
  }
}
