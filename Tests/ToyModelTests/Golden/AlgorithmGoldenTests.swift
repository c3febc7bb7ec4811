// Every algorithm, the bounds and the trap against high-precision arithmetic.

import TestSupport
import Testing

@testable import ToyModel

extension GoldenRow {
  /// Reads `name=value` joined by `;`, where a value is a number, numbers with slashes between, or `learned`.
  var parameters: [String: ParameterChoice] {
    get throws {
      var result: [String: ParameterChoice] = [:]
      for part in (text("parameters") ?? "").split(separator: ";") {
        let sides = part.split(separator: "=")
        try #require(sides.count == 2)
        let numbers = sides[1].split(separator: "/").compactMap { Double($0) }
        let isSchedule = sides[0] == "steps"
        result[String(sides[0])] =
          sides[1] == "learned" ? .learned : isSchedule ? .schedule(numbers) : .fixed(numbers[0])
      }
      return result
    }
  }

  /// The family of the columns algorithm, depth and parameters; nil for algorithms that the registry lacks.
  var family: DenoiserFamily? {
    get throws {
      let algorithm = try #require(Algorithm(name: text("algorithm") ?? ""))
      let given = try parameters
      var choices = ParameterChoices()
      for (index, parameter) in algorithm.entry.parameters.enumerated() {
        choices[index] = given[parameter.name] ?? parameter.initial
      }
      if algorithm == .gradientDescent, let start = given["start"], start != .fixed(0) {
        return DenoiserFamily(
          .warmStart, depth: integer("depth"),
          choices: ParameterChoices(given["omega"] ?? .learned, start))
      }
      if algorithm.name == "steps", let start = given["start"], start != .fixed(0) {
        return DenoiserFamily(
          try #require(algorithm.started), depth: integer("depth"),
          choices: ParameterChoices(given["steps"] ?? .learned, start))
      }
      let depth = try #require(integer("depth"))
      return DenoiserFamily(
        algorithm, depth: algorithm.entry.depths == nil ? nil : depth, choices: choices)
    }
  }

  /// The spectrum of `value:multiplicity` joined by `;`.
  var spectrum: Spectrum {
    get throws {
      Spectrum(
        try #require(text("eigenvalues")).split(separator: ";").map { part in
          let sides = part.split(separator: ":")
          return Spectrum.Group(
            eigenvalue: try #require(Double(sides[0])),
            multiplicity: sides.count > 1 ? try #require(Int(sides[1])) : 1)
        })
    }
  }
}

@Suite("Algorithms, against reference values", .tags(.golden))
struct AlgorithmGoldenTests {
  /// The filter of a row: its turning points may be too many to list, and are not needed here.
  private func filter(_ row: GoldenRow) throws -> (any DifferentiableFilter)? {
    let depth = try #require(row.integer("depth"))
    let given = try row.parameters
    if row.text("algorithm") == "chebyshev" {
      return ChebyshevFilter(depth: depth, interval: try #require(given["interval"]?.value))
    }
    return try row.family?.filter
  }

  @Test("f(s), 1 − f(s), f′(s) and ∂f", arguments: try GoldenRow.all(of: "algorithms.csv"))
  func filters(_ row: GoldenRow) throws {
    let s = try #require(row.number("s"))
    let (value, slope) = (
      try #require(row.number("value")), try #require(row.number("derivative"))
    )
    let name = row.testDescription
    if row.text("algorithm") == "nesterov" {
      let given = try row.parameters
      let (depth, omega, beta) = (
        try #require(row.integer("depth")), try #require(given["omega"]?.value),
        try #require(given["momentum"]?.value)
      )
      let gain = MomentumFilter.gain(
        .nesterov, at: s, depth: depth, stepSize: omega, momentum: beta)
      expectClose(gain.value, value, .roundoff(operations: 16), "f of \(name)")
      expectClose(
        gain.defect, try #require(row.number("defect")), .roundoff(operations: 16),
        "1 − f of \(name)")
      expectClose(
        MomentumFilter.derivative(
          .nesterov, at: s, depth: depth, stepSize: omega, momentum: beta), slope,
        .roundoff(operations: 32), scale: max(abs(slope), abs(value) / (1 + s)), "f′ of \(name)")
      return
    }
    guard let filter = try filter(row) else { return }
    let gain = filter.gain(at: s)
    expectClose(gain.value, value, .roundoff(operations: 16), "f of \(name)")
    expectClose(
      gain.defect, try #require(row.number("defect")), .roundoff(operations: 16), "1 − f of \(name)"
    )
    expectClose(
      filter.derivative(at: s), slope, .roundoff(operations: 32),
      scale: max(abs(slope), abs(value) / (1 + s)), "f′ of \(name)")
    if let partial = row.number("parameter_derivative"), row.text("algorithm") != "steps" {
      expectClose(
        filter.stepDerivatives(at: s).value, partial, .roundoff(operations: 128), "∂f of \(name)")
    }
  }

  @Test(
    "best risks and parameters",
    arguments: try GoldenRow.all(of: "algorithm_risk.csv") + GoldenRow.all(of: "known_risks.csv"))
  func risks(_ row: GoldenRow) throws {
    guard let family = try row.family else { return }
    let sigma = try #require(row.number("sigma"))
    let optimum = OptimalRisk(
      spectrum: try row.spectrum, noiseVariance: sigma * sigma,
      rows: try #require(row.integer("k")),
      family: family)
    let name = row.testDescription
    expectClose(optimum.risk.total, try #require(row.number("risk")), .golden, name)
    guard family.isLearned, let parameter = row.number("parameter") else { return }
    // A search for the minimum of a flat risk does not find the last digits, even when polished by the slope.
    let isSearched = ["chebyshev", "nesterov"].contains(family.algorithm.name)
    let tolerance: Tolerance = isSearched ? .iterative(1e-10) : .golden
    expectClose(
      try #require(optimum.stepSize), parameter, tolerance,
      "the parameter of \(name)")
  }

  @Test("L₀, F, E, E⁻, B and the best window", arguments: try GoldenRow.all(of: "bounds.csv"))
  func bounds(_ row: GoldenRow) throws {
    let sigma = try #require(row.number("sigma"))
    let bounds = RiskBounds(
      spectrum: try row.spectrum, noiseVariance: sigma * sigma, rows: try #require(row.integer("k"))
    )
    let name = row.testDescription
    for (column, value) in [
      ("linear", bounds.linear), ("floor", bounds.floor), ("even", bounds.even),
      ("odd_bound", bounds.odd), ("bilevel", bounds.bilevel),
    ] {
      expectClose(value, try #require(row.number(column)), .golden, "\(column) of \(name)")
    }
    #expect(bounds.floorWindow?.lowerBound == row.integer("first"), "\(name)")
    #expect(bounds.floorWindow?.upperBound == row.integer("last"), "\(name)")
    if let gain = row.number("floor_eigenvalue") {
      expectClose(try #require(bounds.floorGain?.value), gain, .golden, "c* of \(name)")
    } else {
      #expect(bounds.floorGain == nil)
    }
  }
}
