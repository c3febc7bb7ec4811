// What a second moment was measured from, as long as it is needed.

import LinearAlgebra
import ToyModel

/// The source of a measured C.
enum Measurement: Sendable {
  /// Frames of a file, one a row.
  case frames(Matrix)
  /// Frames of recordings, m of them, as a factor F with FᵀF = Σ yyᵀ; the path is read again where the
  /// frames themselves are needed.
  case recordings(factor: Matrix, count: Int)
  /// C itself.
  case covariance(Matrix)

  /// The size of the matrix whose decomposition takes the time: the smaller of m and n.
  var shortSide: Int {
    switch self {
    case .frames(let matrix), .recordings(let matrix, _), .covariance(let matrix):
      min(matrix.rows, matrix.columns)
    }
  }

  /// The eigenvalues and eigenvectors of C.
  ///
  /// - Throws: ``CommandError`` of status failure where the decomposition does not converge.
  func basis(_ path: String) throws(CommandError) -> PrincipalBasis {
    do {
      switch self {
      case .frames(let frames): return try PrincipalBasis(frames: frames, count: frames.rows)
      case .recordings(let factor, let count):
        return try PrincipalBasis(frames: factor, count: count)
      case .covariance(let matrix): return try PrincipalBasis(covariance: matrix)
      }
    } catch {
      throw .failure("\(path): the eigenvalues of C did not converge")
    }
  }
}

extension MeasuredData {
  /// The eigenvalues of C between certain bounds, the numbers of the file taken as exact.
  ///
  /// - Throws: ``CommandError`` where recordings, which are read again, are gone.
  func certifiedSpectrum() throws(CommandError) -> CertifiedSpectrum {
    switch measurement {
    case nil: return CertifiedSpectrum(.spectrum(spectrum))
    case .frames(let frames): return CertifiedSpectrum(frames: frames)
    case .covariance(let matrix): return CertifiedSpectrum(covariance: matrix)
    case .recordings:
      let length = spectrum.dimension
      var moment = SecondMomentEnclosure(dimension: length)
      try Self.forEachBlock(ofRecordings: path, frameLength: length) { moment.add(frames: $0) }
      return CertifiedSpectrum(moment)
    }
  }

  /// What double precision leaves open of the eigenvalues; nil where that is nothing.
  var precisionNote: String? {
    guard unresolvedCount > 0 else { return nil }
    return
      "\(unresolvedCount) of \(spectrum.dimension) eigenvalues of C are below what double precision "
      + "can tell from 0, and count as 0"
  }
}
