// A folder of its own for every test.

package import Foundation
package import Testing

/// A temporary folder in which programs run; it goes away with its last use.
package final class Folder {
  package let url: URL

  package init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("toy-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Runs `toy` with words.
  package func toy(
    _ words: [String], input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(try Program.toy(), words, in: url, input: input, environment: environment)
  }

  /// Runs `toy` with the words of a line, which are separated by single spaces.
  package func toy(
    _ line: String, input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try toy(words(line), input: input, environment: environment)
  }

  /// Runs a script of the shell, for which `$TOY` is the executable.
  package func shell(_ script: String, shell: String = "/bin/sh") throws -> Outcome {
    try Program.run(
      URL(fileURLWithPath: shell), ["-c", script], in: url, input: nil,
      environment: ["TOY": try Program.toy().path])
  }

  /// All paths in the folder, sorted.
  package func paths() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted()
  }

  /// The path of a file in the folder.
  package func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  package func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  package func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: url.appendingPathComponent(name))
  }

  package func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appendingPathComponent(name)))
  }

  package func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: url.appendingPathComponent(name))
  }

  package func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: url.appendingPathComponent(name).path, withDestinationPath: target)
  }
}

/// The words of a line.
package func words(_ line: String) -> [String] {
  line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
}

extension Folder {
  /// Expects that a command is refused: the status, the message, nothing on standard output, and no
  /// file made or changed.
  package func expectRefusal(
    of words: [String], status: Int32, says fragments: [String], input: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try paths()
    let outcome = try toy(words, input: input)
    let message = outcome.diagnostics
    // One failure tells enough where the command was not refused at all.
    try #require(
      outcome.status == status, "\(words): \(message)", sourceLocation: sourceLocation)
    #expect(outcome.text == "", sourceLocation: sourceLocation)
    // Notes on data that were read come before the error.
    #expect("\n\(message)".contains("\nerror: "), sourceLocation: sourceLocation)
    #expect(message.hasSuffix("\n"), sourceLocation: sourceLocation)
    for fragment in fragments {
      #expect(message.contains(fragment), "\(words)", sourceLocation: sourceLocation)
    }
    #expect(try paths() == before, sourceLocation: sourceLocation)
    guard status == 64 else { return }
    let isKnown = try words.first.map(Program.commands().contains) ?? false
    let command = isKnown ? words[0] : "COMMAND"
    #expect(message.contains("\nusage: toy \(command) "), sourceLocation: sourceLocation)
    let see = isKnown ? "See 'toy \(command) --help'." : "See 'toy --help'."
    #expect(message.contains("\n\(see)\n"), sourceLocation: sourceLocation)
  }

  /// Expects that a line is refused as usage.
  package func expectUsageError(
    _ line: String, says fragments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectRefusal(
      of: words(line), status: 64, says: fragments, sourceLocation: sourceLocation)
  }
}

extension Folder {
  /// Copies the first recordings of the project into `Data/speech`.
  package func copySpeech(_ count: Int) throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Data/speech")
    let target = url.appendingPathComponent("Data/speech")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: source.path)
      .filter { $0.hasSuffix(".wav") }.sorted()
    for name in names.prefix(count) {
      try FileManager.default.copyItem(
        at: source.appendingPathComponent(name), to: target.appendingPathComponent(name))
    }
  }
}
