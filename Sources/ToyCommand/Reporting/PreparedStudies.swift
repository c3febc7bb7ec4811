// Studies that are still commands, for chapters of the report.

import Files
import Report
import Studies

/// The figure that a command line draws.
///
/// - Parameter line: A command line, words separated by single spaces.
/// - Returns: The figure.
/// - Throws: ``StudyError``.
func drawing(of line: String) throws(StudyError) -> Figure {
  try prepared(line.split(separator: " ").map(String.init)) { (command) throws(CommandError) in
    guard let command = command as? any DrawingCommand else {
      throw .failure("'\(line)' draws nothing")
    }
    return try command.drawing()
  }
}

/// What a command gives.
///
/// - Parameters:
///   - line: The words of a command line, `toy` the first.
///   - body: Takes it from the command.
/// - Returns: What `body` returns.
/// - Throws: ``StudyError``, for every failure of the command.
func prepared<Value>(
  _ line: [String], _ body: (any Command) throws(CommandError) -> Value
) throws(StudyError) -> Value {
  do throws(CommandError) {
    return try body(try Toy.prepare(Array(line.dropFirst())))
  } catch {
    switch error.status {
    case .usage: throw .illegal(error.message)
    case .noInput: throw .file(FileError(.missing, error.message))
    case .badData: throw .file(FileError(.malformed, error.message))
    case .cannotWrite: throw .file(FileError(.unwritable, error.message))
    default: throw .failed(error.message)
    }
  }
}
