// Problems of eight variables, and gradients that are wrong in a known way, computed without the referee.

import LabKit
import Libc
import LinearAlgebra

@testable import Hypergradient

/// A random problem with its certified gradient.
struct PlantedProblem {
  let model: HypergradientParameters.Model
  let levels: BilevelProblem<Level, Level>
  let lambda: [Double]
  let truth: Truth
  var generator: CounterGenerator

  /// Draws a problem with correlated features, of which two in three matter; `unit` scales the targets of a regression.
  init(
    _ model: HypergradientParameters.Model, seed: UInt64,
    upper: HypergradientParameters.Upper = .validation, unit: Double = 1
  ) throws {
    self.model = model
    var generator = CounterGenerator(seed: 2911 + seed)
    let d = 8
    let spectrum = (0..<d).map { pow(20, -Double($0) / Double(d - 1)) }
    if model == .quadratic {
      var mixed = generator.normals(rows: d, columns: d)
      LinearAlgebra.scale(&mixed, by: 0.5)
      mixed.addDiagonal(spectrum.map { _ in 1 })
      let lower = Level(
        loss: .quadratic(
          try QuadraticForm(
            matrix: .rotated(spectrum, &generator), linear: generator.normals(d))),
        coupling: .linear(mixed), parameterCount: d)
      let target = generator.normals(d).map { 3 * $0 }
      let distance = try QuadraticForm(
        matrix: .identity(d), linear: target, constant: 0.5 * dot(target, target))
      levels = BilevelProblem(
        lower: lower,
        upper: upper == .same
          ? lower : Level(loss: .quadratic(distance), coupling: nil, parameterCount: d))
      lambda = generator.normals(d)
    } else {
      let rotation = QRFactorization(generator.normals(rows: d, columns: d)).q
      func samples(_ count: Int) -> Matrix {
        var design = generator.normals(rows: count, columns: d)
        design.scaleColumns(spectrum.map { $0.squareRoot() })
        return design.multiplied(by: rotation)
      }
      let (training, validation) = (samples(40), samples(24))
      let weights = generator.normals(d).enumerated().map { $0.offset % 3 == 2 ? 0 : $0.element }
      func labels(_ design: Matrix) -> [Double] {
        let noise = generator.normals(design.rows)
        return zip(design.applied(to: weights), noise).map { score, noise in
          model == .logistic
            ? (score + 0.5 * noise < 0 ? -1 : 1) : unit * (score + 0.3 * noise)
        }
      }
      let (y, w) = (labels(training), labels(validation))
      let center: Double
      if model == .lasso {
        let correlations = training.adjointApplied(to: y).map { abs($0) / 40 }
        center = log(0.04 * (correlations.max() ?? 1))
      } else {
        center = log(0.02)
      }
      lambda = generator.normals(d).map { center + 0.3 * $0 }
      func loss(_ design: Matrix, _ labels: [Double]) throws -> Loss {
        model == .logistic
          ? .logistic(try LogisticLoss(design: design, classes: labels))
          : .quadratic(try QuadraticForm(design: design, targets: labels))
      }
      let owners = Array(0..<d)
      let coupling: Coupling = model == .lasso ? .magnitudes(owners) : .squares(owners)
      let lower = Level(loss: try loss(training, y), coupling: coupling, parameterCount: d)
      levels = BilevelProblem(
        lower: lower,
        upper: upper == .same
          ? lower
          : Level(
            loss: try loss(validation, w), coupling: upper == .penalized ? coupling : nil,
            parameterCount: d))
    }
    truth = try Truth(levels, at: lambda, tolerance: 1e-5)
    self.generator = generator
  }

  /// The referee of the problem.
  func referee(theta: [Double]? = nil, stepLimit: Int = 60) throws -> Referee {
    try Referee(
      levels, [truth], theta: theta.map { [$0] }, tolerance: 1e-5, stepLimit: stepLimit)
  }

  /// 1/L.
  var step: Double { 1 / levels.lower.largestCurvature(lambda) }

  /// The implicit formula at z with any solver, on the support of z for the Lasso.
  func implicit(at z: [Double], _ solver: AdjointSolver) throws -> [Double] {
    guard levels.lower.hasKinks else {
      return try levels.rootVJP(at: z, lambda, by: solver).gradient
    }
    let support = nonzeroEntries(of: z)
    return try levels.restricted(to: support)
      .rootVJP(at: support.map { z[$0] }, lambda, by: solver).gradient
  }

  /// The iterate after N steps from 0.
  func iterate(_ count: Int, step: Double) -> [Double] {
    Unrolled(DescentStep(levels.lower, stepSize: step), stepCount: count)
      .run(
        from: [Double](repeating: 0, count: levels.lower.stateCount), weights: lambda, keeping: 0
      )
      .state
  }

  /// Back-propagation through the last K of N steps from 0.
  func unrolled(_ count: Int, step: Double, kept: Int? = nil) -> [Double] {
    let run = Unrolled(DescentStep(levels.lower, stepSize: step), stepCount: count)
    let tape = run.run(
      from: [Double](repeating: 0, count: levels.lower.stateCount), weights: lambda)
    var slope = tape.state
    levels.upper.gradient(tape.state, lambda, into: &slope)
    var gradient = run.pullBack(slope, tape, truncatedTo: kept ?? count).weights
    var direct = lambda
    levels.upper.directGradient(tape.state, lambda, into: &direct)
    add(1, direct, to: &gradient)
    return gradient
  }

  /// A wrong gradient with the causes that are right answers.
  struct Fault {
    let name: String
    let causes: Set<String>
    let gradient: [Double]
  }

  /// Gradients that are wrong in a way that the referee knows.
  func faults() throws -> [Fault] {
    let (z, g) = (truth.solution, truth.gradient)
    var faults: [Fault] = []
    func plant(_ name: String, _ causes: Set<String>, _ gradient: [Double]) {
      faults.append(Fault(name: name, causes: causes, gradient: gradient))
    }
    plant("factor 2", ["factor"], g.map { 2 * $0 })
    plant("sign", ["sign"], g.map { -$0 })
    plant(
      "CG 2", ["cg"], try implicit(at: z, .conjugateGradient(tolerance: 0, limit: 2)))
    plant(
      "normal CG 3", ["normal-cg"],
      try implicit(at: z, .normalConjugateGradient(tolerance: 0, limit: 3)))
    plant("Neumann 7", ["neumann"], try implicit(at: z, .neumann(terms: 7, stepSize: step)))
    plant(
      "Neumann as printed 5", ["neumann"],
      try implicit(at: z, .printedNeumann(terms: 5, stepSize: 0.9 * step)))
    plant("Jacobian-free", ["jacobian-free"], try implicit(at: z, .jacobianFree))
    plant("unrolled 12", ["unrolled"], unrolled(12, step: step))
    plant("cut", ["truncated"], unrolled(20, step: step, kept: 6))
    let far = iterate(9, step: step)
    plant("inner 9", ["inner"], try implicit(at: far, .direct))
    plant(
      "inner 9 and CG 2", ["inner+cg"],
      try implicit(at: far, .conjugateGradient(tolerance: 0, limit: 2)))
    if model != .quadratic {
      plant("1/n", ["factor"], g.map { $0 / 40 })
      plant(
        "with respect to e^λ", ["parametrisation"], zip(g, lambda).map { $0 / exp($1) })
      plant(
        "sign and e^λ", ["parametrisation+sign"], zip(g, lambda).map { -$0 / exp($1) })
    } else if case .linear(let matrix) = levels.lower.coupling {
      var v = try levels.rootVJP(at: z, lambda).adjoint
      v = matrix.applied(to: v)
      plant("C transposed", ["transposed"], v)
    }
    if model == .ridge {
      plant("unrolled 15, odd step", ["unrolled"], unrolled(15, step: 0.61 * step))
    }
    return faults
  }

  /// Gradients that are wrong in ways that the referee does not know.
  mutating func unknownFaults() throws -> [Fault] {
    let g = truth.gradient
    let size = norm(g)
    func noisy(_ level: Double) -> [Double] {
      let noise = generator.normals(g.count)
      return zip(g, noise).map { $0 + level * size * $1 / norm(noise) }
    }
    var faults = [
      Fault(name: "noise 0.1", causes: [], gradient: noisy(0.1)),
      Fault(name: "noise 1e-4", causes: [], gradient: noisy(1e-4)),
      Fault(name: "reversed", causes: [], gradient: g.reversed()),
      Fault(
        name: "one entry", causes: [],
        gradient: g.enumerated().map { $0.offset == 1 ? 0.7 * $0.element + 0.1 * size : $0.element }
      ),
    ]
    let shifted = zip(lambda, generator.normals(g.count)).map { $0 + 0.05 * $1 }
    faults.append(
      Fault(
        name: "another λ", causes: [],
        gradient: try Truth(levels, at: shifted, tolerance: 1e-5).gradient))
    return faults
  }
}
