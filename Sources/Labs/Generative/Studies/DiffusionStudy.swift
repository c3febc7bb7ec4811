// The errors of integrators and samplers with an exact score.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// The probability flow and the reverse process for data N(0.7, 0.3).
enum DiffusionStudy {
  private static let data = Diffusion(mean: 0.7, variance: 0.3, start: 5)
  private static let from = 3.0
  private static let flowSteps = [10, 20, 40, 80, 160, 320]
  private static let samplerSteps = [10, 20, 40, 80, 160, 320, 1000, 2000, 4000, 8000]
  private static let sampleCount = 20_000
  private static let drawnSteps = 100

  /// Decides the claims, and draws the errors over the number of steps.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - study: The outcome.
  static func report(_ generator: inout CounterGenerator, to study: inout LabStudy) {
    typealias Claims = LearnedPriorClaims
    let target = data.flow(from)
    func errors(isHeun: Bool) -> [Double] {
      flowSteps.map { abs(data.integrated(from, steps: $0, isHeun: isHeun) - target) }
    }
    let (euler, heun) = (errors(isHeun: false), errors(isHeun: true))
    let counts = flowSteps.map { log(Double($0)) }
    func order(_ errors: [Double]) -> Double {
      Line(Array(counts.dropFirst(2)), errors.dropFirst(2).map { log($0) }).slope
    }
    study.pin(Claims.euler, -0.982994, order(euler))
    study.pin(Claims.heun, -1.97065, order(heun))

    let posterior = posterior
    let samples = posterior.samples(sampleCount, steps: drawnSteps, &generator)
    let (mean, error) = meanAndStandardError(samples)
    study.decide(
      Claims.posteriorMean, "mean of 20,000 samples", predicted: posterior.mean, computed: mean,
      .standardError(error))
    let (variance, varianceError) = meanAndStandardError(
      samples.map { ($0 - posterior.mean) * ($0 - posterior.mean) })
    study.decide(
      Claims.posteriorVariance, "variance of 20,000 samples",
      predicted: posterior.samplerVariance(steps: drawnSteps), computed: variance,
      .standardError(varianceError))
    let biases = samplerSteps.map {
      posterior.samplerVariance(steps: $0) / posterior.variance - 1
    }
    study.pin(Claims.bias, 0.0106588, biases[6])
    study.pin(
      Claims.biasOrder, -1.01168,
      Line(samplerSteps.suffix(4).map { log(Double($0)) }, biases.suffix(4).map { log($0) }).slope)

    var table = Table(columns: ["quantity", "steps", "error"])
    for (name, steps, errors) in [
      ("euler", flowSteps, euler), ("heun", flowSteps, heun),
      ("sampler-variance", samplerSteps, biases),
    ] {
      for (steps, error) in zip(steps, errors) {
        table.append([.text(name), .integer(steps), .number(error)])
      }
    }
    study.tables.append(
      NamedTable(
        "diffusion",
        "errors of the probability flow, and the relative excess of the sampler's variance", table))
    study.figures.append(
      NamedFigure("diffusion", figure(euler, heun, biases, command: study.settings.command)))
  }

  /// The posterior of x ~ N(μ, c) given 1.5 = 0.8x + η with η of standard deviation 0.4, from the same σ_max.
  private static var posterior: Diffusion {
    let (slope, noise, value) = (0.8, 0.4, 1.5)
    let precision = slope / (noise * noise)
    let variance = 1 / (1 / data.variance + slope * precision)
    return Diffusion(
      mean: variance * (data.mean / data.variance + precision * value), variance: variance,
      start: data.start)
  }

  private static func figure(
    _ euler: [Double], _ heun: [Double], _ biases: [Double], command: String
  ) -> Figure {
    func curve(_ name: String, _ steps: [Int], _ values: [Double], _ style: Style) -> Curve {
      Curve(
        name, points: zip(steps, values).map { Point(x: Double($0), y: $1) }, style: style,
        namePlace: .along(0.5))
    }
    return Figure(
      title: "With an exact score, what is left is the error of the steps",
      description: """
        The errors over the number of steps from σ = 5 to 0: of the probability flow by Euler's and by Heun's method, and of the \
        variance of the sampler, relative to that of the posterior.
        """,
      command: command,
      panels: [
        Panel(
          xAxis: Axis("steps", scale: .logarithmic), yAxis: Axis("error", scale: .logarithmic),
          curves: [
            curve(
              "variance of the sampler", samplerSteps, biases,
              Style(color: .green, marker: .square)),
            curve("flow, Euler", flowSteps, euler, Style(color: .vermillion, marker: .circle)),
            curve("flow, Heun", flowSteps, heun, Style(color: .blue, marker: .triangle)),
          ])
      ])
  }
}
