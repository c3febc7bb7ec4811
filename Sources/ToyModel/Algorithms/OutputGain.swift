// The exact solution times a gain.

/// z = g(I + RᵀR)⁻¹x; see ``OutputGainFilter``.
struct OutputGain: DecreasingEntry {
  let name = "gain"
  let kind = FamilyKind.bilevel
  let title = "bilevel with a gain"
  let parameters = [
    AlgorithmParameter(
      name: "gain", symbol: "g", meaning: "the gain of the output", plural: "gains",
      range: .positive, initial: .learned, canBeLearned: true)
  ]
  let depths: ClosedRange<Int>? = nil

  let curvatureScaling: CurvatureScaling? = .constant

  /// Always: T = (T₀ − W)Aᵀ with any W ⪰ 0 of rank k.
  func isDiagonalBest(depth: Int) -> Bool { true }

  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm { Prepared() }

  private struct Prepared: DecreasingAlgorithm {
    func filter(stepSize: Double) -> (any BranchedFilter)? { OutputGainFilter(factor: stepSize) }

    func parameter(forcing gain: Gain) -> Double { gain.value }
  }
}

/// The filter f(s) = g/(1+s) of the exact minimiser times a gain g, falling from g to 0.
public struct OutputGainFilter: BranchedFilter, Equatable {
  /// g, positive and finite.
  public let factor: Double

  /// Creates the filter of a gain g > 0.
  public init(factor: Double) {
    precondition(factor > 0 && factor.isFinite, "the gain \(factor) is not positive")
    self.factor = factor
  }

  /// f(s) and 1 − f(s) = (s + (1−g))/(1+s).
  public func gain(at s: Double) -> Gain {
    guard s.isFinite else { return .zero }
    return Gain(value: factor / (1 + s), defect: (s + (1 - factor)) / (1 + s))
  }

  /// f′(s) = −g/(1+s)².
  public func derivative(at s: Double) -> Double {
    let root = 1 / (1 + s)
    return -factor * root * root
  }

  /// f(0) = g.
  public var forcedGain: Gain { Gain(value: factor) }

  /// The interval (0, g].
  public var image: FilterImage {
    FilterImage(lowerBound: .zero, upperBound: forcedGain, includesLowerBound: false)
  }

  /// None.
  public var turningPoints: [TurningPoint] { [] }

  /// f[x,y] = −g/((1+x)(1+y)) = −h[x,y].
  public func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    let product = factor / ((1 + x) * (1 + y))
    return FilterDifferences(first: -product, second: product)
  }

  /// h(u) = −g/(1+u).
  public func slope(at g: Double) -> Double { -factor / (1 + g) }

  /// ∂f/∂g = 1/(1+s), and its divided difference −1/(1+s).
  public func stepDerivatives(at g: Double) -> (value: Double, slope: Double) {
    (1 / (1 + g), -1 / (1 + g))
  }
}
