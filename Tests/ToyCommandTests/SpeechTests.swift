// toy speech through the executable.

import Foundation
import Studies
import TestSupport
import Testing

@testable import ToyCommand

@Suite struct SpeechTests {
  private static let small = "speech d --frame 8 --noise-draws 2 --depth 2,3 --omega learned"

  /// A new folder with the given number of files of 200 samples in `d`.
  private func folder(files: Int) throws -> Folder {
    let folder = try Folder()
    try folder.writeStationary(files: files, samples: 200, to: "d")
    return folder
  }

  @Test("CSV has the columns of the contract, JSON the same names and values")
  func formats() throws {
    let folder = try folder(files: 5)
    let line = "\(Self.small) --family bilevel,unrolled -o -"
    let outcome = try folder.succeed("\(line) --format csv")
    #expect(
      outcome.diagnostics == "warning: one held-out file: nothing tells how much files differ\n")
    #expect(outcome.text.hasPrefix(SpeechRow.columns.joined(separator: ",") + "\n"))
    let rows = try records(outcome.text)
    let objects = try jsonObjects(try folder.succeed("\(line) --format json").output)
    #expect(rows.count == 3 && objects.count == 3)
    for (row, object) in zip(rows, objects) {
      #expect(Set(object.keys) == Set(SpeechRow.columns))
      for name in SpeechRow.columns {
        switch object[name] {
        case let number as NSNumber where row[name] == "true" || row[name] == "false":
          #expect(number.boolValue == (row[name] == "true"), "\(name)")
        case let number as NSNumber:
          // JSONSerialization rounds through a decimal type.
          #expect(agree(number.doubleValue, try row.number(name), within: 1e-15), "\(name)")
        case let text as String: #expect(text == row[name], "\(name)")
        default: #expect(object[name] is NSNull && row[name] == "", "\(name)")
        }
      }
    }
    let fixed = [
      "frame": "8", "hop": "8", "sigma": "0.1", "normalize": "none", "noise_draws": "2",
      "seed": "0", "train_files": "4", "test_files": "1", "train_frames": "100",
      "test_frames": "25", "k": "4", "test_standard_error": "",
    ]
    for row in rows {
      for (name, value) in fixed { #expect(row[name] == value, "\(name)") }
    }
    #expect(rows.map { $0["family"] } == ["bilevel", "unrolled", "unrolled"])
    #expect(rows.map { $0["depth"] } == ["", "2", "3"])
    #expect(rows.map { $0["omega_rule"] } == ["", "learned", "learned"])
    #expect(rows.map { $0["omega"] == "" } == [true, false, false])
  }

  @Test("intervals and differences are those of the rows, with a warning below 30 files")
  func intervals() throws {
    let folder = try Folder()
    try folder.writeStationary(files: 40, samples: 200, to: "d")
    let line = "\(Self.small) --family bilevel,unrolled -o - --format"
    let few = try folder.succeed("\(line) csv")
    #expect(
      few.diagnostics
        == "warning: 8 held-out files: with fewer than 30 the 95 % intervals cover less than 95 %, "
        + "and still less where the files differ much in loudness\n")
    let rows = try records(few.text)
    let risks = try rows.map { try $0.number("test_risk") }
    let lowest = risks.reduce(.infinity, min)
    for (row, risk) in zip(rows, risks) {
      #expect(try row.number("test_lower") < risk && row.number("test_upper") > risk)
      for (name, other) in [("minus_bilevel", risks[0]), ("minus_best", lowest)] {
        let difference = try row.number(name)
        // A difference of sums, and a difference of means.
        #expect(abs(difference - (risk - other)) < 1e-14)
        #expect(try row.number("\(name)_lower") <= difference)
        #expect(try row.number("\(name)_upper") >= difference)
        // What the files have in common cancels.
        #expect(
          try row.number("\(name)_standard_error") < row.number("test_standard_error"))
      }
    }
    let table = try folder.succeed("\(line) table").text
    #expect(table.contains("− bilevel") && table.contains("− best"))
    #expect(try folder.succeed("\(line) markdown").text.contains("| − bilevel |"))
    let many = try folder.succeed("\(line) csv --train-fraction 0.25")
    #expect(many.diagnostics.isEmpty)
  }

  @Test("the mean squared error of a sample is 2/n times the risk")
  func meanSquaredError() throws {
    let folder = try folder(files: 5)
    for row in try folder.rows("\(Self.small) -o - --format csv") {
      #expect(try row.number("test_mse") == 2 * row.number("test_risk") / 8)
      #expect(try row.number("prediction_mse") == 2 * row.number("test_prediction") / 8)
    }
  }

  @Test("a folder gets all files, and standard output a table")
  func defaultOutput() throws {
    let folder = try folder(files: 3)
    let outcome = try folder.succeed("\(Self.small) -o Figures/ -o -")
    let made = try folder.paths().filter { $0.hasPrefix("Figures/") }
    #expect(made == ["Figures/speech.csv", "Figures/speech.md", "Figures/speech.svg"])
    for name in made { #expect(outcome.diagnostics.contains("wrote \(name)\n")) }
    for part in [
      "n = 8, hop 8; 50 to learn from, 25 held out", "2 to learn from, 1 held out; 8000 Hz",
      "σ = 0.1, MSE 0.01", "learned", "held out", "predicted", "optimum",
    ] {
      #expect(outcome.text.contains(part), "\(part)")
    }
    #expect(try folder.text("Figures/speech.svg").hasPrefix("<svg "))
    #expect(
      try folder.text("Figures/speech.csv")
        == folder.succeed("\(Self.small) -o - --format csv").text)
    let page = try folder.text("Figures/speech.md")
    #expect(page.contains("(speech.svg)") && page.contains("toy \(Self.small)"))
  }

  @Test("a page shows the figure that is written with it, or none")
  func page() throws {
    let folder = try folder(files: 3)
    _ = try folder.succeed("\(Self.small) -o alone.md")
    #expect(try !folder.text("alone.md").contains("!["))
    _ = try folder.succeed("\(Self.small) -o page.md -o img.svg")
    #expect(try folder.text("page.md").contains("](img.svg)"))
    #expect(try !folder.succeed("\(Self.small) -o - --format markdown").text.contains("!["))
  }

  @Test("the same bytes for any number of jobs, other bytes for another seed")
  func jobs() throws {
    let folder = try folder(files: 6)
    for format in ["csv", "json", "table"] {
      let line = "\(Self.small) --family bilevel,unrolled -o - --format \(format)"
      let output = try folder.succeed("\(line) --jobs 1").output
      #expect(try folder.succeed("\(line) --jobs 2").output == output)
      #expect(try folder.succeed("\(line) --jobs 7 --seed 0").output == output)
      #expect(try folder.succeed("\(line) --seed 1").output != output)
    }
  }

  @Test("learned denoisers do as well on other recordings of the same kind as the theory predicts")
  func prediction() throws {
    let folder = try Folder()
    try folder.writeStationary(files: 40, samples: 1_600, to: "d")
    let rows = try folder.rows(
      "speech d --frame 16 --family bilevel,unrolled --depth 2,3,4,6 --omega learned -o - "
        + "--format csv")
    #expect(rows.map { $0["depth"] } == ["", "2", "3", "4", "6"])
    #expect(rows.allSatisfy { $0["train_frames"] == "3200" && $0["test_frames"] == "800" })
    for row in rows where row["depth"] != "3" {
      // What 3,200 frames with noise of ten draws teach beyond the covariance is a few parts in a
      // thousand.
      let slack = 0.005
      for (mean, other) in [
        ("test_risk", "test_prediction"), ("train_risk", "train_theory"),
      ] {
        let expected = try row.number(other)
        let bound = try 3 * row.number("test_standard_error") + slack * expected
        #expect(abs(try row.number(mean) - expected) < bound, "\(row["family"]) \(row["depth"])")
      }
      // No T can do better than the best one of its family for the held-out covariance.
      #expect(try row.number("test_prediction") >= row.number("test_theory"))
    }
    let even = try rows.filter { ["2", "4", "6"].contains($0["depth"]) }
      .map { try $0.number("test_risk") }
    #expect(even.allSatisfy { agree($0, even[0], within: 1e-4) })
    let odd = try rows[2].number("test_risk")
    #expect(odd < even.reduce(.infinity, min))
    #expect(try even.allSatisfy { $0 < (try rows[0].number("test_risk")) })
  }

  @Test("learning from few frames is repeated as often as --seeds says")
  func frameCounts() throws {
    let folder = try folder(files: 6)
    let line = "\(Self.small) --family unrolled -o - --format csv"
    let rows = try folder.rows("\(line) --train-frames 10,125 --seeds 3 --seed 4")
    #expect(rows.count == 12)
    #expect(rows.map { $0["seed"] } == ["4", "5", "6"].flatMap { [$0, $0, $0, $0] })
    #expect(
      rows.map { $0["train_frames"] } == (0..<3).flatMap { _ in ["10", "10", "125", "125"] })
    let all = try folder.rows("\(line) --seed 4")
    for (drawn, row) in zip(rows[2..<4], all) {
      #expect(drawn["train_frames"] == row["train_frames"])
      // The same frames with the same noise: the same moments up to rounding, which learning to a
      // millionth at odd depth may enlarge.
      #expect(
        agree(try drawn.number("train_theory"), try row.number("train_theory"), within: 1e-12))
      #expect(agree(try drawn.number("train_risk"), try row.number("train_risk"), within: 1e-4))
    }
    #expect(try rows[0].number("train_risk") != rows[4].number("train_risk"))
  }

  @Test("of silence all depths learn to be silent")
  func silence() throws {
    let folder = try Folder()
    for index in 0..<3 {
      try folder.writeSound([Double](repeating: 0, count: 400), to: "d/\(index).wav")
    }
    let rows = try folder.rows(
      "speech d --frame 4 --depth 1..4 --omega learned --family unrolled -o - --format csv")
    #expect(rows.map { $0["depth"] } == ["1", "2", "3", "4"])
    for row in rows {
      #expect(try row.number("train_theory") == 0)
      // T = 10⁻⁴·I costs 4 · 10⁻⁸ · σ²/2.
      #expect(try row.number("test_risk") < 1e-9)
    }
  }

  @Test("more frames than there are with one of the seeds are refused for all")
  func tooManyFrames() throws {
    let folder = try Folder()
    // With one file to learn from, 10 or 100 frames; forty seeds draw both.
    try folder.writeSound(stationarySignal(80, seed: 0), to: "d/short.wav")
    try folder.writeSound(stationarySignal(800, seed: 1), to: "d/long.wav")
    try folder.expectRefusal(
      of: words("\(Self.small) --train-frames 5,50 --seeds 40 -o -"), status: 64,
      says: ["--train-frames 50: with seed ", " there are 10\n"])
  }

  @Test("a held-out recording can be heard: noisy, and nearer to itself when denoised")
  func listen() throws {
    let folder = try Folder()
    // No whole number of frames.
    try folder.writeStationary(files: 4, samples: 1_003, to: "d", rate: 11_025)
    let outcome = try folder.succeed(
      "speech d --frame 16 --depth 2,3 --omega learned --listen out.wav -o -")
    let line = try #require(
      outcome.diagnostics.split(separator: "\n").first { $0.hasPrefix("wrote out.wav") })
    #expect(line.hasPrefix("wrote out.wav and out-noisy.wav: d/"))
    let name = try #require(line.split(separator: " ").first { $0.hasPrefix("d/") })
    let clean = try folder.sound(try folder.bytes(String(name.prefix { $0 != "," })))
    let noisy = try folder.sound(try folder.bytes("out-noisy.wav"))
    let denoised = try folder.sound(try folder.bytes("out.wav"))
    for sound in [noisy, denoised] {
      #expect(sound.sampleRate == 11_025 && sound.samples.count == 1_003)
    }
    func error(_ sound: Sound) -> Double {
      zip(sound.samples, clean.samples).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 1_003
    }
    // σ² = 0.01: five standard deviations of a mean of 1,003 squares.
    #expect(abs(error(noisy) - 0.01) < 5 * 0.01 * (2.0 / 1_003).squareRoot())
    #expect(error(denoised) < 0.6 * error(noisy))
  }

  @Test("files that cannot be used are named with the reason; the rest is used")
  func refused() throws {
    let folder = try folder(files: 3)
    try folder.write("no sound", to: "d/text.wav")
    try folder.writeSound([1, 2, 3], to: "d/short.wav")
    let outcome = try folder.succeed("\(Self.small) -o - --format csv")
    let lines = outcome.diagnostics.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.first == "not used: d/short.wav: 3 samples are fewer than a frame of 8")
    #expect(lines.dropFirst().first?.hasPrefix("not used: d/text.wav: is not a RIFF") == true)
    let row = try records(outcome.text)[0]
    #expect(row["train_files"] == "2" && row["test_files"] == "1")
  }

  @Test("nothing usable, or one recording only, is bad data")
  func badData() throws {
    let folder = try folder(files: 1)
    try folder.write("no sound", to: "text.wav")
    for (operands, fragments) in [
      ("d", ["one usable recording only"]), ("d/0.wav", ["one usable recording only"]),
      ("d d/0.wav", ["one usable recording only"]),
      ("text.wav", ["no usable .wav file in text.wav", "text.wav: is not a RIFF/WAVE file"]),
    ] {
      try folder.expectRefusal(
        of: words("speech \(operands) --frame 8"), status: 65, says: fragments)
    }
    try folder.expectRefusal(
      of: words("speech d --frame 201"), status: 65,
      says: ["no usable .wav file in d", "d/0.wav: 200 samples are fewer than a frame of 201"])
    let both = try folder.toy("speech d text.wav --frame 8")
    #expect(both.status == 65 && both.text == "")
    #expect(both.diagnostics.contains("not used: text.wav: "))
    #expect(both.diagnostics.contains("one usable recording only"))
  }

  @Test("a folder without recordings is no input")
  func noRecordings() throws {
    let folder = try folder(files: 2)
    try FileManager.default.createDirectory(
      atPath: folder.path("e"), withIntermediateDirectories: false)
    try folder.write("no sound", to: "e/notes.txt")
    try folder.expectRefusal(of: words("speech e"), status: 66, says: ["e: no .wav file"])
    for folders in ["e d", "d e"] {
      try folder.expectRefusal(
        of: words("\(Self.small.replacing("speech d", with: "speech \(folders)")) -o -"),
        status: 66,
        says: ["e: no .wav file in this folder"])
    }
  }

  @Test("a path that is not there is no input", arguments: ["none", "d none.wav", "d/9.wav d"])
  func missing(operands: String) throws {
    try folder(files: 2).expectRefusal(
      of: words("speech \(operands)"), status: 66, says: ["No such file or directory"])
  }

  @Test(
    "refusals name the option, the value and the legal values",
    arguments: [
      ("", "speech needs recordings"),
      ("d --frame 8 --k 9", "--k 9 exceeds --frame 8"), ("d --k 0", "--k 0"),
      ("d --k 4..9 --frame 8", "--k 9 exceeds --frame 8"), ("d --k 1.5", "--k 1.5"),
      ("d --frame 0", "--frame 0: a whole number from 1"),
      ("d --frame 4097", "--frame 4097: a whole number from 1 to 4096"),
      ("d --frame 8.5", "--frame 8.5"), ("d --frame -8", "--frame -8"),
      ("d --hop 0", "--hop 0: a whole number from 1"), ("d --hop x", "--hop x"),
      ("d --sigma 0", "--sigma 0"), ("d --sigma -0.1", "--sigma -0.1"),
      ("d --sigma nan", "--sigma nan"), ("d --sigma 0.1,0.2", "--sigma 0.1,0.2"),
      ("d --sigma inf", "--sigma inf"),
      ("d --train-fraction 0", "--train-fraction 0"),
      ("d --train-fraction 1", "--train-fraction 1"),
      ("d --train-fraction nan", "--train-fraction nan"),
      ("d --train-fraction 80%", "--train-fraction 80%"),
      ("d --noise-draws 0", "--noise-draws 0"), ("d --seeds 0", "--seeds 0"),
      ("d --seed -1", "--seed -1"), ("d --jobs 0", "--jobs 0"),
      ("d --depth 0", "--depth 0"), ("d --omega 0", "--omega 0"),
      ("d --omega nan", "--omega nan"), ("d --tolerance -1", "--tolerance -1"),
      ("d --max-iterations x", "--max-iterations x"),
      ("d --listen out", "--listen out: the extension is .wav"),
      ("d --listen out.mp3", "--listen out.mp3: the extension is .wav"),
      ("d --listen a.wav --train-frames 9 --seeds 2", "--listen requires one seed"),
      ("d --seeds 2", "--seeds 2 has no effect: it requires --train-frames"),
      ("d --listen a.wav --train-frames 2,3", "--listen requires"),
      ("d --train-frames 0", "--train-frames 0"), ("d --train-frames x", "--train-frames x"),
      ("d --frame 8 --train-frames 26", "--train-frames 26: with seed 0 there are 25"),
      ("d --frame 8 --train-frames 5,1000", "--train-frames 1000: with seed 0 there are 25"),
      ("d --normalize pek", "--normalize pek: did you mean peak?"),
      ("d --normalize loud", "known are none, peak, rms"),
      ("d --method lbgfs", "--method lbgfs: did you mean lbfgs?"),
      ("d --init spectrl", "--init spectrl: did you mean spectral?"),
      ("d --coordinates plan", "--coordinates plan: did you mean plain?"),
      ("d --family bilevle", "--family bilevle: did you mean bilevel?"),
      ("d --family linear", "known are bilevel, unrolled"),
      ("d --format cvs", "--format cvs: did you mean csv?"),
      ("d --frmae 8", "unknown option --frmae; did you mean --frame?"),
      ("d --train-frame 8", "did you mean --train-frames?"),
      ("d -o out.doc", "known extensions are"),
    ])
  func usage(line: String, fragment: String) throws {
    try folder(files: 2).expectRefusal(
      of: words(line.isEmpty ? "speech" : "speech \(line)"), status: 64, says: [fragment])
  }

  @Test(
    "a list without a name is rejected as a list with an empty entry",
    arguments: ["--init", "--family"])
  func emptyList(option: String) throws {
    try folder(files: 2).expectRefusal(
      of: ["speech", "d", option, ""], status: 64,
      says: ["error: \(option): an entry of the list is empty"])
  }

  @Test(
    "an interrupted run ends with status 130 and keeps finished results",
    arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let folder = try folder(files: 3)
    // Named on standard error after signals are caught, so that the test knows when.
    try folder.write("no sound", to: "d/text.wav")
    try folder.write("complete", to: "result.csv")
    var kept = 0
    for delay in [0, 1, 8] where kept == 0 {
      let run = try RunningProgram(
        "\(Self.small) --depth 2..9 --train-frames 9 --seeds 10000 --jobs 1 -o - -o result.csv --format csv"
          .replacing("--depth 2,3 ", with: ""), in: folder, output: "out", diagnostics: "err")
      for _ in 0..<6_000 where try folder.bytes("err").isEmpty {
        Thread.sleep(forTimeInterval: 0.01)
      }
      Thread.sleep(forTimeInterval: Double(delay))
      run.send(signal)
      #expect(try run.status() == 130)
      let (output, messages) = (try folder.text("out"), try folder.text("err"))
      // A part never stands where a whole result was.
      #expect(try folder.text("result.csv") == "complete")
      if output.isEmpty {
        #expect(messages.hasSuffix("interrupted before anything was learned\n"))
      } else {
        kept = try records(output).count
        #expect(try folder.text("result.partial.csv") == output)
        #expect(messages.contains("wrote result.partial.csv, a part of the result;"))
        #expect(messages.hasSuffix("interrupted; finished results are kept\n"))
      }
    }
    #expect(kept > 0 && kept < 90_000)
  }

  @Test(
    "several kinds of starts: rows and a panel for each, compared with bilevel learning from the same start"
  )
  func starts() throws {
    let folder = try folder(files: 4)
    let line = "speech d --frame 8 --noise-draws 2 --depth 2,3 --omega learned --coordinates plain"
    let both = try folder.succeed("\(line) --init small,spectral -o rows.csv -o a.svg -o page.md")
    #expect(both.text == "")
    let rows = try records(try folder.text("rows.csv"))
    #expect(
      rows.map { $0["init"] } == ["small", "small", "small", "spectral", "spectral", "spectral"])
    for start in ["small", "spectral"] {
      let alone = try folder.rows("\(line) --init \(start) --format csv")
      for (row, mine) in zip(rows.filter { $0["init"] == start }, alone) {
        #expect(
          row["test_risk"] == mine["test_risk"] && row["minus_bilevel"] == mine["minus_bilevel"])
      }
    }
    let titles = ParsedSVG(try folder.bytes("a.svg")).all("text", class: "title")
      .map { $0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    #expect(
      titles == ["learned from small R", "learned from the theory’s R"])
    #expect(try folder.text("page.md").contains("| start |"))
  }

  @Test("the bars of a figure are the intervals of the difference from bilevel learning")
  func bars() throws {
    let folder = try folder(files: 12)
    let line = "speech d --frame 8 --noise-draws 2 --train-fraction 0.5 --depth 2,3 --omega learned"
    _ = try folder.succeed("\(line) -o rows.csv -o a.tex --format pgfplots -o a.svg")
    let rows = try records(try folder.text("rows.csv"))
    let svg = ParsedSVG(try folder.bytes("a.svg"))
    let bars = svg.all("path").filter {
      $0.number("stroke-width") == 0.75 && $0.attributes["fill"] == "none"
    }
    #expect(rows.count == 3 && bars.count >= 2)
    // In one scale: the ratio of the lengths of the two bars.
    func length(_ row: Record) throws -> Double {
      try row.number("minus_bilevel_upper") - row.number("minus_bilevel_lower")
    }
    func height(_ bar: ParsedSVG.Element) throws -> Double {
      let numbers = (bar.attributes["d"] ?? "").split { !"0123456789.-".contains($0) }
        .compactMap { Double($0) }
      let heights = stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
      return try #require(heights.max()) - #require(heights.min())
    }
    let expected = try length(rows[1]) / length(rows[2])
    let found = try bars.map(height)
    #expect(
      found.contains { first in
        found.contains { second in second > 1 && abs(first / second / expected - 1) < 0.03 }
      })
  }

  @Test("a figure against frame counts shows one kind of start, and many panels form several rows")
  func manyStarts() throws {
    let folder = try folder(files: 4)
    try folder.expectUsageError(
      "\(Self.small) --init small,spectral --train-frames 8,16 -o a.svg",
      says: "--init has 2 kinds of starts")
    #expect(
      try folder.rows("\(Self.small) --init small,spectral --train-frames 8,16 --format csv").count
        == 12)
    _ = try folder.succeed(
      "speech d --frame 8 --noise-draws 2 --depth 2,3 --init small,spectral,gaussian --coordinates plain -o a.svg"
    )
    let svg = ParsedSVG(try folder.bytes("a.svg"))
    #expect(svg.all("g", class: "panel").count == 6)
    let width = try #require(svg.all("svg").first?.number("width"))
    #expect(width < 1200)
  }
}
