// No eigenvalue crosses the wall along gradient flow, whatever the data.

import Learning
import Libc
import LinearAlgebra
import Optimization
import Testing
import ToyModel

@Suite("Gradient flow and the wall")
struct FlowWallTests {
  /// R with normal entries, ‖R‖² = s.
  private static func start(
    _ rows: Int, _ columns: Int, largest: Double, _ generator: inout SeededGenerator
  ) throws -> Matrix {
    let entries = (0..<rows * columns).map { _ in generator.nextNormal() }
    let matrix = Matrix(rows: rows, columns: columns, elements: entries)
    let norm = try #require(try SymmetricEigen.values(of: matrix.gram()).last)
    return Matrix(
      rows: rows, columns: columns, elements: entries.map { $0 * (largest / norm).squareRoot() })
  }

  /// The eigenvalues of RRᵀ on the path of the flow, ascending.
  private static func path(
    _ description: some DenoisingRisk, from start: Matrix, limit: Int = 1500
  ) throws -> (eigenvalues: [[Double]], end: Minimization) {
    var (risk, eigenvalues) = (description, [[Double]]())
    let point = risk.variables(start, stepSize: risk.family.stepSize)
    let first = try #require(Iterate(start: point, of: &risk))
    let end = minimize(
      &risk, from: first, by: FlowIntegrator(),
      until: StoppingRule(gradientNorm: 1e-11, iterationLimit: limit)
    ) {
      eigenvalues.append(description.regularizer($0.point).penalties)
      return true
    }
    return (eigenvalues, end)
  }

  /// As many eigenvalues beyond the wall at all times, up to those that have come to it.
  private static func expectConstantCount(_ path: [[Double]], wall: Double) throws {
    let below = try #require(path.first).count { $0 < wall }
    for (number, eigenvalues) in path.enumerated() {
      #expect(eigenvalues.prefix(below).allSatisfy { $0 < wall * (1 + 1e-6) }, "step \(number)")
      #expect(eigenvalues.dropFirst(below).allSatisfy { $0 > wall * (1 - 1e-6) }, "step \(number)")
    }
  }

  @Test("of a population, from R on both sides", arguments: 0..<8)
  func population(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let n = 3 + Int(seed % 3)
    let rows = 1 + Int(generator.nextUniform() * Double(n))
    let depth = [3, 5, 7][Int(seed) % 3]
    let stepSize = 0.25 + 0.6 * generator.nextUniform()
    let problem = LearningProblem(
      spectrum: Spectrum(eigenvalues: (0..<n).map { _ in 3 * generator.nextUniform() }),
      noiseVariance: 0.2 + generator.nextUniform(), rows: rows, isReducible: false)
    let risk = LearnedRisk(
      problem, family: .unrolled(depth: depth, stepSize: stepSize, isStepLearned: false))
    let wall = UnrolledFilter(depth: depth, stepSize: stepSize).turningPoint
    for largest in [0.5, 1.5, 2.5] {
      let start = try Self.start(rows, n, largest: largest * wall, &generator)
      let eigenvalues = try Self.path(risk, from: start).eigenvalues
      try Self.expectConstantCount(eigenvalues, wall: wall)
      #expect(eigenvalues.count > 10)
    }
  }

  @Test("of frames, whose moments do not commute", arguments: 0..<5)
  func frames(seed: UInt64) throws {
    var generator = SeededGenerator(seed: 100 + seed)
    let n = 4
    var accumulator = MomentAccumulator(dimension: n)
    for _ in 0..<12 {
      let level = 1 + 0.5 * generator.nextNormal()
      let y = (0..<n).map { Double($0) * 0.3 * generator.nextNormal() + level }
      accumulator.add(noisy: y.map { $0 + 0.7 * generator.nextNormal() }, clean: y)
    }
    let (depth, stepSize) = (3, 0.5)
    let risk = EmpiricalRisk(
      accumulator.moments(), rows: 3,
      family: .unrolled(depth: depth, stepSize: stepSize, isStepLearned: false))
    let wall = UnrolledFilter(depth: depth, stepSize: stepSize).turningPoint
    for largest in [0.6, 1.8] {
      let start = try Self.start(3, n, largest: largest * wall, &generator)
      try Self.expectConstantCount(
        try Self.path(risk, from: start, limit: 400).eigenvalues, wall: wall)
    }
  }

  /// ṙ = −2g′(f(r²))f′(r²)r for every row by itself.
  @Test("rows along eigenvectors stay there, and each ends where its own equation says")
  func aligned() throws {
    let problem = LearningProblem(
      spectrum: Spectrum(eigenvalues: [3, 1.2, 0.5, 0.1]), noiseVariance: 0.81, rows: 4,
      isReducible: false)
    let family = LearnedRisk.Family.unrolled(depth: 3, stepSize: 0.35, isStepLearned: false)
    let filter = UnrolledFilter(depth: 3, stepSize: 0.35)
    let wall = filter.turningPoint
    for largest in [0.9, 1.1] {
      // Along v₁ on one side of the wall or the other, along the others before it.
      let squares = [largest * wall, 0.3, 0.3, 0.3]
      let start = Matrix(diagonal: squares.map { $0.squareRoot() })
      let (path, end) = try Self.path(LearnedRisk(problem, family: family), from: start)
      let gains = try #require(path.last).map { filter.value(at: $0) }
      let total = problem.linearRisk + end.iterate.value
      if largest < 1 {
        #expect(abs(total - 0.77770028) < 1e-8)
      } else {
        // Only from beyond the wall is t* = 3/3.81 > c₀ reached.
        #expect(abs(total - 0.77037118) < 1e-8)
        #expect(abs(gains[3] - 3 / 3.81) < 1e-9)
      }
      for (row, column) in [(0, 1), (1, 2), (3, 0)] {
        #expect(end.iterate.point[column * 4 + row] == 0)
      }
    }
  }

  @Test("the time of the trace is that of R, in the unit of the risk")
  func time() throws {
    // Near R = 0 the row along v grows at the rate κ = 2|f′(0)|(c₀w − γ).
    let problem = LearningProblem(
      spectrum: Spectrum(eigenvalues: [0.5]), noiseVariance: 0.81, rows: 1)
    let family = LearnedRisk.Family.unrolled(depth: 3, stepSize: 0.35, isStepLearned: false)
    let plan = LearningPlan(
      problem: problem, family: family, method: .flow, start: .small,
      rule: StoppingRule(relativeDecrease: 1e-9, iterationLimit: 3000), seed: 1)
    let run = learn(plan, from: LearningState(starts: 1), jobs: 1) { _, _ in true }.runs[0]
    let points = run.trace.compactMap(\.flow)
    #expect(points.count == run.trace.count && points[0].time == 0)
    let filter = UnrolledFilter(depth: 3, stepSize: 0.35)
    let rate =
      2 * abs(filter.derivative(at: 0)) * (filter.forcedGain.value * (0.5 + 0.81) - 0.5)
    let early = points.filter { $0.penalties[0] < 1e-4 }
    let last = try #require(early.last)
    let growth = 0.5 * log(last.penalties[0] / points[0].penalties[0]) / last.time
    #expect(abs(growth - rate) < 1e-3 * rate, "\(growth) instead of \(rate)")
    if case .gradientNorm = run.stopReason {} else { Issue.record("\(run.stopReason as Any)") }
  }
}
