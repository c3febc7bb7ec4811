// The common part of both kinds of momentum as entries of the registry.

import Libc

/// An algorithm with a step size ω and a momentum β.
protocol MomentumAlgorithm: AlgorithmEntry {
  /// The point at which the gradient is taken.
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
        range: LegalRange(upperBound: 1e100, includesZero: true), initial: .fixed(usualMomentum),
        canBeLearned: rule == .heavyBall),
    ]
  }

  package var depths: ClosedRange<Int>? { 1...(1 << 53) }

  /// Steps of size ω.
  package var curvatureScaling: CurvatureScaling? { .proportional }

  /// As for gradient descent: momentum moves the closed end of the image and never changes which one it is.
  package func parity(depth: Int) -> Parity { GradientDescent().parity(depth: depth) }

  package func style(depth: Int) -> CurveStyle { GradientDescent().style(depth: depth) }

  package func prepared(depth: Int, choices: ParameterChoices) -> any PreparedAlgorithm {
    choices[1] == .learned || needsOnlyTheFloor(depth: depth, choices: choices)
      ? JointMomentum(depth: depth)
      : MomentumShape(rule, depth: depth, momentum: Self.momentum(choices))
  }

  package func values(depth: Int, choices: ParameterChoices) -> (any ScalarFilter)? {
    MomentumValues(
      polynomial: ErrorPolynomial(rule: rule, depth: depth, momentum: Self.momentum(choices)),
      stepSize: choices[0]?.value ?? 1)
  }

  /// A note on momentum for which the iteration does not converge.
  package func note(choices: ParameterChoices) -> String? {
    guard rule == .heavyBall, let momentum = choices[1]?.value, momentum >= 1 else { return nil }
    let floor =
      (momentum == 1 || momentum == 2) && choices[0] == .learned
      ? "; from N = 3 on a learned ω still attains the floor of all algorithms" : ""
    return momentum == 1
      ? "β = 1: errors oscillate forever and do not shrink, so that more steps do not lead to the minimiser\(floor)"
      : "β = \(momentum): errors grow with every step at every ω, like β^(N/2), and the steps never converge\(floor)"
  }

  /// None to values of f, which need no turning points, and to the best risk with β = 1 and a learned ω, which is the
  /// floor.
  package func objection(to use: AlgorithmUse, depth: Int, choices: ParameterChoices) -> String? {
    switch use {
    case .values: return nil
    case .risk
    where choices[0] == .learned && needsOnlyTheFloor(depth: depth, choices: choices):
      return nil
    case .training where choices[1] == .learned:
      // A trained β may pass 1.
      guard depth > trainedDepthLimit else { return nil }
      return
        "--momentum learned: trained for at most \(trainedDepthLimit) steps; for more see the closed form of toy risk"
    case .risk, .filter, .training: return objectionToFilter(depth: depth, choices: choices)
    }
  }

  /// True for heavy ball with β = 1 and more steps than have a list of turning points: the best risk is then that of a
  /// learned β, which is 1.
  private func needsOnlyTheFloor(depth: Int, choices: ParameterChoices) -> Bool {
    rule == .heavyBall && choices[1] == .fixed(1)
      && !MomentumFilter.isListed(rule, depth: depth, momentum: 1)
  }

  private func objectionToFilter(depth: Int, choices: ParameterChoices) -> String? {
    if choices[1] == .learned {
      return choices[0] == .learned ? nil : "--momentum learned needs --omega learned"
    }
    let momentum = Self.momentum(choices)
    let polynomial = ErrorPolynomial(rule: rule, depth: depth, momentum: momentum)
    guard depth > MomentumShape.depthLimit || depth <= 2 || polynomial.isResolved else {
      return
        "\(title) with β = \(momentum) and \(depth) steps turns at points that double precision cannot tell apart: "
        + "N²\(rule == .heavyBall ? "√β" : "β") is at most 1e10"
    }
    // P is of size β^(N/2), and f(0) has to take a given value as a function of ω.
    let limit = momentum > 1 ? 24 / log10(momentum) : .infinity
    guard choices[0] != .learned || Double(depth) <= limit else {
      return
        "\(title) with β = \(momentum) and \(depth) steps grows so fast that double precision has no room for the "
        + "best ω: give --omega, or at most \(Int(limit)) steps"
    }
    guard !MomentumFilter.isListed(rule, depth: depth, momentum: momentum) else { return nil }
    return
      "\(title) with β = \(momentum) turns up to \(depth - 2) times in \(depth) steps: at most "
      + "\(MomentumShape.depthLimit) steps, or so many or so small a β that f hardly turns; 'toy expressivity "
      + "--x s' prints the values of f alone for any number"
  }

  /// For v = ω(1+s) beyond 2(1+β), for Nesterov 2(1+β)/(1+2β), and where the eigenvalues of a step have a product
  /// above 1: β, for Nesterov β(1−v).
  package func diverges(curvature: Double, numbers: [Double]) -> Bool {
    let (v, momentum) = (numbers[0] * curvature, numbers[1])
    let product = rule == .heavyBall ? momentum : momentum * abs(1 - v)
    let limit = 2 * (1 + momentum) / (rule == .heavyBall ? 1 : 1 + 2 * momentum)
    return max(product, v / limit) > 1 + 5e-7
  }

  /// The largest N at which β is trained: above β = 1 errors grow like β^N.
  private var trainedDepthLimit: Int { 30 }

  private static func momentum(_ choices: ParameterChoices) -> Double {
    guard let momentum = choices[1]?.value else { preconditionFailure("β is given") }
    return momentum
  }
}

/// f and f′ of an algorithm with momentum, for any N and β in O(log N).
private struct MomentumValues: ScalarFilter {
  let polynomial: ErrorPolynomial
  let stepSize: Double

  func gain(at s: Double) -> Gain { polynomial.gain(at: s, stepSize: stepSize) }
  func derivative(at s: Double) -> Double { polynomial.derivative(at: s, stepSize: stepSize) }
}
