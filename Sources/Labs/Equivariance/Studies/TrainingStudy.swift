// Violations of equivariance before, during and after training.

import Evidence
import LabKit
import LinearAlgebra
import Optimization
import Report

/// A convolution and a small network, trained with and without the constraint, with and without augmentation.
struct TrainingStudy {
  private let model: OrientedField
  private let group: GridGroup
  private let width: Int
  private let steps: Int
  private let motions: [[Int]]
  private let pairs: [(noisy: [Double], clean: [Double])]
  private let tests: [(noisy: [Double], clean: [Double])]
  private let seed: UInt64
  private static let channels = 2

  /// One model, its training set and its start.
  private enum Variant: String, CaseIterable {
    case linear = "convolution, all turned copies, random start"
    case plain = "network, pairs as they are, invariant start"
    case random = "network, all turned copies, random start"
    case kept = "network, all turned copies, invariant start"
    case design = "network, tied kernels, pairs as they are"

    var isTied: Bool { self == .design }
    var isAugmented: Bool { self == .linear || self == .random || self == .kept }
    var startsInvariant: Bool { self == .plain || self == .kept }
    var channels: Int { self == .linear ? 0 : TrainingStudy.channels }
  }

  /// A trained variant.
  private struct Run {
    let variant: Variant
    /// Violations by step.
    var violations: [(step: Int, value: Double)]
    let parameters: Int
    let loss: Double
    let test: (seen: Double, turned: Double)
    let reason: StopReason
    let iterations: Int
  }

  /// Draws training and test pairs.
  ///
  /// - Parameters:
  ///   - model: The field.
  ///   - group: The group; its translations hold for every model here.
  ///   - steps: The number of steps of Adam.
  ///   - seed: Shifts the seeds.
  init(_ model: OrientedField, _ group: GridGroup, steps: Int, seed: UInt64) {
    self.model = model
    self.group = group
    self.steps = steps
    self.seed = seed
    let size = model.transform.size
    width = size >= 5 ? 5 : 3
    motions = group.pointElements.map { $0.permutation(size) }
    var generator = CounterGenerator(seed: 113, shift: seed)
    func fields(_ count: Int) -> [(noisy: [Double], clean: [Double])] {
      let data = model.pairs(count, &generator)
      return zip(data.noisy, data.clean).map {
        (model.transform.field($0), model.transform.field($1))
      }
    }
    pairs = fields(2)
    tests = fields(32)
  }

  private func moved(
    _ pairs: [(noisy: [Double], clean: [Double])], _ motions: [[Int]]
  ) -> [(noisy: [Double], clean: [Double])] {
    pairs.flatMap { pair in
      motions.map { motion in (motion.map { pair.noisy[$0] }, motion.map { pair.clean[$0] }) }
    }
  }

  /// max ‖F(g·x) − g·F(x)‖/‖F(x)‖ over H and four noisy fields.
  private func violation(_ network: WindowModel, _ point: [Double]) -> Double {
    var worst = 0.0
    for pair in tests.prefix(4) {
      let own = network.output(point, pair.noisy)
      let size = norm(own)
      for motion in motions.dropFirst() {
        let moved = network.output(point, motion.map { pair.noisy[$0] })
        worst = max(worst, distance(moved, motion.map { own[$0] }) / size)
      }
    }
    return worst
  }

  private func run(_ variant: Variant) throws(LabError) -> Run {
    let size = model.transform.size
    let tied = WindowModel(
      size: size, width: width, channels: variant.channels, group: group)
    let network =
      variant.isTied
      ? tied : WindowModel(size: size, width: width, channels: variant.channels, group: nil)
    var generator = CounterGenerator(seed: 127, shift: seed)
    let draws = generator.normals(
      variant.startsInvariant ? tied.parameterCount : network.parameterCount
    ).map { 0.1 * $0 }
    let start = variant.startsInvariant ? network.untied(draws, from: tied) : draws
    var loss = DenoisingLoss(
      model: network, pairs: variant.isAugmented ? moved(pairs, motions) : pairs)
    guard let first = Iterate(start: start, of: &loss) else {
      throw .failed("the loss is not finite at the start")
    }
    var violations: [(step: Int, value: Double)] = []
    let marks = Set([
      0, 1, 2, 3, 5, 7, 10, 14, 20, 30, 40, 50, 70, 100, 140, 200, 300, 500, 700, 1000, 1500,
      2000, 3000, 5000, 7000,
    ])
    func watch(_ iterate: Iterate) -> Bool {
      if marks.contains(iterate.iteration) || iterate.iteration == steps {
        violations.append((iterate.iteration, violation(network, iterate.point)))
      }
      return true
    }
    // The convolution is trained to the end.
    let result =
      variant == .linear
      ? minimize(
        &loss, from: first, by: LBFGS(),
        until: StoppingRule(gradientNorm: 1e-12, iterationLimit: 500), watch: watch)
      : minimize(
        &loss, from: first, by: Adam(learningRate: 0.02),
        until: StoppingRule(iterationLimit: steps), watch: watch)
    let end = result.iterate
    if violations.last?.step != end.iteration {
      violations.append((end.iteration, violation(network, end.point)))
    }
    let quarterTurn = [GridElement.quarterTurn.permutation(size)]
    return Run(
      variant: variant, violations: violations, parameters: network.parameterCount,
      loss: end.value,
      test: (
        DenoisingLoss(model: network, pairs: tests).value(end.point),
        DenoisingLoss(model: network, pairs: moved(tests, quarterTurn)).value(end.point)
      ),
      reason: result.stopReason, iterations: end.iteration)
  }

  /// Decides the claims, and lists and draws violations.
  ///
  /// - Parameter study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` if a loss is not finite.
  func report(to study: inout LabStudy) throws(LabError) {
    decideGradient(&study)
    var runs: [Variant: Run] = [:]
    for variant in Variant.allCases { runs[variant] = try run(variant) }
    func values(_ variant: Variant) -> [Double] { runs[variant]?.violations.map(\.value) ?? [] }
    study.decide(
      TrainingClaims.design, "largest violation on the way", predicted: 0,
      computed: maximumNorm(values(.design)), .rounding(1e-12))
    decideKept(&study)
    study.decide(
      TrainingClaims.convex, "violation at the end", predicted: 0,
      computed: values(.linear).last ?? .nan, .gap(1e-6))
    func value(_ variant: Variant, _ step: Int) -> Double {
      runs[variant]?.violations.first { $0.step == step }?.value ?? .nan
    }
    study.pin(TrainingClaims.lost, 1.2757, value(.plain, 100))
    study.pin(
      TrainingClaims.random, [0.442137, 0.43397], [value(.random, 0), value(.random, 100)])
    var table = Table(columns: [
      "model", "group", "parameters", "step", "violation", "loss", "test_seen", "test_turned",
      "stop",
    ])
    for variant in Variant.allCases {
      guard let run = runs[variant] else { continue }
      for (step, value) in run.violations {
        let isLast = step == run.iterations
        table.append([
          .text(variant.rawValue), .text(group.name), .integer(run.parameters), .integer(step),
          .number(value), isLast ? .number(run.loss) : .empty,
          isLast ? .number(run.test.seen) : .empty, isLast ? .number(run.test.turned) : .empty,
          isLast ? .text(run.reason.inWords) : .empty,
        ])
      }
    }
    study.tables.append(
      NamedTable("training", "violations of equivariance before, during and after training", table))
    study.figures.append(
      NamedFigure(
        "training", figure(Variant.allCases.compactMap { runs[$0] }, study.settings.command)))
  }

  private func decideGradient(_ study: inout LabStudy) {
    let network = WindowModel(
      size: model.transform.size, width: width, channels: Self.channels, group: group)
    var generator = CounterGenerator(seed: 131, shift: seed)
    let point = generator.normals(network.parameterCount).map { 0.3 * $0 }
    let loss = DenoisingLoss(model: network, pairs: pairs)
    var gradient: [Double] = []
    _ = loss.evaluate(at: point, gradient: &gradient)
    let differences = centralDifferences(at: point, step: 1e-6, of: loss.value)
    study.decide(
      TrainingClaims.gradient, "largest difference, relative to the gradient", predicted: 0,
      computed: maximumDistance(gradient, differences) / maximumNorm(gradient), .gap(1e-5))
  }

  /// The part of the gradient that is not invariant, at the start of the network that is.
  private func decideKept(_ study: inout LabStudy) {
    let size = model.transform.size
    let tied = WindowModel(size: size, width: width, channels: Self.channels, group: group)
    let network = WindowModel(size: size, width: width, channels: Self.channels, group: nil)
    var generator = CounterGenerator(seed: 139, shift: seed)
    let draws = generator.normals(tied.parameterCount).map { 0.3 * $0 }
    let loss = DenoisingLoss(model: network, pairs: moved(pairs, motions))
    var gradient: [Double] = []
    _ = loss.evaluate(at: network.untied(draws, from: tied), gradient: &gradient)
    study.decide(
      TrainingClaims.kept, "part of the gradient that is not invariant, relative to it",
      predicted: 0,
      computed: distance(gradient, network.averaged(gradient, over: tied)) / norm(gradient),
      .rounding(1e-12))
  }

  private func figure(_ runs: [Run], _ command: String) -> Figure {
    let styles: [Variant: (String, Style)] = [
      .linear: ("convolution, random start", Style(color: .blue, marker: .circle)),
      .plain: ("network, pairs as they are", Style(color: .vermillion)),
      .random: (
        "network, all copies, random start", Style(color: .green, dash: .dashed)
      ),
      .kept: ("network, all copies, invariant start", Style(color: .purple, dash: .dashDotted)),
      .design: ("network, tied kernels", Style(color: .black)),
    ]
    return Figure(
      title: "Violation of equivariance over training steps",
      description: """
        The relative violation of equivariance over the number of training steps plus one, both on logarithmic axes, so that the start \
        is at 1.
        """,
      command: command,
      panels: [
        Panel(
          xAxis: Axis("step + 1", scale: .logarithmic, isInteger: true),
          yAxis: Axis("relative violation", scale: .logarithmic, range: 1e-17...10),
          curves: runs.compactMap { run in
            styles[run.variant].map { name, style in
              Curve(
                name,
                points: run.violations.map {
                  // Exact zeros are at the lower edge.
                  Point(x: Double($0.step + 1), y: max($0.value, 1e-17))
                },
                style: style)
            }
          })
      ])
  }
}
