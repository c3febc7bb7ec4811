// A program that is older than its sources is not the one to test.

import Foundation
import TestSupport
import Testing

@Suite("Programs that are older than their sources are recognised")
struct StaleProgramTests {
  private let folder: Folder
  private let executable: URL
  private let sources: URL

  init() throws {
    folder = try Folder()
    executable = folder.url.appendingPathComponent("toy")
    sources = folder.url.appendingPathComponent("Sources")
    try FileManager.default.createDirectory(
      at: sources.appendingPathComponent("Toy/Toy.docc"), withIntermediateDirectories: true)
    for name in ["toy", "Sources/Toy/main.swift", "Sources/Toy/Toy.docc/Toy.md", "page.mjs"] {
      try folder.write("", to: name)
      try date(name, 1_000)
    }
    try FileManager.default.createSymbolicLink(
      at: sources.appendingPathComponent("Toy/page.mjs"),
      withDestinationURL: folder.url.appendingPathComponent("page.mjs"))
  }

  private func date(_ name: String, _ seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: seconds)],
      ofItemAtPath: folder.path(name))
  }

  @Test("a source that changed after the build makes a program stale, at any depth")
  func changed() throws {
    try date("Sources/Toy/main.swift", 1_001)
    let source = try Program.changedSource(since: executable, in: sources)
    #expect(source?.lastPathComponent == "main.swift")
  }

  @Test("a program is current if no source, documentation and linked files aside, is newer")
  func current() throws {
    try date("Sources/Toy/Toy.docc/Toy.md", 1_001)
    #expect(try Program.changedSource(since: executable, in: sources) == nil)
    try date("toy", 1_002)
    try date("Sources/Toy/main.swift", 1_001)
    #expect(try Program.changedSource(since: executable, in: sources) == nil)
  }

  @Test("a program without sources beside it is taken as it is")
  func alone() throws {
    let elsewhere = folder.url.appendingPathComponent("elsewhere")
    #expect(try Program.changedSource(since: executable, in: elsewhere) == nil)
  }
}
