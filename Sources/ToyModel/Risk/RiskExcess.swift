// The difference of two risks without the cancellation of a subtraction.

extension OptimalRisk {
  /// The excess of this risk over another one for the same data and noise.
  ///
  /// Summed over directions with gains t here and s there,
  /// ```
  /// Σ m ½(t − s)(σ²(t + s) − γ((1−t) + (1−s)))
  /// ```
  /// so that risks that nearly agree can be distinguished: the error is a few ulp of the largest term. The
  /// difference is exactly 0 where both give every direction the same gain.
  ///
  /// - Parameters:
  ///   - other: A risk for the same spectrum and the same σ².
  ///   - noiseVariance: σ² of both.
  /// - Returns: The difference of the infima, ∞ where this risk exceeds the range of Double.
  /// - Precondition: Both risks are for one spectrum.
  /// - Complexity: O(d) for d groups.
  public func excess(over other: OptimalRisk, noiseVariance: Double) -> Double {
    excess(over: other) { _ in noiseVariance }
  }

  /// The excess of this risk over another one for the same observation.
  ///
  /// - Parameters:
  ///   - other: A risk for the same observation.
  ///   - observation: The observation.
  /// - Returns: The difference of the infima, ∞ where this risk exceeds the range of Double.
  /// - Precondition: Both risks are for the observation.
  /// - Complexity: O(d) for d groups.
  public func excess(over other: OptimalRisk, observation: Observation) -> Double {
    var noises: [Double] = []
    // Directions that are not observed have the gain 0 in both.
    observation.forEach(eigenvalues) { index, _ in
      noises.append(observation.groups[index].relativeNoise)
    }
    return excess(over: other) { noises[$0] }
  }

  private func excess(
    over other: OptimalRisk, noiseVariance: (_ index: Int) -> Double
  ) -> Double {
    guard risk.total.isFinite else { return .infinity }
    var sum = CompensatedSum()
    var partner = 0
    var partnersLeft = other.eigenvalues.first?.multiplicity ?? 0
    for (index, line) in eigenvalues.enumerated() {
      var left = line.multiplicity
      while left > 0 {
        precondition(
          partner < other.eigenvalues.count,
          "risks of different dimensions: the other has \(other.eigenvalues.count) groups only")
        let match = other.eigenvalues[partner]
        precondition(
          match.dataEigenvalue == line.dataEigenvalue,
          "risks of different data: \(match.dataEigenvalue) and \(line.dataEigenvalue)")
        let count = min(left, partnersLeft)
        sum += Double(count) * line.excess(over: match.gain, noiseVariance: noiseVariance(index))
        left -= count
        partnersLeft -= count
        if partnersLeft == 0 {
          partner += 1
          partnersLeft =
            partner < other.eigenvalues.count ? other.eigenvalues[partner].multiplicity : 0
        }
      }
    }
    return sum.value
  }
}

extension DenoiserEigenvalue {
  /// The additional cost of one direction over another gain.
  fileprivate func excess(over other: Gain, noiseVariance: Double) -> Double {
    guard gain != other else { return 0 }
    // A direction without signal has no bias, however large its defect.
    let bias = dataEigenvalue == 0 ? 0 : dataEigenvalue * (gain.defect + other.defect)
    let slope = noiseVariance * (gain.value + other.value) - bias
    return 0.5 * gain.difference(to: other) * slope
  }
}
