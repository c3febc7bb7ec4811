// toy lab through the executable.

import Evidence
import Files
import Foundation
import LabKit
import TestSupport
import Testing

@testable import ToyCommand

@Suite struct LabCommandTests {
  @Test("toy lab lists the labs with their questions")
  func list() throws {
    let folder = try Folder()
    let text = try folder.succeed("lab").text
    for lab in Labs.all { #expect(text.contains("\n\(lab.id) ") && text.contains(lab.question)) }
    let rows = try jsonObjects(folder.succeed("lab --format json").output)
    #expect(rows.compactMap { $0["lab"] as? String } == Labs.all.map(\.id))
  }

  @Test("a lab prints predicted, computed, tolerance and verdict of every claim, then its tables")
  func text() throws {
    let outcome = try Folder().succeed("lab lasso")
    #expect(outcome.diagnostics == "")
    #expect(
      outcome.text.hasPrefix("lasso: ")
        && outcome.text.contains("\nclaim ") && outcome.text.contains(" tolerance "))
    for claim in try #require(Labs.all.first { $0.id == "lasso" }).claims {
      #expect(outcome.text.contains("\n\(claim.id) "))
    }
    #expect(outcome.text.contains(" claims hold; 1 refuted as stated\n"))
    #expect(outcome.text.contains("\npair: "))
  }

  @Test("a lab as data: one object, with the names that scripts rely on; the same bytes twice")
  func json() throws {
    let folder = try Folder()
    let bytes = try folder.succeed("lab lasso --format json").output
    #expect(try folder.succeed("lab lasso --format json").output == bytes)
    let object = try jsonObject(bytes)
    #expect(
      Set(object.keys) == ["lab", "parameters", "claims", "tables", "warnings"])
    let claims = try #require(object["claims"] as? [[String: Any]])
    for claim in claims {
      #expect(
        Set(claim.keys).isSuperset(of: [
          "id", "statement", "predicted", "computed", "tolerance", "kind", "verdict",
        ]))
      #expect(["holds", "refuted as stated"].contains(claim["verdict"] as? String))
    }
    let kinds = Set(claims.compactMap { $0["kind"] as? String })
    #expect(kinds == ["law", "pin"])
    let parameters = try #require(object["parameters"] as? [String: Any])
    #expect(parameters["correlation"] as? Double == 0.9 && parameters["seed"] as? Int == 0)
  }

  @Test("all labs: an array of objects with all claims")
  func all() throws {
    let folder = try Folder()
    let objects = try jsonObjects(folder.succeed("lab all --format json").output)
    #expect(objects.compactMap { $0["lab"] as? String } == Labs.all.map(\.id))
    let claims = objects.compactMap { $0["claims"] as? [Any] }.joined()
    let builtIn = Labs.all.flatMap(\.claims).filter { $0.instance == nil }
    #expect(claims.count == builtIn.count)
  }

  @Test("another value or seed decides only laws")
  func laws() throws {
    let folder = try Folder()
    for line in ["lab lasso --eta 0.1,0.2", "lab lasso --seed 3"] {
      let text = try folder.succeed("\(line) --format csv").text
      #expect(text.contains(",law,holds") && !text.contains(",pin,"), "\(line)")
    }
  }

  @Test("a folder gets tables, figures and JSON; a table can be chosen")
  func folder() throws {
    let folder = try Folder()
    let outcome = try folder.succeed("lab lasso -o out")
    #expect(outcome.output.isEmpty)
    #expect(
      Set(try folder.paths()).isSuperset(of: [
        "out/lasso-claims.csv", "out/lasso-drift.csv", "out/lasso-drift.svg", "out/lasso-pair.csv",
        "out/lasso-pair.svg", "out/lasso-methods.svg", "out/lasso-jacobian.csv", "out/lasso.json",
      ]))
    for name in ["lasso.json", "lasso-drift.svg"] {
      #expect(outcome.diagnostics.contains("wrote out/\(name)\n"))
    }
    let table = try folder.succeed("lab lasso --table pair --format csv")
    #expect(table.text == (try folder.text("out/lasso-pair.csv")))
    #expect(try folder.succeed("lab lasso -o one.md").diagnostics == "wrote one.md\n")
    #expect(try folder.text("one.md").contains("lasso/drift"))
  }

  @Test("a table has the figure of its name beside it, in the formats and sizes of all figures")
  func figure() throws {
    let folder = try Folder()
    let lab = "lab lasso --part pair --table pair"
    let outcome = try folder.succeed("\(lab) -o pair.svg -o pair.csv --preset paper")
    #expect(outcome.diagnostics == "wrote pair.svg\nwrote pair.csv\n")
    #expect(try folder.text("pair.csv") == folder.succeed("\(lab) --format csv").text)
    let paper = try folder.text("pair.svg")
    #expect(paper.hasPrefix("<svg") && paper.contains("oracle ISTA"))
    #expect(try folder.succeed("\(lab) --format svg").text != paper)
    #expect(try folder.succeed("\(lab) --format pgfplots").text.contains("\\begin{tikzpicture}"))
  }

  @Test(
    "illegal options are rejected with the reason",
    arguments: [
      ("lab lass", "did you mean lasso"), ("lab lasso bench", "unexpected argument bench"),
      ("lab lasso --eta 0.9", "η is from 0.001 to 0.5"),
      ("lab lasso --correlation 0.1,0.2", "one value, not 2"),
      ("lab lasso --correlation x", "not a finite number"),
      ("lab lasso --omega 1", "unknown option --omega"),
      ("lab lasso --eta 0.5 --drift-lambda 0.6", "only for η < 1 − λ = 0.4"),
      ("lab --eta 0.1", "--eta has no effect"), ("lab --seed 1", "--seed has no effect"),
      ("lab all --eta 0.1", "cannot be used with 'all'"),
      ("lab all --table pair", "--table has no effect"),
      ("lab lasso --table none", "known are pair, drift"),
      ("lab lasso --part pair --table drift", "with these parameters there are pair"),
      ("lab hypergradient --table verdict", "did you mean verdicts?"),
      ("lab lasso -o drift.svg", "choose one with --table"), ("lab --format svg", "--format svg"),
      ("lab lasso --part jacobian --table truncation -o x.svg", "that table has no figure"),
      ("lab lasso --preset paper", "requires a figure"),
      ("lab hypergradient --save z.csv", "known extensions are .npy"),
      ("lab lasso --save z.npy", "no result to save"),
      ("lab lasso --data x.npy", "--dict and --data must be given together"),
      ("lab lasso --absolute", "requires --dict and --data"),
      ("lab lasso --dict D.csv --data x.csv --seed 2", "--seed has no effect with --data"),
      ("lab lasso --lambda 1", "z = 0 is the solution for λ ≥ λ_max"),
      ("lab unfolding --lambda 1", "z = 0 is the solution for λ ≥ λ_max"),
      ("lab unfolding --resume", "--resume requires --load-weights"),
      ("lab unfolding --atoms 4", "--atoms requires --data"),
      ("lab tuning --part dfo --budget 10", "--budget has no effect without --part compare"),
      ("lab tuning --problem x.npy --part search", "--problem has no effect"),
      ("lab tuning --problem x.wav", "known extensions are .npy, .csv"),
      ("lab tuning --initial 1,2,3", "the regulariser quadratic has 2"),
      ("lab tuning --method dof", "did you mean dfo?"),
      ("lab tuning --part dfo --save t.npy", "no result to save"),
      ("lab tuning --part search --table gap", "with these parameters there are ridge, search"),
      (
        "lab stochastic --part quadratic --table path",
        "with these parameters there are runs, convergence"
      ),
      ("lab dequantization --listen x.wav", "there is nothing to hear"),
      ("lab lasso --listen x.wav", "there is nothing to hear"),
      ("lab dequantization Data/speech --listen x.mp3", "the extension is .wav"),
      ("lab dequantization a --recordings b", "give the same files once"),
      ("lab dequantization --bits 5", "--bits belongs to recordings"),
      ("lab dequantization --train a", "--train and --test must be given together"),
      ("lab dequantization a --method mpa", "did you mean map?"),
      ("lab dequantization a --box 2", "--box 2: box is from 0.01 to 1"),
      ("lab all Data/speech", "unexpected argument Data/speech"),
      ("lab lasso --seed -1", "--seed"), ("lab lasso --format svg", "--format svg"),
    ])
  func refusals(line: String, words text: String) throws {
    let outcome = try Folder().toy(words(line))
    #expect(outcome.status == 64 && outcome.output.isEmpty, "\(line)")
    #expect(outcome.diagnostics.contains(text), "\(line): \(outcome.diagnostics)")
  }

  @Test(
    "points and boxes may repeat a number, and are not taken for decimals",
    arguments: [
      "tuning --part compare --method lbfgsb --initial 0,0 --bounds -2,1,-2,1",
      "tuning --part compare --method lbfgsb --initial 0,1",
    ])
  func vectors(line: String) throws {
    let outcome = try Folder().succeed("lab \(line) --format json")
    #expect(!outcome.diagnostics.contains("read as two values"))
  }

  @Test(
    "data whose squares underflow are no counterexamples: they are refused",
    arguments: [
      "lasso --dict d.csv --data tiny.csv", "unfolding --dict d.csv --data tiny.csv --depth 2",
      "lasso --dict tiny.csv --data x.csv", "hypergradient --data labelled.csv --model lasso",
      "stochastic --data labelled.csv", "tuning --problem tiny.csv",
      "hypergradient --quadratic tiny.csv,b.csv,b.csv",
    ])
  func tiny(line: String) throws {
    let folder = try Folder()
    try folder.write("1.5,0.25\n0.5,1\n", to: "d.csv")
    try folder.write("1.5,2\n0.25,1\n3,0.5\n", to: "x.csv")
    try folder.write("1.5e-160,2e-161\n2e-161,1e-160\n", to: "tiny.csv")
    try folder.write("0.5\n1.5\n", to: "b.csv")
    let rows = (1...8).map { "\($0)e-160,\($0 * $0 % 5)e-160,\($0 % 2)" }
    try folder.write(rows.joined(separator: "\n"), to: "labelled.csv")
    let outcome = try folder.toy(words("lab \(line)"))
    #expect(outcome.status == 65 && outcome.output.isEmpty, "\(outcome.diagnostics)")
    #expect(outcome.diagnostics.contains("is below 1e-100"), "\(outcome.diagnostics)")
  }

  @Test("an error about samples for validation names the option for their labels")
  func validationLabels() throws {
    let folder = try Folder()
    try folder.write(LabArray("x", shape: [3, 2], [1, 2, 3.5, 4, 5, 6]).bytes, to: "x.npy")
    try folder.write("0\n1\n0\n", to: "y.csv")
    let outcome = try folder.toy(
      words("lab hypergradient --data x.npy --labels y.csv --validation x.npy"))
    #expect(outcome.status == 65)
    #expect(outcome.diagnostics.contains("give them with --validation-labels FILE"))
  }

  @Test("the help of a lab lists its parameters, with the built-in instance as defaults")
  func help() throws {
    let text = try Folder().succeed("lab lasso --help").text
    #expect(text.hasPrefix("usage: toy lab lasso [options]\n"))
    for parameter in try #require(Labs.all.first { $0.id == "lasso" }).parameters {
      #expect(text.contains("\n  \(parameter.option) "))
    }
    #expect(text.contains("(default: 0.2,0.1,0.05,0.025,0.0125)"))
  }

  @Test("a network is saved and read again; the folder that is read is not written to")
  func weights() throws {
    let folder = try Folder()
    let data = (1...20).map { "\($0 % 7),\($0 * $0 % 5 + 1),\($0 % 3 - 1)" }
    try folder.write(data.joined(separator: "\n"), to: "x.csv")
    try folder.write("1.5,0,0.6,-1\n0,1,0.8,0\n0.5,0,0,1\n", to: "d.csv")
    let line = "lab unfolding --dict d.csv --data x.csv --index-column no --method slista"
    let saved = try folder.succeed("\(line) --depth 2 --steps 5 --save-weights w --format csv")
    #expect(saved.diagnostics.contains("wrote w/weight.npy\n"))
    #expect(
      Set(try folder.paths()).isSuperset(of: [
        "w/losses.json", "w/step.npy", "w/threshold.npy", "w/weight.npy",
      ]))
    let rows = try folder.succeed("\(line) --load-weights w/ --table gap --format csv").text
    #expect(rows.split(separator: "\n").count == 2 && rows.contains(",loaded"))
    try folder.expectUsageError(
      "\(line) --load-weights w --resume --save-weights w", says: "would overwrite")
    try folder.expectUsageError("\(line) --save-weights", says: "--save-weights")
    let missing = try folder.toy(words("\(line) --load-weights none"))
    #expect(missing.status == 66 && missing.diagnostics.contains("none/threshold.npy"))
  }

  @Test(
    "an interrupted training keeps the layers that are finished, and is resumed bit by bit",
    arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let folder = try Folder()
    let data = (1...20).map { "\($0 % 7),\($0 * $0 % 5 + 1),\($0 % 3 - 1)" }
    try folder.write(data.joined(separator: "\n"), to: "x.csv")
    try folder.write("1.5,0,0.6,-1\n0,1,0.8,0\n0.5,0,0,1\n", to: "d.csv")
    try FileManager.default.createDirectory(
      atPath: folder.path("w"), withIntermediateDirectories: true)
    try folder.write("complete", to: "w/step.npy")
    let line = "lab unfolding --dict d.csv --data x.csv --index-column no --method coupled"
    for delay in [1, 4, 16] where try !folder.paths().contains("w.partial/losses.json") {
      let run = try RunningProgram(
        "\(line) --depth 1000 --steps 60 --save-weights w", in: folder, output: "out",
        diagnostics: "err")
      Thread.sleep(forTimeInterval: Double(delay))
      run.send(signal)
      #expect(try run.status() == 130)
      #expect(try folder.text("out") == "")
    }
    #expect(
      try folder.text("err").hasSuffix(
        "wrote w.partial/losses.json\ninterrupted; finished results are kept\n"))
    // A part never stands where a whole network was.
    #expect(try folder.text("w/step.npy") == "complete")
    let weights = try NumericTable(path: folder.path("w.partial/threshold.npy"))
    let depth = weights.rows + 1
    try #require(depth < 1000)
    _ = try folder.succeed(
      "\(line) --depth \(depth) --load-weights w.partial --resume --save-weights a --format csv")
    _ = try folder.succeed("\(line) --depth \(depth) --save-weights b --format csv")
    #expect(try folder.bytes("a/weight.npy") == folder.bytes("b/weight.npy"))
  }

  @Test("labs that share the name of a parameter share its kind")
  func sharedNames() {
    for option in Option.ofLabs(Labs.all) {
      let kinds = Set(
        Labs.all.flatMap(\.parameters).filter { $0.option == option.name }.map { Option($0).value }
      )
      // A whole number is a grid of one, a file one of several, and a step size one of a list; a built-in problem has a
      // name, the user's is in files.
      let isSeveral = [["M", "GRID"], ["FILE", "FILES"], ["X", "LIST"], ["NAME", "FILES"]].contains(
        kinds)
      #expect(kinds.count == 1 || isSeveral, "\(option.name)")
    }
  }

  @Test("no parameter of a lab has the name of another option")
  func ownNames() {
    let names = LabCommand.options.map(\.name)
    #expect(Set(names).count == names.count)
    for option in [Option.columns, .help] { #expect(!names.contains(option.name)) }
  }

  @Test("the claims of a lab can be checked and explained, also for other seeds")
  func claims() throws {
    let folder = try Folder()
    #expect(
      try folder.succeed("check lasso/exit-time").text.contains("predicted 144, computed 144"))
    let rows = try jsonObjects(folder.succeed("check lasso --format json").output)
    #expect(
      rows.compactMap { $0["claim"] as? String }
        == Labs.all.first { $0.id == "lasso" }?.claims.map(\.id))
    #expect(
      rows.allSatisfy {
        $0["verdict"] as? String
          == ($0["claim"] as? String == "lasso/printed-rate" ? "refuted" : "compared")
      })
    let other = try folder.succeed("check lasso --seed 1")
    #expect(other.diagnostics.contains("about the instances of seed 0: lasso/"))
    #expect(try folder.toy(words("check lasso/exit-time --seed 1")).status == 64)
    #expect(try folder.toy(words("check lasso --samples 10")).status == 64)
    #expect(try folder.succeed("explain lasso/drift").text.contains("predicted"))
    // The name belongs to the lab's own chapter; the claim of the theory is learned-gradient.
    #expect(try folder.succeed("explain hypergradient/danskin").text.contains("predicted"))
  }

  @Test("claims about recordings name the command that decides them")
  func recordings() throws {
    let folder = try Folder()
    let name = "dequantization/librivox-exact"
    let outcome = try folder.toy(words("check \(name)"))
    #expect(outcome.status == 64)
    #expect(outcome.diagnostics.contains("`toy lab dequantization Data/librivox` decides it"))
    #expect(try folder.succeed("explain \(name)").text.contains("Data/librivox"))
  }

  @Test("recordings after the name of a lab; three sounds, and the outputs of the best network")
  func sounds() throws {
    let folder = try Folder()
    try folder.copySpeech(2)
    let line = "lab dequantization Data/speech --method weights --depth 2 --iterations 50"
    let outcome = try folder.succeed("\(line) --listen out.wav --save y.npy --format csv")
    for name in ["out.wav", "out-quantized.wav", "out-exact.wav"] {
      #expect(outcome.diagnostics.contains("wrote \(name): "))
      let file = try #require(
        try RecordingCollection(
          [folder.path(name)], framing: Framing(length: 64, hop: 64), normalization: .none
        ).recordings.first)
      #expect(file.sampleRate == 8000 && file.sampleCount % 64 == 0 && file.sampleCount > 8000)
    }
    #expect(outcome.diagnostics.contains("wrote y.npy"))
    #expect(outcome.text.contains(",law,holds") && !outcome.text.contains(",pin,"))
    try folder.expectUsageError(
      "\(line) --listen Data/speech/harvard-01-01.wav", says: "would overwrite")
  }

  @Test("the speed-up of dynamic accuracy in other draws is what the text says")
  func speedUp() throws {
    let lab = try #require(Labs.all.first { $0.id == "tuning" })
    let claim = try #require(lab.claims.first { $0.id == "tuning/dfo-printed-speed" })
    guard case .refutedAsStated(let correction) = claim.stance else {
      Issue.record("not refuted")
      return
    }
    let rows = try jsonObjects(
      Folder().succeed("lab tuning --part dfo --seed 0..9 --table unrolling --format json").output)
    var (best, many): ([Double], [Double]) = ([], [])
    for seed in 0...9 {
      let costs = rows.filter { $0["seed"] as? Int == seed }
        .map { (name: "\($0["steps"] ?? "")", cost: $0["iterations_to_1e-6"] as? Double) }
      let dynamic = try #require(costs.first { $0.name == "dynamic" }?.cost)
      let fixed = costs.filter { $0.name != "dynamic" }
      best.append(try #require(fixed.compactMap(\.cost).min()) / dynamic)
      many.append(try #require(fixed.first { $0.name == "2000" }?.cost ?? nil) / dynamic)
    }
    // Which steps are taken depends on the last digits, and so on the processor.
    #expect(correction.contains("the factor lies between 0.25 and 2.5 in the draws"))
    #expect(best.allSatisfy { (0.25...2.5).contains($0) }, "\(best)")
    #expect(correction.contains("it lies between 5 and 60."))
    #expect(many.allSatisfy { (5...60).contains($0) }, "\(many)")
  }
}
