// The built-in samples of the lab.

import Files
import LinearAlgebra
import Libc

extension HypergradientProblem {
  /// 120 samples of eight features, half of which matter.
  static func samples(
    _ model: HypergradientParameters.Model, seed: UInt64
  ) -> LabelledData {
    var generator = CounterGenerator(seed: 1502, shift: seed)
    let (n, d) = (120, 8)
    // Deviations from 8 down to 0.66, which makes the condition number typical of real data.
    let deviations = (0..<d).map { 8 * pow(0.7, Double($0)) }
    let values = generator.normals(n * d).enumerated().map {
      $0.element * deviations[$0.offset % d]
    }
    let weights = generator.normals(d).enumerated().map {
      $0.offset % 2 == 0 ? 2 * $0.element / deviations[$0.offset] : 0
    }
    let noise = generator.normals(n)
    let labels = (0..<n).map { i in
      let score = dot(Array(values[i * d..<(i + 1) * d]), weights) + 0.5 * noise[i]
      return model == .logistic ? (score < 0 ? -1 : 1) : score
    }
    return LabelledData(values: values, labels: labels, provenance: "the built-in samples")
  }
}
