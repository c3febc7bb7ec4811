// toy lab hypergradient --compare through the executable.

import Foundation
import TestSupport
import Testing

@Suite struct LabCompareTests {
  private static let command = "lab hypergradient --model ridge"

  /// The certified gradient of the built-in problem.
  private func gradient(_ folder: Folder) throws -> [Double] {
    let rows = try jsonObjects(
      folder.succeed("\(Self.command) --table gradient --format json").output)
    return rows.compactMap { $0["gradient"] as? Double }
  }

  private func write(_ numbers: [Double], to name: String, _ folder: Folder) throws {
    try folder.write(numbers.map { "\($0)\n" }.joined(), to: name)
  }

  @Test("a right gradient is RIGHT, and the command succeeds")
  func right() throws {
    let folder = try Folder()
    #expect(
      try folder.succeed("\(Self.command) --save g.npy").diagnostics.contains("wrote g.npy\n"))
    let outcome = try folder.succeed("\(Self.command) --compare g.npy")
    #expect(outcome.text.contains("\nverdict      RIGHT\n"))
    #expect(outcome.text.contains("G = ‖Xz − y‖²/(2n) + ½ Σ e^{λ_k} z_k²"))
    let object = try jsonObject(
      folder.succeed("\(Self.command) --compare g.npy --format json").output)
    let comparison = try #require(object["comparison"] as? [String: Any])
    #expect(comparison["verdict"] as? String == "right")
    #expect(comparison["cause"] is NSNull)
    #expect((comparison["relative_error"] as? Double ?? 1) == 0)
    #expect((comparison["certified_error"] as? Double ?? 1) < 1e-5)
  }

  @Test("a wrong gradient is explained, and the exit code is 1")
  func wrong() throws {
    let folder = try Folder()
    try write(try gradient(folder).map { -2 * $0 }, to: "g.csv", folder)
    let outcome = try folder.toy(words("\(Self.command) --compare g.csv"))
    #expect(outcome.status == 1)
    #expect(outcome.text.contains("verdict      IDENTIFIED") && outcome.text.contains("factor −2"))
    let data = try folder.toy(words("\(Self.command) --compare g.csv --format json"))
    #expect(data.status == 1)
    let comparison = try #require(try jsonObject(data.output)["comparison"] as? [String: Any])
    #expect(
      Set(comparison.keys).isSuperset(of: [
        "verdict", "cause", "parameters", "relative_error", "certified_error", "residual",
        "digits", "candidates", "next",
      ]))
    #expect(comparison["cause"] as? String == "sign+factor")
    let candidates = try #require(comparison["candidates"] as? [[String: Any]])
    #expect(candidates.count == 1 && candidates[0]["cause"] as? String == "sign+factor")
    #expect((candidates[0]["parameters"] as? [String: Any])?["factor"] as? Double == -2)
    #expect(comparison["next"] is [String: Any])
  }

  @Test("entries that are not finite and a zero gradient are reported")
  func special() throws {
    let folder = try Folder()
    var numbers = try gradient(folder)
    try write(numbers.map { _ in 0 }, to: "zero.csv", folder)
    numbers[3] = .nan
    try write(numbers, to: "nan.csv", folder)
    for (file, verdict) in [("zero.csv", "ZERO VECTOR"), ("nan.csv", "NOT FINITE")] {
      let outcome = try folder.toy(words("\(Self.command) --compare \(file)"))
      #expect(outcome.status == 1 && outcome.text.contains("verdict      \(verdict)"))
    }
  }

  @Test("files that do not fit are refused with the reason")
  func refusals() throws {
    let folder = try Folder()
    try write([1, 2, 3], to: "short.csv", folder)
    try write((0..<8).map { Double($0) + 0.5 }, to: "g.csv", folder)
    try folder.write("", to: "empty.csv")
    try folder.write("1.5\nnan\n2\n1\n1\n1\n1\n1\n", to: "theta.csv")
    try folder.write("0,0,0,0,0,0,0,0\n1,1,1,1,1,1,1,1\n", to: "at.csv")
    try folder.write("0\n0\n0\n0\n0\n0\n0\n700\n", to: "far.csv")
    let cases: [(options: String, status: Int32, words: String)] = [
      ("--compare none.npy", 66, "none.npy"),
      ("--compare empty.csv", 65, "empty.csv: the file is empty"),
      ("--compare short.csv", 65, "short.csv: 3 × 1 numbers; a gradient has 8"),
      ("--compare g.csv --at at.csv", 65, "in each of 2 rows, one for each point"),
      ("--compare g.csv --theta short.csv", 65, "an inner solution has 8"),
      ("--compare g.csv --theta theta.csv", 65, "row 2, column 1"),
      ("--compare g.csv --at far.csv", 65, "far.csv: λ = 700.0; penalties e^λ are computed for"),
      ("--theta g.csv", 64, "--theta has no effect without --compare"),
      ("--compare g.txt", 64, "known extensions are .npy, .csv"),
    ]
    for (options, status, text) in cases {
      let outcome = try folder.toy(words("\(Self.command) \(options)"))
      #expect(outcome.status == status && outcome.output.isEmpty, "\(options)")
      #expect(outcome.diagnostics.contains(text), "\(options): \(outcome.diagnostics)")
    }
  }
}
