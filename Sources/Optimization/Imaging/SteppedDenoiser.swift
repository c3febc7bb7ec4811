// Denoisers that are a number of steps of an iteration, with their state.

public import LinearAlgebra

/// A proximal operator that is approached by steps of an iteration, whose state is explicit.
///
/// With a state that is kept from one call to the next the iteration is warm, with a state of zeros it is cold.
public protocol SteppedDenoiser: Sendable {
  /// The number n of entries of a signal.
  var signalCount: Int { get }
  /// The number m of entries of the state.
  var stateCount: Int { get }

  /// Takes steps on the state for a signal, and gives the denoised signal of the last one.
  ///
  /// - Parameters:
  ///   - steps: L ≥ 1.
  ///   - signal: w, n numbers.
  ///   - state: m numbers, replaced.
  ///   - output: Receives the n numbers of the denoised signal.
  ///   - workspace: m + n numbers that are overwritten.
  func denoise(
    steps: Int, _ signal: UnsafeBufferPointer<Double>, state: UnsafeMutableBufferPointer<Double>,
    into output: UnsafeMutableBufferPointer<Double>,
    workspace: UnsafeMutableBufferPointer<Double>)
}

/// The prox of μ‖Γx‖ by projected gradient steps on its dual: u ← Π(u + sΓ(w − Γᵀu)), x = w − Γᵀu.
///
/// Γ is an analysis dictionary, such as differences; u is a multiplier with |u| ≤ μ, entry by entry or in pairs.
public struct AnalysisDenoiser<Transform: LinearMap>: SteppedDenoiser {
  /// Γ, m × n.
  public let transform: Transform
  /// μ ≥ 0.
  public let weight: Double
  /// s > 0; below 2/‖Γ‖² the steps converge.
  public let stepSize: Double
  /// Whether entries are projected in pairs (i, m/2 + i), for isotropic total variation, or one by one.
  public let norm: PairNorm

  /// Creates a denoiser.
  ///
  /// - Parameters:
  ///   - transform: Γ, m × n.
  ///   - weight: μ ≥ 0.
  ///   - stepSize: s > 0.
  ///   - norm: `.anisotropic` for the l1 norm of Γx, `.isotropic` for Euclidean norms of pairs, where m is even.
  public init(
    transform: Transform, weight: Double, stepSize: Double,
    norm: PairNorm = .anisotropic
  ) {
    precondition(weight >= 0 && stepSize > 0, "μ = \(weight), step \(stepSize)")
    precondition(norm == .anisotropic || transform.rows % 2 == 0, "\(transform.rows) rows in pairs")
    (self.transform, self.weight, self.stepSize, self.norm) = (transform, weight, stepSize, norm)
  }

  /// n.
  public var signalCount: Int { transform.columns }
  /// m.
  public var stateCount: Int { transform.rows }

  /// Takes steps on the state for a signal; O(m + n) and a product with Γ and Γᵀ per step.
  public func denoise(
    steps: Int, _ signal: UnsafeBufferPointer<Double>, state: UnsafeMutableBufferPointer<Double>,
    into output: UnsafeMutableBufferPointer<Double>,
    workspace: UnsafeMutableBufferPointer<Double>
  ) {
    let (m, n) = (transform.rows, transform.columns)
    let rise = workspace.extracting(..<m)
    transform.applyAdjoint(UnsafeBufferPointer(state), into: output)
    for j in 0..<n { output[j] = signal[j] - output[j] }
    for _ in 0..<steps {
      transform.apply(UnsafeBufferPointer(output), into: rise)
      switch norm {
      case .anisotropic:
        for i in 0..<m {
          state[i] = max(-weight, min(weight, state[i] + stepSize * rise[i]))
        }
      case .isotropic:
        let half = m / 2
        for i in 0..<half {
          (state[i], state[half + i]) = norm.projected(
            state[i] + stepSize * rise[i], state[half + i] + stepSize * rise[half + i], weight)
        }
      }
      transform.applyAdjoint(UnsafeBufferPointer(state), into: output)
      for j in 0..<n { output[j] = signal[j] - output[j] }
    }
  }
}

/// The denoiser D argmin_z ½‖w − Dz‖² + μ‖z‖₁ by ISTA: z ← S(z − τDᵀ(Dz − w)), x = Dz.
public struct SynthesisDenoiser<Dictionary: LinearMap>: SteppedDenoiser {
  /// D, n × m, an atom per column.
  public let dictionary: Dictionary
  /// μ ≥ 0.
  public let weight: Double
  /// τ > 0; below 2/‖D‖² the steps converge.
  public let stepSize: Double

  /// Creates a denoiser.
  ///
  /// - Parameters:
  ///   - dictionary: D, n × m.
  ///   - weight: μ ≥ 0.
  ///   - stepSize: τ > 0.
  public init(dictionary: Dictionary, weight: Double, stepSize: Double) {
    precondition(weight >= 0 && stepSize > 0, "μ = \(weight), step \(stepSize)")
    (self.dictionary, self.weight, self.stepSize) = (dictionary, weight, stepSize)
  }

  /// n.
  public var signalCount: Int { dictionary.rows }
  /// m.
  public var stateCount: Int { dictionary.columns }

  /// Takes steps on the state for a signal; O(m + n) and a product with D and Dᵀ per step.
  public func denoise(
    steps: Int, _ signal: UnsafeBufferPointer<Double>, state: UnsafeMutableBufferPointer<Double>,
    into output: UnsafeMutableBufferPointer<Double>,
    workspace: UnsafeMutableBufferPointer<Double>
  ) {
    let (n, m) = (dictionary.rows, dictionary.columns)
    let slope = workspace.extracting(..<m)
    let threshold = stepSize * weight
    dictionary.apply(UnsafeBufferPointer(state), into: output)
    for _ in 0..<steps {
      for i in 0..<n { output[i] -= signal[i] }
      dictionary.applyAdjoint(UnsafeBufferPointer(output), into: slope)
      for j in 0..<m { state[j] = softThreshold(state[j] - stepSize * slope[j], threshold) }
      dictionary.apply(UnsafeBufferPointer(state), into: output)
    }
  }
}
