// toy landweber: rows, summary, figures, refusals.

import Foundation
import TestSupport
import Testing

@Suite struct LandweberCommandTests {
  private let usual =
    "landweber --singular-values 1,0.5,0.2,0.1 --data iid --mu 0 --theta 1 --sigma 0.1"

  @Test("rows and the summary have the numbers of the theory")
  func numbers() throws {
    let folder = try Folder()
    let rows = try folder.toy("\(usual) --depth 0,67 --columns depth,risk --format csv")
    #expect(rows.status == 0, "\(rows.diagnostics)")
    #expect(rows.text.hasPrefix("depth,risk\n0,2.0\n67,0.385246513595227"), "\(rows.text)")
    let text = try folder.toy(usual)
    for part in [
      "N = 67.03484, risk 0.38524648", "whole numbers 67", "from N = 2.0043214 to 76.669258",
      "best linear reconstruction: 0.37418126", "0.4 (k = 1)",
    ] {
      #expect(text.text.contains(part), "\(text.text)")
    }
    let summary = try folder.toy("\(usual) --summary --columns method,k,depth,risk --format csv")
    #expect(summary.text.contains("\nsteps,,67.0,0.3852465135952"))
    #expect(
      summary.text.contains("\nbilevel,1,,0.4\n")
        || summary.text.contains("\nbilevel,1,,0.4000"))
  }

  @Test("a figure and a table in one run, and the sweep of small singular values")
  func files() throws {
    let folder = try Folder()
    let run = try folder.toy("\(usual) -o out/")
    #expect(run.status == 0, "\(run.diagnostics)")
    #expect(try folder.paths() == ["out", "out/landweber.csv", "out/landweber.svg"])
    let sweep = try folder.toy(
      "\(usual) --x smallest --smallest 0.001,1 --columns smallest,method,k,risk --format csv")
    #expect(sweep.text.contains("\n0.001,bilevel,0,"))
    #expect(sweep.text.split(separator: "\n").count == 1 + 2 * 7)
  }

  @Test("without full column rank there is no bilevel learning, and a reason")
  func deficient() throws {
    let folder = try Folder()
    let run = try folder.toy(
      "landweber --operator blur:0.25,0.5,0.25 --data iid --n 8 --sigma 0.1 --summary --format csv")
    #expect(run.status == 0)
    #expect(!run.text.contains("bilevel"))
    #expect(run.diagnostics.contains("not full column rank"), "\(run.diagnostics)")
  }

  @Test(
    "refusals",
    arguments: [
      ("", "--operator or --singular-values"), ("--sigma 0", "σ is above 0"),
      ("--omega 1", "below 1/‖A‖²"), ("--n 3", "has n = 3"), ("--depth -1", "between 0 and"),
      ("--smallest 0.1", "it requires --x smallest"), ("--x smallest --small 9", "from 1 to 4"),
      ("--x smallest --summary", "it requires --x depth"),
    ])
  func refusals(options: String, reason: String) throws {
    let folder = try Folder()
    let operators = options.isEmpty ? "" : " --singular-values 1,0.5,0.2,0.1"
    let run = try folder.toy(
      "landweber --data iid\(operators)\(options.isEmpty ? "" : " " + options)")
    #expect(run.status == 64, "\(run.text)")
    #expect(run.diagnostics.contains(reason), "\(run.diagnostics)")
  }
}
