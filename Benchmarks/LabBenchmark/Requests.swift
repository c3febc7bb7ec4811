// Requests and their answers.

import Files
import Libc
import LinearAlgebra

/// A request that cannot be answered.
struct RequestError: Error, CustomStringConvertible {
  let description: String
}

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
    guard let work else { throw RequestError(description: "no problem yet") }
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
    throw RequestError(description: "unknown request \(fields[0])")
  }
}

/// The arguments of a request, taken one after the other.
struct Fields {
  private var rest: ArraySlice<String>

  init(_ fields: ArraySlice<String>) { rest = fields }

  mutating func word() throws -> String {
    guard let word = rest.popFirst() else { throw RequestError(description: "too short") }
    return word
  }

  mutating func number<T: LosslessStringConvertible>(_ type: T.Type) throws -> T {
    let word = try word()
    guard let value = T(word) else { throw RequestError(description: "'\(word)' is no number") }
    return value
  }

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

/// The processor time of all threads of the program.
private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
