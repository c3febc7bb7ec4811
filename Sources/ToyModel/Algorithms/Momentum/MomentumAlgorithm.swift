// What both kinds of momentum have in common as entries of the registry.

/// An algorithm with a step size ω and a momentum β.
protocol MomentumAlgorithm: AlgorithmEntry {
  /// Where the gradient is taken.
  var rule: MomentumRule { get }
  /// The β where none is given.
  var usualMomentum: Double { get }
}

extension MomentumAlgorithm {
  package var kind: FamilyKind { .unrolled }

  package var parameters: [AlgorithmParameter] {
    [
      .stepSize(),
      AlgorithmParameter(
        name: "momentum", symbol: "β", meaning: "the momentum", plural: "momenta",
        range: LegalRange(upperBound: 2, includesZero: true), initial: .fixed(usualMomentum),
        canBeLearned: rule == .heavyBall),
    ]
  }

  package var depths: ClosedRange<Int>? { 1...(1 << 53) }

  /// As for gradient descent: momentum moves the closed end of the image and never changes which one it is.
  package func parity(depth: Int) -> Parity { GradientDescent().parity(depth: depth) }

  package func style(depth: Int) -> CurveStyle { GradientDescent().style(depth: depth) }

  package func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    choices[1] == .learned
      ? JointMomentum(depth: depth)
      : MomentumShape(rule, depth: depth, momentum: Self.momentum(choices))
  }

  package func objection(depth: Int, choices: ParameterChoices) -> String? {
    if choices[1] == .learned {
      return choices[0] == .learned ? nil : "--momentum learned needs --omega learned"
    }
    let momentum = Self.momentum(choices)
    guard momentum <= 1 || depth <= growingDepthLimit else {
      return
        "\(title) with β = \(momentum) and \(depth) steps: above β = 1, where the steps grow without bound, at "
        + "most \(growingDepthLimit) steps"
    }
    guard !MomentumFilter.isListed(rule, depth: depth, momentum: momentum) else { return nil }
    return
      "\(title) with β = \(momentum) turns up to \(depth - 2) times in \(depth) steps: at most "
      + "\(MomentumShape.depthLimit) steps, or so many or so small a β that f hardly turns"
  }

  /// The largest N for β > 1: what is P_N there grows like β^N, and so do the errors of all that is made of it.
  private var growingDepthLimit: Int { 30 }

  private static func momentum(_ choices: ParameterChoices) -> Double {
    guard let momentum = choices[1]?.value else { preconditionFailure("β is given") }
    return momentum
  }
}
