// Gaussian frames, and what the three losses see of them.

public import LinearAlgebra
public import ToyModel

/// The moments of m Gaussian frames y ~ N(0, C), x = y + ε, in the eigenbasis of C.
///
/// Each loss is a mean of ½‖Tx − target‖² for a target that is y, a second noisy frame, or, for Stein's estimate, a
/// hypothetical one with the moments S_xy = S_yy = Ŝ_xx − σ²I: by Stein's identity its loss is
/// ½‖Tx − x‖² + σ² tr T − ½nσ². So learning needs no more than ``Moments``.
public struct GaussianSample: Sendable {
  /// The loss.
  public let loss: SampleLoss
  private let noiseVariance: Double
  private var pairs: MomentAccumulator
  private var noisy: SecondMoment

  /// Draws frames.
  ///
  /// - Parameters:
  ///   - spectrum: The eigenvalues of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - frames: m ≥ 1.
  ///   - loss: The loss.
  ///   - generator: The source of the frames: those of y, ε, and of a second ε where it is needed, frame by frame.
  /// - Complexity: O(mn²), with memory for n² numbers.
  public init(
    spectrum: Spectrum, noiseVariance: Double, frames: Int, loss: SampleLoss,
    using generator: inout SeededGenerator
  ) {
    precondition(frames >= 1, "\(frames) frames")
    let n = spectrum.dimension
    (self.loss, self.noiseVariance) = (loss, noiseVariance)
    pairs = MomentAccumulator(dimension: n)
    noisy = SecondMoment(dimension: n)
    let deviations = spectrum.groups.flatMap {
      Array(repeating: $0.eigenvalue.squareRoot(), count: $0.multiplicity)
    }
    let noise = noiseVariance.squareRoot()
    for _ in 0..<frames {
      let y = deviations.map { $0 * generator.nextNormal() }
      let x = y.map { $0 + noise * generator.nextNormal() }
      switch loss {
      case .clean: pairs.add(noisy: x, clean: y)
      case .noise2noise:
        pairs.add(noisy: x, clean: y.map { $0 + noise * generator.nextNormal() })
      case .sure: noisy.add(x)
      }
    }
  }

  /// The moments to learn from: ½‖Tx − target‖² has the mean ``Moments/risk(of:)`` for every symmetric T.
  ///
  /// - Complexity: O(n²).
  public consuming func moments() -> Moments {
    guard loss == .sure else { return pairs.moments() }
    var signal = noisy.matrix()
    for index in 0..<signal.rows { signal[index, index] -= noiseVariance }
    return Moments(secondMoment: signal, noiseVariance: noiseVariance)
  }

  /// The T of least loss among all matrices: Ŝ_yx Ŝ_xx⁻¹, or I − σ²Ŝ_xx⁻¹.
  ///
  /// - Returns: T, n × n; nil where Ŝ_xx is singular, as for m < n.
  /// - Complexity: O(n³).
  public consuming func linearDenoiser() -> Matrix? {
    guard loss == .sure else { return pairs.linearDenoiser() }
    let n = noisy.dimension
    guard let factor = CholeskyFactorization(noisy.matrix()) else { return nil }
    var defect = Matrix(diagonal: Array(repeating: noiseVariance, count: n))
    factor.solve(&defect)
    return Matrix.identity(n).subtracting(defect)
  }
}
