// Failures as the user meets them: a message and an exit status.

import Evidence
import Files
import LinearAlgebra
import Studies

/// The exit statuses of `toy`, part of its contract.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Done.
  case success = 0
  /// The work failed, or the matrix is not in the set.
  case failure = 1
  /// A theorem that the program vouches for was falsified.
  case falsified = 2
  /// The command line is wrong (EX_USAGE).
  case usage = 64
  /// An input file is malformed (EX_DATAERR).
  case badData = 65
  /// An input file does not exist or cannot be read (EX_NOINPUT).
  case noInput = 66
  /// An output file cannot be written (EX_CANTCREAT).
  case cannotWrite = 73
  /// The work was stopped or is incomplete, and resumes when it is run again (EX_TEMPFAIL).
  case incomplete = 75
  /// The user stopped the work; finished results are kept.
  case interrupted = 130

  /// The meaning of the status, for help, the manual page and docs/commands.md.
  public var meaning: String {
    switch self {
    case .success: "done"
    case .failure: "the work failed, a matrix is not in the set, or the report found a difference"
    case .falsified: "a theorem that the program vouches for was falsified"
    case .usage: "the command line is wrong"
    case .badData: "an input file is malformed"
    case .noInput: "an input file does not exist or cannot be read"
    case .cannotWrite: "an output file cannot be written"
    case .incomplete: "something is still missing; run the same command again to resume"
    case .interrupted: "stopped by the user; finished results are kept"
    }
  }
}

/// The reason why a command did not succeed.
struct CommandError: Error, Equatable {
  /// The status with which the program ends.
  let status: ExitStatus
  /// The message, of one line or more, without the program's name.
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  static func usage(_ message: String) -> CommandError { CommandError(.usage, message) }
  static func failure(_ message: String) -> CommandError { CommandError(.failure, message) }
}

extension CommandError {
  /// The failure to read or write a file, with its exit status.
  init(_ error: FileError) {
    let status: ExitStatus =
      switch error.kind {
      case .missing: .noInput
      case .malformed: .badData
      case .unwritable: .cannotWrite
      }
    self.init(status, error.message)
  }
}

/// The result of `body`; a file error becomes a command error.
func translated<Value: ~Copyable>(
  _ body: @autoclosure () throws(FileError) -> Value
) throws(CommandError) -> Value {
  do throws(FileError) {
    return try body()
  } catch {
    throw CommandError(error)
  }
}

extension CommandError {
  /// The error for a claim that was not checked, because of the user's ranges, seed or data, or because a computation failed.
  init(_ error: EvidenceError) {
    switch error {
    case .outOfRange, .otherInstance, .undecided, .otherData: self = .usage(error.message)
    case .failed: self = .failure(error.message)
    }
  }
}

/// The result of `body`; the error of a check becomes a command error.
func checked<Value>(
  _ body: @autoclosure () throws(EvidenceError) -> Value
) throws(CommandError) -> Value {
  do throws(EvidenceError) {
    return try body()
  } catch {
    throw CommandError(error)
  }
}

extension CommandError {
  /// The failure of a study, with its exit status.
  init(_ error: StudyError) {
    switch error {
    case .illegal(let message): self = .usage(message)
    case .file(let error): self.init(error)
    case .failed(let message): self = .failure(message)
    case .interrupted(let message): self.init(.interrupted, message)
    case .incomplete(let message): self.init(.incomplete, message)
    }
  }

  /// The error for an option, from that for the corresponding key of a file.
  func inFile(_ path: String) -> CommandError {
    guard status == .usage else { return self }
    return CommandError(StudyError.illegal(message).inFile(path))
  }
}

/// The result of `body`; the error of a study becomes a command error.
func studied<Value>(
  _ body: @autoclosure () throws(StudyError) -> Value
) throws(CommandError) -> Value {
  do throws(StudyError) {
    return try body()
  } catch {
    throw CommandError(error)
  }
}
