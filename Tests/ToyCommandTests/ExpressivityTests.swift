// toy expressivity: what is reachable, and whether a matrix is.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct ExpressivityTests {
  @Test("the columns, and infinities in CSV")
  func table() throws {
    let outcome = try Folder().succeed("expressivity --depth 2,3 --n 7 --k 3 --format csv")
    #expect(
      outcome.text.hasPrefix(
        "family,depth,omega,n,k,forced_eigenvalue,forced_count,lower,lower_included,upper,"
          + "turning_point,c_lower_bound,c_upper_bound,algorithm,parameters,turns\n"))
    let rows = try records(outcome.text)
    #expect(rows.map { $0["lower"] } == ["-inf", "0.375"])
    #expect(rows.map { $0["upper"] } == ["0.75", "inf"])
    #expect(rows.map { $0["lower_included"] } == ["false", "true"])
    #expect(rows.map { $0["forced_eigenvalue"] } == ["0.75", "0.875"])
    #expect(rows.map { $0["forced_count"] } == ["4", "4"])
  }

  @Test("infinities are null in JSON, with the reason")
  func json() throws {
    let outcome = try Folder().succeed("expressivity --depth 3 --format json")
    let object = try jsonObject(outcome.output)
    #expect(object["upper"] is NSNull)
    #expect(object["lower"] as? Double == 0.375)
    #expect((object["note"] as? String)?.contains("unbounded") == true)
    #expect(
      try jsonObjects(try Folder().succeed("expressivity --depth 2,3 --format json").output).count
        == 2)
  }

  @Test("f(0) is 1 − (1 − ω)ᴺ, at bilevel 1")
  func forced() throws {
    let folder = try Folder()
    for row in try folder.rows("expressivity --depth 1..12 --omega 0.3,1,1.9 --format csv") {
      let (depth, omega) = (try row.number("depth"), try row.number("omega"))
      var power = 1.0
      for _ in 0..<Int(depth) { power *= 1 - omega }
      #expect(agree(try row.number("forced_eigenvalue"), 1 - power, within: 1e-12))
    }
    let bilevel = try #require(
      try folder.rows("expressivity --family bilevel --format csv").first)
    #expect(try bilevel.number("forced_eigenvalue") == 1)
    #expect(try bilevel.number("lower") == 0)
    #expect(bilevel["lower_included"] == "false")
    #expect(try bilevel.number("upper") == 1)
  }

  @Test("the filters over s are those of the iteration")
  func filters() throws {
    let rows = try Folder().rows(
      "expressivity --x s --s lin:0..5:11 --depth 2,3,7 --omega 0.4 --format csv")
    #expect(rows.count == 33)
    for row in rows {
      let (s, depth) = (try row.number("s"), try row.number("depth"))
      var z = 0.0
      for _ in 0..<Int(depth) { z -= 0.4 * ((1 + s) * z - 1) }
      #expect(abs(try row.number("value") - z) <= 1e-12 * max(1, abs(z)))
    }
  }

  @Test("the curves over every axis", arguments: ["omega", "depth", "s"])
  func curves(axis: String) throws {
    let folder = try Folder()
    _ = try folder.succeed("expressivity --x \(axis) --depth 2,3,5 --omega 0.5,1 -o out/")
    #expect(
      try folder.paths() == ["out", "out/expressivity.csv", "out/expressivity.svg"])
    #expect(!(try records(try folder.text("out/expressivity.csv"))).isEmpty)
  }

  @Test(
    "a bound beyond double precision is not called none",
    arguments: [
      (
        10001, "upper: the image is unbounded",
        "forced_eigenvalue, lower: beyond the range of double"
      ),
      (
        10000, "lower: the image is unbounded",
        "forced_eigenvalue, upper: beyond the range of double"
      ),
    ])
  func overflow(depth: Int, unbounded: String, beyond: String) throws {
    let line = "expressivity --depth \(depth) --omega 2.7 --format json"
    let text = try Folder().succeed(line).text
    #expect(text.contains(unbounded) && text.contains(beyond))
    let ordinary = try Folder().succeed("expressivity --depth 2,3 --omega 0.7 --format json").text
    #expect(ordinary.contains(unbounded) && !ordinary.contains("beyond"))
  }

  @Test("--mark requires a figure against s, and marks outside its range are rejected")
  func marks() throws {
    let folder = try Folder()
    let gallery = "expressivity --x s --gallery --depth 2,3"
    _ = try folder.succeed("\(gallery) --mark 0.6,0.3 -o marked.svg")
    _ = try folder.succeed("\(gallery) -o plain.svg")
    let count = { (name: String) in
      ParsedSVG(try folder.bytes(name)).elements.count
    }
    #expect(try count("marked.svg") > count("plain.svg"))
    #expect(try folder.text("marked.svg").contains("0.6"))
    try folder.expectUsageError("\(gallery) --mark 0.5 --format csv", says: "it requires a figure")
    try folder.expectUsageError("\(gallery) --mark 50 -o a.svg", says: "--mark 50")
  }

  @Test(
    "a gallery has one bar per filter, one table row per bar, and no eigenvalues s")
  func gallery() throws {
    let folder = try Folder()
    let line =
      "expressivity --x s --gallery --family bilevel,unrolled --algorithm exact,gradient-descent"
    _ = try folder.succeed("\(line) --depth 2,3 -o a.svg -o a.csv")
    let rows = try records(try folder.text("a.csv"))
    #expect(rows.map { $0["depth"] } == ["", "2", "3"])
    #expect(rows.map { $0["upper"] == "inf" || $0["upper"] == "" } == [false, false, true])
    let svg = ParsedSVG(try folder.bytes("a.svg"))
    let names = svg.all("text", class: "tick").map {
      $0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }.filter { $0.contains("e") }
    #expect(
      Set(names) == ["bilevel", "gradient descent, N = 2", "gradient descent, N = 3"])
    // The image of even depth continues below, that of odd depth above: two arrowheads beside the dots.
    #expect(svg.all("circle").count == 3)
    try folder.expectUsageError("\(line) --s 0,1 -o b.svg", says: "a gallery")
    try folder.expectUsageError(
      "expressivity --x s --gallery --depth 2..40 -o b.svg", says: "39 bars, more than 24")
  }

  @Test(
    "values of f at depths with too many turning points to list",
    arguments: [5001, 999_999, 1_000_000])
  func manySteps(depth: Int) throws {
    let folder = try Folder()
    let n = Double(depth)
    // Heavy ball with β = 1: P = cos((N + ½)φ)/cos(φ/2) with 2 cos φ = 2 − ω(1+s); for Nφ to be exact to a part in 10¹⁰
    // is all that double precision can do here.
    for row in try folder.rows(
      "expressivity --x s --s 0,0.3,1,2 --depth \(depth) --omega 0.5 --algorithm heavy-ball --momentum 1 --format csv"
    ) {
      let s = try row.number("s")
      let angle = 2 * asin((0.5 * (1 + s)).squareRoot() / 2)
      let expected = (1 - cos((n + 0.5) * angle) / cos(angle / 2)) / (1 + s)
      #expect(abs(try row.number("value") - expected) < 1e-15 * n + 1e-12)
    }
    // Chebyshev: P = T_N(1 − 2s/S)/T_N(1 + 2/S), whose denominator is moderate if S is about N².
    for row in try folder.rows(
      "expressivity --x s --s 0,0.3,1e5 --depth \(depth) --interval \(n * n) --algorithm chebyshev --format csv"
    ) {
      let s = try row.number("s")
      let p = cos(2 * n * asin((s / (n * n)).squareRoot())) / cosh(2 * n * asinh(1 / n))
      #expect(agree(try row.number("value"), (1 - p) / (1 + s), within: 1e-11))
    }
    for command in ["landscape", "learn --n 5 --k 2", "expressivity --x s --gallery"] {
      try folder.expectUsageError(
        "\(command) --algorithm chebyshev --interval 4 --depth \(depth)",
        says: "at most 4096 steps",
        "toy expressivity --x s")
    }
  }

  @Test("two Nesterov steps have f′ = −⅜ at ω(1+s) = 1, as they do beside it")
  func doubleZero() throws {
    let folder = try Folder()
    let rows = try folder.rows(
      "expressivity --x s --algorithm nesterov --depth 2 --omega 0.5 --s 0.999999,1,1.000001 --format csv"
    )
    for row in rows { #expect(try row.number("derivative") == -0.375) }
    let points = try folder.rows(
      "landscape --algorithm nesterov --depth 2 --omega 1 --momentum 0.5 --format csv")
    let origin = try #require(points.first { $0["r"] == "0.0" })
    #expect(agree(try origin.number("curvature"), -2.43, within: 1e-12))
  }

  @Test("zero is written without a sign", arguments: ["csv", "json"])
  func zero(format: String) throws {
    let text = try Folder().succeed(
      "expressivity --x s --depth 2,3,4 --s 0,2,3 --format \(format)"
    ).text
    #expect(text.contains("0.0") && !text.contains("-0.0"))
  }

  @Test(
    "searches with extreme steps from a multiple of the data terminate",
    arguments: ["0.5", "-1", "x", "1e100"])
  func extremeSteps(start: String) throws {
    for step in ["1e60", "1e78", "1e100", "1e-100"] {
      let rows = try Folder().rows(
        "expressivity --depth 2..7 --omega \(step) --start \(start) --format csv")
      #expect(rows.count == 6)
    }
  }

  @Test(
    "algorithms without parity have no constant of odd depths",
    arguments: ["admm", "proximal-point", "conjugate-gradient", "admm,proximal-point"])
  func noParity(algorithms: String) throws {
    try Folder().expectUsageError(
      "expressivity --x depth --depth 3..9:2 --omega 0.5 --algorithm \(algorithms) --n 4 --k 1"
        .replacing(algorithms == "conjugate-gradient" ? "--omega 0.5 " : "none", with: ""),
      says: "--algorithm \(algorithms.replacing(",", with: " or ")) has no parity")
  }

  @Test(
    "help does not offer learned parameters where the filter itself is needed",
    arguments: ["expressivity", "realize", "landscape"])
  func nothingLearned(command: String) throws {
    let text = try Folder().succeed("\(command) --help").text
    let lines = text.split(separator: "\n")
    for option in ["--steps", "--interval", "--ridge", "--gain"] {
      let line = try #require(lines.first { $0.hasPrefix("  \(option) ") })
      #expect(line.hasSuffix(" needs it") && !line.contains("learned"), "\(line)")
    }
  }

  @Test(
    "the constant of odd depths is drawn for algorithms without ω, for a start at x, and for many steps in one panel",
    arguments: [
      ("--algorithm chebyshev --interval 5 --depth 3..15:2", "smallest eigenvalue c", 1),
      ("--algorithm implicit-data,neumann --depth 3..15:2", "smallest eigenvalue c", 2),
      ("--start x --depth 2..12", "smallest eigenvalue c/ω", 1),
      ("--omega lin:0.1..1:50 --depth 3..15:2", "smallest eigenvalue c/ω", 1),
    ])
  func constants(options: String, axis: String, count: Int) throws {
    let folder = try Folder()
    _ = try folder.succeed("expressivity --x depth \(options) -o a.svg")
    let svg = ParsedSVG(try folder.bytes("a.svg"))
    let words = svg.all("text").map {
      $0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    #expect(!words.contains("no data to show"))
    #expect(words.contains { $0.hasPrefix(axis) }, "\(words)")
    #expect(words.contains("odd depth N") == !options.contains("--start"))
    let names =
      svg.all("text", class: "curve-label").count + svg.all("text", class: "legend-label").count
    #expect(names >= count)
  }
}
