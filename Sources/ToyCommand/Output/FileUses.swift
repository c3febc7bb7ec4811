// All files of one invocation, checked against one another before anything is computed.

import Files
import Libc
import Studies
import ToyModel

/// The files that one invocation reads and writes.
///
/// No two outputs share a file, and none is also an input, by whichever paths and links it is reached.
struct FileUses: Sendable {
  /// A path, and the words of the command line that name it.
  private struct Use: Sendable {
    let path: String
    let option: String

    /// The use in a message; an operand is its own name.
    var inWords: String { option.isEmpty ? path : "\(option) \(path)" }
  }

  private var inputs: [Use] = []
  private var outputs: [Use] = []
  private var standardOutputCount = 0
  private var readsStandardInput = false

  /// Registers a file that is read.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input. A folder stands for the recordings in it.
  ///   - option: The option; empty for an operand.
  mutating func read(_ path: String, for option: String = "") {
    guard path != "-" else {
      readsStandardInput = true
      return
    }
    inputs.append(Use(path: path, option: option))
    guard Self.isFolder(path) else { return }
    // An unreadable folder is reported when it is read.
    let files = (try? RecordingCollection.files(path)) ?? []
    inputs += files.map { Use(path: $0, option: option) }
  }

  /// Registers the files among data models.
  mutating func read(_ data: [any DataFamily]) {
    for path in data.compactMap({ $0.provenance?.path }) { read(path, for: Option.data.name) }
  }

  /// Registers a file that is written.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - option: The option; empty for a file that a command writes to a default place.
  mutating func write(_ path: String, for option: String = "--output") {
    outputs.append(Use(path: path, option: option))
  }

  /// Registers the files of destinations.
  mutating func write(_ destinations: Destinations) {
    for file in destinations.paths { write(file) }
    if destinations.standardOutput != nil { writeStandardOutput() }
  }

  /// Registers results on standard output.
  mutating func writeStandardOutput() { standardOutputCount += 1 }

  /// Registers all files of another invocation.
  mutating func add(_ other: FileUses) {
    inputs += other.inputs
    outputs += other.outputs
    standardOutputCount += other.standardOutputCount
    readsStandardInput = readsStandardInput || other.readsStandardInput
  }

  /// The first input path that does not exist, with `errno` set; nil if all exist.
  var firstMissingInput: String? {
    inputs.first { access($0.path, F_OK) != 0 }?.path
  }

  /// Refuses files that coincide, and files that cannot be written.
  ///
  /// - Throws: ``CommandError`` of status usage, or cannotWrite.
  func check() throws(CommandError) {
    var known: [FileKey: Use] = [:]
    for input in inputs {
      if let key = FileKey(input.path) { known[key] = input }
    }
    if readsStandardInput, let key = FileKey(descriptor: STDIN_FILENO) {
      known[key] = Use(path: "standard input", option: "")
    }
    for output in outputs { try Self.requireWay(output.path, output.inWords) }
    var written: [FileKey: Use] = [:]
    if standardOutputCount > 0, let key = FileKey(descriptor: STDOUT_FILENO) {
      let use = Use(path: "-", option: "--output")
      if let input = known[key] {
        throw .usage("standard output goes to the file of \(input.inWords), which is read")
      }
      written[key] = use
    }
    for output in outputs {
      guard let key = FileKey(output.path) else { continue }
      if let input = known[key] {
        throw .usage(
          "\(output.inWords) would overwrite \(input.inWords), which is read; give another path")
      }
      if let other = written.updateValue(output, forKey: key) {
        throw .usage(
          "\(output.inWords) is the same file as \(other.inWords); each output needs its own path")
      }
    }
    for output in outputs { try Self.requireWritable(output.path) }
  }

  /// Refuses a path with `..` after a folder that does not exist: once the folder is made, the path might
  /// lead to an existing file, unnoticed.
  private static func requireWay(_ path: String, _ words: String) throws(CommandError) {
    guard openStream(path) == nil else { return }
    let rest = FileKey.nearestFolder(of: try translated(LinkedPath.target(of: path))).rest
    let dot = CChar(bitPattern: UInt8(ascii: "."))
    let names = rest.split(separator: LinkedPath.slash)
    guard names.contains(where: { Array($0) == [dot, dot] }) else { return }
    let missing = String(decoding: names[0].map(UInt8.init(bitPattern:)), as: UTF8.self)
    throw .usage(
      "\(words): '..' goes back from a folder \(missing), which does not exist; leave both out")
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Refuses a file that cannot be created: better now than after the work.
  private static func requireWritable(_ path: String) throws(CommandError) {
    guard openStream(path) == nil else { return }
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw CommandError(.cannotWrite, "\(path): is a directory")
      }
      guard status.st_mode & S_IFMT == S_IFREG else { return }
    }
    // A file is replaced by a new one, so its folder must be writable.
    let (folder, rest) = FileKey.nearestFolder(of: try translated(LinkedPath.target(of: path)))
    if stat(folder, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
      errno = ENOTDIR
    } else if access(folder, W_OK | X_OK) == 0 {
      guard let slash = rest.firstIndex(of: LinkedPath.slash) else { return }
      // A new folder cannot take the place of a link that leads nowhere.
      let next: [CChar] =
        Array(folder.dropLast(1)) + [LinkedPath.slash] + Array(rest[..<slash]) + [0]
      guard lstat(next, &status) == 0 else { return }
      _ = stat(next, &status)
    }
    throw CommandError(.cannotWrite, "\(path): \(systemMessage())")
  }
}

/// The identity of a file: its number, or its future place.
private struct FileKey: Hashable {
  let device: UInt64
  let number: UInt64
  /// For a file that does not exist yet, its path below the folder of that number.
  let rest: [CChar]

  private init(_ status: stat, rest: [CChar] = []) {
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
    self.rest = rest
  }

  /// The file behind an open descriptor; nil unless it is a regular file.
  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  /// The file at a path; nil for folders, devices and pipes.
  init?(_ path: String) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      self.init(status)
      return
    }
    guard let target = try? LinkedPath.target(of: path) else { return nil }
    let (folder, rest) = Self.nearestFolder(of: target)
    guard stat(folder, &status) == 0 else { return nil }
    self.init(status, rest: rest)
  }

  /// The nearest existing folder above a path, and the rest of the path.
  ///
  /// - Parameter path: Bytes of a path, without a zero at the end.
  /// - Returns: The folder with a zero at its end, and the names below it, separated by single slashes.
  static func nearestFolder(of path: [CChar]) -> (folder: [CChar], rest: [CChar]) {
    let dot = CChar(bitPattern: UInt8(ascii: "."))
    var names = path.split(separator: LinkedPath.slash)[...]
    let isAbsolute = path.first == LinkedPath.slash
    var rest: [ArraySlice<CChar>] = []
    while true {
      let joined = names.joined(separator: [LinkedPath.slash])
      let folder = (isAbsolute ? [LinkedPath.slash] : names.isEmpty ? [dot] : []) + joined + [0]
      var status = stat()
      let exists = stat(folder, &status) == 0
      guard !names.isEmpty, !exists || rest.isEmpty else {
        let plain = rest.filter { Array($0) != [dot] }
        return (folder, Array(plain.joined(separator: [LinkedPath.slash])))
      }
      if let last = names.popLast() { rest.insert(last, at: 0) }
    }
  }
}
