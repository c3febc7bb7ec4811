// toy check: right formulas hold, wrong ones are noticed, counterexamples are simple.

import Certified
import Foundation
import Intervals
import Studies
import TestSupport
import Testing
import ToyModel

@testable import Report
@testable import Reference
@testable import Evidence
@testable import Theory
@testable import ToyCommand

extension Finding {
  /// Whether a claim holds, or a statement that is too general is refuted; of open questions nothing is expected.
  var isAsExpected: Bool {
    stance == .open || (stance.isAsserted ? !isFailure : isRefuted)
  }
}

@Suite("toy check")
struct CheckTests {
  /// Few random cases, as a debug build is slow.
  private static let scope = CheckScope(samples: 200)

  private static func finding(_ proposition: any Claim) throws -> Finding {
    Finding(proposition, checks: try proposition.checks(scope))
  }

  @Test(
    "every claim holds, and what the talk states too generally is refuted",
    arguments: Theory.claims.indices)
  func asVouched(index: Int) throws {
    let finding = try Self.finding(Theory.claims[index])
    #expect(!finding.checks.isEmpty)
    #expect(finding.isAsExpected, "\(finding.id): \(finding.checks)")
    for check in finding.checks where !finding.stance.isAsserted && finding.stance != .open {
      guard case .refuted(let example) = check.verdict else { continue }
      #expect(example.command?.contains("toy ") == true)
    }
  }

  /// A risk that is too high by a millionth.
  private static let higher = scaledRisk(by: 1 + 1e-6)

  /// The risk with one row more, where there is one.
  private static let anotherRow: RiskFormula = { setting in
    FoundRisk(
      OptimalRisk(
        spectrum: setting.model.spectrum, noiseVariance: setting.noiseVariance,
        rows: min(setting.rows + 1, setting.model.spectrum.dimension), family: setting.family))
  }

  /// The risk with another word on its attainment.
  private static func said(_ attainment: Attainment) -> RiskFormula {
    { setting in
      var found = setting.optimum
      found.attainment = attainment
      return found
    }
  }

  /// The risk with another step size.
  private static func stepSize(_ stepSize: Double) -> RiskFormula {
    { setting in
      var found = setting.optimum
      found.stepSize = stepSize
      return found
    }
  }

  /// A risk that is too high from some depth on.
  private static let deeperHigher: RiskFormula = { setting in
    guard let depth = setting.family.depth, depth > 3 else { return setting.optimum }
    return higher(setting)
  }

  /// A filter that takes a wrong number of steps.
  private static let oneStepMore: @Sendable (Int, Double) -> any BranchedFilter = {
    UnrolledFilter(depth: $0 + 2, stepSize: $1)
  }

  private static let wrong: [(name: String, proposition: any Claim)] = [
    ("1/(1+2s)", BilevelImageProposition(enclosure: { CertifiedFilter.bilevel(at: 2 * $0) })),
    (
      "f above 1",
      BilevelImageProposition(enclosure: { s in
        CertifiedGain(value: .one / (s - Interval(0.5)), defect: .one - .one / (s - Interval(0.5)))
      })
    ),
    (
      "bilevel by two steps",
      BilevelImageProposition(filter: UnrolledFilter(depth: 2, stepSize: 0.5))
    ),
    (
      "even: coefficients of p",
      EvenImageProposition(slope: { depth in
        GeometricSum.coefficients(depth: depth, derivative: 1).map { -$0 }
      })
    ),
    (
      "even: odd depth instead",
      EvenImageProposition(enclosure: { s, depth, stepSize in
        CertifiedFilter.unrolled(at: s, depth: depth + 1, stepSize: stepSize)
      })
    ),
    ("even: two steps more", EvenImageProposition(filter: oneStepMore)),
    (
      "odd: p of an even depth is not convex",
      OddImageProposition(curvature: {
        GeometricSum.coefficients(depth: $0 + 1, derivative: 2)
      })
    ),
    ("odd: two steps more", OddImageProposition(filter: oneStepMore)),
    (
      "odd: c = ω/2",
      OddImageProposition(least: { _, stepSize in
        CertifiedGain(value: 0.5 * stepSize)
      })
    ),
    (
      "odd constant: x too large",
      OddConstantProposition(enclosure: { depth in
        let minimum = CertifiedOddMinimum(depth: depth)
        return (minimum.location * Interval(1 + 1e-9), minimum.value)
      })
    ),
    (
      "odd constant: of the depth before",
      OddConstantProposition(minimum: { depth in
        let minimum = OddMinimum(depth: max(3, depth - 2))
        return (minimum.location, minimum.value)
      })
    ),
    (
      "depth one: ω(1 + 10⁻¹²)",
      DepthOneProposition(enclosure: { s, stepSize in
        CertifiedFilter.unrolled(at: s, depth: 1, stepSize: stepSize * Interval(1 + 1e-12))
      })
    ),
    (
      "depth one: two steps",
      DepthOneProposition(filter: { UnrolledFilter(depth: 2, stepSize: $0) })
    ),
    (
      "depth one: as depth 3",
      SlideDepthOneProposition(filter: { UnrolledFilter(depth: max(3, $0), stepSize: $1) })
    ),
    (
      "bounds: log to base 2",
      BoundsProposition(enclosure: { depth, stepSize in
        let bounds = SlideBounds.enclosure(depth: depth, stepSize: stepSize)
        return (bounds.lower, bounds.upper * Interval(0.98))
      })
    ),
    (
      "bounds: the program's",
      BoundsProposition(bounds: { depth, stepSize in
        let bounds = OddMinimum.slideBounds(depth: depth, stepSize: stepSize)
        return (bounds.lower, bounds.upper * (1 + 1e-9))
      })
    ),
    ("bounds: a smaller minimum", BoundsProposition(minimum: { _ in Interval(0.5) })),
    (
      "bounds exceeded: interior formula",
      CounterexampleToBounds(least: { depth, stepSize in
        stepSize * OddMinimum(depth: depth).value
      })
    ),
    ("optimal risk: too high", OptimalRiskProposition(risk: higher)),
    ("optimal risk: a row more", OptimalRiskProposition(risk: anotherRow)),
    ("no better R: too high", LowerBoundProposition(risk: scaledRisk(by: 2))),
    (
      "no better R: no variance",
      LowerBoundProposition(matrixRisk: {
        Risk(denoiser: $0, secondMoment: $1, noiseVariance: $2).bias
      })
    ),
    ("bilevel: too high", BilevelRiskProposition(risk: higher)),
    ("bilevel: a row more", BilevelRiskProposition(risk: anotherRow)),
    ("bilevel attained", BilevelAttainmentProposition(risk: said(.attained))),
    ("erasing for nothing", BilevelAttainmentProposition(direction: { _, _, _ in .zero })),
    ("depth one: ω without n", DepthOneRiskProposition(risk: stepSize(0.5))),
    ("even: too high", EvenRiskProposition(risk: higher)),
    ("even: a row more", EvenRiskProposition(risk: anotherRow)),
    ("even: not attained", EvenRiskProposition(risk: said(.stepSizeToZero))),
    ("even: a smaller cost", EvenRiskProposition(forcedCost: { 0.4 * (1 - $0) * $0 })),
    ("even depths differ", EvenDepthProposition(risk: deeperHigher)),
    ("even depths: ω = 0.7", EvenDepthProposition(risk: stepSize(0.7))),
    (
      "even depths: the ω of N = 2 for all",
      EvenDepthProposition(risk: { setting in
        var found = setting.optimum
        found.stepSize =
          RiskSetting(setting, family: .unrolled(depth: 2, step: .learned)).optimum.stepSize
        return found
      })
    ),
    ("odd, constant: attained", OddRiskConstantProposition(risk: said(.attained))),
    (
      "odd, constant: c₀ = 2Nω",
      OddRiskConstantProposition(forcedShare: { depth, _ in Interval(2 * depth) })
    ),
    (
      "odd, constant: the signal is never forced",
      OddRiskConstantProposition(excess: { point, energy, c0, least in
        var free = point
        // The rest of the formula where all directions except n − k silent ones are free.
        free[.n] = point[.n]
        let noise = Interval(point.noiseVariance)
        let target = energy / (energy + noise)
        let lift = (least - target).maximum(.zero)
        return 0.5 * (energy + noise) * lift.squared
          + 0.5 * noise
          * (Interval(free.n - free.k) * c0.squared + Interval(free.k - 1) * least.squared)
      })
    ),
    (
      "odd, constant: c is never above t*",
      OddRiskConstantProposition(excess: { point, energy, c0, least in
        let noise = Interval(point.noiseVariance)
        let free =
          0.5 * noise
          * (Interval(point.n - point.k) * c0.squared + Interval(point.k - 1) * least.squared)
        return ConstantSignal.excess(point, energy: energy, c0: c0, least: least).minimum(free)
      })
    ),
    ("odd, iid: too high", OddRiskIndependentProposition(risk: higher)),
    ("odd: ω off", OddRiskProposition(learned: stepSize(0.7))),
    ("odd: too high", OddRiskProposition(learned: higher)),
    ("odd: always attained", OddRiskProposition(isAttained: { _, _ in true })),
    (
      "odd depths of toy models differ",
      OddDepthToyProposition(risk: deeperHigher)
    ),
    ("odd depths of toy models: ω = 0.7", OddDepthToyProposition(risk: stepSize(0.7))),
    ("odd example: too high", OddDepthExample(risk: higher)),
    (
      "odd depths are alike",
      SlideOddDepthProposition(risk: { setting in
        RiskSetting(setting, family: .unrolled(depth: 3, step: .learned)).certified.risk
      })
    ),
    (
      "a best ω exists",
      SlideExistenceProposition(risk: { RiskSetting($0, family: .linear).certified.risk })
    ),
    ("limit: two steps more", LimitProposition(filter: oneStepMore)),
    ("limit: odd as even", LimitProposition(excess: { _, _ in 0 })),
    ("limit: twice the excess", LimitProposition(excess: { $0 * $1 * $1 / 4 })),
    ("limit: too high", LimitProposition(risk: higher)),
    (
      "even cost above ½τ",
      EvenBeatsBilevelProposition(forcedCost: { _, noise in Interval(0.51) * noise })
    ),
    (
      "even worse",
      EvenBeatsBilevelProposition(risk: { setting in
        setting.family == .bilevel ? Interval(0.1) * setting.certified.risk : setting.certified.risk
      })
    ),
    (
      "parity reversed",
      OddBeatsEvenProposition(risk: { setting in
        guard let depth = setting.family.depth, let step = setting.family.step else {
          return setting.certified.risk
        }
        return RiskSetting(setting, family: .unrolled(depth: 5 - depth, step: step)).certified.risk
      })
    ),
    (
      "learned steps never worse",
      SlideLearnedStepProposition(risk: { setting in
        setting.family == .bilevel
          ? Interval(10.0) * setting.certified.risk : setting.certified.risk
      })
    ),
    (
      "fixed steps never worse",
      SlideFixedStepProposition(risk: { setting in
        setting.family == .bilevel ? Interval(1e9) * setting.certified.risk : setting.certified.risk
      })
    ),
    (
      "exceptions: too high",
      ExceptionsProposition(risk: { setting in
        setting.family == .bilevel ? setting.optimum : higher(setting)
      })
    ),
    (
      "ratios: the other reference",
      RatioProposition(row: { setting in
        var evaluator = RiskEvaluator(expecting: nil)
        let row = evaluator.row(setting)
        return RiskRow(
          setting: setting, optimum: row.optimum, linearRisk: row.bilevelRisk,
          bilevelRisk: row.bilevelRisk)
      })
    ),
    (
      "differences: the other way round",
      RatioProposition(excess: { $1.excess(over: $0, noiseVariance: $2) })
    ),
    ("accuracy: a millionth", AccuracyProposition(risk: higher)),
    ("accuracy: a row more", AccuracyProposition(risk: anotherRow)),
  ]

  @Test("a wrong formula is noticed", arguments: wrong.indices)
  func isNoticed(index: Int) throws {
    let (name, proposition) = Self.wrong[index]
    #expect(try !Self.finding(proposition).isAsExpected, "\(name)")
  }

  // MARK: The command

  @Test("all claims, on one screen, with exit status 0")
  func overview() throws {
    let outcome = try Folder().succeed("check --samples 50")
    #expect(outcome.text.contains(/even-image +proved on the box, sampled/))
    #expect(outcome.text.contains(/slide-bounds +refuted, as stated +N = 3, ω = 1.8/))
    #expect(outcome.text.contains("    toy expressivity --depth 3 --omega 1.8\n"))
    #expect(outcome.text.contains(/([0-9]+) of \1 claims hold; ([0-9]+) of \2 printed statements/))
    #expect(outcome.text.contains(/lasso\/… +compared +[0-9]+ claims; toy check lasso lists them/))
    #expect(outcome.text.contains(/lasso\/printed-rate +refuted, as stated/))
    #expect(outcome.diagnostics == "")
  }

  @Test("the commands that show counterexamples run and show them")
  func commands() throws {
    let folder = try Folder()
    let text = try folder.succeed("check slide-bounds slide-learned-step --format json").text
    let rows = try #require(JSONValue(parsing: Array(text.utf8)).elements)
    #expect(rows.count == 2)
    for row in rows {
      let fields = Dictionary(
        (row.members ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
      let command = try #require(fields["command"]?.string)
      let outcome = try folder.shell(command.replacing("toy ", with: "$TOY "))
      #expect(outcome.status == 0, "\(command)")
      #expect(fields["verdict"] == .text("refuted") && fields["holds"] == .truth(false))
    }
    let risks = try folder.rows("risk --data spectrum.csv --k 1 --depth 3 --sigma 1 --format csv")
    #expect(try #require(risks.first).number("ratio_to_bilevel") > 1.001)
  }

  @Test("details of named claims, ranges, and formats")
  func details() throws {
    let folder = try Folder()
    let text = try folder.succeed(
      "check even-image --range depth=2..4 --range omega=0.5..1 --samples 20"
    ).text
    #expect(text.contains("  source  ") && text.contains("  domain  "))
    #expect(text.contains(/p′\(q\) > 0 for \|q\| ≤ 1: proved on the box, [0-9]+\n/))
    #expect(text.contains("sampled, 20, seed 0"))
    #expect(text.hasSuffix("where it matters with N from 2 to 4, ω from 0.5 to 1\n"))
    let json = try folder.succeed("check bounds --format json").text
    #expect(json.contains("\"claim\": \"bounds\"") && json.contains("\"vouched_for\": true"))
    #expect(try folder.succeed("check bounds --format markdown").text.hasPrefix("| claim |"))
  }

  @Test("a chapter stands for its claims, once each, in the order of the theory")
  func chapters() throws {
    let folder = try Folder()
    func claims(_ names: String) throws -> [String] {
      var ids: [String] = []
      for row in try folder.rows("check \(names) --columns claim --format csv") {
        if ids.last != row["claim"] { ids.append(row["claim"]) }
      }
      return ids
    }
    #expect(try claims("odd-bounds") == ["bounds", "slide-bounds", "bounds-exceeded"])
    #expect(try claims("limit odd-bounds bounds --samples 20").last == "limit")
    #expect(try claims("parity --samples 20").contains("risk-order"))
    try folder.expectUsageError("check speech", says: "speech: the chapter has no claim to check")
  }

  @Test("the same bytes for every number of jobs and on every run")
  func determinism() throws {
    let folder = try Folder()
    let line = "check parity bounds lasso/exit-time --samples 40 --format csv --seed 3 --jobs"
    let one = try folder.succeed("\(line) 1").text
    #expect(try folder.succeed("\(line) 2").text == one)
    #expect(one.contains(",3,true"))
  }

  @Test("every random point is in the ranges: where these are extreme, nothing overflows")
  func extremeRanges() throws {
    let folder = try Folder()
    _ = try folder.succeed("check inverse --range omega=0.1..4 --samples 2000")
    let deep = try folder.succeed("check inverse --range depth=20..31 --samples 200").text
    #expect(deep.contains("sampled, 200, seed 0"))
    // Ranges of noise far from the usual ones, which the check reports as used.
    for range in ["1e-3..1e3", "1e-4..1e4"] {
      let outcome = try folder.succeed(
        "check floor linear-optimum --range sigma=\(range) --samples 100")
      #expect(!outcome.diagnostics.contains("no effect"), "\(outcome.diagnostics)")
    }
    // Constant signals of a single sample only, and the requested number of random cases.
    let single = try folder.succeed("check data-spectra --range n=1..1 --samples 40").text
    #expect(single.contains("sampled, 40, seed 0"))
  }

  @Test("the domain tells the ranges used, and a range that is cut is reported")
  func cutRanges() throws {
    let folder = try Folder()
    let options = "--range depth=0..8 --range omega=0.1..1.5 --samples 20"
    let outcome = try folder.succeed("check even-image \(options)")
    let ranges = "here with N from 2 to 8 of the given 0 to 8, ω from 0.1 to 1.5"
    #expect(outcome.text.contains(ranges))
    #expect(
      outcome.diagnostics.contains(
        "not all of N from 0 to 8 was checked, because the claims are about less: even-image (2 to 8)"
      ))
    let csv = try folder.succeed("check even-image \(options) --format csv").text
    #expect(csv.contains("\(ranges)\""))
    let whole = try folder.succeed("check even-image --range depth=2..8 --samples 20")
    #expect(whole.text.contains("here with N from 2 to 8\n"))
    #expect(!whole.diagnostics.contains("not all of"))
    let plain = try folder.succeed("check even-image --samples 20")
    #expect(!plain.text.contains("here with"))
  }

  @Test("a claim without a case in the range is left out, and is refused if it was named")
  func leftOut() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("check --range depth=2..2 --samples 20")
    #expect(outcome.diagnostics.contains("not checked, because they have no case in --range: odd-"))
    #expect(outcome.text.contains("even-image") && !outcome.text.contains("odd-image"))
    try folder.expectUsageError(
      "check even-image odd-image --range depth=2..2", says: "odd-image: --range depth=2.0..2.0")
  }

  @Test("a statement that is too general is no failure where it is true")
  func notRefuted() throws {
    let text = try Folder().succeed("check slide-bounds --range omega=0.1..1").text
    #expect(text.contains("slide-bounds: proved on the box, not refuted"))
    #expect(text.contains("0 of 1 printed statement refuted as stated"))
  }

  @Test("illegal requests are refused")
  func refusals() throws {
    let folder = try Folder()
    try folder.expectUsageError("check boundz", says: "no claim boundz", "did you mean bounds?")
    try folder.expectUsageError("check --range omega", says: "--range omega", "NAME=FROM..TO")
    try folder.expectUsageError("check --range omga=1..2", says: "did you mean omega?")
    try folder.expectUsageError("check --range omega=2..1", says: "the range is empty")
    try folder.expectUsageError("check --range omega=a..1", says: "not a finite number")
    try folder.expectUsageError(
      "check --range omega=1..2 --range omega=1..3", says: "is given twice")
    try folder.expectUsageError("check bounds --range depth=4..4", says: "no value of it fits")
    try folder.expectUsageError("check --samples 0", says: "--samples 0")
  }

  // MARK: Counterexamples

  @Test("a counterexample is made as simple as the statement allows")
  func simplification() {
    let point = ParameterPoint(
      [.n: 17, .omega: 1.8374, .depth: 9, .sigma: 0.037], eigenvalues: [7.77, 3.3, 0.1234])
    let simplest = point.simplified { candidate in
      candidate[.omega] > 1.62 && candidate.depth % 2 == 1 && candidate.depth >= 3
        && candidate.eigenvalues.count >= 2 && candidate.eigenvalues[1] < 1
    }
    #expect(simplest.depth == 3 && simplest[.omega] == 2 && simplest[.sigma] == 1)
    #expect(simplest.eigenvalues == [0, 0])
    #expect(simplest.inWords.contains("N = 3, ω = 2"))
  }

  @Test("a proof that fails names a point of the box where the quantity is negative")
  func refutedProof() {
    let check = Check.proved("ω² ≥ ½", [.omega], [0.1...3]) { sides, _ in
      sides[0].squared - Interval(0.5)
    }
    guard case .refuted(let example) = check.verdict else {
      Issue.record("\(check)")
      return
    }
    #expect(example.point[.omega] <= 0.7 && example.point[.omega] >= 0.1)
    let open = Check.proved("ω − ω ≥ 0", [.omega], [0...1], limit: 100) { sides, _ in
      sides[0] - sides[0]
    }
    guard case .undecided = open.verdict else {
      Issue.record("\(open)")
      return
    }
  }

  @Test("one failing claim makes the status 2 and is named")
  func failing() throws {
    let finding = try Self.finding(CounterexampleToBounds(least: { _, _ in 1 }))
    #expect(!finding.isAsExpected && finding.verdict?.holds == false)
    #expect([finding].overview.contains("0 of 1 claim holds"))
  }
}
