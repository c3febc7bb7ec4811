// Data augmentation and architecture search as choices of a parameter.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Optimization

/// Two further lower levels with closed forms.
enum ModelSelection {
  /// Decides the claims.
  static func report(to study: inout LabStudy) {
    augmentation(&study)
    architecture(&study)
  }

  /// The mean over jitter of the inputs is the penalty λ_kθ_k².
  private static func augmentation(_ study: inout LabStudy) {
    var generator = CounterGenerator(seed: 8, shift: study.settings.seed)
    let (samples, features, batches, size) = (20, 3, 20, 1000)
    let inputs = generator.normals(samples * features)
    let labels = generator.normals(samples)
    let deviations = [0.1, 0.5, 2.0].map { $0.squareRoot() }
    let theta = generator.normals(features)
    func prediction(_ sample: Int) -> Double {
      (0..<features).reduce(0) { $0 + inputs[sample * features + $1] * theta[$1] }
    }
    let residuals = (0..<samples).map { labels[$0] - prediction($0) }
    let exact =
      dot(residuals, residuals) / Double(samples)
      + zip(deviations, theta).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }
    let weights = zip(deviations, theta).map { $0 * $1 }
    var means: [Double] = []
    for _ in 0..<batches {
      let jitter = generator.normals(size * samples * features)
      var sum = 0.0
      for row in 0..<size * samples {
        var error = residuals[row % samples]
        for k in 0..<features { error -= jitter[row * features + k] * weights[k] }
        sum += error * error
      }
      means.append(sum / Double(size * samples))
    }
    let (mean, error) = meanAndStandardError(means)
    study.decide(
      SearchClaims.augmentation, "mean squared error over jitter", predicted: exact,
      computed: mean, .standardError(error))
    study.pin(SearchClaims.augmentationNumber, 4.33219, exact)
  }

  /// Descent on the weight of two operations selects the one that carries the signal.
  private static func architecture(_ study: inout LabStudy) {
    var mixture = OperationMixture()
    guard let start = Iterate(start: [0], of: &mixture) else { return }
    let end = minimize(
      &mixture, from: start, by: GradientDescent(.fixed(2)),
      until: StoppingRule(iterationLimit: 3000))
    let weight = 1 / (1 + exp(-end.iterate.point[0]))
    study.decide(
      SearchClaims.architecture, "weight of the informative operation", predicted: 0.9,
      computed: weight, .atLeast(rounding: 0))
    study.pin(SearchClaims.architectureNumber, 0.997136, weight)
  }
}

/// h(u) = Σ (β_j − d_j)² for two operations with the weights α = 1/(1 + e^∓u), where ridge regression gives the effective
/// coefficients β_j = α_j²c_j/(α_j² + μ).
private struct OperationMixture: Objective {
  private let penalty = 0.1
  private let correlations = [2.0, 0.3]
  private let targets = [1.9, 0.0]

  var dimension: Int { 1 }

  func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    let share = 1 / (1 + exp(-point[0]))
    let weights = [share, 1 / (1 + exp(point[0]))]
    // dα/du = ±α(1 − α).
    let slopes = [weights[0] * weights[1], -weights[0] * weights[1]]
    var value = 0.0
    gradient[0] = 0
    for j in 0..<2 {
      let square = weights[j] * weights[j]
      let total = square + penalty
      let error = square * correlations[j] / total - targets[j]
      value += error * error
      let derivative = 2 * weights[j] * penalty * correlations[j] / (total * total)
      gradient[0] += 2 * error * derivative * slopes[j]
    }
    return value
  }
}
