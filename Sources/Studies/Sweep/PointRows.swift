// The rows of points.

import Report

/// A writer of the rows of a plan: the number of the point, the columns of its study, the error, and the
/// checksum of all these.
///
/// A point that is illegal or has no result is a row with its settings and the reason.
struct PointRows {
  private let checksum: RowChecksum
  private var computer: any PointComputer
  private var writer: CSVWriter
  /// The number of rows without a result among those that have been written and not yet removed.
  private(set) var failureCount = 0

  /// Prepares rows.
  ///
  /// - Parameters:
  ///   - points: The points of the plan.
  ///   - study: The study.
  ///   - checksum: The checksums of the plan.
  init(_ points: any SweptPoints, of study: any SweptStudy, _ checksum: RowChecksum) {
    computer = points.computer()
    writer = CSVWriter(columns: study.fileColumns + ["check"])
    self.checksum = checksum
  }

  /// The bytes that have been written and not yet removed.
  var bytes: [UInt8] { writer.bytes }

  /// Starts afresh, reusing the existing memory.
  mutating func removeAll() {
    writer.removeAll()
    failureCount = 0
  }

  /// Returns what has been written, and empties the writer.
  mutating func takeAll() -> [UInt8] {
    failureCount = 0
    return writer.takeAll()
  }

  /// Computes rows.
  ///
  /// - Parameters:
  ///   - points: The numbers of the points.
  ///   - isStopping: Called during long work; true ends it.
  /// - Returns: False if the work was stopped early, in which case nothing is written.
  mutating func compute(
    _ points: StrideTo<Int>, isStopping: @escaping @Sendable () -> Bool
  ) -> Bool {
    for number in points {
      let start = writer.count
      writer.append(number)
      do throws(StudyError) {
        guard try computer.write(number, to: &writer, isStopping: isStopping) else {
          removeAll()
          return false
        }
        writer.appendEmpty()
      } catch {
        failureCount += 1
        computer.writeSetting(number, to: &writer)
        // In a table parameters have no dashes, and a row is one line.
        writer.append(error.message.replacing("--", with: "").replacing("\n", with: " "))
      }
      writer.append(
        hexadecimal: writer.withBytes { bytes in
          checksum.value(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        })
      writer.endRow()
    }
    return true
  }
}
