// toy risk --certify: bounds in every format.

import Foundation
import Studies
import TestSupport
import Testing

@Suite("Certified bounds")
struct CertifyTests {
  private static let names = [
    "omega", "risk", "bias", "variance", "linear_risk", "bilevel_risk", "ratio_to_linear",
    "ratio_to_bilevel",
  ]

  @Test(
    "every number lies within a few ulp of its bounds, which are close together",
    arguments: [
      "--n 500 --k 1,250,499,500 --family linear,bilevel,unrolled --depth 1..9 --omega 0.5,1.7,learned",
      "--data iid --n 7 --k 1..7 --depth 1..6,99,100 --omega 1e-3,1,1.99,2.3,learned",
      "--data iid --n 6 --mu 0 --k 2,6 --sigma 1e-8,0.9,1e3 --depth 2,3,51 --omega 0.3,learned",
      "--data spectrum.csv --k 1..4 --depth 1..7,31,100 --omega 0.4,1.5,learned",
      "--n 1000000000000 --k 1,1000000000 --depth 2,3 --theta 0,1e-9 --sigma 0,0.1",
    ])
  func bounds(line: String) throws {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "spectrum.csv")
    for row in try folder.rows("risk \(line) --certify --format csv") {
      for name in Self.names where row[name] != "" {
        let value = try row.number(name)
        let (lower, upper) = (try row.number("\(name)_lower"), try row.number("\(name)_upper"))
        // The bounds contain all of several optimal steps.
        let isHull = row["unique"] == "false" && ["omega", "bias", "variance"].contains(name)
        #expect(
          lower <= upper && (isHull || upper - lower <= 1e-12 * abs(lower)), "\(name): \(row)")
        let slack = 1e-13 * abs(upper)
        #expect(value >= lower - slack && value <= upper + slack, "\(name): \(row)")
      }
    }
  }

  @Test("bounds printed with few digits contain those in full", arguments: ["table", "markdown"])
  func printedBounds(format: String) throws {
    let folder = try Folder()
    let names = (Self.names + ["floor_risk", "even_risk", "odd_bound"])
      .flatMap { ["\($0)_lower", "\($0)_upper"] }
    let line =
      "risk --n 8 --k 4,5 --depth 3 --omega 0.7 --bounds --certify --columns "
      + "\(names.joined(separator: ",")) --format"
    let full = try folder.rows("\(line) csv")
    let lines = try folder.succeed("\(line) \(format)").text.split(separator: "\n").dropFirst(2)
    #expect(full.count == 2 && lines.count == 2)
    for (row, line) in zip(full, lines) {
      let shown = line.split { $0 == " " || $0 == "|" }.compactMap { Double($0) }
      try #require(shown.count == names.count)
      for (name, shown) in zip(names, shown) {
        let exact = try row.number(name)
        #expect(
          name.hasSuffix("_lower") ? shown <= exact : shown >= exact, "\(name): \(shown), \(exact)")
      }
    }
  }

  @Test("rows without --certify are the first columns of those with it")
  func columns() throws {
    let folder = try Folder()
    let line = "risk --n 9 --k 1..9 --depth 2,3 --format csv"
    let plain = try folder.succeed(line).text.split(separator: "\n")
    let certified = try folder.succeed("\(line) --certify").text.split(separator: "\n")
    #expect(plain.count == certified.count)
    for (short, long) in zip(plain, certified) { #expect(long.hasPrefix(short + ",")) }
  }

  @Test("a learned odd step on a long spectrum takes memory that grows with its length alone")
  func longSpectrum() throws {
    let folder = try Folder()
    let lines = (1...12_000).map { "\(1 / Double($0))" }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "long.csv")
    let limits = "export OPENBLAS_NUM_THREADS=1; ulimit -c 0; ulimit -v 1000000"
    let outcome = try folder.shell(
      "\(limits); exec \"$TOY\" risk --data long.csv --as eigenvalues --k 6000 --sigma 0.01 --depth 3 "
        + "--certify --format csv")
    try #require(outcome.status == 0, "\(outcome.diagnostics)")
    let row = try records(outcome.text)[0]
    let (lower, upper) = (try row.number("risk_lower"), try row.number("risk_upper"))
    let risk = try row.number("risk")
    #expect(lower <= upper && upper - lower <= 1e-10 * upper)
    #expect(risk >= lower * (1 - 1e-13) && risk <= upper * (1 + 1e-13))
  }

  @Test("for readers every bound is printed in full, with the error of the printed number")
  func summary() throws {
    let text = try Folder().succeed("risk --n 500 --k 50 --depth 3 --omega 0.5 --certify").text
    #expect(text.contains("certified bounds"))
    #expect(text.contains("142.73033517436403     142.73033517436406"))
    #expect(text.contains("printed_error"))
  }

  @Test("eigenvalues of T have bounds as well")
  func spectrum() throws {
    let rows = try Folder().rows("risk --n 5 --k 2 --depth 4 --spectrum --certify --format csv")
    #expect(rows.count == 3)
    for row in rows {
      #expect(try row.number("gain_lower") <= row.number("gain_upper"))
      #expect(try row.number("wiener_gain_upper") - row.number("wiener_gain_lower") <= 1e-15)
    }
    #expect(rows.map { $0["forced"] } == ["true", "true", "false"])
  }

  @Test("an empty ratio has empty bounds")
  func undefined() throws {
    let row = try #require(
      try Folder().rows("risk --n 5 --k 2 --depth 2 --sigma 0 --certify --format csv").first)
    #expect(row["ratio_to_linear"] == "" && row["ratio_to_linear_lower"] == "")
    #expect(try row.number("risk_lower") == 0 && row.number("risk_upper") == 0)
  }

  @Test("frames are exact numbers: the exact risk lies between the bounds")
  func frames() throws {
    let folder = try Folder()
    try folder.write("-9,8\n-9,3\n-3,4\n", to: "frames.csv")
    let row = try #require(
      try folder.rows("risk --data frames.csv --family linear --sigma 1 --certify --format csv")
        .first)
    // tr(C(C + I)⁻¹)/2 with C = [[57, -37], [-37, 89/3]].
    let (lower, upper) = (try row.number("risk_lower"), try row.number("risk_upper"))
    #expect(lower <= 1096.0 / 1229 && 1096.0 / 1229 <= upper && lower < upper)
    #expect(upper - lower <= 4e-16 && row["unique"] == "true")
  }

  @Test("the bounds of data do not depend on the order of frames or coordinates")
  func reordered() throws {
    let folder = try Folder()
    try folder.write("1,2,1e-7\n-1,0.5,3e-7\n0.25,4,-1e-7\n7,1,2e-7\n", to: "a.csv")
    try folder.write("2e-7,7,1\n-1e-7,0.25,4\n3e-7,-1,0.5\n1e-7,1,2\n", to: "b.csv")
    let rows = try ["a", "b"].map { name in
      try #require(
        try folder.rows(
          "risk --data \(name).csv --k 1 --depth 3 --sigma 1e-7 --certify --format csv"
        ).first)
    }
    for name in Self.names {
      #expect(try rows[0].number("\(name)_lower") <= rows[1].number("\(name)_upper"))
      #expect(try rows[1].number("\(name)_lower") <= rows[0].number("\(name)_upper"))
      let (lower, upper) = (
        try rows[0].number("\(name)_lower"), try rows[0].number("\(name)_upper")
      )
      #expect(upper - lower <= 1e-12 * upper, "\(name)")
    }
  }

  @Test("a choice that cannot be made is told in every format")
  func notUnique() throws {
    let folder = try Folder()
    try folder.write("1\n1.0000000009313226\n0.9999999990686774\n", to: "spectrum.csv")
    let line = "risk --data spectrum.csv --k 1 --depth 3 --sigma 0.5 --certify"
    #expect(try folder.succeed(line).text.contains("not unique to this accuracy"))
    #expect(try folder.succeed("\(line) --format json").text.contains("\"unique\": false"))
    let row = try #require(try folder.rows("\(line) --format csv").first)
    #expect(row["unique"] == "false")
    #expect(try row.number("omega_lower") < row.number("omega_upper"))
    let lines = try folder.rows("\(line) --spectrum --format csv")
    #expect(lines.contains { $0["forced"] == "" })
    #expect(
      !(try folder.succeed("risk --n 5 --k 2 --omega 0.5 --certify").text.contains("not unique")))
  }

  @Test(
    "where other steps are optimal the bounds of ω are not called unique, and a note says which steps",
    arguments: [
      ("--data spectrum.csv --as eigenvalues --k 3 --depth 3 --sigma 0.5", "every smaller ω > 0"),
      ("--data spectrum.csv --as eigenvalues --k 3 --depth 3 --sigma 0", "every smaller ω > 0"),
      ("--n 5 --k 5 --depth 4", "every ω with f(0)"), ("--n 5 --k 2 --depth 4", "2 − ω has"),
    ])
  func otherSteps(line: String, words: String) throws {
    let folder = try Folder()
    try folder.write("1\n1.1\n1.2\n", to: "spectrum.csv")
    let json = try folder.succeed("risk \(line) --certify --format json").text
    #expect(json.contains("\"unique\": false") && json.contains(words))
    #expect(json.contains("the bounds of omega are those of the one printed"))
    #expect(try folder.succeed("risk \(line) --certify").text.contains("note: ω is not unique"))
    let row = try #require(try folder.rows("risk \(line) --certify --format csv").first)
    #expect(row["unique"] == "false")
  }

  @Test(
    "no ratio to the best linear risk is below 1, nor is a bound on it", arguments: [0.1, 0.5, 0.9])
  func ratios(sigma: Double) throws {
    let folder = try Folder()
    try folder.write("1\n1.0000000009313226\n0.9999999990686774\n", to: "spectrum.csv")
    let line = "risk --data spectrum.csv --as eigenvalues --k 1..3 --depth 1..9 --sigma \(sigma)"
    for row in try folder.rows("\(line) --certify --format csv") {
      #expect(try row.number("ratio_to_linear") >= 1 && row.number("ratio_to_linear_lower") >= 1)
    }
  }

  @Test("the help says for which numbers the bounds hold")
  func help() throws {
    let text = try Folder().succeed("risk --help").text
    #expect(text.contains("numbers as read") && !text.contains("numbers as given"))
  }

  @Test("bounds that are of no use are called so")
  func useless() throws {
    let folder = try Folder()
    // The third column is the sum of the others except for the last bits of numbers of very different size.
    try folder.write("1,1e15,1e15\n1e15,3,1e15\n1e15,1e15,2e15\n", to: "frames.csv")
    let text = try folder.succeed(
      "risk --data frames.csv --sigma 1e-30 --k 1 --depth 3 --certify"
    ).text
    #expect(text.contains("certified bounds"))
    #expect(text.contains("too wide to be of use"))
  }
}
