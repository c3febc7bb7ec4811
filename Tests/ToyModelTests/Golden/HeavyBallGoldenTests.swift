// Heavy ball against 200-digit arithmetic.

import TestSupport
import Testing
import ToyModel

@Suite("Heavy ball, against reference values", .tags(.golden))
struct HeavyBallGoldenTests {
  @Test(
    "f(s), 1 − f(s), f′(s) and the number of turning points",
    arguments: try GoldenRow.all(of: "heavy_ball.csv"))
  func filter(_ row: GoldenRow) throws {
    let (depth, stepSize) = (
      try #require(row.integer("depth")), try #require(row.number("omega"))
    )
    let momentum = try #require(row.number("momentum"))
    let s = try #require(row.number("s"))
    let (value, slope) = (
      try #require(row.number("value")), try #require(row.number("derivative"))
    )
    let gain = MomentumFilter.gain(
      .heavyBall,
      at: s, depth: depth, stepSize: stepSize, momentum: momentum)
    expectClose(gain.value, value, .roundoff(operations: 8), "f of \(row.testDescription)")
    if let defect = row.complement("value") {
      expectClose(gain.defect, defect, .roundoff(operations: 8), "1 − f of \(row.testDescription)")
    }
    // f′ is the difference of f/(1+s) and ωP′/(1+s), of which it may be a small part.
    expectClose(
      MomentumFilter.derivative(
        .heavyBall,
        at: s, depth: depth, stepSize: stepSize, momentum: momentum), slope,
      .roundoff(operations: 16),
      scale: max(abs(slope), abs(value) / (1 + s)), "f′ of \(row.testDescription)")
    // Listing the turning points costs time, and is compared for few steps.
    guard depth <= 51 else { return }
    let filter = MomentumFilter(.heavyBall, depth: depth, stepSize: stepSize, momentum: momentum)
    #expect(filter.gain(at: s) == gain)
    if let turns = row.integer("turns") {
      #expect(filter.turningPoints.count == turns, "\(row.testDescription)")
    }
  }

  @Test(
    "the best risk for a given ω, and for a learned one where a theorem gives it",
    arguments: try GoldenRow.all(of: "heavy_ball_risk.csv"))
  func risk(_ row: GoldenRow) throws {
    let sigma = try #require(row.number("sigma"))
    let step: StepRule = row.number("omega").map { .fixed($0) } ?? .learned
    let family = DenoiserFamily(
      try #require(Algorithm(name: "heavy-ball")), depth: row.integer("depth"),
      choices: ParameterChoices(step, .fixed(try #require(row.number("momentum")))))
    let optimum = OptimalRisk(
      spectrum: Spectrum(
        eigenvalues: try #require(row.text("eigenvalues")).split(separator: ";").map {
          try #require(Double($0))
        }), noiseVariance: sigma * sigma, rows: try #require(row.integer("k")), family: family)
    expectClose(
      optimum.risk.total, try #require(row.number("risk")), .golden, row.testDescription)
    #expect(optimum.attainment == .attained)
    if let step = row.number("step") {
      expectClose(
        try #require(optimum.stepSize), step, .golden, "ω of \(row.testDescription)")
    }
  }
}
