// The lab of equilibrium models: other parameters and seeds, and the user's model.

import Equilibrium
import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Report
import TestSupport
import Testing

struct EquilibriumTests {
  private let lab = EquilibriumLab()

  /// A contraction, an injection of q columns and a target in files.
  private struct Model {
    let map: Matrix
    let values: [(String, LabValue)]

    init(_ folder: Folder, d: Int = 5, q: Int? = nil, radius: Double = 0.8) throws {
      var generator = CounterGenerator(seed: 1801)
      var map = QRFactorization(generator.normals(rows: d, columns: d)).q
      LinearAlgebra.scale(&map, by: radius)
      self.map = map
      try folder.write(LabArray("k", map).bytes, to: "k.npy")
      try folder.write(LabArray("t", generator.normals(d)).bytes, to: "t.npy")
      var values: [(String, LabValue)] = [
        ("map", .files([folder.path("k.npy")])), ("target", .files([folder.path("t.npy")])),
        ("depth", .integers([7])), ("horizon", .integers([40])),
      ]
      if let q {
        let injection = generator.normals(rows: d, columns: q)
        try folder.write(LabArray("u", injection).bytes, to: "u.npy")
        values.append(("injection", .files([folder.path("u.npy")])))
      }
      self.values = values
    }
  }

  @Test(
    "the laws hold for other depths, spectra and pairs",
    arguments: [(1, 2.0, 1, 0.5), (3, 1e4, 12, 0.05), (60, 30, 40, 0.3)])
  func parameters(depth: Int, condition: Double, pairDepth: Int, eigenvalue: Double) throws {
    let study = try lab.study(
      lab.settings([
        ("depth", .integers([depth])), ("condition", .numbers([condition])),
        ("pair-depth", .integers([pairDepth])), ("pair-eigenvalue", .numbers([eigenvalue])),
        ("draws", .integers([5])),
      ]))
    study.expectAllHold()
    #expect(study.results.allSatisfy { $0.claim.kind == .law })
  }

  @Test("the laws hold for other seeds", arguments: UInt64(1)...12)
  func seeds(seed: UInt64) throws {
    let study = try lab.study(lab.settings(seed: seed))
    study.expectAllHold()
  }

  @Test(
    "the laws hold within the whole ranges of the parameters",
    arguments: [
      [("condition", LabValue.numbers([1e6]))], [("condition", .numbers([1e5]))],
      [("depth", .integers([5000])), ("horizon", .integers([100_000]))],
      [("depth", .integers([60])), ("condition", .numbers([2]))],
      [("pair-depth", .integers([20])), ("pair-eigenvalue", .numbers([0.9]))],
      [("pair-depth", .integers([200])), ("pair-eigenvalue", .numbers([0.2]))],
      [("gradient-depth", .integers([1, 2, 3]))],
    ])
  func ranges(values: [(String, LabValue)]) throws {
    let study = try lab.study(lab.settings(values + [("draws", .integers([3]))]))
    study.expectAllHold()
  }

  @Test(
    "gradients that are rounding, and states of any size, falsify nothing",
    arguments: [
      ("0.2,0.1\n0.06,0.2\n", "1.5\n2.5\n", 20), ("0.5,0.3\n0.1,0.4\n", "1.5\n2.5\n", 60),
      ("0.5,0.3\n0.1,0.4\n", "1.5e10\n2.5e10\n", 3),
      ("0.5,0.3\n0.1,0.4\n", "1.5e-20\n2.5e-20\n", 3),
    ])
  func scales(map: String, target: String, depth: Int) throws {
    let folder = try Folder()
    try folder.write(map, to: "k.csv")
    try folder.write(target, to: "t.csv")
    let study = try lab.study(
      lab.settings([
        ("map", .files([folder.path("k.csv")])), ("target", .files([folder.path("t.csv")])),
        ("depth", .integers([depth])),
      ]))
    study.expectAllHold()
    #expect(
      study.warnings.contains { $0.hasPrefix("the gradient at θ_N is 0 up to rounding") }
        == (depth >= 20))
  }

  @Test("θ of the user's model reaches the target at the trained depth, by the states themselves")
  func own() throws {
    let folder = try Folder()
    let model = try Model(folder)
    let study = try lab.study(lab.settings(model.values))
    study.expectAllHold()
    #expect(study.results.contains { $0.claim.id == "equilibrium/overfitting" })
    #expect(study.warnings.contains { $0.contains("the fixed point is not reached after 10, 20") })
    let theta = try #require(study.product).elements
    var z = [Double](repeating: 0, count: 5)
    for _ in 0..<7 {
      z = (0..<5).map { row in
        theta[row] + (0..<5).reduce(0) { $0 + model.map[row, $1] * z[$1] }
      }
    }
    let losses = try study.numbers("depths", "loss")
    #expect(losses[6] < 1e-24)
    var generator = CounterGenerator(seed: 1801)
    _ = generator.normals(25)
    #expect(maximumDistance(z, generator.normals(5)) < 1e-12)
  }

  @Test("a model with few parameters says so, and its gradients are checked")
  func few() throws {
    let folder = try Folder()
    let study = try lab.study(lab.settings(try Model(folder, q: 2).values))
    study.expectAllHold()
    #expect(!study.results.contains { $0.claim.id == "equilibrium/overfitting" })
    #expect(study.results.contains { $0.claim.id == "equilibrium/implicit" })
    #expect(study.warnings.contains { $0.hasPrefix("θ reaches 2 of 5 directions at N = 7") })
  }

  @Test("a map that is no contraction has losses and a warning, and no gradients")
  func expanding() throws {
    let folder = try Folder()
    let study = try lab.study(lab.settings(try Model(folder, radius: 1.1).values))
    #expect(study.warnings.contains { $0.contains("the iteration has no limit") })
    #expect(study.tables.map(\.name) == ["depths"])
  }

  @Test(
    "models that do not fit are refused",
    arguments: [
      ("1,2,3\n4,5,6\n", "1,2\n", "k.csv: 2 × 3 numbers, not a square matrix"),
      ("0.5,0\n0,0.5\n", "1,2,3\n", "t.csv: 1 × 3 numbers, where one state of 2 is needed"),
      ("0.5,0\n0,0.5\n", "1,2\n3,4\n", "t.csv: 2 × 2 numbers, where one state of 2 is needed"),
      ("1e100,0\n0,0.5\n", "1,2\n", "the states overflow within 20 steps"),
    ])
  func refusals(map: String, target: String, says text: String) throws {
    let folder = try Folder()
    try folder.write(map, to: "k.csv")
    try folder.write(target, to: "t.csv")
    let settings = try lab.settings([
      ("map", .files([folder.path("k.csv")])), ("target", .files([folder.path("t.csv")])),
    ])
    let error = try #require(throws: LabError.self) { try lab.study(settings) }
    #expect(error.message.contains(text), "\(error.message)")
  }

  @Test(
    "options without effect are refused",
    arguments: [
      ([("map", "k")], "must be given together"),
      (
        [("map", "k"), ("target", "t"), ("draws", "7")], "--draws belongs to the built-in instance"
      ),
      ([("injection", "u")], "--injection requires --map"),
      ([("horizon", "5")], "--horizon 5: tests end before the trained 20 steps"),
    ])
  func idle(values: [(String, String)], says text: String) throws {
    let folder = try Folder()
    let model = try Model(folder, q: 2)
    let settings = try lab.settings(
      values.map { name, value in
        if let number = Int(value) { return (name, .integers([number])) }
        return (name, try #require(model.values.first { $0.0 == name }?.1))
      })
    let error = try #require(throws: LabError.self) { try lab.study(settings) }
    #expect(error.message.contains(text), "\(error.message)")
  }
}
