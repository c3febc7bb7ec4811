// Directions from one draw of samples, and what they cost.

import LinearAlgebra

/// The directions in which z, v and λ move, in lanes.
package struct Direction {
  package let z: Lanes
  package let v: Lanes
  package let lambda: Lanes

  package init(z: Lanes, v: Lanes, lambda: Lanes) {
    self.z = z
    self.v = v
    self.lambda = lambda
  }
}

/// The samples of an iteration as directions at any point.
package struct DirectionSampler<Oracle: SampleOracle> {
  package let oracle: Oracle
  package let method: StochasticMethod
  /// B, the number of samples of every draw.
  package let batch: Int
  /// Whether z and v move together with λ.
  package let isJoint: Bool
  private let isStorm: Bool
  /// The draw of Cᵢᵀv after inner loops.
  private let lastDraw: Int
  /// 1/B.
  private let share: Double
  package let lower: UnsafeMutablePointer<Int>
  package let upper: UnsafeMutablePointer<Int>
  /// Rows for intermediate results: five quantities, and two vectors of d numbers.
  package let rows: SampleRows
  package let vector: Lanes
  package let sum: Lanes
  /// The evaluations of a quantity of one sample so far.
  package var calls = 0

  package init(
    oracle: Oracle, method: StochasticMethod, batch: Int, lower: UnsafeMutablePointer<Int>,
    upper: UnsafeMutablePointer<Int>, rows: SampleRows, vector: Lanes, sum: Lanes
  ) {
    self.oracle = oracle
    self.method = method
    self.batch = batch
    self.lower = lower
    self.upper = upper
    self.rows = rows
    self.vector = vector
    self.sum = sum
    isJoint = method.lower == .joint && method.adjoint == .joint
    isStorm = method.estimator == .storm
    lastDraw = method.lowerDraws - 1
    share = 1 / Double(batch)
  }

  /// The first sample of G that is drawn, and the sample of F.
  package var firstPair: (lower: Int, upper: Int) { (lower[0], upper[0]) }
  /// The samples of a batch for joint moves.
  package func pair(_ index: Int) -> (lower: Int, upper: Int) { (lower[index], upper[index]) }

  // MARK: Directions

  /// The directions at a point from the samples of this iteration.
  ///
  /// Joint moves: ∂_zGᵢ, Hᵢv + ∂_zFⱼ and Cᵢᵀv + ∂_λFⱼ. Otherwise Cᵢᵀv + ∂_λFⱼ with the v of the point, or, under the estimator
  /// storm, ∂_zGᵢ and Cₖᵀv + ∂_λFⱼ with the v that is found at the point.
  package mutating func sample(at point: SamplePoint, into direction: Direction) {
    if isJoint {
      if batch == 1 {
        let pair = firstPair
        oracle.sampleLower(
          pair.lower, at: point,
          into: SampleRows(
            gradient: direction.z, product: direction.v, mixed: direction.lambda,
            upper: rows.upper, direct: rows.direct))
        oracle.sampleUpper(pair.upper, at: point, into: rows)
        for k in 0..<oracle.stateLanes { direction.v[k] += rows.upper[k] }
        for k in 0..<oracle.parameterLanes { direction.lambda[k] += rows.direct[k] }
        calls += 3 + oracle.upperCalls
      } else {
        sampleBatch(at: point, into: direction)
      }
      return
    }
    clear(direction.lambda, oracle.parameterLanes)
    guard isStorm else {
      addMixed(lastDraw, at: point, to: direction.lambda)
      addDirect(at: point, to: direction.lambda)
      return
    }
    clear(direction.z, oracle.stateLanes)
    addGradient(0, at: point, to: direction.z)
    let solved = SamplePoint(z: point.z, v: vector, weights: point.weights)
    invert(at: point, slot: 2)
    addMixed(1, at: solved, to: direction.lambda)
    addDirect(at: solved, to: direction.lambda)
  }

  package mutating func sampleBatch(at point: SamplePoint, into direction: Direction) {
    clear(direction.z, oracle.stateLanes)
    clear(direction.v, oracle.stateLanes)
    clear(direction.lambda, oracle.parameterLanes)
    addGradient(0, at: point, to: direction.z)
    addProduct(0, at: point, point.v, to: direction.v)
    addUpper(at: point, to: direction.v)
    addMixed(0, at: point, to: direction.lambda)
    addDirect(at: point, to: direction.lambda)
  }

  /// The exact directions of joint moves, from all samples.
  package mutating func mean(at point: SamplePoint, into direction: Direction) {
    clear(direction.z, oracle.stateLanes)
    clear(direction.v, oracle.stateLanes)
    clear(direction.lambda, oracle.parameterLanes)
    let (below, above) = (1 / Double(oracle.lowerCount), 1 / Double(oracle.upperCount))
    for index in 0..<oracle.lowerCount {
      oracle.addGradient(index, at: point, below, to: direction.z)
      oracle.addProduct(index, at: point, point.v, below, to: direction.v)
      oracle.addMixed(index, at: point, below, to: direction.lambda)
    }
    for index in 0..<oracle.upperCount {
      oracle.addUpper(index, at: point, above, to: direction.v)
      oracle.addDirect(index, at: point, above, to: direction.lambda)
    }
    calls += 3 * oracle.lowerCount + oracle.upperCalls * oracle.upperCount
  }

  // MARK: Moves of z and v before λ

  /// Moves z by stochastic gradient descent.
  package mutating func descend(_ point: SamplePoint, steps: Int, rate: Double) {
    for slot in 0..<steps {
      if batch == 1 {
        oracle.descend(lower[slot], point, rate: rate)
        calls += 1
      } else {
        clear(vector, oracle.stateLanes)
        addGradient(slot, at: point, to: vector)
        for k in 0..<oracle.stateLanes { point.z[k] -= rate * vector[k] }
      }
    }
  }

  /// Finds v at the current z, in place.
  package mutating func solveAdjoint(_ point: SamplePoint, slot: Int, rate: Double) {
    guard case .descent(let steps) = method.adjoint else {
      invert(at: point, slot: slot)
      point.v.update(from: vector, count: oracle.stateLanes)
      return
    }
    clear(vector, oracle.stateLanes)
    addUpper(at: point, to: vector)
    for step in 0..<steps {
      contract(slot + step, point, point.v, rate: rate)
      for k in 0..<oracle.stateLanes { point.v[k] -= rate * vector[k] }
    }
  }

  /// Estimates −H⁻¹∂_zFⱼ into ``vector``.
  package mutating func invert(at point: SamplePoint, slot: Int) {
    clear(vector, oracle.stateLanes)
    addUpper(at: point, to: vector)
    switch method.adjoint {
    case .neumann(let terms, let step):
      sum.update(from: vector, count: oracle.stateLanes)
      for term in 0..<terms {
        contract(slot + term, point, vector, rate: step)
        for k in 0..<oracle.stateLanes { sum[k] += vector[k] }
      }
      for k in 0..<oracle.stateLanes { vector[k] = -step * sum[k] }
    case .truncated(let terms, let step):
      // A draw below n as one below Q.
      let factors = lower[slot * batch] * terms / oracle.lowerCount
      for factor in 0..<factors { contract(slot + 1 + factor, point, vector, rate: step) }
      let scale = -step * Double(terms)
      for k in 0..<oracle.stateLanes { vector[k] *= scale }
    case .joint, .descent: break
    }
  }

  /// u ← u − ρHu with the samples of a draw.
  package mutating func contract(_ slot: Int, _ point: SamplePoint, _ vector: Lanes, rate: Double) {
    if batch == 1 {
      oracle.contract(lower[slot], point, vector, rate: rate)
      calls += 1
    } else {
      clear(rows.product, oracle.stateLanes)
      addProduct(slot, at: point, vector, to: rows.product)
      for k in 0..<oracle.stateLanes { vector[k] -= rate * rows.product[k] }
    }
  }

  // MARK: Means over the samples of a draw

  package mutating func addGradient(_ slot: Int, at point: SamplePoint, to row: Lanes) {
    for index in slot * batch..<(slot + 1) * batch {
      oracle.addGradient(lower[index], at: point, share, to: row)
    }
    calls += batch
  }

  package mutating func addProduct(
    _ slot: Int, at point: SamplePoint, _ vector: Lanes, to row: Lanes
  ) {
    for index in slot * batch..<(slot + 1) * batch {
      oracle.addProduct(lower[index], at: point, vector, share, to: row)
    }
    calls += batch
  }

  package mutating func addMixed(_ slot: Int, at point: SamplePoint, to row: Lanes) {
    for index in slot * batch..<(slot + 1) * batch {
      oracle.addMixed(lower[index], at: point, share, to: row)
    }
    calls += batch
  }

  package mutating func addUpper(at point: SamplePoint, to row: Lanes) {
    for index in 0..<batch {
      oracle.addUpper(upper[index], at: point, share, to: row)
    }
    calls += batch
  }

  package mutating func addDirect(at point: SamplePoint, to row: Lanes) {
    guard oracle.hasDirectGradient else { return }
    for index in 0..<batch {
      oracle.addDirect(upper[index], at: point, share, to: row)
    }
    calls += batch
  }

  package func clear(_ row: Lanes, _ count: Int) { row.update(repeating: .zero, count: count) }
}
