// The mean excess of a denoiser that is learned from m frames.

/// The mean excess of the best denoiser of a family for m Gaussian frames over the best one of the population.
///
/// Frames are independent pairs of y ~ N(0, C) and x = y + ε, ε ~ N(0, σ²I). R, and the learned parameters of the
/// family, minimise the mean loss of the frames; the excess is E[risk] − optimum, where the mean is over frames.
///
/// For the linear maps it is known exactly, see ``LinearSampleLaw``; for N = 1 with a given ω nothing is learned and it
/// is 0. For the other families it is K/m + o(1/m) under the hypotheses
/// - the infimum is attained, and C + σ²I is regular;
/// - free gains are Wiener gains strictly inside the image of f, or clipped to an end of it that does not depend on a
///   learned parameter, and differ from f(0);
/// - the forced directions are the only best ones: no free direction shares their γ, no other choice has the same risk;
/// - f(0) is given, or learned and at the best common gain of the forced directions.
///
/// Equal γ among free directions, or among forced ones, do no harm. With at most one forced direction and a learned
/// f(0), as for k = n, the denoisers near the best one are all symmetric matrices.
///
/// - SeeAlso: H. White, Maximum likelihood estimation of misspecified models, Econometrica 50 (1982);
///   docs/proofs/samples.md.
public struct SampleLaw: Sendable, Equatable {
  /// The excess for a number of frames.
  public enum Excess: Sendable, Equatable {
    /// E[risk] − optimum.
    case exact(Double)
    /// K/m, up to o(1/m).
    case asymptotic(Double)
    /// Not known.
    case missing(MissingSampleLaw)

    /// The number; nil where it is not known.
    public var value: Double? {
      switch self {
      case .exact(let value), .asymptotic(let value): value
      case .missing: nil
      }
    }
  }

  /// The loss.
  public let loss: SampleLoss
  /// The least m for which there is a mean: 1 where nothing is learned, else n + 2, and n + 4 for `sure`.
  public let leastFrames: Int
  private let kind: Kind

  private enum Kind: Equatable {
    case linear(LinearSampleLaw)
    case constant(Double)
    case nothingLearned
    case missing(MissingSampleLaw)
  }

  /// The law of a family.
  ///
  /// - Parameters:
  ///   - family: The family.
  ///   - optimum: Its best risk for the same data, noise and number of rows.
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - loss: The loss.
  /// - Complexity: O(d²) for d groups, and a few filters where a parameter is learned.
  public init(
    of family: DenoiserFamily, optimum: OptimalRisk, spectrum: Spectrum, noiseVariance: Double,
    loss: SampleLoss
  ) {
    self.loss = loss
    var least = spectrum.dimension + 1 + loss.margin
    do throws(MissingSampleLaw) {
      let problem = SampleProblem(
        family: family, optimum: optimum, spectrum: spectrum, noiseVariance: noiseVariance)
      if let constant = try problem.constant(loss) {
        kind = .constant(constant)
      } else if family.algorithm == .linear {
        kind = .linear(
          LinearSampleLaw(spectrum: spectrum, noiseVariance: noiseVariance, loss: loss))
      } else {
        kind = .nothingLearned
        least = 1
      }
    } catch {
      kind = .missing(error)
    }
    leastFrames = least
  }

  /// K, the limit of m·excess; nil where it is not known.
  public var constant: Double? {
    switch kind {
    case .linear(let law): law.constant
    case .constant(let constant): constant
    case .nothingLearned: 0
    case .missing: nil
    }
  }

  /// The excess for m frames.
  ///
  /// - Parameter frames: m, at least 1.
  /// - Returns: The excess.
  public func excess(frames: Int) -> Excess {
    precondition(frames >= 1, "\(frames) frames")
    switch kind {
    case .missing(let reason): return .missing(reason)
    case .nothingLearned: return .exact(0)
    case .linear(let law):
      return law.excess(frames: frames).map { .exact($0) }
        ?? .missing(.tooFewFrames(least: leastFrames))
    case .constant(let constant):
      return frames >= leastFrames
        ? .asymptotic(constant / Double(frames)) : .missing(.tooFewFrames(least: leastFrames))
    }
  }
}
