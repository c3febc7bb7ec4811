// One direction of an inverse problem: a singular value and the energy of the signal along it.

import LinearAlgebra

/// A right singular vector v of a forward operator A, reduced to what risks depend on.
public struct OperatorDirection: Sendable, Equatable {
  /// a = ‖Av‖ ≥ 0, the singular value.
  public let singularValue: Double
  /// γ = vᵀCv ≥ 0, the energy of the signal in the direction; an eigenvalue of C where AᵀA and C commute.
  public let energy: Double

  /// Creates a direction.
  ///
  /// - Parameters:
  ///   - singularValue: a, finite and not negative.
  ///   - energy: γ, finite and not negative.
  public init(singularValue: Double, energy: Double) {
    precondition(
      singularValue >= 0 && singularValue.isFinite, "\(singularValue) is not a singular value")
    precondition(energy >= 0 && energy.isFinite, "\(energy) is not the energy of a direction")
    (self.singularValue, self.energy) = (singularValue, energy)
  }

  /// a²γ, the energy of the direction in the data, which compares with σ².
  public var observedEnergy: Double { singularValue * (singularValue * energy) }

  /// The least risk of a linear reconstruction in the direction, ½σ²γ/(a²γ + σ²).
  ///
  /// - Parameter noiseVariance: σ² ≥ 0.
  /// - Returns: Half the Wiener defect times γ.
  public func linearRisk(noiseVariance: Double) -> Double {
    0.5 * energy
      * Gain.wiener(eigenvalue: observedEnergy, noiseVariance: noiseVariance).defect
  }
}

/// The reason why an inverse problem has no answer.
public enum OperatorError: Error, Equatable, Sendable {
  /// A has not full column rank: of its n singular values, in descending order, the last ones are 0 or
  /// indistinguishable from 0 in double precision.
  case rankDeficient(singularValues: [Double])
  /// A decomposition did not converge.
  case noConvergence

  /// The reason in words, with the singular values.
  public var message: String {
    switch self {
    case .rankDeficient(let values):
      let shown =
        values.count <= 8
        ? values.map { "\($0)" }
        : values.prefix(4).map { "\($0)" } + ["…"] + values.suffix(3).map { "\($0)" }
      return "the operator has not full column rank: its \(values.count) singular values are "
        + shown.joined(separator: ", ")
    case .noConvergence: return "a decomposition did not converge"
    }
  }
}

/// The result of `body`; a failed factorization becomes an error of the inverse problem.
func decomposed<Value>(
  _ body: @autoclosure () throws(FactorizationError) -> Value
) throws(OperatorError) -> Value {
  do throws(FactorizationError) {
    return try body()
  } catch {
    throw .noConvergence
  }
}
