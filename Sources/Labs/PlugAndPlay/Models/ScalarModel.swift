// One number: the iteration whose limits have closed forms.

import Evidence
import LabKit
import LinearAlgebra
import Optimization

/// min ½(y − ax)² + λ|x|, with dual steps u ← clip(u + s(w − u), ±ρλ), x = w − u and ρ = 1.
struct ScalarModel {
  var slope = 0.8
  var data = 2.0
  var dualStep = 0.5
  let penalty: Double

  /// x* = sgn(ay)(|ay| − λ)₊/a².
  var solution: Double { softThreshold(slope * data, penalty) / (slope * slope) }

  /// The limit of cold iterations in which no multiplier is cut off.
  func coldLimit(_ steps: Int) -> Double {
    var rest = 1.0
    for _ in 0..<steps { rest *= 1 - dualStep }
    return rest * slope * data / (1 - rest * (1 - slope * slope))
  }

  /// The iterate after 4000 iterations, which is the limit to working precision.
  func limit(_ steps: Int, isWarm: Bool) -> Double {
    var iteration = PlugAndPlayIteration(
      Matrix(rows: 1, columns: 1, elements: [slope]), data: [data], stepSize: 1,
      AnalysisDenoiser(transform: Matrix.identity(1), weight: penalty, stepSize: dualStep),
      steps: steps, isWarm: isWarm)
    iteration.run(4000)
    return iteration.image[0]
  }

  /// Decides the claims.
  static func decide(to study: inout LabStudy) {
    func models(_ penalty: Double) -> [ScalarModel] {
      [(0.8, 2.0, 0.5), (0.8, -2, 0.5), (-0.6, 2, 1), (1, 2, 0.3)].map { slope, data, step in
        ScalarModel(slope: slope, data: data, dualStep: step, penalty: penalty)
      }
    }
    let errors = models(0.3).flatMap { model in
      [1, 2, 5, 20].map { model.limit($0, isWarm: true) - model.solution }
    }
    study.decide(
      IterationClaims.scalarWarm, "largest |*x* − *x*^{*}|", predicted: 0,
      computed: maximumNorm(errors), .rounding(1e-12))
    let large = ScalarModel(penalty: 2)
    let cold = [1, 2, 5].map { large.limit($0, isWarm: false) }
    let differences = models(2).flatMap { model in
      [1, 2, 5].map { model.limit($0, isWarm: false) - model.coldLimit($0) }
    }
    study.decide(
      IterationClaims.scalarCold, "largest difference from the formula", predicted: 0,
      computed: maximumNorm(differences), .rounding(1e-12))
    study.decide(
      IterationClaims.scalarZero, "largest |*x*|", predicted: 0,
      computed: maximumNorm(models(2).map { $0.limit(1, isWarm: true) }), .rounding(1e-12))
    study.pin(IterationClaims.scalarLimits, [0.97561, 0.43956, 0.0505689], cold)
  }
}
