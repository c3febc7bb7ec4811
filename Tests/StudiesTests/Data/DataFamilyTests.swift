// A data family that the program does not have: what follows from its one file.

import Certified
import Files
import Intervals
import Report
import TestSupport
import Testing
import ToyModel

@testable import Studies

/// Eigenvalues (μ² + θ²) qⁱ for i < n.
private struct FallingEnergies: DataFamily {
  var ratio = 0.5
  var name: String { ratio == 0.5 ? "falling" : "falling:\(ratio)" }

  func with(numbers: String) -> (any DataFamily)? {
    guard let ratio = Double(numbers), ratio > 0, ratio <= 1 else { return nil }
    return FallingEnergies(ratio: ratio)
  }

  func spectrum(n: Int, mu: Double, theta: Double) -> Spectrum {
    var value = mu * mu + theta * theta
    return Spectrum(
      eigenvalues: (0..<n).map { _ in
        defer { value *= ratio }
        return value
      })
  }

  func enclosure(n: Int, mu: Double, theta: Double) -> [EnclosedGroup] {
    var value = Interval(mu).squared + Interval(theta).squared
    return (0..<n).map { _ in
      defer { value = value * Interval(ratio) }
      return EnclosedGroup(eigenvalue: value, multiplicity: 1)
    }
  }
}

@Suite struct DataFamilyTests {
  private let families: [any DataFamily] = DataFamilies.all + [FallingEnergies()]

  @Test("names are those of families, with their own numbers after a colon")
  func names() throws {
    let data = try DataNames.parse("falling:0.25,constant,falling", among: families)
    #expect(data.map(\.name) == ["falling:0.25", "constant", "falling"])
    #expect(!data[0].isSame(as: data[2]) && data[1].isSame(as: .constant))
    let models = data.map { DataModel($0, n: 3, mu: 0, theta: 2) }
    #expect(models[0].spectrum.groups.map(\.eigenvalue) == [4, 1, 0.25])
    #expect(models[0] != models[2] && models[0] == DataModel(data[0], n: 3, mu: 0, theta: 2))
    #expect(models.allSatisfy { $0.provenance == nil && $0.hasParameters })
    #expect(models.map(\.spectrum.isTwoLevel) == [false, true, false])
  }

  @Test(
    "what no family takes is a file, and a name that is near is proposed",
    arguments: [
      ("falling:2", "falling:2"), ("constant:1", "constant:1"), ("fallin", "did you mean falling?"),
      ("ii", "did you mean iid?"),
    ])
  func unknown(text: String, message: String) throws {
    let error = #expect(throws: StudyError.self) {
      try DataNames.parse(text, among: families)
    }
    guard case .file(let failure) = error else {
      Issue.record("\(text): \(error.map { "\($0)" } ?? "read")")
      return
    }
    #expect(failure.kind == .missing && failure.message.contains(message))
  }

  @Test("every family encloses its own spectrum", arguments: [1, 2, 3, 17])
  func enclosures(n: Int) {
    for family in families {
      for (mu, theta) in [(0, 0.3), (0.1, 0), (1, 0.5), (-3, 1e-3)] {
        let data = DataModel(family, n: n, mu: mu, theta: theta)
        let spectrum = data.spectrum
        let bounds = CertifiedSpectrum(data)
        #expect(bounds.dimension == n && spectrum.dimension == n)
        let values = spectrum.groups.flatMap { group in
          Array(repeating: group.eigenvalue, count: group.multiplicity)
        }
        let enclosed = bounds.groups.flatMap { group in
          Array(repeating: group.eigenvalue, count: group.multiplicity)
        }
        for (value, enclosure) in zip(values, enclosed) {
          // A handful of roundings in double precision.
          let slack = 8 * Double.ulpOfOne * value
          #expect(value >= enclosure.lowerBound - slack && value <= enclosure.upperBound + slack)
        }
      }
    }
  }

  @Test("risks and their bounds need only the family")
  func risks() throws {
    let setting = Setting(
      data: FallingEnergies(), n: 6, mu: 0, theta: 1, sigma: 0.5, k: 2,
      family: .unrolled(depth: 2, step: .learned))
    var evaluator = RiskEvaluator(expecting: nil)
    let row = evaluator.row(setting)
    let expected = OptimalRisk(
      spectrum: Spectrum(eigenvalues: (0..<6).map { 1 / Double(1 << $0) }), noiseVariance: 0.25,
      rows: 2, family: setting.family)
    #expect(row.optimum.risk == expected.risk)
    var spectra = CertifiedSpectra()
    let certified = CertifiedRow(row, spectra.spectrum(of: setting.data))
    for (name, number) in [("risk", row.optimum.risk.total), ("linear_risk", row.linearRisk)] {
      let columns = CertifiedRow.columns(hasBounds: false)
      let column = try #require(columns.firstIndex(of: "\(name)_lower"))
      guard case .bound(let lower, .lower) = certified.cells[column],
        case .bound(let upper, .upper) = certified.cells[column + 1]
      else {
        Issue.record("no bounds of \(name)")
        continue
      }
      // A handful of roundings in double precision.
      let slack = 64 * Double.ulpOfOne * number
      #expect(number >= lower - slack && number <= upper + slack && upper - lower <= slack)
    }
    #expect(setting.cells[0] == .text("falling") && setting.cells[2] == .number(0))
  }

  @Test("signals for pictures have the second moment of their family, for every family")
  func signals() throws {
    var model = StoryModel()
    model.data = DataModel(FallingEnergies(ratio: 0.1), n: 5, mu: 0, theta: 2)
    let draws = try SignalDraws(model)
    #expect(draws.signals.count == SignalDraws.count && draws.signals.allSatisfy { $0.count == 5 })
    model.data = .constant(n: 5, mu: 1, theta: 0.5)
    #expect(try SignalDraws(model).signals.allSatisfy { $0.count == 1 })
    model.data = .independent(n: 5, mu: 1, theta: 0.5)
    #expect(try SignalDraws(model).signals.allSatisfy { $0.count == 5 })
  }

  @Test("statements about the toy models depend on their eigenvalues, not on a name")
  func phaseRemarks() throws {
    let rows = [1, 3]
    func remarks(_ family: any DataFamily) throws -> String {
      let setting = try PhaseSetting(
        axis: .snr, data: family, n: 6, mu: 1, theta: 0.5, rows: rows,
        families: [FamilyBlock(.gradientDescent, depths: [3], choices: [])], steps: [.learned])
      return PhaseDiagram(setting).remarks.joined(separator: " ")
    }
    #expect(try remarks(.independent).contains("best linear at every k"))
    #expect(!(try remarks(FallingEnergies()).contains("best linear at every k")))
  }

  @Test("no two families share a name, and none has a comma")
  func distinct() {
    let names = DataFamilies.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { !$0.contains(",") && !$0.contains(":") && !$0.isEmpty })
  }
}
