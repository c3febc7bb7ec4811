// The lab of the Lasso: other parameters, other seeds, and the user's data.

import Evidence
import Files
import LabKit
import Lasso
import Libc
import LinearAlgebra
import Optimization
import Report
import TestSupport
import Testing

struct LassoTests {
  private let lab = LassoLab()

  private func settings(
    _ values: [(String, LabValue)], part: String? = nil, seed: UInt64 = 0
  ) throws -> LabSettings {
    try lab.settings(values + (part.map { [("part", .names([$0]))] } ?? []), seed: seed)
  }

  @Test("the laws hold for any correlation and penalty", arguments: [0.05, 0.5, 0.95], [0.1, 0.6])
  func pairs(correlation: Double, penalty: Double) throws {
    let study = try lab.study(
      settings(
        [("correlation", .numbers([correlation])), ("pair-lambda", .numbers([penalty]))],
        part: "pair"))
    study.expectAllHold()
    #expect(study.results.allSatisfy { $0.claim.kind == .law })
  }

  @Test("the laws of the drift hold for any gap", arguments: [[0.3], [0.017], [0.004, 0.11]])
  func drifts(gaps: [Double]) throws {
    let study = try lab.study(
      settings([("eta", .numbers(gaps)), ("drift-lambda", .numbers([0.3]))], part: "drift"))
    study.expectAllHold()
    let table = try #require(study.tables.first { $0.name == "drift" }).table
    #expect(gaps.allSatisfy { gap in table.rows.contains { $0.cells[0] == .number(gap) } })
  }

  @Test("a gap above 1 − λ is rejected with the reason")
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
      try lab.study(settings([], part: "drift")).tables.first { $0.name == "drift" }
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
      // To the digits given.
      #expect(abs(height / peak - 1) < 1e-5, "\(gap)")
    }
  }

  @Test(
    "ISTA is above the printed bound for long and never above the corrected one; it finds the support"
  )
  func rate() throws {
    let study = try lab.study(settings([], part: "methods"))
    let table = try #require(study.tables.first { $0.name == "rate" }).table
    func column(_ name: String) throws -> [Double] {
      let place = try #require(table.columns.firstIndex(of: name))
      return table.rows.compactMap {
        switch $0.cells[place] {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
      }
    }
    let (excess, steps) = (try column("excess"), try column("iteration"))
    let (printed, bound) = (try column("printed_bound"), try column("bound"))
    #expect(zip(excess, bound).allSatisfy { $0 <= $1 })
    let above = zip(steps, zip(excess, printed)).filter { $0.1.0 > $0.1.1 }.map(\.0)
    #expect(above.first == 1 && (above.last ?? 0) > 1000)
    #expect(zip(steps, zip(excess, printed)).allSatisfy { $0 < 3000 || $1.0 < 1e-2 * $1.1 })
    let found = try #require(table.columns.firstIndex(of: "identified"))
    #expect(table.rows.last?.cells[found] == .truth(true))
  }

  @Test("the laws of every part hold under other seeds", arguments: 1...3 as ClosedRange<UInt64>)
  func seeds(seed: UInt64) throws {
    let study = try lab.study(settings([], seed: seed))
    study.expectAllHold()
    #expect(study.results.allSatisfy { $0.claim.kind == .law })
  }

  @Test("the laws hold for other penalties, depths and truncations", arguments: [0.02, 0.3, 0.9])
  func penalties(penalty: Double) throws {
    for part in ["methods", "jacobian"] {
      let study = try lab.study(
        settings(
          [
            ("lambda", .numbers([penalty])), ("depth", .integers([1500])),
            ("truncate", .integers([7])),
          ], part: part))
      #expect(study.failures.isEmpty, "\(part): \(study.failures.map(\.comparison.inWords))")
    }
  }

  @Test("a depth at which the support is not identified is reported")
  func shallow() throws {
    let study = try lab.study(settings([("depth", .integers([40]))], part: "jacobian"))
    #expect(study.warnings.contains { $0.contains("not identified after N = 40") })
    #expect(study.failures.isEmpty)
  }

  // MARK: The user's data

  /// Writes a dictionary and four signals to files.
  private func files(
    _ folder: Folder, scale: Double = 1, n: Int = 8, m: Int = 18
  ) throws -> (dictionary: Matrix, signals: Matrix, values: [(String, LabValue)]) {
    var generator = CounterGenerator(seed: 31)
    var dictionary = generator.normals(rows: n, columns: m)
    for j in 0..<m {
      let length = dictionary.columnProduct(dictionary, j).squareRoot() / scale
      for i in 0..<n { dictionary[i, j] /= length }
    }
    let signals = generator.normals(rows: 4, columns: n)
    try folder.write(LabArray("d", dictionary).bytes, to: "d.npy")
    try folder.write(LabArray("x", signals).bytes, to: "x.npy")
    return (
      dictionary, signals,
      [("dict", .files([folder.path("d.npy")])), ("data", .files([folder.path("x.npy")]))]
    )
  }

  private func cell(_ study: LabStudy, _ table: String, _ row: Int, _ column: String) throws -> Cell
  {
    let table = try #require(study.tables.first { $0.name == table }).table
    return table.rows[row].cells[try #require(table.columns.firstIndex(of: column))]
  }

  @Test("codes satisfy the optimality conditions, relative to λ_max and as they stand")
  func codes() throws {
    let folder = try Folder()
    let (dictionary, signals, values) = try files(folder)
    for isAbsolute in [false, true] {
      let study = try lab.study(
        settings(values + [("lambda", .numbers([0.3])), ("absolute", .flag(isAbsolute))]))
      #expect(study.failures.isEmpty && study.results.allSatisfy { $0.claim.kind == .law })
      let product = try #require(study.product)
      #expect(product.shape == [4, 18])
      for sample in 0..<4 {
        let x = (0..<8).map { signals[sample, $0] }
        let z = Array(product.elements[sample * 18..<(sample + 1) * 18])
        var residual = dictionary.applied(to: z)
        for index in residual.indices { residual[index] = x[index] - residual[index] }
        let limit = dictionary.adjointApplied(to: x).map(abs).reduce(0, max)
        let penalty = isAbsolute ? 0.3 : 0.3 * limit
        for (entry, rho) in zip(z, dictionary.adjointApplied(to: residual)) {
          // Compared with a direct solution on the support.
          #expect(abs(rho) <= penalty * (1 + 1e-10))
          #expect(entry == 0 || abs(rho - (entry > 0 ? penalty : -penalty)) < 1e-10)
        }
      }
    }
  }

  @Test(
    "every Jacobian comes with the status of its support, and unrolling ends at the implicit one")
  func jacobians() throws {
    let folder = try Folder()
    let values = try files(folder).values + [("follow", .integers([1]))]
    let deep = try lab.study(settings(values + [("depth", .integers([20_000]))]))
    let table = try #require(deep.tables.first { $0.name == "jacobian" }).table
    let status = try #require(table.columns.firstIndex(of: "support"))
    #expect(
      !table.rows.isEmpty && table.rows.allSatisfy { $0.cells[status] == .text("identified") })
    guard case .number(let error) = try cell(deep, "jacobian", 2, "jacobian_error") else {
      Issue.record("no number")
      return
    }
    #expect(try cell(deep, "jacobian", 2, "estimator") == .text("unrolled"))
    // Rounding of 20,000 steps.
    #expect(error < 1e-9)
    let shallow = try lab.study(settings(values + [("depth", .integers([3]))]))
    #expect(try cell(shallow, "jacobian", 2, "support") == .text("not identified"))
    #expect(shallow.warnings.contains { $0.contains("not identified after N = 3") })
  }

  @Test(
    "twin atoms: the support of z* is undecided in every row, and dependent atoms have no derivative"
  )
  func twins() throws {
    let folder = try Folder()
    // The second atom is the first one up to rounding.
    try folder.write("0.6,0.6,0,1\n0.8,0.800000001,0,0\n0,0,1,0\n", to: "D.csv")
    try folder.write("1.5,1,0.2\n", to: "x.csv")
    let study = try lab.study(
      settings([
        ("dict", .files([folder.path("D.csv")])), ("data", .files([folder.path("x.csv")])),
        ("lambda", .numbers([0.6])), ("depth", .integers([200])),
      ]))
    let table = try #require(study.tables.first { $0.name == "jacobian" }).table
    let status = try #require(table.columns.firstIndex(of: "support"))
    #expect(
      !table.rows.isEmpty && table.rows.allSatisfy { $0.cells[status] == .text("undecided") })
    #expect(
      try cell(study, "jacobian", 0, "remark")
        == .text("an inactive atom has |d_jᵀr| = λ: z* has a kink, or is not unique"))
    let last = table.rows.count - 1
    #expect(try cell(study, "jacobian", last, "jacobian_norm") == .empty)
    #expect(
      try cell(study, "jacobian", last, "remark")
        == .text("atoms of the support are dependent: no derivative"))
  }

  @Test("warnings: λ ≥ λ_max, norms of atoms, steps above 2/L")
  func warnings() throws {
    let folder = try Folder()
    let values = try files(folder, scale: 1.5).values
    let study = try lab.study(
      settings(values + [("lambda", .numbers([1])), ("step", .numbers([2.5]))]))
    for text in ["not of norm 1", "λ ≥ λ_max for 4 of 4", "diverges for steps above 2/L"] {
      #expect(study.warnings.contains { $0.contains(text) }, "\(text)")
    }
    #expect(study.product?.elements.allSatisfy { $0 == 0 } == true)
    let wild = try lab.study(
      settings(
        values + [
          ("lambda", .numbers([0.1])), ("step", .numbers([2.5])), ("method", .names(["ista"])),
          ("depth", .integers([60])), ("truncate", .integers([20, 60])),
        ]))
    #expect(wild.warnings.contains { $0.contains("--truncate 60: nothing is cut in --depth 60") })
    #expect(try cell(wild, "methods", 0, "stop_reason") == .text("diverged"))
  }

  @Test("files that do not match are rejected, naming both shapes")
  func misfits() throws {
    let folder = try Folder()
    let values = try files(folder).values
    try folder.write("1.5,2,3\n4,5,6.5\n", to: "x.csv")
    let error = #expect(throws: LabError.self) {
      try lab.study(settings([values[0], ("data", .files([folder.path("x.csv")]))]))
    }
    #expect(error?.message.contains("2 samples of 3 numbers") == true)
    #expect(error?.message.contains("18 atoms") == true)
    #expect(throws: LabError.self) { try lab.study(settings([values[0]])) }
    #expect(throws: LabError.self) {
      try lab.study(settings(values + [("eta", .numbers([0.1]))]))
    }
  }
}
