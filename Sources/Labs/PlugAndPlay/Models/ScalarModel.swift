// One number: the iteration whose limits have closed forms.

import Evidence
import LabKit
import LinearAlgebra
import Optimization

/// min ½(y − ax)² + λ|x|, with dual steps u ← clip(u + s(w − u), ±ρλ), x = w − u and ρ = 1.
struct ScalarModel {
  let slope = 0.8
  let data = 2.0
  let dualStep = 0.5
  let penalty: Double

  /// x* = (ay − λ)₊/a².
  var solution: Double { max(slope * data - penalty, 0) / (slope * slope) }

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
    let small = ScalarModel(penalty: 0.3)
    study.decide(
      IterationClaims.scalarWarm, "largest |*x* − *x*^{*}|", predicted: 0,
      computed: maximumNorm([1, 2, 5, 20].map { small.limit($0, isWarm: true) - small.solution }),
      .rounding(1e-12))
    let large = ScalarModel(penalty: 2)
    let cold = [1, 2, 5].map { large.limit($0, isWarm: false) }
    study.decide(
      IterationClaims.scalarCold, "largest difference from the formula", predicted: 0,
      computed: maximumDistance(cold, [1, 2, 5].map(large.coldLimit)), .rounding(1e-12))
    study.decide(
      IterationClaims.scalarZero, "|*x*|", predicted: 0,
      computed: abs(large.limit(1, isWarm: true)), .rounding(1e-12))
    study.pin(IterationClaims.scalarLimits, [0.97561, 0.43956, 0.0505689], cold)
  }
}
