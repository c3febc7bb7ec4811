// Three goals of training in three measures.

import Evidence
import LabKit
import Report

/// Networks of five step sizes, trained on true codes, on solutions of the Lasso and on the cost.
enum LossStudy {
  private static let lambda = 0.2
  private static let depth = 5
  private static let stepCount = 400

  /// Trains the networks, decides the claims and adds the table.
  static func report(seed: UInt64, to study: inout LabStudy) throws(LabError) {
    let problem = try CodingProblem.sparse(seed: seed)
    let dictionary = problem.dictionary
    let training = problem.training.penalties(lambda, isAbsolute: false)
    let test = problem.test.penalties(lambda, isAbsolute: false)
    let solutions = problem.test.solutions(dictionary, test)
    let goals: [(name: String, goal: NetworkLoss.Goal)] = [
      ("supervised", .codes(problem.training.codes ?? [])),
      ("semi-supervised", .codes(problem.training.solutions(dictionary, training).codes)),
      ("unsupervised", .cost),
    ]
    let measures: [NetworkLoss.Goal] = [
      .codes(problem.test.codes ?? []), .codes(solutions.codes), .cost,
    ]
    var table = Table(columns: [
      "loss", "depth", "lambda", "code_error", "solution_error", "test_gap", "evaluations",
      "stop_reason",
    ])
    var values: [[Double]] = []
    for (name, goal) in goals {
      let trained = try Training(
        dictionary: dictionary, signals: problem.training.signals, penalties: training,
        goal: goal, stepCount: stepCount, firstStep: 1
      ).refined(.untrained(.slista, dictionary, depth: depth), stepCount: stepCount)
      var row = measures.map { measure in
        NetworkLoss(
          NetworkLayer(
            .step, dictionary, signals: problem.test.signals, penalties: test, depth: depth),
          measure
        ).value(at: trained.network.weights)
      }
      row[2] -= solutions.cost
      values.append(row)
      table.append(
        [.text(name), .integer(depth), .number(lambda)] + row.map { .number($0) } + [
          .integer(trained.evaluations), .text(trained.reason.inWords),
        ])
    }
    let winners = (0..<3).count { measure in
      values[measure][measure] == values.map { $0[measure] }.min()
    }
    study.decide(
      UnfoldingClaims.losses, "losses that are best in their own measure", predicted: 3,
      computed: Double(winners), .count)
    study.pin(
      UnfoldingClaims.lossesPinned,
      [
        0.2807371537782086, 0.04479527096619681, 0.05507165947553749, 0.30888371890986493,
        0.036462073071372114, 0.016711712194671657,
      ], values[0] + values[1], tolerances: Array(repeating: 0.02, count: 6))
    study.pin(
      UnfoldingClaims.unsupervisedPinned,
      [0.3286366609449133, 0.04255823424801527, 0.011159920916734178], values[2])
    study.tables.append(
      NamedTable("losses", "three training losses in three measures on test data", table))
  }
}
