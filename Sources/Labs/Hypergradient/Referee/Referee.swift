// The referee of foreign gradients.

import LabKit
import Libc
import LinearAlgebra

/// Judges gradients of one problem at one point or several.
///
/// A verdict is evidence, not a guess: a cause is named where a wrong gradient of the bank explains at least two digits
/// of the difference exactly, or four otherwise, against odds of 10⁸ that some member fits by chance; all equally good
/// explanations are listed. Faults that are not in the bank stay unexplained.
struct Referee: Sendable {
  private let truths: [Truth]
  private let tolerance: Double
  /// The bank, built on demand; nil where h has no certified gradient.
  private(set) var bank: Bank?

  /// Odds, as log₁₀, below which nothing is named.
  private static let leastEvidence = 8.0
  /// Digits that an exact explanation, an inexact one and a likely one have at least.
  private static let (exactDigits, inexactDigits, likelyDigits) = (2.0, 4.0, 2.0)
  /// Digits of a stopped CG, and the most that any rival then explains.
  private static let (roundedDigits, rivalDigits) = (1.5, 0.5)
  /// Digits of an inexact explanation of a gradient of low precision, or at the user's θ, where nothing is guessed.
  private static let coarseDigits = 3.0

  /// The largest relative error, beyond that of storing a gradient, that is put down to arithmetic of low precision.
  private static let largestRounding = 1e-3

  /// Prepares the judgement.
  ///
  /// - Parameters:
  ///   - levels: The problem.
  ///   - truths: The gradients at its points.
  ///   - theta: The user's θ at every point, if there is one.
  ///   - tolerance: The relative error up to which a gradient is right.
  ///   - stepLimit: The longest run of descent in the bank.
  /// - Throws: ``LabError/failed(_:)`` where eigenvalues do not converge.
  init(
    _ levels: BilevelProblem<Level, Level>, _ truths: [Truth], theta: [[Double]]? = nil,
    tolerance: Double, stepLimit: Int = 600
  ) throws(LabError) {
    self.truths = truths
    self.tolerance = tolerance
    guard truths.allSatisfy({ $0.status == .certified }) else { return }
    let points = try truths.map { (truth) throws(LabError) in try RefereePoint(levels, truth) }
    bank = Bank(points, theta: theta, tolerance: tolerance, stepLimit: stepLimit)
  }

  /// Builds the whole bank, which is otherwise built only as far as it is needed.
  mutating func fill() {
    while bank?.build() != nil {}
    bank?.buildFree()
  }

  /// Judges a gradient.
  ///
  /// - Parameter rows: The gradient at every point, p numbers each.
  /// - Returns: The verdict with its reasons.
  mutating func judge(_ rows: [[Double]]) -> Judgement {
    var judgement = Judgement(rows, truths)
    guard rows.joined().allSatisfy(\.isFinite) else {
      judgement.verdict = .notFinite
      return judgement
    }
    guard !truths.contains(where: { $0.status == .kink }) else {
      judgement.verdict = .kink
      return judgement
    }
    guard var bank else {
      judgement.verdict = .notCertified
      return judgement
    }
    let isRight = zip(rows, truths).allSatisfy { row, truth in
      distance(row, truth.gradient)
        <= max(tolerance * norm(truth.gradient), truth.bound)
    }
    if isRight {
      judgement.verdict = .right
      return judgement
    }
    if rows.joined().allSatisfy({ $0 == 0 }) {
      judgement.verdict = .zero
      return judgement
    }
    var matcher = matcher(rows, bank, judgement.precision)
    search(&matcher, &bank, rows)
    decide(&judgement, matcher, bank)
    self.bank = bank
    return judgement
  }

  private func matcher(
    _ rows: [[Double]], _ bank: Bank, _ precision: NumberPrecision
  ) -> Matcher {
    func scaled(_ vectors: [[Double]]) -> [Double] {
      zip(vectors, bank.scales).flatMap { vector, scale in vector.map { scale * $0 } }
    }
    let (gradient, truth) = (scaled(rows), scaled(truths.map(\.gradient)))
    let size = min(norm(gradient), norm(truth))
    let condition = truths.map { max($0.curvature.condition, 1) }.filter(\.isFinite).max() ?? 1
    var floor = max(2e-12 * condition.squareRoot() * size, 4 * Level.unit * norm(gradient))
    if precision != .float64 {
      let growth = precision.isArithmetic ? 8 * condition.squareRoot() : 2
      floor = max(floor, growth * precision.unit * size)
    }
    let lower = bank.points[0].levels.lower
    var changes = [
      Matcher.Change(variable: nil, weights: gradient.map { _ in 1 })
    ]
    if bank.points[0].penalties != nil {
      let exponentials = truths.flatMap { $0.lambda.map { exp($0) } }
      changes.append(.init(variable: .exponential, weights: exponentials.map { 1 / $0 }))
      changes.append(.init(variable: .twice, weights: exponentials))
    }
    return Matcher(
      gradient: gradient, truth: truth, floor: floor, freedom: freedom(rows, bank),
      factors: NamedFactor.all(
        training: lower.sampleCount, validation: bank.points[0].levels.upper.sampleCount),
      changes: changes)
  }

  /// The number of entries that are evidence: for the Lasso not those off the support that are 0, as everybody's are.
  private func freedom(_ rows: [[Double]], _ bank: Bank) -> Int {
    zip(rows, bank.points).reduce(0) { sum, entry in
      let (row, point) = entry
      guard point.isLasso, let owners = point.levels.lower.coupling?.owners else {
        return sum + row.count
      }
      let used = Set(point.system.support.map { owners[$0] })
      let isPlain = row.indices.allSatisfy { used.contains($0) || row[$0] == 0 }
      return sum + (isPlain ? max(used.count, 1) : row.count)
    }
  }

  /// Goes through the bank until an explanation is exact, then to fits.
  ///
  /// Where the format leaves few digits, the search goes on after the first fit, because later members may fit as well.
  private func search(_ matcher: inout Matcher, _ bank: inout Bank, _ rows: [[Double]]) {
    func isSettled() -> Bool {
      guard let best = matcher.first else { return false }
      return matcher.isExact(best) && best.reals == 0
        && (best.faults <= 1 || best.hypothesis.family.usesTheta)
        && best.digits >= Self.inexactDigits && best.evidence >= Self.leastEvidence
    }
    for (number, batch) in bank.batches.enumerated() { matcher.compare(batch, number: number) }
    // A bank that served another gradient may be complete beyond what this one needs.
    if !bank.batches.isEmpty, !bank.isSame, isSettled() { return }
    // For F = G some families are the same: descent cut at K of N steps is ∂_λF after N + K.
    while let (stage, members) = bank.build() {
      for number in members { matcher.compare(bank.batches[number], number: number) }
      if stage.isComplete, !bank.isSame, isSettled() { return }
    }
    if let best = matcher.first, matcher.isExact(best), best.faults <= 1, best.reals == 0 {
      return
    }
    bank.buildFree()
    for (index, batch) in bank.free.enumerated() {
      matcher.compare(batch, number: bank.batches.count + index)
    }
    for kind in StepFit.Kind.allCases {
      var fit = StepFit(bank, kind, matcher.gradient, floor: matcher.floor)
      guard let found = fit.best(span: matcher.span) else { continue }
      var hypothesis = Hypothesis(kind.family)
      hypothesis.count = found.count
      hypothesis.stepSize = found.step
      hypothesis.stepName = "\(found.step.rounded(toDigits: 6)) (fitted)"
      matcher.add(
        hypothesis, kind.family, count: found.count, faults: 1, reals: 1, residual: found.residual)
    }
    if let best = matcher.first, matcher.isExact(best) { return }
    addKrylov(&matcher, bank, rows)
  }

  /// The explanation by an iterative solver that is not named.
  private func addKrylov(_ matcher: inout Matcher, _ bank: Bank, _ rows: [[Double]]) {
    let sizes = bank.points.map { min($0.parameterCount, $0.system.support.count) }
    // Where the squares of the difference underflow, every solver would explain it.
    guard let least = sizes.min(), least > 5, matcher.span > 1e-140 else { return }
    var sums: [Double] = []
    for (index, point) in bank.points.enumerated() {
      let part = KrylovFit.squaredDistances(point, rows[index]).prefix(least - 3)
      let scale = bank.scales[index]
      if index == 0 {
        sums = part.map { scale * scale * $0 }
      } else {
        sums = zip(sums, part).map { $0 + scale * scale * $1 }
      }
    }
    var best: (score: Double, count: Int, residual: Double)?
    for (index, sum) in sums.enumerated() {
      let residual = max(sum, 0).squareRoot()
      let reals = Double((index + 1) * bank.points.count)
      let score = log10(max(residual, matcher.floor)) + 1 + 0.5 * reals
      if score < best?.score ?? .infinity { best = (score, index + 1, residual) }
    }
    guard let best else { return }
    let reals = best.count * bank.points.count
    let digits = log10(matcher.span / max(best.residual, matcher.floor))
    guard digits >= 3, Double(matcher.freedom - reals) * digits > 10 else { return }
    var hypothesis = Hypothesis(.krylov)
    hypothesis.count = best.count
    matcher.add(
      hypothesis, .krylov, count: best.count, faults: 2, reals: reals, residual: best.residual,
      score: best.score)
  }

  /// Whether a stopped CG explains a gradient as far as its rounding allows, and no other explanation comes near it.
  ///
  /// Late iterates depend on the order of all sums, which another program does not share; errors along the slowest
  /// eigenvectors, which other causes have as well, are those of stopped descent too.
  private func isRoundedSolver(_ best: Match, _ matches: [Match]) -> Bool {
    guard [.cg, .normalCG, .thetaCG, .thetaNormalCG].contains(best.hypothesis.family),
      best.digits >= Self.roundedDigits
    else { return false }
    return matches.allSatisfy {
      $0.hypothesis.group == best.hypothesis.group || $0.digits < Self.rivalDigits
    }
  }

  private func decide(_ judgement: inout Judgement, _ matcher: Matcher, _ bank: Bank) {
    let matches = matcher.matches
    let precision = judgement.precision
    judgement.scale = norm(matcher.truth)
    judgement.compared = bank.count
    judgement.isWhole = bank.pending.isEmpty
    judgement.matches = matches
    let best = matches.first
    let error = distance(matcher.gradient, matcher.truth)
    let size = norm(matcher.truth)
    let condition = truths.map(\.curvature.condition).filter(\.isFinite).max() ?? 1
    // Computing in a coarse format may leave any error; only a small one is evidence of it.
    let rounding = max(
      2 * precision.unit, min(4 * condition * precision.unit, Self.largestRounding))
    if precision.isArithmetic, error <= rounding * size, (best?.digits ?? 0) < 1.5 {
      judgement.verdict = .rounding
      return
    }
    if case .decimals = precision,
      error <= 2 * precision.unit * size * Double(matcher.gradient.count).squareRoot()
    {
      judgement.verdict = .rounding
      return
    }
    judgement.verdict = .unexplained
    guard let best else { return }
    let isExact = matcher.isExact(best)
    let isCoarse = precision.isArithmetic || best.hypothesis.family.usesTheta
    let least =
      isExact ? Self.exactDigits : isCoarse ? Self.coarseDigits : Self.inexactDigits
    if best.digits >= least, best.evidence >= Self.leastEvidence {
      let bound = 10 * max(best.residual, matcher.floor)
      var ties: [Match] = []
      for match in matches
      where match.residual <= bound && match.faults <= max(best.faults, 1)
        && match.reals <= best.reals && match.evidence >= Self.leastEvidence
        && ties.allSatisfy({
          match.isRival(of: $0)
            || match.distortion.factor != $0.distortion.factor
              && !(match.distortion.isFitted && $0.distortion.isFitted)
        })
      {
        var tie = match
        tie.others = matcher.others(
          like: match, in: bank.batches + bank.free, within: bound)
        ties.append(tie)
      }
      judgement.ties = ties
      judgement.verdict = ties.count == 1 ? .identified : .ambiguous
    } else if best.digits >= Self.likelyDigits || isRoundedSolver(best, matches),
      best.evidence >= Self.leastEvidence,
      !matches.contains(where: {
        $0.residual < 3 * best.residual
          && $0.hypothesis.group != best.hypothesis.group
          && $0.faults <= best.faults && $0.reals <= best.reals
      })
    {
      // The solution of the lower level can hide other causes; with θ it is known.
      let isInnerKnown = best.hypothesis.family.usesTheta || bank.thetaIsSolved
      judgement.verdict = isInnerKnown && best.reals == 0 ? .identified : .likely
      judgement.ties = [best]
    }
    let named = judgement.ties.isEmpty ? [best] : judgement.ties
    func isOther(_ match: Match) -> Bool { named.allSatisfy { match.isRival(of: $0) } }
    judgement.next =
      matches.first { isOther($0) && $0.faults <= max(best.faults, 1) }
      ?? matches.first(where: isOther)
  }
}
