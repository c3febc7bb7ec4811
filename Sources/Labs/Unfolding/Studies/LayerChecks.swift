// Derivatives of networks against central differences, and the closed form of one layer.

import Evidence
import LabKit
import LinearAlgebra

/// Checks on the built-in instance.
enum LayerChecks {
  private static let lambda = 0.2

  /// Decides the claims about derivatives, the set of samples, and two atoms.
  static func report(_ problem: CodingProblem, to study: inout LabStudy) throws(LabError) {
    let samples = problem.training
    let seed = study.settings.seed
    let penalties = samples.penalties(lambda, isAbsolute: false)
    func loss(_ method: Method, depth: Int) -> NetworkLoss {
      NetworkLoss(
        NetworkLayer(
          method.form, problem.dictionary, signals: samples.signals, penalties: penalties,
          depth: depth), .cost)
    }
    // Steps longer than 1/L.
    var generator = CounterGenerator(seed: 4, shift: seed)
    let steps = generator.uniforms(4).map {
      (1 + 0.3 * $0) / problem.dictionary.lipschitz
    }
    var worst = error(loss(.slista, depth: 4), at: steps, of: [0, 1, 2, 3])
    let entries = [0, 57, 199, 200, 330, 602]
    let coupled = Network.untrained(.coupled, problem.dictionary, depth: 3).weights
    worst = max(worst, error(loss(.coupled, depth: 3), at: coupled, of: entries))
    study.decide(
      UnfoldingClaims.reverse, "largest difference", predicted: 0, computed: worst, .gap(1e-8))
    let general = Network.untrained(.lista, problem.dictionary, depth: 3).weights
    study.decide(
      UnfoldingClaims.generalReverse, "largest difference", predicted: 0,
      computed: error(
        loss(.lista, depth: 3), at: general, of: [0, 57, 450, 600, 700, 1242]),
      .gap(1e-6))
    let outside = maximumNorm(
      (samples.largestPenalties + problem.test.largestPenalties).map { $0 - 1 })
    study.decide(
      UnfoldingClaims.equalized, "largest |‖*D*ᵀ*x*‖_{∞} − 1|", predicted: 0, computed: outside,
      .rounding(1e-14))
    try checkTwoAtoms(to: &study)
  }

  /// The largest difference between derivatives and central differences.
  private static func error(
    _ loss: NetworkLoss, at point: [Double], of entries: [Int]
  ) -> Double {
    var gradient = [Double](repeating: 0, count: point.count)
    _ = loss.evaluate(at: point, gradient: &gradient)
    return entries.reduce(0) { worst, entry in
      func supports(_ change: Double) -> (value: Double, supports: [Bool]) {
        var moved = point
        moved[entry] += change
        return (loss.value(at: moved), loss.supports(at: moved))
      }
      // A step across a kink, where some entry enters or leaves a support, is halved.
      var step = 1e-6
      var (above, below) = (supports(step), supports(-step))
      while above.supports != below.supports, step > 1e-7 {
        step /= 2
        (above, below) = (supports(step), supports(-step))
      }
      let difference = (above.value - below.value) / (2 * step)
      return max(worst, abs(difference - gradient[entry]))
    }
  }

  /// Trains one layer on x = ±d₁ for two atoms of correlation c = 0.25 ≤ λ = 0.3.
  private static func checkTwoAtoms(to study: inout LabStudy) throws(LabError) {
    let (c, lambda) = (0.25, 0.3)
    let dictionary = try CodingDictionary(
      Matrix(rows: 2, columns: 2, elements: [1, 0, c, (1 - c * c).squareRoot()]))
    let trained = try Training(
      dictionary: dictionary, signals: [1, 0, -1, 0], penalties: [lambda, lambda], goal: .cost,
      stepCount: 200, firstStep: 1
    ).refined(.untrained(.slista, dictionary, depth: 1), stepCount: 200)
    study.decide(
      UnfoldingClaims.twoAtoms, "the step of the trained layer", predicted: 1,
      computed: trained.network.weights[0], .gap(1e-3))
  }
}
