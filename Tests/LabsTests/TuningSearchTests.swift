// The comparison of searches: bounds, budget, reference, values of earlier searches, and what it says it used.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report
import TestSupport
import Testing
import Tuning

struct TuningSearchTests {
  private let lab = TuningLab()

  private func study(_ values: [(String, LabValue)], seed: UInt64 = 0) throws -> LabStudy {
    try lab.study(lab.settings(values, seed: seed))
  }

  private static let every = [
    "grid", "random", "bayesian", "gradient", "lbfgsb", "dfo", "fixed",
  ]

  // MARK: Budget and bounds

  @Test(
    "no value of any search is beyond the budget, and runs that it ends say so",
    arguments: [1, 40, 400, 5000])
  func budget(budget: Int) throws {
    let study = try study([("budget", .integers([budget])), ("depth", .integers([20]))], seed: 2)
    #expect(
      try study.cells("gap", "iterations").compactMap(\.value).allSatisfy { $0 <= Double(budget) })
    #expect(
      try study.cells("evaluations", "iterations").compactMap(\.value).allSatisfy {
        $0 <= Double(budget)
      })
    let notes = study.warnings.filter { $0.contains("do not suffice for a value") }
    if budget == 1 {
      #expect(notes.count == Self.every.count && study.product == nil)
      #expect(notes[0].contains("grid: 1 iterations"))
    } else if budget == 5000 {
      let reasons = try study.cells("gap", "stop_reason").filter { $0 != .empty }
      #expect(reasons.contains(.text("budget")))
    }
  }

  /// Without bounds the gradient, whose steps double where f is flat, leaves for −548 and beyond.
  @Test(
    "every search stays within the bounds, on a problem whose f is flat far away",
    arguments: every)
  func bounds(method: String) throws {
    let folder = try Folder()
    var generator = CounterGenerator(seed: 5)
    // Clean signals are the noisy ones: the less a regulariser does the better.
    let rows = (0..<3).flatMap { _ -> [Double] in
      let signal = generator.normals(8)
      return signal + signal
    }
    try folder.write(LabArray("p", shape: [3, 16], rows).bytes, to: "p.npy")
    let depth: [(String, LabValue)] = method == "fixed" ? [("depth", .integers([30]))] : []
    let study = try study(
      depth + [
        ("problem", .files([folder.path("p.npy")])), ("method", .names([method])),
        ("bounds", .numbers([-1.5, 0.5, -1, 0.75])),
        ("initial", .numbers([0.25, 0.5])), ("budget", .integers([20_000])),
        ("penalty", .numbers([0])),
      ])
    for (name, range) in [("theta_1", -1.5...0.5), ("theta_2", -1...0.75)] {
      #expect(try study.numbers("gap", name).allSatisfy { range.contains($0) })
    }
    let best = try #require(study.product).elements
    #expect((-1.5...0.5).contains(best[0]) && (-1...0.75).contains(best[1]))
    #expect(study.failures.isEmpty)
    // The minimum is a corner, which methods that descend find.
    if ["gradient", "lbfgsb", "dfo"].contains(method) {
      #expect(distance(best, [-1.5, -1]) < 1e-3, "\(best)")
    }
  }

  @Test("bounds may be given for each parameter, and a start outside them is refused")
  func start() throws {
    #expect(
      performing: {
        _ = try study([("bounds", .numbers([-1, 0])), ("initial", .numbers([-1, 0.5]))])
      },
      throws: { ($0 as? LabError)?.message.contains("outside the bounds") == true })
    #expect(
      performing: { _ = try study([("bounds", .numbers([-1, 0, 1]))]) },
      throws: { ($0 as? LabError)?.message.contains("two for each of the 2") == true })
  }

  @Test("values are right at the ends of the widest bounds too")
  func wide() throws {
    let study = try study([
      ("regularizer", .names(["tv"])), ("bounds", .numbers([-6, 6])),
      ("method", .names(["grid", "random"])),
      ("budget", .integers([20_000])),
    ])
    #expect(study.results.contains { $0.claim.id == "tuning/value-certificate" })
    study.expectAllHold()
  }

  // MARK: The reference

  @Test("f* is the same whatever methods are compared, and the notes on it")
  func reference() throws {
    var minima: [Double] = []
    var notes: [[String]] = []
    for methods in [["grid"], ["dfo", "lbfgsb"], Self.every.dropLast()] {
      let study = try study([
        ("method", .names(methods)), ("bounds", .numbers([-2, 0.4])),
        ("initial", .numbers([-1, 0.25])), ("budget", .integers([4000])),
      ])
      let gaps = try study.cells("best", "gap").compactMap(\.value)
      minima += zip(try study.cells("best", "value").compactMap(\.value), gaps).map { $0 - $1 }
      notes.append(study.warnings)
    }
    #expect(minima.allSatisfy { abs($0 - minima[0]) < 1e-12 })
    #expect(notes.allSatisfy { $0 == notes[0] })
    #expect(notes[0] == ["the reference minimum is at a bound of --bounds"])
  }

  @Test(
    "the reference is at most the lowest of a fine scan of the bounds",
    arguments: [(Regularizer.quadratic, 41), (.weight, 201)])
  func scan(regularizer: Regularizer, count: Int) {
    let problem =
      regularizer == .quadratic
      ? DenoisingProblem.smooth(seed: 3, penalty: 1e-5) : .boxes(seed: 3, regularizer)
    let box = regularizer.box
    let total = regularizer == .quadratic ? count * count : count
    let lowest = (0..<total).map { problem.value(box.gridPoint($0, pointsPerAxis: count)) }.min()
    #expect(problem.reference(in: box).value <= lowest ?? 0)
  }

  // MARK: Values of an earlier search

  @Test(
    "a file of values that cannot be is refused with its row, as editors count them",
    arguments: [
      ("theta_1,theta_2,value\n0,0,9\n0,1.5,9\n", "row 3: theta_2 = 1.5 is outside the bounds"),
      ("theta_1,theta_2,value,error\n0,0,9,0\n0,0,9,-0.1\n", "row 3: error = -0.1"),
      ("0,0,9,0\n0,0,9,-0.1\n", "row 2: error = -0.1"),
      ("theta_1,theta_2,value\n0,0,-9\n", "row 2: value = -9.0"),
      ("theta_1,theta_2,value,error,iterations\n0,0,9,0,1e300\n", "row 2: iterations = 1e+300"),
      ("theta_1,theta_2,value,error,iterations\n0,0,9,0,2.5\n", "row 2: iterations = 2.5"),
      ("theta_1,theta_2,value\n0,0,9\n7,0,0,9\n", "row 3 has 4 columns, not 3"),
      ("theta_1,theta_2,value\n7,0,0,9\n7,0,0,9\n", "row 2 has 4 columns, not 3"),
      ("theta_1,theta_2,value\n0,0\n", "row 2 has 2 columns, not 3"),
      (
        "0,0,9,0,10,3\n",
        "the regulariser quadratic has 2 parameters: columns theta_1, theta_2, value, and error and iterations if known"
      ),
      ("theta_1,theta_2,value\n0,0,nan\n", "row 2, column 3"),
      ("theta_1,theta_2,value\n0,inf,9\n", "row 2, column 2"),
    ])
  func malformed(text: String, reason: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "v.csv")
    #expect(
      performing: {
        _ = try study([
          ("method", .names(["dfo"])), ("evaluations", .files([folder.path("v.csv")])),
        ])
      },
      throws: { error in
        guard case .file(let error) = error as? LabError else { return false }
        return error.message.contains("v.csv: \(reason)")
      })
  }

  @Test("the answer is the best value known, and a value from a file says where it stands")
  func answer() throws {
    let folder = try Folder()
    let first = try study([("method", .names(["lbfgsb"]))])
    let table = try #require(first.tables.first { $0.name == "evaluations" }).table
    try folder.write(table.csv(), to: "v.csv")
    let best = try #require(first.product).elements
    let values = zip(
      try first.cells("evaluations", "value").compactMap(\.value),
      try first.cells("evaluations", "error").compactMap(\.value)
    ).map { $0 + $1 }
    let row = (values.indices.min { values[$0] < values[$1] } ?? 0) + 2
    let second = try study([
      ("method", .names(["grid"])), ("evaluations", .files([folder.path("v.csv")])),
      ("budget", .integers([4000])),
    ])
    #expect(try #require(second.product).elements == best)
    #expect(try second.cells("best", "source").first == .text("evaluations"))
    #expect(try second.cells("best", "row").first == .integer(row))
    #expect(second.warnings.contains { $0.contains("v.csv, row \(row): no search found a lower") })
    #expect(
      performing: {
        _ = try study([
          ("evaluations", .files([folder.path("v.csv")])), ("initial", .numbers([0, 0])),
        ])
      },
      throws: { ($0 as? LabError)?.message.contains("--initial has no effect") == true })
  }

  // MARK: What was used

  private func parameters(_ study: LabStudy) throws -> [String: JSONValue] {
    guard case .object(let members) = study.json(of: "tuning"),
      case .object(let parameters) = try #require(members.first { $0.name == "parameters" }).value
    else { return [:] }
    return Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) })
  }

  @Test(
    "the parameters of the result are those that were used, not the defaults of another problem")
  func used() throws {
    let folder = try Folder()
    let problem = DenoisingProblem.boxes(seed: 9, .totalVariation)
    let both = zip(problem.noisy, problem.clean).flatMap { $0 + $1 }
    try folder.write(
      LabArray("p", shape: [problem.count, both.count / problem.count], both).bytes, to: "p.npy")
    let own = try parameters(
      study([
        ("problem", .files([folder.path("p.npy")])), ("regularizer", .names(["tv"])),
        ("method", .names(["grid"])), ("budget", .integers([3000])),
      ]))
    func list(_ numbers: [Double]) -> JSONValue { .array(numbers.map { .number($0) }) }
    #expect(own["initial"] == list([0, -1, -1]))
    #expect(own["bounds"] == list([-3, 1, -3, 1, -4, 1]))
    #expect(own["penalty"] == .number(1e-6))
    #expect(own["part"] == .array([.text("compare")]))
    // Those numbers are legal values of the options, and give the same result.
    let again = try study([
      ("problem", .files([folder.path("p.npy")])), ("regularizer", .names(["tv"])),
      ("method", .names(["grid"])), ("budget", .integers([3000])),
      ("initial", .numbers([0, -1, -1])), ("bounds", .numbers([-3, 1, -3, 1, -4, 1])),
      ("penalty", .numbers([1e-6])),
    ])
    #expect(try parameters(again)["bounds"] == own["bounds"])
  }

  @Test("the tables of an outcome are those that its settings announce")
  func tables() throws {
    for part in ["search", "reduced", "compare"] {
      var settings = LabSettings(lab.parameters, command: "toy lab tuning")
      let parameter = try #require(lab.parameters.first { $0.name == "part" })
      settings.set(parameter, to: .names([part]))
      #expect(try lab.study(settings).tables.map(\.name) == lab.tableNames(settings))
    }
  }
}
