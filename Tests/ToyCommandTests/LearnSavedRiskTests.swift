// The R that is saved has the risk that is printed.

import Studies
import TestSupport
import Testing

@Suite("The risk of the saved R")
struct LearnSavedRiskTests {
  /// Options, and the second moment C where it is diagonal; else that of constant data with μ = 1, θ = 0.5.
  struct Case: Sendable, CustomTestStringConvertible {
    let options: String
    let sigma: Double
    var spectrum: [Double]?

    var testDescription: String { options }
  }

  /// Directions without signal, which T erases, and a row of R for every direction.
  static let erased = [
    Case(options: "--n 3 --family bilevel --init spectral", sigma: 2),
    Case(options: "--n 5 --family bilevel --init spectral", sigma: 30),
    Case(options: "--n 4 --k 4 --depth 2 --omega 0.5", sigma: 3),
    Case(options: "--n 4 --k 4 --depth 6 --omega 1.5 --init spectral", sigma: 7),
    Case(
      options: "--data eigenvalues.csv --k 4 --family bilevel --init spectral", sigma: 2,
      spectrum: [2, 1, 0, 0]),
    Case(
      options: "--data eigenvalues.csv --k 4 --depth 4 --omega 0.3 --init spectral", sigma: 2,
      spectrum: [2, 1, 0, 0]),
  ]

  @Test("directions that T erases have their rows in the saved R", arguments: erased)
  func erasedDirections(example: Case) throws {
    let folder = try Folder()
    if let spectrum = example.spectrum {
      try folder.write(spectrum.map { "\($0)\n" }.joined(), to: "eigenvalues.csv")
    }
    let row = try folder.rows(
      "learn \(example.options) --sigma \(example.sigma) --starts 1 --save R.csv --format csv -o -")[
        0]
    let r = try matrix(try folder.text("R.csv"))
    let map =
      if let depth = Int(row["depth"]) {
        PlainDenoiser.unrolled(r, depth: depth, omega: try row.number("omega"))
      } else {
        PlainDenoiser.bilevel(r)
      }
    let second = r.indices.map { i in
      r.indices.map { j in example.spectrum.map { i == j ? $0[i] : 0 } ?? 1.25 }
    }
    let risk = PlainDenoiser.risk(
      map, second: second, noiseVariance: example.sigma * example.sigma)
    // Plain elimination in doubles, with eigenvalues of RᵀR up to 1e10.
    #expect(agree(risk, try row.number("risk"), within: 1e-9), "\(risk)")
    #expect(try abs(row.number("relative_gap")) < 1e-9)
  }

  @Test(
    "a step of 2 or more with a row for every direction: the theory's optimum and no less",
    arguments: [
      "--n 3 --k 3 --depth 2 --omega 2", "--n 4 --k 4 --depth 10 --omega 2 --data iid --sigma 3",
      "--n 3 --k 3 --depth 2 --omega 2.5 --sigma 2", "--n 3 --k 3 --depth 4 --omega 2.1 --sigma 3",
      "--n 3 --k 3 --depth 100 --omega 2 --init spectral --sigma 3",
    ])
  func largeSteps(options: String) throws {
    let row = try Folder().rows("learn \(options) --starts 2 --format csv -o -")[0]
    let gap = try row.number("relative_gap")
    #expect(gap > -1e-12 && gap < 1e-6, "\(gap)")
  }

  @Test("eigenvalues below 0 that an angle has and R has not are not in the printed risk")
  func cosinesBelowZero() throws {
    let folder = try Folder()
    let row = try folder.rows(
      "learn --data iid --n 2 --k 1 --mu 700 --theta 0.01 --sigma 1.4 --family bilevel --method adam "
        + "--starts 1 --save R.csv --format csv -o -")[0]
    let map = PlainDenoiser.bilevel(try matrix(try folder.text("R.csv")))
    let (shared, own) = (490000.0, 490000.0001)
    let risk = PlainDenoiser.risk(
      map, second: [[own, shared], [shared, own]], noiseVariance: 1.96)
    // Doubles leave 1e-16 of μ²; the two risks were 5e-8 apart.
    #expect(abs(risk - (try row.number("risk"))) < 1e-9, "\(risk)")
  }

  /// The gaps are those of the saved R, evaluated with 150 digits.
  @Test(
    "the note tells the gap that rounding R leaves, to an order of magnitude",
    arguments: [
      ("--n 2 --k 2 --mu 0 --theta 1e-6 --sigma 1e6 --depth 10 --omega 1 --starts 1", 4e-6),
      ("--n 2 --k 2 --mu 0 --theta 1e-8 --sigma 1e8 --depth 10 --omega 1 --starts 1", 2e3),
      ("--n 6 --k 3 --sigma 1e-12 --starts 1", 4e-8),
      (
        "--n 8 --k 5 --sigma 3.115801147712844e-06 --theta 0.0003330252909616283 "
          + "--mu 29554264.484298963 --depth 4 --starts 2", 1.75e-5
      ),
      (
        "--n 7 --theta 0 --mu 6959.655467822002 --k 7 --sigma 7.907421121857075e-07 --depth 7 "
          + "--starts 8 --coordinates plain", 7.65e-5
      ),
    ])
  func note(options: String, gap: Double) throws {
    let result = try Folder().succeed(
      "learn \(options) --save R.csv --format csv -o -")
    let words = result.diagnostics.split(whereSeparator: \.isWhitespace)
    let told = try #require(words.last.flatMap { Double($0) }, "\(result.diagnostics)")
    // The digits that learning leaves depend on the kernels of BLAS.
    #expect(told > gap / 60 && told < gap * 60, "\(told)")
  }
}
