// Requests and their answers.

import BenchmarkSupport

/// Answers one request.
///
/// - Parameters:
///   - fields: The name of the request and its arguments.
///   - workload: The current problem; `problem` replaces it.
/// - Returns: The line to answer with.
/// - Throws: ``RequestError``.
func answer(to fields: [String], workload: inout Workload?) throws -> String {
  var arguments = Fields(fields.dropFirst())
  func current() throws -> Workload {
    guard let workload else { throw RequestError("no problem yet") }
    return workload
  }
  func line(_ values: [Double]) -> String {
    values.map(\.description).joined(separator: "\t")
  }

  switch fields[0] {
  case "problem":
    workload = try Workload(
      spectrum: readNumbers(arguments.word()), regularizer: readNumbers(arguments.word()),
      rows: arguments.number(Int.self), noiseVariance: arguments.number(Double.self),
      depth: arguments.number(Int.self), stepSize: arguments.number(Double.self))
    return "ok"
  case "evaluate":
    let (value, gradient) = try current().evaluate()
    try writeNumbers(gradient, to: arguments.word())
    return "\(value)\t\(try current().algorithm)"
  case "time":
    return line(
      try current().times(runs: arguments.number(Int.self), seconds: arguments.number(Double.self)))
  case "optimum":
    return try current().optimum.description
  case "learn":
    return line(
      try current().learn(
        target: arguments.number(Double.self), seconds: arguments.number(Double.self),
        limit: arguments.number(Int.self)))
  case "product":
    return line(
      productTimes(size: try arguments.number(Int.self), runs: try arguments.number(Int.self)))
  case "flops":
    return try current().flops.description
  case "chart":
    try writeChart(to: arguments.word(), lines: arguments.number(Int.self))
    return "ok"
  default:
    throw RequestError("unknown request")
  }
}
