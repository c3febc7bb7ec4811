// The risk of a data set as a function of R.

import LinearAlgebra
import ToyModel

/// The risk of T = f(RᵀR) for given moments, as a function of R and of a learned step.
///
/// With T = c₀I + Rᵀh(G)R and T² = c₀²I + Rᵀh₂(G)R, h₂ = h(f + c₀),
/// ```
/// E = ½[c₀² tr S_xx + tr(h₂(G) R S_xx Rᵀ)] − [c₀ tr S_xy + tr(h(G) R S_xy Rᵀ)] + ½ tr S_yy
/// ```
/// and the gradient follows as in ``LearnedRisk``. For a population prefer that one: it works in the
/// eigenbasis of C and with fewer products.
public struct EmpiricalRisk: DenoisingRisk {
  /// The moments of the data.
  public let moments: Moments
  /// The number k of rows of R.
  public let rows: Int
  /// The family.
  public let family: LearnedRisk.Family
  /// What the variables stand for.
  public let coordinates: Coordinates
  /// The dimension n of the signals.
  public var signalDimension: Int { moments.dimension }
  /// The number n of columns of R.
  public var columns: Int { moments.dimension }
  /// True where sym S_xy has an eigenvalue below 0, by more than rounding; looked at for bilevel in
  /// straight coordinates alone, else false.
  public let maySignsHelp: Bool
  private let noisyTrace: Double
  private let mixedTrace: Double
  private let cleanTrace: Double
  private var workspace = RiskWorkspace()
  /// R S_xx and R S_xy, k × n.
  private var noisy = Matrix(repeating: 0, rows: 0, columns: 0)
  private var mixed = Matrix(repeating: 0, rows: 0, columns: 0)

  /// Creates the objective.
  ///
  /// - Precondition: 1 ≤ k ≤ n; the coordinates serve the family.
  public init(
    _ moments: Moments, rows: Int, family: LearnedRisk.Family, coordinates: Coordinates = .plain
  ) {
    precondition(rows >= 1 && rows <= moments.dimension, "R with \(rows) rows")
    precondition(coordinates == .plain || family.canBeStraight, "odd depths are not straight")
    self.moments = moments
    self.rows = rows
    self.family = family
    self.coordinates = coordinates
    maySignsHelp = family == .bilevel && coordinates == .straight && moments.isMixedIndefinite
    noisyTrace = moments.noisy.trace
    mixedTrace = moments.mixed.trace
    cleanTrace = moments.clean.trace
  }

  /// The risk and its gradient; NaN where the filter overflows or ω is not positive.
  ///
  /// Cost: 4kn² + O(k²n) multiplications, and an eigendecomposition of k × k where T is not linear in
  /// G.
  public mutating func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    workspace.r.reshape(rows: rows, columns: columns)
    workspace.r.setElements(point)
    workspace.prepare(rows: rows, columns: columns)
    noisy.reshape(rows: rows, columns: columns)
    mixed.reshape(rows: rows, columns: columns)
    workspace.square.setGram(workspace.r)
    guard workspace.square.elements.allSatisfy(\.isFinite),
      let (filter, stepChain) = filterAtPoint(point)
    else { return .nan }
    let result: (value: Double, stepSize: Double)? =
      switch filter {
      case .bilevel(let filter): byEigenvalues(filter)
      case .angular(let filter): byEigenvalues(filter)
      case .squaredAngular(let filter): byEigenvalues(filter)
      case .unrolled(let filter) where filter.depth == 2: linear(SquareScale(of: filter))
      case .unrolled(let filter): byEigenvalues(filter)
      case .linear(let filter): linear(SquareScale(of: filter))
      }
    guard let result else { return .nan }
    workspace.gradient.copyElements(to: &gradient)
    if family.isStepLearned { gradient[gradient.count - 1] = result.stepSize * stepChain }
    return result.value
  }

  /// By T = c₀I − qRᵀR, from G in the workspace.
  ///
  /// ```
  /// dE/dR = q²(AR + GM) − 2qc₀M + 2qL,   M = R S_xx,  L = R S_xy,  A = MRᵀ.
  /// ```
  private mutating func linear(_ scaling: SquareScale) -> (value: Double, stepSize: Double)? {
    noisy.setProduct(workspace.r, symmetric: moments.noisy)
    mixed.setProduct(workspace.r, symmetric: moments.mixed)
    workspace.kernel.setProduct(noisy, .plain, workspace.r, .transposed)
    let (forced, square) = (scaling.forcedGain.value, scaling.square)
    let noisyCoupling = workspace.kernel.trace
    let mixedCoupling = mixed.innerProduct(workspace.r)
    let secondCoupling = workspace.kernel.innerProduct(workspace.square)
    let value =
      0.5 * forced * forced * noisyTrace - forced * mixedTrace + 0.5 * cleanTrace
      + square * (mixedCoupling - forced * noisyCoupling + 0.5 * square * secondCoupling)
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
    return (value, scaling.forcedSlope * forcedPart + scaling.squareSlope * squarePart)
  }

  /// By the eigenvalues of G, which is in the workspace.
  private mutating func byEigenvalues(
    _ filter: some DifferentiableFilter
  ) -> (value: Double, stepSize: Double)? {
    let k = rows
    guard let values = try? workspace.eigenSolver.diagonalize(&workspace.square) else {
      return nil
    }
    let g = values.map { max($0, 0) }
    workspace.wide.reshape(rows: k, columns: columns)
    workspace.wide.setProduct(workspace.square, .transposed, workspace.r)
    noisy.setProduct(workspace.wide, symmetric: moments.noisy)
    mixed.setProduct(workspace.wide, symmetric: moments.mixed)
    // W S_xx Wᵀ and W S_xy Wᵀ.
    workspace.kernel.setProduct(noisy, .plain, workspace.wide, .transposed)
    workspace.spare.setProduct(mixed, .plain, workspace.wide, .transposed)

    let forced = filter.forcedGain.value
    let gains = g.map { filter.gain(at: $0).value }
    let slopes = g.map { filter.slope(at: $0) }
    let squares = zip(slopes, gains).map { $0 * ($1 + forced) }
    let couplings = (0..<k).map { (workspace.kernel[$0, $0], workspace.spare[$0, $0]) }
    var value = 0.5 * forced * forced * noisyTrace - forced * mixedTrace + 0.5 * cleanTrace
    for i in 0..<k { value += 0.5 * squares[i] * couplings[i].0 - slopes[i] * couplings[i].1 }
    guard value.isFinite else { return nil }

    fillKernel(filter, g: g, gains: gains, slopes: slopes, squares: squares)
    workspace.gradient.setSymmetricProduct(workspace.kernel, workspace.wide, alpha: 2)
    noisy.scaleRows(squares)
    mixed.scaleRows(slopes.map { -2 * $0 })
    workspace.gradient.addLeadingColumns(noisy)
    workspace.gradient.addLeadingColumns(mixed)
    workspace.wide.setProduct(workspace.square, .plain, workspace.gradient)
    swap(&workspace.wide, &workspace.gradient)

    guard family.isStepLearned else { return (value, 0) }
    let atZero = filter.stepDerivatives(at: 0).value
    var step = atZero * (forced * noisyTrace - mixedTrace)
    for i in 0..<k {
      let derivative = filter.stepDerivatives(at: g[i])
      let square = derivative.slope * (gains[i] + forced) + slopes[i] * (derivative.value + atZero)
      step += 0.5 * square * couplings[i].0 - derivative.slope * couplings[i].1
    }
    return (value, step)
  }

  /// ½h₂[gᵢ,gⱼ] ∘ W S_xx Wᵀ − h[gᵢ,gⱼ] ∘ W S_xy Wᵀ in the lower triangle of the kernel, where
  /// h₂[x,y] = h[x,y](f(y) + c₀) + h(x) f[x,y].
  private mutating func fillKernel(
    _ filter: some DifferentiableFilter, g: [Double], gains: [Double], slopes: [Double],
    squares: [Double]
  ) {
    let forced = filter.forcedGain.value
    let (k, mixedCoupling) = (rows, workspace.spare)
    workspace.kernel.withColumns { column, j in
      for i in j..<k {
        let gap = g[i] - g[j]
        let (square, slope): (Double, Double)
        if abs(gap) > 1e-5 * (1 + g[i]) {
          square = (squares[i] - squares[j]) / gap
          slope = (slopes[i] - slopes[j]) / gap
        } else {
          let differences = filter.differences(g[i], g[j])
          square = differences.second * (gains[j] + forced) + slopes[i] * differences.first
          slope = differences.second
        }
        column[i] = 0.5 * square * column[i] - slope * mixedCoupling[i, j]
      }
    }
  }
}
