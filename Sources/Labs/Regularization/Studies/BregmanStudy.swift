// The linearised Bregman iteration.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report

/// The identity with five numbers, and a random 6 × 12 matrix.
enum BregmanStudy {
  /// Decides the claims and lists both runs.
  static func report(to study: inout LabStudy) throws(LabError) {
    var table = Table(columns: [
      "problem", "component", "data", "entry", "predicted", "limit", "iterations", "residual",
      "gap", "stop",
    ])
    orthonormal(&table, to: &study)
    try wide(&table, to: &study)
    study.tables.append(
      NamedTable("bregman", "components of the linearised Bregman iteration", table))
  }

  private static func orthonormal(_ table: inout Table, to study: inout LabStudy) {
    let data = [3, -2, 1, 0.4, 0]
    let (weight, step) = (5.1, 0.5)
    var entries = data.map { _ in -1 }
    let result = LinearizedBregman(weight: weight, stepSize: step).run(
      Matrix.identity(data.count), data, iterationLimit: 199
    ) { iteration, point, _ in
      for (index, value) in point.enumerated() where value != 0 && entries[index] < 0 {
        entries[index] = iteration
      }
      return true
    }
    let predicted = data.map { $0 == 0 ? -1 : Int(weight / (step * abs($0))) + 1 }
    study.decide(
      VariationClaims.entry, "components that enter at another step", predicted: 0,
      computed: Double(zip(entries, predicted).count { $0 != $1 }), .count)
    study.decide(
      VariationClaims.unbiased, "largest difference from b after 199 steps", predicted: 0,
      computed: maximumDistance(result.point, data), .rounding(1e-9))
    let biases = data.map { abs(softThreshold($0, 0.5) - $0) }.prefix(3)
    study.decide(
      VariationClaims.biased, "largest difference from λ", predicted: 0,
      computed: maximumNorm(biases.map { $0 - 0.5 }), .rounding(1e-12))
    for (index, value) in data.enumerated() {
      table.append([
        .text("identity"), .integer(index + 1), .number(value), .integer(entries[index]),
        .integer(predicted[index]), .number(result.point[index]), .integer(result.iterations),
        .number(result.residual), .number(result.gap), .text("iteration limit"),
      ])
    }
  }

  private static func wide(_ table: inout Table, to study: inout LabStudy) throws(LabError) {
    var generator = CounterGenerator(seed: 7, shift: study.settings.seed)
    let matrix = generator.normals(rows: 6, columns: 12)
    var truth = [Double](repeating: 0, count: 12)
    (truth[2], truth[7]) = (1.5, -1)
    let data = matrix.applied(to: truth)
    let norm = try factorized(operatorNorm(of: matrix)).upper
    let weight = 5.0
    let result = LinearizedBregman(weight: weight, stepSize: 1 / (norm * norm)).run(
      matrix, data, residual: 1e-11, iterationLimit: 1_000_000)
    let correlations = matrix.adjointApplied(to: result.multiplier)
    let subgradient = zip(correlations, result.point).reduce(0.0) { worst, pair in
      // v − u is μ sign(u) where u ≠ 0, and within [−μ, μ] elsewhere.
      let rest = pair.0 - pair.1
      return max(
        worst,
        pair.1 == 0 ? abs(rest) - weight : abs(rest - (pair.1 > 0 ? weight : -weight)))
    }
    study.decide(
      VariationClaims.basis, "‖Au − b‖, the gap and the defect of the subgradient, the largest",
      predicted: 0, computed: max(result.residual, abs(result.gap), subgradient), .gap(1e-8))
    study.decide(
      VariationClaims.sparse, "largest difference from the sparse vector", predicted: 0,
      computed: maximumDistance(result.point, truth), .gap(1e-8))
    var stop = "iteration limit"
    if case .residual = result.stopReason { stop = "residual" }
    for index in truth.indices {
      table.append([
        .text("wide"), .integer(index + 1), .number(truth[index]), .empty, .empty,
        .number(result.point[index]), .integer(result.iterations), .number(result.residual),
        .number(result.gap), .text(stop),
      ])
    }
  }
}
