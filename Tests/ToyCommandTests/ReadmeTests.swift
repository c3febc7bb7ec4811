import Foundation
import Studies
import TestSupport
import Testing

@Suite("README")
struct ReadmeTests {
  /// The console blocks: a command after `$ `, and what it prints.
  private static let blocks: [(command: String, output: String)] = {
    let text = (try? String(contentsOfFile: repository + "/README.md", encoding: .utf8)) ?? ""
    return text.components(separatedBy: "```console\n").dropFirst().compactMap { part in
      guard let body = part.components(separatedBy: "```").first else { return nil }
      let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
      guard let first = lines.first, first.hasPrefix("$ ") else { return nil }
      return (
        String(first.dropFirst(2)), lines.dropFirst().joined(separator: "\n")
      )
    }
  }()

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path()

  @Test("there are console blocks")
  func hasBlocks() {
    #expect(Self.blocks.count >= 4)
  }

  @Test("closed forms print what the README shows", arguments: Self.blocks.indices)
  func output(index: Int) throws {
    let (command, output) = Self.blocks[index]
    // What is learned depends on the last bits of BLAS.
    guard !command.contains(" learn "), !command.contains(" speech ") else { return }
    let line = command.replacing("swift run -c release toy ", with: "").replacing("toy ", with: "")
    // What a reader sees who types it.
    #expect(try Folder().onTerminal(words(line), width: 160).text == output)
  }
}
