// The risk before the wall: where there is one, and what it may be.

import TestSupport
import Testing
import ToyModel

@Suite("R_trap")
struct TrapRiskTests {
  private static let spectra = [
    Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1]), Spectrum(eigenvalues: [5, 0.2, 0.15, 0.1]),
    Spectrum(eigenvalues: [5, 0, 0, 0]), Spectrum(eigenvalues: [3, 3, 2.9, 0.01]),
  ]

  private func trap(
    _ spectrum: Spectrum, _ rows: Int, _ family: DenoiserFamily, noise: Double = 0.81
  ) throws -> TrapRisk {
    try #require(
      TrapRisk(spectrum: spectrum, noiseVariance: noise, rows: rows, family: family))
  }

  private func best(
    _ spectrum: Spectrum, _ rows: Int, _ family: DenoiserFamily, noise: Double = 0.81
  ) -> Double {
    OptimalRisk(spectrum: spectrum, noiseVariance: noise, rows: rows, family: family).risk.total
  }

  @Test("without a wall it is the optimal risk", arguments: spectra)
  func noWall(spectrum: Spectrum) throws {
    let families: [DenoiserFamily] = [
      .linear, .bilevel, .unrolled(depth: 1, step: .fixed(0.5)),
      .unrolled(depth: 1, step: .learned),
      .unrolled(depth: 2, step: .fixed(0.5)), .unrolled(depth: 10, step: .learned),
      // From ω = 1 + x on f only rises.
      .unrolled(depth: 3, step: .fixed(1.5)), .unrolled(depth: 3, step: .fixed(1.9)),
    ]
    for family in families {
      for rows in 1...4 {
        let trap = try trap(spectrum, rows, family)
        #expect(trap.wall == nil, "\(family)")
        #expect(trap.optimum.risk.total == best(spectrum, rows, family), "\(family)")
      }
    }
  }

  @Test("where every t* lies between c and c₀ it is the risk of even depths with the same c₀")
  func evenInside() throws {
    let spectrum = Spectrum(eigenvalues: [2, 1.2, 0.8, 0.6])
    // c = 0.3, c₀ = 0.784: the t* go from 0.43 to 0.71.
    let family = DenoiserFamily.unrolled(depth: 3, step: .fixed(0.4))
    let even = DenoiserFamily.unrolled(depth: 2, step: .fixed(1 - (0.6 * 0.6 * 0.6).squareRoot()))
    for rows in 1...4 {
      expectClose(
        try trap(spectrum, rows, family).optimum.risk.total, best(spectrum, rows, even), .golden)
    }
  }

  @Test("between the optimum and the risk without any row", arguments: spectra, [3, 5, 9])
  func order(spectrum: Spectrum, depth: Int) throws {
    for omega in [0.1, 0.35, 0.8, 1, 1.3] {
      let family = DenoiserFamily.unrolled(depth: depth, step: .fixed(omega))
      for rows in 1...4 {
        let trap = try trap(spectrum, rows, family)
        #expect(trap.optimum.risk.total >= best(spectrum, rows, family) * (1 - 1e-14))
        let filter = UnrolledFilter(depth: depth, stepSize: omega)
        #expect(trap.wall == filter.turningPoint && (trap.wall ?? 0) > 0)
        for line in trap.optimum.eigenvalues {
          #expect(line.gain.value >= filter.image.lowerBound.value)
          #expect(line.gain.value <= filter.forcedGain.value || line.isForced)
        }
      }
    }
  }

  @Test("a learned step is the best of all steps, by a fine grid", arguments: spectra, [3, 5, 9])
  func learned(spectrum: Spectrum, depth: Int) throws {
    for rows in 1...4 {
      let found = try trap(spectrum, rows, .unrolled(depth: depth, step: .learned))
      let least = found.optimum.risk.total
      var scanned = Double.infinity
      for index in 1...3000 {
        let family = DenoiserFamily.unrolled(
          depth: depth, step: .fixed(1.4 * Double(index) / 3000))
        scanned = min(scanned, try trap(spectrum, rows, family).optimum.risk.total)
      }
      #expect(least <= scanned * (1 + 1e-13) && scanned <= least * (1 + 1e-5))
      let bounds = RiskBounds(spectrum: spectrum, noiseVariance: 0.81, rows: rows)
      #expect(least >= bounds.even * (1 - 1e-13))
    }
  }

  @Test("the values of flows, to all their digits")
  func flows() throws {
    let (first, second) = (Self.spectra[0], Self.spectra[1])
    let fixed = try trap(first, 4, .unrolled(depth: 3, step: .fixed(0.35)))
    #expect(abs(fixed.optimum.risk.total - 0.77770028) < 5e-9)
    for (depth, one, other) in [
      (3, 0.79340556, 0.7453122), (5, 0.78441171, 0.7269511), (9, 0.78362173, 0.7253821),
    ] {
      let family = DenoiserFamily.unrolled(depth: depth, step: .learned)
      #expect(abs(try trap(first, 2, family).optimum.risk.total - one) < 6e-9)
      #expect(abs(try trap(second, 2, family).optimum.risk.total - other) < 1.01e-7)
    }
    // Without the upper end of the image it would be 0.9921941.
    let clipped = try trap(Self.spectra[3], 2, .unrolled(depth: 3, step: .learned))
    #expect(abs(clipped.optimum.risk.total - 0.9924455) < 1e-7)
  }

  @Test("other algorithms: the first turning point; learned, of implicit data steps only")
  func otherAlgorithms() throws {
    let spectrum = Self.spectra[0]
    for (name, choices) in [
      ("heavy-ball", ParameterChoices(.fixed(0.5), .fixed(0.5))),
      ("nesterov", ParameterChoices(.fixed(0.5), .fixed(0.5))),
      ("chebyshev", ParameterChoices(.fixed(3))), ("implicit-data", ParameterChoices(.fixed(1))),
    ] {
      let algorithm = try #require(Algorithm(name: name))
      let family = DenoiserFamily(algorithm, depth: 5, choices: choices)
      let filter = try #require(family.filter)
      let turning = try #require(filter.turningPoints.first)
      let trap = try trap(spectrum, 3, family)
      #expect(trap.wall == turning.location, "\(name)")
      #expect(trap.optimum.risk.total >= best(spectrum, 3, family) * (1 - 1e-14), "\(name)")
      let learned = DenoiserFamily(
        algorithm, depth: 5,
        choices: choices.count == 2
          ? ParameterChoices(.learned, .fixed(0.5)) : ParameterChoices(.learned))
      let ofLearned = TrapRisk(spectrum: spectrum, noiseVariance: 0.81, rows: 3, family: learned)
      guard name == "implicit-data" else {
        #expect(ofLearned == nil, "\(name)")
        continue
      }
      // Implicit data steps of w are gradient steps of ω = w/(1+w).
      let descent = try self.trap(spectrum, 3, .unrolled(depth: 5, step: .learned))
      let implicit = try #require(ofLearned)
      #expect(implicit.optimum.risk == descent.optimum.risk && implicit.wall == descent.wall)
      let (w, omega) = (
        try #require(implicit.optimum.stepSize), try #require(descent.optimum.stepSize)
      )
      #expect(abs(w / (1 + w) - omega) < 1e-14)
    }
    let ridge = try #require(Algorithm(name: "ridge"))
    let family = DenoiserFamily(ridge, depth: nil, choices: ParameterChoices(.learned))
    #expect(try trap(spectrum, 2, family).optimum.risk.total == best(spectrum, 2, family))
  }

  @Test("extremes: no noise, no signal, a single direction, the deepest network")
  func extremes() throws {
    let learned = DenoiserFamily.unrolled(depth: 3, step: .learned)
    #expect(try trap(Self.spectra[0], 2, learned, noise: 0).optimum.risk.total == 0)
    let silent = try trap(Spectrum(eigenvalues: [0, 0]), 1, learned)
    #expect(silent.optimum.risk.total == 0 && silent.wall == nil && silent.optimum.stepSize == 0)
    let single = try trap(Spectrum(eigenvalues: [0.8]), 1, learned)
    expectClose(single.optimum.risk.total, 0.5 * 0.8 * 0.81 / 1.61, .golden)
    let deep = try trap(
      Self.spectra[0], 2, .unrolled(depth: (1 << 53) - 1, step: .learned))
    expectClose(
      deep.optimum.risk.total,
      RiskBounds(spectrum: Self.spectra[0], noiseVariance: 0.81, rows: 2).even, .golden)
  }
}
