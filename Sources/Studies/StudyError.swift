// Why a study has no result.

package import Files
import LinearAlgebra

/// Why a study was not made, or has no result.
package enum StudyError: Error, Equatable {
  /// A parameter has a value that is illegal; the words name it, its value and the legal range.
  case illegal(String)
  /// A file was not read or written.
  case file(FileError)
  /// A computation failed.
  case failed(String)
  /// The user stopped the program before there was any result.
  case interrupted(String)
  /// Results are not all there yet; the same work, done again, resumes.
  case incomplete(String)

  /// A file whose contents are not what they should be.
  ///
  /// - Parameter message: The path and what is wrong.
  /// - Returns: The error.
  static func malformed(_ message: String) -> StudyError {
    .file(FileError(.malformed, message))
  }

  /// A file that is not there, or cannot be read.
  static func missing(_ message: String) -> StudyError { .file(FileError(.missing, message)) }

  /// A file that cannot be written.
  static func unwritable(_ message: String) -> StudyError { .file(FileError(.unwritable, message)) }

  /// What is wrong with a parameter, as what is wrong with a key of a file.
  package func inFile(_ path: String) -> StudyError {
    guard case .illegal(let message) = self else { return self }
    return .malformed(
      "\(path): \(message.hasPrefix("--") ? String(message.dropFirst(2)) : message)")
  }

  /// Whether a file is not there, or cannot be read.
  var isMissingFile: Bool {
    guard case .file(let error) = self else { return false }
    return error.kind == .missing
  }

  /// What is wrong, in one line or more.
  package var message: String {
    switch self {
    case .illegal(let message), .failed(let message), .interrupted(let message),
      .incomplete(let message):
      message
    case .file(let error): error.message
    }
  }
}

/// What `body` returns; a failure with a file becomes one of the study.
func translated<Value: ~Copyable>(
  _ body: @autoclosure () throws(FileError) -> Value
) throws(StudyError) -> Value {
  do throws(FileError) {
    return try body()
  } catch {
    throw .file(error)
  }
}

/// What `body` returns; a factorization that does not converge is a failure of the study.
func converged<Value>(
  _ body: @autoclosure () throws(FactorizationError) -> Value
) throws(StudyError) -> Value {
  do throws(FactorizationError) {
    return try body()
  } catch {
    throw .failed("a factorization did not converge")
  }
}
