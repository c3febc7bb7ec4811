// Four estimators of a direction from samples.

import LinearAlgebra

/// An estimator of the directions of z, v and λ.
package protocol DirectionEstimator {
  /// Whether it evaluates samples at the previous point too.
  static var usesPrevious: Bool { get }

  /// Computes the directions of an iteration.
  ///
  /// - Parameters:
  ///   - iteration: t, from 1.
  ///   - now: The point.
  ///   - previous: The point before the last move; at t = 1 the start.
  ///   - sampler: The samples of this iteration.
  ///   - direction: The directions of the last iteration, which those of this one replace.
  mutating func estimate<Oracle: SampleOracle>(
    _ iteration: Int, now: SamplePoint, previous: SamplePoint,
    _ sampler: inout DirectionSampler<Oracle>, into direction: Direction)
}

/// The sample itself: SOBA, and the step of λ of methods with two loops.
package struct PlainEstimator: DirectionEstimator {
  package static var usesPrevious: Bool { false }

  package init() {}

  package mutating func estimate<Oracle: SampleOracle>(
    _ iteration: Int, now: SamplePoint, previous: SamplePoint,
    _ sampler: inout DirectionSampler<Oracle>, into direction: Direction
  ) {
    sampler.sample(at: now, into: direction)
  }
}

/// SAGA on each of the five quantities: u − stored u + mean of all stored, whose variance vanishes with the distance from the
/// solution.
package struct SagaEstimator: DirectionEstimator {
  package static var usesPrevious: Bool { false }

  /// The rows of the quantities of G for each sample, then those of F, then their means, then those of a batch.
  package let lowerTable: Lanes
  package let upperTable: Lanes
  package let means: SampleRows
  package let batchRows: Lanes
  package let lowerStride: Int
  package let upperStride: Int
  package let lowerShare: Double
  package let upperShare: Double

  /// The lanes that the tables take.
  package static func laneCount(_ oracle: some SampleOracle, batch: Int) -> Int {
    let (d, p) = (oracle.stateLanes, oracle.parameterLanes)
    return (2 * d + p) * oracle.lowerCount + (d + p) * oracle.upperCount
      + (3 * d + 2 * p) * (1 + batch)
  }

  /// Fills the tables with the samples at a point.
  package init<Oracle: SampleOracle>(
    at point: SamplePoint, _ sampler: inout DirectionSampler<Oracle>, _ memory: Lanes
  ) {
    let oracle = sampler.oracle
    let (d, p) = (oracle.stateLanes, oracle.parameterLanes)
    lowerStride = 2 * d + p
    upperStride = d + p
    lowerShare = 1 / Double(oracle.lowerCount)
    upperShare = 1 / Double(oracle.upperCount)
    lowerTable = memory
    upperTable = lowerTable + lowerStride * oracle.lowerCount
    means = Self.rows(upperTable + upperStride * oracle.upperCount, d, p)
    batchRows = means.gradient + 3 * d + 2 * p
    means.gradient.update(repeating: .zero, count: 3 * d + 2 * p)
    let rows = sampler.rows
    for index in 0..<oracle.lowerCount {
      oracle.sampleLower(index, at: point, into: rows)
      let table = lowerTable + index * lowerStride
      Self.store(rows.gradient, in: table, means.gradient, d, lowerShare)
      Self.store(rows.product, in: table + d, means.product, d, lowerShare)
      Self.store(rows.mixed, in: table + 2 * d, means.mixed, p, lowerShare)
    }
    for index in 0..<oracle.upperCount {
      oracle.sampleUpper(index, at: point, into: rows)
      let table = upperTable + index * upperStride
      Self.store(rows.upper, in: table, means.upper, d, upperShare)
      Self.store(rows.direct, in: table + d, means.direct, p, upperShare)
    }
    sampler.calls += 3 * oracle.lowerCount + oracle.upperCalls * oracle.upperCount
  }

  /// Five rows in a block of memory.
  package static func rows(_ memory: Lanes, _ d: Int, _ p: Int) -> SampleRows {
    SampleRows(
      gradient: memory, product: memory + d, mixed: memory + 2 * d, upper: memory + 2 * d + p,
      direct: memory + 3 * d + p)
  }

  package static func store(
    _ row: Lanes, in table: Lanes, _ mean: Lanes, _ count: Int, _ share: Double
  ) {
    for k in 0..<count {
      table[k] = row[k]
      mean[k] += share * row[k]
    }
  }

  package mutating func estimate<Oracle: SampleOracle>(
    _ iteration: Int, now: SamplePoint, previous: SamplePoint,
    _ sampler: inout DirectionSampler<Oracle>, into direction: Direction
  ) {
    let oracle = sampler.oracle
    let (d, p) = (oracle.stateLanes, oracle.parameterLanes)
    guard sampler.batch == 1 else {
      return estimateBatch(now: now, &sampler, into: direction)
    }
    let pair = sampler.firstPair
    let rows = sampler.rows
    oracle.sampleLower(pair.lower, at: now, into: rows)
    oracle.sampleUpper(pair.upper, at: now, into: rows)
    sampler.calls += 3 + oracle.upperCalls
    // A pointer for each row, because sums of indices are checked for overflow.
    let gradient = lowerTable + pair.lower * lowerStride
    let (product, mixed) = (gradient + d, gradient + 2 * d)
    let upper = upperTable + pair.upper * upperStride
    let direct = upper + d
    for k in 0..<d {
      let (g, h, f) = (rows.gradient[k], rows.product[k], rows.upper[k])
      let (dg, dh, df) = (g - gradient[k], h - product[k], f - upper[k])
      direction.z[k] = dg + means.gradient[k]
      direction.v[k] = dh + means.product[k] + (df + means.upper[k])
      means.gradient[k] += lowerShare * dg
      means.product[k] += lowerShare * dh
      means.upper[k] += upperShare * df
      gradient[k] = g
      product[k] = h
      upper[k] = f
    }
    for k in 0..<p {
      let (x, e) = (rows.mixed[k], rows.direct[k])
      let (dx, de) = (x - mixed[k], e - direct[k])
      direction.lambda[k] = dx + means.mixed[k] + (de + means.direct[k])
      means.mixed[k] += lowerShare * dx
      means.direct[k] += upperShare * de
      mixed[k] = x
      direct[k] = e
    }
  }

  /// The mean over a batch; the tables change afterwards, as a sample may be drawn twice.
  package func estimateBatch<Oracle: SampleOracle>(
    now: SamplePoint, _ sampler: inout DirectionSampler<Oracle>, into direction: Direction
  ) {
    let oracle = sampler.oracle
    let (d, p) = (oracle.stateLanes, oracle.parameterLanes)
    let size = 3 * d + 2 * p
    let share = 1 / Double(sampler.batch)
    for k in 0..<d {
      direction.z[k] = means.gradient[k]
      direction.v[k] = means.product[k] + means.upper[k]
    }
    for k in 0..<p { direction.lambda[k] = means.mixed[k] + means.direct[k] }
    for index in 0..<sampler.batch {
      let pair = sampler.pair(index)
      let rows = Self.rows(batchRows + index * size, d, p)
      oracle.sampleLower(pair.lower, at: now, into: rows)
      oracle.sampleUpper(pair.upper, at: now, into: rows)
      let below = lowerTable + pair.lower * lowerStride
      let above = upperTable + pair.upper * upperStride
      for k in 0..<d {
        direction.z[k] += share * (rows.gradient[k] - below[k])
        direction.v[k] += share * (rows.product[k] - below[d + k] + (rows.upper[k] - above[k]))
      }
      for k in 0..<p {
        direction.lambda[k] +=
          share * (rows.mixed[k] - below[2 * d + k] + (rows.direct[k] - above[d + k]))
      }
    }
    sampler.calls += (3 + oracle.upperCalls) * sampler.batch
    for index in 0..<sampler.batch {
      let pair = sampler.pair(index)
      let rows = Self.rows(batchRows + index * size, d, p)
      let below = lowerTable + pair.lower * lowerStride
      let above = upperTable + pair.upper * upperStride
      Self.replace(below, by: rows.gradient, means.gradient, d, lowerShare)
      Self.replace(below + d, by: rows.product, means.product, d, lowerShare)
      Self.replace(below + 2 * d, by: rows.mixed, means.mixed, p, lowerShare)
      Self.replace(above, by: rows.upper, means.upper, d, upperShare)
      Self.replace(above + d, by: rows.direct, means.direct, p, upperShare)
    }
  }

  package static func replace(
    _ table: Lanes, by row: Lanes, _ mean: Lanes, _ count: Int, _ share: Double
  ) {
    for k in 0..<count {
      mean[k] += share * (row[k] - table[k])
      table[k] = row[k]
    }
  }
}

/// The directions of the last iteration plus the change of the samples since, exact every so many iterations: SRBA.
package struct SpiderEstimator: DirectionEstimator {
  package static var usesPrevious: Bool { true }

  package let period: Int
  package let new: Direction
  package let old: Direction

  package init(period: Int, new: Direction, old: Direction) {
    self.period = period
    self.new = new
    self.old = old
  }

  package mutating func estimate<Oracle: SampleOracle>(
    _ iteration: Int, now: SamplePoint, previous: SamplePoint,
    _ sampler: inout DirectionSampler<Oracle>, into direction: Direction
  ) {
    guard (iteration - 1) % period != 0 else {
      return sampler.mean(at: now, into: direction)
    }
    sampler.sample(at: now, into: new)
    sampler.sample(at: previous, into: old)
    for k in 0..<sampler.oracle.stateLanes {
      direction.z[k] += new.z[k] - old.z[k]
      direction.v[k] += new.v[k] - old.v[k]
    }
    for k in 0..<sampler.oracle.parameterLanes {
      direction.lambda[k] += new.lambda[k] - old.lambda[k]
    }
  }
}

/// Samples with momentum that is corrected for the move: MRBO and SUSTAIN.
package struct StormEstimator: DirectionEstimator {
  package static var usesPrevious: Bool { true }

  /// η_t for every iteration.
  package let weights: UnsafePointer<Double>
  package let new: Direction
  package let old: Direction

  package init(weights: UnsafePointer<Double>, new: Direction, old: Direction) {
    self.weights = weights
    self.new = new
    self.old = old
  }

  package mutating func estimate<Oracle: SampleOracle>(
    _ iteration: Int, now: SamplePoint, previous: SamplePoint,
    _ sampler: inout DirectionSampler<Oracle>, into direction: Direction
  ) {
    sampler.sample(at: now, into: new)
    sampler.sample(at: previous, into: old)
    let keep = 1 - weights[iteration - 1]
    for k in 0..<sampler.oracle.stateLanes {
      direction.z[k] = new.z[k] + keep * (direction.z[k] - old.z[k])
    }
    for k in 0..<sampler.oracle.parameterLanes {
      direction.lambda[k] = new.lambda[k] + keep * (direction.lambda[k] - old.lambda[k])
    }
  }
}
