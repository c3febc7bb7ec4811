// The claims about test data of the built-in instance, which are observations on one draw.

import Evidence
import LabKit

extension DepthStudy.Outcome {
  /// Decides the claims about test data of the built-in instance.
  func decideObservations(to study: inout LabStudy) {
    let lambdas = truths.map(\.lambda)
    func ratios(_ first: Method, _ second: Method, _ lambda: Double) -> [Double] {
      zip(gaps(first, lambda), gaps(second, lambda)).map { $0 / $1 }
    }
    let worst = lambdas.flatMap { ratios(.slista, .ista, $0) }.max() ?? 1
    study.decide(
      UnfoldingClaims.wins, "largest ratio of the gaps", predicted: 1, computed: worst,
      .atMost(rounding: -1e-12))
    study.pin(UnfoldingClaims.winsBy, 0.7328392560303979, worst)
    let gains = lambdas.map { ratios(.ista, .slista, $0)[9] }
    study.decide(
      UnfoldingClaims.gainGrows, "values of *λ* with a larger gain than the one before",
      predicted: 3, computed: Double(zip(gains, gains.dropFirst()).count { $0 < $1 }), .count)
    study.pin(
      UnfoldingClaims.gains,
      [3.1688710528449717, 4.212534703458255, 20.49916744938765, 25.522985448443507], gains,
      tolerances: [1e-3, 0.03, 0.15, 1e-3])
    study.pin(
      UnfoldingClaims.gaps,
      [
        0.05739999519459754, 0.018113704924365592, 0.006632857450641183,
        0.00026634438930028814, 1.0435471580638733e-05, 0.00020798699651125574,
      ],
      [0.1, 0.8].flatMap { lambda in
        [Method.ista, .slista, .coupled].map { gaps($0, lambda)[9] }
      })
    let (dense, sparse) = (ratios(.slista, .coupled, 0.1), ratios(.slista, .coupled, 0.8))
    study.decide(
      UnfoldingClaims.coupledDense, "smallest ratio of the gaps of SLISTA and coupled LISTA",
      predicted: 1, computed: dense.min() ?? 0, .atLeast(rounding: 0))
    study.decide(
      UnfoldingClaims.coupledSparse, "largest ratio of the gaps of SLISTA and coupled LISTA",
      predicted: 1, computed: sparse.max() ?? 2, .atMost(rounding: 0))
    let shown = [0, 1, 4, 9]
    study.pin(
      UnfoldingClaims.coupledRatios,
      [
        4.93550560101243, 4.780904195640264, 3.1852629039856066, 2.7309052032491037,
        0.3621575183010642, 0.1235295395137666, 0.1064418369165115, 0.050173673141503304,
      ], shown.map { dense[$0] } + shown.map { sparse[$0] })
    study.decide(
      UnfoldingClaims.printedHope, "largest ratio of the gaps of SLISTA and coupled LISTA",
      predicted: 1, computed: dense.max() ?? 0, .atMost(rounding: 0))
    let general = [0.1, 0.8].map { gaps(.lista, $0)[4] }
    let steps = [0.1, 0.8].map { gaps(.slista, $0)[4] }
    study.decide(
      UnfoldingClaims.generalDense, "ratio of the gaps of LISTA and SLISTA", predicted: 1,
      computed: general[0] / steps[0], .atMost(rounding: 0))
    study.decide(
      UnfoldingClaims.generalSparse, "ratio of the gaps of LISTA and SLISTA", predicted: 1,
      computed: general[1] / steps[1], .atLeast(rounding: 0))
    study.pin(
      UnfoldingClaims.generalGaps, [0.015668634132143255, 0.0010620527788891554], general)
  }
}
