// toy realize: R with f(RᵀR) = T, checked with plain loops.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct RealizeTests {
  private typealias Rows = [[Double]]

  private func product(_ a: Rows, _ b: Rows) -> Rows {
    a.map { row in
      (0..<(b.first?.count ?? 0)).map { column in
        row.indices.reduce(0) { $0 + row[$1] * b[$1][column] }
      }
    }
  }

  /// I + RᵀR.
  private func hessian(_ r: Rows) -> Rows {
    let n = r.first?.count ?? 0
    return (0..<n).map { i in
      (0..<n).map { j in r.reduce(i == j ? 1 : 0) { $0 + $1[i] * $1[j] } }
    }
  }

  /// N steps Z ← Z − ω(AZ − I) from 0.
  private func unrolled(_ r: Rows, depth: Int, omega: Double) -> Rows {
    let a = hessian(r)
    var z = a.map { $0.map { _ in 0.0 } }
    for _ in 0..<depth {
      let az = product(a, z)
      for i in z.indices {
        for j in z.indices { z[i][j] -= omega * (az[i][j] - (i == j ? 1 : 0)) }
      }
    }
    return z
  }

  /// R of a JSON file, its numbers exact.
  private func decodedR(_ bytes: [UInt8]) throws -> Rows {
    struct Answer: Decodable { let R: Rows }
    return try JSONDecoder().decode(Answer.self, from: Data(bytes)).R
  }

  private func distance(_ a: Rows, _ b: Rows) -> Double {
    zip(a.joined(), b.joined()).map { abs($0 - $1) }.max() ?? .infinity
  }

  private static let three = "0.25,-0.25,0\n-0.25,0.25,0\n0,0,0.75\n"

  @Test("a T so small that rounding of R matters is said to be missed, with the absolute error")
  func tiny() throws {
    let folder = try Folder()
    for (name, scale) in [("tiny", "1e-12"), ("zero", "0")] {
      try folder.write("\(scale),0\n0,\(scale)\n", to: "\(name).csv")
      let outcome = try folder.succeed("realize \(name).csv --depth 2 --omega 0.5 -o R.csv")
      #expect(outcome.diagnostics.contains("above the tolerance"))
      #expect(outcome.diagnostics.contains(/‖f\(RᵀR\) − T‖ = [0-9.]+e-1[67]/))
    }
    try folder.write("0.3,0\n0,0.3\n", to: "T.csv")
    let outcome = try folder.succeed("realize T.csv --depth 2 --omega 0.5 -o R.csv")
    #expect(!outcome.diagnostics.contains("above the tolerance"))
  }

  @Test("two rows of three numbers whose N = 2 map is T = ω(2I − ω(I + RᵀR))")
  func twoSteps() throws {
    let folder = try Folder()
    try folder.write(Self.three, to: "T.csv")
    let outcome = try folder.succeed("realize T.csv --k 2 --depth 2 --omega 0.5 -o R.csv")
    #expect(outcome.text == "")
    #expect(outcome.diagnostics.contains("wrote R.csv\n"))
    #expect(outcome.diagnostics.contains("‖f(RᵀR) − T‖/‖T‖ = "))
    let r = try matrix(try folder.text("R.csv"))
    #expect(r.map(\.count) == [3, 3])
    let a = hessian(r)
    let t = a.indices.map { i in
      a.indices.map { j in 0.5 * ((i == j ? 2.0 : 0) - 0.5 * a[i][j]) }
    }
    #expect(distance(t, try matrix(Self.three)) <= 1e-14)
  }

  @Test(
    "depths, step sizes, branches and numbers of rows",
    arguments: [
      ("0.6,0.1\n0.1,0.6\n", 2, 0.5, "--k 2"), ("0.75,0\n0,-100\n", 2, 0.5, "--k 1"),
      ("0.6,0.1\n0.1,0.6\n", 3, 0.5, "--branch near"),
      ("0.6,0.1\n0.1,0.6\n", 3, 0.5, "--branch far"),
      ("0.875,0\n0,9\n", 3, 0.5, "--k 1"), ("0.5,0\n0,0.5\n", 1, 0.5, "--k 1"),
      ("0.5,0.1,0\n0.1,0.5,0.1\n0,0.1,0.5\n", 10, 0.3, ""), ("0.9\n", 11, 0.7, ""),
      ("0.9\n", 11, 0.7, "--branch far"),
    ])
  func maps(text: String, depth: Int, omega: Double, options: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "T.csv")
    let line =
      "realize T.csv --depth \(depth) --omega \(omega)" + (options == "" ? "" : " \(options)")
    let r = try matrix(try folder.succeed(line).text)
    let t = try matrix(text)
    let scale = t.joined().map(abs).max() ?? 1
    #expect(distance(unrolled(r, depth: depth, omega: omega), t) <= 1e-10 * scale)
    let k = options.hasPrefix("--k ") ? Int(options.dropFirst(4)) : t.count
    #expect(r.count == k)
  }

  @Test("the far branch is another R than the near one")
  func branches() throws {
    let folder = try Folder()
    try folder.write("0.6,0.1\n0.1,0.6\n", to: "T.csv")
    let near = hessian(try matrix(try folder.succeed("realize T.csv --depth 3").text))
    let far = hessian(try matrix(try folder.succeed("realize T.csv --depth 3 --branch far").text))
    #expect(near[0][0] + near[1][1] < far[0][0] + far[1][1] - 0.1)
  }

  @Test("bilevel: T (I + RᵀR) = I")
  func bilevel() throws {
    let folder = try Folder()
    try folder.write("0.75,0.25\n0.25,0.75\n", to: "T.csv")
    let r = try matrix(try folder.succeed("realize T.csv --family bilevel --k 1").text)
    #expect(r.count == 1)
    let t = try matrix(try folder.text("T.csv"))
    #expect(distance(product(t, hessian(r)), [[1, 0], [0, 1]]) <= 1e-13)
  }

  @Test("R as JSON, and T from standard input or NumPy")
  func formats() throws {
    let folder = try Folder()
    try folder.write(Self.three, to: "T.csv")
    let object = try jsonObject(try folder.succeed("realize T.csv --k 2 --format json").output)
    #expect(object["member"] as? Bool == true)
    #expect(object["relative_residual"] as? Double ?? 1 < 1e-12)
    let csv = try folder.succeed("realize T.csv --k 2").text
    let printed = try folder.succeed("realize T.csv --k 2 --format json").output
    #expect(try decodedR(printed) == matrix(csv))
    _ = try folder.succeed("realize T.csv --k 2 -o R.json")
    #expect(try decodedR(try folder.bytes("R.json")) == matrix(csv))
    #expect(try folder.toy("realize - --k 2", input: Self.three).text == csv)
    let values = try matrix(Self.three).flatMap { $0 }
    try folder.write(NumPyBytes(shape: [3, 3], values: values).bytes, to: "T.npy")
    #expect(try folder.succeed("realize T.npy --k 2").text == csv)
  }

  @Test("R is the same on every run")
  func reproducible() throws {
    let folder = try Folder()
    try folder.write("0.5,0.1,0\n0.1,0.5,0.1\n0,0.1,0.5\n", to: "T.csv")
    let first = try folder.succeed("realize T.csv").output
    for _ in 0..<3 { #expect(try folder.succeed("realize T.csv").output == first) }
  }

  @Test("a refusal is data with --format json, and no R is written", arguments: Outsider.all)
  func refusals(_ outsider: Outsider) throws {
    let folder = try Folder()
    try folder.write(outsider.matrix, to: "T.csv")
    try folder.write("old", to: "R.json")
    let outcome = try folder.toy("realize T.csv \(outsider.options) --format json -o R.json")
    #expect(outcome.status == 1)
    #expect(outcome.diagnostics.contains(outsider.message))
    #expect(try folder.text("R.json") == "old")
    #expect(try folder.paths() == ["R.json", "T.csv"])
    let printed = try folder.toy("realize T.csv \(outsider.options) --format json")
    #expect(try jsonObject(printed.output)["member"] as? Bool == false)
    #expect(try folder.toy("realize T.csv \(outsider.options)").text == "")
  }
}
