// The outcome of a lab: which claims are decided, and how they are written.

import Evidence
import LabKit
import Report
import Testing

struct LabTests {
  private let size = LabParameter.number("size", symbol: "s", 2, in: 0...10, "a size")
  private let steps = LabParameter.integers("steps", [1, 2], in: 1...100, "numbers of steps")
  private let law = LabClaim(
    "demo/law", .law, "A law", "1 + 1 = 2.", sources: [.own("arithmetic")])
  private let pin = LabClaim(
    "demo/pin", .pin, "A pin", "The number is 7.", sources: [.own("a count")])
  private let printed = LabClaim(
    "demo/printed", .law, "As printed", "1 + 1 ≤ 1.",
    stance: .refutedAsStated(correction: "1 + 1 ≤ 2. So there."), sources: [.own("a slide")])

  private func settings(seed: UInt64 = 0) -> LabSettings {
    LabSettings([size, steps], seed: seed, command: "toy lab demo")
  }

  @Test("defaults are the pinned instance; another seed or value is not")
  func pinned() {
    #expect(settings().isPinned && !settings(seed: 1).isPinned)
    var changed = settings()
    changed.set(size, to: .numbers([2]))
    #expect(changed.isPinned && changed.isGiven(size))
    changed.set(size, to: .numbers([3]))
    #expect(!changed.isPinned && changed.number(size) == 3)
    #expect(changed.integers(steps) == [1, 2])
  }

  @Test("pins are decided only for the pinned instance")
  func kinds() {
    func decided(_ settings: LabSettings) -> [String] {
      var study = LabStudy(settings)
      study.decide(law, predicted: 2, computed: 2, .count)
      study.decide(pin, predicted: 7, computed: 7.001, .gap(0.01))
      return study.results.map(\.claim.id)
    }
    #expect(decided(settings()) == ["demo/law", "demo/pin"])
    #expect(decided(settings(seed: 4)) == ["demo/law"])
  }

  @Test("verdicts: holds, fails, and refuted as stated")
  func verdicts() {
    var study = LabStudy(settings())
    study.decide(law, predicted: 2, computed: 3, .count)
    study.decide(printed, predicted: 1, computed: 2, .atMost(rounding: 0))
    #expect(study.results.map(\.verdict.rawValue) == ["fails", "refuted as stated"])
    #expect(study.failures.map(\.claim.id) == ["demo/law"])
  }

  @Test(
    "every tolerance accepts an interval",
    arguments: [
      (Comparison.Expectation.gap(0.5), "near", 1.5, 2.5, 0.5),
      (.rounding(0.5), "near", 1.5, 2.5, 0.5), (.standardError(0.5), "near", 0, 4, 2),
      (.count, "exact", 2, 2, 0), (.atMost(rounding: 0), "below", -.infinity, 2, 0),
      (.atLeast(rounding: 0.5), "above", 1.5, .infinity, 0.5),
      (.within(1.9...2.4), "within", 1.9, 2.4, 0.4),
    ])
  func tolerances(
    expectation: Comparison.Expectation, form: String, lower: Double, upper: Double,
    tolerance: Double
  ) {
    func comparison(_ computed: Double) -> Comparison {
      Comparison("x", predicted: 2, computed: computed, expectation)
    }
    let accepted = comparison(2).accepted
    #expect(accepted.lowerBound == lower && accepted.upperBound == upper)
    #expect(expectation.form.rawValue == form)
    #expect(abs(comparison(2).tolerance - tolerance) < 1e-15)
    for computed in [-1e3, 0, 1.45, 1.55, 1.95, 2, 2.05, 2.45, 2.55, 4.5, 1e3] {
      #expect(comparison(computed).isAsExpected == accepted.contains(computed), "\(computed)")
    }
    #expect(!comparison(.nan).isAsExpected)
  }

  @Test("the outcome as data has the names that scripts rely on")
  func json() throws {
    var study = LabStudy(settings())
    study.decide(law, predicted: 2, computed: 2, .count)
    study.decide(printed, predicted: 1, computed: 2, .atMost(rounding: 0))
    var table = Table(columns: ["method", "error"])
    table.append([.text("ISTA"), .number(0.5)])
    study.tables = [NamedTable("errors", "errors", table)]
    study.warnings = ["a warning"]
    study.answer = LabAnswer(
      lines: ["no"], member: .init("comparison", .text("wrong")), isAffirmative: false)
    let members = try #require(study.json(of: "demo").members)
    #expect(
      members.map(\.name) == ["lab", "parameters", "claims", "tables", "warnings", "comparison"])
    #expect(
      members[1].value.serialized == #"{"size": 2.0, "steps": [1, 2], "seed": 0}"#)
    let claim = try #require(members[2].value.elements?.last?.members)
    #expect(
      claim.map(\.name) == [
        "id", "statement", "predicted", "computed", "tolerance", "form", "lower", "upper", "kind",
        "verdict",
      ])
    #expect(claim.last?.value == .text("refuted as stated"))
    #expect(members[3].value.serialized == #"{"errors": [{"method": "ISTA", "error": 0.5}]}"#)
  }

  @Test("arrays are written with the last index fastest")
  func arrays() {
    let array = LabArray("weight", shape: [2, 1, 3], [1, 2, 3, 4, 5, 6])
    let text = String(decoding: array.bytes[10..<128], as: UTF8.self)
    #expect(text.hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1, 3), }"))
    #expect(array.bytes.count == 128 + 48)
    let vector = String(decoding: LabArray("v", [1, 2]).bytes[10..<128], as: UTF8.self)
    #expect(vector.contains("'shape': (2,)"))
  }

  @Test(
    "the middle of an odd and of an even number of values",
    arguments: [([2], 2), ([3, 1, 2], 2), ([4, 1, 2, 3], 2.5)] as [([Double], Double)])
  func middle(values: [Double], expected: Double) { #expect(median(values) == expected) }

  @Test("the mean of draws, with the error of a sample of them")
  func mean() {
    let (mean, error) = meanAndStandardError([1, 2, 4, 5])
    // Variance (4 + 1 + 1 + 4)/3 of a draw.
    #expect(mean == 3 && abs(error - (10.0 / 12).squareRoot()) <= 1e-15)
  }

  @Test("the least-squares line")
  func line() {
    let line = Line([0, 1, 2], [1, 3, 5])
    #expect(line.slope == 2 && line.offset == 1 && line.value(at: 3) == 7)
  }
}
