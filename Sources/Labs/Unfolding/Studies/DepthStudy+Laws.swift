// The laws of networks and of their training.

import Evidence
import LabKit
import LinearAlgebra

extension DepthStudy {
  /// The largest number of weights of LISTA that are only compared with ISTA.
  private static let comparedWeights = 20_000_000

  /// Decides the laws of training, which hold for any data.
  func decideLaws(_ outcome: Outcome, to study: inout LabStudy) {
    study.decide(
      UnfoldingClaims.certificate, "largest gap relative to ½‖*x*‖²", predicted: 1e-12,
      computed: maximumNorm(outcome.truths.map(\.solutions.largestRelativeGap)),
      .atMost(rounding: 0))
    study.decide(
      UnfoldingClaims.written, "largest relative difference of the losses", predicted: 0,
      computed: maximumNorm(outcome.runs.map(\.secondRoute)), .rounding(1e-12))
    let learned = outcome.runs.filter(\.method.isLearned)
    guard !learned.isEmpty else { return }
    var (rise, deeper) = (-Double.infinity, -Double.infinity)
    for run in learned {
      for (before, after) in zip(run.history, run.history.dropFirst())
      where before.depth == after.depth {
        rise = max(rise, after.loss - before.loss)
      }
      for (before, after) in zip(run.rows, run.rows.dropFirst()) {
        deeper = max(deeper, (after.loss - before.loss) / max(abs(before.loss), 1e-300))
      }
    }
    if rise > -.infinity {
      study.decide(
        UnfoldingClaims.monotone, "largest change of the loss in a step", predicted: 0,
        computed: rise, .atMost(rounding: 0))
    }
    if deeper > -.infinity, loss == .unsupervised {
      // The loss is a sum over samples: rounding of one part in 10¹⁴.
      study.decide(
        UnfoldingClaims.deeper, "largest relative change of the loss with depth", predicted: 0,
        computed: deeper, .atMost(rounding: 1e-13))
    }
  }

  /// Decides the laws of the layers: adjoint identity, and untrained networks.
  func decideLayers(to study: inout LabStudy) throws(LabError) {
    let dictionary = problem.dictionary
    let (n, m) = (dictionary.sampleLength, dictionary.atomCount)
    let samples = problem.test
    let penalties = samples.penalties(lambdas[0], isAbsolute: isAbsolute)
    let tested = min(samples.count, 10)
    var defects: [Double] = []
    for method in [Method.slista, .coupled, .lista] where m * m * tested < 10_000_000 {
      let layer = NetworkLayer(
        method.form, dictionary, signals: Array(samples.signals.prefix(tested * n)),
        penalties: Array(penalties.prefix(tested)), depth: 3)
      // Away from ISTA, which is exact after one step if there is one atom: all derivatives are 0 there.
      let weights = Network.untrained(method, dictionary, depth: 3).weights.map { 0.7 * $0 }
      let state = NetworkLoss(layer, .cost).codes(at: weights, after: 1)
      defects.append(
        adjointDefect(of: layer, at: state, weights: weights, step: 1, seed: study.settings.seed))
    }
    study.decide(
      UnfoldingClaims.adjoint, predicted: 0, computed: maximumNorm(defects), .rounding(1e-13))

    let depth = methods.compactMap { depths[$0] }.max() ?? 1
    let count = min(samples.count, 400)
    let signals = Array(samples.signals.prefix(count * n))
    let limits = Array(penalties.prefix(count))
    let ista = PlainISTA(dictionary)
    func codes(_ method: Method, _ depth: Int) -> [Double] {
      NetworkLoss(
        NetworkLayer(method.form, dictionary, signals: signals, penalties: limits, depth: depth),
        .cost
      ).codes(at: Network.untrained(method, dictionary, depth: depth).weights)
    }
    let exact = ista.codes(signals, limits, depth: depth)
    let different = [Method.slista, .coupled].reduce(0) { sum, method in
      sum + zip(codes(method, depth), exact).count { $0 != $1 }
    }
    study.decide(
      UnfoldingClaims.untrained, "entries of codes that differ from those of ISTA", predicted: 0,
      computed: Double(different), .count)
    let few = max(1, min(depth, Self.comparedWeights / (m * (m + n))))
    let expected = few == depth ? exact : ista.codes(signals, limits, depth: few)
    let scale = maximumNorm(expected)
    let difference = maximumDistance(codes(.lista, few), expected)
    study.decide(
      UnfoldingClaims.generalUntrained, "largest difference relative to the largest code",
      predicted: 0, computed: scale > 0 ? difference / scale : difference, .rounding(1e-12))
  }
}
