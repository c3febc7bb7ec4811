// CSV, JSON, Markdown and tables as scripts and readers meet them.

import Foundation
import Studies
import TestSupport
import Testing

@Suite struct FormatTests {
  private static let header = """
    data,n,mu,theta,sigma,family,k,depth,omega_rule,omega,risk,bias,variance,linear_risk,\
    bilevel_risk,ratio_to_linear,ratio_to_bilevel,attained
    """
  private static let many = """
    risk --n 7 --k 1..7 --sigma 0.1,0.9 --family linear,bilevel,unrolled --depth 2,3 \
    --omega 0.3,learned
    """

  @Test("CSV has one header line, LF, and no comment", arguments: ["risk", "risk-ratio"])
  func csvHeader(command: String) throws {
    let outcome = try Folder().succeed("\(command) --n 3 --format csv -o -")
    #expect(outcome.text.hasPrefix(Self.header + "\n"))
    #expect(!outcome.output.contains(UInt8(ascii: "\r")))
    #expect(!outcome.text.contains("#"))
  }

  @Test("JSON is one object for one setting, an array for several")
  func jsonShape() throws {
    let folder = try Folder()
    let one = try folder.succeed("risk --n 3 --k 2 --format json").output
    #expect(try jsonObject(one)["k"] as? Int == 2)
    let two = try folder.succeed("risk --n 3 --k 2,3 --format json").output
    #expect(try jsonObjects(two).compactMap { $0["k"] as? Int } == [2, 3])
  }

  @Test("JSON has the names of the CSV header in the same order")
  func jsonNames() throws {
    let outcome = try Folder().succeed("risk --n 3 --k 2 --format json")
    #expect(Set(try jsonObject(outcome.output).keys) == Set(riskColumns))
    let places = riskColumns.compactMap { outcome.text.firstRange(of: "\"\($0)\": ")?.lowerBound }
    #expect(places.count == riskColumns.count)
    #expect(zip(places, places.dropFirst()).allSatisfy(<))
  }

  @Test("JSON and CSV have the same values, to the last bit")
  func sameValues() throws {
    let folder = try Folder()
    let rows = try folder.rows("\(Self.many) --format csv")
    let output = try folder.succeed("\(Self.many) --format json").output
    #expect(try jsonObjects(output).count == rows.count)
    let objects = try JSONDecoder().decode([[String: Scalar]].self, from: Data(output))
    #expect(rows.count == 2 * 6 * 7)
    try #require(objects.count == rows.count)
    for (row, object) in zip(rows, objects) {
      for name in riskColumns {
        switch object[name] {
        case .text(let text): #expect(text == row[name])
        case .null: #expect(row[name] == "", "\(name)")
        case .truth(let truth): #expect("\(truth)" == row[name])
        case .number(let number):
          let isSame = try number.bitPattern == row.number(name).bitPattern
          #expect(isSame, "\(name): \(number) and \(row[name])")
        case nil: Issue.record("\(name) is missing")
        }
      }
    }
  }

  @Test("numbers are the shortest that read back as the same double")
  func shortest() throws {
    for row in try Folder().rows("\(Self.many) --format csv") {
      for name in ["mu", "sigma", "risk", "bias", "variance", "linear_risk", "ratio_to_linear"] {
        #expect("\(try row.number(name))" == row[name])
      }
    }
  }

  @Test("rows are ordered by data, n, μ, θ, σ, family, depth, ω and k, the last fastest")
  func order() throws {
    let rows = try Folder().rows(
      "risk --data iid,constant --n 3,2 --mu 1,0 --sigma 2,1 --family unrolled,bilevel "
        + "--depth 3,2 --omega learned,0.5 --k 1,2 --format csv")
    let keys = ["data", "n", "mu", "sigma", "family", "depth", "omega_rule", "k"]
    var expected: [[String]] = []
    for data in ["iid", "constant"] {
      for n in ["3", "2"] {
        for mu in ["1.0", "0.0"] {
          for sigma in ["2.0", "1.0"] {
            for (family, depth, rule) in [
              ("unrolled", "3", "learned"), ("unrolled", "3", "fixed"),
              ("unrolled", "2", "learned"),
              ("unrolled", "2", "fixed"), ("bilevel", "", ""),
            ] {
              for k in ["1", "2"] { expected.append([data, n, mu, sigma, family, depth, rule, k]) }
            }
          }
        }
      }
    }
    #expect(rows.map { row in keys.map { row[$0] } } == expected)
  }

  @Test(
    "the same bytes on every run and in every locale",
    arguments: ["csv", "json", "markdown", "table", "svg"])
  func reproducible(format: String) throws {
    let folder = try Folder()
    let line = "risk-ratio --n 9 --sigma 0.3 --format \(format) -o -"
    let first = try folder.succeed(line)
    for locale in ["C", "de_DE.UTF-8", "fr_FR", "ar_EG.UTF-8", "nonsense"] {
      let environment = ["LC_ALL": locale, "LANG": locale, "LC_NUMERIC": locale]
      let again = try folder.toy(line, environment: environment)
      #expect(again.status == 0)
      #expect(again.output == first.output, "\(locale)")
      #expect(again.diagnostics == "")
    }
  }

  @Test("Markdown has a table of equal width, the figure and the command")
  func markdown() throws {
    let folder = try Folder()
    _ = try folder.succeed("risk-ratio --n 5 --sigma 0.3 -o out/")
    let text = try folder.text("out/risk-ratio.md")
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    // Ten denoisers at each of five k.
    #expect(lines.count == 2 + 50)
    #expect(Set(lines.map { $0.count { $0 == "|" } }).count == 1)
    #expect(text.hasPrefix("# risk / best linear risk over k\n"))
    #expect(text.contains("```sh\ntoy risk-ratio --n 5 --sigma 0.3\n```"))
    #expect(text.contains("(risk-ratio.svg)"))
  }

  @Test("SVG says what it shows and how to draw it again")
  func svg() throws {
    let folder = try Folder()
    let first = try folder.succeed("risk-ratio --n 5 --sigma 0.3 --format svg -o -").text
    for element in ["<svg ", "<title", "<desc", "<metadata", "</svg>\n"] {
      #expect(first.contains(element))
    }
    #expect(first.contains("toy risk-ratio --n 5 --sigma 0.3<"))
    #expect(!first.contains(folder.url.path))
  }

  @Test("a table aligns its columns and ends no line with a space")
  func table() throws {
    let text = try Folder().succeed(Self.many).text
    #expect(text.hasPrefix("data"))
    for line in text.split(separator: "\n") { #expect(line.last != " ") }
  }
}
