// Matrices and what is said of them, as files and messages.

import Files
import Libc
import LinearAlgebra
import Report
import Studies
import ToyModel

extension Matrix {
  /// One line per row, shortest round-trip numbers, no header.
  var csv: [UInt8] {
    let lines = (0..<rows).map { row in
      (0..<columns).map { "\(self[row, $0])" }.joined(separator: ",") + "\n"
    }
    return Array(lines.joined().utf8)
  }

  /// The bytes of a file of the format that its extension stands for: .npy, else CSV.
  func bytes(for path: String) -> [UInt8] {
    path.lowercased().hasSuffix(".npy")
      ? NumPyFile.data(rows: rows, columns: columns, elements: elements) : csv
  }

  /// An array of rows.
  var json: JSONValue {
    .array((0..<rows).map { row in .array((0..<columns).map { .number(self[row, $0]) }) })
  }
}

/// Refuses a path for a matrix that is neither .npy nor .csv.
///
/// - Throws: ``CommandError`` of status usage.
func requireMatrixFile(_ path: String, for option: Option) throws(CommandError) {
  try requireFile(path, for: option, [".npy", ".csv"])
}

/// Refuses a path whose extension is none of some; a path without a name, and standard output too.
///
/// - Throws: ``CommandError`` of status usage.
func requireFile(
  _ path: String, for option: Option, _ extensions: [String]
) throws(CommandError) {
  guard !path.isEmpty else { throw .usage("\(option.name): the path is empty") }
  guard path != "-" else {
    let known = extensions.filter { !$0.isEmpty }.joined(separator: " or ")
    throw .usage(
      "\(option.name) -: a file is needed\(known.isEmpty ? "" : ", whose extension is \(known)")")
  }
  guard openStream(path) == nil, !extensions.contains(where: path.lowercased().hasSuffix) else {
    return
  }
  var status = stat()
  // A pipe or /dev/null may have any name.
  if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) { return }
  throw .usage(
    "\(option.name) \(path): known extensions are \(extensions.joined(separator: ", "))")
}

extension ExpressivityViolation {
  /// A fixed name for programs.
  var name: String {
    switch self {
    case .notSymmetric: "not symmetric"
    case .tooFewForcedEigenvalues: "too few forced eigenvalues"
    case .eigenvalueBelowImage, .eigenvalueAboveImage: "eigenvalue outside the image"
    }
  }

  /// By how much the condition is violated: a distance, or a number of missing eigenvalues.
  var amount: Double {
    switch self {
    case .notSymmetric(let difference, _, _): difference
    case .tooFewForcedEigenvalues(let found, let needed, _): Double(needed - found)
    case .eigenvalueBelowImage(_, let lowest, let bound, _): bound - lowest
    case .eigenvalueAboveImage(_, let highest, let bound): highest - bound
    }
  }

  /// A sentence with the numbers.
  var message: String {
    switch self {
    case .notSymmetric(let difference, let row, let column):
      "\(name): entries (\(row + 1), \(column + 1)) and (\(column + 1), \(row + 1)) differ by "
        + "\(difference)"
    case .tooFewForcedEigenvalues(let found, let needed, let forced):
      "\(name): f(0) = \(forced) is an eigenvalue \(found) times, needed are n − k = \(needed)"
    case .eigenvalueBelowImage(let count, let lowest, let bound, let isBoundIncluded):
      isBoundIncluded
        ? "\(name): \(count) of them below \(bound), the lowest \(lowest), by \(amount)"
        : "\(name): \(count) of them at or below \(bound), which no R reaches, the lowest \(lowest)"
    case .eigenvalueAboveImage(let count, let highest, let bound):
      "\(name): \(count) of them above \(bound), the highest \(highest), by \(amount)"
    }
  }
}

extension Membership {
  /// The verdict as data.
  var json: [JSONValue.Member] {
    let violated = violations.map { violation in
      JSONValue.object([
        .init("condition", .text(violation.name)), .init("amount", .number(violation.amount)),
        .init("message", .text(violation.message)),
      ])
    }
    return [
      .init("member", .truth(isMember)), .init("violated", .array(violated)),
      .init("distance", .number(distance)), .init("nearest_attained", .truth(isNearestAttained)),
      .init("nearest", nearest.json),
    ]
  }

  /// The verdict in sentences.
  var summary: String {
    guard !isMember else { return "T is in the set\n" }
    let conditions = violations.map { "  \($0.message)\n" }.joined()
    let nearest =
      isNearestAttained ? "the nearest member is" : "members come arbitrarily near to a matrix"
    return "T is not in the set\n\(conditions)\(nearest) \(distance) away in the Frobenius norm\n"
  }
}
