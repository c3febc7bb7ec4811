// Command lines that are wrong as such: status 64, the fault, and where to find help.

import Studies
import TestSupport
import Testing

@Suite struct UsageErrorTests {
  @Test(
    "misspelt words are answered with the nearest right one",
    arguments: [
      ("risk-raito", "unknown command risk-raito; did you mean risk-ratio?"),
      ("expresivity", "unknown command expresivity; did you mean expressivity?"),
      ("realise T.csv", "unknown command realise; did you mean realize?"),
      ("help rsik", "unknown command rsik; did you mean risk?"),
      ("risk --sgima 1", "unknown option --sgima; did you mean --sigma?"),
      ("risk-ratio --depht 2", "unknown option --depht; did you mean --depth?"),
      ("expressivity --chekc T.csv", "unknown option --chekc; did you mean --check?"),
      ("risk --family bilevle", "--family bilevle: did you mean bilevel?"),
      ("risk-ratio --family unroled", "--family unroled: did you mean unrolled?"),
      ("expressivity --family bilevle", "did you mean bilevel?"),
      ("realize T.csv --family unroled", "did you mean unrolled?"),
      ("risk --format cvs", "--format cvs: did you mean csv?"),
      ("realize T.csv --format jsn", "--format jsn: did you mean json?"),
      ("risk-ratio --x sgima", "--x sgima: did you mean sigma?"),
      ("risk-ratio --y ratio_to_liner", "--y ratio_to_liner: did you mean ratio_to_linear?"),
      ("expressivity --x omgea", "--x omgea: did you mean omega?"),
      ("realize T.csv --depth 3 --branch fra", "--branch fra: did you mean far?"),
    ])
  func suggestions(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.expectUsageError(line, says: message)
  }

  @Test(
    "words without a similar one are named, with the known ones",
    arguments: [
      ("frobnicate", "unknown command frobnicate"), ("--frobnicate", "unknown command"),
      ("risk --frobnicate", "unknown option --frobnicate\n"), ("risk -q", "unknown option -q"),
      ("risk -5", "unknown option -5"), ("risk --σ 1", "unknown option --σ"),
      ("risk --family all", "known are linear, bilevel, unrolled"),
      ("expressivity --family linear", "known are bilevel, unrolled"),
      ("risk --format yaml", "known are table, csv, json, markdown"),
      ("risk --format svg", "known are table, csv, json, markdown"),
      ("risk --format CSV", "known are table, csv, json, markdown"),
      (
        "risk-ratio --format yaml",
        "known are table, csv, json, markdown, latex, svg, pdf, png, pgfplots"
      ),
      ("realize T.csv --format table", "known are csv, json"),
      ("risk-ratio --x volume", "known are k, n, mu, theta, sigma, depth, omega"),
      ("risk-ratio --y speed", "known are risk, bias, variance, ratio_to_linear, ratio_to_bilevel"),
      ("expressivity --x k", "known are omega, depth, s"),
      ("realize T.csv --depth 3 --branch both", "known are near, far"),
    ])
  func unknownWords(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.expectUsageError(line, says: message)
  }

  @Test(
    "an option is given once",
    arguments: [
      ("risk --sigma 1 --sigma 2", "--sigma is given twice"),
      ("risk --sigma=1 --sigma=1", "--sigma is given twice"),
      ("risk-ratio --x k --x n", "--x is given twice"),
      ("risk --format csv --format csv", "--format is given twice"),
      ("risk --spectrum --spectrum", "--spectrum is given twice"),
    ])
  func twice(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }

  @Test(
    "an option at the end of the line lacks its value",
    arguments: [
      ("risk --sigma", "--sigma needs a value: --sigma GRID"),
      ("risk -o", "--output needs a value: --output PATH"),
      ("realize T.csv --nearest", "--nearest needs a value: --nearest FILE"),
    ])
  func missingValue(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }

  @Test(
    "a switch takes no value",
    arguments: [
      ("risk --spectrum=yes", "--spectrum takes no value"),
      ("risk --help=yes", "--help takes no value"), ("figures --list=all", "--list takes no value"),
    ])
  func switchWithValue(line: String, message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }

  @Test(
    "operands belong to commands that have them",
    arguments: [
      ("risk 5", "unexpected argument 5"), ("risk-ratio k", "unexpected argument k"),
      ("risk -", "unexpected argument -"), ("expressivity T.csv", "unexpected argument T.csv"),
      ("risk -- --sigma", "unexpected argument --sigma"),
      ("realize T.csv U.csv", "unexpected argument U.csv"),
      ("realize", "the file of T is missing"),
    ])
  func operands(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.expectUsageError(line, says: message)
  }

  @Test(
    "options that need or exclude one another say so",
    arguments: [
      ("expressivity --check T.csv --x s", "--check and --x exclude each other"),
      ("expressivity --nearest N.csv", "--nearest N.csv has no effect: it requires --check"),
      ("expressivity --tolerance 0.1", "--tolerance 0.1 has no effect: it requires --check"),
      ("risk --spectrum --k 1,2", "--spectrum shows one setting; the grids have 2 points"),
      ("expressivity --check T.csv --depth 2,3", "one family, depth and step size, not 2"),
      ("realize T.csv --omega 0.1,0.2,0.3", "one family, depth and step size, not 3"),
      ("realize T.csv --k 1,2", "--k has 2 values, one is needed"),
      ("figures --format csv", "--format csv requires --list"),
    ])
  func combinations(line: String, message: String) throws {
    let folder = try Folder()
    try folder.write("0.6\n", to: "T.csv")
    try folder.write("[]", to: "catalog.json")
    try folder.expectUsageError(line, says: message)
  }
}
