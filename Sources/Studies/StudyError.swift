// The reasons why a study has no result.

package import Files
import LinearAlgebra

/// The error of a study that was not started, or has no result.
package enum StudyError: Error, Equatable {
  /// A parameter has an illegal value; the text names the parameter, its value and the legal range.
  case illegal(String)
  /// A file could not be read or written.
  case file(FileError)
  /// A computation failed.
  case failed(String)
  /// The user stopped the program before there was any result.
  case interrupted(String)
  /// The results are incomplete; running the same work again resumes it.
  case incomplete(String)

  /// The error for a file with malformed contents.
  ///
  /// - Parameter message: The path and the defect.
  /// - Returns: The error.
  static func malformed(_ message: String) -> StudyError {
    .file(FileError(.malformed, message))
  }

  /// The error for a file that does not exist, or cannot be read.
  static func missing(_ message: String) -> StudyError { .file(FileError(.missing, message)) }

  /// The error for a file that cannot be written.
  static func unwritable(_ message: String) -> StudyError { .file(FileError(.unwritable, message)) }

  /// The error for a parameter, turned into that for a key of a file.
  package func inFile(_ path: String) -> StudyError {
    guard case .illegal(let message) = self else { return self }
    return .malformed(
      "\(path): \(message.hasPrefix("--") ? String(message.dropFirst(2)) : message)")
  }

  /// Whether a file does not exist, or cannot be read.
  var isMissingFile: Bool {
    guard case .file(let error) = self else { return false }
    return error.kind == .missing
  }

  /// The message, of one line or more.
  package var message: String {
    switch self {
    case .illegal(let message), .failed(let message), .interrupted(let message),
      .incomplete(let message):
      message
    case .file(let error): error.message
    }
  }
}

/// The result of `body`; a file error becomes a study error.
func translated<Value: ~Copyable>(
  _ body: @autoclosure () throws(FileError) -> Value
) throws(StudyError) -> Value {
  do throws(FileError) {
    return try body()
  } catch {
    throw .file(error)
  }
}

/// The result of `body`; a factorization that does not converge becomes a study error.
func converged<Value>(
  _ body: @autoclosure () throws(FactorizationError) -> Value
) throws(StudyError) -> Value {
  do throws(FactorizationError) {
    return try body()
  } catch {
    throw .failed("a factorization did not converge")
  }
}
