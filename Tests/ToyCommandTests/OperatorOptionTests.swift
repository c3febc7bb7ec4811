// --operator of risk, risk-ratio, phase and learn: closed forms, counterexamples, and what is refused.

import TestSupport
import Testing

@Suite("Forward operators in risk, phase and learn") struct OperatorOptionTests {
  private static func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "spectrum.csv")
    try folder.write("2,1,0\n0,1,1\n1,0,1\n1,1,1\n", to: "A.csv")
    try folder.write("2,1,0\n1,2,1\n0,1,2\n", to: "C.csv")
    try folder.write("1\n0\n1\n1\n", to: "mask.csv")
    try folder.write("1\n0.5\n0.2\n0.1\n", to: "values.csv")
    try folder.write("0.5\n0.5\n0.5\n0.5\n", to: "half.csv")
    return folder
  }

  @Test("bilevel risks of a list of singular values, from 50 digits")
  func bilevel() throws {
    let rows = try Self.folder().rows(
      "risk --data spectrum.csv --operator values.csv --sigma 0.1 --k 1..4 --family bilevel --format csv"
    )
    let expected = [
      0.19545454545454545455, 0.15378787878787878788, 0.15314271749755620723,
      0.15312610620187514411,
    ]
    for (row, risk) in zip(rows, expected) {
      #expect(agree(try row.number("risk"), risk, within: 1e-13))
      #expect(agree(try row.number("linear_risk"), expected[3], within: 1e-13))
      #expect(row["operator"] == "values.csv")
      // x is no estimate of y.
      #expect(row["gain_db"] == "")
    }
  }

  @Test("bilevel risks of a matrix that does not commute with C, from 50 digits")
  func general() throws {
    let rows = try Self.folder().rows(
      "risk --data C.csv --as covariance --operator A.csv --sigma 0.7071067811865476 --k 1..3 "
        + "--family linear,bilevel --format csv")
    let expected = [0.30277363302192119274, 0.29052729976297325448, 0.29006266786034019696]
    for (row, risk) in zip(rows[3...], expected) {
      #expect(agree(try row.number("risk"), risk, within: 1e-13))
      #expect(agree(try row.number("bilevel_risk"), risk, within: 1e-13))
      #expect(agree(try row.number("bias") + row.number("variance"), risk, within: 1e-13))
    }
    for row in rows[..<3] { #expect(agree(try row.number("risk"), expected[2], within: 1e-13)) }
    let text = try Self.folder().succeed(
      "risk --data C.csv --as covariance --operator A.csv --k 2 --family bilevel"
    ).text
    #expect(text.contains("operator A.csv") && !text.contains("optimal T"))
  }

  @Test("two steps have a best risk, three an upper bound beside the best linear one")
  func bounds() throws {
    let rows = try Self.folder().rows(
      "risk --data spectrum.csv --operator values.csv --sigma 0.1 --k 2 --depth 2,3 --omega 0.9,learned "
        + "--format csv")
    for row in rows {
      let (lower, upper) = (try row.number("risk_lower"), try row.number("risk_upper"))
      if row["depth"] == "2" {
        #expect(lower == upper)
        #expect(agree(try row.number("risk"), upper, within: 0))
      } else {
        #expect(row["risk"] == "" && lower < upper)
        #expect(agree(lower, try row.number("linear_risk"), within: 0))
      }
    }
  }

  @Test("equal singular values are white noise of another size", arguments: [2, 3])
  func multiple(depth: Int) throws {
    let folder = try Self.folder()
    let line = "risk --data spectrum.csv --k 2 --depth \(depth) --format csv"
    let scaled = try #require(
      try folder.rows("\(line) --operator half.csv --sigma 0.3 --omega 2").first)
    let plain = try #require(try folder.rows("\(line) --sigma 0.6 --omega 0.5").first)
    #expect(agree(try scaled.number("risk"), try plain.number("risk"), within: 1e-13))
  }

  @Test("a search over R beats every R along the eigenvectors for three steps, and not for two")
  func search() throws {
    let folder = try Folder()
    try folder.write("2.5\n0.15\n", to: "spectrum.csv")
    try folder.write("0.68\n0.52\n", to: "values.csv")
    let rows = try folder.rows(
      "learn --data spectrum.csv --operator values.csv --sigma 0.2645751311064591 --k 1 --depth 2,3 --omega 1 "
        + "--starts 12 --format csv")
    #expect(abs(try rows[0].number("relative_gap")) < 1e-9)
    #expect(agree(try rows[1].number("commuting_risk"), 0.13110344197508646501, within: 1e-13))
    // The row (0.97, 1.15) has this risk, and the minimum is near it.
    let found = try rows[1].number("risk")
    #expect(found <= 0.12546020622943269392 && found > 0.12546)
    _ = try folder.succeed(
      "learn --data spectrum.csv --operator values.csv --k 1 --depth 3 --omega 1 --starts 2 --save R.csv -o -"
    )
    #expect(try folder.text("R.csv").split(separator: ",").count == 2)
  }

  @Test("phase diagrams and sweeps with an operator")
  func others() throws {
    let folder = try Self.folder()
    let phase = try folder.rows(
      "phase --data spectrum.csv --operator 1,0.5,0.2,0.1 --depth 2 --omega 0.5 --format csv -o -")
    #expect(Set(phase.map { $0["k"] }).count == 4)
    let sweep = try folder.rows(
      "risk-ratio --data spectrum.csv --operator values.csv --x sigma --sigma 0.1,0.5 --k 2 --depth 2 "
        + "--omega learned --format csv -o -")
    #expect(sweep.count == 6 && sweep.allSatisfy { $0["operator"] == "values.csv" })
    let blur = try folder.succeed("risk --data iid --n 8 --operator blur:0.2,0.6,0.2 --k 4").text
    #expect(blur.contains("operator blur:0.2,0.6,0.2"))
    for row in sweep { #expect(try row.number("ratio_to_linear") >= 1) }
  }

  @Test(
    "what has no meaning is refused",
    arguments: [
      ("--data spectrum.csv --operator 1,0.5 --k 2", 65, "2 values for n = 4"),
      ("--data spectrum.csv --operator 1,0.5,0,0.1 --k 2 --family bilevel", 65, "full column rank"),
      (
        "--data iid --mu 0 --n 4 --operator mask:mask.csv --k 2 --family bilevel", 65,
        "full column rank"
      ),
      (
        "--data C.csv --as covariance --operator A.csv --k 2 --depth 2", 64,
        "does not commute with C"
      ),
      (
        "--data C.csv --as covariance --operator A.csv --k 2 --family bilevel --sigma 0.5,0", 64,
        "needs noise"
      ),
      ("--data spectrum.csv --operator A.csv --k 2", 65, "4"),
      (
        "--data spectrum.csv --operator 1,0.5,0.2,0.1 --algorithm chebyshev", 64,
        "--algorithm chebyshev"
      ),
      (
        "--data spectrum.csv --operator 1,0.5,0.2,0.1 --algorithm neumann --depth 2", 64,
        "curvature 1"
      ),
      ("--data spectrum.csv --operator 1,0.5,0.2,0.1 --bounds", 64, "white noise"),
      ("--data spectrum.csv --operator 1,0.5,0.2,0.1 --frames 100", 64, "denoising"),
      ("--n 4 --operator blur:1,2,1 --certify --family linear", 64, "lists of singular values"),
      ("--data spectrum.csv --operator none.npy", 66, "none.npy"),
      ("--data spectrum.csv --operator blur:", 64, "blur"),
    ])
  func refusals(options: String, status: Int32, message: String) throws {
    let outcome = try Self.folder().toy("risk \(options)")
    #expect(outcome.status == status && outcome.text == "", "\(outcome.status)")
    #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
  }

  @Test("searches are for small n and gradient descent")
  func searchRefusals() throws {
    let folder = try Self.folder()
    for (line, message) in [
      ("learn --data iid --n 9 --operator blur:0.2,0.6,0.2 --k 2", "n ≤ 8"),
      (
        "learn --data spectrum.csv --operator 1,0.5,0.2,0.1 --k 2 --family bilevel",
        "gradient-descent"
      ),
      ("learn --data spectrum.csv --operator 1,0.5,0.2,0.1 --k 2 --method gd", "--method"),
    ] {
      let outcome = try folder.toy(line)
      #expect(
        outcome.status == 64 && outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
    }
  }
}
