// Warm and cold iterations on a photograph.

import Evidence
import LabKit
import LinearAlgebra
import Optimization
import Report

/// Iterations with L steps on a blurred photograph, beside the certified solution by another method.
struct PhotographStudy {
  private struct Run {
    let steps: Int
    let isWarm: Bool
    var image: [Double] = []
    var iterations = 0
    var primal = 0.0
    /// The gap of the iteration's own certificate.
    var gap = 0.0
    var stop = "limit"
  }

  private let photograph: BlurredPhotograph
  private let solution: CertifiedImage
  private let runs: [Run]
  private let tolerance: Double

  /// Solves the problem and runs the iterations.
  ///
  /// - Parameters:
  ///   - photograph: The problem.
  ///   - tolerance: The gap at which warm iterations stop, relative to ½‖y‖².
  ///   - budget: The largest number of iterations.
  init(_ photograph: BlurredPhotograph, tolerance: Double, budget: Int) {
    self.photograph = photograph
    let scale = 0.5 * dot(photograph.data, photograph.data)
    self.tolerance = tolerance * scale
    solution = ImageDeblurring(blur: photograph.blur, norm: .isotropic).solve(
      photograph.data, weight: photograph.penalty, gapTolerance: 1e-3 * tolerance * scale)
    var runs: [Run] = []
    for steps in [1, 5, 20] {
      runs.append(Self.run(photograph, steps, isWarm: true, tolerance * scale, budget))
    }
    for steps in [1, 20] {
      runs.append(Self.run(photograph, steps, isWarm: false, tolerance * scale, budget))
    }
    self.runs = runs
  }

  private static func run(
    _ photograph: BlurredPhotograph, _ steps: Int, isWarm: Bool, _ tolerance: Double, _ budget: Int
  ) -> Run {
    var run = Run(steps: steps, isWarm: isWarm)
    var iteration = photograph.iteration(steps, isWarm: isWarm)
    // Cold iterations have no gap to stop by; they settle within 200 iterations.
    let limit = isWarm ? budget : min(budget, 200)
    while run.stop == "limit", iteration.iterations < limit {
      iteration.run(min(20, limit - iteration.iterations))
      guard isWarm else { continue }
      run.gap = photograph.problem.certificate(iteration.image, dual: iteration.state).gap
      if run.gap <= tolerance { run.stop = "gap" }
    }
    (run.image, run.iterations) = (iteration.image, iteration.iterations)
    run.primal = photograph.problem.primal(run.image)
    run.gap = photograph.problem.certificate(run.image, dual: iteration.state).gap
    return run
  }

  /// Decides the claims, and adds the table, the figure and the image to save.
  func report(to study: inout LabStudy) {
    let bound = solution.primal - solution.gap
    let excesses = runs.map { $0.primal - bound }
    let warm = zip(runs, excesses).filter { $0.0.isWarm }
    let open = warm.filter { $0.0.stop != "gap" }
    if open.isEmpty {
      study.decide(
        DenoiserClaims.imageWarm, "largest *P*(*x*) above the certified bound, over the tolerance",
        predicted: 1, computed: maximumNorm(warm.map { $0.1 / (tolerance + solution.gap) }),
        .atMost(rounding: 1e-9))
    } else {
      study.warnings.append(
        "the photograph: the gap is above its tolerance after the budget of iterations for L = "
          + open.map { "\($0.0.steps)" }.joined(separator: ", "))
    }
    let cold = zip(runs, excesses).filter { !$0.0.isWarm }.map { $0.1 / bound }
    study.pin(DenoiserClaims.imageCold, Array(DenoiserClaims.imagePins.prefix(2)), cold)
    let coldOne = runs.first { !$0.isWarm }?.image ?? []
    study.pin(
      DenoiserClaims.imageQuality, Array(DenoiserClaims.imagePins.dropFirst(2)),
      [photograph.data, solution.image, coldOne].map(photograph.quality))
    var table = Table(columns: [
      "method", "steps", "start", "iterations", "objective", "excess", "gap", "decibels", "stop",
    ])
    table.append([
      .text("exact"), .empty, .empty, .integer(solution.iterations), .number(solution.primal),
      .number(solution.gap), .number(solution.gap), .number(photograph.quality(solution.image)),
      .text(solution.stopReason.rawValue),
    ])
    for (run, excess) in zip(runs, excesses) {
      table.append([
        .text("plug-and-play"), .integer(run.steps), .text(run.isWarm ? "warm" : "cold"),
        .integer(run.iterations), .number(run.primal), .number(excess), .number(run.gap),
        .number(photograph.quality(run.image)), .text(run.stop),
      ])
    }
    study.tables.append(NamedTable("photograph", "iterations on a blurred photograph", table))
    study.figures.append(NamedFigure("photograph", figure(command: study.settings.command)))
    let size = photograph.photograph.size
    study.product = LabArray(
      "reconstruction", shape: [size, size], runs.first?.image ?? solution.image)
  }

  private func figure(command: String) -> Figure {
    let truth = photograph.photograph.pixels
    let size = photograph.photograph.size
    func words(_ image: [Double]) -> String {
      "\(formatted(photograph.quality(image), significantDigits: 4)) dB"
    }
    func panel(_ title: String, _ run: Run?) -> Panel {
      let image = run?.image ?? truth
      let errors = zip(image, truth).map { abs($0 - $1) }
      return Panel(
        title: title, caption: words(image),
        Picture(
          values: image, width: size,
          inset: Picture.Inset("|error|", values: errors, width: size, range: 0...0.5)))
    }
    return Figure(
      title: "A photograph, blurred and restored by plug-and-play iterations",
      description: "",
      command: command,
      panels: [
        Panel(title: "photograph", caption: "", Picture(values: truth, width: size)),
        Panel(
          title: "blurred, with noise", caption: words(photograph.data),
          Picture(values: photograph.data, width: size)),
        panel("one warm step: the solution", runs.first { $0.isWarm && $0.steps == 1 }),
        panel("one cold step", runs.first { !$0.isWarm && $0.steps == 1 }),
      ], columns: 2, width: 760)
  }
}
