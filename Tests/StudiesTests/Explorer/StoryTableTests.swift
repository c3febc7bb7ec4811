// The tables of the story against other routes to the same numbers.

import Foundation
import Report
import Studies
import TestSupport
import Testing
import ToyModel

@Suite struct StoryTableTests {
  private let model = StoryModel()

  @Test("the first screen: the numbers of the talk's example for k = 10")
  func signals() throws {
    let table = SignalTable(model).json
    let at = try #require(model.rows.firstIndex(of: 10))
    func entry(_ name: String) throws -> JSONValue { try table[name].element(at) }
    // σ²(n−k)/2, and 10 log₁₀ of nσ²/2 over it.
    #expect(try entry("bilevel")["risk"].double() == 36.45)
    #expect(try entry("bilevel")["db"].double() == 0.457575)
    #expect(try entry("even")["risk"].double() == 23.023)
    #expect(try entry("odd")["risk"].double() == table["linear"]["risk"].double())
    #expect(try entry("odd")["attained"] == .truth(false))
    // Found also by the learner, from small R.
    #expect(try entry("trained")["risk"].double() == 23.2039)
    #expect(try entry("square")["attained"] == .truth(true))
    for k in model.rows.indices {
      for name in ["bilevel", "even", "odd", "trained", "square"] {
        let entry = try table[name].element(k)
        let runs = try entry["runs"].list().map { try $0.list().map { try $0.double() } }
        #expect(runs.reduce(0) { $0 + $1[0] } == 100)
        #expect(runs.filter { $0[2] == 1 }.reduce(0) { $0 + $1[0] } == Double(100 - model.rows[k]))
        // The risk of these eigenvalues: the signal's direction has γ = 125, the others 0.
        var risk = 0.5 * 125 * pow(1 - runs[0][1], 2)
        for run in runs { risk += 0.5 * 0.81 * run[0] * run[1] * run[1] }
        #expect(agree(risk, try entry["risk"].double(), within: 2e-5))
      }
    }
    #expect(
      SignalTable(model).inWords.contains(
        "bilevel 0.5*\u{A0}dB, even depth (2 steps) 2.5\u{A0}dB, odd depth (3 steps) 20.0*\u{A0}dB")
    )
  }

  @Test("one number is worth the difference of two risks, and mσ⁴/(2A)")
  func forced() throws {
    let table = try ForcedGainTable(model).json
    for (row, k) in zip(try table["rows"].list(), try table["k"].list()) {
      let rows = try k.double()
      // The signal and n − k − 1 directions of noise: A = 125/m + σ².
      let (m, noise) = (100 - rows, 0.81)
      let mean = 125 / m + noise
      let worth = m * noise * noise / (2 * mean)
      #expect(agree(try row["worth"].double(), worth, within: 1e-5))
      #expect(agree(try row["bilevel"].double(), noise * m / 2, within: 1e-5))
      #expect(
        abs(try row["bilevel"].double() - row["least"].double() - worth) < 1e-4 * noise * m / 2)
      #expect(agree(try row["best"].double(), 1 - noise / mean, within: 1e-5))
      let risks = try values(row["risk"]), biases = try values(row["bias"])
      let variances = try values(row["variance"])
      #expect(agree(variances[99], try row["bilevel"].double(), within: 1e-14))
      #expect(risks[99] == variances[99])
      for (index, c) in ForcedGainTable.gains.enumerated() {
        #expect(abs(biases[index] - 0.5 * 125 * (1 - c) * (1 - c)) < 62.5e-5)
        #expect(agree(variances[index], noise * m / 2 * c * c, within: 1e-5))
        #expect(abs(risks[index] - biases[index] - variances[index]) < 2e-5 * risks[index])
      }
    }
  }

  @Test("every knob sets the same eigenvalue")
  func knobs() throws {
    let knobs = try ForcedGainTable(model).json["knobs"]
    for (index, c) in ForcedGainTable.gains.dropLast().enumerated() {
      func value(_ name: String) throws -> Double { try knobs[name].element(index).double() }
      #expect(agree(1 - pow(1 - (try value("step2")), 2), c, within: 2e-3))
      #expect(agree(1 - pow(1 - (try value("step10")), 10), c, within: 2e-3))
      #expect(agree(1 / (1 + (try value("ridge"))), c, within: 1e-3))
      #expect(agree(1 - exp(-(try value("time"))), c, within: 2e-3))
    }
    for name in ["step2", "step10", "ridge", "gain"] {
      #expect(try knobs[name].element(99).double() == (name == "ridge" ? 0 : 1))
    }
    #expect(try knobs["time"].element(99) == .null)
  }

  @Test("the iterates are those of z ↦ z − ω((1+s)z − 1)")
  func iterates() throws {
    let table = IterateTable().json
    for (index, s) in IterateTable.places.enumerated() {
      var z = 0.0
      for step in 0..<7 {
        z -= 0.5 * ((1 + s) * z - 1)
        let found = try table["z"].element(step).element(index).double()
        #expect(abs(found - z) <= 6e-5 * max(abs(z), 1e-3))
      }
    }
    for step in 0..<7 {
      let column = try table["z"].element(step).list().map { try $0.double() }
      let (lower, upper) = (try table["lower"].element(step), try table["upper"].element(step))
      if lower != .null { #expect(try column.min()! >= lower.double() - 1e-5) }
      if upper != .null { #expect(try column.max()! <= upper.double() + 1e-5) }
    }
  }

  @Test("smaller steps: the risk falls towards the best linear one and stays above it")
  func shrinking() throws {
    let table = try ShrinkingStepTable(model).json
    let linear = RiskBounds(spectrum: model.spectrum, noiseVariance: 0.81, rows: 10).linear
    for (depth, list) in zip([3, 5, 11], try table["rows"].list()) {
      var before = Double.infinity
      for (omega, entry) in zip(ShrinkingStepTable.stepSizes, try list.list()) {
        let risk = try entry["risk"].element(3).double()
        #expect(risk >= linear * (1 - 1e-5))
        if omega <= 0.2 { #expect(risk <= before) }
        before = risk
        // f(s) = t* on the far branch, by the recurrence of the iteration.
        let s = try entry["s"].double()
        var z = 0.0
        for _ in 0..<depth { z -= omega * ((1 + s) * z - 1) }
        #expect(abs(z - 125 / 125.81) < 2e-3)
        #expect(agree(try entry["product"].double(), omega * (1 + s), within: 2e-5))
        #expect(try entry["product"].double() > 2)
      }
    }
  }

  @Test("behind the wall is the best linear risk; orbits stay on their side of it")
  func wall() throws {
    let table = try WallTable(model).json
    for (depth, list) in zip(WallTable.depths, try table["rows"].list()) {
      for (omega, entry) in zip(WallTable.stepSizes, try list.list()) {
        #expect((entry["wall"] == .null) == (depth == 2))
        let risks = try values(entry["risk"], count: 351)
        let gains = try values(entry["f"], count: 351)
        for (index, r) in WallTable.places.enumerated() {
          // T = f(r²), and its risk, once more.
          let u = 1 + r * r
          let f = (1 - pow(1 - omega * u, Double(depth))) / u
          #expect(abs(gains[index] - f) < 2e-5 * max(abs(f), 1e-3))
          let risk = 0.5 * (1.25 * (1 - f) * (1 - f) + 0.81 * f * f)
          #expect(agree(risks[index], risk, within: 2e-5))
        }
        guard entry["wall"] != .null else { continue }
        let wall = try entry["wall"].double()
        for orbit in try entry["orbits"].list() {
          let places = try orbit["r"].list().map { try $0.double() }
          let isBefore = places[30] < wall
          #expect(places.allSatisfy { ($0 < wall) == isBefore })
        }
        let far = try entry["points"].list().filter { try $0["r"].double() > wall }
        #expect(far.contains { (try? $0["risk"].double()) == (try? table["best"].double()) })
      }
    }
  }

  @Test("the bowl: lowest point (3−4β)/4 at (3+2β)/2, and 0 exactly at β = ¾")
  func momentum() throws {
    let table = try MomentumTable(model).json
    for (index, beta) in MomentumTable.momenta.enumerated() {
      #expect(abs(try table["least"].element(index).double() - (3 - 4 * beta) / 4) < 1e-6)
      #expect(abs(try table["at"].element(index).double() - (3 + 2 * beta) / 2) < 1e-5)
    }
    #expect(try table["least"].element(30) == .integer(0))
    #expect(agree(try table["step"].double(), 1 + 2 / 3.0.squareRoot(), within: 1e-5))
    // β = ¾ attains the best linear risk; without momentum it is an infimum.
    let linear = try SignalTable(model).json["linear"]["risk"].double()
    for (momentum, attained) in [(0, 0.0), (30, 1.0)] {
      for entry in try table["risks"].element(momentum).list() {
        #expect(try entry.element(0).double() == linear)
        #expect(try entry.element(3).double() == attained)
      }
    }
  }

  @Test(
    "trained with momentum: no ω on a grid has a lower risk before its wall",
    arguments: [0, 12, 28, 30, 36])
  func trainedMomentum(index: Int) throws {
    let momentum = MomentumTable.momenta[index]
    func trap(_ k: Int, _ family: DenoiserFamily) throws -> Double {
      try #require(
        TrapRisk(
          spectrum: model.spectrum, noiseVariance: model.noiseVariance, rows: k, family: family)
      ).optimum.risk.total
    }
    let linear = try SignalTable(model).json["linear"]["risk"].double()
    for k in [1, 10, 50, 90, 99] {
      let (stepSize, optimum) = TrainedMomentum.best(
        model, rows: k, momentum: momentum, edge: TrainedMomentum.edge(momentum: momentum))
      let risk = optimum.risk.total
      #expect(
        risk == (try trap(k, TrainedMomentum.family(stepSize: stepSize, momentum: momentum))))
      for place in 1...400 {
        let family = TrainedMomentum.family(stepSize: Double(place) / 100, momentum: momentum)
        #expect(risk <= (try trap(k, family)) * (1 + 1e-6), "k = \(k), ω = \(place)/100")
      }
      // Without momentum there is a closed form, and for β ≥ ¾ there is no wall.
      if index == 0 {
        #expect(
          agree(risk, try trap(k, .unrolled(depth: 3, step: .learned)), within: 1e-9), "\(k)")
      } else if momentum >= 0.75 {
        #expect(agree(risk, linear, within: 1e-5))
      } else {
        #expect(risk > linear)
      }
    }
  }

  @Test("the same draws on every run, standard normal")
  func draws() throws {
    let (first, second) = (try SignalDraws(model), try SignalDraws(model))
    #expect(first.noises == second.noises && first.signals == second.signals)
    let all = first.noises.flatMap { $0 }
    let variance = all.reduce(0) { $0 + $1 * $1 } / Double(all.count)
    // Four standard errors of 800 squares.
    #expect(abs(variance - 1) < 4 * (2.0 / 800).squareRoot())
  }

  @Test("speech: the ladder is in order, and continuation reaches what theory promises")
  func speech() throws {
    let table = try SpeechTable()
    for row in try table.ladder["rows"].list() {
      let risks = try ["linear", "floor", "odd", "even", "bilevel"].map { try row[$0].double() }
      #expect(risks[0] <= risks[1] && risks[1] <= risks[2] && risks[1] <= risks[3])
      #expect(risks[3] <= risks[4])
    }
    let continued = try table.depths["continued"].list()
    for entry in continued {
      #expect(agree(try entry["mse"].double(), try entry["theory"].double(), within: 0.005))
    }
    #expect(throws: StudyError.self) {
      try MeasuredTable("a,b\n1,2\n").row(["a": "2"])
    }
  }

  /// The numbers of a column at consecutive positions.
  private func values(_ text: JSONValue, count length: Int = 100) throws -> [Double] {
    guard case .text(let text) = text else { throw MissingValue() }
    return try ColumnReader.column(Array(text.utf8), positions: Array(0..<length)).map {
      NSDecimalNumber(decimal: $0).doubleValue
    }
  }
}

private struct MissingValue: Error {}

extension JSONValue {
  fileprivate subscript(name: String) -> JSONValue {
    members?.first { $0.name == name }?.value ?? .null
  }

  fileprivate func list() throws -> [JSONValue] {
    guard let elements else { throw MissingValue() }
    return elements
  }

  fileprivate func element(_ index: Int) throws -> JSONValue { try list()[index] }

  fileprivate func double() throws -> Double {
    switch self {
    case .integer(let whole): return Double(whole)
    case .number(let number): return number
    default: throw MissingValue()
    }
  }
}
