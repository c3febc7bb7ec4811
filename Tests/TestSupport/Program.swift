// The executable under test, run as users run it.

package import Foundation
import Testing

/// The outcome of one run of a program.
package struct Outcome: Sendable {
  package let status: Int32
  package let output: [UInt8]
  package let diagnostics: String
  /// The most memory that the program had at a time, in bytes.
  package var peakMemory = 0

  /// Standard output as text.
  package var text: String { String(decoding: output, as: UTF8.self) }
}

/// Why a run has no outcome.
package enum ProgramError: Error {
  case executableNotFound(searchedAbove: [String])
  /// The program is not that of the sources: build it again.
  case stale(executable: String, olderThan: String)
  case timeout(seconds: Double, arguments: [String])
}

package enum Program {
  /// Seconds after which a program is taken to hang.
  ///
  /// No test depends on it: the slowest of them takes less than a minute on a fast machine.
  package static let hangs: Double = 1800

  /// The executable under test.
  ///
  /// It is the one that the environment variable `TOY` names, an optimised build in `make test`; or else
  /// the one of the same build as the tests, which is next to the test bundle.
  ///
  /// - Throws: ``ProgramError/stale(executable:olderThan:)`` if a source has changed since it was built: `--skip-build`
  ///   and a `TOY` that was built earlier would test another program than the one that is here.
  package static func toy() throws -> URL { try current.get() }

  /// A file of a folder of sources that has changed since an executable was built.
  ///
  /// - Parameters:
  ///   - executable: The executable.
  ///   - sources: The folder. Documentation in it and links to files elsewhere do not count.
  /// - Returns: Such a file; nil if there is none, or no such folder.
  /// - Throws: `CocoaError` where a file cannot be looked at.
  package static func changedSource(since executable: URL, in sources: URL) throws -> URL? {
    let keys: Set<URLResourceKey> = [.contentModificationDateKey, .isRegularFileKey]
    guard
      let built = try executable.resourceValues(forKeys: keys).contentModificationDate,
      let files = FileManager.default.enumerator(
        at: sources, includingPropertiesForKeys: Array(keys))
    else { return nil }
    for case let file as URL in files where !file.path.contains(".docc/") {
      let values = try file.resourceValues(forKeys: keys)
      if values.isRegularFile == true, let date = values.contentModificationDate, date > built {
        return file
      }
    }
    return nil
  }

  private static let current: Result<URL, any Error> = Result {
    let executable = try found.get()
    let project = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { place, _ in
      place.deletingLastPathComponent()
    }
    if let source = try changedSource(
      since: executable.resolvingSymlinksInPath(), in: project.appendingPathComponent("Sources"))
    {
      throw ProgramError.stale(executable: executable.path, olderThan: source.path)
    }
    return executable
  }

  /// The names of the commands, as `toy --help` lists them.
  package static func commands() throws -> Set<String> { try listed.get() }

  private static let listed: Result<Set<String>, any Error> = Result {
    let help = try Folder().toy(["--help"]).text
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0 != "commands:" }.dropFirst().prefix { $0.hasPrefix("  ") }
    return Set(lines.compactMap { $0.split(separator: " ").first.map(String.init) })
  }

  private static let found: Result<URL, ProgramError> = {
    if let path = ProcessInfo.processInfo.environment["TOY"] {
      return FileManager.default.isExecutableFile(atPath: path)
        ? .success(URL(fileURLWithPath: path))
        : .failure(.executableNotFound(searchedAbove: [path]))
    }
    let starts =
      [CommandLine.arguments.first, Bundle.main.executablePath].compactMap { $0 }
      + Bundle.allBundles.map(\.bundlePath)
    for start in starts {
      var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath().deletingLastPathComponent()
      while folder.pathComponents.count > 1 {
        let candidate = folder.appendingPathComponent("toy")
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder),
          !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate.path)
        {
          return .success(candidate)
        }
        folder.deleteLastPathComponent()
      }
    }
    return .failure(.executableNotFound(searchedAbove: starts))
  }()

  /// Runs a program to its end.
  ///
  /// Both streams are captured in unlinked files: nobody has to read them while the program runs, so
  /// that nothing can lock, however much it writes.
  package static func run(
    _ executable: URL, _ arguments: [String], in folder: URL, input: String?,
    environment: [String: String], timeout: Double = hangs
  ) throws -> Outcome {
    let (output, diagnostics) = (try unlinkedFile(), try unlinkedFile())
    let source: FileHandle
    if let input {
      source = try unlinkedFile()
      try source.write(contentsOf: Data(input.utf8))
      try source.seek(toOffset: 0)
    } else {
      source = FileHandle.nullDevice
    }
    let child = try ChildProcess(
      executable, arguments, in: folder,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      streams: (
        source.fileDescriptor, output.fileDescriptor, diagnostics.fileDescriptor
      ))
    guard let status = child.wait(timeout: timeout) else {
      throw ProgramError.timeout(seconds: timeout, arguments: arguments)
    }
    // A signal shows as the negative of its number.
    return Outcome(
      status: status, output: Array(try contents(output)),
      diagnostics: String(decoding: try contents(diagnostics), as: UTF8.self),
      peakMemory: child.peakMemory)
  }

  private static func unlinkedFile() throws -> FileHandle {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data().write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try FileHandle(forUpdating: url)
  }

  private static func contents(_ file: FileHandle) throws -> Data {
    try file.seek(toOffset: 0)
    return try file.readToEnd() ?? Data()
  }
}
