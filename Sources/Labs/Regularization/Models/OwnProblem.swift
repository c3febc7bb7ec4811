// The user's operator and the ways to reconstruct from a measurement.

import LabKit
import Libc
import LinearAlgebra
import Optimization

/// A reconstruction with its certificate.
struct Reconstruction: Sendable {
  let method: OwnMethod
  /// The name of the parameter, its value, and the value relative to its unit.
  let parameter: String
  let value: Double
  let relative: Double
  /// x.
  let signal: [Double]
  /// ‖Ax − b‖.
  let residual: Double
  /// The functional that the method minimises; nil where there is none.
  var objective: Double?
  /// The number that certifies the reconstruction, and its meaning.
  var certificate: Double?
  var meaning = "none"
  var iterations = 0
  var stop = "closed form"
  /// Whether the certificate is as small as was asked for.
  var isCertified = true
}

/// An operator with its norm and, where they can be computed, its singular values.
struct OwnProblem: Sendable {
  /// The largest number of steps of an iteration that the discrepancy principle stops, and of solvers.
  static let iterationLimit = 100_000
  /// The largest number of steps for images with total variation.
  static let imageLimit = 4000

  /// The largest number of steps of solvers, by the cost of a product with a matrix.
  private var solverLimit: Int {
    guard case .matrix = map.kind else { return Self.iterationLimit }
    return min(max(2_000_000_000 / (map.rows * map.columns), 1000), Self.iterationLimit)
  }

  let map: ForwardOperator
  /// ‖A‖₂ up to rounding, or for large operators an upper bound on it, for step sizes; 0 if no method needs it.
  let norm: Double
  /// ‖A‖₂ as penalties are relative to it: the largest singular value where all are computed, elsewhere ``norm``.
  let unit: Double
  /// nil for large operators, and if no method needs them.
  let values: SingularValues?

  /// Computes what the methods need.
  ///
  /// - Parameters:
  ///   - map: A.
  ///   - methods: The methods that will be used.
  /// - Throws: ``LabError`` where LAPACK fails or A is 0.
  init(_ map: ForwardOperator, for methods: [OwnMethod]) throws(LabError) {
    self.map = map
    let needsValues = methods.contains(where: \.usesSingularValues)
    values =
      needsValues && SingularRange.isDense(map)
      ? try factorized(SingularValues(Matrix(of: map), isComplete: false)) : nil
    guard methods.contains(where: { $0 != .fbp }) else {
      (norm, unit) = (0, 0)
      return
    }
    norm = try SingularRange(of: map).largest
    guard norm > 0 else { throw .malformed("--operator \(map.name): the operator is 0") }
    unit = values?.values.first ?? norm
  }

  /// The reconstruction with gains s·g(s)/s from the singular values: x = Σ gᵢ/sᵢ ⟨uᵢ, b⟩ vᵢ.
  private func filtered(
    _ data: [Double], _ values: SingularValues, gain: (Double) -> Double
  ) -> [Double] {
    var coefficients = values.left.adjointApplied(to: data)
    let floor = (values.values.first ?? 0) * 1e-14
    for (index, s) in values.values.enumerated() {
      coefficients[index] *= s > floor ? gain(s) / s : 0
    }
    return values.right.leadingColumns(values.values.count).applied(to: coefficients)
  }

  func residual(_ signal: [Double], _ data: [Double]) -> Double {
    distance(map.applied(to: signal), data)
  }

  // MARK: Cut-off

  /// The least-squares solution on the directions with s ≥ t.
  func cutOff(_ data: [Double], threshold: Double, relative: Double) -> Reconstruction? {
    guard let values else { return nil }
    let kept = values.values.count { $0 >= threshold }
    let signal = filtered(data, values) { $0 >= threshold ? 1 : 0 }
    // The gradient along the directions that are kept.
    let rest = difference(map.applied(to: signal), data)
    let correlations = values.left.adjointApplied(to: rest).prefix(kept)
    var result = Reconstruction(
      method: .cutoff, parameter: "threshold", value: threshold, relative: relative,
      signal: signal, residual: LinearAlgebra.norm(rest))
    result.certificate = LinearAlgebra.norm(Array(correlations))
    result.meaning = "residual along the directions that are kept"
    return result
  }

  /// The largest threshold, one of the singular values, with a residual of at most a target.
  func cutOffThreshold(_ data: [Double], residual target: Double) -> Double? {
    guard let values else { return nil }
    let squares = values.left.adjointApplied(to: data).map { $0 * $0 }
    let outside = max(dot(data, data) - squares.reduce(0, +), 0)
    // Sums from the smallest singular value up.
    var rest = outside
    var last = values.values.count
    while last > 0, (rest + squares[last - 1]).squareRoot() <= target {
      rest += squares[last - 1]
      last -= 1
    }
    guard last > 0 else { return 2 * (values.values.first ?? 1) }
    return rest.squareRoot() <= target || last < values.values.count ? values.values[last - 1] : 0
  }

  // MARK: Tikhonov

  /// The minimiser of ½‖Ax − b‖² + ½λ‖x‖².
  ///
  /// - Parameters:
  ///   - data: b.
  ///   - relative: λ/‖A‖².
  /// - Returns: The reconstruction.
  func tikhonov(_ data: [Double], relative: Double) -> Reconstruction {
    let weight = relative * unit * unit
    let problem = TikhonovProblem(map: map, data: data, weight: weight)
    let signal: [Double]
    var iterations = 0
    if let values {
      signal = filtered(data, values) { $0 * $0 / ($0 * $0 + weight) }
    } else {
      let result = ConjugateGradient(tolerance: 1e-12, iterationLimit: 10_000).solve(
        NormalMap(map: map, weight: weight), map.adjointApplied(to: data))
      (signal, iterations) = (result.solution, result.iterations)
    }
    var result = Reconstruction(
      method: .tikhonov, parameter: "lambda", value: weight, relative: relative,
      signal: signal, residual: residual(signal, data))
    result.objective = problem.primal(signal)
    result.certificate = problem.gap(signal)
    result.meaning = "duality gap"
    result.iterations = iterations
    result.stop = values == nil ? "residual" : "closed form"
    return result
  }

  // MARK: Iterations

  /// Landweber's iteration, or the linearised Bregman iteration for μ > 0.
  ///
  /// - Parameters:
  ///   - data: b.
  ///   - weight: μ.
  ///   - steps: K; nil to stop at the residual.
  ///   - target: The residual.
  /// - Returns: The reconstruction and the number of steps in which the residual rose beyond rounding, which is relative to ‖b‖.
  func iterated(
    _ data: [Double], weight: Double, steps: Int?, residual target: Double = -1
  ) -> (Reconstruction, rises: Int) {
    let step = 1 / (norm * norm)
    var (rises, last) = (0, Double.infinity)
    let rounding = 1e-13 * LinearAlgebra.norm(data)
    let run = LinearizedBregman(weight: weight, stepSize: step).run(
      map, data, residual: steps == nil ? target : -1,
      iterationLimit: steps ?? Self.iterationLimit
    ) { _, _, residual in
      if residual > last * (1 + 1e-12) + rounding { rises += 1 }
      last = residual
      return true
    }
    var result = Reconstruction(
      method: weight > 0 ? .bregman : .landweber, parameter: "steps",
      value: Double(run.iterations), relative: Double(run.iterations), signal: run.point,
      residual: run.residual)
    result.iterations = run.iterations
    result.stop =
      switch run.stopReason {
      case .residual: "discrepancy"
      case .nonFinite: "not finite"
      case .iterationLimit: steps == nil ? "residual not reached" : "steps"
      case .interrupted: "interrupted"
      }
    if weight > 0 {
      result.objective =
        weight * run.point.reduce(0) { $0 + abs($1) } + 0.5 * dot(run.point, run.point)
      result.certificate = excessBound(run, data)
      result.meaning = "bound on J − min J"
    } else if let values {
      let count = Double(run.iterations)
      let expected = filtered(data, values) { -expm1(count * log1p(max(-$0 * $0 * step, -1))) }
      result.certificate = distance(run.point, expected)
      result.meaning = "distance from the filter"
    }
    return (result, rises)
  }

  /// ⟨y, Au − b⟩ ≥ J(u) − min{J : Au = b} for J = μ‖u‖₁ + ½‖u‖² and the multiplier y.
  ///
  /// Aᵀy is a subgradient of J at u, so that ⟨y, Au − b⟩ is J(u) minus the value ⟨y, b⟩ − J*(Aᵀy) of the dual problem, which is at most the
  /// minimum. With singular values b and y are projected to the range of A: the minimum is then over the solutions of least
  /// squares, also where Au = b has none.
  private func excessBound(_ run: LinearizedBregman.Result, _ data: [Double]) -> Double {
    guard let values else { return run.gap }
    let floor = (values.values.first ?? 0) * 1e-14
    let rank = values.values.count { $0 > floor }
    let rest = difference(map.applied(to: run.point), data)
    let pairs = zip(
      values.left.adjointApplied(to: run.multiplier), values.left.adjointApplied(to: rest))
    return pairs.prefix(rank).reduce(0) { $0 + $1.0 * $1.1 }
  }

  // MARK: Total variation

  /// The least weight for which total variation leaves a constant; for images a bound on it.
  func largestVariationWeight(_ data: [Double]) -> Double {
    guard case .radon(let radon) = map.kind else {
      return VariationProblem.largestWeight(map: map, data: data)
    }
    return imageProblem(data, radon, weight: 1).penaltyScale
  }

  private func imageProblem(
    _ data: [Double], _ radon: RadonMap, weight: Double
  ) -> AnalysisProblem {
    AnalysisProblem(
      radon, data: data,
      differences: StencilMap(height: radon.size, width: radon.size, boundary: .open),
      norm: .isotropic, penalty: weight)
  }

  /// Isotropic total variation of an image, by the primal-dual method.
  private func imageVariation(
    _ data: [Double], _ radon: RadonMap, weight: Double, relative: Double, tolerance: Double
  ) -> Reconstruction {
    let problem = imageProblem(data, radon, weight: weight)
    let differences = StencilMap(height: radon.size, width: radon.size, boundary: .open)
    // Both parts of the map have a norm of at most √8.
    let factor = 8.0.squareRoot() / norm
    let loss = SquaredDistance(
      weight: 1 / (factor * factor), center: data.map { factor * $0 })
    let allowed = tolerance * 0.5 * dot(data, data)
    var (last, count) = ([Double](), 0)
    var (primal, gap) = (Double.infinity, Double.infinity)
    // The best ratio of steps is about that of the sizes of both solutions, or a tenth of it.
    let guess = tikhonov(data, relative: 0.01)
    let dualSize = weight * Double(radon.size) + guess.residual / factor
    let ratio = 0.1 * LinearAlgebra.norm(guess.signal) / dualSize
    let run = ChambollePock(norm: 4, ratio: ratio > 0 && ratio.isFinite ? ratio : 1).minimize(
      ZeroFunction(),
      JoinedFunction(loss, GroupNorm(weight: weight, layout: .strided(2)), at: data.count),
      StackedMap(ScaledMap(factor, radon), differences), iterationLimit: Self.imageLimit
    ) { iteration, x, y in
      guard iteration % 20 == 0, iteration > 0 else { return true }
      (last, count) = (x, iteration)
      let certificate = problem.certificate(x, dual: Array(y.suffix(differences.rows)))
      (primal, gap) = (certificate.primal, certificate.gap)
      return gap > allowed
    }
    if last.isEmpty { (last, count) = (run.primal, run.iterations) }
    var result = Reconstruction(
      method: .tv, parameter: "lambda", value: weight, relative: relative, signal: last,
      residual: residual(last, data))
    result.objective = primal
    result.certificate = gap
    result.meaning = "duality gap"
    result.iterations = count
    result.isCertified = gap <= allowed
    result.stop = result.isCertified ? "gap" : "iteration limit"
    return result
  }

  /// Total variation, or total generalised variation.
  ///
  /// - Parameters:
  ///   - data: b.
  ///   - weight: λ or α.
  ///   - relative: The weight in its unit.
  ///   - second: β.
  ///   - tolerance: The gap relative to ½‖b‖².
  /// - Returns: The reconstruction.
  func variation(
    _ data: [Double], weight: Double, relative: Double, second: Double?, tolerance: Double
  ) -> Reconstruction {
    if case .radon(let radon) = map.kind {
      return imageVariation(
        data, radon, weight: weight, relative: relative, tolerance: tolerance)
    }
    let problem = VariationProblem(
      map: map, data: data, weight: weight, curvatureWeight: second)
    let solution = problem.solve(
      norm: norm, tolerance: tolerance, iterationLimit: solverLimit)
    var result = Reconstruction(
      method: second == nil ? .tv : .tgv, parameter: second == nil ? "lambda" : "alpha",
      value: weight, relative: relative, signal: solution.signal,
      residual: residual(solution.signal, data))
    result.objective = solution.primal
    result.certificate = solution.gap
    result.meaning = "duality gap"
    result.iterations = solution.iterations
    result.stop = solution.isSolved ? "gap" : "iteration limit"
    result.isCertified = solution.isSolved
    return result
  }

  // MARK: Filtered back-projection

  func backProjected(_ data: [Double], _ radon: RadonMap, band: Double) -> Reconstruction {
    let beam = radon.beam
    let sinogram = Matrix(rows: beam.angleCount, columns: beam.detectorCount, rowMajor: data)
    let image = FilteredBackProjection(beam, band: band).image(sinogram, size: radon.size)
    return Reconstruction(
      method: .fbp, parameter: "band", value: band * .pi / beam.spacing, relative: band,
      signal: image, residual: residual(image, data))
  }
}

/// AᵀA + λI.
private struct NormalMap: LinearMap {
  let map: ForwardOperator
  let weight: Double
  var rows: Int { map.columns }
  var columns: Int { map.columns }

  func apply(_ x: UnsafeBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: map.rows) { image in
      image.initialize(repeating: 0)
      map.apply(x, into: image)
      map.applyAdjoint(UnsafeBufferPointer(image), into: y)
    }
    for index in x.indices { y[index] += weight * x[index] }
  }

  func applyAdjoint(_ y: UnsafeBufferPointer<Double>, into x: UnsafeMutableBufferPointer<Double>) {
    apply(y, into: x)
  }
}
