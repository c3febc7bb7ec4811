// The lab about choosing parameters: its problems by independent routes, other draws, and the user's data.

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

struct TuningTests {
  private let lab = TuningLab()

  // MARK: Problems

  private static let points: [Regularizer: [Double]] = [
    .quadratic: [0.3, -0.4], .totalVariation: [-0.7, -1.2, -0.9], .weight: [-0.6],
  ]

  private func problem(_ regularizer: Regularizer) -> DenoisingProblem {
    regularizer == .quadratic
      ? .smooth(seed: 4, penalty: 1e-4) : .boxes(seed: 4, regularizer, penalty: 1e-5)
  }

  @Test("the exact gradient is that of the exact value", arguments: Regularizer.allCases)
  func gradient(regularizer: Regularizer) throws {
    let problem = problem(regularizer)
    let point = try #require(Self.points[regularizer])
    let (value, gradient) = problem.gradient(point)
    #expect(abs(value - problem.value(point)) <= 1e-12 * value)
    let differences = centralDifferences(at: point) { problem.value($0) }
    #expect(distance(gradient, differences) <= 1e-6 * (1 + norm(gradient)))
    let inexact = try #require(problem.inexactGradient(point, to: 1e-10))
    #expect(problem.inexactGradient(point, to: 1e-10, within: inexact.cost) != nil)
    #expect(problem.inexactGradient(point, to: 1e-10, within: inexact.cost - 1) == nil)
    #expect(distance(inexact.gradient, gradient) <= 1e-7 * (1 + norm(gradient)))
    #expect(inexact.cost > 0)
  }

  @Test(
    "inexact values are within their bounds, and cost more the more accurate they are",
    arguments: Regularizer.allCases)
  func certificates(regularizer: Regularizer) throws {
    let problem = problem(regularizer)
    let point = try #require(Self.points[regularizer])
    let exact = problem.value(point)
    var last = 0
    for tolerance in [1, 1e-2, 1e-5, 1e-9] {
      let inexact = try #require(problem.inexactValue(point, to: tolerance))
      #expect(problem.inexactValue(point, to: tolerance, within: inexact.iterations) != nil)
      #expect(problem.inexactValue(point, to: tolerance, within: inexact.iterations - 1) == nil)
      #expect(abs(inexact.value - exact) <= inexact.error + 1e-12)
      #expect(inexact.iterations > last)
      last = inexact.iterations
    }
  }

  @Test("the value with the quadratic regulariser is that of dense linear systems")
  func dense() throws {
    let problem = problem(.quadratic)
    let theta = [0.3, -0.4]
    let (a, c) = (pow(10, theta[0]), pow(10, theta[1]))
    let n = problem.clean[0].count
    var matrix = Matrix(diagonal: [Double](repeating: 1 + c, count: n))
    for i in 0..<n - 1 {
      for (j, k, sign) in [(i, i, 1.0), (i + 1, i + 1, 1), (i, i + 1, -1), (i + 1, i, -1)] {
        matrix[j, k] += sign * a
      }
    }
    let factors = try LUFactorization(matrix)
    let kappa = 1 + 4 * a / (1 + c)
    var sum = problem.penalty * kappa * kappa
    for (noisy, clean) in zip(problem.noisy, problem.clean) {
      var solution = noisy
      factors.solve(&solution)
      sum += pow(distance(solution, clean), 2)
    }
    #expect(abs(sum - problem.value(theta)) <= 1e-12 * sum)
  }

  /// The closed form in the cosine basis beside K steps that are taken.
  @Test(
    "the truncated risk is that of K steps, and has the gradient of its differences",
    arguments: [1, 4, 30])
  func truncated(depth: Int) {
    let problem = problem(.quadratic)
    let risk = TruncatedRisk(problem, depth: depth)
    let inexact = InexactDenoising(problem, depth: depth)
    for theta in [[0.3, -0.4], [-1, 0.5]] {
      var gradient = [0.0, 0]
      let value = risk.evaluate(at: theta, gradient: &gradient)
      var sum = pow(problem.penaltyRoot(theta), 2)
      for block in 0..<problem.count {
        var state = inexact.initialState(of: block)
        let end = inexact.refine(&state, of: block, at: theta, to: 0)
        #expect(end.error == 0 && end.iterations == depth)
        sum += pow(norm(inexact.residual(of: block, state)), 2)
      }
      #expect(abs(value - sum) <= 1e-12 * sum)
      var unused = [0.0, 0]
      let differences = centralDifferences(at: theta) { risk.evaluate(at: $0, gradient: &unused) }
      #expect(distance(differences, gradient) <= 1e-6 * (1 + norm(gradient)))
    }
  }

  @Test("a fixed number of steps starts from 0, whatever the state")
  func stateless() {
    let inexact = InexactDenoising(problem(.totalVariation), depth: 7)
    var (one, other) = (inexact.initialState(of: 0), inexact.initialState(of: 0))
    other[3] = 5
    let theta = [-0.7, -1.2, -0.9]
    _ = inexact.refine(&one, of: 0, at: theta, to: 1)
    _ = inexact.refine(&other, of: 0, at: theta, to: 1)
    #expect(one == other)
  }

  @Test("gradient descent on log λ is that of the closed form, step by step")
  func descent() {
    var generator = CounterGenerator(seed: 41)
    let ridge = LogRidge(dimension: 3, &generator)
    let (best, point) = ridge.descent(6)
    var t = [0.0, 0, 0]
    var values = [ridge.value(t)]
    for _ in 0..<5 {
      let gradient = centralDifferences(at: t) { ridge.value($0) }
      add(-1, gradient, to: &t)
      values.append(ridge.value(t))
    }
    #expect(best.count == 6 && distance(point, t) <= 1e-8)
    #expect(abs((values.min() ?? 0) - (best.last ?? 0)) <= 1e-9)
    let second = centralDifferences(at: ridge.optimum, step: 1e-4) { ridge.value($0) }
    #expect(norm(second) <= 1e-9)
    for k in 0..<3 {
      var (above, below) = (ridge.optimum, ridge.optimum)
      above[k] += 1e-3
      below[k] -= 1e-3
      let curvature = (ridge.value(above) + ridge.value(below)) / 1e-6
      #expect(abs(curvature / ridge.curvatures[k] - 1) <= 1e-4)
    }
  }

  // MARK: The comparison

  @Test(
    "all searches run on every regulariser, with certified values; gradients and trust regions come to the minimum",
    arguments: Regularizer.allCases)
  func comparison(regularizer: Regularizer) throws {
    let study = try lab.study(
      lab.settings(
        [
          ("regularizer", .names([regularizer.rawValue])), ("depth", .integers([20])),
          ("budget", .integers([12_000])),
        ], seed: 1))
    study.expectAllHold()
    #expect(study.results.count == 2)
    let methods = try study.cells("gap", "method")
    let gaps = try study.cells("gap", "gap").compactMap(\.value)
    let costs = try study.cells("gap", "iterations").compactMap(\.value)
    // The reference is exact to rounding.
    #expect(gaps.allSatisfy { $0 >= -1e-9 } && costs.count == gaps.count)
    for name in ["grid", "random", "bayesian", "gradient", "lbfgsb", "dfo", "fixed 20"] {
      #expect(methods.contains(.text(name)))
    }
    for name in ["lbfgsb", "dfo"] {
      let rows = methods.indices.filter { methods[$0] == .text(name) }
      #expect((rows.map { gaps[$0] }.min() ?? 1) < 1e-3, "\(name)")
    }
    let theta = try #require(study.product)
    #expect(theta.elements.count == regularizer.parameterCount)
    // Values of truncated lower levels are not among those that a later search may use.
    let values = try #require(study.tables.first { $0.name == "evaluations" }).table
    #expect(values.columns.count == regularizer.parameterCount + 3 && values.rows.count > 50)
  }

  @Test("a search from the values of an earlier one starts where that ended, and keeps its values")
  func evaluations() throws {
    let folder = try Folder()
    let first = try lab.study(
      lab.settings([("method", .names(["dfo"])), ("budget", .integers([9000]))]))
    let table = try #require(first.tables.first { $0.name == "evaluations" }).table
    try folder.write(table.csv(), to: "v.csv")
    let known = ("evaluations", LabValue.files([folder.path("v.csv")]))
    let best =
      zip(
        try first.cells("evaluations", "value").compactMap(\.value),
        try first.cells("evaluations", "error").compactMap(\.value)
      ).map { $0 + $1 }.min() ?? 0
    for method in ["dfo", "lbfgsb", "gradient"] {
      let second = try lab.study(lab.settings([("method", .names([method])), known]))
      #expect(second.failures.isEmpty && second.warnings.isEmpty)
      let values = try #require(second.tables.first { $0.name == "evaluations" }).table
      #expect(Array(values.rows.prefix(table.rows.count)) == table.rows)
      let gap = try second.cells("gap", "gap").compactMap(\.value)
      #expect((gap.first ?? 1) < 1e-2 && (gap.last ?? 1) < 1e-6, "\(method)")
      #expect(try second.cells("gap", "value").compactMap(\.value).min() ?? .infinity <= best)
    }
    // The process conditions on them: its first point is not the one that it draws without them.
    let budget = ("budget", LabValue.integers([2000]))
    let searches = try [[known], []].map { values in
      try lab.study(lab.settings([("method", .names(["bayesian"])), budget] + values))
    }
    let theta = try searches.map { try $0.cells("gap", "theta_1").compactMap(\.value)[0] }
    #expect(theta[0] != theta[1])
  }

  @Test("values of another problem are noticed")
  func foreign() throws {
    let folder = try Folder()
    try folder.write("theta_1,theta_2,value\n0.5,-0.5,1.25\n", to: "v.csv")
    let study = try lab.study(
      lab.settings([
        ("method", .names(["grid"])), ("budget", .integers([100])),
        ("evaluations", .files([folder.path("v.csv")])),
      ]))
    #expect(study.warnings.contains { $0.contains("row 2 ") && $0.contains("another problem") })
  }

  // MARK: The user's pairs

  private func pairs(_ folder: Folder) throws -> (noisy: [[Double]], clean: [[Double]]) {
    let problem = DenoisingProblem.boxes(seed: 9, .totalVariation)
    let (noisy, clean) = (problem.noisy, problem.clean)
    let n = clean[0].count
    func matrix(_ rows: [[Double]]) -> Matrix {
      Matrix(rows: rows.count, columns: rows[0].count, rowMajor: rows.flatMap { $0 })
    }
    try folder.write(LabArray("b", matrix(noisy)).bytes, to: "noisy.npy")
    try folder.write(LabArray("u", matrix(clean)).bytes, to: "clean.npy")
    let both = zip(noisy, clean).map { $0 + $1 }
    try folder.write(LabArray("p", matrix(both)).bytes, to: "pairs.npy")
    try folder.write(
      LabArray("p", shape: [noisy.count, 2, n], both.flatMap { $0 }).bytes, to: "cube.npy")
    return (noisy, clean)
  }

  @Test("pairs of one file, of two and of a cube are the same; laws and certificates, no pins")
  func own() throws {
    let folder = try Folder()
    _ = try pairs(folder)
    var thetas: [[Double]] = []
    for paths in [["pairs.npy"], ["noisy.npy", "clean.npy"], ["cube.npy"]] {
      let study = try lab.study(
        lab.settings([
          ("problem", .files(paths.map(folder.path))), ("method", .names(["dfo", "lbfgsb"])),
          ("regularizer", .names(["tv-weight"])),
        ]))
      #expect(study.failures.isEmpty && study.results.allSatisfy { $0.claim.kind == .law })
      thetas.append(try #require(study.product).elements)
    }
    #expect(thetas[0] == thetas[1] && thetas[0] == thetas[2])
    let problem = DenoisingProblem.boxes(seed: 9, .weight)
    #expect(norm(problem.gradient(thetas[0]).gradient) <= 1e-3)
  }

  @Test("files that do not fit are refused with the reason")
  func malformed() throws {
    let folder = try Folder()
    _ = try pairs(folder)
    try folder.write("1,2,3\n4,5,6\n", to: "odd.csv")
    try folder.write("1,2\n4,5\n", to: "short.csv")
    try folder.write(
      LabArray("p", shape: [2, 3, 4], [Double](repeating: 1, count: 24)).bytes, to: "x.npy")
    try folder.write("theta_1,value\n0,1\n", to: "one.csv")
    try folder.write("theta_1,theta_2,theta_3,value\n0,0,0,1\n", to: "three.csv")
    for (values, reason) in [
      ([("problem", ["odd.csv"])], "rows of 3 entries"),
      ([("problem", ["short.csv"])], "signals of 1 sample"),
      ([("problem", ["x.npy"])], "shape (2, 3, 4)"),
      ([("problem", ["noisy.npy", "pairs.npy"])], "3 × 64 clean samples"),
      ([("problem", ["none.npy"])], "none.npy"),
      ([("evaluations", ["one.csv"])], "theta_1, theta_2, value"),
      ([("evaluations", ["three.csv"])], "has 2 parameters"),
    ] {
      let settings = try lab.settings(values.map { ($0.0, .files($0.1.map(folder.path))) })
      #expect(
        performing: { _ = try lab.study(settings) },
        throws: { error in
          guard case .file(let error) = error as? LabError else { return false }
          return error.message.contains(reason)
        })
    }
  }

  @Test(
    "options without effect are refused",
    arguments: [
      ([("part", LabValue.names(["dfo"])), ("budget", .integers([10]))], "--budget has no effect"),
      ([("part", .names(["search"])), ("depth", .integers([10]))], "--depth has no effect"),
      ([("method", .names(["dfo"])), ("depth", .integers([10]))], "--depth has no effect"),
      ([("initial", .numbers([1]))], "--initial: 1 numbers"),
      ([("bounds", .numbers([1, 0]))], "--bounds: two numbers"),
    ])
  func idle(values: [(String, LabValue)], reason: String) throws {
    let settings = try lab.settings(values)
    #expect(
      performing: { _ = try lab.study(settings) },
      throws: { error in
        guard case .illegal(let message) = error as? LabError else { return false }
        return message.contains(reason)
      })
  }

  @Test("the comparison starts where it is told, within its bounds and its budget")
  func limits() throws {
    let study = try lab.study(
      lab.settings([
        ("method", .names(["random", "lbfgsb"])), ("initial", .numbers([0.2, 0.1])),
        ("bounds", .numbers([-0.5, 0.25])), ("budget", .integers([3000])),
        ("tolerance", .numbers([1e-4])),
      ]))
    let first = try study.cells("evaluations", "theta_1").compactMap(\.value)
    let second = try study.cells("evaluations", "theta_2").compactMap(\.value)
    #expect((first + second).allSatisfy { $0 >= -0.5 && $0 <= 0.25 })
    #expect(zip(first, second).contains { $0 == 0.2 && $1 == 0.1 })
    let costs = try study.cells("gap", "iterations").compactMap(\.value)
    #expect(costs.allSatisfy { $0 <= 3000 })
    #expect(study.warnings.contains { $0.contains("at a bound") })
  }
}
