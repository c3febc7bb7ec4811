// The risk of an optimal denoiser on data other than those it is optimal for.

public import LinearAlgebra

extension OptimalRisk {
  /// The risk of the optimal T on other data, ½ Σ (1−tⱼ)² uⱼᵀC′uⱼ + ½σ² Σ tⱼ².
  ///
  /// - Parameters:
  ///   - energies: uⱼᵀC′uⱼ for the eigenvectors uⱼ of T, in the order of ``eigenvalues``; see
  ///     ``PrincipalBasis/energies(of:)``.
  ///   - noiseVariance: σ².
  /// - Returns: The risk, never below the best one for C′.
  /// - Precondition: There are n energies.
  /// - Complexity: O(n).
  public func risk(ofEnergies energies: [Double], noiseVariance: Double) -> Double {
    var (risk, index) = (0.0, 0)
    for line in eigenvalues {
      for _ in 0..<line.multiplicity {
        let gain = line.gain
        risk += 0.5 * gain.defect * gain.defect * energies[index]
        risk += 0.5 * noiseVariance * gain.value * gain.value
        index += 1
      }
    }
    return risk
  }
}

extension PrincipalBasis {
  /// The mean energies uⱼᵀC′uⱼ of other data in the directions of this basis.
  ///
  /// Directions of one eigenvalue have no basis of their own, as those without signal where there are
  /// fewer frames than samples: each counts with their mean.
  ///
  /// - Parameter secondMoment: C′, n × n, symmetric.
  /// - Returns: n energies, by descending eigenvalue of C.
  /// - Precondition: The basis is complete, n × n.
  /// - Complexity: O(n³).
  public func energies(of secondMoment: Matrix) -> [Double] {
    var product = vectors
    product.setSymmetricProduct(secondMoment, vectors)
    var energies = (0..<vectors.columns).map { product.columnProduct(vectors, $0) }
    var first = 0
    for group in spectrum.groups {
      let range = first..<first + group.multiplicity
      let mean = energies[range].reduce(0, +) / Double(group.multiplicity)
      for index in range { energies[index] = mean }
      first = range.upperBound
    }
    return energies
  }
}
