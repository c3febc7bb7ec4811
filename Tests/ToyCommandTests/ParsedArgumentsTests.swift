// Words sorted into options and operands, in process.

import Studies
import TestSupport
import Testing

@testable import Files
@testable import ToyCommand

@Suite struct ParsedArgumentsTests {
  private static let sigma = Option("--sigma", value: "GRID", "noise", default: "0.9")
  private static let output = Option("--output", short: "-o", value: "PATH", "file", default: nil)
  private static let list = Option("--list", value: nil, "list", default: nil)
  private static let options = [sigma, output, list]

  private func parse(_ words: [String]) throws -> ParsedArguments {
    try ParsedArguments(words, options: Self.options)
  }

  @Test(
    "a value follows its option or an equals sign",
    arguments: [
      (["--sigma", "2"], "2"), (["--sigma=2"], "2"), (["--sigma", "-1"], "-1"),
      (["--sigma=-1"], "-1"), (["--sigma", "--list"], "--list"), (["--sigma="], ""),
      (["--sigma=a=b"], "a=b"), (["--sigma", "-"], "-"), ([], "0.9"),
    ])
  func values(words: [String], value: String) throws {
    let arguments = try parse(words)
    #expect(arguments.value(Self.sigma) == value)
    #expect(arguments.has(Self.sigma) == !words.isEmpty)
    #expect(arguments.operands == [])
  }

  @Test(
    "the letter of an option",
    arguments: [["-o", "a.csv"], ["-oa.csv"], ["--output", "a.csv"], ["--output=a.csv"]])
  func short(words: [String]) throws {
    #expect(try parse(words).all(Self.output) == ["a.csv"])
  }

  @Test("outputs repeat, in order")
  func repeated() throws {
    let arguments = try parse(["-o", "a", "--output=b", "-oc"])
    #expect(arguments.all(Self.output) == ["a", "b", "c"])
    #expect(arguments.value(Self.output) == "c")
    #expect(try parse([]).all(Self.output) == [])
  }

  @Test(
    "operands stand anywhere; -- ends the options",
    arguments: [
      (["a", "--list", "b"], ["a", "b"]), (["-", "--list"], ["-"]),
      (["--list", "--", "--sigma", "-o"], ["--sigma", "-o"]), (["--", "--"], ["--"]), (["--"], []),
      ([""], [""]),
    ])
  func operands(words: [String], operands: [String]) throws {
    #expect(try parse(words).operands == operands)
  }

  @Test(
    "suggestions are near or absent",
    arguments: [
      ("--sigm", "--sigma"), ("--isgma", "--sigma"), ("--sigmaa", "--sigma"), ("--lst", "--list"),
      ("--verbose", nil), ("-x", nil), ("", nil),
    ])
  func suggestions(word: String, nearest: String?) {
    #expect(suggestion(for: word, among: Self.options.map(\.name)) == nearest)
  }

  @Test("an empty path is refused: it is not a folder, and certainly not the root")
  func emptyPath() throws {
    let arguments = try ParsedArguments(["-o", ""], options: Self.options)
    let error = #expect(throws: CommandError.self) {
      try Destinations(arguments, formats: [.csv], stem: "risk", folderFormats: [.csv])
    }
    #expect(error?.status == .usage)
  }

  @Test("the command that draws a figure again has no destinations, and is quoted for a shell")
  func reproducing() {
    let words = [
      "-o", "a.svg", "--sigma", "0.1", "-ob.csv", "--format", "csv", "--output=c",
      "--format=json", "--data", "my file.csv",
    ]
    #expect(
      reproducingCommand("risk-ratio", words)
        == "toy risk-ratio --sigma 0.1 --data 'my file.csv'")
  }
}
