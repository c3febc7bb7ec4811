// First and second divided differences of filters, for the gradients of spectral functions.

/// Divided differences of f at arguments x, y ≥ 0 and at 0.
///
/// With c₀ = f(0) and h(g) = (f(g) − c₀)/g, so that T = c₀I + Rᵀh(RRᵀ)R:
/// ```
/// f[x,y] = (f(x) − f(y))/(x − y),   h[x,y] = (h(x) − h(y))/(x − y) = f[0,x,y],
/// ```
/// extended to x = y by derivatives.
public struct FilterDifferences: Sendable, Equatable {
  /// f[x, y].
  public var first: Double
  /// h[x, y].
  public var second: Double

  /// Creates the pair f[x, y] and h[x, y].
  public init(first: Double, second: Double) {
    self.first = first
    self.second = second
  }
}

/// A filter that gives its divided differences without cancellation.
///
/// All requirements have defaults that use only f and f′.
public protocol DifferentiableFilter: SpectralFilter {
  /// f[x,y] and h[x,y] for nearly equal arguments.
  ///
  /// The default is that at x = y, the mean of the arguments.
  func differences(_ x: Double, _ y: Double) -> FilterDifferences

  /// h(g) = f[0, g].
  func slope(at g: Double) -> Double

  /// ∂f/∂ω and ∂h/∂ω at g, where ω is the parameter that can be learned; zero for a filter without one.
  func stepDerivatives(at g: Double) -> (value: Double, slope: Double)

  /// The same for any of the numbers that can be learned: the parameters in their order, the sizes of all steps.
  ///
  /// The default is ``stepDerivatives(at:)`` for the first number, and zero for others.
  func derivatives(at g: Double, inNumber index: Int) -> (value: Double, slope: Double)

  /// The coefficients of f(s) = c₀ − qs, for a filter that is linear in s; else nil.
  var linearPart: LinearPart? { get }
}

/// A filter that is linear, f(s) = c₀ − qs, with its derivatives in the parameter that can be learned.
public struct LinearPart: Sendable, Equatable {
  /// c₀.
  public let forcedGain: Gain
  /// ∂c₀.
  public let forcedSlope: Double
  /// q.
  public let square: Double
  /// ∂q.
  public let squareSlope: Double

  /// Creates c₀ and q with their derivatives ∂c₀ and ∂q in the learned parameter.
  public init(forcedGain: Gain, forcedSlope: Double, square: Double, squareSlope: Double) {
    self.forcedGain = forcedGain
    self.forcedSlope = forcedSlope
    self.square = square
    self.squareSlope = squareSlope
  }
}

extension DifferentiableFilter {
  /// f′(m) and h′(m) = (f′(m) − h(m))/m at the mean m of the arguments.
  ///
  /// The absolute error of m·h′(m) is a few ulp of f′, which is what gradients are made of.
  public func differences(_ x: Double, _ y: Double) -> FilterDifferences {
    let middle = 0.5 * (x + y)
    let first = derivative(at: middle)
    return FilterDifferences(
      first: first, second: middle > 0 ? (first - slope(at: middle)) / middle : 0)
  }

  /// h(g) as a quotient, or where f hardly changes up to g as the mean of f′ there.
  ///
  public func slope(at g: Double) -> Double {
    let forced = forcedGain
    return dividedDifference(
      to: g, difference: gain(at: g).difference(to: forced),
      scale: min(abs(forced.value), abs(forced.defect))
    ) { derivative(at: $0) }
  }

  /// Zero: by default no parameter of a filter is learned.
  public func stepDerivatives(at g: Double) -> (value: Double, slope: Double) { (0, 0) }

  /// Those in ω.
  public func derivatives(at g: Double, inNumber index: Int) -> (value: Double, slope: Double) {
    index == 0 ? stepDerivatives(at: g) : (0, 0)
  }

  /// Nil: by default a filter is not linear in s.
  public var linearPart: LinearPart? { nil }
}
