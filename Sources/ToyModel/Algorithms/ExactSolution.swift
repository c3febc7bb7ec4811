// The lower level solved exactly.

/// z = (I + RᵀR)⁻¹x; see ``BilevelFilter``.
struct ExactSolution: AlgorithmEntry {
  let name = "exact"
  let kind = FamilyKind.bilevel
  let title = ""
  let parameters: [AlgorithmParameter] = []
  let depths: ClosedRange<Int>? = nil

  let curvatureScaling: CurvatureScaling? = .constant

  /// Always: T = (T₀ − W)Aᵀ with any W ⪰ 0 of rank k.
  func isDiagonalBest(depth: Int) -> Bool { true }

  func parity(depth: Int) -> Parity { .none }

  func style(depth: Int) -> CurveStyle { .exact }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm { Prepared() }

  func reparametrization(depth: Int) -> Reparametrization? { .interval }

  private struct Prepared: PreparedAlgorithm {
    func filter(stepSize: Double) -> (any BranchedFilter)? { BilevelFilter() }
  }
}

/// The filter f(s) = 1/(1+s) of the exact minimiser z = (I + RᵀR)⁻¹x of ½‖z−x‖² + ½‖Rz‖².
///
/// Decreasing from f(0) = 1 towards 0, which it never reaches: a direction without signal cannot
/// be erased, so that the best bilevel denoiser often does not exist.
public struct BilevelFilter: BranchedFilter, Equatable {
  /// Creates the filter; it has no parameters.
  public init() {}

  /// f(s) = 1/(1+s) and 1 − f(s) = s/(1+s), each to 2 ulp.
  public func gain(at s: Double) -> Gain {
    guard s.isFinite else { return .zero }
    return Gain(value: 1 / (1 + s), defect: s / (1 + s))
  }

  /// f′(s) = −1/(1+s)².
  public func derivative(at s: Double) -> Double {
    let root = 1 / (1 + s)
    return -root * root
  }

  /// f(0) = 1.
  public var forcedGain: Gain { .one }

  /// The interval (0, 1].
  public var image: FilterImage {
    FilterImage(lowerBound: .zero, upperBound: .one, includesLowerBound: false)
  }

  /// None: the filter is decreasing throughout.
  public var turningPoints: [TurningPoint] { [] }

  /// f[x,y] = −1/((1+x)(1+y)) = −h[x,y].
  public func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    let product = 1 / ((1 + x) * (1 + y))
    return FilterDifferences(first: -product, second: product)
  }

  /// h(g) = −1/(1+g).
  public func slope(at g: Double) -> Double { -1 / (1 + g) }
}
