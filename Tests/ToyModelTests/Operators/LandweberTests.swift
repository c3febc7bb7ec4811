// Landweber's iteration: step by step, its minima, its prior, its bounds.

import Foundation
import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@Suite("Landweber's iteration", .tags(.property))
struct LandweberTests {
  /// A random iteration.
  private func sample(_ seed: UInt64, directions n: Int) -> Landweber {
    var generator = SeededGenerator(seed: seed)
    let directions = (0..<n).map { _ in
      OperatorDirection(
        singularValue: pow(10, -2 * generator.nextUniform()),
        energy: generator.nextUniform() < 0.1 ? 0 : pow(10, 5 * generator.nextUniform() - 2))
    }
    return Landweber(
      directions: directions, noiseVariance: pow(10, 2 * generator.nextUniform() - 2),
      stepSize: (0.05 + 0.94 * generator.nextUniform()) * Landweber.stepLimit(directions))
  }

  @Test("risks step by step, by dense matrices that do not commute", arguments: [0, 1, 2, 7, 50])
  func steps(depth: Int) throws {
    let sample = OperatorSample(seed: 11, n: 3, p: 4)
    let decomposition = try SingularValues(sample.map)
    let images = sample.secondMoment.multiplied(by: decomposition.right)
    let directions = (0..<3).map { index in
      OperatorDirection(
        singularValue: decomposition.values[index],
        energy: images.columnProduct(decomposition.right, index))
    }
    let omega = 0.7 * Landweber.stepLimit(directions)
    let iteration = Landweber(
      directions: directions, noiseVariance: sample.noiseVariance, stepSize: omega)
    var map = Matrix(repeating: 0, rows: 3, columns: 4)
    let gram = sample.map.gram()
    for _ in 0..<depth {
      var change = gram.multiplied(by: map).subtracting(sample.map.transposed)
      scale(&change, by: -omega)
      add(1, change.elements, to: &map)
    }
    let dense = Risk(
      reconstruction: map, operator: sample.map, secondMoment: sample.secondMoment,
      noiseVariance: sample.noiseVariance)
    let risk = iteration.risk(at: Double(depth))
    expectClose(risk.bias, dense.bias, .iterative(1e-12), scale: dense.total)
    expectClose(risk.variance, dense.variance, .iterative(1e-12), scale: dense.total)
    if depth > 0 { expectAtMost(risk.total, iteration.upperBound(at: Double(depth)), .golden) }
  }

  @Test(
    "no minimum is missed: a fine scan finds no lower risk and no other valley", arguments: 1...60)
  func completeness(seed: UInt64) {
    let iteration = sample(seed, directions: 2 + Int(seed) % 5)
    let bracket = iteration.bracket
    let minima = iteration.localMinima
    let count = 20_000
    // A little beyond both ends, where a minimum may lie to rounding.
    let (low, high) = (bracket.lowerBound * (1 - 1e-6), bracket.upperBound * (1 + 1e-6))
    let grid = (0...count).map { index in
      (1 + low) * pow((1 + high) / (1 + low), Double(index) / Double(count)) - 1
    }
    let slopes = grid.map { iteration.slope(at: $0) }
    let valleys = zip(slopes, slopes.dropFirst()).count { $0 < 0 && $1 >= 0 }
    #expect(valleys == minima.count, "seed \(seed)")
    #expect(2 * minima.count - 1 <= iteration.criticalPointBound)
    let best = iteration.best
    let scanned = grid.reduce(.infinity) { min($0, iteration.risk(at: $1).total) }
    expectAtMost(best.risk.total, scanned, .golden, "seed \(seed)")
    #expect(bracket.contains(best.time))
    // Stopping is better than never stopping.
    #expect(best.risk.total < iteration.risk(at: .infinity).total)
    let integer = iteration.bestInteger
    #expect(integer.time >= bracket.lowerBound.rounded(.down))
    #expect(integer.time <= bracket.upperBound.rounded(.up))
    let last = min(bracket.upperBound.rounded(.up), 20_000)
    for steps in 0...Int(last) {
      expectAtMost(integer.risk.total, iteration.risk(at: Double(steps)).total, .golden)
    }
  }

  @Test("the slope is the derivative of the risk", arguments: 1...20)
  func slopes(seed: UInt64) {
    let iteration = sample(seed, directions: 4)
    for time in [0.5, 3, 40.0] {
      let h = 1e-4 * time
      let difference =
        (iteration.risk(at: time + h).total - iteration.risk(at: time - h).total) / (2 * h)
      expectClose(
        iteration.slope(at: time), difference, .iterative(1e-6),
        scale: abs(difference) + iteration.risk(at: time).total / time)
    }
  }

  @Test("with its prior every direction stops at N, and the risk is the best linear one")
  func prior() {
    let values = [1, 0.5, 0.1, 1e-9, 0]
    for time in [0.5, 3, 100.0] {
      let energies = Landweber.prior(
        singularValues: values, noiseVariance: 0.3, stepSize: 0.8, time: time)
      expectClose(energies[3], 0.3 * 0.8 * time, .golden)
      let directions = zip(values, energies).map {
        OperatorDirection(singularValue: $0, energy: $1)
      }
      let iteration = Landweber(directions: directions, noiseVariance: 0.3, stepSize: 0.8)
      for found in iteration.directionTimes { expectClose(found, time, .golden) }
      expectClose(iteration.best.time, time, .golden)
      expectClose(
        iteration.best.risk.total, directions.linearRisk(noiseVariance: 0.3), .golden)
    }
  }

  @Test("singular values far apart: pieces stay few, times finite")
  func extremes() {
    let directions = (0..<40).map {
      OperatorDirection(singularValue: pow(10, -Double($0) / 2), energy: 1)
    }
    let iteration = Landweber(directions: directions, noiseVariance: 1e-8, stepSize: 0.5)
    // As a → 0 the time tends to γ/(σ²ω).
    expectClose(iteration.bracket.upperBound, 2e8, .golden)
    #expect(iteration.bracket.contains(iteration.best.time))
    let blind = Landweber(
      directions: [OperatorDirection(singularValue: 0, energy: 3)], noiseVariance: 1, stepSize: 1)
    #expect(blind.best.time == 0)
    #expect(blind.best.risk.total == 1.5)
    #expect(blind.upperBound(at: 3) == 1.5)
  }

  @Test("A = I stops at log(1+γ/σ²)/(−log(1−ω))")
  func identity() {
    let iteration = Landweber(
      directions: [OperatorDirection(singularValue: 1, energy: 2)], noiseVariance: 0.81,
      stepSize: 0.25)
    expectClose(iteration.best.time, log(1 + 2 / 0.81) / -log(0.75), .golden)
  }

  @Test("diagonal R for N = 2: t is min(t*, a(2ω − ω²a²))")
  func twoSteps() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<50 {
      let n = 4
      let directions = (0..<n).map { _ in
        OperatorDirection(
          singularValue: 0.1 + generator.nextUniform(), energy: 3 * generator.nextUniform())
      }
      let (noise, omega) = (0.1 + generator.nextUniform(), 0.1 + generator.nextUniform())
      func risk(_ d: OperatorDirection, _ t: Double) -> Double {
        let error = 1 - d.singularValue * t
        return 0.5 * (d.energy * error * error + noise * t * t)
      }
      let (forced, free) = (
        directions.map { d in
          risk(d, d.singularValue * (2 * omega - omega * omega * d.singularValue * d.singularValue))
        },
        directions.map { d in
          let a = d.singularValue
          return risk(
            d,
            min(
              d.energy * a / (a * a * d.energy + noise), a * (2 * omega - omega * omega * a * a)))
        }
      )
      // All choices of two rows.
      var least = Double.infinity
      for i in 0..<n {
        for j in 0..<i {
          var sum = 0.0
          for index in 0..<n {
            sum += index == i || index == j ? free[index] : forced[index]
          }
          least = min(least, sum)
        }
      }
      let unrolled = OptimalRisk(
        observation: Observation(directions, noiseVariance: noise), rows: 2,
        family: .unrolled(depth: 2, step: .fixed(omega)))
      expectClose(unrolled.risk.total, least, .golden)
      #expect(unrolled.isExact)
    }
  }
}
