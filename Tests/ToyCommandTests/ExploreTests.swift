// toy explore: the page, its table, and the numbers of other commands in it.

import Evidence
import Foundation
import LinearAlgebra
import Report
import Studies
import TestSupport
import Evidence
import Testing
import Theory

@testable import Files
@testable import ToyCommand

@Suite struct ExploreTests {
  private static let page = Result { try Folder().succeed("explore -o -").output }

  private func document() throws -> ExplorerDocument {
    try ExplorerDocument(try Self.page.get())
  }

  @Test("less than 2 MB of UTF-8, the same bytes on every run and in a file")
  func bytes() throws {
    let bytes = try Self.page.get()
    #expect(bytes.count < 2_000_000)
    #expect(String(validating: bytes, as: UTF8.self) != nil)
    let folder = try Folder()
    let outcome = try folder.succeed("explore")
    #expect(outcome.text == "")
    #expect(outcome.diagnostics == "wrote explorer.html\n")
    #expect(try folder.bytes("explorer.html") == bytes)
  }

  @Test("nothing is loaded from elsewhere")
  func selfContained() throws {
    // Links to the paper and the talk are followed by readers only.
    let text = try document().text.lowercased()
      .replacing(#/<a ([^>]* )?href="https:[^"]*"/#, with: "<a")
    let loads = ["http:", "https:", "src=", "@import", "fetch(", "xmlhttprequest", "url(//"]
    for fragment in loads { #expect(!text.contains(fragment), "\(fragment)") }
    #expect(text.contains(#"<link rel="icon" href="data:,">"#))
    // Links of the page lead to its own scenes.
    for link in text.matches(of: #/href="(.)/#) { #expect(["#", "d"].contains(link.output.1)) }
  }

  @Test("the claims that the page names are there")
  func explained() throws {
    let ids = Set(Theory.entries.map(\.id))
    let names = try document().text.matches(of: #/<code>toy explain ([^<]+)<\/code>/#).map { name in
      String(name.output.1)
    }
    #expect(names.count >= 7)
    for name in names { #expect(ids.contains(name), "toy explain \(name)") }
  }

  @Test("language, viewport, description; every element is closed and every label has an input")
  func markup() throws {
    let text = try document().text
    #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n"))
    #expect(text.hasSuffix("</html>\n"))
    for name in ["viewport", "description"] { #expect(text.contains("<meta name=\"\(name)\"")) }
    // Scripts and styles are not markup.
    let plain = text.replacing(
      #/<(script|style)(?:[^>]*)>.*?<\/(?:script|style)>/#.dotMatchesNewlines(), with: "")
    var open: [Substring] = []
    var names: Set<Substring> = []
    for tag in plain.matches(of: #/<(\/?)([a-z0-9]+)([^>]*)>/#) {
      for name in tag.output.3.matches(of: #/ id="([^"]+)"/#) {
        #expect(names.insert(name.output.1).inserted, "the id \(name.output.1) is there twice")
      }
      if ["meta", "link", "input"].contains(tag.output.2) { continue }
      if tag.output.1.isEmpty {
        open.append(tag.output.2)
      } else {
        #expect(open.popLast() == tag.output.2)
      }
    }
    #expect(open.isEmpty)
    for label in plain.matches(of: #/<label for="([^"]+)"/#) {
      #expect(names.contains(label.output.1))
    }
  }

  @Test("the table is of printable characters without a meaning in HTML")
  func alphabet() throws {
    for line in try document().lines.dropFirst() {
      #expect(line.utf8.allSatisfy { (32...126).contains($0) })
      #expect(!line.contains { "\"&<\\".contains($0) })
    }
  }

  /// States drawn from a seed.
  private func states(_ count: Int, seed: UInt64, _ page: ExplorerDocument)
    -> [ExplorerDocument.State]
  {
    var generator = SeededGenerator(seed: seed)
    func pick(_ name: String) -> Int { Int.random(in: page[name].indices, using: &generator) }
    return (0..<count).map { _ in
      ExplorerDocument.State(
        data: pick("data"), theta: pick("theta"), sigma: pick("sigma"), k: pick("k"),
        depth: pick("depth"), omega: pick("omega"))
    }
  }

  /// The objects that a command prints.
  private func objects(_ line: String, _ folder: Folder) throws -> [[String: Scalar]] {
    let output = Data(try folder.succeed("\(line) --format json").output)
    let decoder = JSONDecoder()
    guard output.first == UInt8(ascii: "[") else {
      return [try decoder.decode([String: Scalar].self, from: output)]
    }
    return try decoder.decode([[String: Scalar]].self, from: output)
  }

  /// A number of JSON, rounded as tables print it.
  private func shown(_ value: Scalar?) throws -> Decimal {
    guard case .number(let number) = value else {
      Issue.record("\(String(describing: value)) is not a number")
      return .nan
    }
    return try #require(Decimal(string: formatted(number, significantDigits: 6)))
  }

  @Test("at 200 random states the page has the numbers of toy risk", arguments: 1...10)
  func risks(seed: UInt64) throws {
    let (page, folder) = (try document(), try Folder())
    for state in states(20, seed: seed, page) {
      let line =
        "risk --data \(page["data"][state.data]) --n 500 --k \(page["k"][state.k]) "
        + "--theta \(page["theta"][state.theta]) --sigma \(page["sigma"][state.sigma])"
      let steps =
        " --depth \(page["depth"][state.depth]) --omega \(page["omega"][state.omega])"
      let rows = try objects("\(line)\(steps) --family linear,bilevel,unrolled", folder)
      try #require(rows.count == 3)
      let parts = ["risk", "bias", "variance"]
      let context = try page.context(state)
      #expect(Array(context[..<3]) == (try parts.map { try shown(rows[0][$0]) }), "\(line)")
      let columns = parts + ["ratio_to_linear", "ratio_to_bilevel"]
      for (row, isBilevel) in [(rows[1], true), (rows[2], false)] {
        let entry = try page.entry(state, isBilevel: isBilevel)
        #expect(Array(entry.numbers[..<5]) == (try columns.map { try shown(row[$0]) }), "\(line)")
        let word = page["words"][NSDecimalNumber(decimal: entry.shape[0]).intValue]
        #expect((row["attained"] == .truth(true) ? .text("yes") : row["note"]) == .text(word))
        let omega = isBilevel ? Decimal(0) : try shown(row["omega"])
        #expect(entry.filter[0] == omega, "\(line)")
        try expectSpectrum(
          entry, context, of: line + (isBilevel ? " --family bilevel" : steps), in: folder)
      }
    }
  }

  /// Compares the eigenvalues of T with those of `toy risk --spectrum`.
  private func expectSpectrum(
    _ entry: ExplorerDocument.Entry, _ context: [Decimal], of line: String, in folder: Folder
  ) throws {
    let parts = try objects("\(line) --spectrum", folder)
    var found: [[Decimal]] = [[context[3], context[5], entry.numbers[5], 1, entry.shape[1]]]
    for (gain, count, isForced) in [
      (entry.filter[1], entry.shape[2], Decimal(1)), (entry.numbers[6], entry.shape[3], 0),
    ] where count > 0 {
      found.append([context[4], context[6], gain, count, isForced])
    }
    let columns = ["data_eigenvalue", "wiener_gain", "gain", "multiplicity"]
    let wanted = try parts.map { part in
      try columns.map { try shown(part[$0]) } + [part["forced"] == .truth(true) ? 1 : 0]
    }
    #expect(found == wanted, "\(line)")
  }

  @Test("the forced eigenvalue and the bound are those of toy expressivity, learned ω aside")
  func reach() throws {
    let (page, folder) = (try document(), try Folder())
    for depth in page["depth"].indices {
      for omega in page["omega"].indices where page["omega"][omega] != "learned" {
        let line = "expressivity --depth \(page["depth"][depth]) --omega \(page["omega"][omega])"
        let row = try #require(try objects(line, folder).first)
        let entry = try page.entry(.init(depth: depth, omega: omega))
        #expect(entry.filter[1] == (try shown(row["forced_eigenvalue"])), "\(line)")
        let bound = row["lower"] == .null ? row["upper"] : row["lower"]
        #expect(entry.filter[2] == (try shown(bound)), "\(line)")
      }
    }
  }

  @Test("at random states the critical points are those of toy landscape")
  func landscapes() throws {
    let (page, folder) = (try document(), try Folder())
    for state in states(60, seed: 11, page) where page["omega"][state.omega] != "learned" {
      let line =
        "landscape --theta \(page["theta"][state.theta]) --sigma \(page["sigma"][state.sigma]) "
        + "--depth \(page["depth"][state.depth]) --omega \(page["omega"][state.omega])"
      let rows = try objects("\(line) -o -", folder)
      let points = try page.criticalPoints(state)
      #expect(points.map { Scalar.text($0.kind) } == rows.map { $0["kind"] }, "\(line)")
      for (point, row) in zip(points, rows) where point.kind != "flat" {
        #expect(
          point.numbers == (try ["r", "risk", "curvature"].map { try shown(row[$0]) }), "\(line)")
      }
    }
  }

  @Test("the landscapes of a θ and σ have common axes, on which all critical points lie")
  func landscapeAxes() throws {
    let page = try document()
    for theta in page["theta"].indices {
      for sigma in page["sigma"].indices {
        var state = ExplorerDocument.State(theta: theta, sigma: sigma)
        let axes = try page.landscapeAxes(state).map { NSDecimalNumber(decimal: $0).doubleValue }
        for depth in page["depth"].indices {
          for omega in page["omega"].indices where page["omega"][omega] != "learned" {
            (state.depth, state.omega) = (depth, omega)
            for point in try page.criticalPoints(state) where point.kind != "flat" {
              let numbers = point.numbers.map { NSDecimalNumber(decimal: $0).doubleValue }
              #expect((0...axes[0]).contains(numbers[0]), "\(state)")
              #expect((axes[1]...axes[2]).contains(log10(numbers[1])), "\(state)")
            }
          }
        }
      }
    }
  }

  @Test("marks have the shapes that families have in figures")
  func marks() throws {
    let marks = try #require(try document().story()["marks"] as? [String: String])
    let wanted = ["linear": "cross", "bilevel": "diamond", "even": "circle", "odd": "square"]
    #expect(marks == wanted)
    for (name, style) in [
      ("linear", FamilyStyle.linear), ("bilevel", .bilevel), ("even", .even), ("odd", .odd),
    ] {
      #expect(marks[name] == "\(style.marker)")
    }
  }

  @Test(
    "the words of the first screen about odd depth are true of its data",
    arguments: [
      (
        "",
        ", three or more, would come as close as you like to the best linear denoiser. This difference is parity. A wall keeps gradient descent in small steps from finding that"
      ),
      (
        "--data iid",
        ", three or more, would equal the best linear denoiser. This difference is parity. A wall"
      ),
      (
        "--data speech --n 64",
        " would be better. This difference is parity. A wall keeps gradient descent in small steps from finding it"
      ),
      ("--data speech --n 8", " would be better for some k. This difference is parity.</p>"),
      (
        "--data flat.csv --as eigenvalues",
        ", three or more, would equal the best linear denoiser. This difference is parity.</p>"
      ),
      ("--data falling.csv --as eigenvalues", " is no better here.</p>"),
    ])
  func oddDepth(options: String, words: String) throws {
    let folder = try Folder()
    try folder.write("1\n1\n1\n", to: "flat.csv")
    try folder.write("4\n4\n1\n0.1\n", to: "falling.csv")
    let data = URL(filePath: #filePath).appending(path: "../../../Data/speech").standardized.path
    let line = options.replacing("speech", with: data)
    let text = try ExplorerDocument(
      try folder.succeed("explore -o -\(line.isEmpty ? "" : " \(line)")").output
    ).text
    // In the text of the scene, and in that for readers without scripts.
    #expect(text.components(separatedBy: words).count == 3)
    #expect(!text.contains("{{odd}}") && !text.contains("{{numbers}}"))
  }

  @Test(
    "other data, n and μ are on the first screen and in the explorer, not in the scenes",
    arguments: [
      ("--data iid --n 50", " --data iid --n 50", ["iid"], "50"),
      ("--mu 2", " --n 100 --mu 2", ["constant", "iid"], "500"),
      ("--data iid", " --data iid --n 100", ["iid"], "500"),
      ("--n 7", " --n 7", ["constant", "iid"], "7"),
    ])
  func otherData(options: String, setting: String, data: [String], n: String) throws {
    let folder = try Folder()
    let page = try ExplorerDocument(try folder.succeed("explore -o - \(options)").output)
    #expect(page["data"] == data)
    let description = try jsonObject(Array(page.lines[0].utf8))
    #expect(description["n"] as? String == n)
    let story = try page.story()
    let first = try #require(story["first"] as? [String: Any])
    let signals = try #require(first["signals"] as? [String: Any])
    let own = try #require(story["signals"] as? [String: Any])
    #expect(own["n"] as? Int == 100 && own["setting"] as? String == " --n 100")
    let words = try #require(signals["setting"] as? String)
    #expect(words.hasPrefix(setting))
    // What the command of the first screen prints is in its table.
    let k = try #require((signals["k"] as? [Int])?.first)
    let row = try #require(try objects("risk\(words) --k \(k) --depth 2", folder).first)
    let even = try #require((signals["even"] as? [[String: Any]])?.first?["risk"] as? Double)
    #expect(try shown(row["risk"]) == Decimal(string: formatted(even, significantDigits: 6)))
    #expect(page.text.utf8.count < 2_000_000)
  }

  @Test("frames of a file are drawn, with their eigenvectors")
  func frames() throws {
    let folder = try Folder()
    var generator = SeededGenerator(seed: 5)
    let frames = (0..<40).map { _ in (0..<6).map { _ in generator.nextNormal() } }
    try folder.write(
      frames.map { $0.map { "\($0)" }.joined(separator: ",") }.joined(separator: "\n"),
      to: "frames.csv")
    let page = try ExplorerDocument(
      try folder.succeed("explore -o - --data frames.csv --as frames").output)
    let story = try page.story()
    #expect(story["hasLandscapes"] as? Bool == false)
    let first = try #require(story["first"] as? [String: Any])
    let basis = try #require(first["basis"] as? [[Double]])
    for (i, a) in basis.enumerated() {
      for (j, b) in basis.enumerated() {
        let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        // Three decimals of every entry.
        #expect(abs(product - (i == j ? 1 : 0)) < 6e-3)
      }
    }
    let draws = try #require(first["draws"] as? [[String: Any]])
    for draw in draws {
      let y = try #require(draw["y"] as? [Double])
      #expect(
        frames.contains { frame in zip(frame, y).allSatisfy { abs($0 - $1) < 1e-3 * abs($0) } })
    }
  }

  @Test(
    "a file without a signal, or too strong or too weak for the page, is bad data",
    arguments: [
      ("0\n0\n", "there is no signal; all eigenvalues are 0"),
      ("1e20\n1e19\n", "the root of the mean energy of a sample is 7.42e+09"),
      ("1e-30\n1e-31\n", "the page accepts 1e-8 to 1e4"),
    ])
  func levels(text: String, message: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "e.csv")
    try folder.expectRefusal(
      of: words("explore --data e.csv --as eigenvalues -o -"), status: 65, says: [message])
  }

  @Test("scene 7 and the ladder have the numbers that their commands print")
  func speech() throws {
    let ladder = try #require(try document().story()["ladder"] as? [String: Any])
    let rows = try #require(ladder["rows"] as? [[String: Any]])
    let folder = try Folder()
    let data = URL(filePath: #filePath).appending(path: "../../../Data/speech").standardized.path
    for row in rows {
      let k = try #require(row["k"] as? Int)
      let printed = try #require(
        try objects(
          "risk --data \(data) --n 64 --sigma 0.02 --k \(k) --depth 2 --bounds", folder
        ).first)
      for (name, column) in [
        ("linear", "linear_risk"), ("floor", "floor_risk"), ("even", "risk"),
        ("bilevel", "bilevel_risk"),
      ] {
        guard case .number(let number) = printed[column] else {
          Issue.record("\(column) of k = \(k)")
          continue
        }
        // Mean squared errors of a sample: the risk has a factor of one half, and is for all 64.
        #expect(agree(try #require(row[name] as? Double), 2 * number / 64, within: 1e-5))
      }
    }
  }

  @Test(
    "the page is one HTML file or standard output",
    arguments: [
      ("explore -o a.txt", "--output a.txt: the page is a file that ends in .html, or -"),
      ("explore -o pages/", "--output pages/: the page is a file"),
      ("explore -o .html", "--output .html: the page is a file"),
      ("explore -o a.html/", "--output a.html/: the page is a file"),
      ("explore --output=", "--output : the page is a file"),
      ("explore -o a.html -o -", "--output is given twice"),
      ("explore a.html", "unexpected argument a.html"),
      ("explore --n 1", "--n 1: the first screen draws signals of 2 to 2000 samples"),
      ("explore --n 2001", "--n 2001: the first screen"),
      ("explore --n 5,6", "--n has 2 values, the page has one"),
      ("explore --data iid,constant", "--data has 2 values, the page has one"),
      (
        "explore --mu 1001",
        "--mu 1001.0: the page accepts μ = 0 and |μ| from 0.001 to 1000"
      ),
      ("explore --mu 1e-4", "--mu 0.0001: the page accepts μ = 0"),
      ("explore --as frames", "--as has no effect without --data FILE"),
      ("explore --k 5", "unknown option --k"),
    ])
  func refusals(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }
}

@Suite struct ExplorerCodeTests {
  @Test("a number keeps the digits of a table", arguments: 1...4)
  func numbers(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let size = 30 * generator.nextUniform() - 20
      let value = generator.nextNormal() * Foundation.pow(10, size)
      let text = ColumnReader.number(try PrintedNumber(value).code[...])
      #expect(Double(text) == Double(formatted(value, significantDigits: 6)))
    }
  }

  @Test(
    "whole numbers, zero, and numbers that round up to a power of ten",
    arguments: [0, -0.0, 1, -1, 499, 999_999, 1_000_000, 999_999.6, 9.999996, 0.1, 1e-25, 9e10])
  func edges(value: Double) throws {
    let text = ColumnReader.number(try PrintedNumber(value).code[...])
    #expect(Double(text) == Double(formatted(value, significantDigits: 6)))
  }

  @Test("what has no code is refused", arguments: [1e-26, -1e-30, 1e12, .infinity, .nan])
  func refused(value: Double) {
    #expect(throws: StudyError.self) { try PrintedNumber(value) }
  }

  @Test("columns are kept whole: lines, noise, jumps, zeros and changes of sign", arguments: 1...8)
  func columns(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let positions = ExplorerGrid().k
    for kind in 0..<6 {
      for _ in 0..<40 {
        let (a, b) = (generator.nextNormal(), 0.01 * generator.nextNormal())
        let column = try positions.map { k -> PrintedNumber in
          let line = a + b * Double(k)
          let value =
            switch kind {
            case 0: a
            case 1: line
            case 2: line * (1 + 1e-5 * generator.nextNormal())
            case 3: Foundation.pow(10, 6 * generator.nextNormal().rounded() / 4) * line
            case 4: generator.nextUniform() < 0.4 ? 0 : line.rounded()
            default: 1 / (501 - Double(k))
            }
          return try PrintedNumber(min(max(value, -1e9), 1e9))
        }
        let code = ColumnCode(positions: positions).encode(column)
        let read = try ColumnReader.column(code, positions: positions)
        let wanted = column.map { number in
          Decimal(
            sign: number.mantissa < 0 ? .minus : .plus, exponent: number.exponent,
            significand: Decimal(abs(number.mantissa)))
        }
        #expect(read == wanted)
      }
    }
  }
}
