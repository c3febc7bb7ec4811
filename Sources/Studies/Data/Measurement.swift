// The data from which a second moment was measured, kept while they are needed.

package import Certified
package import LinearAlgebra
import Report
package import ToyModel

/// The source of a measured C.
package enum Measurement: Sendable {
  /// Frames of a file, one per row.
  case frames(Matrix)
  /// Frames of recordings, m of them, as a factor F with FᵀF = Σ yyᵀ; the path is read again when the frames
  /// themselves are needed.
  case recordings(factor: Matrix, count: Int)
  /// C itself.
  case covariance(Matrix)

  /// The size of the matrix whose decomposition dominates the time: the smaller of m and n.
  package var shortSide: Int {
    switch self {
    case .frames(let matrix), .recordings(let matrix, _), .covariance(let matrix):
      min(matrix.rows, matrix.columns)
    }
  }

  /// The eigenvalues and eigenvectors of C.
  ///
  /// - Throws: ``StudyError/failed(_:)`` if the decomposition does not converge.
  package func basis(_ path: String) throws(StudyError) -> PrincipalBasis {
    do {
      switch self {
      case .frames(let frames): return try PrincipalBasis(frames: frames, count: frames.rows)
      case .recordings(let factor, let count):
        return try PrincipalBasis(frames: factor, count: count)
      case .covariance(let matrix): return try PrincipalBasis(covariance: matrix)
      }
    } catch {
      throw .failed("\(path): the eigenvalues of C did not converge")
    }
  }
}

extension MeasuredData {
  /// The eigenvalues of C with certified bounds, with the numbers of the file taken as exact.
  ///
  /// - Throws: ``StudyError`` if recordings, which are read again, no longer exist.
  package func certifiedSpectrum() throws(StudyError) -> CertifiedSpectrum {
    switch measurement {
    case nil: return CertifiedSpectrum(.spectrum(spectrum))
    case .frames(let frames): return CertifiedSpectrum(frames: frames)
    case .covariance(let matrix): return CertifiedSpectrum(covariance: matrix)
    case .recordings:
      let length = spectrum.dimension
      var moment = SecondMomentEnclosure(dimension: length)
      try translated(
        Self.forEachBlock(ofRecordings: path, frameLength: length) { moment.add(frames: $0) })
      return CertifiedSpectrum(moment)
    }
  }

  /// A note on the accuracy that double precision leaves to the eigenvalues, and so to a risk; nil if not
  /// needed.
  ///
  /// - Parameter optimum: An optimal risk for these data.
  /// - Returns: A note for readers.
  package func precisionNote(_ optimum: OptimalRisk) -> String? {
    var notes: [String] = []
    if unresolvedCount > 0 {
      notes.append(
        "\(unresolvedCount) of \(spectrum.dimension) eigenvalues of C are below what double precision "
          + "can tell from 0, and count as 0")
    }
    let error = riskError(optimum)
    if error > Self.visibleRiskError {
      notes.append(
        "double precision may leave a relative error of up to \(formatted(error, significantDigits: 1)) in "
          + "the risk, by that of the small eigenvalues of C; toy risk --certify bounds it")
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// The smallest relative error of a risk that is worth mentioning.
  private static let visibleRiskError = 1e-10

  /// The relative error of a risk due to those of the eigenvalues, to first order: Σ ½(1−t)² δγ over the
  /// risk, because at the best R and ω its derivatives vanish, or they are at the end of their range.
  private func riskError(_ optimum: OptimalRisk) -> Double {
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
