// What is asked, and by whom it is answered.

/// A request that cannot be answered.
struct RequestError: Error, CustomStringConvertible {
  let description: String
}

/// Answers one request.
///
/// - Parameters:
///   - fields: The name of the request and its arguments.
///   - workload: The current problem; `problem` replaces it.
/// - Returns: The line to answer with.
/// - Throws: ``RequestError``.
func answer(to fields: [String], workload: inout Workload?) throws -> String {
  var arguments = fields.dropFirst()
  func word() throws -> String {
    guard let word = arguments.popFirst() else { throw RequestError(description: "too short") }
    return word
  }
  func number<T: LosslessStringConvertible>(_ type: T.Type) throws -> T {
    let word = try word()
    guard let value = T(word) else { throw RequestError(description: "'\(word)' is no number") }
    return value
  }
  func current() throws -> Workload {
    guard let workload else { throw RequestError(description: "no problem yet") }
    return workload
  }
  func line(_ values: [Double]) -> String {
    values.map(\.description).joined(separator: "\t")
  }

  switch fields[0] {
  case "problem":
    workload = try Workload(
      spectrum: readNumbers(word()), regularizer: readNumbers(word()), rows: number(Int.self),
      noiseVariance: number(Double.self), depth: number(Int.self), stepSize: number(Double.self))
    return "ok"
  case "evaluate":
    let (value, gradient) = try current().evaluate()
    try writeNumbers(gradient, to: word())
    return "\(value)\t\(try current().algorithm)"
  case "time":
    return line(try current().times(runs: number(Int.self), seconds: number(Double.self)))
  case "optimum":
    return try current().optimum.description
  case "learn":
    return line(
      try current().learn(
        target: number(Double.self), seconds: number(Double.self), limit: number(Int.self)))
  case "product":
    return line(productTimes(size: try number(Int.self), runs: try number(Int.self)))
  case "flops":
    return try current().flops.description
  case "chart":
    try writeChart(to: word(), lines: number(Int.self))
    return "ok"
  default:
    throw RequestError(description: "unknown request")
  }
}
