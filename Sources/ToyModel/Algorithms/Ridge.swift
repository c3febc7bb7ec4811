// The exact solution with a ridge.

/// z = ((1+δ)I + RᵀR)⁻¹x, the lower level with a term (δ/2)‖z‖²; see ``RidgeFilter``.
struct Ridge: DecreasingEntry {
  let name = "ridge"
  let kind = FamilyKind.bilevel
  let title = "bilevel with a ridge"
  let parameters = [
    AlgorithmParameter(
      name: "ridge", symbol: "δ", meaning: "the weight of a ridge", plural: "weights of a ridge",
      range: .positive, initial: .learned, canBeLearned: true)
  ]
  let depths: ClosedRange<Int>? = nil

  let curvatureScaling: CurvatureScaling? = .reciprocal

  /// Always: T = (T₀ − W)Aᵀ with any W ⪰ 0 of rank k.
  func isDiagonalBest(depth: Int) -> Bool { true }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm { Prepared() }

  private struct Prepared: DecreasingAlgorithm {
    func filter(stepSize: Double) -> (any BranchedFilter)? { RidgeFilter(weight: stepSize) }

    /// δ → 0⁺ is the exact solution.
    var limit: FilterReach? { FilterReach(BilevelFilter()) }

    /// (1 − c₀)/c₀, without subtracting from 1.
    func parameter(forcing gain: Gain) -> Double { gain.defect / gain.value }
  }
}

/// The filter f(s) = 1/(1 + δ + s) of the exact minimiser of ½‖z−x‖² + ½‖Rz‖² + (δ/2)‖z‖².
///
/// It falls from 1/(1+δ) to 0.
public struct RidgeFilter: BranchedFilter, Equatable {
  /// δ, positive and finite.
  public let weight: Double

  /// Creates the filter of a weight δ > 0.
  public init(weight: Double) {
    precondition(weight > 0 && weight.isFinite, "the weight \(weight) is not positive")
    self.weight = weight
  }

  /// f(s) and 1 − f(s) = (δ+s)/(1+δ+s).
  public func gain(at s: Double) -> Gain {
    guard s.isFinite else { return .zero }
    let penalty = weight + s
    return Gain(value: 1 / (1 + penalty), defect: penalty / (1 + penalty))
  }

  /// f′(s) = −f(s)².
  public func derivative(at s: Double) -> Double {
    let root = 1 / (1 + weight + s)
    return -root * root
  }

  /// f(0) = 1/(1+δ).
  public var forcedGain: Gain { gain(at: 0) }

  /// The interval (0, 1/(1+δ)].
  public var image: FilterImage {
    FilterImage(lowerBound: .zero, upperBound: forcedGain, includesLowerBound: false)
  }

  /// None.
  public var turningPoints: [TurningPoint] { [] }

  /// f[x,y] = −f(x)f(y) and h[x,y] = f(0)f(x)f(y).
  public func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    let product = 1 / ((1 + weight + x) * (1 + weight + y))
    return FilterDifferences(first: -product, second: product / (1 + weight))
  }

  /// h(g) = −f(0)f(g).
  public func slope(at g: Double) -> Double { -1 / ((1 + weight) * (1 + weight + g)) }

  /// ∂f/∂δ = −f², and its divided difference f(0)f(g)(f(0) + f(g)).
  public func stepDerivatives(at g: Double) -> (value: Double, slope: Double) {
    let (first, last) = (1 / (1 + weight), 1 / (1 + weight + g))
    return (-last * last, first * last * (first + last))
  }
}
