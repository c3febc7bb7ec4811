// The file that says what a sweep computes: all that its shards have to agree on.

import Files
import Libc
import Report
import Studies

/// A plan: a command, its grids as text, and what the points take.
///
/// Two plans are the same when their ``identity`` is, whatever was measured about the time.
struct SweepPlan: Sendable, Equatable {
  /// One grid, by the name of its option without dashes.
  struct Value: Sendable, Equatable {
    let key: String
    let text: String
  }

  /// What is computed at every point.
  let kind: SweepKind
  /// All grids, in the order of ``SweepKind/keys``; those that have no effect are left out.
  let values: [Value]
  /// The number of points.
  let points: Int
  /// A hash of the spectra of data from files; nil without such.
  let dataChecksum: String?
  /// Seconds per point on one core.
  let secondsPerPoint: Double

  /// What the first key of the file says.
  static let format = "toy sweep 2"

  /// A hash of everything that determines the results, in 16 hexadecimal digits.
  var identity: String {
    var lines = [Self.format, kind.rawValue]
    lines += values.map { "\($0.key)=\($0.text)" }
    lines += ["points=\(points)", "data=\(dataChecksum ?? "")"]
    return hexadecimal(fnv1a(lines.joined(separator: "\n").utf8))
  }

  /// Seconds for all points on one core.
  var seconds: Double { secondsPerPoint * Double(points) }

  /// Plans a grid.
  ///
  /// - Parameters:
  ///   - request: What is asked for.
  ///   - grid: The same, read.
  ///   - secondsPerPoint: What a sample of points takes.
  init(_ request: GridFile, _ grid: SweepGrid, secondsPerPoint: Double) {
    kind = request.kind
    points = grid.count
    dataChecksum = grid.dataChecksum
    self.secondsPerPoint = secondsPerPoint
    let data = grid.parameters.data
    let files = data.count { if case .file = $0 { true } else { false } }
    var values: [Value] = []
    for option in kind.options {
      let key = String(option.name.dropFirst(2))
      let given = request.values.first { $0.key == key }?.text
      // How files are read means nothing without them.
      if given == nil, DataReading.options.contains(option) { continue }
      // What files determine is written as it is, what they make void is not.
      if files > 0 && key == "n" {
        let text = grid.parameters.n.map(String.init).joined(separator: ",")
        values.append(Value(key: key, text: text))
      } else if !(files == data.count && (key == "mu" || key == "theta")) {
        values.append(Value(key: key, text: given ?? option.standard ?? ""))
      }
    }
    self.values = values
  }

  /// Reads a plan.
  ///
  /// - Parameter path: The file; `-` is standard input.
  /// - Throws: ``CommandError`` of status noInput, or badData for anything but an unchanged plan.
  init(path: String) throws(CommandError) {
    let bytes = try translated(readFile(path, limit: JSONValue.sizeLimit))
    do throws(MalformedFile) {
      self = try Self(JSONValue(file: bytes))
      // Whatever the damage, other bytes are not those that a plan is written with.
      guard bytes == json else { throw Self.changed }
    } catch {
      throw CommandError(.badData, "\(path): \(error.description)")
    }
  }

  private static let changed = MalformedFile(
    "the plan was damaged or changed after it was made; 'toy sweep plan' makes a new one")

  private init(_ document: JSONValue) throws(MalformedFile) {
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
    guard let kind = member("command")?.string.flatMap(SweepKind.init(rawValue:)),
      let grid = member("grid")?.members, case .number(let count)? = member("points"),
      let points = Int(exactly: count), (1...SweepGrid.pointLimit).contains(points),
      case .number(let seconds)? = member("seconds_per_point"), seconds >= 0
    else { throw MalformedFile("the plan is damaged: a key is missing or has no legal value") }
    var values: [Value] = []
    for entry in grid {
      guard let text = entry.value.string, kind.keys.contains(entry.name) else {
        throw MalformedFile("the plan is damaged: \(entry.name)")
      }
      values.append(Value(key: entry.name, text: text))
    }
    self.kind = kind
    self.values = values
    self.points = points
    dataChecksum = member("data_checksum")?.string
    secondsPerPoint = seconds
    guard member("identity")?.string == identity else {
      throw Self.changed
    }
  }

  /// The grids, read, with the data of files.
  ///
  /// - Parameter path: The plan's path, for messages.
  /// - Returns: The points.
  /// - Throws: ``CommandError`` of status noInput, or badData, also where data have changed.
  func grid(path: String) throws(CommandError) -> SweepGrid {
    let grid: SweepGrid
    do {
      grid = try SweepGrid(kind, values.map { ($0.key, $0.text) })
    } catch {
      throw error.inFile(path)
    }
    guard grid.dataChecksum == dataChecksum else {
      throw CommandError(
        .badData, "\(path): the data are not those of the plan, \(grid.fileNames) changed since")
    }
    guard grid.count == points else {
      throw CommandError(.badData, "\(path): the grids have \(grid.count) points, not \(points)")
    }
    return grid
  }

  /// The file, with a checksum at its end of all that stands before it.
  var json: [UInt8] {
    var fields: [(String, JSONValue)] = [
      ("format", .text(Self.format)), ("command", .text(kind.rawValue)),
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

extension SweepGrid {
  private var files: [MeasuredData] {
    parameters.data.compactMap { if case .file(let data) = $0 { data } else { nil } }
  }

  /// The paths of data from files.
  fileprivate var fileNames: String { files.map(\.path).joined(separator: ", ") }

  /// A hash of the spectra of data from files; nil without such.
  fileprivate var dataChecksum: String? {
    guard !files.isEmpty else { return nil }
    return hexadecimal(fnv1a(files.map(\.fingerprint).joined(separator: "\n").utf8))
  }
}

extension CommandError {
  /// What is wrong with an option, as what is wrong with a key of a file.
  func inFile(_ path: String) -> CommandError {
    guard status == .usage else { return self }
    return CommandError(
      .badData, "\(path): \(message.hasPrefix("--") ? String(message.dropFirst(2)) : message)")
  }
}

/// A word in 16 hexadecimal digits.
private func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
