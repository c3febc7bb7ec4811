// The errors of labs.

package import Files
package import LinearAlgebra

/// The reason why a lab has no result.
package enum LabError: Error, Equatable {
  /// A parameter has an illegal value; the text names the option, its value and the legal range.
  case illegal(String)
  /// A file could not be read, or its contents do not fit.
  case file(FileError)
  /// A computation failed.
  case failed(String)

  /// The error for a file whose contents do not fit the lab.
  ///
  /// - Parameter message: The path and the defect.
  /// - Returns: The error.
  package static func malformed(_ message: String) -> LabError {
    .file(FileError(.malformed, message))
  }

  /// The error for eigenvalues or singular values that LAPACK does not find.
  ///
  /// - Parameter error: The error of the factorization.
  /// - Returns: The error.
  package static func unfactorized(_ error: FactorizationError) -> LabError {
    .failed("LAPACK found no eigenvalues: \(error)")
  }

  /// The message, of one line or more.
  package var message: String {
    switch self {
    case .illegal(let message), .failed(let message): message
    case .file(let error): error.message
    }
  }
}

/// The result of reading a file, whose error becomes that of the lab.
package func read<Value>(
  _ body: @autoclosure () throws(FileError) -> Value
) throws(LabError) -> Value {
  try Result(catching: body).mapError(LabError.file).get()
}

/// The result of a factorization; an error of LAPACK becomes a failure of the lab.
package func factorized<Value>(
  _ body: @autoclosure () throws(FactorizationError) -> Value
) throws(LabError) -> Value {
  try Result(catching: body).mapError(LabError.unfactorized).get()
}

/// The Cholesky factorization of a matrix that must be positive definite; an error of a lab otherwise.
///
/// - Parameters:
///   - matrix: A, symmetric.
///   - name: What it is, for the message.
/// - Returns: The factorization.
/// - Throws: ``LabError/failed(_:)`` where A is not positive definite to working precision.
package func positiveDefinite(
  _ matrix: Matrix, _ name: String
) throws(LabError) -> CholeskyFactorization {
  guard let factor = CholeskyFactorization(matrix) else {
    throw .failed("\(name) is not positive definite to working precision")
  }
  return factor
}
