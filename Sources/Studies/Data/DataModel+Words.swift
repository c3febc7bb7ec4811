// Data for readers: their parameters, their accuracy and their fingerprint.

import Report
package import ToyModel

extension DataModel {
  /// μ and θ in words; empty for data without them.
  package var parametersInWords: [String] {
    let number = { (value: Double) in formatted(value, significantDigits: 10) }
    return hasParameters ? ["μ = \(number(mu))", "θ = \(number(theta))"] : []
  }

  /// The name, for measured data with a hash of the spectrum.
  package var fingerprint: String { (family as? MeasuredData)?.fingerprint ?? name }

  /// A note on the accuracy that double precision leaves to the eigenvalues, and so to a risk; nil if not
  /// needed.
  ///
  /// - Parameter optimum: An optimal risk for these data.
  /// - Returns: A note for readers.
  package func precisionNote(_ optimum: OptimalRisk) -> String? {
    guard let provenance else { return nil }
    let spectrum = spectrum
    var notes: [String] = []
    let unresolvedCount = provenance.unresolvedCount
    if unresolvedCount > 0 {
      notes.append(
        "\(unresolvedCount) of \(spectrum.dimension) eigenvalues of C are below what double precision "
          + "can distinguish from 0, and are treated as 0")
    }
    let error = Self.riskError(optimum, spectrum, provenance.eigenvalueErrors)
    if error > Self.visibleRiskError {
      notes.append(
        "in double precision the risk may have a relative error of up to \(formatted(error, significantDigits: 1)), "
          + "because of the error of the small eigenvalues of C; toy risk --certify bounds it")
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// The smallest relative error of a risk that is reported.
  private static let visibleRiskError = 1e-10

  /// The relative error of a risk due to the errors of the eigenvalues, to first order: Σ ½(1−t)² δγ divided by the
  /// risk, because at the best R and ω its derivatives vanish, or R and ω are at the end of their range.
  private static func riskError(
    _ optimum: OptimalRisk, _ spectrum: Spectrum, _ eigenvalueErrors: [Double]
  ) -> Double {
    guard !eigenvalueErrors.isEmpty, optimum.risk.total > 0 else { return 0 }
    var sum = 0.0
    var group = 0
    // Both lists descend; a group may have forced and free directions.
    for line in optimum.eigenvalues {
      while group < spectrum.groups.count, spectrum.groups[group].eigenvalue > line.dataEigenvalue {
        group += 1
      }
      guard group < spectrum.groups.count else { break }
      let defect = line.gain.defect
      sum += 0.5 * Double(line.multiplicity) * eigenvalueErrors[group] * defect * defect
    }
    return sum / optimum.risk.total
  }
}
