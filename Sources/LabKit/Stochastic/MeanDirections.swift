// The expectation of directions over all samples.

import LinearAlgebra

/// Directions of z, v and λ as lists of numbers.
package struct MeanDirections: Sendable, Equatable {
  /// d numbers.
  package var z: [Double]
  /// d numbers.
  package var v: [Double]
  /// p numbers.
  package var lambda: [Double]

  package init(z: [Double], v: [Double], lambda: [Double]) {
    self.z = z
    self.v = v
    self.lambda = lambda
  }

  /// The largest difference from other directions, entry by entry.
  package func distance(from other: MeanDirections) -> Double {
    zip(z + v + lambda, other.z + other.v + other.lambda).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// These directions plus a multiple of others.
  func adding(_ factor: Double, _ other: MeanDirections) -> MeanDirections {
    func sum(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 + factor * $1 } }
    return MeanDirections(
      z: sum(z, other.z), v: sum(v, other.v), lambda: sum(lambda, other.lambda))
  }
}

extension FiniteSum {
  /// The exact directions ∂_zG, Hv + ∂_zF and Cᵀv + ∂_λF, sample by sample.
  ///
  /// - Parameters:
  ///   - z: d numbers.
  ///   - v: d numbers.
  ///   - lambda: p numbers.
  /// - Returns: The means over all samples.
  /// - Complexity: O(d(n + m)).
  package func exactDirections(_ z: [Double], _ v: [Double], _ lambda: [Double]) -> MeanDirections {
    directions(
      StochasticMethod(lower: .joint, adjoint: .joint, estimator: .plain), z, v, lambda
    ) { sampler, memory in sampler.mean(at: memory.now, into: memory.direction) }
  }

  /// The expectation of the directions of an estimator over one draw of a pair of samples.
  ///
  /// - Parameters:
  ///   - isStored: Whether the estimator is that of SABA with tables filled at z = 0, v = 0 and the same λ; otherwise that of SOBA.
  ///   - z: d numbers.
  ///   - v: d numbers.
  ///   - lambda: p numbers.
  /// - Returns: The mean over all pairs, of which n + m are enough, since directions are sums over the two samples.
  /// - Complexity: O(d(n + m)), times n + m with tables.
  package func expectedDirections(
    isStored: Bool, _ z: [Double], _ v: [Double], _ lambda: [Double]
  ) -> MeanDirections {
    let method = StochasticMethod(
      lower: .joint, adjoint: .joint, estimator: isStored ? .saga : .plain)
    func pair(_ lower: Int, _ upper: Int) -> MeanDirections {
      directions(method, z, v, lambda) { sampler, memory in
        memory.lowerIndices[0] = lower
        memory.upperIndices[0] = upper
        guard isStored else { return sampler.sample(at: memory.now, into: memory.direction) }
        // The previous point has these weights; its other numbers are 0.
        memory.previous.weights.update(
          from: memory.now.weights, count: sampler.oracle.stateLanes)
        var estimator = SagaEstimator(at: memory.previous, &sampler, memory.table)
        estimator.estimate(
          1, now: memory.now, previous: memory.previous, &sampler, into: memory.direction)
      }
    }
    let corner = pair(0, 0)
    var mean = corner.adding(-2, corner)
    for index in 0..<lowerCount { mean = mean.adding(1 / Double(lowerCount), pair(index, 0)) }
    for index in 0..<upperCount { mean = mean.adding(1 / Double(upperCount), pair(0, index)) }
    return mean
  }

  /// The directions that a function computes at a point.
  private func directions(
    _ method: StochasticMethod, _ z: [Double], _ v: [Double], _ lambda: [Double],
    _ body: (inout DirectionSampler<Oracle>, WalkMemory) -> Void
  ) -> MeanDirections {
    withOracle { oracle in
      let memory = WalkMemory(oracle, method, batch: 1)
      defer { memory.deallocate() }
      memory.begin(z, lambda)
      for (k, lane) in lanes(v).enumerated() { memory.now.v[k] = lane }
      oracle.prepare(memory.lambda, into: memory.now.weights)
      var sampler = DirectionSampler(
        oracle: oracle, method: method, batch: 1, lower: memory.lowerIndices,
        upper: memory.upperIndices, rows: memory.rows, vector: memory.vector, sum: memory.sum)
      body(&sampler, memory)
      return MeanDirections(
        z: numbers(memory.direction.z, stateCount), v: numbers(memory.direction.v, stateCount),
        lambda: numbers(memory.direction.lambda, parameterCount))
    }
  }
}
