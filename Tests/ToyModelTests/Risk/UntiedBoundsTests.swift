// Bounds on the best risk of untied steps, against plain sums and against models built by hand.

import LinearAlgebra
import Reference
import TestSupport
import Testing
import ToyModel

@Suite("Bounds on untied steps") struct UntiedBoundsTests {
  private func optimum(
    _ eigenvalues: [Double], noise: Double = 0.81, k: Int, depth: Int, step: StepRule = .learned
  ) throws -> OptimalRisk {
    OptimalRisk(
      spectrum: Spectrum(eigenvalues: eigenvalues), noiseVariance: noise, rows: k,
      family: DenoiserFamily(
        try #require(Algorithm(name: "untied")), depth: depth, choices: ParameterChoices(step)))
  }

  private func bounds(_ eigenvalues: [Double], noise: Double = 0.81, k: Int) -> RiskBounds {
    RiskBounds(spectrum: Spectrum(eigenvalues: eigenvalues), noiseVariance: noise, rows: k)
  }

  /// The price of one common gain for directions, by the definition.
  private func gap(_ eigenvalues: ArraySlice<Double>, _ noise: Double) -> Double {
    let weights = eigenvalues.map { $0 + noise }
    let common = eigenvalues.reduce(0, +) / weights.reduce(0, +)
    return zip(eigenvalues, weights).reduce(0) { sum, part in
      let error = common - part.0 / part.1
      return sum + 0.5 * part.1 * error * error
    }
  }

  private static let spectra: [[Double]] = [
    [3, 1.2, 0.5, 0.1], [5, 1, 1, 1, 0.5, 0.01], [4, 4, 4, 4, 4, 4, 0.1, 0.1],
    [9, 7, 5, 3, 2, 1, 0.5, 0.2, 0.1, 0.05, 0], [5, 0, 0, 0, 0], [2, 2, 2, 1, 1, 1, 1, 0, 0],
  ]

  @Test("the upper bound is the least gap of the windows that are reached", arguments: spectra)
  func upperBound(eigenvalues: [Double]) throws {
    let (n, noise) = (eigenvalues.count, 0.81)
    let linear = bounds(eigenvalues, k: 1).linear
    for k in 1...n {
      for depth in 2...7 {
        let rank = min((depth - 1) * k, n)
        var least = gap(eigenvalues[..<(n - rank)], noise)
        if depth > 2, rank < n {
          for b in 0...rank / 2 {
            least = min(least, gap(eigenvalues[b..<n - rank + 2 * b], noise))
          }
          if depth.isMultiple(of: 2) {
            let b = (depth / 2 - 1) * k
            least = min(least, gap(eigenvalues[b..<b + n - rank], noise))
          }
        }
        if rank == n { least = 0 }
        let found = try optimum(eigenvalues, k: k, depth: depth)
        // Gaps are differences of sums of n terms here.
        expectClose(
          found.risk.total, linear + least, .roundoff(operations: 64), "k = \(k), N = \(depth)")
        #expect(
          found.lowerBound <= found.risk.total * (1 + 1e-14), "k = \(k), N = \(depth)")
        if depth == 2 {
          #expect(found.isExact && found.stepSize.map { $0 <= 1 } == true)
        } else if rank < n {
          expectClose(
            found.lowerBound, bounds(eigenvalues, k: rank).floor, .roundoff(operations: 64))
        }
      }
    }
  }

  @Test("for distinct γ the best linear risk is known from N = 1 + ⌈(n−1)/k⌉ on, and not before")
  func leastDepth() throws {
    let eigenvalues = (0..<9).map { 3 / Double($0 + 1) }
    let linear = bounds(eigenvalues, k: 1).linear
    for k in 1...9 {
      let least = 1 + (8 + k - 1) / k
      for depth in 2...10 {
        let found = try optimum(eigenvalues, k: k, depth: depth)
        let isLinear = found.isExact && found.risk.total <= linear * (1 + 1e-14)
        #expect(isLinear == (depth >= least), "k = \(k), N = \(depth)")
        #expect(found.attainment == .attained)
      }
    }
  }

  @Test("three layers of two rows beat both E(2k) and one R for all layers: L₀ by a middle window")
  func middleWindow() throws {
    let eigenvalues = [5, 1, 1, 1, 0.5, 0.01]
    let found = try optimum(eigenvalues, k: 2, depth: 3)
    let linear = bounds(eigenvalues, k: 2).linear
    expectClose(found.risk.total, linear, .roundoff(operations: 16))
    #expect(bounds(eigenvalues, k: 4).even > linear * 1.01)
    #expect(bounds(eigenvalues, k: 2).floor > linear * 1.01)
    // γ₁ has rows in both layers, the two smallest one each; the risk of these matrices, step by step.
    let omega = try #require(found.stepSize)
    var layers = (0..<3).map { _ in Matrix(repeating: 0, rows: 2, columns: 6) }
    let c = 1 - (1 - omega) * (1 - omega) * (1 - omega)
    func target(_ index: Int) -> Double { eigenvalues[index] / (eigenvalues[index] + 0.81) }
    // t = c − ωs(1−ω)(1 − (1−ω)) − ωs(1 − (1−ω)²) + ω³s², the larger root of the quadratic.
    let (p, q) = (omega * omega * omega, omega * (omega * (1 - omega) + omega * (2 - omega)))
    let s = (q + (q * q - 4 * p * (c - target(0))).squareRoot()) / (2 * p)
    layers[1][0, 0] = s.squareRoot()
    layers[2][0, 0] = s.squareRoot()
    layers[1][1, 4] = ((c - target(4)) / (omega * omega * (1 - omega))).squareRoot()
    layers[2][1, 5] = ((c - target(5)) / (omega * omega * (2 - omega))).squareRoot()
    let denoiser = DenseDenoiser.untied(layers, stepSize: omega)
    let energy = Matrix(diagonal: eigenvalues)
    let risk = Risk(denoiser: denoiser, secondMoment: energy, noiseVariance: 0.81)
    expectClose(risk.total, linear, .iterative(1e-12))
  }

  @Test("for a given ω random layers stay above the lower bound, tied ones have the upper bound")
  func givenStep() throws {
    let eigenvalues = [3, 1.2, 0.5, 0.1]
    let energy = Matrix(diagonal: eigenvalues)
    var random = SeededGenerator(seed: 5)
    for omega in [0.2, 0.5, 0.9, 1.3] {
      for depth in 2...4 {
        let found = try optimum(eigenvalues, k: 1, depth: depth, step: .fixed(omega))
        let tied = OptimalRisk(
          spectrum: Spectrum(eigenvalues: eigenvalues), noiseVariance: 0.81, rows: 1,
          family: .unrolled(depth: depth, step: .fixed(omega)))
        expectAtMost(found.risk.total, tied.risk.total, .roundoff(operations: 8))
        expectAtMost(found.lowerBound, found.risk.total, .roundoff(operations: 8))
        for _ in 0..<50 {
          let layers = (0..<depth).map { _ in
            Matrix(rows: 1, columns: 4, elements: (0..<4).map { _ in 2 * random.nextNormal() })
          }
          let risk = Risk(
            denoiser: DenseDenoiser.untied(layers, stepSize: omega), secondMoment: energy,
            noiseVariance: 0.81)
          expectAtMost(found.lowerBound, risk.total, .roundoff(operations: 64))
        }
      }
    }
  }

  @Test("no signal, no noise, and a very large dimension")
  func extremes() throws {
    #expect(try optimum([0, 0, 0], k: 1, depth: 2).risk.total == 0)
    let clean = try optimum([3, 1, 0.2], noise: 0, k: 1, depth: 2)
    #expect(clean.risk.total == 0 && clean.isExact)
    let algorithm = try #require(Algorithm(name: "untied"))
    let large = OptimalRisk(
      spectrum: Spectrum(
        [(5, 1 << 40), (1, 1 << 40), (0.1, 1 << 40)].map {
          Spectrum.Group(eigenvalue: $0.0, multiplicity: $0.1)
        }), noiseVariance: 0.81, rows: 1 << 38,
      family: DenoiserFamily(algorithm, depth: 5, choices: ParameterChoices(.learned)))
    #expect(large.lowerBound <= large.risk.total && large.risk.total.isFinite)
  }
}
