// Plug-and-play iterations on the user's data, with certificates.

import Evidence
import LabKit
import LinearAlgebra
import Optimization
import Report

/// Warm and cold iterations with every number of steps, their gaps, and the reconstruction.
struct OwnStudy {
  private typealias Lab = PlugAndPlayLab

  /// An iteration that has ended, with P(x) and the gap of its image.
  private struct Run {
    let steps: Int
    let start: String
    let count: Int
    let image: [Double]
    let primal: Double
    let gap: Double
    let stop: String
  }

  private let own: OwnProblem
  private let settings: LabSettings

  /// Reads the files.
  ///
  /// - Parameter settings: The settings of the lab.
  /// - Throws: ``LabError``.
  init(_ settings: LabSettings) throws(LabError) {
    own = try OwnProblem(settings)
    self.settings = settings
  }

  /// Runs the iterations, decides the law, and adds tables and the reconstruction.
  ///
  /// - Throws: ``LabError`` where λ is too large or LAPACK fails.
  func report(to study: inout LabStudy) throws(LabError) {
    let norm = own.range.largest
    guard norm > 0 else { throw .illegal("\(Lab.map.option): the operator is 0") }
    noteUniqueness(to: &study)
    if let dictionary = own.dictionary {
      try report(dictionary, norm, to: &study)
    } else {
      try reportVariation(norm, to: &study)
    }
  }

  /// Says where the objective is not known to be strongly convex.
  private func noteUniqueness(to study: inout LabStudy) {
    guard own.range.convexity == nil else { return }
    study.warnings.append(
      own.range.least == nil
        ? "the least singular value of an operator of \(own.map.rows) × \(own.map.columns) is not computed: distance_bound is empty"
        : "A maps some direction to 0, to working precision: there may be several solutions x, all with the same Ax, and "
          + "distance_bound is empty")
  }

  /// λ, from its ratio to λ_max unless it is absolute.
  private func chosenPenalty(_ largest: Double, to study: inout LabStudy) throws(LabError) -> Double
  {
    let given = try settings.isGiven(Lab.penalty) ? Lab.onePenalty(settings) : 0.1
    study.use(.numbers([given]), for: Lab.penalty)
    guard largest > 0 else {
      throw .malformed("\(own.path): λ_max is 0, so that every λ > 0 gives the same solution")
    }
    let penalty = settings.isOn(Lab.absolute) ? given : given * largest
    if penalty >= largest {
      study.warnings.append(
        "λ = \(penalty) is at least \(largest): the solution is constant, or 0 for a dictionary")
    }
    return penalty
  }

  private func reportVariation(_ size: Double, to study: inout LabStudy) throws(LabError) {
    let (h, w) = own.shape
    let isPeriodic = settings.name(Lab.boundary) == "periodic"
    let isImage = h > 1
    let boundary: StencilMap.Boundary = isPeriodic ? .periodic : .open
    let differences =
      isImage
      ? StencilMap(height: h, width: w, boundary: boundary)
      : StencilMap(length: w, boundary: boundary)
    guard differences.rows > 0 else { throw .malformed("\(own.path): a single number") }
    let kind: PairNorm =
      isImage && settings.name(Lab.norm) == "isotropic" ? .isotropic : .anisotropic
    let data = own.measured
    let unit = AnalysisProblem(
      own.map, data: data, differences: differences, norm: kind, penalty: 1)
    let penalty = try chosenPenalty(unit.penaltyScale, to: &study)
    let problem = AnalysisProblem(
      own.map, data: data, differences: differences, norm: kind, penalty: penalty)
    let stepSize = 1 / (size * size)
    let denoiser = AnalysisDenoiser(
      transform: differences, weight: stepSize * penalty,
      stepSize: 1 / (isImage ? ImageTotalVariation.squaredNormBound : 4), norm: kind)
    run(denoiser, data, stepSize, to: &study) { image, state in
      (
        problem.primal(image),
        problem.certificate(image, dual: state.map { $0 / stepSize }).gap
      )
    }
  }

  private func report(
    _ dictionary: Matrix, _ size: Double, to study: inout LabStudy
  ) throws(LabError) {
    let data = own.measured
    let both = Matrix(of: ComposedMap(own.map, dictionary))
    let penalty = try chosenPenalty(maximumNorm(both.adjointApplied(to: data)), to: &study)
    let problem = LassoProblem(dictionary: both, signal: data, penalty: penalty)
    let atoms = try factorized(operatorNorm(of: dictionary)).upper
    let stepSize = 1 / (size * size)
    let denoiser = SynthesisDenoiser(
      dictionary: dictionary, weight: stepSize * penalty, stepSize: 0.99 / (atoms * atoms))
    run(denoiser, data, stepSize, to: &study) { _, state in
      (problem.primal(state), problem.gap(state))
    }
  }

  private func run(
    _ denoiser: some SteppedDenoiser, _ data: [Double], _ stepSize: Double,
    to study: inout LabStudy,
    certify: (_ image: [Double], _ state: [Double]) -> (primal: Double, gap: Double)
  ) {
    let tolerance = settings.number(Lab.tolerance) * 0.5 * dot(data, data)
    let budget = settings.integer(Lab.budget)
    let prior = own.dictionary == nil ? "analysis" : "synthesis"
    var iterations = Table(columns: [
      "prior", "steps", "start", "iteration", "denoiser_steps", "products", "gap", "stop",
    ])
    var limits = Table(columns: [
      "prior", "steps", "start", "iterations", "rho", "from_best", "distance_bound", "excess",
      "gap",
      "stop",
    ])
    var runs: [Run] = []
    for start in settings.isOn(Lab.isCold) ? ["warm", "cold"] : ["warm"] {
      for steps in settings.integers(Lab.steps) {
        var iteration = PlugAndPlayIteration(
          own.map, data: data, stepSize: stepSize, denoiser, steps: steps,
          isWarm: start == "warm")
        var value = (primal: Double.infinity, gap: Double.infinity)
        var standstill = Standstill(iteration.image)
        var stop = ""
        while stop.isEmpty {
          iteration.run(min(10, budget - iteration.iterations))
          value = certify(iteration.image, iteration.state)
          let count = iteration.iterations
          // The image of a warm iteration can rest while its multiplier still moves; a cold one has no other state.
          let isStill = start == "cold" && standstill.holds(iteration.image, after: count)
          stop =
            value.gap <= tolerance ? "gap" : isStill ? "still" : count >= budget ? "budget" : ""
          iterations.append([
            .text(prior), .integer(steps), .text(start), .integer(count), .integer(count * steps),
            .integer(count), .number(value.gap), .text(stop),
          ])
        }
        runs.append(
          Run(
            steps: steps, start: start, count: iteration.iterations, image: iteration.image,
            primal: value.primal, gap: value.gap, stop: stop))
      }
    }
    let best = runs.min { $0.gap < $1.gap }
    // That of the gap, a difference of numbers up to about ½‖y‖².
    let rounding = 8 * .ulpOfOne * 0.5 * dot(data, data)
    let bound = runs.map { $0.primal - $0.gap }.max() ?? 0
    for run in runs {
      limits.append([
        .text(prior), .integer(run.steps), .text(run.start), .integer(run.count),
        .number(stepSize),
        best.map { Cell.number(distance(run.image, $0.image)) } ?? .empty,
        own.range.convexity.map {
          Cell.number((2 * (max(run.gap, 0) + rounding) / $0).squareRoot())
        }
          ?? .empty,
        .number(run.primal - bound), .number(run.gap), .text(run.stop),
      ])
      if run.start == "warm", run.gap > tolerance {
        study.warnings.append(
          "L = \(run.steps), warm: the gap is \(run.gap) after \(run.count) iterations, above the tolerance of \(tolerance): "
            + "this reconstruction is not certified to it")
      }
    }
    study.decideDuality(runs.map { $0.primal }, runs.map { $0.primal - $0.gap })
    study.tables = [
      NamedTable("iterations", "duality gap of iterations with L steps", iterations),
      NamedTable(
        "limits",
        "where iterations with L steps end, from the reconstruction with the smallest gap, and at most how far from the solution",
        limits),
    ]
    let image = best?.image ?? []
    let (h, w) = own.shape
    study.product =
      h > 1
      ? LabArray("reconstruction", shape: [h, w], image) : LabArray("reconstruction", image)
    if h > 1, let figure = figure(image, data) { study.figures = [figure] }
  }

  /// The reconstruction beside data of the same shape.
  private func figure(_ image: [Double], _ data: [Double]) -> NamedFigure? {
    let finite = (image + data).filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
    func panel(_ title: String, _ values: [Double]) -> Panel {
      Panel(title: title, Picture(values: values, width: own.shape.width, range: low...high))
    }
    let panels =
      (own.data.count == image.count ? [panel("data", own.data)] : [])
      + [panel("reconstruction", image)]
    return NamedFigure(
      "photograph",
      Figure(
        title: "Reconstruction of \(own.path)", command: settings.command, panels: panels,
        columns: panels.count))
  }
}

extension LabStudy {
  /// Decides that no lower bound on a minimum is above a value.
  ///
  /// - Parameters:
  ///   - values: P(x) of some points.
  ///   - bounds: Dual values.
  mutating func decideDuality(_ values: [Double], _ bounds: [Double]) {
    guard let least = values.min(), let bound = bounds.max() else { return }
    decide(
      DenoiserClaims.duality, "the largest dual value above the least *P*(*x*), relative to it",
      predicted: 0, computed: (bound - least) / max(abs(least), .leastNormalMagnitude),
      .atMost(rounding: 1e-12))
  }
}
