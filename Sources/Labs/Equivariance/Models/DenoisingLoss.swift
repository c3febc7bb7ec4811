// The training loss of small denoising models.

import LinearAlgebra
import Optimization

/// The mean over pairs and pixels of (F(x) − u)².
struct DenoisingLoss: Objective {
  let model: WindowModel
  /// Pairs of a noisy and a clean field.
  let pairs: [(noisy: [Double], clean: [Double])]

  var dimension: Int { model.parameterCount }

  func evaluate(at point: [Double], gradient: inout [Double]) -> Double {
    gradient = [Double](repeating: 0, count: point.count)
    var sum = 0.0
    let scale = 1 / Double(pairs.count * model.size * model.size)
    for pair in pairs {
      let residual = difference(model.output(point, pair.noisy), pair.clean)
      sum += dot(residual, residual)
      model.pullBack(point, pair.noisy, residual.map { 2 * scale * $0 }, to: &gradient)
    }
    return scale * sum
  }

  /// The loss without its gradient.
  func value(_ point: [Double]) -> Double {
    pairs.reduce(0) { sum, pair in
      let residual = difference(model.output(point, pair.noisy), pair.clean)
      return sum + dot(residual, residual)
    } / Double(pairs.count * model.size * model.size)
  }
}
