// The lab with its options: files, rejected options, answers.

import Evidence
import LabKit
import LinearAlgebra
import Report
import TestSupport
import Testing

@testable import Hypergradient

struct HypergradientLabTests {
  private let lab = HypergradientLab()

  private func study(_ values: [(LabParameter, LabValue)], seed: UInt64 = 0) throws -> LabStudy {
    var settings = LabSettings(lab.parameters, seed: seed, command: "toy lab hypergradient")
    for (parameter, value) in values { settings.set(parameter, to: value) }
    return try lab.study(settings)
  }

  private static let csv = zip(GoldenProblem.rows, GoldenProblem.scores).map { row, score in
    (row + [score]).map { "\($0)" }.joined(separator: ",")
  }.joined(separator: "\n")

  @Test("a CSV file gives the gradient of the same data in memory, one row for each point")
  func files() throws {
    let folder = try Folder()
    try folder.write(Self.csv + "\n", to: "data.csv")
    let other = "0,0,0,0"
    let point = GoldenProblem.lambda.map { "\($0)" }.joined(separator: ",")
    try folder.write("\(point)\n\(other)\n", to: "at.csv")
    let study = try study([
      (HypergradientParameters.model, .names(["ridge"])),
      (HypergradientParameters.data, .files([folder.path("data.csv")])),
      (HypergradientParameters.point, .files([folder.path("at.csv")])),
    ])
    let problem = GoldenProblem(model: .ridge, upper: .validation, isShared: false)
    let truth = try Truth(problem.levels(), at: problem.lambda, tolerance: 1e-5)
    let product = try #require(study.product)
    #expect(product.shape == [2, 4])
    for (a, b) in zip(product.elements, truth.gradient) { #expect(abs(a - b) < 1e-14) }
    #expect(study.failures.isEmpty && study.results.allSatisfy { $0.claim.kind == .law })
  }

  @Test("validation data in a separate file equal the second half")
  func validation() throws {
    let folder = try Folder()
    let lines = Self.csv.split(separator: "\n")
    try folder.write(lines.prefix(7).joined(separator: "\n") + "\n", to: "train.csv")
    try folder.write(lines.suffix(7).joined(separator: "\n") + "\n", to: "test.csv")
    try folder.write(Self.csv + "\n", to: "data.csv")
    let both = try study([
      (HypergradientParameters.model, .names(["lasso"])),
      (HypergradientParameters.data, .files([folder.path("train.csv")])),
      (HypergradientParameters.validation, .files([folder.path("test.csv")])),
    ])
    let one = try study([
      (HypergradientParameters.model, .names(["lasso"])),
      (HypergradientParameters.data, .files([folder.path("data.csv")])),
    ])
    #expect(both.product == one.product && one.product != nil)
  }

  @Test("a user's quadratic, with and without C")
  func quadratic() throws {
    let form = QuadraticCase(seed: 4)
    let folder = try Folder()
    func write(_ matrix: Matrix, _ name: String) throws {
      let text = (0..<matrix.rows).map { i in
        (0..<matrix.columns).map { "\(matrix[i, $0])" }.joined(separator: ",")
      }.joined(separator: "\n")
      try folder.write(text + "\n", to: name)
    }
    try write(form.hessian, "H.csv")
    try write(Matrix(rows: 5, columns: 1, elements: form.linear), "b.csv")
    try write(Matrix(rows: 5, columns: 1, elements: form.target), "t.csv")
    try write(form.mixed, "C.csv")
    try write(Matrix(rows: 1, columns: 3, elements: form.lambda), "at.csv")
    let paths = ["H.csv", "b.csv", "t.csv", "C.csv"].map(folder.path)
    let study = try study([
      (HypergradientParameters.quadratic, .files(paths)),
      (HypergradientParameters.point, .files([folder.path("at.csv")])),
    ])
    let truth = try Truth(form.levels(), at: form.lambda, tolerance: 1e-5)
    let product = try #require(study.product)
    #expect(product.shape == [3])
    for (a, b) in zip(product.elements, truth.gradient) { #expect(abs(a - b) < 1e-14) }
    let identity = try self.study([
      (HypergradientParameters.quadratic, .files(Array(paths.prefix(3))))
    ])
    #expect(identity.product?.shape == [5] && identity.failures.isEmpty)
  }

  @Test(
    "every built-in model and upper level has a certified gradient and laws that hold",
    arguments: ["ridge", "logistic", "lasso", "quadratic"], ["val", "pen", "min"])
  func builtIn(model: String, upper: String) throws {
    guard model != "quadratic" || upper != "pen" else { return }
    for seed in 0...2 as ClosedRange<UInt64> {
      let study = try study(
        [
          (HypergradientParameters.model, .names([model])),
          (HypergradientParameters.upper, .names([upper])),
          (HypergradientParameters.isShared, .flag(seed == 1 && model != "quadratic")),
        ].filter { $0.0 != HypergradientParameters.isShared || model != "quadratic" }, seed: seed)
      study.expectAllHold()
      #expect(study.product != nil)
      #expect(study.tables.contains { $0.name == "verdicts" })
      #expect(study.tables.allSatisfy { HypergradientLab().tableNames.contains($0.name) })
    }
  }

  @Test(
    "laws hold for large penalties, where a step 1/L cancels everything up to rounding",
    arguments: [10.0, 36])
  func largePenalties(lambda: Double) throws {
    let folder = try Folder()
    try folder.write(String(repeating: "\(lambda)\n", count: 8), to: "at.csv")
    for model in ["ridge", "logistic"] {
      let study = try study([
        (HypergradientParameters.model, .names([model])),
        (HypergradientParameters.point, .files([folder.path("at.csv")])),
      ])
      study.expectAllHold()
    }
  }

  @Test("a problem that overflows has no certificate, and the reason is given")
  func overflow() throws {
    let folder = try Folder()
    try folder.write(String(repeating: "1e308\n", count: 12), to: "at.csv")
    let study = try study([
      (HypergradientParameters.model, .names(["quadratic"])),
      (HypergradientParameters.point, .files([folder.path("at.csv")])),
    ])
    #expect(study.warnings.contains { $0.contains("NOT CERTIFIED: h or its gradient overflows") })
    #expect(study.product == nil)
  }

  @Test(
    "a feature of any size is a result: what cannot be certified refutes no law",
    arguments: [1e20, 1e99])
  func hugeFeature(size: Double) throws {
    let folder = try Folder()
    let rows = zip(GoldenProblem.rows, GoldenProblem.scores).map { row, score in
      ([row[0] * size] + row.dropFirst() + [score >= 0 ? 1 : -1]).map { "\($0)" }
        .joined(separator: ",")
    }
    try folder.write(rows.joined(separator: "\n") + "\n", to: "data.csv")
    let study = try study([
      (HypergradientParameters.data, .files([folder.path("data.csv")]))
    ])
    study.expectAllHold()
    #expect(study.warnings.contains { $0.contains("NOT CERTIFIED") } && study.product == nil)
  }

  @Test("conflicting options are rejected with the reason")
  func refusals() throws {
    typealias Parameters = HypergradientParameters
    let cases: [([(LabParameter, LabValue)], String)] = [
      ([(Parameters.labels, .files(["y.npy"]))], "--labels has no effect without --data"),
      (
        [(Parameters.model, .names(["quadratic"])), (Parameters.isShared, .flag(true))],
        "--shared has no effect with a quadratic"
      ),
      (
        [(Parameters.model, .names(["quadratic"])), (Parameters.upper, .names(["pen"]))],
        "a quadratic has no penalty"
      ),
      (
        [
          (Parameters.model, .names(["ridge"])),
          (Parameters.quadratic, .files(["H.npy", "b.npy", "t.npy"])),
        ], "--quadratic requires --model quadratic"
      ),
    ]
    for (values, reason) in cases {
      do {
        _ = try study(values)
        Issue.record("not refused: \(reason)")
      } catch let error as LabError {
        #expect(error.message.contains(reason), "\(error.message)")
      }
    }
  }

  @Test("a point of the wrong length and an asymmetric matrix are rejected")
  func malformed() throws {
    let folder = try Folder()
    try folder.write("0\n0\n0\n", to: "at.csv")
    try folder.write("1,2\n0,1\n", to: "H.csv")
    try folder.write("1\n2\n", to: "b.csv")
    #expect(throws: LabError.self) {
      try study([(HypergradientParameters.point, .files([folder.path("at.csv")]))])
    }
    let paths = ["H.csv", "b.csv", "b.csv"].map(folder.path)
    do {
      _ = try study([(HypergradientParameters.quadratic, .files(paths))])
      Issue.record("not refused")
    } catch let error as LabError {
      #expect(error.message.contains("H is not symmetric"))
    }
  }
}
