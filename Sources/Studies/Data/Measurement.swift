// The data from which a second moment was measured, kept as long as they are needed.

import Certified
package import LinearAlgebra
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
  func certifiedSpectrum() throws(StudyError) -> CertifiedSpectrum {
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
}
