// R for a given T.

package import Evidence
package import LinearAlgebra
import Reference
package import ToyModel

package struct RealizationProposition: Claim {
  package let id = "realization"
  package let exposition = Exposition(
    title: "R for a given T, and the nearest T that has one",
    statement: [
      """
      A symmetric T is f(RᵀR) for some R ∈ ℝᵏˣⁿ if and only if its eigenvalues are in the image of f and \
      at least n − k of them are f(0). The proof is constructive: diagonalise T = V diag(t) Vᵀ, solve \
      f(sᵢ) = tᵢ with sᵢ = 0 in n − k directions, and take the rows √sᵢ vᵢᵀ. The nearest such matrix \
      has the eigenvectors of T, each eigenvalue moved to the nearest one of the image or to f(0), \
      whichever n − k directions are then best forced.
      """
    ],
    assumptions: ["1 ≤ k ≤ n, ω > 0; nearest in the Frobenius norm."],
    limits: [
      "R is determined by T up to an orthogonal matrix on the left, and up to the branch of f.",
      """
      For bilevel learning the nearest member need not be attained: an eigenvalue t ≤ 0 of T is \
      approached as s → ∞.
      """,
      "An asymmetric T is never reached; its antisymmetric part is lost.",
    ],
    sources: [.paperBilevelSet, .paperUnrolledSet],
    example: { () throws(EvidenceError) in try .realization() },
    commands: [
      "printf '0.5,0.1\\n0.1,0.5\\n' > T.csv; toy realize T.csv --family bilevel --k 2",
      "printf '0.5,0.1\\n0.1,0.5\\n' > T.csv; toy realize T.csv --depth 3 --omega 0.5 --k 2",
    ],
    declarations: ["Realization", "Membership", "ExpressivitySet"])
  package let domain =
    "the exact minimiser and N from 1 to 7, ω from 0.1 to 1.8, n up to 5, all k, random T inside and "
    + "outside the set"

  /// R for T.
  package var realize:
    @Sendable (
      _ filter: any BranchedFilter, _ matrix: Matrix, _ rows: Int, _ branch: FilterBranch,
      _ tolerance: Double
    ) throws(RealizationError) -> Realization = {
      (filter, matrix, rows, branch, tolerance) throws(RealizationError) in
      try filter.realize(matrix, rows: rows, branch: branch, tolerance: tolerance)
    }
  /// The membership of T according to the theorem.
  package var membership:
    @Sendable (_ set: ExpressivitySet, _ matrix: Matrix) throws(FactorizationError) -> Membership =
      { (set, matrix) throws(FactorizationError) in try set.membership(of: matrix) }

  package func checks(_ scope: CheckScope) throws(EvidenceError) -> [Check] {
    let sizes = try scope.integers(.n, 1...5, legal: 1...10)
    let depths = try scope.integers(.depth, 1...7, legal: 1...12)
    let steps = try scope.range(.omega, 0.1...1.8, legal: 0.05...2)
    func point(_ draws: inout Sampler) -> ParameterPoint {
      var point = ParameterPoint([
        .n: Double(draws.element(sizes)), .omega: draws.uniform(steps),
        .depth: draws.integer(0...4) == 0 ? 0 : Double(draws.element(depths)),
      ])
      point[.k] = Double(draws.integer(1...point.n))
      return point
    }
    func isLegal(_ point: ParameterPoint) -> Bool {
      sizes.contains(point.n) && (1...point.n).contains(point.k)
        && (point.depth == 0 || depths.contains(point.depth)) && steps.contains(point[.omega])
    }
    return [
      try .sampled(
        "T of the set, R, and T again by the steps as matrices", cases: scope.samples / 4,
        in: scope, id, point: point, isLegal: isLegal,
        violation: { (point) throws(EvidenceError) in try memberViolation(point) }),
      try .sampled(
        "any T: which conditions it violates, and the nearest member", cases: scope.samples / 4,
        in: scope, id, 1, point: point, isLegal: isLegal,
        violation: { (point) throws(EvidenceError) in try nonMemberViolation(point) }),
    ]
  }

  private func memberViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    var draws = point.sampler()
    let (n, k) = (point.n, point.k)
    let image = Image(point)
    let gains = (0..<n).map { index in
      index < n - k ? image.forced : image.random(&draws)
    }
    let matrix = DenseDenoiser.symmetric(gains, try draws.basis(n))
    let set = ExpressivitySet(filter: point.filter, dimension: n, rows: k)
    let member = try factorized(membership(set, matrix))
    guard member.isMember else { return "T is said to violate \(member.violations)" }
    if let finding = difference("the nearest member", member.nearest, from: matrix, tolerance: 1e-9)
    {
      return finding
    }
    for branch in FilterBranch.ends {
      let realization: Realization
      do {
        realization = try realize(point.filter, matrix, k, branch, 1e-10)
      } catch {
        return "no R is found"
      }
      guard realization.regularizer.rows == k, realization.regularizer.columns == n else {
        return "R is \(realization.regularizer.rows) × \(realization.regularizer.columns)"
      }
      let again =
        point.depth == 0
        ? try factorized(DenseDenoiser.exact(realization.regularizer))
        : DenseDenoiser.unrolled(
          realization.regularizer, depth: point.depth, stepSize: point[.omega])
      if let finding = try branchViolation(point, realization, gains, branch) { return finding }
      // A forced eigenvalue counts to 1e-10; where f turns, the error of s is the square root of that.
      if let finding = difference("T", again, from: matrix, tolerance: 1e-8, scale: 1) {
        return "\(branch): \(finding)"
      }
    }
    // A nearby matrix counts if it is within the tolerance, and the residual is its distance.
    let nearby = matrix.adding(draws.matrix(n, n, scale: 1e-4).symmetricPart)
    guard let realization = try? realize(point.filter, nearby, k, .near, 1e-2) else { return nil }
    let again =
      point.depth == 0
      ? try factorized(DenseDenoiser.exact(realization.regularizer))
      : DenseDenoiser.unrolled(
        realization.regularizer, depth: point.depth, stepSize: point[.omega])
    return difference(
      "the residual", realization.relativeResidual,
      from: again.subtracting(nearby).frobeniusNorm / nearby.frobeniusNorm, tolerance: 1e-9,
      scale: 1)
  }

  /// Reports an eigenvalue of RRᵀ on a branch other than the requested one.
  private func branchViolation(
    _ point: ParameterPoint, _ realization: Realization, _ gains: [Double], _ branch: FilterBranch
  ) throws(EvidenceError) -> String? {
    guard point.depth >= 3, !point.depth.isMultiple(of: 2) else { return nil }
    let turning =
      (1 + TalkFormulas.turningPoint(depth: point.depth)) / point[.omega] - 1
    guard turning > 0.01 else { return nil }
    let forced = TalkFormulas.forcedGain(depth: point.depth, stepSize: point[.omega])
    let penalties = try factorized(
      DenseDenoiser.eigenvalues(realization.regularizer.transposed.gram()))
    let beyond = penalties.count { $0 > turning }
    // Eigenvalues above c₀ are on the far branch in any case.
    let expected =
      branch == .far
      ? point.k : gains.suffix(point.k).count { $0 > forced }
    return beyond == expected
      ? nil : "\(branch): \(beyond) eigenvalues of RRᵀ are behind the turning point"
  }

  private func nonMemberViolation(_ point: ParameterPoint) throws(EvidenceError) -> String? {
    var draws = point.sampler()
    let (n, k) = (point.n, point.k)
    let image = Image(point)
    // Some in the image, some forced, some at random.
    let gains = (0..<n).map { _ in
      switch draws.integer(0...2) {
      case 0: image.forced
      case 1: image.random(&draws)
      default: draws.uniform(-2...3)
      }
    }.sorted()
    let basis = try draws.basis(n)
    let asymmetry = n > 1 && draws.integer(0...2) == 0 ? draws.uniform(0.1...1) : 0
    var matrix = DenseDenoiser.symmetric(gains, basis)
    if asymmetry > 0 {
      matrix[0, n - 1] += 0.5 * asymmetry
      matrix[n - 1, 0] -= 0.5 * asymmetry
    }
    let set = ExpressivitySet(filter: point.filter, dimension: n, rows: k)
    let found = try factorized(membership(set, matrix))
    // Only the forced eigenvalue is within 1e-6 of a bound.
    func isForced(_ gain: Double) -> Bool { abs(gain - image.forced) < 1e-8 }
    var expected: [String] = []
    if asymmetry > 0 { expected.append("symmetry") }
    if gains.count(where: isForced) < n - k {
      expected.append("forced \(gains.count(where: isForced)) of \(n - k)")
    }
    let below = gains.filter { $0 < image.lower && !isForced($0) }
    if !below.isEmpty { expected.append("below \(below.count)") }
    let above = gains.filter { $0 > image.upper && !isForced($0) }
    if !above.isEmpty { expected.append("above \(above.count)") }
    let names = found.violations.map { violation in
      switch violation {
      case .notSymmetric(let difference, let row, let column):
        abs(difference - asymmetry) < 1e-9 && row == 0 && column == n - 1 ? "symmetry" : "entry"
      case .tooFewForcedEigenvalues(let count, let needed, let forced):
        abs(forced - image.forced) < 1e-12 ? "forced \(count) of \(needed)" : "forced \(forced)"
      case .eigenvalueBelowImage(let count, let lowest, let bound, let isIncluded):
        abs(lowest - (below.first ?? .nan)) < 1e-9 && abs(bound - image.lower) < 1e-9
          && isIncluded == (point.depth > 0) ? "below \(count)" : "lowest \(lowest)"
      case .eigenvalueAboveImage(let count, let highest, let bound):
        abs(highest - (above.last ?? .nan)) < 1e-9 && abs(bound - image.upper) < 1e-9
          ? "above \(count)" : "highest \(highest)"
      }
    }
    if names != expected { return "the violations are \(names), not \(expected)" }
    // The best choice of forced eigenvalues, by trying all.
    let free = gains.map { square($0 - min(max($0, image.lower), image.upper)) }
    let held = gains.map { square($0 - image.forced) }
    var least = Double.infinity
    for subset in 0..<1 << n where subset.nonzeroBitCount == n - k {
      least = min(
        least, gains.indices.reduce(0) { $0 + (subset >> $1 & 1 == 1 ? held[$1] : free[$1]) })
    }
    // The antisymmetric part is orthogonal to all members.
    let distance = (least + 0.5 * asymmetry * asymmetry).squareRoot()
    if let finding = difference(
      "the distance", found.distance, from: distance, tolerance: 1e-7, scale: 1)
      ?? difference(
        "the distance to the nearest member", matrix.subtracting(found.nearest).frobeniusNorm,
        from: distance, tolerance: 1e-7, scale: 1)
    {
      return finding
    }
    let isAttained =
      point.depth > 0 || n == k && gains.allSatisfy { $0 > 0 }
      || found.nearestGains.allSatisfy { $0.isForced || $0.gain.value > 0 }
    if found.isNearestAttained != isAttained { return "attained: \(found.isNearestAttained)" }
    let nearest = try factorized(DenseDenoiser.eigenvalues(found.nearest))
    guard nearest.count(where: { abs($0 - image.forced) < 1e-9 }) >= n - k,
      nearest.allSatisfy({ $0 > image.lower - 1e-9 && $0 < image.upper + 1e-9 })
    else { return "the nearest member is none: \(nearest)" }
    return nil
  }

  private func square(_ x: Double) -> Double { x * x }

  /// The image of a filter and f(0), by the formulas of the talk.
  private struct Image {
    let forced: Double
    let lower: Double
    let upper: Double

    init(_ point: ParameterPoint) {
      let (depth, stepSize) = (point.depth, point[.omega])
      guard depth > 0 else {
        (forced, lower, upper) = (1, 0, 1)
        return
      }
      forced = TalkFormulas.forcedGain(depth: depth, stepSize: stepSize)
      lower =
        depth == 1
        ? stepSize
        : depth.isMultiple(of: 2)
          ? -.infinity : TalkFormulas.constant(depth: depth, stepSize: stepSize)
      upper = depth == 1 || depth.isMultiple(of: 2) ? forced : .infinity
    }

    /// An eigenvalue of the image, not near its ends.
    func random(_ draws: inout Sampler) -> Double {
      let part = draws.uniform(0.01...1.5)
      if lower == upper { return lower }
      if lower == -.infinity { return upper - part }
      if upper == .infinity { return lower + part }
      return lower + (upper - lower) * part / 1.51
    }
  }
}
