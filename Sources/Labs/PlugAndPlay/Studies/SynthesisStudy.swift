// Warm and cold iterations with a synthesis dictionary, and firm non-expansiveness.

import Evidence
import LabKit
import LinearAlgebra
import Optimization
import Report

/// The iterations of ``SparseSynthesis``, with rows of the table of limits.
enum SynthesisStudy {
  /// Decides the claims, and adds rows to the table `limits`.
  ///
  /// - Parameters:
  ///   - synthesis: The problem.
  ///   - generator: The source of the pairs on which the denoiser is tried.
  ///   - study: The outcome.
  static func report(
    _ synthesis: SparseSynthesis, _ generator: inout CounterGenerator, to study: inout LabStudy
  ) {
    let budget = 20_000
    var rows: [(steps: Int, isWarm: Bool, iterations: Int, image: [Double], gap: Double)] = []
    for steps in [1, 2, 5, 20] {
      var iteration = synthesis.iteration(steps, isWarm: true)
      iteration.run(budget / steps)
      rows.append(
        (steps, true, iteration.iterations, iteration.image, synthesis.problem.gap(iteration.state))
      )
    }
    let solution = rows[0].image
    study.decide(
      IterationClaims.synthesisGap, "duality gap", predicted: 0, computed: rows[0].gap, .gap(1e-10))
    study.decide(
      IterationClaims.synthesisWarm, "largest duality gap", predicted: 0,
      computed: maximumNorm(rows.dropFirst().map { $0.gap }), .gap(1e-8))
    for steps in [1, 5, 20, 100] {
      var iteration = synthesis.iteration(steps, isWarm: false)
      iteration.run(600)
      rows.append(
        (steps, false, 600, iteration.image, synthesis.problem.gap(iteration.state)))
    }
    study.pin(
      IterationClaims.synthesisCold, [1.45984, 1.11166, 0.69736, 0.106449],
      rows.filter { !$0.isWarm }.map { distance($0.image, solution) })
    study.decide(
      IterationClaims.firm, "largest ‖*Np* − *Nq*‖² − ⟨*Np* − *Nq*, *p* − *q*⟩", predicted: 0,
      computed: synthesis.worstExpansion(&generator), .atMost(rounding: 1e-9))
    guard let place = study.tables.firstIndex(where: { $0.name == "limits" }) else { return }
    var table = study.tables[place].table
    for row in rows {
      table.append([
        .text("synthesis"), .integer(row.steps), .text(row.isWarm ? "warm" : "cold"),
        .integer(row.iterations), .number(distance(row.image, solution)), .empty, .number(row.gap),
        .text("budget"),
      ])
    }
    let limits = study.tables[place]
    study.tables[place] = NamedTable(limits.name, limits.caption, table)
  }
}
