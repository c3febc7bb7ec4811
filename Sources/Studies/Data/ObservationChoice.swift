// How the data are observed where it is not with white noise alone.

package import Certified
import Intervals
package import ToyModel

/// A forward operator and a noise spectrum, either of them or both.
///
/// A class, so that a setting, of which there are millions, only keeps a reference.
package final class ObservationChoice: Sendable {
  /// The file of the variances of noise; nil for white noise.
  package let noise: NoiseSpectrum?
  /// The text of `--operator`; nil for A = I.
  package let operatorText: String?
  /// The singular values of A in the directions of C, by descending eigenvalue; nil for A = I.
  package let singularValues: [Double]?

  /// Creates a choice.
  package init(
    noise: NoiseSpectrum?, operatorText: String? = nil, singularValues: [Double]? = nil
  ) {
    self.noise = noise
    self.operatorText = operatorText
    self.singularValues = singularValues
  }

  /// The n of the lists, with the option that gives it; nil without lists.
  package var dimension: (count: Int, option: String)? {
    noise.map { ($0.variances.count, "--noise-spectrum \($0.path)") }
      ?? singularValues.map { ($0.count, "--operator \(operatorText ?? "")") }
  }

  /// The observation of data.
  ///
  /// - Parameters:
  ///   - data: The data, of the same n.
  ///   - sigma: σ, the factor of the standard deviations of the noise.
  /// - Returns: γ, σ² and a in all directions.
  /// - Complexity: O(n).
  package func observation(of data: DataModel, sigma: Double) -> Observation {
    Observation(
      spectrum: data.spectrum, noiseVariances: noise?.variances, noiseFactor: sigma * sigma,
      singularValues: singularValues)
  }

  /// Enclosures of γ, σ²/a² and a² in all directions, for the numbers as they are given.
  ///
  /// - Parameters:
  ///   - spectrum: The enclosed eigenvalues of C, of the same n.
  ///   - sigma: σ.
  /// - Returns: As many directions as there are.
  /// - Complexity: O(n).
  package func directions(
    of spectrum: CertifiedSpectrum, sigma: Double
  ) -> [CertifiedDirection] {
    var directions: [CertifiedDirection] = []
    directions.reserveCapacity(spectrum.dimension)
    let variance = Interval(sigma).squared
    for group in spectrum.groups {
      for _ in 0..<group.multiplicity {
        let index = directions.count
        let factor = singularValues.map { Interval($0[index]).squared } ?? .one
        let noise = variance * (noise.map { Interval($0.variances[index]) } ?? .one)
        directions.append(
          CertifiedDirection(
            eigenvalue: group.eigenvalue, noiseVariance: noise / factor, stepFactor: factor,
            multiplicity: 1))
      }
    }
    return directions
  }

  /// The columns of tables that name the operator and the noise spectrum, with their texts.
  package var columns: [(name: String, text: String)] {
    (operatorText.map { [("operator", $0)] } ?? [])
      + (noise.map { [("noise_spectrum", $0.path)] } ?? [])
  }

  /// The choice in words, such as "operator a.csv, noise spectrum s.csv".
  package var inWords: String {
    [
      operatorText.map { "operator \($0)" }, noise.map { "noise spectrum \($0.path)" },
    ].compactMap(\.self).joined(separator: ", ")
  }

  /// Refuses families whose best risks are not available for the observation.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` with the reason.
  package func refuse(_ family: DenoiserFamily) throws(StudyError) {
    let option = singularValues == nil ? "--noise-spectrum" : "--operator"
    let name = family.algorithm.name
    guard family.algorithm.isSpectral else {
      throw .illegal(
        "\(option): only bounds are known for --algorithm \(name), and for white noise only")
    }
    if let singularValues, family.kind == .bilevel, singularValues.contains(0) {
      throw .malformed(
        "--operator \(operatorText ?? ""): a singular value is 0, so that the exact solution is not unique "
          + "where R is 0; --family bilevel needs full column rank")
    }
    let unit = Observation([.init(eigenvalue: 1, noiseVariance: 1)])
    let scaled = Observation([.init(eigenvalue: 1, noiseVariance: 1, singularValue: 2)])
    guard OptimalRisk.canServe(family, singularValues == nil ? unit : scaled) else {
      throw .illegal(
        family.isLearned
          ? "\(option): the learned parameters of --algorithm \(name) are known for white noise and A = I; give numbers"
            + (singularValues == nil ? "" : ", or choose an algorithm with one step size")
          : "--operator: --algorithm \(name) is made for the curvature 1 of a denoiser")
    }
  }
}

extension ObservationChoice: Equatable {
  /// Whether both are the same object, or have the same lists.
  package static func == (first: ObservationChoice, second: ObservationChoice) -> Bool {
    first === second
      || (first.noise == second.noise && first.operatorText == second.operatorText
        && first.singularValues == second.singularValues)
  }
}
