// The study of a sweep, as the sweep sees it.

import Libc
package import Report

/// A study that a sweep can compute at very many points.
///
/// The plan, the shards and their files know nothing else about it. The studies that can be swept are given
/// as a list; see ``SweepPlan``.
package protocol SweptStudy: Sendable {
  /// The command whose rows it makes, such as `risk`; plans name the study by it.
  var name: String { get }
  /// The parameters, in the order in which plans list them.
  var parameters: [SweepParameter] { get }
  /// The columns between the number of the point and the error.
  var columns: [String] { get }
  /// The columns of ``columns`` that do not contain numbers.
  var textColumns: Set<String> { get }

  /// Reads the grids of parameters, and the files they name.
  ///
  /// - Parameter values: The given grids, by their keys, which are among ``parameters``.
  /// - Returns: The points of their product.
  /// - Throws: ``StudyError/illegal(_:)`` for values that are illegal regardless of the others,
  ///   ``StudyError/file(_:)``.
  func points(_ values: [SweepValue]) throws(StudyError) -> any SweptPoints
}

/// A parameter of a study.
package struct SweepParameter: Sendable {
  /// The name of its option without dashes.
  package let key: String
  /// Its default; nil if it has none.
  package let standard: String?

  package init(key: String, standard: String?) {
    self.key = key
    self.standard = standard
  }
}

/// The grid of one parameter, as text.
package struct SweepValue: Sendable, Equatable {
  package let key: String
  package let text: String

  package init(key: String, text: String) {
    self.key = key
    self.text = text
  }
}

/// The points of grids by their numbers, from 0, without a list of them.
package protocol SweptPoints: Sendable {
  /// The number of points.
  var count: Int { get }
  /// All grids that have an effect, in the order of the parameters, with the values that files determine.
  var values: [SweepValue] { get }
  /// The files that were read.
  var inputs: [SweepInput] { get }
  /// Whether a point takes long enough to be saved as soon as it is done.
  var isSlow: Bool { get }

  /// An evaluator of points, for use by one thread.
  func computer() -> any PointComputer
}

/// A file that points depend on.
package struct SweepInput: Sendable {
  package let path: String
  /// The path, and a hash of the data that were read.
  package let fingerprint: String

  package init(path: String, fingerprint: String) {
    self.path = path
    self.fingerprint = fingerprint
  }
}

/// An evaluator of points; neighbours may share work.
package protocol PointComputer {
  /// Computes a point and writes the columns of its study.
  ///
  /// - Parameters:
  ///   - number: The number of the point.
  ///   - row: The row to which the columns are written.
  ///   - isStopping: Called during long work; true ends it.
  /// - Returns: False if the work was stopped early.
  /// - Throws: ``StudyError``, before anything is written, if the point is illegal or has no result.
  mutating func write(
    _ number: Int, to row: inout CSVWriter, isStopping: @escaping @Sendable () -> Bool
  ) throws(StudyError) -> Bool

  /// Writes the columns of a point that has no result: its settings, and empty fields.
  func writeSetting(_ number: Int, to row: inout CSVWriter)
}

extension SweptStudy {
  /// The keys of a grid file.
  package var keys: [String] { parameters.map(\.key) }

  /// All columns of a file of results.
  var fileColumns: [String] { ["point"] + columns + ["error"] }

  /// The header line of a file of results.
  ///
  /// - Parameter check: The name of the checksum; nil for rows without one.
  /// - Returns: The line, with its line feed.
  func header(_ check: String? = nil) -> [UInt8] {
    var writer = CSVWriter(columns: fileColumns + (check.map { [$0] } ?? []))
    writer.appendHeader()
    return writer.bytes
  }
}

extension SweptPoints {
  /// A hash of the files; nil if there are none.
  var inputChecksum: String? {
    guard !inputs.isEmpty else { return nil }
    return hexadecimal(fnv1a(inputs.map(\.fingerprint).joined(separator: "\n").utf8))
  }

  /// The paths of the files, for messages.
  var inputPaths: String { inputs.map(\.path).joined(separator: ", ") }
}

/// The number of points of a product of grids.
///
/// - Parameter axes: The numbers of values of all grids.
/// - Returns: Their product.
/// - Throws: ``StudyError/illegal(_:)`` for more than ``SweepPlan/pointLimit`` points.
package func sweepCount(_ axes: [Int]) throws(StudyError) -> Int {
  var product = 1
  for axis in axes {
    let (next, isTooLarge) = product.multipliedReportingOverflow(by: axis)
    guard !isTooLarge, next <= SweepPlan.pointLimit else {
      throw .illegal("the grids have more than 2⁵³ points together")
    }
    product = next
  }
  return product
}
