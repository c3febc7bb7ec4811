// --frames and --loss of toy risk, risk-ratio and learn.

import TestSupport
import Testing

@Suite struct FramesTests {
  private static let data = "--data g.csv --as eigenvalues --sigma 0.9 --k 2"

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write("3\n1.2\n0.5\n0.1\n", to: "g.csv")
    return folder
  }

  @Test("four columns after the present ones, with the option only")
  func columns() throws {
    let folder = try folder()
    let line = "risk \(Self.data) --family linear,bilevel,unrolled --depth 2,3 --format csv"
    let plain = try folder.succeed(line).text.split(separator: "\n")
    let text = try folder.succeed("\(line) --frames 100 --bounds").text.split(separator: "\n")
    #expect(text[0].hasPrefix(plain[0] + ",frames,loss,expected_risk,excess,floor_risk,"))
    for (row, other) in zip(text, plain) { #expect(row.hasPrefix(other)) }
  }

  @Test("exact and asymptotic values of every loss")
  func values() throws {
    let folder = try folder()
    let line = "risk \(Self.data) --family linear,bilevel,unrolled --depth 2,3 --format csv"
    for (loss, expected) in [
      ("clean", [0.031990498094679799, 0.025402327754653946, 0.013462112403641503]),
      ("noise2noise", [0.10020102441046927, 0.082397932412065507, 0.049169691981247470]),
      ("sure", [0.053307702825423513, 0.040657825836390511, 0.039790184779251503]),
    ] {
      let rows = try folder.rows("\(line) --frames 100 --loss \(loss)")
      for (row, excess) in zip(rows, expected) {
        #expect(try agree(row.number("excess"), excess, within: 1e-13), "\(loss)")
        #expect(row["loss"] == loss && row["frames"] == "100")
        #expect(
          try agree(row.number("expected_risk"), row.number("risk") + excess, within: 1e-14))
      }
      #expect(rows[3]["excess"] == "" && rows[3]["expected_risk"] == "")
    }
    let text = try folder.succeed("risk \(Self.data) --depth 2 --frames 100").text
    #expect(text.contains("0.7970838421   asymptotic for many Gaussian frames"))
    #expect(text.contains("better from about m = 80 on"))
  }

  @Test("empty cells and limits are explained")
  func notes() throws {
    let folder = try folder()
    func note(_ options: String) throws -> String {
      let outcome = try folder.succeed("risk \(Self.data) --format json \(options)")
      return try jsonObject(outcome.output)["note"] as? String ?? ""
    }
    #expect(try note("--depth 3 --frames 100").contains("moves with a learned parameter"))
    #expect(try note("--depth 2 --frames 5").contains("known for m ≥ 6"))
    #expect(try note("--depth 2 --frames 5 --loss sure").contains("known for m ≥ 8"))
    #expect(try note("--depth 2 --frames 100") == "expected_risk: asymptotic for many frames")
    #expect(try note("--family linear --frames 100") == "")
  }

  @Test("a sweep over m shows the expected risk, from the least m with a law on")
  func sweep() throws {
    let folder = try folder()
    let line =
      "risk-ratio \(Self.data) --family linear,unrolled --depth 2 --omega learned --x frames"
    let rows = try folder.rows("\(line) --format csv -o -")
    #expect(rows[0]["frames"] == "6" && rows.count > 200)
    #expect(rows.allSatisfy { $0["expected_risk"] != "" })
    let half = rows.count / 2
    // The order changes along the sweep.
    let differences = try (0..<half).map { index in
      try rows[half + index].number("expected_risk") - rows[index].number("expected_risk")
    }
    #expect(differences[0] < 0 && differences[half - 1] > 0)
    _ = try folder.succeed("\(line) -o frames.svg")
    let figure = try folder.text("frames.svg")
    #expect(figure.contains("expected risk") && figure.contains("= 80"))
  }

  @Test(
    "options without an effect, and illegal values, are refused",
    arguments: [
      ("risk --n 4 --k 2 --loss sure", "--loss sure has no effect: it requires --frames"),
      ("risk --n 4 --k 2 --frames 0", "--frames 0: the number m of frames"),
      ("risk --n 4 --k 2 --frames 9 --loss noisy", "--loss noisy: known are clean"),
      ("risk --n 4 --k 2 --frames 9 --certify", "--certify encloses best risks"),
      ("risk --n 4 --k 2 --frames 9 --test-depth 3", "--test-depth"),
      ("risk --n 4 --k 2 --frames 9 --spectrum", "--spectrum shows eigenvalues"),
      ("risk-ratio --n 4 --y excess", "--y excess needs --frames, or --x frames"),
      ("risk-ratio --n 4 --frames 9,99", "add --x frames"),
      ("learn --n 4 --k 2 --loss sure", "--loss sure has no effect: it requires --frames"),
      ("risk-ratio --n 4 --loss sure", "--loss sure has no effect: it requires --frames"),
      ("learn --n 4 --k 2 --replicas 9", "it requires --frames"),
      ("learn --n 4 --k 2 --frames 3", "fewer than n = 4 frames"),
      ("learn --n 4 --k 2 --frames 9 --x k", "cannot be combined with --frames"),
      ("learn --n 4 --k 2 --frames 9 --init gaussian,small", "one kind of start"),
      ("learn --n 4 --k 2 --frames 9 -o x.svg", "give a grid"),
      ("learn --n 4 --k 2 --frames 9 --algorithm untied", "no single R"),
    ])
  func refusals(_ line: String, _ message: String) throws {
    try Folder().expectUsageError(line, says: message)
  }

  @Test("replicas agree with the law, and are the same for any number of jobs")
  func replicas() throws {
    let folder = try folder()
    let line =
      "learn \(Self.data) --family linear,bilevel,unrolled --depth 2 --frames 400 --replicas 60 --format csv"
    let text = try folder.succeed("\(line) --jobs 1").text
    #expect(try folder.succeed("\(line) --jobs 2").text == text)
    #expect(try folder.succeed("\(line) --seed 1").text != text)
    let rows = try records(text)
    #expect(rows.count == 180)
    for index in [0, 60, 120] {
      let row = rows[index]
      let deviation =
        try (row.number("mean_excess") - row.number("expected_excess"))
        / row.number("standard_error")
      // The law is a limit, and bilevel learning a few per cent above it at m = 400.
      #expect(abs(deviation) < 4, "\(row)")
      #expect(
        try agree(
          row.number("risk"), row.number("theory_risk") + row.number("excess"), within: 1e-13))
    }
  }

  @Test("every loss is learned", arguments: ["sure", "noise2noise"])
  func losses(_ loss: String) throws {
    let folder = try folder()
    let rows = try folder.rows(
      "learn \(Self.data) --family linear,bilevel,unrolled --depth 2 --frames 1000 --replicas 60 --format csv --loss \(loss)"
    )
    for index in [0, 60, 120] {
      let row = rows[index]
      let deviation =
        try (row.number("mean_excess") - row.number("expected_excess"))
        / row.number("standard_error")
      #expect(abs(deviation) < 4, "\(row)")
    }
  }
}
