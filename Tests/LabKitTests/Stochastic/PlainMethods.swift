// The stochastic methods by plain loops over lists, as papers print them.

import Libc
import LinearAlgebra

@testable import LabKit

/// Logistic regression with penalties, sample by sample.
struct PlainLogistic {
  /// yᵢxᵢ.
  let lower: [[Double]]
  /// wⱼvⱼ.
  let upper: [[Double]]

  private func sigmoid(_ a: Double) -> Double { 1 / (1 + exp(-a)) }

  func gradient(_ i: Int, _ z: [Double], _ lambda: [Double]) -> [Double] {
    let s = sigmoid(-dot(lower[i], z))
    return z.indices.map { exp(lambda[$0]) * z[$0] - s * lower[i][$0] }
  }

  func product(_ i: Int, _ z: [Double], _ lambda: [Double], _ u: [Double]) -> [Double] {
    let s = sigmoid(dot(lower[i], z))
    let weight = s * (1 - s) * dot(lower[i], u)
    return z.indices.map { weight * lower[i][$0] + exp(lambda[$0]) * u[$0] }
  }

  func mixed(_ z: [Double], _ lambda: [Double], _ v: [Double]) -> [Double] {
    z.indices.map { exp(lambda[$0]) * z[$0] * v[$0] }
  }

  func upperGradient(_ j: Int, _ z: [Double]) -> [Double] {
    let s = sigmoid(-dot(upper[j], z))
    return z.indices.map { -s * upper[j][$0] }
  }
}

/// The sum of two lists, the second times a factor.
func plus(_ x: [Double], _ factor: Double, _ y: [Double]) -> [Double] {
  zip(x, y).map { $0 + factor * $1 }
}

/// The mean of lists.
func mean(_ lists: [[Double]]) -> [Double] {
  lists[0].indices.map { k in lists.reduce(0) { $0 + $1[k] } / Double(lists.count) }
}

/// A run of a method on logistic regression by plain loops.
struct PlainRun {
  let problem: PlainLogistic
  let method: StochasticMethod
  let lowerSteps: StepSchedule
  let upperSteps: StepSchedule
  let iterations: Int
  let replicas: Int
  let batch: Int
  let box: ClosedRange<Double>
  let start: [Double]
  let generator: CounterGenerator

  /// The point of a run.
  struct State {
    var z: [Double]
    var v: [Double]
    var lambda: [Double]
  }

  /// z and λ at the end of every replica, and the number of evaluated quantities.
  func run() -> [(z: [Double], lambda: [Double], calls: Int)] {
    (0..<replicas).map { run(replica: $0) }
  }

  private func run(replica: Int) -> (z: [Double], lambda: [Double], calls: Int) {
    let width = method.lowerDraws * batch
    var stream = generator
    let (n, m) = (problem.lower.count, problem.upper.count)
    let below = stream.integers(iterations * replicas * width, below: n)
    let above = stream.integers(iterations * replicas * batch, below: m)
    let zero = [Double](repeating: 0, count: problem.lower[0].count)
    var state = State(z: zero, v: zero, lambda: start)
    var old = state
    var memory = Memory(problem, state)
    var direction = State(z: zero, v: zero, lambda: zero)
    var calls = method.estimator == .saga ? 3 * n + m : 0
    for t in 1...iterations {
      let first = ((t - 1) * replicas + replica)
      let draws = (0..<method.lowerDraws).map { slot in
        (0..<batch).map { below[first * width + slot * batch + $0] }
      }
      let uppers = (0..<batch).map { above[first * batch + $0] }
      let rho = lowerSteps.values(t)[t - 1]
      let gamma = upperSteps.values(t)[t - 1]
      if case .descent(let steps, let isCold) = method.lower {
        if isCold { state.z = zero }
        for step in 0..<steps {
          state.z = plus(
            state.z, -rho, mean(draws[step].map { problem.gradient($0, state.z, state.lambda) }))
          calls += batch
        }
        if case .descent(let steps2) = method.adjoint {
          let b = mean(uppers.map { problem.upperGradient($0, state.z) })
          calls += batch
          for step in 0..<steps2 {
            let h = mean(
              draws[steps + step].map { problem.product($0, state.z, state.lambda, state.v) })
            state.v = plus(plus(state.v, -rho, h), -rho, b)
            calls += batch
          }
        } else {
          state.v = inverse(state.z, state.lambda, draws, uppers, steps, &calls)
        }
        direction.lambda = problem.mixed(state.z, state.lambda, state.v)
        calls += batch
        state.lambda = clipped(plus(state.lambda, -gamma, direction.lambda))
        continue
      }
      switch method.estimator {
      case .plain: direction = sample(state, draws, uppers, &calls)
      case .saga:
        direction = memory.direction(problem, state, draws[0], uppers)
        calls += 4 * batch
      case .spider(let period):
        if (t - 1) % period == 0 {
          direction = exact(state)
          calls += 3 * n + m
        } else {
          let (now, before) = (
            sample(state, draws, uppers, &calls), sample(old, draws, uppers, &calls)
          )
          direction.z = plus(plus(direction.z, 1, now.z), -1, before.z)
          direction.v = plus(plus(direction.v, 1, now.v), -1, before.v)
          direction.lambda = plus(plus(direction.lambda, 1, now.lambda), -1, before.lambda)
        }
      case .storm:
        let keep = 1 - StepSchedule(1, decay: 2.0 / 3).values(t)[t - 1]
        let (now, before) = (
          sample(state, draws, uppers, &calls), sample(old, draws, uppers, &calls)
        )
        direction.z = plus(plus(now.z, keep, direction.z), -keep, before.z)
        direction.lambda = plus(plus(now.lambda, keep, direction.lambda), -keep, before.lambda)
      }
      old = state
      state.z = plus(state.z, -rho, direction.z)
      if method.adjoint == .joint { state.v = plus(state.v, -rho, direction.v) }
      state.lambda = clipped(plus(state.lambda, -gamma, direction.lambda))
    }
    return (state.z, state.lambda, calls)
  }

  private func clipped(_ lambda: [Double]) -> [Double] {
    lambda.map { min(max($0, box.lowerBound), box.upperBound) }
  }

  private func exact(_ state: State) -> State {
    let all = Array(problem.lower.indices)
    var unused = 0
    let draws = [all, all]
    let method = StochasticMethod(lower: .joint, adjoint: .joint, estimator: .plain)
    return PlainRun(
      problem: problem, method: method, lowerSteps: lowerSteps, upperSteps: upperSteps,
      iterations: 1, replicas: 1, batch: all.count, box: box, start: start, generator: generator
    ).sample(state, draws, Array(problem.upper.indices), &unused)
  }

  private func sample(
    _ state: State, _ draws: [[Int]], _ uppers: [Int], _ calls: inout Int
  ) -> State {
    let zero = [Double](repeating: 0, count: state.z.count)
    let gradient = mean(draws[0].map { problem.gradient($0, state.z, state.lambda) })
    calls += draws[0].count
    guard method.adjoint != .joint else {
      let h = mean(draws[0].map { problem.product($0, state.z, state.lambda, state.v) })
      let f = mean(uppers.map { problem.upperGradient($0, state.z) })
      calls += 2 * draws[0].count + uppers.count
      return State(
        z: gradient, v: plus(h, 1, f), lambda: problem.mixed(state.z, state.lambda, state.v))
    }
    let v = inverse(state.z, state.lambda, draws, uppers, 2, &calls)
    calls += batch
    return State(z: gradient, v: zero, lambda: problem.mixed(state.z, state.lambda, v))
  }

  private func inverse(
    _ z: [Double], _ lambda: [Double], _ draws: [[Int]], _ uppers: [Int], _ first: Int,
    _ calls: inout Int
  ) -> [Double] {
    var w = mean(uppers.map { problem.upperGradient($0, z) })
    calls += uppers.count
    func contract(_ slot: Int, _ step: Double) {
      w = plus(w, -step, mean(draws[slot].map { problem.product($0, z, lambda, w) }))
      calls += batch
    }
    switch method.adjoint {
    case .neumann(let terms, let step):
      var sum = w
      for term in 0..<terms {
        contract(first + term, step)
        sum = plus(sum, 1, w)
      }
      return sum.map { -step * $0 }
    case .truncated(let terms, let step):
      let factors = draws[first][0] * terms / problem.lower.count
      for factor in 0..<factors { contract(first + 1 + factor, step) }
      return w.map { -step * Double(terms) * $0 }
    default: return w
    }
  }

  /// The tables of SABA.
  private struct Memory {
    var rows: [[[Double]]]
    var upper: [[Double]]

    init(_ problem: PlainLogistic, _ state: State) {
      rows = problem.lower.indices.map { Self.row(problem, $0, state) }
      upper = problem.upper.indices.map { problem.upperGradient($0, state.z) }
    }

    static func row(_ problem: PlainLogistic, _ i: Int, _ state: State) -> [[Double]] {
      [
        problem.gradient(i, state.z, state.lambda),
        problem.product(i, state.z, state.lambda, state.v),
        problem.mixed(state.z, state.lambda, state.v),
      ]
    }

    /// The directions from a batch; the tables change afterwards.
    mutating func direction(
      _ problem: PlainLogistic, _ state: State, _ draws: [Int], _ uppers: [Int]
    ) -> State {
      let means = (0..<3).map { quantity in mean(rows.map { $0[quantity] }) }
      let upperMean = mean(upper)
      let new = draws.map { Self.row(problem, $0, state) }
      let newUpper = uppers.map { problem.upperGradient($0, state.z) }
      func estimate(_ quantity: Int) -> [Double] {
        let now = mean(new.map { $0[quantity] })
        let stored = mean(draws.map { rows[$0][quantity] })
        return plus(plus(now, -1, stored), 1, means[quantity])
      }
      let f = plus(plus(mean(newUpper), -1, mean(uppers.map { upper[$0] })), 1, upperMean)
      let result = State(z: estimate(0), v: plus(estimate(1), 1, f), lambda: estimate(2))
      for (index, i) in draws.enumerated() { rows[i] = new[index] }
      for (index, j) in uppers.enumerated() { upper[j] = newUpper[index] }
      return result
    }
  }
}
