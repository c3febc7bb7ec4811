// The risk of a data set as a function of R.

import LinearAlgebra
import Optimization
import ToyModel

/// The excess of the risk of T = f(RᵀR) for given moments over the best symmetric linear one, as a
/// function of R and of a learned step.
///
/// With T = c₀I + Rᵀh(G)R and T² = c₀²I + Rᵀh₂(G)R, h₂ = h(f + c₀),
/// ```
/// E = ½[c₀² tr S_xx + tr(h₂(G) R S_xx Rᵀ)] − [c₀ tr S_xy + tr(h(G) R S_xy Rᵀ)] + ½ tr S_yy − constant
/// ```
/// and the gradient follows as in ``LearnedRisk``. Where there is more signal than noise, the same is
/// written in I − T: c₀, f and h become 1 − c₀, 1 − f and −h, and y becomes the noise ε. The terms are then
/// rarely larger than the risk; where they are, the value is ½ tr((T−T°) S_xx (T−T°)), computed from the
/// matrices. For a population prefer ``LearnedRisk``, which works in the eigenbasis of C with fewer products.
public struct EmpiricalRisk: SpectralRisk {
  /// S_xx, S_xy and tr S_yy of the pairs to learn from, n × n.
  public let moments: Moments
  /// The number k of rows of R.
  public let rows: Int
  /// The family whose R is learned, with the initial ω where the step is learned.
  public let family: LearnedRisk.Family
  /// The parametrisation of R by the variables.
  public let parametrization: Parametrization
  /// The dimension n of the signals, that of the moments.
  public var signalDimension: Int { moments.dimension }
  /// The number n of columns of R.
  public var columns: Int { moments.dimension }
  /// True where sym S_xy has an eigenvalue that is negative by more than rounding; false without a test except
  /// for reparametrised bilevel learning.
  public let maySignsHelp: Bool
  /// True where T = c₀ sin²(½√(BᵀB)), the parametrisation of weak signals.
  public let isWeakSignal: Bool
  /// The risk of the best symmetric linear denoiser.
  public var linearRisk: Double { optimum.risk }
  private let optimum: MomentOptimum
  /// −1 where the risk is written in I − T, else 1.
  private let sign: Double
  /// sym S_xy, or sym S_xε.
  private let target: Matrix
  private let noisyTrace: Double
  private let mixedTrace: Double
  /// ½ tr S_yy, or ½ tr S_εε, less the best risk.
  private let constant: Double
  var workspace = RiskWorkspace()
  /// R S_xx and R S_xy, k × n.
  private var noisy = Matrix(repeating: 0, rows: 0, columns: 0)
  private var mixed = Matrix(repeating: 0, rows: 0, columns: 0)

  /// Creates the objective.
  ///
  /// - Precondition: 1 ≤ k ≤ n; the family has the parametrisation.
  /// - Complexity: O(n³).
  public init(
    _ moments: Moments, rows: Int, family: LearnedRisk.Family,
    parametrization: Parametrization = .plain
  ) {
    self.init(
      moments, rows: rows, family: family, parametrization: parametrization, isWeakSignal: false,
      optimum: nil)
  }

  /// Creates the objective from properties of the moments that are already known.
  init(
    _ moments: Moments, rows: Int, family: LearnedRisk.Family, parametrization: Parametrization,
    isWeakSignal: Bool, optimum: MomentOptimum?
  ) {
    precondition(
      rows >= 1 && rows <= moments.dimension,
      "R with \(rows) rows of length \(moments.dimension): 1 ≤ k ≤ n")
    precondition(
      parametrization == .plain || family.canBeReparametrized,
      "\(family.theory) has no reparametrisation")
    self.moments = moments
    self.rows = rows
    self.family = family
    self.parametrization = parametrization
    maySignsHelp =
      family.reparametrization == .interval && parametrization == .reparametrized
      && moments.isMixedIndefinite
    self.isWeakSignal = isWeakSignal
    let optimum = optimum ?? MomentOptimum(moments)
    self.optimum = optimum
    sign = moments.isLoud ? -1 : 1
    target = moments.isLoud ? moments.noise : moments.mixed
    noisyTrace = moments.noisy.trace
    mixedTrace = target.trace
    constant = 0.5 * (moments.isLoud ? moments.noiseTrace : moments.clean.trace) - optimum.risk
  }

  /// The excess and its gradient; NaN where the filter overflows or ω is not positive.
  ///
  /// Cost: 4kn² + O(k²n) multiplications, and an eigendecomposition of k × k where T is not linear in
  /// G.
  public mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    evaluateInWorkspace(at: point, gradient: &gradient)
  }

  var isPolynomial: Bool { family.isLinear(in: parametrization, isWeakSignal: isWeakSignal) }

  /// By T = c₀I − qRᵀR, from G in the workspace.
  ///
  /// ```
  /// dE/dR = q²(AR + GM) − 2qc₀M + 2qL,   M = R S_xx,  L = R S_xy,  A = MRᵀ.
  /// ```
  mutating func linear(_ scaling: LinearPart) -> (value: Double, numbers: [Double])? {
    noisy.reshape(rows: rows, columns: columns)
    mixed.reshape(rows: rows, columns: columns)
    noisy.setProduct(workspace.r, symmetric: moments.noisy)
    mixed.setProduct(workspace.r, symmetric: target)
    workspace.kernel.setProduct(noisy, .plain, workspace.r, .transposed)
    let forced = part(scaling.forcedGain)
    let square = sign * scaling.square
    let noisyCoupling = workspace.kernel.trace
    let mixedCoupling = mixed.innerProduct(workspace.r)
    let secondCoupling = workspace.kernel.innerProduct(workspace.square)
    let sum =
      0.5 * forced * forced * noisyTrace - forced * mixedTrace + constant
      + square * (mixedCoupling - forced * noisyCoupling + 0.5 * square * secondCoupling)
    let value = resolved(sum, forced: forced) {
      var change = moments.noisy
      change.setProduct(workspace.r, .transposed, workspace.r, alpha: -square)
      return change
    }
    guard value.isFinite else { return nil }
    workspace.gradient.setSymmetricProduct(workspace.kernel, workspace.r, alpha: square * square)
    workspace.gradient.setSymmetricProduct(
      workspace.square, noisy, alpha: square * square, beta: 1)
    scale(&noisy, by: -2 * square * forced)
    scale(&mixed, by: 2 * square)
    workspace.gradient.addLeadingColumns(noisy)
    workspace.gradient.addLeadingColumns(mixed)
    let forcedPart = forced * noisyTrace - square * noisyCoupling - mixedTrace
    let squarePart = mixedCoupling - forced * noisyCoupling + square * secondCoupling
    return (
      value,
      family.isLearned
        ? [sign * (scaling.forcedSlope * forcedPart + scaling.squareSlope * squarePart)] : []
    )
  }

  /// t, or 1 − t where the risk is written in I − T.
  private func part(_ gain: Gain) -> Double { sign > 0 ? gain.value : gain.defect }

  /// The excess, computed from the matrix T − T° where rounding errors of the sum might be visible.
  private func resolved(_ sum: Double, forced: Double, change: () -> Matrix) -> Double {
    let uncertain = 0x1p-52 * (forced * forced * noisyTrace + abs(forced * mixedTrace))
    guard sum.isFinite, uncertain > 0x1p-45 * (optimum.risk + abs(sum)) else { return sum }
    // T − c₀I, and T − T°.
    var error = change()
    for index in 0..<error.rows { error[index, index] += forced }
    error = error.subtracting(optimum.map)
    var weighted = error
    weighted.setSymmetricProduct(moments.noisy, error)
    return 0.5 * weighted.innerProduct(error)
  }

  /// By the eigenvalues of G, which is in the workspace.
  mutating func byEigenvalues(
    _ filter: any DifferentiableFilter
  ) -> (value: Double, numbers: [Double])? {
    let k = rows
    guard let values = try? workspace.eigenSolver.diagonalize(&workspace.square) else {
      return nil
    }
    let samples = FilterSamples(filter, at: values, sign: sign)
    workspace.wide.reshape(rows: k, columns: columns)
    workspace.wide.setProduct(workspace.square, .transposed, workspace.r)
    noisy.reshape(rows: k, columns: columns)
    mixed.reshape(rows: k, columns: columns)
    noisy.setProduct(workspace.wide, symmetric: moments.noisy)
    mixed.setProduct(workspace.wide, symmetric: target)
    // W S_xx Wᵀ and W S_xy Wᵀ.
    workspace.kernel.setProduct(noisy, .plain, workspace.wide, .transposed)
    workspace.spare.setProduct(mixed, .plain, workspace.wide, .transposed)

    let (forced, slopes, squares) = (samples.forced, samples.slopes, samples.squares)
    let couplings = (0..<k).map { (workspace.kernel[$0, $0], workspace.spare[$0, $0]) }
    var sum = 0.5 * forced * forced * noisyTrace - forced * mixedTrace + constant
    for i in 0..<k { sum += 0.5 * squares[i] * couplings[i].0 - slopes[i] * couplings[i].1 }
    let value = resolved(sum, forced: forced) {
      var sloped = workspace.wide
      sloped.scaleRows(slopes)
      var change = moments.noisy
      change.setProduct(workspace.wide, .transposed, sloped)
      return change
    }
    guard value.isFinite else { return nil }

    workspace.fillKernel(samples, isMixed: true)
    workspace.gradient.setSymmetricProduct(workspace.kernel, workspace.wide, alpha: 2)
    noisy.scaleRows(squares)
    mixed.scaleRows(slopes.map { -2 * $0 })
    workspace.gradient.addLeadingColumns(noisy)
    workspace.gradient.addLeadingColumns(mixed)
    workspace.wide.setProduct(workspace.square, .plain, workspace.gradient)
    swap(&workspace.wide, &workspace.gradient)

    guard family.isLearned else { return (value, []) }
    let numbers = family.trained.indices.map { index in
      let derivatives = samples.derivatives(inNumber: index)
      var sum = derivatives.forced * (forced * noisyTrace - mixedTrace)
      for (derivative, coupling) in zip(derivatives.all, couplings) {
        sum += 0.5 * derivative.square * coupling.0 - derivative.slope * coupling.1
      }
      return sum
    }
    return (value, numbers)
  }
}
