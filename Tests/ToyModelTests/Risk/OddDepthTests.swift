// Odd depths with a learned step: where they are best, and where their depth matters.

import Foundation
import TestSupport
import Testing
import ToyModel

@Suite("Odd depth", .tags(.property))
struct OddDepthTests {
  private static let depths = [3, 5, 11, 1001, 1_000_000_001]

  @Test(
    "optimal risk depends on N for general spectra",
    arguments: [(3, 0.77923645), (5, 0.77816217)])
  func dependsOnDepth(depth: Int, risk: Double) {
    let optimum = OptimalRisk(
      spectrum: Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1]), noiseVariance: 0.81, rows: 2,
      family: .unrolled(depth: depth, step: .learned))
    // Eight digits are given.
    expectClose(optimum.risk.total, risk, .iterative(0.5e-8), scale: 1, "N = \(depth)")
    #expect(optimum.attainment == .attained)
  }

  @Test("not attained exactly if max(n − k, 1) eigenvalues are zero", arguments: DataSample.all())
  func attainment(_ sample: DataSample) {
    let zeros = sample.eigenvalues.count { $0 == 0 }
    for depth in Self.depths {
      for rows in 1...sample.dimension {
        let optimum = sample.optimum(.unrolled(depth: depth, step: .learned), rows: rows)
        let isApproached = zeros >= max(sample.dimension - rows, 1)
        #expect((optimum.attainment == .stepSizeToZero) == isApproached)
        #expect((optimum.attainment == .attained) == !isApproached)
        #expect((optimum.stepSize == 0) == isApproached)
        if isApproached {
          expectClose(
            optimum.risk.total, sample.linearRisk,
            .roundoff(operations: 8 * sample.dimension + 16))
        }
      }
    }
  }

  @Test("an infimum at ω → 0 is approached, ever nearer", arguments: [3, 5, 11])
  func approach(depth: Int) {
    let spectrum = DataModel.constant(n: 5, mu: 1, theta: 0.5).spectrum
    func risk(_ step: StepRule) -> Double {
      OptimalRisk(
        spectrum: spectrum, noiseVariance: 0.81, rows: 2,
        family: .unrolled(depth: depth, step: step)
      ).risk.total
    }
    let infimum = risk(.learned)
    let excesses = [1e-1, 1e-2, 1e-3, 1e-4].map { risk(.fixed($0)) - infimum }
    for (coarse, fine) in zip(excesses, excesses.dropFirst()) {
      // The excess is σ²/2 Σ t² with t proportional to ω: a tenth of ω leaves a hundredth.
      expectClose(coarse / fine, 100, .iterative(0.7), "N = \(depth), excesses \(excesses)")
    }
    #expect(excesses.allSatisfy { $0 > 0 })
  }

  @Test("i.i.d. data: the best linear risk, attained with c₀ = θ²/(θ²+σ²)", arguments: depths)
  func independent(depth: Int) throws {
    let (theta2, sigma2) = (0.25, 0.81)
    let spectrum = DataModel.independent(n: 7, mu: 1, theta: 0.5).spectrum
    let linear = OptimalRisk(
      spectrum: spectrum, noiseVariance: sigma2, rows: 1, family: .linear)
    for rows in 1..<7 {
      let optimum = OptimalRisk(
        spectrum: spectrum, noiseVariance: sigma2, rows: rows,
        family: .unrolled(depth: depth, step: .learned))
      expectClose(optimum.risk.total, linear.risk.total, .roundoff(operations: 32))
      #expect(optimum.attainment == .attained)
      let forced = try #require(optimum.eigenvalues.first { $0.isForced })
      expectClose(
        forced.gain.value, theta2 / (theta2 + sigma2), .iterative(1e-10), "k = \(rows)")
    }
  }

  @Test("k = n with signal everywhere: the best linear risk, attained", arguments: depths)
  func fullRank(depth: Int) throws {
    let sample = DataSample(seed: 4, dimension: 8)
    let optimum = sample.optimum(.unrolled(depth: depth, step: .learned), rows: 8)
    expectClose(optimum.risk.total, sample.linearRisk, .roundoff(operations: 80))
    #expect(optimum.attainment == .attained)
    // And it is the largest such step: a larger one costs.
    let step = try #require(optimum.stepSize)
    let larger = sample.optimum(.unrolled(depth: depth, step: .fixed(1.01 * step)), rows: 8)
    #expect(larger.risk.total > optimum.risk.total)
  }

  @Test(
    "320 distinct eigenvalues: no ω on a fine grid is better",
    arguments: [3, 5, 101], [1, 30, 100, 120, 150, 200, 290, 319])
  func manyEigenvalues(depth: Int, rows: Int) throws {
    try checkManyEigenvalues((0..<320).map { 10 * pow(0.97, Double($0)) }, depth, rows)
    // Most nearly equal, so that they are forced and some of the others are clipped.
    let cluster: [Double] = (0..<220).map { 10 * pow(0.9995, Double($0)) }
    let tail: [Double] = (0..<100).map { pow(0.97, Double($0)) }
    try checkManyEigenvalues(cluster + tail, depth, rows)
  }

  private func checkManyEigenvalues(_ eigenvalues: [Double], _ depth: Int, _ rows: Int) throws {
    let spectrum = Spectrum(eigenvalues: eigenvalues)
    func optimum(_ step: StepRule) -> OptimalRisk {
      OptimalRisk(
        spectrum: spectrum, noiseVariance: 0.3, rows: rows,
        family: .unrolled(depth: depth, step: step))
    }
    let learned = optimum(.learned)
    let best = try #require(learned.stepSize)
    let wide = (0...150).map { pow(10, -5 + 5.3 * Double($0) / 150) }
    // Ever nearer on both sides: a step that is off shows itself against one half as far off.
    let offsets: [Double] = (2...24).map { best * pow(2, -Double($0)) }
    let near = offsets.map { best + $0 } + offsets.map { best - $0 }
    for stepSize in wide + near {
      expectAtMost(
        learned.risk.total, optimum(.fixed(stepSize)).risk.total, .iterative(1e-12),
        "N = \(depth), k = \(rows), ω = \(stepSize), learned \(best)")
    }
  }
}
