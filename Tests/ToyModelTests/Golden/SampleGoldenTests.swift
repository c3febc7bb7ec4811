// The excess of denoisers that are learned from frames, against high-precision arithmetic.

import TestSupport
import Testing

@testable import ToyModel

extension GoldenRow {
  /// The loss of the column of that name.
  fileprivate var loss: SampleLoss {
    get throws { try #require(SampleLoss(rawValue: text("loss") ?? "")) }
  }

  /// σ² of the column sigma.
  fileprivate var noiseVariance: Double {
    get throws {
      let sigma = try #require(number("sigma"))
      return sigma * sigma
    }
  }
}

@Suite("Finite samples, against reference values", .tags(.golden))
struct SampleGoldenTests {
  @Test("linear denoisers, exactly", arguments: try GoldenRow.all(of: "sample_linear.csv"))
  func linear(_ row: GoldenRow) throws {
    let law = LinearSampleLaw(
      spectrum: try row.spectrum, noiseVariance: try row.noiseVariance, loss: try row.loss)
    let frames = try #require(row.integer("frames"))
    let excess =
      row.text("known") == "True"
      ? law.excessWithKnownEigenvectors(frames: frames) : law.excess(frames: frames)
    guard let expected = row.number("excess") else {
      #expect(excess == nil, "\(row.testDescription)")
      return
    }
    expectClose(try #require(excess), expected, .golden, row.testDescription)
  }

  @Test(
    "constants, against ½ tr(H⁺J) in R and ω",
    arguments: try GoldenRow.all(of: "sample_constants.csv"))
  func constant(_ row: GoldenRow) throws {
    let (spectrum, noiseVariance) = (try row.spectrum, try row.noiseVariance)
    let family = try #require(try row.family)
    let optimum = OptimalRisk(
      spectrum: spectrum, noiseVariance: noiseVariance, rows: try #require(row.integer("k")),
      family: family)
    let law = SampleLaw(
      of: family, optimum: optimum, spectrum: spectrum, noiseVariance: noiseVariance,
      loss: try row.loss)
    let name = row.testDescription
    let constant = try #require(law.constant, "\(name)")
    expectClose(constant, try #require(row.number("constant")), .golden, name)
    #expect(law.excess(frames: 100) == .asymptotic(constant / 100), "\(name)")
  }

  @Test("crossings", arguments: try GoldenRow.all(of: "sample_crossings.csv"))
  func crossing(_ row: GoldenRow) throws {
    let law = LinearSampleLaw(
      spectrum: try row.spectrum, noiseVariance: try row.noiseVariance, loss: try row.loss)
    let gap = try #require(row.number("gap"))
    let constant = try #require(row.number("constant"))
    let crossing = try #require(law.crossing(gap: gap, constant: constant))
    // Next to a small gap the crossing is as sensitive as the difference of the two excesses is.
    expectClose(crossing, try #require(row.number("crossing")), .golden, row.testDescription)
  }
}
