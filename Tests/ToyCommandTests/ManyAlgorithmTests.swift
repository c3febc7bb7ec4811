// Every algorithm of the registry through the executable, and the bounds that none can beat.

import Foundation
import Studies
import TestSupport
import Testing
import ToyModel

@Suite struct ManyAlgorithmTests {
  private static let spectrum = "3\n1.2\n0.5\n0.1\n"

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(Self.spectrum, to: "C.csv")
    return folder
  }

  /// The algorithms, each as options that choose it with parameters that are learned.
  private static let decreasing = [
    "--algorithm implicit-regularizer --depth 1..5", "--algorithm proximal-point --depth 1..5",
    "--algorithm admm --depth 1..5", "--algorithm gradient-flow",
    "--algorithm chebyshev --depth 2,4,6",
    "--algorithm gradient-descent,implicit-data --depth 2,4", "--algorithm steps --depth 2",
    "--family bilevel --algorithm ridge,gain",
  ]

  @Test("one learned number is worth the same everywhere: E", arguments: decreasing)
  func even(options: String) throws {
    let rows = try folder().rows(
      "risk --data C.csv --sigma 0.9 --k 1,2,3,4 \(options) --bounds --format csv")
    #expect(rows.count >= 4)
    for row in rows {
      #expect(agree(try row.number("risk"), try row.number("even_risk"), within: 1e-14))
      #expect(["even", "floor", "linear"].contains(row["attains"]))
      #expect(row["omega_rule"] == "learned")
    }
  }

  @Test(
    "three learned steps and a learned momentum reach the floor at every depth",
    arguments: ["steps", "heavy-ball --momentum learned"])
  func floor(algorithm: String) throws {
    let rows = try folder().rows(
      "risk --data C.csv --sigma 0.9 --k 1..3 --depth 3..8 --algorithm \(algorithm) --bounds --format csv"
    )
    #expect(rows.count == 18)
    for row in rows {
      #expect(agree(try row.number("risk"), try row.number("floor_risk"), within: 1e-14))
      #expect(["floor", "linear"].contains(row["attains"]) && row["attained"] == "true")
    }
    let second = try #require(rows.first { $0["k"] == "2" && $0["depth"] == "3" })
    #expect(second["floor_window"] == "2..3")
    #expect(agree(try second.number("floor_eigenvalue"), 0.51204819277108433735, within: 1e-15))
    #expect(agree(try second.number("risk"), 0.77816216844534840930, within: 1e-15))
  }

  @Test("starting from z⁰ = x gains nothing over bilevel learning at any depth")
  func warmStart() throws {
    let folder = try folder()
    for row in try folder.rows(
      "risk --data C.csv --sigma 0.9 --k 1..3 --depth 1..6 --start x --bounds --format csv")
    {
      #expect(agree(try row.number("risk"), try row.number("bilevel_risk"), within: 1e-14))
      #expect(row["attains"] == "bilevel" && row["algorithm"] == "gradient-descent")
      #expect(row["parameters"] == "start=1.0")
    }
    let learned = try folder.rows(
      "risk --data C.csv --sigma 0.9 --k 1..3 --depth 1,2 --start learned --bounds --format csv")
    for row in learned {
      let best =
        row["depth"] == "2"
        ? try row.number("floor_risk")
        : min(try row.number("even_risk"), try row.number("odd_bound"))
      #expect(agree(try row.number("risk"), best, within: 1e-13), "\(row)")
    }
    let both = try folder.rows("risk --n 5 --k 2 --start 0,x --omega 0.3 --format csv")
    #expect(both.map { $0["parameters"] } == ["", "start=1.0"])
  }

  @Test(
    "a learned ω from another start is as good as the best of a grid, and no better than bilevel where f(0) ≥ 1",
    arguments: [
      ("1.6968\n0\n0\n0\n", 2, 2.0483, 3, 0.8), ("3\n0\n", 1, 0.2202, 4, 1.77),
      ("1.0067\n0.8733\n0.4065\n0\n", 1, 1.5376, 2, 1.6), ("3\n1\n0\n0\n", 2, 0.2843, 4, 1.2),
      ("0.4003\n0\n0\n", 1, 0.4063, 7, 0.8),
    ])
  func otherStarts(spectrum: String, k: Int, sigma: Double, depth: Int, start: Double) throws {
    let folder = try Folder()
    try folder.write(spectrum, to: "C.csv")
    let line =
      "risk --data C.csv --as eigenvalues --k \(k) --sigma \(sigma) --depth \(depth) --start \(start)"
    let learned = try #require(try folder.rows("\(line) --format csv").first)
    let risk = try learned.number("risk")
    let fixed = try folder.rows(
      "\(line) --omega log:1e-7..1e-3:9,lin:0.01..2.5:499 --format csv"
    ).map { try $0.number("risk") }
    let best = try #require(fixed.min())
    #expect(risk <= best * (1 + 1e-12) && risk >= best * (1 - 1e-3))
    if learned["attained"] == "true" { #expect(try learned.number("omega") > 1e-6) }
    if start >= 1, depth.isMultiple(of: 2) {
      #expect(risk >= (try learned.number("bilevel_risk")) * (1 - 1e-12))
    }
  }

  @Test("the steps that are printed have the risk that is printed")
  func steps() throws {
    let folder = try folder()
    let learned = try #require(
      try folder.rows("risk --data C.csv --k 2 --depth 4 --algorithm steps --format csv").first)
    let steps = learned["parameters"].replacing("steps=", with: "")
    #expect(steps.split(separator: "/").count == 4)
    let given = try #require(
      try folder.rows("risk --data C.csv --k 2 --algorithm steps --steps \(steps) --format csv")
        .first)
    #expect(agree(try given.number("risk"), try learned.number("risk"), within: 1e-14))
    #expect(given["depth"] == "4" && given["omega_rule"] == "fixed" && given["omega"] == "")
  }

  @Test(
    "steps from another start: the sizes that are printed have the risk that is printed",
    arguments: ["x", "learned"], [1, 2, 3, 4, 7, 60])
  func startedSteps(start: String, depth: Int) throws {
    let folder = try folder()
    let line = "risk --data C.csv --sigma 0.9 --k 2 --algorithm steps"
    let learned = try #require(
      try folder.rows("\(line) --depth \(depth) --start \(start) --bounds --format csv").first)
    let best = start == "x" ? "bilevel" : "floor"
    if start == "x" || depth > 1 { #expect(learned["attains"] == best) }
    let parts = learned["parameters"].split(separator: ";").map { $0.split(separator: "=")[1] }
    try #require(parts.count == 2 && parts[0].split(separator: "/").count == depth)
    let given = try #require(
      try folder.rows("\(line) --steps \(parts[0]) --start \(parts[1]) --format csv").first)
    #expect(agree(try given.number("risk"), try learned.number("risk"), within: 1e-13))
    #expect(given["attained"] == "true" && learned["attained"] == "true")
  }

  @Test(
    "sizes that are not positive have a note on the parity",
    arguments: [
      ("1/-0.5", "an odd number of them exchanges the parities"),
      ("1/-0.5/-2", "an even number of them keeps the parities"),
      ("1/0/2", "1 of 3 sizes is 0 and does nothing"),
    ])
  func notes(steps: String, note: String) throws {
    let folder = try folder()
    for form in ["", " --format json"] {
      let line = "risk --data C.csv --k 2 --algorithm steps --steps \(steps)\(form)"
      #expect(try folder.succeed(line).text.contains(note))
    }
    let plain = try folder.succeed("risk --data C.csv --k 2 --algorithm steps --steps 1/2").text
    #expect(!plain.contains("sizes are") && !plain.contains("note"))
    let beyond = "risk --data C.csv --k 2 --algorithm implicit-regularizer --omega 1.5"
    #expect(try folder.succeed(beyond).text.contains("the parity of the depth returns"))
  }

  @Test("no algorithm is below the floor")
  func aboveFloor() throws {
    let names = Algorithm.all(of: .unrolled).map(\.name).filter {
      !["gradient-flow", "conjugate-gradient", "untied"].contains($0)
    }
    let rows = try folder().rows(
      "risk --data C.csv --sigma 0.3,0.9,4 --k 1..4 --depth 2..7 --algorithm "
        + "\(names.joined(separator: ",")) --bounds --format csv")
    #expect(rows.count == 3 * 4 * 6 * names.count)
    for row in rows {
      let (risk, floor) = (try row.number("risk"), try row.number("floor_risk"))
      #expect(risk >= floor * (1 - 1e-14), "\(row)")
      #expect(try row.number("linear_risk") <= floor * (1 + 1e-14))
      #expect(try row.number("even_risk") <= row.number("bilevel_risk") * (1 + 1e-14))
    }
  }

  @Test("a page of one setting names the bounds, and where c* is forced")
  func page() throws {
    let text = try folder().succeed(
      "risk --data C.csv --k 2 --algorithm steps --depth 3 --bounds"
    ).text
    for part in [
      "floor F ", "even E ", "odd E⁻ ", "attains ", "forced in directions 2 to 3", "learned sizes",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  private static let fixed = [
    "nesterov --omega 0.5 --depth 4", "chebyshev --interval 3 --depth 4",
    "admm --omega 2 --depth 3",
    "implicit-data --omega 1 --depth 4", "implicit-regularizer --omega 0.7 --depth 3",
    "proximal-point --omega 0.7 --depth 3", "steps --steps 1.8/1.8/0.25",
  ]

  private static let withoutParameters = ["neumann", "conjugate-gradient"]
  private static let withStepSize = Algorithm.all(of: .unrolled).filter {
    $0.hasStepSize && $0.isSpectral
  }.map(\.name)

  @Test(
    "against ω, algorithms without a parameter are level lines beside those that have one",
    arguments: withoutParameters, withStepSize)
  func levels(level: String, curve: String) throws {
    let folder = try Folder()
    let line =
      "risk-ratio --x omega --omega 0.5,1 --n 4 --k 1 --depth 3 --algorithm \(level),\(curve)"
    let rows = try folder.rows("\(line) --format csv")
    #expect(rows.filter { $0["algorithm"] == level }.map { $0["omega"] } == [""])
    #expect(rows.filter { $0["algorithm"] == curve }.map { $0["omega"] } == ["0.5", "1.0"])
    _ = try folder.succeed("\(line) -o a.svg -o b.md")
  }

  @Test("realize, landscape and expressivity serve every algorithm", arguments: fixed)
  func served(algorithm: String) throws {
    let folder = try Folder()
    try folder.write("0.7,0\n0,0.4\n", to: "T.csv")
    let outcome = try folder.succeed("realize T.csv --algorithm \(algorithm)")
    let residual = try #require(outcome.diagnostics.firstMatch(of: /‖T‖ = ([0-9.e-]+)/))
    #expect(try #require(Double(residual.1)) < 1e-12)
    let points = try folder.rows("landscape --algorithm \(algorithm) --format csv")
    #expect(points.contains { $0["kind"].contains("minimum") })
    let set = try #require(
      try folder.rows("expressivity --algorithm \(algorithm) --n 3 --k 2 --format csv").first)
    #expect(try set.number("forced_eigenvalue") > 0)
  }

  @Test(
    "learning ends at the risk of theory",
    arguments: [
      "--algorithm nesterov --depth 2", "--algorithm chebyshev --depth 2",
      "--algorithm implicit-data --depth 2", "--algorithm implicit-regularizer --depth 3",
      "--algorithm proximal-point --depth 3", "--algorithm admm --depth 2",
      "--algorithm gradient-flow", "--family bilevel --algorithm ridge",
      "--family bilevel --algorithm gain",
    ])
  func learning(options: String) throws {
    let row = try #require(
      try folder().rows("learn --data C.csv --k 2 \(options) --starts 4 --format csv").first)
    #expect(try row.number("relative_gap") < 1e-9)
    if !options.contains("ridge") && !options.contains("gain") && !options.contains("chebyshev") {
      #expect(try row.number("omega") > 0)
    } else {
      #expect(row["omega"] == "" && row["parameters"].contains(/=[0-9]/))
    }
  }

  @Test(
    "what an algorithm does not have is refused",
    arguments: [
      ("risk --algorithm neumann --omega 0.5", "--algorithm neumann has no ω"),
      ("risk --algorithm chebyshev --omega 0.5", "--algorithm chebyshev has no ω"),
      ("risk --algorithm gradient-flow --depth 3", "has no number of steps"),
      ("risk --algorithm ridge", "it belongs to --family bilevel"),
      ("risk --algorithm chebyshev --interval 0", "the length S of Chebyshev's interval"),
      ("risk --algorithm proximal-point --omega -1", "above 0"),
      ("risk --algorithm steps --steps 1/2/x", "'x' is not a finite number"),
      ("risk --algorithm steps --steps 1//2", "'' is not a finite number"),
      ("risk --algorithm steps --steps 1/nan", "'nan' is not a finite number"),
      ("risk --algorithm steps --steps 1/2,1/2", "1.0/2.0 is given twice"),
      ("risk --algorithm steps --steps 1/2 --depth 3", "has 2 steps"),
      (
        "risk --algorithm steps --steps \(String(repeating: "1/", count: 60))1",
        "more than 60 steps"
      ),
      (
        "risk --algorithm steps --depth 61",
        "takes 1 to 60 steps: every step has its own size and is taken by itself"
      ),
      ("risk --algorithm heavy-ball --momentum learned --omega 0.5", "needs --omega learned"),
      ("risk --algorithm nesterov --momentum learned", "only --algorithm heavy-ball learns it"),
      ("risk --n 10 --k 4 --algorithm conjugate-gradient --depth 4", "at least min(k+1, n) = 5"),
      (
        "learn --algorithm heavy-ball --momentum learned --depth 31",
        "--momentum learned: trained for at most 30 steps"
      ),
      ("learn --n 10 --k 4 --algorithm conjugate-gradient --depth 64", "those of --family bilevel"),
      ("risk-ratio --x omega --algorithm steps", "--x omega: no algorithm here has a step size"),
      ("risk-ratio --x depth --algorithm gradient-flow", "--x depth: no algorithm here has a"),
      ("expressivity --family bilevel --algorithm ridge", "--algorithm ridge needs --ridge"),
      ("phase --algorithm steps", "--algorithm steps: phase diagrams need an algorithm with"),
      ("phase --algorithm neumann", "--algorithm neumann: phase diagrams need an algorithm with"),
      ("phase --algorithm gradient-flow", "gradient-flow: phase diagrams need an algorithm with"),
      ("risk --start x --algorithm heavy-ball", "gradient-descent or steps has it"),
      ("risk --start y", "--start y"), ("risk --start learned --depth 3", "at most 2 steps"),
      ("risk --start learned --omega 0.5", "needs --omega learned"),
      ("risk --start learned --algorithm steps --steps 1/2", "needs --steps learned"),
      ("risk --start 0.3 --algorithm steps", "needs --steps with sizes"),
      ("risk --bounds --spectrum", "--bounds has no effect: --spectrum shows eigenvalues"),
    ])
  func refusals(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }
}
