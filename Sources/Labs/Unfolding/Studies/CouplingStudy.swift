// Lemma 4.3: fixed points determine the weights.

import Evidence
import LabKit
import LinearAlgebra
import Optimization
import Report

/// The layers ST(z + (x − Dz)W, λb) that keep all solutions of the Lasso fixed.
enum CouplingStudy {
  private static let lambda = 0.2
  /// W = 0.3 D and b = 0.3.
  private static let factor = 0.3

  /// Decides the claims and adds the table.
  static func report(_ problem: CodingProblem, to study: inout LabStudy) throws(LabError) {
    let dictionary = problem.dictionary
    let (n, m) = (dictionary.sampleLength, dictionary.atomCount)
    let samples = problem.training
    let penalties = samples.penalties(lambda, isAbsolute: false)
    let codes = samples.solutions(dictionary, penalties).codes
    var residuals = Matrix(rows: n, columns: samples.count, elements: samples.signals)
    residuals.setProduct(
      dictionary.matrix, .plain, Matrix(rows: m, columns: samples.count, elements: codes),
      alpha: -1, beta: 1)

    var table = Table(columns: [
      "atom", "samples", "rank", "smallest_singular_value", "weight_error",
    ])
    var (leastRank, worst) = (n, 0.0)
    for atom in 0..<m {
      let active = (0..<samples.count).filter { abs(codes[$0 * m + atom]) > 1e-6 }
      guard !active.isEmpty else {
        leastRank = 0
        continue
      }
      let columns = Matrix(
        rows: n, columns: active.count,
        elements: active.flatMap { residuals.column($0) })
      let values = try factorized(SingularValues(columns, isComplete: false))
      let rank = values.values.count { $0 > 1e-6 }
      leastRank = min(leastRank, rank)
      // The least-squares solution of wᵀr = λ sign(z_j), by the decomposition of the residuals.
      let signs = active.map { codes[$0 * m + atom] > 0 ? lambda : -lambda }
      var coordinates = values.right.adjointApplied(to: signs)
      for index in coordinates.indices where index < values.values.count {
        coordinates[index] =
          values.values[index] > 1e-6 ? coordinates[index] / values.values[index] : 0
      }
      let weight = values.left.applied(to: coordinates)
      let error = distance(weight, Array(dictionary.atoms[atom * n..<(atom + 1) * n]))
      worst = max(worst, error)
      table.append([
        .integer(atom + 1), .integer(active.count), .integer(rank),
        .number(values.values.last ?? 0), .number(error),
      ])
    }
    study.tables.append(
      NamedTable(
        "coupling",
        "the residuals of samples with *z*_{*j*} ≠ 0, and the weights that they determine",
        table))
    study.decide(
      UnfoldingClaims.residualRank, "smallest rank", predicted: Double(n),
      computed: Double(leastRank), .count)
    study.decide(
      UnfoldingClaims.coupled, "largest ‖*w* − *d*_{*j*}‖", predicted: 0, computed: worst,
      .gap(1e-5))

    var generator = CounterGenerator(seed: 6, shift: study.settings.seed)
    let noise = generator.normals(n * m)
    func change(_ noiseLevel: Double) -> Double {
      let rows = zip(dictionary.rows, noise).map { factor * ($0 + noiseLevel * $1) }
      let layer = NetworkLayer(
        .coupled, dictionary, signals: samples.signals, penalties: penalties, depth: 1)
      let next = NetworkLoss(layer, .cost, from: codes).codes(at: rows + [factor])
      return maximumDistance(next, codes)
    }
    study.decide(
      UnfoldingClaims.kept, "largest change of an entry", predicted: 0, computed: change(0),
      .gap(1e-6))
    let moved = change(0.01)
    study.decide(
      UnfoldingClaims.moved, "largest change of an entry", predicted: 1e-3, computed: moved,
      .atLeast(rounding: 0))
    study.pin(UnfoldingClaims.movedBy, 0.012535971673720059, moved)
  }
}
