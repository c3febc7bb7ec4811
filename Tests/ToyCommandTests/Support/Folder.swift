// A folder of its own for every test.

import Foundation
import Testing

/// A temporary folder in which programs run; it goes away with its last use.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("toy-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Runs `toy` with words.
  func toy(
    _ words: [String], input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(try Program.toy(), words, in: url, input: input, environment: environment)
  }

  /// Runs `toy` with the words of a line, which are separated by single spaces.
  func toy(
    _ line: String, input: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try toy(words(line), input: input, environment: environment)
  }

  /// Runs a script of the shell, for which `$TOY` is the executable.
  func shell(_ script: String, shell: String = "/bin/sh") throws -> Outcome {
    try Program.run(
      URL(fileURLWithPath: shell), ["-c", script], in: url, input: nil,
      environment: ["TOY": try Program.toy().path])
  }

  /// All paths in the folder, sorted.
  func paths() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted()
  }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: url.appendingPathComponent(name))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appendingPathComponent(name)))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: url.appendingPathComponent(name).path, withDestinationPath: target)
  }
}

/// The words of a line.
func words(_ line: String) -> [String] {
  line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
}

extension Folder {
  /// Expects that a command is refused: the status, the message, nothing on standard output, and no
  /// file made or changed.
  func expectRefusal(
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
    // What was read before is said before.
    #expect("\n\(message)".contains("\nerror: "), sourceLocation: sourceLocation)
    #expect(message.hasSuffix("\n"), sourceLocation: sourceLocation)
    for fragment in fragments {
      #expect(message.contains(fragment), "\(words)", sourceLocation: sourceLocation)
    }
    #expect(try paths() == before, sourceLocation: sourceLocation)
    guard status == 64 else { return }
    let isKnown = [
      "risk", "risk-ratio", "expressivity", "realize", "landscape", "phase", "learn", "speech",
      "sweep", "check", "figures", "report", "explore", "explain", "completions", "man",
    ].contains(words.first)
    let command = isKnown ? words[0] : "COMMAND"
    #expect(message.contains("\nusage: toy \(command) "), sourceLocation: sourceLocation)
    let see = isKnown ? "See 'toy \(command) --help'." : "See 'toy --help'."
    #expect(message.contains("\n\(see)\n"), sourceLocation: sourceLocation)
  }

  /// Expects that a line is refused as usage.
  func expectUsageError(
    _ line: String, says fragments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectRefusal(
      of: words(line), status: 64, says: fragments, sourceLocation: sourceLocation)
  }
}

extension Folder {
  /// Copies the first recordings of the project into `Data/speech`.
  func copySpeech(_ count: Int) throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Data/speech")
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
