// Certificates of analysis problems: weak duality for any operator, and gaps that vanish at solutions.

import LabKit
import LinearAlgebra
import Optimization
import Testing

struct AnalysisProblemTests {
  /// Operators of 20 unknowns, wide, square and tall, and grids of as many.
  private static let maps = [7, 20, 31]
  private static let grids = [
    StencilMap(length: 20, boundary: .open), StencilMap(length: 20, boundary: .periodic),
    StencilMap(height: 4, width: 5, boundary: .open),
    StencilMap(height: 4, width: 5, boundary: .periodic),
  ]

  private func problem(
    _ rows: Int, _ grid: StencilMap, _ norm: PairNorm
  ) -> AnalysisProblem {
    var generator = CounterGenerator(seed: UInt64(rows))
    let map = generator.normals(rows: rows, columns: 20)
    return AnalysisProblem(
      map, data: generator.normals(rows), differences: grid, norm: norm, penalty: 0.7)
  }

  @Test("the dual value is below P at every point", arguments: maps, grids)
  func weakDuality(rows: Int, grid: StencilMap) {
    let norm: PairNorm = grid.height > 1 ? .isotropic : .anisotropic
    let problem = problem(rows, grid, norm)
    var generator = CounterGenerator(seed: 5)
    let points = (0..<6).map { _ in generator.normals(20) }
    for point in points {
      let dual = problem.certificate(point, dual: generator.normals(grid.rows)).dual
      #expect(points.allSatisfy { problem.primal($0) >= dual - 1e-12 })
      #expect(problem.primal([Double](repeating: 0, count: 20)) >= dual - 1e-12)
    }
  }

  @Test("the gap vanishes at the solution, whatever the operator", arguments: maps, grids)
  func solution(rows: Int, grid: StencilMap) throws {
    let norm: PairNorm = grid.height > 1 ? .isotropic : .anisotropic
    let problem = problem(rows, grid, norm)
    let map = try #require(problem.map as? Matrix)
    let size = try operatorNorm(of: map).upper
    let stepSize = 1 / (size * size)
    var iteration = PlugAndPlayIteration(
      map, data: problem.data, stepSize: stepSize,
      AnalysisDenoiser(
        transform: grid, weight: stepSize * problem.penalty, stepSize: 0.125, norm: norm),
      steps: 3, isWarm: true)
    iteration.run(15_000)
    let certificate = problem.certificate(
      iteration.image, dual: iteration.state.map { $0 / stepSize })
    #expect(certificate.gap <= 1e-6 && certificate.gap >= -1e-12)
  }

  @Test("above the scale of λ the solution of a signal is constant, below it is not")
  func penaltyScale() {
    let data = [0.1, 0.4, -0.3, 0.9, 1.4, 0.8]
    let identity = Matrix.identity(6)
    let scale = AnalysisProblem(
      identity, data: data, differences: StencilMap(length: 6, boundary: .open), penalty: 1
    ).penaltyScale
    let above = totalVariationDenoised(data, weight: scale * 1.001)
    let below = totalVariationDenoised(data, weight: scale * 0.999)
    #expect((above.max() ?? 0) - (above.min() ?? 0) <= 1e-12)
    #expect((below.max() ?? 0) - (below.min() ?? 0) > 1e-5)
  }

  @Test(
    "an operator that maps constants to 0 up to rounding has certificates, and one that sees only constants none to give"
  )
  func constants() throws {
    let n = 42
    var centring = Matrix.identity(n)
    let mean = Matrix(rows: n, columns: n, elements: Array(repeating: 1 / Double(n), count: n * n))
    add(-1, mean.elements, to: &centring)
    var generator = CounterGenerator(seed: 10)
    let data = generator.normals(n)
    let grid = StencilMap(length: n, boundary: .open)
    let problem = AnalysisProblem(centring, data: data, differences: grid, penalty: 0.3)
    var iteration = PlugAndPlayIteration(
      centring, data: data, stepSize: 1,
      AnalysisDenoiser(transform: grid, weight: 0.3, stepSize: 0.25), steps: 20, isWarm: true)
    iteration.run(2000)
    #expect(problem.certificate(iteration.image, dual: iteration.state).gap <= 1e-6)
    let blind = AnalysisProblem(mean, data: data, differences: grid, penalty: 1)
    #expect(blind.penaltyScale == 0)
    #expect(problem.penaltyScale > 0)
  }

  @Test("both certificates of an invertible operator are below the minimum, and meet there")
  func inverse() throws {
    let blur = CirculantMap(kernel: [0.2, 0.6, 0.2], length: 12)
    var generator = CounterGenerator(seed: 9)
    let data = generator.normals(12)
    let grid = StencilMap(length: 12, boundary: .open)
    let problem = AnalysisProblem(blur, data: data, differences: grid, penalty: 0.3)
    let factor = try LUFactorization(Matrix(of: blur))
    var iteration = PlugAndPlayIteration(
      blur, data: data, stepSize: 1,
      AnalysisDenoiser(transform: grid, weight: 0.3, stepSize: 0.25), steps: 2, isWarm: true)
    func gaps() -> [Double] {
      [
        problem.certificate(iteration.image, dual: iteration.state).gap,
        problem.certificate(iteration.image, dual: iteration.state, factor: factor).gap,
      ]
    }
    iteration.run(3)
    #expect(gaps().allSatisfy { $0 > 1e-6 })
    iteration.run(5000)
    #expect(gaps().allSatisfy { abs($0) <= 1e-12 })
  }
}
