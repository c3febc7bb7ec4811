// Momentum above 1, where errors grow: the filter and its image against the steps themselves.

import TestSupport
import Testing
import ToyModel

@Suite("Momentum of any size") struct LargeMomentumTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rule: MomentumRule
    let depth: Int
    let momentum: Double
    var testDescription: String { "\(rule), N = \(depth), β = \(momentum)" }
  }

  static let cases: [Case] = [
    (MomentumRule.heavyBall, 7, 3), (.heavyBall, 8, 10), (.heavyBall, 15, 1e10),
    (.heavyBall, 25, 1e3), (.heavyBall, 40, 1.5), (.heavyBall, 41, 2), (.heavyBall, 3, 1e17),
    (.nesterov, 7, 3), (.nesterov, 8, 10), (.nesterov, 16, 1e4), (.nesterov, 40, 1.5),
  ].map { Case(rule: $0.0, depth: $0.1, momentum: $0.2) }

  /// (1 − P)/v by the steps from 0, in plain doubles.
  private func run(_ test: Case, _ v: Double) -> Double {
    var (z, change) = (0.0, 0.0)
    for _ in 0..<test.depth {
      let carried = test.momentum * change
      // z is in units of ω: the minimum of ½vz² − z.
      let gradient = test.rule == .heavyBall ? v * z - 1 : v * (z + carried) - 1
      change = carried - gradient
      z += change
    }
    return z
  }

  @Test("the image ends where a scan of the steps has its extreme", arguments: cases)
  func image(_ test: Case) {
    let (beta, n) = (test.momentum, Double(test.depth))
    let root = beta.squareRoot()
    let range =
      test.rule == .heavyBall
      ? ((root - 1) * (root - 1), (root + 1) * (root + 1))
      : ((1 - beta) / (1 + beta) * ((1 - beta) / (1 + beta)), 1)
    // As dense at the ends of the range as zeros are, and somewhat beyond it.
    let count = 400 * test.depth
    let isEven = test.depth.isMultiple(of: 2)
    for part in [0.5, 0.9] {
      let omega = range.0 * part
      var end = run(test, omega)
      for index in -count / 2...count + count / 2 {
        let sine = 0.5 - 0.5 * cosine(Double(min(max(index, 0), count)) / Double(count))
        let beyond = Double(max(index - count, -min(index, 0))) / Double(count)
        let v = range.0 + (range.1 - range.0) * (sine + (index < 0 ? -1 : 1) * beyond / (n * n))
        guard v > omega else { continue }
        let value = run(test, v)
        end = isEven ? max(end, value) : min(end, value)
      }
      let filter = MomentumFilter(
        test.rule, depth: test.depth, stepSize: omega, momentum: beta)
      let found = isEven ? filter.image.upperBound.value : filter.image.lowerBound.value
      // The scan misses an extreme by at most the square of 1/800 of the distance of two.
      #expect(abs(found / omega - end) <= 1e-3 * abs(end), "\(found / omega) and \(end)")
      #expect(
        isEven ? found / omega >= end - 1e-6 * abs(end) : found / omega <= end + 1e-6 * abs(end))
    }
  }

  /// cos πx by the series of its half angle.
  private func cosine(_ x: Double) -> Double {
    let y = .pi * x / 16
    var (sum, term) = (0.0, 1.0)
    for k in 0..<12 {
      sum += term
      term *= -y * y / Double((2 * k + 1) * (2 * k + 2))
    }
    for _ in 0..<4 { sum = 2 * sum * sum - 1 }
    return sum
  }

  @Test("f(0) of tiny steps, where βᴺ is huge", arguments: cases)
  func forced(_ test: Case) {
    for omega in [1e-90, 1e-40, 1e-20, 1e-12] {
      let filter = MomentumFilter(
        test.rule, depth: test.depth, stepSize: omega, momentum: test.momentum)
      // All terms are positive except those with v, which are tiny.
      let expected = omega * run(test, omega)
      #expect(
        abs(filter.forcedGain.value - expected) <= 1e-14 * abs(expected),
        "ω = \(omega): \(filter.forcedGain.value) and \(expected)")
    }
  }

  @Test("an image beyond the range of Double is infinite, not wrong")
  func overflow() {
    let even = MomentumFilter(.heavyBall, depth: 4000, stepSize: 0.01, momentum: 1.5)
    #expect(even.image.upperBound.value == .infinity && even.image.lowerBound.value == -.infinity)
    let odd = MomentumFilter(.heavyBall, depth: 4001, stepSize: 0.01, momentum: 1.5)
    #expect(odd.image.lowerBound.value == -.infinity)
  }

  @Test(
    "a learned ω never beats the floor, however large βᴺ is",
    arguments: [(79, 2), (24, 10), (100, 1.5), (579, 1.1), (50, 3)])
  func floor(depth: Int, momentum: Double) throws {
    let spectrum = Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1])
    let floor = RiskBounds(spectrum: spectrum, noiseVariance: 0.81, rows: 2).floor
    let algorithm = try #require(Algorithm(name: "heavy-ball"))
    let found = OptimalRisk(
      spectrum: spectrum, noiseVariance: 0.81, rows: 2,
      family: DenoiserFamily(
        algorithm, depth: depth, choices: ParameterChoices(.learned, .fixed(momentum))))
    #expect(found.risk.total >= floor * (1 - 1e-14))
    #expect(found.risk.total <= floor * 1.01)
  }

  @Test(
    "no ω of a fine grid is better than the learned one, however large β is",
    arguments: [1.5, 2.7, 3, 5, 10, 50], [4, 5, 6, 8, 10])
  func learned(momentum: Double, depth: Int) throws {
    let algorithm = try #require(Algorithm(name: "heavy-ball"))
    let spectrum = Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1])
    func risk(_ step: StepRule) -> Double {
      OptimalRisk(
        spectrum: spectrum, noiseVariance: 0.81, rows: 2,
        family: DenoiserFamily(
          algorithm, depth: depth, choices: ParameterChoices(step, .fixed(momentum)))
      ).risk.total
    }
    let found = risk(.learned)
    // From tiny steps to beyond all zeros of P, (1 + √β)².
    let end = 1.2 * (1 + momentum.squareRoot()) * (1 + momentum.squareRoot())
    var best = Double.infinity
    for index in 0...1500 {
      let fraction = Double(index) / 1500
      best = min(best, risk(.fixed(1e-6 + end * fraction * fraction)))
    }
    #expect(found <= best * (1 + 1e-12), "learned \(found), grid \(best)")
  }

  @Test("β and N are legal together while doubles separate the turning points")
  func limits() {
    #expect(MomentumFilter.isListed(.heavyBall, depth: 4096, momentum: 1e5))
    #expect(!MomentumFilter.isListed(.heavyBall, depth: 4096, momentum: 1e6))
    #expect(MomentumFilter.isListed(.nesterov, depth: 30, momentum: 1e7))
    #expect(!MomentumFilter.isListed(.nesterov, depth: 30, momentum: 1e8))
    #expect(MomentumFilter.isListed(.nesterov, depth: 2, momentum: 1e100))
  }

  @Test(
    "a β whose powers underflow counts as none", arguments: [MomentumRule.heavyBall, .nesterov],
    [2, 3, 5, 11])
  func tiny(rule: MomentumRule, depth: Int) {
    let none = MomentumFilter(rule, depth: depth, stepSize: 1, momentum: 0)
    for momentum in [1e-280, 1e-308, .leastNonzeroMagnitude] {
      let filter = MomentumFilter(rule, depth: depth, stepSize: 1, momentum: momentum)
      #expect(filter.image == none.image && filter.gain(at: 0.7) == none.gain(at: 0.7))
    }
  }

  @Test("risks beyond the range of Double are infinite where steps overshoot")
  func overshoot() throws {
    let algorithm = try #require(Algorithm(name: "implicit-regularizer"))
    for depth in [1024, 1025, 1101, 1102] {
      let found = OptimalRisk(
        spectrum: Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1]), noiseVariance: 0.81, rows: 2,
        family: DenoiserFamily(algorithm, depth: depth, choices: ParameterChoices(.fixed(3))))
      #expect(found.risk.bias == .infinity && found.risk.total == .infinity, "N = \(depth)")
    }
  }

  /// f(0) and f(1) for S = 10³⁰, from f = (1 − T_N(1−2s/S)/T_N(1+2/S))/(1+s) with 60 digits.
  @Test(
    "Chebyshev's steps for an interval that is far longer than N²",
    arguments: [
      (depth: 1_000_000_000_000, first: 1.9999966666720889e-6, second: 1.9999960000067555e-6)
    ])
  func chebyshevLong(depth: Int, first: Double, second: Double) {
    let filter = ChebyshevFilter(depth: depth, interval: 1e30)
    expectClose(filter.gain(at: 0).value, first, .golden, "f(0)")
    expectClose(filter.gain(at: 1).value, second, .golden, "f(1)")
    #expect(filter.image.upperBound == filter.forcedGain)
    let odd = ChebyshevFilter(depth: depth + 1, interval: 1e30)
    #expect(odd.image.lowerBound.value <= odd.forcedGain.value)
  }

  @Test("the only zero of Chebyshev's filter of even depth is exact", arguments: [2, 4, 10, 1000])
  func chebyshevZero(depth: Int) {
    for interval in [0.5, 1, 3, 10, 4096] {
      #expect(ChebyshevFilter(depth: depth, interval: interval).gain(at: 1 + interval) == .zero)
    }
  }
}
