// The critic of two samples, learned and in closed form.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// Critics on the line: duality, rivals, learning and the step that they drive.
enum CriticStudy {
  private static let sampleCount = 400
  private static let rivalCount = 200
  private static let trainingSteps = 4000
  private static let stepSize = 5.0

  /// Decides the claims, and draws the critic.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - study: The outcome.
  static func report(_ generator: inout CounterGenerator, to study: inout LabStudy) {
    typealias Claims = LearnedPriorClaims
    let good = generator.normals(sampleCount)
    let bad = generator.normals(sampleCount).map { 1.5 + 1.3 * $0 }
    let critic = Critic(good: good, bad: bad)
    let best = critic.objective(critic.bestSlopes)
    study.decide(
      Claims.critic, "value of the critic", predicted: -critic.distance, computed: best,
      .rounding(1e-12))
    var least = Double.infinity
    for _ in 0..<rivalCount {
      let slopes = generator.uniforms(critic.points.count - 1).map { 2 * $0 - 1 }
      least = min(least, critic.objective(slopes))
    }
    study.decide(
      Claims.rivals, "least value of 200 critics", predicted: -critic.distance, computed: least,
      .atLeast(rounding: 1e-12))
    study.decide(
      Claims.unbounded, "value of the critic times 100", predicted: -critic.distance,
      computed: critic.objective(critic.bestSlopes.map { 100 * $0 }), .atLeast(rounding: 1e-12))
    if study.settings.isPinned {
      var slopes = [Double](repeating: 0, count: critic.points.count - 1)
      let gradient = critic.gradient
      for _ in 0..<trainingSteps {
        for index in slopes.indices {
          slopes[index] = min(max(slopes[index] - stepSize * gradient[index], -1), 1)
        }
      }
      study.pin(
        Claims.learned, [-1.47024, -1.47049], [critic.objective(slopes), -critic.distance],
        tolerance: 1e-5)
    }
    let size = 0.7
    let distances = generator.normals(200_000).map { size * abs($0) }
    let (mean, error) = meanAndStandardError(distances)
    study.decide(
      Claims.subspace, "mean distance of 200,000 draws",
      predicted: size * (2 / Double.pi).squareRoot(), computed: mean, .standardError(error))
    decideRate(critic, to: &study)
    var table = Table(columns: ["x", "critic", "share_good", "share_bad"])
    let values = critic.values(critic.bestSlopes)
    // Shares are those between a point and the next; all samples are at or below the last.
    let (shareOfGood, shareOfBad) = (critic.goodShares + [1], critic.badShares + [1])
    for (index, x) in critic.points.enumerated() {
      table.append([
        .number(x), .number(values[index]), .number(shareOfGood[index]), .number(shareOfBad[index]),
      ])
    }
    study.tables.append(
      NamedTable("critic", "the best critic of two samples, and the shares of samples below", table)
    )
    study.figures.append(
      NamedFigure("critic", figure(critic, values, command: study.settings.command)))
  }

  /// The rate at which a step against the slope of the critic decreases the distance, where all of v is above u.
  private static func decideRate(_ critic: Critic, to study: inout LabStudy) {
    let shift = (critic.good.last ?? 0) - (critic.bad.first ?? 0) + 1
    let moved = critic.bad.map { $0 + shift }
    let step = 1e-3
    let before = Critic(good: critic.good, bad: moved)
    let slopes = before.bestSlopes
    // The slope at a sample is that of the interval below it.
    let after = moved.map { sample in
      let index = before.points.firstIndex(of: sample) ?? 0
      return sample - step * slopes[max(index - 1, 0)]
    }
    let change = Critic(good: critic.good, bad: after).distance - before.distance
    study.decide(
      LearnedPriorClaims.rate, "change of W₁ over η", predicted: -1, computed: change / step,
      .rounding(1e-9))
  }

  private static func figure(
    _ critic: Critic, _ values: [Double], command: String
  ) -> Figure {
    func steps(_ shares: [Double]) -> [Point] {
      var points = [Point(x: critic.points[0], y: 0)]
      for (index, share) in shares.enumerated() {
        points.append(Point(x: critic.points[index], y: share))
        points.append(Point(x: critic.points[index + 1], y: share))
      }
      return points + [Point(x: critic.points[critic.points.count - 1], y: 1)]
    }
    let offset = values.min() ?? 0
    return Figure(
      title: "The critic grows where more of the good samples lie below",
      description: """
        Left, the shares of 400 good and 400 bad samples below x; the area between them is the Wasserstein distance. Right, the best critic: \
        its slope is 1 where the share of the good samples is larger, and −1 elsewhere.
        """,
      command: command,
      panels: [
        Panel(
          xAxis: Axis("*x*"), yAxis: Axis("share of samples below", range: 0...1.02),
          curves: [
            Curve(
              "good", points: steps(critic.goodShares), style: Style(color: .blue),
              namePlace: .along(0.4)),
            Curve(
              "bad", points: steps(critic.badShares), style: Style(color: .vermillion),
              namePlace: .along(0.7)),
          ]),
        Panel(
          xAxis: Axis("*x*"), yAxis: Axis("critic *R*"),
          curves: [
            Curve(
              "", points: zip(critic.points, values).map { Point(x: $0, y: $1 - offset) },
              style: Style(color: .black))
          ]),
      ], columns: 2)
  }
}
