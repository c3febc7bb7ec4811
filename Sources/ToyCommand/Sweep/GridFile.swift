// What the user asks a sweep for: a JSON object of grids.

import Files
import Report
import Studies

/// A grid file: a command, and grids by the names of its options.
struct GridFile: Sendable {
  /// What is computed at every point.
  let kind: SweepKind
  /// The grids that are given, in the order of the file.
  let values: [(key: String, text: String)]

  /// Reads a grid file.
  ///
  /// Without the key `command` it asks for learning where a key is one of `learn` alone, else for closed
  /// forms.
  ///
  /// - Parameter path: The file; `-` is standard input.
  /// - Throws: ``CommandError`` of status noInput, or badData for anything but an object with known keys
  ///   and grids as text or numbers.
  init(path: String) throws(CommandError) {
    let bytes = try translated(readFile(path, limit: JSONValue.sizeLimit))
    do throws(MalformedFile) {
      self = try Self(JSONValue(file: bytes))
    } catch {
      throw CommandError(.badData, "\(path): \(error.description)")
    }
  }

  private init(_ document: JSONValue) throws(MalformedFile) {
    guard let members = document.members else {
      throw MalformedFile("a grid file is an object such as {\"n\": \"500\", \"k\": \"1..500:7\"}")
    }
    guard !members.contains(where: { $0.name == "format" }) else {
      throw MalformedFile("this is a plan already; 'toy sweep run' computes it")
    }
    let names = members.map(\.name)
    if let command = members.first(where: { $0.name == "command" })?.value {
      guard let kind = command.string.flatMap(SweepKind.init(rawValue:)) else {
        throw MalformedFile(
          "command \(printable(command.serialized)): known are \"risk\", \"learn\"")
      }
      self.kind = kind
    } else {
      let ofLearning = Set(SweepKind.learn.keys).subtracting(SweepKind.risk.keys)
      kind = names.contains(where: ofLearning.contains) ? .learn : .risk
    }
    var values: [(key: String, text: String)] = []
    for member in members where member.name != "command" {
      guard kind.keys.contains(member.name) else { throw Self.unknown(member.name, kind) }
      switch member.value {
      case .text(let text): values.append((member.name, text))
      case .number(let number):
        // As on the command line, where 5.0 is no number of rows.
        let isWhole = abs(number) < 0x1p53 && number == number.rounded(.towardZero)
        values.append((member.name, isWhole ? "\(Int(number))" : "\(number)"))
      default:
        throw MalformedFile(
          "\(member.name) \(printable(member.value.serialized)): a grid is a text such as \"1..500:7\", or a "
            + "number")
      }
    }
    self.values = values
  }

  private static func unknown(_ key: String, _ kind: SweepKind) -> MalformedFile {
    let hint = suggestion(for: key, among: kind.keys + ["command"])
    let other = SweepKind.learn.keys.contains(key) ? " of \(kind.rawValue)" : ""
    return MalformedFile(
      "unknown key \(printable(key))\(other)" + (hint.map { "; did you mean \($0)?" } ?? "")
        + "\nknown are command, \(kind.keys.joined(separator: ", "))")
  }
}
