// Approximate solutions of the linear system, on a quadratic with a known spectrum.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// G = ½zᵀHz − λᵀz with forty eigenvalues from 1/50 to 1, F = ½‖z − t‖².
struct LinearSystems {
  private let dimension = 40
  private let condition = 50.0
  private let spectrum: [Double]
  /// The orthogonal factor Q of H = Q diag Qᵀ.
  private let basis: Matrix
  private let hessian: Matrix
  private let lambda: [Double]
  private let problem: BilevelProblem<Level, Level>
  private let solution: [Double]
  /// b = z* − t.
  private let right: [Double]
  /// v* = H⁻¹b, which is ∇h.
  private let adjoint: [Double]
  /// Qᵀb.
  private let rotated: [Double]

  /// Draws the instance of a seed.
  ///
  /// - Parameter seed: 0 for the pinned instance.
  /// - Throws: ``LabError/failed(_:)`` where an eigenvalue does not converge.
  init(seed: UInt64) throws(LabError) {
    var generator = CounterGenerator(seed: 51, shift: seed)
    let p = dimension
    let kappa = condition
    spectrum = (0..<p).map { pow(kappa, Double($0) / Double(p - 1) - 1) }
    basis = QRFactorization(generator.normals(rows: p, columns: p)).q
    hessian = .rotated(spectrum, by: basis)
    lambda = generator.normals(p)
    let zero = [Double](repeating: 0, count: p)
    let lower = Level(
      loss: .quadratic(try QuadraticForm(matrix: hessian, linear: zero)),
      coupling: .linear(.identity(p)), parameterCount: p)
    solution = try lower.minimizer(lambda)
    right = generator.normals(p).map { -$0 }
    var target = solution
    add(-1, right, to: &target)
    problem = BilevelProblem(lower: lower, upper: try .distance(to: target, parameterCount: p))
    adjoint = try problem.rootVJP(at: solution, lambda).adjoint
    rotated = basis.adjointApplied(to: right)
  }

  /// ‖v − v*‖/‖v*‖.
  private func error(_ v: [Double]) -> Double { distance(v, adjoint) / norm(adjoint) }

  /// ‖f(H)b‖ for a function of the eigenvalues.
  private func size(_ function: (Double) -> Double) -> Double {
    norm(zip(spectrum, rotated).map { function($0) * $1 })
  }

  /// The iterates of conjugate gradients for a matrix and a right-hand side, from 0.
  private func conjugateGradients(
    _ matrix: Matrix, _ right: [Double], _ count: Int
  ) -> [[Double]] {
    var iterates: [[Double]] = []
    _ = ConjugateGradient(tolerance: 0, iterationLimit: count).solve(matrix, right) { _, point in
      iterates.append(point)
      return true
    }
    return iterates
  }

  /// The solution v of a solver at z*.
  private func solved(_ solver: AdjointSolver) throws(LabError) -> [Double] {
    try problem.rootVJP(at: solution, lambda, by: solver).adjoint
  }

  /// Decides the claims and adds a table and a figure.
  ///
  /// - Parameter study: The outcome, to which they are added.
  /// - Throws: ``LabError/failed(_:)`` where a linear system has no solution.
  func report(to study: inout LabStudy) throws(LabError) {
    try decideDerivatives(&study)
    let gradients = conjugateGradients(hessian, right, 120)
    decideConjugateGradients(gradients, &study)
    try decideNeumann(&study)
    decideJacobianFree(&study)
    try decideUnrolling(&study)
    let run = QuasiNewtonRun(
      problem.lower, lambda, from: [Double](repeating: 0, count: dimension),
      steps: dimension + 8)
    let shine = run.estimates.map { error($0.applied(to: right)) }
    try decideQuasiNewton(run, shine, gradients, &study)
    try display(gradients, shine, &study)
  }

  private func decideDerivatives(_ study: inout LabStudy) throws(LabError) {
    let differences = try centralDifferences(at: lambda) { (at) throws(LabError) in
      try problem.value(at)
    }
    study.decide(
      SystemClaims.differences, "largest difference over ‖*v*^{*}‖", predicted: 0,
      computed: maximumDistance(differences, adjoint) / norm(adjoint), .rounding(1e-7))
    study.decide(
      SystemClaims.means, predicted: 1 / (1 - 0.36), computed: 0.5 * (1 / 0.4 + 1 / 1.6),
      .rounding(1e-12))
  }

  private func decideConjugateGradients(_ iterates: [[Double]], _ study: inout LabStudy) {
    func energy(_ v: [Double]) -> Double {
      var difference = v
      add(-1, adjoint, to: &difference)
      return dot(difference, hessian.applied(to: difference)).squareRoot()
    }
    let root = condition.squareRoot()
    let start = energy(iterates[0])
    let worst = iterates.enumerated().reduce(0.0) { worst, entry in
      let now = energy(entry.element)
      guard now > 1e-11 else { return worst }
      return max(worst, now / (2 * pow((root - 1) / (root + 1), Double(entry.offset)) * start))
    }
    study.decide(
      SystemClaims.chebyshev, "energy error over its bound", predicted: 1, computed: worst,
      .atMost(rounding: 1e-9))
    let values = [0.02, 0.1, 0.3, 0.6, 1]
    let five = Matrix.rotated(
      (0..<dimension).map { values[$0 * values.count / dimension] }, by: basis)
    let residuals = conjugateGradients(five, right, 6).map {
      distance(five.applied(to: $0), right) / norm(right)
    }
    study.decide(
      SystemClaims.distinct, "relative residual after five products", predicted: 1e-12,
      computed: residuals[min(5, residuals.count - 1)], .atMost(rounding: 0))
    study.decide(
      SystemClaims.notBefore, "relative residual after four products", predicted: 1e-6,
      computed: residuals[min(4, residuals.count - 1)], .atLeast(rounding: 0))
    study.pin(SystemClaims.gradientNumber, 9.34404e-4, error(iterates[20]))
  }

  private func decideNeumann(_ study: inout LabStudy) throws(LabError) {
    var worst = 0.0
    for count in stride(from: 1, through: 120, by: 7) {
      let exact = size { pow(1 - $0, Double(count)) / $0 } / norm(adjoint)
      let computed = error(try solved(.neumann(terms: count, stepSize: 1)))
      worst = max(worst, abs(computed / exact - 1))
    }
    study.decide(
      SystemClaims.neumann, "largest relative difference of the two", predicted: 0, computed: worst,
      .rounding(1e-10))
    study.pin(
      SystemClaims.neumannNumber, 0.601259, error(try solved(.neumann(terms: 20, stepSize: 1))))
    let printed = try solved(.printedNeumann(terms: 3000, stepSize: 1))
    var limit = adjoint
    add(-1, right, to: &limit)
    study.decide(
      SystemClaims.printedLimit, "distance from the limit over ‖*v*^{*}‖", predicted: 0,
      computed: distance(printed, limit) / norm(adjoint), .rounding(1e-10))
    study.decide(
      SystemClaims.printed, "relative distance from *v*^{*}", predicted: 0,
      computed: error(printed), .gap(1e-3))
    study.pin(SystemClaims.printedBias, 0.0436739, error(printed))
    var (term, sum) = (right, right)
    var growth = 0.0
    for _ in 0..<60 {
      add(-3, hessian.applied(to: term), to: &term)
      let before = norm(sum)
      add(1, term, to: &sum)
      growth = norm(sum) / before
    }
    study.decide(SystemClaims.growth, predicted: 2, computed: growth, .gap(0.01))
    study.decide(
      SystemClaims.unscaled, "growth of the sum per term, at ‖*H*‖ = 3", predicted: 1,
      computed: growth, .atMost(rounding: 0.01))
  }

  private func decideJacobianFree(_ study: inout LabStudy) {
    func cosine(_ a: [Double], _ b: [Double]) -> Double { dot(a, b) / (norm(a) * norm(b)) }
    let bound = 2 * condition.squareRoot() / (condition + 1)
    study.decide(
      SystemClaims.cosine, predicted: bound, computed: cosine(right, adjoint),
      .atLeast(rounding: 1e-12))
    let last = dimension - 1
    // In the basis of eigenvectors.
    let worst = (0..<dimension).map {
      $0 == 0 || $0 == last ? spectrum[$0].squareRoot() : 0
    }
    let vector = basis.applied(to: worst)
    var image = vector
    CholeskyFactorization(hessian)?.solve(&image)
    study.decide(
      SystemClaims.attained, predicted: bound, computed: cosine(vector, image), .rounding(1e-12))
    study.decide(
      SystemClaims.freeError, "relative error", predicted: size { (1 - $0) / $0 } / size { 1 / $0 },
      computed: error(right), .rounding(1e-12))
    study.pin(SystemClaims.freeNumber, 0.970124, error(right))
  }

  private func decideUnrolling(_ study: inout LabStudy) throws(LabError) {
    let unrolled = Unrolled(DescentStep(problem.lower, stepSize: 1), stepCount: 60)
    let start = [Double](repeating: 0, count: dimension)
    func end(_ lambda: [Double]) -> [Double] {
      unrolled.run(from: start, weights: lambda, keeping: 0).state
    }
    let tape = unrolled.run(from: start, weights: lambda)
    let z = tape.state
    var slope = z
    problem.upper.gradient(z, lambda, into: &slope)
    let gradient = unrolled.pullBack(slope, tape).weights
    let series = try problem.rootVJP(at: z, lambda, by: .neumann(terms: 60, stepSize: 1)).gradient
    study.decide(
      SystemClaims.unrolling, predicted: 0, computed: maximumDistance(gradient, series),
      .rounding(1e-12))
    let differences = centralDifferences(at: lambda) { problem.upper.value(end($0), $0) }
    study.decide(
      SystemClaims.unrolledDifferences, "largest difference over ‖*g*²‖", predicted: 0,
      computed: maximumDistance(differences, gradient) / norm(gradient), .rounding(1e-7))
    // Through K steps at z*, where the state does not move: the missing part is H⁻¹(I − H)^K b.
    let long = Unrolled(DescentStep(problem.lower, stepSize: 1), stepCount: 4000)
    let stay = long.run(from: solution, weights: lambda)
    func cut(_ count: Int) -> (state: [Double], weights: [Double]) {
      long.pullBack(right, stay, truncatedTo: count)
    }
    func missing(_ count: Int) -> Double {
      var rest = cut(count).state
      CholeskyFactorization(hessian)?.solve(&rest)
      return norm(rest)
    }
    study.decide(
      SystemClaims.cutRate, predicted: 1 - 1 / condition,
      computed: pow(missing(4000) / missing(3900), 0.01), .gap(1e-5))
    study.decide(
      SystemClaims.cutDescends, nil, (1...120).allSatisfy { dot(cut($0).weights, adjoint) > 0 })
  }

  private func decideQuasiNewton(
    _ run: QuasiNewtonRun, _ shine: [Double], _ gradients: [[Double]], _ study: inout LabStudy
  ) throws(LabError) {
    let forward = conjugateGradients(hessian, lambda, 15)
    study.decide(
      SystemClaims.quasiNewton, "largest relative distance", predicted: 0,
      computed: (0...15).reduce(0) {
        max($0, distance(run.iterates[$1], forward[$1]) / norm(solution))
      }, .rounding(1e-8))
    func after(_ steps: Int) -> Double { shine[min(steps, shine.count - 1)] }
    study.decide(
      SystemClaims.shineStart, predicted: error(right), computed: after(0), .rounding(1e-12))
    study.decide(
      SystemClaims.shineEnd, "relative error", predicted: 1e-6, computed: after(dimension + 4),
      .atMost(rounding: 0))
    let steps = [0, 5, 10, 20, 30, 40].map(after)
    study.decide(SystemClaims.shineFalls, nil, zip(steps, steps.dropFirst()).allSatisfy { $0 > $1 })
    study.decide(SystemClaims.shineWins, nil, shine.dropFirst(10).allSatisfy { $0 < shine[0] })
    study.pin(SystemClaims.shineNumber, 0.62407, after(20))
    var largest = 0.0
    for count in 1...20 {
      let v = try solved(.lbfgs(memory: 5, steps: count))
      largest = max(largest, distance(v, gradients[count]) / norm(adjoint))
    }
    study.decide(
      SystemClaims.limitedMemory, "largest relative distance", predicted: 0, computed: largest,
      .rounding(1e-6))
    let neumann = error(try solved(.neumann(terms: 20, stepSize: 1)))
    study.decide(
      SystemClaims.ranking, nil, error(gradients[20]) < neumann && neumann < error(right))
  }

  private func display(
    _ gradients: [[Double]], _ shine: [Double], _ study: inout LabStudy
  ) throws(LabError) {
    var table = Table(columns: ["method", "products", "forward_steps", "relative_error"])
    var curves: [(name: String, points: [Point], style: Style)] = [
      ("CG", [], Style(color: .vermillion)),
      ("Neumann (unrolling)", [], Style(color: .blue, dash: .dashed)),
      ("SHINE", [], Style(color: .green, dash: .dashDotted)),
      ("Jacobian-free", [], Style(color: .black, dash: .dotted)),
    ]
    func append(_ curve: Int, _ products: Int, _ steps: Int, _ error: Double) {
      table.append([
        .text(["CG", "Neumann", "SHINE", "Jacobian-free"][curve]), .integer(products),
        .integer(steps), .number(error),
      ])
      if error > 0 {
        curves[curve].points.append(Point(x: Double(max(products, steps)), y: error))
      }
    }
    for count in 0...60 {
      append(0, count, 0, error(gradients[min(count, gradients.count - 1)]))
      append(1, count, 0, error(try solved(.neumann(terms: count, stepSize: 1))))
      if count < shine.count { append(2, 0, count, shine[count]) }
    }
    append(3, 0, 0, error(right))
    curves[3].points.append(Point(x: 60, y: error(right)))
    study.tables.append(
      NamedTable("systems", "error of approximate solutions of the linear system", table))
    study.figures.append(
      NamedFigure(
        "systems",
        Figure(
          title: "Approximate solutions of the linear system of a hypergradient",
          command: study.settings.command,
          panels: [
            Panel(
              xAxis: Axis("products with *H*, or forward steps", isInteger: true),
              yAxis: Axis(
                "relative error ‖*v* − *v*^{*}‖/‖*v*^{*}‖", scale: .logarithmic,
                // Space for the name of the curve at 1.
                range: 1e-16...100),
              curves: curves.map { Curve($0.name, points: $0.points, style: $0.style) },
              guides: [
                Guide(.vertical, at: Double(dimension), label: "\(dimension) variables")
              ])
          ])))
  }
}
