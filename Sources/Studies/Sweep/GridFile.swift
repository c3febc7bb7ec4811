// The user's request for a sweep: a JSON object of grids.

import Files
import Report

/// A grid file: a command, and grids by the names of its options.
package struct GridFile: Sendable {
  /// The study that is computed at every point.
  package let study: any SweptStudy
  /// The given grids, in the order of the file.
  package let values: [SweepValue]

  /// Reads a grid file.
  ///
  /// Without the key `command` it means the first study, unless a key belongs only to another one.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - studies: The studies that can be swept, at least one.
  /// - Throws: ``StudyError/file(_:)``, also for anything but an object with known keys and grids as text
  ///   or numbers.
  package init(path: String, among studies: [any SweptStudy]) throws(StudyError) {
    let bytes = try translated(readFile(path, limit: JSONValue.sizeLimit))
    do throws(MalformedFile) {
      self = try Self(JSONValue(file: bytes), studies)
    } catch {
      throw .malformed("\(path): \(error.description)")
    }
  }

  private init(_ document: JSONValue, _ studies: [any SweptStudy]) throws(MalformedFile) {
    guard let members = document.members else {
      throw MalformedFile("a grid file is an object such as {\"n\": \"500\", \"k\": \"1..500:7\"}")
    }
    if let format = members.first(where: { $0.name == "format" }) {
      throw MalformedFile(
        format.value.string?.hasPrefix(SweepPlan.formatPrefix) == true
          ? "this is a plan already; 'toy sweep run' computes it"
          : "unknown key format: the results of a sweep are CSV; 'toy sweep merge --columns' chooses their columns"
      )
    }
    let grids = members.filter { $0.name != "command" }
    study = try Self.study(
      members.first { $0.name == "command" }?.value, grids.map(\.name), studies)
    var values: [SweepValue] = []
    for member in grids {
      let name = member.name
      guard study.keys.contains(name) else { throw Self.unknown(name, study, studies) }
      switch member.value {
      case .text(let text): values.append(SweepValue(key: name, text: text))
      case .number(let number):
        // As on the command line, where 5.0 is not a number of rows.
        let isWhole = abs(number) < 0x1p53 && number == number.rounded(.towardZero)
        values.append(SweepValue(key: name, text: isWhole ? "\(Int(number))" : "\(number)"))
      default:
        throw MalformedFile(
          "\(name) \(printable(member.value.serialized)): a grid is a text such as \"1..500:7\", or a "
            + "number")
      }
    }
    self.values = values
  }

  /// The study of a file, determined by its command or its keys.
  private static func study(
    _ command: JSONValue?, _ names: [String], _ studies: [any SweptStudy]
  ) throws(MalformedFile) -> any SweptStudy {
    guard let command else {
      let special = names.first { !studies[0].keys.contains($0) && isKnown($0, studies) }
      return studies.first { special.map($0.keys.contains) ?? true } ?? studies[0]
    }
    guard let study = studies.first(where: { $0.name == command.string }) else {
      let known = studies.map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw MalformedFile("command \(printable(command.serialized)): known are \(known)")
    }
    return study
  }

  private static func isKnown(_ key: String, _ studies: [any SweptStudy]) -> Bool {
    studies.contains { $0.keys.contains(key) }
  }

  private static func unknown(
    _ key: String, _ study: any SweptStudy, _ studies: [any SweptStudy]
  ) -> MalformedFile {
    let hint = suggestion(for: key, among: study.keys + ["command"])
    let other = isKnown(key, studies) ? " of \(study.name)" : ""
    return MalformedFile(
      "unknown key \(printable(key))\(other)" + (hint.map { "; did you mean \($0)?" } ?? "")
        + "\nknown are command, \(study.keys.joined(separator: ", "))")
  }
}
