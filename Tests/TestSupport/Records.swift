// Results as a script would read them.

import Foundation
package import Testing

/// One line of a CSV file, by the names of its header.
package struct Record: Sendable {
  package let fields: [String: String]

  package subscript(_ name: String) -> String { fields[name] ?? "no column \(name)" }

  /// A field as a number.
  package func number(
    _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Double {
    try #require(Double(self[name]), "\(name) is '\(self[name])'", sourceLocation: sourceLocation)
  }
}

/// The columns of `risk` and `risk-ratio`.
package let riskColumns = [
  "data", "n", "mu", "theta", "sigma", "family", "k", "depth", "omega_rule", "omega", "risk",
  "bias", "variance", "linear_risk", "bilevel_risk", "ratio_to_linear", "ratio_to_bilevel",
  "attained", "algorithm", "parameters", "gain_db",
]

/// Reads CSV without quoted fields, in which every line ends with a line feed.
package func records(
  _ csv: String, sourceLocation: SourceLocation = #_sourceLocation
) throws -> [Record] {
  var lines = csv.split(separator: "\n", omittingEmptySubsequences: false)
  try #require(lines.popLast() == "", "the last line does not end", sourceLocation: sourceLocation)
  let header = try #require(lines.first, sourceLocation: sourceLocation).split(separator: ",")
  return try lines.dropFirst().map { line in
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    try #require(fields.count == header.count, "\(line)", sourceLocation: sourceLocation)
    return Record(
      fields: Dictionary(
        uniqueKeysWithValues: zip(header, fields).map { (String($0), String($1)) }))
  }
}

/// The numbers of CSV without a header.
package func matrix(_ csv: String, sourceLocation: SourceLocation = #_sourceLocation) throws
  -> [[Double]]
{
  try csv.split(separator: "\n").map { line in
    try line.split(separator: ",", omittingEmptySubsequences: false).map {
      try #require(Double($0), "'\($0)' in \(line)", sourceLocation: sourceLocation)
    }
  }
}

/// Reads one JSON object with Foundation.
package func jsonObject(
  _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
) throws -> [String: Any] {
  try #require(
    try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
    sourceLocation: sourceLocation)
}

/// Reads a JSON array of objects with Foundation.
package func jsonObjects(
  _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
) throws -> [[String: Any]] {
  try #require(
    try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]],
    sourceLocation: sourceLocation)
}

extension Folder {
  /// Runs a line that must succeed.
  package func succeed(
    _ line: String, input: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try toy(line, input: input)
    try #require(
      outcome.status == 0, "\(line): \(outcome.diagnostics)", sourceLocation: sourceLocation)
    return outcome
  }

  /// Runs a line whose standard output is CSV.
  package func rows(
    _ line: String, input: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [Record] {
    let outcome = try succeed(line, input: input, sourceLocation: sourceLocation)
    return try records(outcome.text, sourceLocation: sourceLocation)
  }
}

/// One value of a flat JSON object, its numbers exact.
///
/// JSONSerialization rounds numbers of 17 digits through a decimal type; JSONDecoder does not.
package enum Scalar: Decodable, Equatable {
  case null
  case truth(Bool)
  case number(Double)
  case text(String)

  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let truth = try? value.decode(Bool.self) {
      self = .truth(truth)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try value.decode(String.self))
    }
  }
}

/// Whether two numbers agree to a relative precision.
package func agree(_ a: Double, _ b: Double, within tolerance: Double) -> Bool {
  a == b || abs(a - b) <= tolerance * max(abs(a), abs(b))
}
