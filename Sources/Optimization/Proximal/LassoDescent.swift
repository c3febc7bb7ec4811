// The inner work of the Lasso solver, on lists that are allocated once per signal.

import LinearAlgebra

/// The state of a descent: z, Gz, and a copy of the problem on the working set.
struct LassoDescent {
  /// The relative excess of |ρⱼ| over λⱼ that counts as rounding.
  private static let slack = 1e-13
  /// The largest number of sweeps before the signs are tried.
  private static let sweepsBeforeTrial = 8
  /// The largest number of times that the signs are tried on one working set.
  private static let trialLimit = 60
  /// The largest number of successive working sets that do not lower the gap.
  private static let idleLimit = 50

  private let gram: Matrix
  private let correlations: [Double]
  private let squaredNorm: Double
  private let penalties: [Double]
  /// The largest number of independent atoms.
  private let rankLimit: Int
  private var coefficients: [Double]
  /// Gz.
  private var product: [Double]
  private var cost = OperationCount()
  private var sweeps = 0

  // Quantities on the working set, with its atoms in ascending order.
  private var working: [Int] = []
  private var workingGram: [Double] = []
  private var z: [Double] = []
  private var q: [Double] = []
  private var c: [Double] = []
  private var lambda: [Double] = []
  // Quantities on the support.
  private var support: [Int] = []
  private var factor: [Double] = []
  private var direction: [Double] = []
  private var isNewtonDirection = true
  /// Gd on the working set.
  private var image: [Double] = []

  init(
    gram: Matrix, correlations: [Double], squaredNorm: Double, penalties: [Double],
    rankLimit: Int, start: [Double]?
  ) {
    self.gram = gram
    self.correlations = correlations
    self.squaredNorm = squaredNorm
    self.penalties = penalties
    self.rankLimit = rankLimit
    let zeros = [Double](repeating: 0, count: gram.columns)
    coefficients = start ?? zeros
    product = zeros
  }

  mutating func solution(tolerance: Double, sweepLimit: Int) -> LassoSolution {
    updateProduct()
    // A start may meet |ρⱼ| ≤ λⱼ everywhere without being a solution.
    var isSettled = false
    var (lastValue, leastGap, idleRounds) = (Double.infinity, Double.infinity, 0)
    while true {
      let (gap, residual, largestRatio) = certificate()
      let penalty = coefficients.indices.reduce(0) { $0 + penalties[$1] * abs(coefficients[$1]) }
      let value = 0.5 * residual + penalty
      idleRounds = gap < leastGap ? 0 : idleRounds + 1
      leastGap = min(gap, leastGap)
      let reason: LassoSolution.StopReason? =
        if !gap.isFinite {
          .nonFinite
        } else if gap <= tolerance * 0.5 * squaredNorm {
          .gap
        } else if isSettled ? largestRatio <= 1 + Self.slack : value >= lastValue {
          .rounding
        } else if idleRounds >= Self.idleLimit {
          .rounding
        } else if sweeps >= sweepLimit {
          .sweepLimit
        } else {
          nil
        }
      if let reason {
        return LassoSolution(
          coefficients: coefficients,
          correlations: correlations.indices.map { correlations[$0] - product[$0] },
          value: value, gap: gap, sweeps: sweeps, cost: cost, stopReason: reason)
      }
      lastValue = value
      chooseWorkingSet(largestRatio)
      isSettled = solveWorkingProblem(sweepLimit: sweepLimit)
      for (position, atom) in working.enumerated() { coefficients[atom] = z[position] }
      updateProduct()
    }
  }

  /// Gz from z, so that no error accumulates.
  private mutating func updateProduct() {
    let m = coefficients.count
    product.withUnsafeMutableBufferPointer { product in
      product.update(repeating: 0)
      gram.elements.withUnsafeBufferPointer { gram in
        for atom in 0..<m where coefficients[atom] != 0 {
          add(coefficients[atom], gram.extracting(atom * m..<(atom + 1) * m), to: product)
        }
      }
    }
  }

  /// The duality gap, ‖x − Dz‖² and max |ρⱼ|/λⱼ.
  private func certificate() -> (gap: Double, residual: Double, largestRatio: Double) {
    var ratio = 0.0
    var residual = squaredNorm
    for j in coefficients.indices {
      let rho = correlations[j] - product[j]
      // NaN must propagate.
      ratio = abs(rho) / penalties[j] <= ratio ? ratio : abs(rho) / penalties[j]
      residual -= coefficients[j] * (correlations[j] + rho)
    }
    residual = max(residual, 0)
    let scale = ratio > 1 ? 1 / ratio : 1
    var gap = 0.5 * (1 - scale) * (1 - scale) * residual
    for j in coefficients.indices where coefficients[j] != 0 {
      let rho = correlations[j] - product[j]
      gap +=
        abs(coefficients[j])
        * max(penalties[j] - (coefficients[j] > 0 ? scale * rho : -scale * rho), 0)
    }
    return (ratio.isNaN ? .nan : gap, residual, ratio)
  }

  /// The support and the atoms that violate |ρⱼ| ≤ λⱼ most.
  private mutating func chooseWorkingSet(_ largestRatio: Double) {
    let threshold = max(1 + 0.25 * (largestRatio - 1), 1 + 0.5 * Self.slack)
    working.removeAll(keepingCapacity: true)
    for j in coefficients.indices
    where coefficients[j] != 0 || abs(correlations[j] - product[j]) >= threshold * penalties[j] {
      working.append(j)
    }
    let (m, count) = (coefficients.count, working.count)
    workingGram.removeAll(keepingCapacity: true)
    workingGram.reserveCapacity(count * count)
    for column in working {
      for row in working { workingGram.append(gram.elements[row + column * m]) }
    }
    z = working.map { coefficients[$0] }
    q = working.map { product[$0] }
    c = working.map { correlations[$0] }
    lambda = working.map { penalties[$0] }
    image = [Double](repeating: 0, count: count)
  }

  /// Solves the Lasso on the working set; returns false if it gave up.
  private mutating func solveWorkingProblem(sweepLimit: Int) -> Bool {
    for _ in 0..<Self.trialLimit {
      for _ in 0..<Self.sweepsBeforeTrial {
        let outcome = sweep()
        sweeps += 1
        if outcome == .still { return true }
        if outcome == .sameSigns { break }
      }
      if moveToSolution() == .optimal { return true }
      if sweeps >= sweepLimit { return false }
    }
    return false
  }

  private enum SweepOutcome { case still, sameSigns, otherSigns }

  /// Minimises over one coordinate after another.
  private mutating func sweep() -> SweepOutcome {
    let count = z.count
    cost.coordinateUpdates += count
    var (hasMoved, hasOtherSigns) = (false, false)
    q.withUnsafeMutableBufferPointer { q in
      z.withUnsafeMutableBufferPointer { z in
        workingGram.withUnsafeBufferPointer { gram in
          for j in 0..<count {
            let column = gram.extracting(j * count..<(j + 1) * count)
            let curvature = column[j]
            guard curvature > 0 else { continue }
            let old = z[j]
            let new = softThreshold(c[j] - q[j] + curvature * old, lambda[j]) / curvature
            guard new != old else { continue }
            if abs(new - old) * curvature > 4 * .ulpOfOne * (abs(c[j]) + lambda[j]) {
              hasMoved = true
            }
            if (new > 0) != (old > 0) || (new < 0) != (old < 0) { hasOtherSigns = true }
            z[j] = new
            let change = new - old
            for i in 0..<count { q[i] += change * column[i] }
          }
        }
      }
    }
    return hasOtherSigns ? .otherSigns : hasMoved ? .sameSigns : .still
  }

  private enum Move { case optimal, moved }

  /// Goes to the minimiser for the current signs, or towards it up to the first zero, until the signs no longer change.
  ///
  /// Every pass except the last sets a coefficient to 0.
  private mutating func moveToSolution() -> Move {
    var hasArrived = true
    while true {
      support.removeAll(keepingCapacity: true)
      for j in z.indices where z[j] != 0 { support.append(j) }
      guard !support.isEmpty else { break }
      findDirection()
      let outcome = moveAlongDirection()
      if outcome == .zero { continue }
      hasArrived = outcome == .end
      break
    }
    updateWorkingProduct()
    guard hasArrived else { return .moved }
    for j in z.indices where z[j] == 0 && abs(c[j] - q[j]) > lambda[j] * (1 + Self.slack) {
      return .moved
    }
    return .optimal
  }

  private enum Outcome { case end, zero, between }

  /// Goes along the direction to its minimum, but not beyond the first zero of a coefficient.
  ///
  /// The objective is quadratic there, so it cannot rise, however inaccurate the direction is.
  private mutating func moveAlongDirection() -> Outcome {
    let count = z.count
    for i in 0..<count { image[i] = 0 }
    var (slope, curvature) = (0.0, 0.0)
    for (position, j) in support.enumerated() where direction[position] != 0 {
      let entry = direction[position]
      for i in 0..<count { image[i] += entry * workingGram[i + j * count] }
      slope += entry * (q[j] - c[j] + (z[j] > 0 ? lambda[j] : -lambda[j]))
    }
    for (position, j) in support.enumerated() { curvature += direction[position] * image[j] }
    if slope > 0 {
      slope = -slope
      for position in direction.indices { direction[position] = -direction[position] }
      for i in 0..<count { image[i] = -image[i] }
    }
    var step = curvature > 0 ? -slope / curvature : .infinity
    let isNewton = isNewtonDirection && abs(step - 1) < 1e-6
    if isNewton { step = 1 }
    var first = -1
    for (position, j) in support.enumerated() where direction[position] * z[j] < 0 {
      let zero = -z[j] / direction[position]
      if zero <= step { (step, first) = (zero, position) }
    }
    guard step.isFinite, step > 0 else { return .between }
    for (position, j) in support.enumerated() { z[j] += step * direction[position] }
    for i in 0..<count { q[i] += step * image[i] }
    guard first >= 0 else { return isNewton ? .end : .between }
    // To within a few bits, other coefficients may have reached 0 together with this one.
    z[support[first]] = 0
    return .zero
  }

  /// The direction to the minimiser on the support for the current signs; where the atoms of the support are dependent,
  /// a direction v with D_S v = 0.
  private mutating func findDirection() {
    let size = support.count
    let independent = size <= rankLimit ? factorize(size) : min(factorize(rankLimit), rankLimit)
    isNewtonDirection = independent == size
    direction.removeAll(keepingCapacity: true)
    if isNewtonDirection {
      // The gradient on the support is small near the end, so it keeps its digits.
      for j in support { direction.append(c[j] - q[j] - (z[j] > 0 ? lambda[j] : -lambda[j])) }
    } else {
      // The first dependent atom in terms of those before it.
      let column = support[independent] * z.count
      for position in 0..<independent { direction.append(-workingGram[support[position] + column]) }
      // Rounding in the direction does no harm: the objective does not rise along any direction.
      if independent < min(size, rankLimit) { _ = factorize(independent) }
    }
    factor.withUnsafeBufferPointer { factor in
      direction.withUnsafeMutableBufferPointer { direction in
        guard let matrix = factor.baseAddress, let vector = direction.baseAddress,
          !direction.isEmpty
        else { return }
        solveCholesky(matrix, dimension: direction.count, vector)
      }
    }
    if !isNewtonDirection {
      direction.append(1)
      while direction.count < size { direction.append(0) }
    }
  }

  /// Factorizes the Gram matrix of the first atoms of the support; returns how many are independent.
  private mutating func factorize(_ size: Int) -> Int {
    let count = z.count
    factor.removeAll(keepingCapacity: true)
    for column in support.prefix(size) {
      for row in support.prefix(size) { factor.append(workingGram[row + column * count]) }
    }
    cost.factorizations += 1
    return factor.withUnsafeMutableBufferPointer { factor in
      factor.baseAddress.map { factorizeCholesky($0, dimension: size) } ?? 0
    }
  }

  private mutating func updateWorkingProduct() {
    let count = z.count
    for i in 0..<count { q[i] = 0 }
    for j in 0..<count where z[j] != 0 {
      for i in 0..<count { q[i] += z[j] * workingGram[i + j * count] }
    }
  }
}
