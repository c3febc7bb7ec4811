// Critics on the line.

import LabKit
import LinearAlgebra

/// Two samples u and v on the line, of equal size m.
struct Critic {
  /// u, sorted.
  let good: [Double]
  /// v, sorted.
  let bad: [Double]
  /// All samples, sorted.
  let points: [Double]
  /// The share F_u of samples u at or below every point but the last.
  let goodShares: [Double]
  /// The share F_v.
  let badShares: [Double]

  /// Samples, in any order and of equal number.
  init(good: [Double], bad: [Double]) {
    precondition(good.count == bad.count, "\(good.count) and \(bad.count) samples")
    (self.good, self.bad) = (good.sorted(), bad.sorted())
    points = (good + bad).sorted()
    let between = Array(points.dropLast())
    goodShares = Self.shares(self.good, between)
    badShares = Self.shares(self.bad, between)
  }

  /// The shares of sorted samples at or below sorted points.
  private static func shares(_ samples: [Double], _ points: [Double]) -> [Double] {
    var count = 0
    return points.map { point in
      while count < samples.count, samples[count] <= point { count += 1 }
      return Double(count) / Double(samples.count)
    }
  }

  /// The Wasserstein distance W₁: the mean distance of samples of the same rank.
  var distance: Double {
    zip(good, bad).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(good.count)
  }

  /// The lengths of the intervals between points.
  var lengths: [Double] { zip(points, points.dropFirst()).map { $1 - $0 } }

  /// The slopes of the best critic: 1 where more of u than of v is below.
  var bestSlopes: [Double] {
    zip(goodShares, badShares).map { $0 == $1 ? 0 : ($0 > $1 ? 1 : -1) }
  }

  /// The values at the points of a function with given slopes between them, 0 at the first.
  func values(_ slopes: [Double]) -> [Double] {
    var sum = 0.0
    return [0]
      + zip(lengths, slopes).map { length, slope in
        sum += length * slope
        return sum
      }
  }

  /// The mean over u minus the mean over v of a function with given slopes between points.
  func objective(_ slopes: [Double]) -> Double {
    let values = values(slopes)
    return (mean(of: values, over: good) - mean(of: values, over: bad))
  }

  /// The mean over samples of a function that is given at all points.
  private func mean(of values: [Double], over samples: [Double]) -> Double {
    var (index, sum) = (0, 0.0)
    for sample in samples {
      while points[index] < sample { index += 1 }
      sum += values[index]
    }
    return sum / Double(samples.count)
  }

  /// The derivative of the objective with respect to the slopes.
  var gradient: [Double] {
    zip(lengths, zip(goodShares, badShares)).map { $0 * ($1.1 - $1.0) }
  }
}
