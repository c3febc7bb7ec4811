// The texts of --operator: lists, matrices, blurs and masks, alone and with data.

import LinearAlgebra
import TestSupport
import Testing
import ToyModel

@testable import Studies

@Suite struct OperatorChoiceTests {
  private func data(_ n: Int) -> DataModel { .independent(n: n, mu: 1, theta: 0.5) }

  @Test("a list pairs with the eigenvalues of C in its order")
  func list() throws {
    let choice = try OperatorChoice("0.1,1,1,0")
    #expect(choice.kind == .singularValues([0.1, 1, 1, 0]))
    #expect(choice.dimension == 4)
    let problem = try OperatorProblem(choice, data: data(4))
    #expect(problem.commutes)
    #expect(problem.directions[0] == OperatorDirection(singularValue: 0.1, energy: 4.25))
    #expect(problem.directions[1] == OperatorDirection(singularValue: 1, energy: 0.25))
    #expect(try OperatorChoice(singularValues: "log:0.01..1:3").dimension == 3)
  }

  @Test("a file of one column is singular values, of several a matrix")
  func files() throws {
    let folder = try Folder()
    try folder.write("1\n0.5\n", to: "values.csv")
    #expect(try OperatorChoice(folder.path("values.csv")).kind == .singularValues([1, 0.5]))
    try folder.write("2,0\n0,1\n1,1\n", to: "matrix.csv")
    let matrix = Matrix(rows: 3, columns: 2, rowMajor: [2, 0, 0, 1, 1, 1])
    #expect(try OperatorChoice(folder.path("matrix.csv")).kind == .matrix(matrix))
  }

  @Test("a blur of toy data has the directions of its matrix")
  func blur() throws {
    let choice = try OperatorChoice("blur:0.2,0.6,0.3")
    #expect(choice.dimension == nil)
    for n in [3, 6, 7] {
      let problem = try OperatorProblem(choice, data: data(n))
      let map = try #require(choice.matrix(n))
      let moment = try #require(data(n).secondMoment)
      let dense = try OperatorBilevel(operator: map, secondMoment: moment, noiseVariance: 0.1)
      let risks = try problem.bilevel(noiseVariance: 0.1)
      for k in 0...n {
        expectClose(risks.risk(rows: k), dense.risks.risk(rows: k), .iterative(1e-11), "n = \(n)")
      }
      expectClose(
        try problem.linearRisk(noiseVariance: 0.1), dense.wiener.risk, .iterative(1e-11))
    }
  }

  @Test("a mask does not commute with constant signals, and has no bilevel learning")
  func mask() throws {
    let folder = try Folder()
    try folder.write("1,0,1,1\n", to: "mask.csv")
    let choice = try OperatorChoice("mask:" + folder.path("mask.csv"))
    #expect(choice.kind == .mask([true, false, true, true]))
    let problem = try OperatorProblem(choice, data: .constant(n: 4, mu: 1, theta: 0.5))
    #expect(!problem.commutes)
    #expect(problem.directions.map(\.singularValue).sorted() == [0, 1, 1, 1])
    #expect(throws: OperatorError.self) { try problem.bilevel(noiseVariance: 1) }
    // Constant signals are seen in full by three samples: γ = 4·1.25 in a direction with a² = 3/4.
    let energy = 5.0
    expectClose(
      try problem.linearRisk(noiseVariance: 1), 0.5 * energy / (0.75 * energy + 1),
      .iterative(1e-13))
    #expect(try OperatorProblem(OperatorChoice("2,1"), data: data(2)).commutes)
  }

  @Test(
    "illegal texts",
    arguments: [
      ("blur:1,2", "odd number"), ("blur:0,0,0", "odd number"), ("1,-1", "not -1"),
      ("0,0", "is 0"), ("mask:", "names no file"), ("1e-60,1", "from 1e-50"),
    ])
  func illegal(text: String, reason: String) {
    let error = #expect(throws: StudyError.self) { try OperatorChoice(text) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test("dimensions that differ, and data whose directions are unknown")
  func mismatch() throws {
    let list = try OperatorChoice("1,2")
    #expect(throws: StudyError.self) { try OperatorProblem(list, data: data(3)) }
    let blur = try OperatorChoice("blur:1,2,1")
    let spectrum = DataModel.spectrum(Spectrum(eigenvalues: [3, 2, 1]))
    let error = #expect(throws: StudyError.self) { try OperatorProblem(blur, data: spectrum) }
    #expect(error?.message.contains("without their directions") == true)
    #expect(throws: StudyError.self) {
      try OperatorProblem(OperatorChoice("blur:1,2,3,2,1"), data: data(3))
    }
  }
}
