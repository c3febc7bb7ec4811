// The first models of the lab of the Lasso, against formulas and other parameters.

import Evidence
import LabKit
import Lasso
import Libc
import Report
import Testing

struct LassoTests {
  private let lab = LassoLab()

  private func settings(_ values: [(String, LabValue)]) throws -> LabSettings {
    var settings = LabSettings(lab.parameters, command: "toy lab lasso")
    for (name, value) in values {
      settings.set(try #require(lab.parameters.first { $0.name == name }), to: value)
    }
    return settings
  }

  @Test("the laws hold for any correlation and penalty", arguments: [0.05, 0.5, 0.95], [0.1, 0.6])
  func pairs(correlation: Double, penalty: Double) throws {
    let study = try lab.study(
      settings([("correlation", .numbers([correlation])), ("pair-lambda", .numbers([penalty]))]))
    #expect(study.failures.isEmpty, "\(study.failures.map(\.comparison.inWords))")
    #expect(study.results.allSatisfy { $0.claim.kind == .law })
  }

  @Test("the laws of the drift hold for any gap", arguments: [[0.3], [0.017], [0.004, 0.11]])
  func drifts(gaps: [Double]) throws {
    let study = try lab.study(
      settings([("eta", .numbers(gaps)), ("drift-lambda", .numbers([0.3]))]))
    #expect(study.failures.isEmpty, "\(study.failures.map(\.comparison.inWords))")
    let table = try #require(study.tables.first { $0.name == "drift" }).table
    #expect(gaps.allSatisfy { gap in table.rows.contains { $0.cells[0] == .number(gap) } })
  }

  @Test("a gap beyond 1 − λ is refused with the reason")
  func refusal() throws {
    let settings = try settings([("eta", .numbers([0.5])), ("drift-lambda", .numbers([0.6]))])
    #expect(
      throws: LabError.illegal(
        "--eta 0.5: the second atom is active at first only for η < 1 − λ = 0.4")
    ) { try lab.study(settings) }
  }

  @Test("peaks and exit times of the built-in instance, to five digits")
  func numbers() throws {
    let table = try #require(
      try lab.study(settings([])).tables.first { $0.name == "drift" }
    ).table
    let expected: [(gap: Double, exit: Int, peak: Double)] = [
      (0.2, 26, 4.0674), (0.1, 65, 8.1344), (0.05, 144, 16.11373), (0.025, 304, 32.15797),
      (0.0125, 624, 64.17926),
    ]
    for (gap, exit, peak) in expected {
      let row = try #require(table.rows.first { $0.cells[0] == .number(gap) })
      guard case .integer(let time) = row.cells[3], case .number(let height) = row.cells[4] else {
        Issue.record("not numbers: \(row.cells)")
        continue
      }
      #expect(time == exit)
      // The digits given.
      #expect(abs(height / peak - 1) < 1e-5, "\(gap)")
    }
  }
}
