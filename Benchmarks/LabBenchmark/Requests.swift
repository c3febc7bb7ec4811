// Requests and their answers.

import BenchmarkSupport
import Files
import Libc
import LinearAlgebra

/// Answers one request.
///
/// - Parameters:
///   - fields: The name of the request and its arguments.
///   - work: The current problem; `pose` replaces it.
/// - Returns: The line to answer with.
/// - Throws: ``RequestError``, or what a computation throws.
func answer(to fields: [String], work: inout (any Work)?) throws -> String {
  var arguments = Fields(fields.dropFirst())
  func current() throws -> any Work {
    guard let work else { throw RequestError("no problem yet") }
    return work
  }
  switch fields[0] {
  case "pose":
    work = try posed(&arguments)
    return "ok"
  case "answer":
    let matrix = try current().result()
    let bytes = NumPyFile.data(
      rows: matrix.rows, columns: matrix.columns, elements: matrix.elements)
    try writeFile(bytes, to: arguments.word())
    return "ok"
  case "time":
    let times = try measured(
      current(), runs: arguments.number(Int.self), seconds: arguments.number(Double.self))
    return times.map(\.description).joined(separator: "\t")
  default:
    throw RequestError("unknown request \(fields[0])")
  }
}

extension Fields {
  /// The matrix of a file.
  mutating func matrix() throws -> Matrix {
    let table = try NumericTable(path: word())
    return Matrix(rows: table.rows, columns: table.columns, rowMajor: table.values)
  }

  /// The numbers of a file.
  mutating func vector() throws -> [Double] { try NumericTable(path: word()).values }
}

/// The CPU seconds of runs, means of batches that last a millisecond or more, so that reading the clock does not count.
private func measured(_ work: any Work, runs: Int, seconds: Double) throws -> [Double] {
  func batch(_ count: Int) throws -> Double {
    let start = processorSeconds()
    for _ in 0..<count { try work.run() }
    return processorSeconds() - start
  }
  // The first run does not count.
  _ = try batch(1)
  let single = max(try batch(1), 1e-9)
  if single >= seconds { return [single] }
  let count = max(1, Int(1e-3 / single))
  var (times, total): ([Double], Double) = ([], 0)
  repeat {
    let elapsed = try batch(count)
    times.append(elapsed / Double(count))
    total += elapsed
  } while times.count < runs && total < seconds
  return times
}
