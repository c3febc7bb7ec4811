// The learned denoiser, read from the variables of an objective.

public import LinearAlgebra
import ToyModel

/// One eigenvalue of the learned RᵀR and of T.
public struct LearnedMode: Sendable, Equatable {
  /// s ≥ 0, an eigenvalue of RᵀR.
  public let penalty: Double
  /// t = f(s).
  public let gain: Double
  /// ω(1+s), the step size times the curvature; nil where there is no ω, or one for every step.
  public let relativeStep: Double?
  /// True where the iteration would diverge in this direction.
  ///
  /// The eigenvalue exists only because it stops after N steps. For gradient descent that is beyond ω(1+s) = 2.
  public let isUnstable: Bool
  /// The number of directions; n − k directions have s = 0 because there is no row for them.
  public let multiplicity: Int
}

/// A learned R with its step size and spectrum.
public struct LearnedDenoiser: Sendable {
  /// R, k × c, in the eigenbasis of C with the deviating directions first; of untied steps R₁ … R_{N−1} one under the
  /// other.
  public let regularizer: Matrix
  /// ω; nil where there is none, or one for every step.
  public let stepSize: Double?
  /// All that was learned besides R.
  public let numbers: [Double]
  /// The eigenvalues, by descending t; none for untied steps.
  ///
  /// Those that agree to 1e-6 are counted together.
  public let modes: [LearnedMode]
  /// The number of directions in which the iteration would diverge.
  public var unstableCount: Int { modes.reduce(0) { $0 + ($1.isUnstable ? $1.multiplicity : 0) } }

  /// Reads the variables of a risk.
  ///
  /// - Parameters:
  ///   - point: The variables.
  ///   - risk: The risk they belong to.
  public init(_ point: [Double], of risk: some DenoisingRisk) {
    let stepSize = risk.stepSize(point)
    self.stepSize = stepSize
    let numbers = risk.numbers(point)
    self.numbers = numbers
    let family = risk.family
    let all = family.all(numbers)
    guard family.theory.algorithm.isSpectral else {
      regularizer = risk.matrix(point)
      modes = []
      return
    }
    let (regularizer, penalties) = risk.regularizer(point)
    self.regularizer = regularizer
    let filter = risk.filter(point)
    var parts = penalties.map { (penalty: $0, count: 1) }
    if risk.signalDimension > risk.rows { parts.append((0, risk.signalDimension - risk.rows)) }
    let lines = parts.map { part in
      LearnedMode(
        penalty: part.penalty, gain: filter.value(at: part.penalty),
        relativeStep: stepSize.map { $0 * (1 + part.penalty) },
        isUnstable: family.entry.diverges(curvature: 1 + part.penalty, numbers: all),
        multiplicity: part.count)
    }.sorted { ($0.gain, $0.penalty) > ($1.gain, $1.penalty) }
    // With weak signals all eigenvalues are tiny, but they differ just as much.
    let size = min(lines.reduce(0) { max($0, abs($1.gain)) }, 1)
    var merged: [LearnedMode] = []
    for mode in lines {
      if let last = merged.last, abs(last.gain - mode.gain) <= 1e-6 * max(size, abs(mode.gain)),
        last.isUnstable == mode.isUnstable
      {
        merged[merged.count - 1] = LearnedMode(
          penalty: last.penalty, gain: last.gain, relativeStep: last.relativeStep,
          isUnstable: last.isUnstable,
          multiplicity: last.multiplicity + mode.multiplicity)
      } else {
        merged.append(mode)
      }
    }
    modes = merged
  }
}
