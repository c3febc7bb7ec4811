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
  /// The forward operator; nil for A = I.
  package let map: OperatorChoice?
  /// All data with the operator, where that is no list of singular values.
  private let problems: [OperatorProblem]

  /// The largest number of data models with an operator that is no list of singular values.
  private static let problemLimit = 10_000

  /// Creates a choice.
  ///
  /// - Parameters:
  ///   - noise: The file of the variances of noise.
  ///   - map: The operator.
  ///   - models: All data that are observed.
  /// - Throws: ``StudyError`` for coloured noise with an operator that is no list of singular values, and for an operator
  ///   that does not fit the data.
  /// - Complexity: O(n³) for a matrix and a mask, for each of the models.
  package init(
    noise: NoiseSpectrum?, operator map: OperatorChoice? = nil, models: [DataModel] = []
  ) throws(StudyError) {
    self.noise = noise
    self.map = map
    var problems: [OperatorProblem] = []
    if let map, case .singularValues = map.kind {
    } else if let map {
      guard models.count <= Self.problemLimit else {
        throw .illegal(
          "--operator \(map.name) with \(models.count) different data, more than \(Self.problemLimit)"
        )
      }
      for model in models { problems.append(try OperatorProblem(map, data: model)) }
    }
    self.problems = problems
    if let map, noise != nil, singularValues == nil {
      throw .illegal(
        "--noise-spectrum needs an --operator of singular values, not \(map.name): both are lists in the directions of C"
      )
    }
  }

  /// The singular values of A by descending eigenvalue of C; nil where the operator is no list of them.
  package var singularValues: [Double]? {
    if case .singularValues(let values) = map?.kind { values } else { nil }
  }

  /// The n of the lists, with the option that gives it; nil without lists.
  package var dimension: (count: Int, option: String)? {
    if let noise { return (noise.variances.count, "--noise-spectrum \(noise.path)") }
    guard let map, let count = map.dimension else { return nil }
    return (count, "--operator \(map.name)")
  }

  /// The observation of data.
  ///
  /// - Parameters:
  ///   - data: The data, of the same n.
  ///   - sigma: σ, the factor of the standard deviations of the noise.
  /// - Returns: γ, σ² and a in all directions.
  /// - Complexity: O(n).
  package func observation(of data: DataModel, sigma: Double) -> Observation {
    guard let problem = problem(data) else {
      return Observation(
        spectrum: data.spectrum, noiseVariances: noise?.variances, noiseFactor: sigma * sigma,
        singularValues: singularValues)
    }
    return Observation(problem.directions, noiseVariance: sigma * sigma)
  }

  /// One of the data with the operator; nil for a list of singular values, or A = I.
  package func problem(_ data: DataModel) -> OperatorProblem? {
    problems.first { $0.data == data }
  }

  /// Whether AᵀA commutes with C for all data.
  package var commutes: Bool { problems.allSatisfy(\.commutes) }

  /// Bilevel learning where AᵀA and C do not commute; nil where they do.
  ///
  /// - Parameters:
  ///   - data: The data.
  ///   - sigma: σ > 0.
  /// - Returns: The best risks for all k.
  /// - Throws: ``StudyError`` where A has not full column rank, and without noise.
  /// - Complexity: O(n³).
  package func bilevel(
    of data: DataModel, sigma: Double
  ) throws(StudyError) -> OperatorBilevel? {
    guard let problem = problem(data), !problem.commutes, let matrices = problem.matrices else {
      return nil
    }
    guard sigma > 0 else {
      throw .illegal("--sigma 0: an operator that does not commute with C needs noise")
    }
    do throws(OperatorError) {
      return try OperatorBilevel(
        operator: matrices.map, secondMoment: matrices.secondMoment, noiseVariance: sigma * sigma)
    } catch {
      throw .malformed("--operator \(map?.name ?? ""): \(error.message)")
    }
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
    (map.map { [("operator", $0.name)] } ?? [])
      + (noise.map { [("noise_spectrum", $0.path)] } ?? [])
  }

  /// The choice in words, such as "operator a.csv, noise spectrum s.csv".
  package var inWords: String {
    [
      map.map { "operator \($0.name)" }, noise.map { "noise spectrum \($0.path)" },
    ].compactMap(\.self).joined(separator: ", ")
  }

  /// Refuses families whose best risks are not available for the observation.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` with the reason.
  package func refuse(_ family: DenoiserFamily) throws(StudyError) {
    let option = map == nil ? "--noise-spectrum" : "--operator"
    let name = family.algorithm.name
    guard family.algorithm.isSpectral else {
      throw .illegal(
        "\(option): only bounds are known for --algorithm \(name), and for white noise only")
    }
    let isBlind =
      singularValues?.contains(0)
      ?? problems.contains { $0.directions.contains { $0.singularValue == 0 } }
    if let map, family.kind == .bilevel, isBlind {
      throw .malformed(
        "--operator \(map.name): a singular value is 0, so that the exact solution is not unique "
          + "where R is 0; --family bilevel needs full column rank")
    }
    if let map, !commutes, ![DenoiserFamily.linear, .bilevel].contains(family) {
      throw .illegal(
        "--operator \(map.name) does not commute with C: only --family linear,bilevel with --algorithm exact is in closed "
          + "form then; for n ≤ 8 'toy learn --operator' searches R")
    }
    let unit = Observation([.init(eigenvalue: 1, noiseVariance: 1)])
    let scaled = Observation([.init(eigenvalue: 1, noiseVariance: 1, singularValue: 2)])
    guard OptimalRisk.canServe(family, map == nil ? unit : scaled) else {
      throw .illegal(
        family.isLearned
          ? "\(option): the learned parameters of --algorithm \(name) are known for white noise and A = I; give numbers"
            + (map == nil ? "" : ", or choose an algorithm with one step size")
          : "--operator: --algorithm \(name) is made for the curvature 1 of a denoiser")
    }
  }
}

extension ObservationChoice: Equatable {
  /// Whether both are the same object, or have the same lists.
  package static func == (first: ObservationChoice, second: ObservationChoice) -> Bool {
    first === second
      || (first.noise == second.noise && first.map?.name == second.map?.name
        && first.map?.kind == second.map?.kind)
  }
}
