// The closed end of the image of a deep network.

package import Evidence
package import Intervals
import Libc
import Reference
import ToyModel

package struct ClosedEndProposition: Claim {
  package let id = "closed-end"
  package let exposition = Exposition(
    title: "The closed end of deep odd networks is the reciprocal of the stability limit",
    statement: [
      """
      Gradient descent, heavy ball, Nesterov's method and Chebyshev's steps converge for all curvatures u = 1 + s \
      from 1 up to a limit u_c, and diverge beyond. As N → ∞ with fixed parameters the closed end of the image tends \
      to
      """,
      .formula(
        """
        N odd    min f → 1/u_c
        N even   max f → 1
        """),
      "with",
      .formula(
        """
        gradient descent   0 < ω < 2                          1/u_c = ω/2
        heavy ball         0 ≤ β < 1, 0 < ω < 2(1+β)          1/u_c = ω/(2(1+β))
        Nesterov           0 ≤ β < 1, 0 < ω < (2+2β)/(1+2β)   1/u_c = ω(1+2β)/(2+2β)
        Chebyshev          on [1, 1+S]                        1/u_c = 1/(2+S)
        """),
      """
      No deep odd network of these kinds can give an eigenvalue below 1/u_c: directions with only noise \
      keep that much of it. Momentum lowers the end by being stable for longer steps.
      """,
    ],
    assumptions: ["The start is 0; the parameters do not change with N."],
    limits: [
      """
      Chebyshev's limit is 1/(2+S), not 1/(1+S): the polynomial is −1 at u = 2 + S, beyond the interval it is made \
      for.
      """,
      "At small depths the end may be above or below: with β = ¾ three heavy-ball steps reach 0.",
    ],
    sources: [.proofClosedEnd],
    example: { .closedEnds() },
    figure: "depth-limit",
    commands: [
      "toy expressivity --depth 11,101,1001 --omega 0.5 --algorithm gradient-descent,heavy-ball,nesterov"
    ],
    declarations: ["MomentumFilter", "ChebyshevFilter", "UnrolledFilter"])
  package let domain =
    "N = 1000, 1001, 4000, 4001 within 3 log N/N, β ≤ 0.9, steps up to 0.9 of the stable ones, S from 0.3 to 30; "
    + "P at u_c for N ≤ 40; heavy ball before u_c for N = 3, 5, 7, all β ≤ 1"

  /// A method with fixed parameters.
  package enum Method: String, Sendable, CaseIterable {
    case gradientDescent = "gradient descent"
    case heavyBall = "heavy ball"
    case nesterov = "Nesterov"
    case chebyshev = "Chebyshev"
  }

  /// u_c, the curvature up to which the iteration converges, for ω (or S) and β.
  package var stabilityLimit:
    @Sendable (_ method: Method, _ number: Interval, _ momentum: Interval) -> Interval = {
      method, number, momentum in
      switch method {
      case .gradientDescent: return Interval(2) / number
      case .heavyBall: return 2 * (1 + momentum) / number
      case .nesterov:
        let numerator: Interval = 2 + 2 * momentum
        let denominator: Interval = 1 + 2 * momentum
        return numerator / (denominator * number)
      case .chebyshev: return 2 + number
      }
    }
  /// P_N at u_c.
  package var edge: @Sendable (_ method: Method, _ depth: Int, _ momentum: Interval) -> Interval = {
    method, depth, beta in
    let sign = Interval(depth.isMultiple(of: 2) ? 1 : -1)
    func power(_ base: Interval) -> Interval {
      (0..<depth).reduce(.one) { product, _ in product * base }
    }
    switch method {
    case .gradientDescent, .chebyshev: return sign
    case .heavyBall:
      let transient: Interval = 2 * beta * power(-beta)
      return (sign * (1 + beta) - transient) / (1 - beta)
    case .nesterov:
      let ratio: Interval = beta / (1 + 2 * beta)
      let transient: Interval = 2 * beta * power(ratio)
      return (sign * (1 + beta) + transient) / (1 + 3 * beta)
    }
  }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    var checks = [
      Check.proved(
        "before its limit heavy ball's P is below 0 for odd N", [.momentum, .s],
        [0...1, 0.25...1], for: [3, 5, 7].map { ParameterPoint([.depth: $0]) }
      ) { sides, point in
        Self.drop(point.depth, root: sides[0], part: sides[1])
      }
    ]
    for (number, method) in Method.allCases.enumerated() {
      func check(
        _ name: String, _ part: Int, _ stream: Int, depths: [Int], _ violation: Violation
      ) throws(EvidenceError) -> Check {
        try .sampled(
          "\(name): \(method.rawValue)", cases: scope.samples / part, in: scope, id, stream,
          point: { Self.point(method, depth: $0.element(depths), &$0) },
          isLegal: { depths.contains($0.depth) && Self.isLegal(method, $0) }, violation: violation)
      }
      checks.append(
        try check("P at the stability limit", 50, 2 * number, depths: Array(1...40)) {
          edgeViolation(method, $0)
        })
      checks.append(
        try check(
          "the closed end of the program", 100, 2 * number + 1, depths: [1000, 1001, 4000, 4001]
        ) { endViolation(method, $0) })
    }
    return checks
  }

  /// −P of odd N for heavy ball with β = b² at v = (1+b)² + t(1−b)², from the last zero of P to 2(1+β).
  private static func drop(_ depth: Int, root: Interval, part: Interval) -> Interval {
    let beta = root.squared
    // 1 + β − v = −(2b + t(1−b)²), all terms of one sign: a_j = (−1)ʲP_j.
    let rate: Interval = 2 * root + part * (1 - root).squared
    var (before, here) = (-Interval.one, Interval.one)
    for _ in 0..<depth {
      (before, here) = (here, rate * here - beta * before)
    }
    return here
  }

  private static func point(
    _ method: Method, depth: Int, _ draws: inout Sampler
  ) -> ParameterPoint {
    let beta = [.heavyBall, .nesterov].contains(method) ? draws.uniform(0...0.9) : 0
    let number =
      method == .chebyshev
      ? draws.logarithmic(0.3...30) : draws.uniform(0.1...0.9) * longest(method, beta)
    return ParameterPoint([.depth: Double(depth), .omega: number, .momentum: beta])
  }

  /// The step with u_c = 1.
  private static func longest(_ method: Method, _ momentum: Double) -> Double {
    switch method {
    case .gradientDescent, .heavyBall: 2 * (1 + momentum)
    case .nesterov: (2 + 2 * momentum) / (1 + 2 * momentum)
    case .chebyshev: .infinity
    }
  }

  private static func isLegal(_ method: Method, _ point: ParameterPoint) -> Bool {
    let (number, beta) = (point[.omega], point[.momentum])
    guard beta >= 0, beta <= ([.heavyBall, .nesterov].contains(method) ? 0.9 : 0) else {
      return false
    }
    if method == .chebyshev { return (0.3...30).contains(number) }
    return (0.1...0.9).contains(number / longest(method, beta))
  }

  private func edgeViolation(_ method: Method, _ point: ParameterPoint) -> String? {
    let (depth, beta) = (point.depth, Interval(point[.momentum]))
    let number = Interval(point[.omega])
    let limit = stabilityLimit(method, number, beta)
    let s: Interval = limit - 1
    let f: Interval
    switch method {
    case .chebyshev: f = SteppedAlgorithm.chebyshev.run(depth: depth, parameter: number, at: s)
    case .gradientDescent, .heavyBall, .nesterov:
      f = SteppedMomentum(isNesterov: method == .nesterov).run(
        depth: depth, stepSize: number, momentum: beta, at: s)
    }
    let found: Interval = 1 - limit * f
    let expected = edge(method, depth, beta)
    // Enclosures of Chebyshev's recurrence grow with N.
    guard found.isFinite, found.upperBound - found.lowerBound < 0.1 else { return nil }
    return found.isDisjoint(from: expected)
      ? "P is \(found.middle) at u = \(limit.middle), not \(expected.middle)" : nil
  }

  private func endViolation(_ method: Method, _ point: ParameterPoint) -> String? {
    let (depth, number, beta) = (point.depth, point[.omega], point[.momentum])
    let image =
      switch method {
      case .gradientDescent: UnrolledFilter(depth: depth, stepSize: number).image
      case .heavyBall, .nesterov:
        MomentumFilter(
          method == .nesterov ? .nesterov : .heavyBall, depth: depth, stepSize: number,
          momentum: beta
        ).image
      case .chebyshev: ChebyshevFilter(depth: depth, interval: number).image
      }
    if depth.isMultiple(of: 2) {
      return difference("max f", image.upperBound.value, from: 1, tolerance: 1e-9)
    }
    let limit = Interval.one / stabilityLimit(method, Interval(number), Interval(beta))
    let count = Double(depth)
    return difference(
      "min f", image.lowerBound.value, from: limit, tolerance: 3 * log(count) / count)
  }
}
