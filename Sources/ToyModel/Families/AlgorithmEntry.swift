// What an algorithm has to provide.

/// A way to learn R in other variables than its entries.
package enum Reparametrization: Sendable {
  /// The image is (0, 1] and f(0) = 1.
  case interval
  /// The image is (−∞, c₀] and f(0) = c₀; a learned step gives c₀ any value in (0, 1), by
  /// ``AlgorithmEntry/stepSize(forcedLogarithm:depth:)``.
  case halfLine
}

/// The part of an algorithm that a computation uses.
package enum AlgorithmUse: Sendable {
  /// f and f′ at given points.
  case values
  /// The best risk, or bounds on it.
  case risk
  /// f with its image and its turning points.
  case filter
  /// Training of R.
  case training
}

/// An algorithm for the lower level, as an entry of the registry.
///
/// Conform to this protocol in a file of `Algorithms`, together with the filter, and add a line to
/// ``Algorithm/entries``: risks, expressivity, realisation, landscapes and learning follow. All requirements
/// from ``filter(depth:numbers:)`` on have defaults.
package protocol AlgorithmEntry: Sendable {
  /// The value of `--algorithm`; empty for the linear maps, which need none.
  var name: String { get }
  /// True where it shares the name of another one, of which it is chosen by a parameter; false by default.
  var isVariant: Bool { get }
  /// The value of `--family` to which it belongs.
  var kind: FamilyKind { get }
  /// False if its denoisers are not of the form f(RᵀR), so that only bounds on its best risk are known; true by default.
  var isSpectral: Bool { get }
  /// The name in sentences, such as "heavy ball"; empty for the usual algorithm of its kind.
  var title: String { get }
  /// The parameters; the one that may be learned comes first.
  var parameters: [AlgorithmParameter] { get }
  /// The legal depths; nil where there is no depth.
  var depths: ClosedRange<Int>? { get }
  /// The reason for the limit on the depths, after a colon; nil, by default, where the limit is that of numbers.
  var depthReason: String? { get }
  /// The end of the line that the image reaches.
  func parity(depth: Int) -> Parity
  /// The end of the line that the image reaches with the given parameters; by default the same for all parameters.
  func parity(depth: Int, choices: ParameterChoices) -> Parity
  /// The style of the curves.
  func style(depth: Int) -> CurveStyle
  /// The constants that do not depend on the first parameter.
  ///
  /// - Parameters:
  ///   - depth: N; irrelevant where there is no depth.
  ///   - choices: The parameters, of which the first is not used and no other is learned.
  /// - Returns: The algorithm at that depth.
  func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm

  /// The filter for given values of all parameters.
  ///
  /// By default that of ``prepared(depth:choices:)``.
  ///
  /// - Parameters:
  ///   - depth: N; irrelevant where there is no depth.
  ///   - numbers: The parameters in their order; a schedule has a number for every step.
  /// - Returns: f; nil for the linear maps.
  func filter(depth: Int, numbers: [Double]) -> (any BranchedFilter)?
  /// Only f and f′, at any depth, even where the filter has too many turning points to list.
  ///
  /// By default ``filter(depth:numbers:)``.
  ///
  /// - Parameters:
  ///   - depth: N; irrelevant where there is no depth.
  ///   - choices: The parameters, none of them learned.
  /// - Returns: f; nil for the linear maps.
  func values(depth: Int, choices: ParameterChoices) -> (any ScalarFilter)?
  /// Whether the iteration would diverge, by more than rounding, if it did not stop after N steps; never by default.
  ///
  /// - Parameters:
  ///   - curvature: 1 + s.
  ///   - numbers: As for ``filter(depth:numbers:)``.
  /// - Returns: True beyond the limit of stability.
  func diverges(curvature: Double, numbers: [Double]) -> Bool
  /// A way to learn R in other variables; nil by default.
  func reparametrization(depth: Int) -> Reparametrization?
  /// The step size at which −log(1 − f(0)) is a given number above 0; nil by default.
  func stepSize(forcedLogarithm: Double, depth: Int) -> Double?
  /// −log(1 − f(0)) at a step size; nil by default.
  func forcedLogarithm(stepSize: Double, depth: Int) -> Double?
  /// How the first parameter scales with the curvature of the data term, as for a forward operator; nil, by default, for
  /// algorithms that are made for the curvature 1.
  var curvatureScaling: CurvatureScaling? { get }
  /// Whether with a forward operator an R that commutes with C is always best; false by default.
  ///
  /// - Parameter depth: N; irrelevant where there is no depth.
  /// - Returns: True where that is proved.
  func isDiagonalBest(depth: Int) -> Bool
  /// A remark for readers of results with these parameters; nil by default.
  func note(choices: ParameterChoices) -> String?
  /// The reason why a depth is unavailable with the parameters; nil, by default, where it is available.
  ///
  /// - Parameters:
  ///   - use: The part that is needed: some algorithms have values and best risks at more depths than filters.
  ///   - depth: N.
  ///   - choices: The parameters.
  /// - Returns: The reason, for readers.
  func objection(to use: AlgorithmUse, depth: Int, choices: ParameterChoices) -> String?
  /// Why a depth cannot be had with R ∈ ℝᵏˣⁿ; nil, by default, where it can. A larger n or k only makes it less so.
  func objection(depth: Int, dimension: Int, rows: Int) -> String?
}

extension AlgorithmEntry {
  /// No.
  package var isVariant: Bool { false }
  /// Yes.
  package var isSpectral: Bool { true }
  /// None.
  package var depthReason: String? { nil }
  /// That of the depth.
  package func parity(depth: Int, choices: ParameterChoices) -> Parity { parity(depth: depth) }
  /// That of the prepared algorithm.
  package func filter(depth: Int, numbers: [Double]) -> (any BranchedFilter)? {
    prepared(depth: depth, choices: ParameterChoices(numbers: numbers))
      .filter(stepSize: numbers.first ?? 1)
  }
  /// The filter.
  package func values(depth: Int, choices: ParameterChoices) -> (any ScalarFilter)? {
    prepared(depth: depth, choices: choices).filter(stepSize: choices[0]?.value ?? 1)
  }
  /// Never.
  package func diverges(curvature: Double, numbers: [Double]) -> Bool { false }
  /// None.
  package func reparametrization(depth: Int) -> Reparametrization? { nil }
  /// None.
  package func stepSize(forcedLogarithm: Double, depth: Int) -> Double? { nil }
  /// None.
  package func forcedLogarithm(stepSize: Double, depth: Int) -> Double? { nil }
  /// None.
  package var curvatureScaling: CurvatureScaling? { nil }
  /// No.
  package func isDiagonalBest(depth: Int) -> Bool { false }
  /// That of a parameter which is learned up to a bound only.
  package func note(choices: ParameterChoices) -> String? {
    guard let parameter = parameters.first, parameter.learnedUpperBound.isFinite else { return nil }
    let bound = Int(parameter.learnedUpperBound)
    if choices[0] == .learned {
      return "learned for \(parameter.symbol) ≤ \(bound); beyond, even depths may do better"
    }
    guard let value = choices[0]?.value, value > parameter.learnedUpperBound else { return nil }
    return "\(parameter.symbol) > \(bound): a step overshoots, and the parity of the depth returns"
  }
  /// None.
  package func objection(to use: AlgorithmUse, depth: Int, choices: ParameterChoices) -> String? {
    nil
  }
  /// None.
  package func objection(depth: Int, dimension: Int, rows: Int) -> String? { nil }
}

/// An algorithm at one depth, with all constants that do not depend on its first parameter.
package protocol PreparedAlgorithm: Sendable {
  /// The filter at a value of the first parameter.
  ///
  /// - Parameter stepSize: ω; irrelevant where there is no parameter.
  /// - Returns: f; nil for the linear maps, and for a ``BracketedAlgorithm``.
  func filter(stepSize: Double) -> (any BranchedFilter)?
  /// The properties of that filter that risks need; by default taken from it.
  func reach(stepSize: Double) -> FilterReach
  /// The best value of the first parameter for given data.
  ///
  /// Called only where that parameter may be learned; by default a ``StepSearch``.
  func learnedStep(spectrum: Spectrum, noiseVariance: Double, rows: Int) -> LearnedStep
  /// The number of times that f(0) may turn as a function of ω, which determines how fine a search is; 1 by default.
  var oscillations: Int { get }
  /// The largest value of the first parameter at which a search looks; ∞ by default.
  var searchLimit: Double { get }
  /// Values of the first parameter between which f(0) turns or runs through all gains, and which a search must not
  /// miss; none by default.
  var searchPoints: [Double] { get }
  /// The limit ω → 0⁺; nil, by default, if that is f(0) = 0.
  var limit: FilterReach? { get }
  /// The cache in which searches keep their results; nil, by default, if they keep none.
  var memory: ReachCache? { get }
  /// The algorithm itself if only bounds on its best risk are known; nil by default.
  ///
  /// A cast would tell the same, but takes the runtime ten microseconds for every type.
  var bracketed: (any BracketedAlgorithm)? { get }
}

/// An algorithm whose denoisers are not of the form f(RᵀR), with bounds on its best risk.
package protocol BracketedAlgorithm: PreparedAlgorithm {
  /// Bounds on the best risk.
  ///
  /// - Parameters:
  ///   - step: The choice of ω.
  ///   - spectrum: The eigenvalues γ of C.
  ///   - noiseVariance: σ² ≥ 0.
  ///   - rows: k.
  /// - Returns: The best denoiser known, which is the upper bound, with the lower bound.
  func optimum(
    step: StepRule, spectrum: Spectrum, noiseVariance: Double, rows: Int
  ) -> OptimalRisk
}

/// The eigenvalues that a filter forces and allows.
package struct FilterReach: Sendable, Equatable {
  /// f(0).
  package let forcedGain: Gain
  /// The image of f.
  package let image: FilterImage

  /// Creates a pair.
  package init(forcedGain: Gain, image: FilterImage) {
    self.forcedGain = forcedGain
    self.image = image
  }

  /// Reads a filter.
  package init(_ filter: some SpectralFilter) {
    self.init(forcedGain: filter.forcedGain, image: filter.image)
  }
}

extension BracketedAlgorithm {
  /// The algorithm itself.
  package var bracketed: (any BracketedAlgorithm)? { self }
}

extension PreparedAlgorithm {
  /// None.
  package var bracketed: (any BracketedAlgorithm)? { nil }

  /// 1.
  package var oscillations: Int { 1 }

  /// ∞.
  package var searchLimit: Double { .infinity }

  /// None.
  package var searchPoints: [Double] { [] }

  /// None.
  package var limit: FilterReach? { nil }

  /// None.
  package var memory: ReachCache? { nil }

  /// The result of a ``StepSearch``.
  package func learnedStep(
    spectrum: Spectrum, noiseVariance: Double, rows: Int
  ) -> LearnedStep {
    StepSearch(
      algorithm: self, spectrum: spectrum, noiseVariance: noiseVariance, rows: rows
    ).best()
  }

  /// The properties of the filter that risks need.
  package func reach(stepSize: Double) -> FilterReach {
    filter(stepSize: stepSize).map { FilterReach($0) }
      ?? FilterReach(forcedGain: .one, image: .everything)
  }
}

/// A learned step size and the denoisers that it makes reachable.
public struct LearnedStep: Sendable {
  /// The first parameter, as a rule ω; 0 or ∞ where the risk falls towards that limit.
  public let stepSize: Double
  /// The reachable denoisers at ω, or their limit.
  public let set: ExpressivitySet
  /// False where the risk falls as the parameter tends to 0 or ∞ and the infimum is not attained.
  public let isAttained: Bool
  /// All parameters, where more than the first one is learned; else nil.
  public let choices: ParameterChoices?
  /// The sizes of all steps, where they are learned; else empty.
  public let steps: [Double]

  package init(
    stepSize: Double, set: ExpressivitySet, isAttained: Bool, choices: ParameterChoices? = nil,
    steps: [Double] = []
  ) {
    self.stepSize = stepSize
    self.set = set
    self.isAttained = isAttained
    self.choices = choices
    self.steps = steps
  }
}
