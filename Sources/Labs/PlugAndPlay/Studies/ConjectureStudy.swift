// Random instances for the conjecture on a finite number of steps.

import Evidence
import LabKit
import Optimization
import Report

/// The gaps that warm iterations with 2, 3 or 7 steps reach on random instances.
enum ConjectureStudy {
  /// Decides the claim, with a table.
  ///
  /// - Parameters:
  ///   - count: The number of instances.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  static func report(_ count: Int, to study: inout LabStudy) throws(LabError) {
    var table = Table(columns: ["instance", "steps", "iterations", "gap", "stop"])
    var failures = 0
    for number in 0..<count {
      let steps = [2, 3, 7][number % 3]
      let problem = try RandomProblem(number, seed: study.settings.seed)
      let run = problem.run(steps, limit: 200_000)
      let isReached = run.gap <= 1e-8
      failures += isReached ? 0 : 1
      table.append([
        .integer(number), .integer(steps), .integer(run.iterations), .number(run.gap),
        .text(isReached ? "gap" : "limit"),
      ])
    }
    study.decide(
      IterationClaims.conjecture, "instances without a gap of 10⁻⁸", predicted: 0,
      computed: Double(failures), .count)
    study.tables.append(
      NamedTable("conjecture", "warm iterations with 2, 3 or 7 steps on random instances", table))
  }
}
