// Risk and gradient as functions of R and ω.

package import Evidence
package import Learning
import LinearAlgebra
import Optimization
import Reference
import ToyModel

package struct LearnedGradientProposition: Claim {
  package let id = "learned-gradient"
  package let exposition = Exposition(
    title: "The gradient of the risk without unrolling",
    statement: [
      """
      The risk of T = f(RᵀR) as a function of R, and of α with ω = log(1 + e^α), and its gradient follow \
      from the eigenvalues of RRᵀ by divided differences of f, without unrolling, for every N. The same \
      holds in the reparametrisations B with T = cos √(BᵀB) or T = c₀I − BᵀB, and T = cos² √(BᵀB) where \
      few frames make S_xy indefinite.
      """
    ],
    assumptions: ["σ > 0; a population, or frames; R is any real k × n matrix."],
    limits: ["Where the iteration overflows, so does the risk."],
    sources: [
      .claims("filter-recursion", "quadratic-risk"),
      .own("the derivative of spectral functions (Daleckii and Krein)"),
    ],
    example: { () throws(EvidenceError) in try .gradient() },
    commands: ["toy learn --n 20 --k 5 --depth 1000 --starts 1 -o -"])
  package let domain =
    "bilevel and N from 1 to 50, n up to 5, all k, in R and reparametrised, populations and frames, R "
    + "random, tiny, 0, or with equal eigenvalues"

  /// Value and gradient of a risk.
  package var evaluate:
    @Sendable (_ risk: any DenoisingRisk, _ point: [Double]) -> (value: Double, gradient: [Double]) =
      { risk, point in
        var risk = risk
        var gradient = [Double](repeating: 0, count: point.count)
        let value = risk.evaluate(at: point, gradient: &gradient)
        return (value, gradient)
      }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let legal = try LearningCase.Domain(scope)
    return [
      try .sampled(
        "populations: the steps as matrices, differentiated one by one", cases: scope.samples / 2,
        in: scope, id, point: { legal.point(&$0) },
        isLegal: legal.contains,
        violation: { (point) throws(EvidenceError) in
          var draws = point.sampler()
          let setting = LearningCase(point, &draws)
          guard Self.agree(setting.moment.sorted(by: >), point.eigenvalues) else {
            return "the problem has the eigenvalues \(setting.moment)"
          }
          return try violation(setting, setting.risk, &draws) { tangent in
            Self.population(tangent, setting.moment, point.noiseVariance)
          }
        }),
      try .sampled(
        "data: the loss frame by frame", cases: scope.samples / 2, in: scope, id, 1,
        point: { legal.point(&$0) }, isLegal: legal.contains,
        violation: { (point) throws(EvidenceError) in
          var draws = point.sampler()
          // Every direction has a column of its own.
          var setting = LearningCase(point, &draws)
          while setting.columns < point.n { setting = LearningCase(point, &draws) }
          let count = draws.integer(1...8)
          let clean = draws.matrix(point.n, count)
          let noisy = clean.adding(draws.matrix(point.n, count, scale: point[.sigma]))
          var accumulator = MomentAccumulator(dimension: point.n)
          accumulator.add(noisy: noisy.elements, clean: clean.elements)
          let risk = EmpiricalRisk(
            accumulator.moments(), rows: point.k, family: setting.family,
            parametrization: setting.coordinates)
          return try violation(setting, risk, &draws) { tangent in
            Self.frames(tangent, noisy: noisy, clean: clean)
          }
        }),
    ]
  }

  /// A risk, its derivative, and the size of its terms.
  private typealias Dense = (value: Double, slope: Double, size: Double)

  private func violation(
    _ setting: LearningCase, _ risk: any DenoisingRisk, _ draws: inout Sampler,
    dense: (DenseTangent) -> Dense
  ) throws(EvidenceError) -> String? {
    let (value, gradient) = evaluate(risk, setting.variables)
    // A random direction detects every wrong entry of the gradient, and so do the axes.
    var directions = [draws.matrix(1, setting.variables.count).elements]
    let axis = draws.integer(0...setting.variables.count - 1)
    directions.append(setting.variables.indices.map { $0 == axis ? 1 : 0 })
    if setting.family.theory != .bilevel {
      directions.append(setting.variables.indices.map { $0 == setting.variables.count - 1 ? 1 : 0 })
    }
    for direction in directions {
      let tangent = try setting.tangent(
        along: direction, maySignsHelp: risk.maySignsHelp)
      let expected = dense(tangent)
      if let finding = difference(
        "the risk", risk.linearRisk + value, from: expected.value, tolerance: 1e-11,
        scale: expected.size)
        ?? difference(
          "the derivative", dot(gradient, direction), from: expected.slope, tolerance: 1e-11,
          scale: expected.size * max(tangent.slope.largestEntry, 1e-4))
      {
        return "\(setting.family), \(setting.coordinates.rawValue): \(finding)"
      }
    }
    return nil
  }

  /// Whether the eigenvalues agree to 1e-15 of the largest one.
  private static func agree(_ one: [Double], _ other: [Double]) -> Bool {
    one.count == other.count
      && zip(one, other).allSatisfy { abs($0 - $1) <= 1e-15 * (other.first ?? 0) }
  }

  /// ½ tr((T−I)C(T−I)ᵀ) + ½σ²‖T‖² for a diagonal C.
  private static func population(
    _ tangent: DenseTangent, _ moment: [Double], _ noise: Double
  ) -> Dense {
    let error = tangent.value.subtracting(.identity(moment.count))
    let weighted = error.multiplied(by: Matrix(diagonal: moment))
    let value = 0.5 * weighted.innerProduct(error) + 0.5 * noise * tangent.value.squareSum
    let slope =
      weighted.innerProduct(tangent.slope) + noise * tangent.value.innerProduct(tangent.slope)
    let size = moment.reduce(noise, +) * (1 + tangent.value.squareSum)
    return (value, slope, size)
  }

  /// The mean of ½‖Tx−y‖².
  private static func frames(
    _ tangent: DenseTangent, noisy: Matrix, clean: Matrix
  ) -> Dense {
    let loss = tangent.value.multiplied(by: noisy).subtracting(clean)
    let scale = 1 / Double(noisy.columns)
    return (
      0.5 * scale * loss.squareSum,
      scale * loss.innerProduct(tangent.slope.multiplied(by: noisy)),
      scale * (noisy.squareSum + clean.squareSum) * (1 + tangent.value.squareSum)
    )
  }
}
