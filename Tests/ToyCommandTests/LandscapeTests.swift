// toy landscape through the executable.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct LandscapeTests {
  private static let columns =
    "family,depth,omega,r,kind,risk,excess,curvature,order,basin_lower,basin_upper,barrier,"
    + "half_lower,half_upper,certified,algorithm,parameters"

  @Test("one row per critical point, with the columns of the contract")
  func csv() throws {
    let outcome = try Folder().succeed("landscape --depth 2,3 --omega 0.5 -o - --format csv")
    #expect(outcome.text.hasPrefix(Self.columns + "\n"))
    let rows = try records(outcome.text)
    #expect(
      rows.map { $0["kind"] } == [
        "maximum", "minimum", "maximum", "minimum", "barrier", "minimum",
      ])
    #expect(rows.map { $0["depth"] } == ["2", "2", "3", "3", "3", "3"])
    #expect(rows.allSatisfy { $0["certified"] == "true" && $0["family"] == "unrolled" })
    // N = 2: s = (2 − t*/ω)/ω − 1, E″ = 4(γ+σ²)sω⁴.
    let s = (2 - 1.25 / 2.06 / 0.5) / 0.5 - 1
    #expect(agree(try rows[1].number("r"), s.squareRoot(), within: 1e-13))
    #expect(agree(try rows[1].number("curvature"), 4 * 2.06 * s / 16, within: 1e-13))
    #expect(rows[1]["basin_upper"] == "inf" && rows[0]["basin_upper"] == "")
    // The turning point of N = 3: q = −½.
    #expect(agree(try rows[4].number("r"), 2.0.squareRoot(), within: 1e-13))
    #expect(rows[3]["basin_upper"] == rows[4]["r"] && rows[5]["basin_lower"] == rows[4]["r"])
  }

  @Test("a small step size: the trap at r = 0")
  func trap() throws {
    let rows = try Folder().rows("landscape --depth 3,4 --omega 0.1 -o - --format csv")
    #expect(rows.map { $0["kind"] } == ["local-minimum", "barrier", "minimum", "minimum"])
    #expect(try rows[0].number("excess") > 0.1)
    #expect(try rows[3].number("excess") == 0)
    // The best risk at this depth and step size is that of `toy risk`.
    let best = try Folder().rows(
      "risk --n 1 --depth 3,4 --omega 0.1 --format csv")
    #expect(agree(try rows[2].number("risk"), try best[0].number("risk"), within: 1e-13))
    #expect(agree(try rows[3].number("risk"), try best[1].number("risk"), within: 1e-13))
  }

  @Test("an infimum at infinity is a row, a note in JSON and a remark in the table")
  func infimum() throws {
    let folder = try Folder()
    let line = "landscape --family bilevel --mu 0 --theta 0 -o -"
    let rows = try folder.rows("\(line) --format csv")
    #expect(rows.map { $0["kind"] } == ["maximum", "infimum"])
    #expect(rows[1]["r"] == "inf" && rows[1]["risk"] == "0.0")
    let objects = try jsonObjects(try folder.succeed("\(line) --format json").output)
    #expect(objects[1]["r"] is NSNull)
    #expect((objects[1]["note"] as? String)?.contains("not attained") == true)
    #expect(try folder.succeed(line).text.contains("approached as r → ∞ and not attained"))
  }

  @Test("flat at N = 1, a fourth-order minimum without noise")
  func degenerate() throws {
    let rows = try Folder().rows(
      "landscape --depth 1 --family bilevel,unrolled --sigma 0 -o - --format csv")
    #expect(rows.map { $0["kind"] } == ["minimum", "flat"])
    #expect(rows.map { $0["order"] } == ["4", ""])
    #expect(rows.map { $0["curvature"] } == ["0.0", "0.0"])
  }

  @Test("--curve: the sampled risk with the critical points on it")
  func curve() throws {
    let folder = try Folder()
    _ = try folder.succeed(
      "landscape --depth 3 --omega 0.5 --curve --r lin:0..2:21 -o curve.csv -o plot.svg")
    let text = try folder.text("curve.csv")
    #expect(text.hasPrefix("family,depth,omega,r,risk,kind,algorithm,parameters\n"))
    let rows = try records(text)
    #expect(rows.count == 21 + 3)
    #expect(
      rows.map { $0["kind"] }.filter { !$0.isEmpty } == [
        "maximum", "minimum", "barrier", "minimum",
      ])
    var last = -1.0
    for row in rows {
      let r = try row.number("r")
      #expect(r > last)
      last = r
      var z = 0.0
      for _ in 0..<3 { z -= 0.5 * ((1 + r * r) * z - 1) }
      let risk = 0.5 * (1.25 * (1 - z) * (1 - z) + 0.81 * z * z)
      #expect(agree(try row.number("risk"), risk, within: 1e-12))
    }
    #expect(try folder.text("plot.svg").contains(">Risk over R = r with its critical points"))
  }

  @Test("a learned step size: the curve of minima and the point (0, 1)")
  func learned() throws {
    let folder = try Folder()
    let rows = try folder.rows("landscape --depth 2,3 --omega learned -o - --format csv")
    #expect(rows.map { $0["kind"] } == ["minimum", "maximum", "minimum", "saddle"])
    let target = 1.25 / 2.06
    #expect(
      agree(try rows[0].number("omega_lower"), 1 - (1 - target).squareRoot(), within: 1e-13))
    #expect(
      agree(try rows[0].number("omega_upper"), 1 + (1 - target).squareRoot(), within: 1e-13))
    #expect(agree(try rows[0].number("r_upper"), 0.9 / 1.25.squareRoot(), within: 1e-13))
    #expect(rows[2]["r_upper"] == "inf" && rows[2]["omega_lower"] == "0.0")
    #expect(agree(try rows[2].number("omega_upper"), target / 0.75, within: 1e-13))
    #expect(rows[1]["omega_lower"] == "1.0" && rows[3]["r_upper"] == "0.0")
    #expect(try rows[1].number("risk") == 0.405)
    let curve = try folder.rows(
      "landscape --depth 2,3 --omega learned --curve -o - --format csv")
    #expect(curve.filter { $0["kind"] == "minimum" }.count > 700)
    let none = try folder.succeed("landscape --depth 3 --omega learned --mu 0 --theta 0 -o -")
    #expect(none.text.contains("approached as ω → 0⁺ and not attained"))
  }

  @Test("writes a folder where one is given, and the same bytes again")
  func files() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("landscape -o Figures/ -o -")
    #expect(outcome.text.hasPrefix("k = n = 1, μ = 1, θ = 0.5, σ = 0.9: t* = 0.606796"))
    let names = ["csv", "md", "svg"].map { "Figures/landscape.\($0)" }
    #expect(try folder.paths() == ["Figures"] + names)
    for name in names { #expect(outcome.diagnostics.contains("wrote \(name)\n")) }
    let first = try names.map { try folder.bytes($0) }
    _ = try folder.succeed("landscape -o Figures/ -o -")
    #expect(try names.map { try folder.bytes($0) } == first)
    #expect(try folder.text("Figures/landscape.md").contains("(landscape.svg)"))
    let figure = try folder.text("Figures/landscape.svg")
    #expect(figure.contains("toy landscape"))
    #expect(!figure.contains("nan"))
  }

  @Test("the figures over depth and of every kind of landscape")
  func figures() throws {
    let folder = try Folder()
    for (index, line) in [
      "--x depth --depth 2..9 --family bilevel,unrolled", "--x depth --depth 2..9 --omega 0.1,0.5",
      "--omega learned", "--omega learned --mu 0 --theta 0", "--omega learned --sigma 0",
      "--sigma 0 --depth 1..3", "--mu 0 --theta 0 --family bilevel", "--omega 2.5",
      "--mu 0 --theta 0 --sigma 0", "--x depth --depth 1", "--family bilevel,unrolled --depth 1..7",
    ].enumerated() {
      _ = try folder.succeed("landscape \(line) -o \(index).svg")
      let text = try folder.text("\(index).svg").lowercased()
      #expect(text.hasPrefix("<svg") || text.hasPrefix("<?xml"))
      #expect(!text.contains("nan") && !text.contains("\"inf"), "\(line)")
    }
  }

  @Test(
    "refusals name the option and the legal range",
    arguments: [
      ("--depth 0", "--depth 0"), ("--omega 0", "--omega 0"), ("--omega -1", "--omega -1"),
      ("--omega 1e-101", "--omega 1e-101"), ("--omega nan", "--omega nan"),
      ("--sigma -1", "--sigma -1"), ("--sigma 0.1,0.2", "--sigma 0.1,0.2"),
      ("--sigma inf", "--sigma inf"), ("--mu 1e101", "--mu 1e+101"),
      ("--mu 1e90 --sigma 1e-90", "(μ²+θ²)/σ²"), ("--r -1..2", "--r -1"), ("--r 0", "--r 0"),
      ("--family linear", "known are bilevel, unrolled"), ("--x omega", "known are r, depth"),
      ("--omega 0.5,learned", "--omega learned"),
      ("--family bilevel,unrolled --omega learned", "--omega learned"),
      ("--x depth --omega learned", "--x depth"), ("--x depth --family bilevel", "--x depth"),
      ("--x depth --curve", "--curve has no effect: it requires --x r"),
      ("--x depth --r 1", "--r 1 has no effect: it requires --x r"),
      ("--depth 2..40 -o a.svg", "39 panels, more than 24"), ("--sigam 1", "did you mean --sigma"),
      ("--format svgz", "did you mean svg"), ("T.csv", "unexpected argument T.csv"),
    ])
  func refusals(line: String, fragment: String) throws {
    let folder = try Folder()
    let outcome = try folder.toy("landscape \(line)")
    #expect(outcome.status == 64, "\(line): \(outcome.diagnostics)")
    #expect(outcome.text == "" && outcome.diagnostics.hasPrefix("error: "))
    #expect(outcome.diagnostics.contains(fragment), "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("See 'toy landscape --help'."))
    #expect(try folder.paths() == [])
  }

  @Test("a file that cannot be written is status 73")
  func cannotWrite() throws {
    let folder = try Folder()
    try folder.write("", to: "taken")
    #expect(try folder.toy("landscape -o taken/landscape.csv").status == 73)
  }

  @Test(
    "an orbit whose time is beyond double precision is one row with a note, and no number is NaN")
  func endlessOrbit() throws {
    let folder = try Folder()
    let line = "landscape --depth 3 --omega 1e90 --sigma 1 --orbits --format"
    let rows = try jsonObjects(try folder.succeed("\(line) json").output)
    let noted = rows.filter { $0["note"] != nil }
    #expect(noted.count == 1)
    #expect(noted.allSatisfy { $0["time"] is NSNull && $0["risk"] is NSNull })
    #expect(noted.first?["note"] as? String == "E′ on the way is beyond double precision")
    #expect(!(try folder.succeed("\(line) csv").text.lowercased().contains("nan")))
  }
}
