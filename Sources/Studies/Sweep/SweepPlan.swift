// The file that says what a sweep computes: everything on which its shards have to agree.

import Files
import Libc
import Report

/// A plan: a study, its grids as text, and the time that the points take.
///
/// Two plans are the same when their ``identity`` is, regardless of the measured times.
package struct SweepPlan: Sendable {
  /// The study that is computed at every point.
  package let study: any SweptStudy
  /// All grids, in the order of the study's parameters; those without effect are left out.
  package let values: [SweepValue]
  /// The number of points.
  package let points: Int
  /// A hash of the spectra of data from files; nil if there are none.
  let dataChecksum: String?
  /// Seconds per point on one core.
  package let secondsPerPoint: Double

  /// The largest number of points of a plan.
  package static let pointLimit = 1 << 53

  /// The value of the first key of the file.
  static let format = "\(formatPrefix)2"
  /// The beginning of that value in the plans of all versions.
  static let formatPrefix = "toy sweep "

  /// A hash of everything that determines the results, in 16 hexadecimal digits.
  package var identity: String {
    var lines = [Self.format, study.name]
    lines += values.map { "\($0.key)=\($0.text)" }
    lines += ["points=\(points)", "data=\(dataChecksum ?? "")"]
    return hexadecimal(fnv1a(lines.joined(separator: "\n").utf8))
  }

  /// Seconds for all points on one core.
  package var seconds: Double { secondsPerPoint * Double(points) }

  /// Creates a plan for grids.
  ///
  /// - Parameters:
  ///   - study: The study.
  ///   - points: The points.
  ///   - secondsPerPoint: The time per point of a sample.
  package init(_ study: any SweptStudy, _ points: any SweptPoints, secondsPerPoint: Double) {
    self.study = study
    self.points = points.count
    self.secondsPerPoint = secondsPerPoint
    values = points.values
    dataChecksum = points.inputChecksum
  }

  /// Reads a plan.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - studies: The studies that can be swept.
  /// - Throws: ``StudyError/file(_:)``, also for anything but an unchanged plan.
  package init(path: String, among studies: [any SweptStudy]) throws(StudyError) {
    let bytes = try translated(readFile(path, limit: JSONValue.sizeLimit))
    do throws(MalformedFile) {
      self = try Self(JSONValue(file: bytes), studies)
      // Whatever the damage, the bytes differ from those with which a plan is written.
      guard bytes == json else { throw Self.changed }
    } catch {
      throw .malformed("\(path): \(error.description)")
    }
  }

  private static let changed = MalformedFile(
    "the plan was damaged or changed after it was made; 'toy sweep plan' makes a new one")

  private init(_ document: JSONValue, _ studies: [any SweptStudy]) throws(MalformedFile) {
    guard let members = document.members else { throw MalformedFile("not a plan of toy sweep") }
    func member(_ name: String) -> JSONValue? { members.first { $0.name == name }?.value }
    guard member("format") == .text(Self.format) else {
      throw MalformedFile("not a plan of this version of toy sweep; 'toy sweep plan' makes one")
    }
    let known = [
      "format", "command", "grid", "points", "data_checksum", "identity", "seconds_per_point",
      "seconds", "checksum",
    ]
    if let other = members.first(where: { !known.contains($0.name) }) {
      throw MalformedFile("unknown key \(other.name)")
    }
    guard let study = studies.first(where: { $0.name == member("command")?.string }),
      let grid = member("grid")?.members, case .number(let count)? = member("points"),
      let points = Int(exactly: count), (1...Self.pointLimit).contains(points),
      case .number(let seconds)? = member("seconds_per_point"), seconds >= 0
    else { throw MalformedFile("the plan is damaged: a key is missing or has no legal value") }
    var values: [SweepValue] = []
    for entry in grid {
      guard let text = entry.value.string, study.keys.contains(entry.name) else {
        throw MalformedFile("the plan is damaged: \(entry.name)")
      }
      values.append(SweepValue(key: entry.name, text: text))
    }
    self.study = study
    self.values = values
    self.points = points
    dataChecksum = member("data_checksum")?.string
    secondsPerPoint = seconds
    guard member("identity")?.string == identity else {
      throw Self.changed
    }
  }

  /// The points, with the data of files.
  ///
  /// - Parameter path: The plan's path, for messages.
  /// - Returns: The points.
  /// - Throws: ``StudyError/file(_:)``, also if data have changed.
  package func read(path: String) throws(StudyError) -> any SweptPoints {
    let read: any SweptPoints
    do throws(StudyError) {
      read = try study.points(values)
    } catch {
      throw error.inFile(path)
    }
    guard read.inputChecksum == dataChecksum else {
      throw .malformed(
        "\(path): the data are not those of the plan, \(read.inputPaths) changed since")
    }
    guard read.count == points else {
      throw .malformed("\(path): the grids have \(read.count) points, not \(points)")
    }
    return read
  }

  /// The file, which ends with a checksum of everything before it.
  package var json: [UInt8] {
    var fields: [(String, JSONValue)] = [
      ("format", .text(Self.format)), ("command", .text(study.name)),
    ]
    fields.append(("grid", .object(values.map { .init($0.key, .text($0.text)) })))
    fields.append(("points", .integer(points)))
    if let dataChecksum { fields.append(("data_checksum", .text(dataChecksum))) }
    fields += [
      ("identity", .text(identity)), ("seconds_per_point", .number(secondsPerPoint)),
      ("seconds", .number(seconds)),
    ]
    let lines = fields.map { "  \(quotedJSON($0.0)): \($0.1.serialized),\n" }
    let text = "{\n" + lines.joined()
    let checksum = hexadecimal(fnv1a(text.utf8))
    return Array((text + "  \"checksum\": \"\(checksum)\"\n}\n").utf8)
  }
}

/// A word in 16 hexadecimal digits.
func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
