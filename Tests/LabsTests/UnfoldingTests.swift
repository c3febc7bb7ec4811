// The lab of unfolded networks: the user's data, weights in files, and refusals.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Report
import TestSupport
import Testing
import Unfolding

struct UnfoldingTests {
  private let lab = UnfoldingLab()

  /// A problem of the user: 5 × 8 unit atoms and 24 samples of different sizes.
  private struct Files {
    let dictionary: Matrix
    let signals: Matrix
    let values: [(String, LabValue)]

    init(_ folder: Folder, scale: Double = 1) throws {
      var generator = CounterGenerator(seed: 31)
      var dictionary = unitAtoms(generator.normals(rows: 5, columns: 8))
      if scale != 1 { LinearAlgebra.scale(&dictionary, by: scale) }
      signals = generator.normals(rows: 24, columns: 5)
      self.dictionary = dictionary
      try folder.write(LabArray("d", dictionary).bytes, to: "d.npy")
      try folder.write(LabArray("x", signals).bytes, to: "x.npy")
      values = [
        ("dict", .files([folder.path("d.npy")])), ("data", .files([folder.path("x.npy")])),
        ("steps", .integers([12])),
      ]
    }
  }

  private func save(_ study: LabStudy, to folder: Folder) throws -> String {
    for file in study.savedFiles {
      try writeFile(file.bytes, to: folder.path("weights/\(file.path)"))
    }
    return folder.path("weights")
  }

  // MARK: Laws

  @Test(
    "the laws hold for the user's data and every loss",
    arguments: ["unsupervised", "semi-supervised", "supervised"], [0.1, 0.6])
  func laws(loss: String, lambda: Double) throws {
    let folder = try Folder()
    var values = try Files(folder).values
    values += [
      ("loss", .names([loss])), ("lambda", .numbers([lambda])), ("depth", .integers([3])),
      ("method", .names(["ista", "slista", "coupled", "lista"])),
    ]
    if loss == "supervised" {
      var generator = CounterGenerator(seed: 7)
      try folder.write(
        LabArray("z", generator.normals(rows: 24, columns: 8)).bytes, to: "z.npy")
      values.append(("codes", .files([folder.path("z.npy")])))
    }
    let study = try lab.study(lab.settings(values))
    study.expectAllHold()
    #expect(study.results.allSatisfy { $0.claim.kind == .law })
    let decided = Set(study.results.map(\.claim.id))
    for name in ["adjoint", "untrained", "untrained-general", "export", "certificate", "monotone"] {
      #expect(decided.contains("unfolding/\(name)"), "\(name)")
    }
    #expect(decided.contains("unfolding/deeper") == (loss == "unsupervised"))
  }

  @Test(
    "every depth has the loss before training and after each step, and no step increases it",
    arguments: ["slista", "coupled", "lista"])
  func training(method: String) throws {
    let folder = try Folder()
    let study = try lab.study(
      lab.settings(
        Files(folder).values + [
          ("method", .names(["ista", method])), ("depth", .integers([3])),
          ("lambda", .numbers([0.2])),
        ]))
    let rows = zip(
      try study.numbers("training", "depth"),
      zip(try study.numbers("training", "step"), try study.numbers("training", "loss")))
    let trained = try study.numbers("gap", "training_loss").suffix(3)
    for (depth, last) in zip(1...3, trained) {
      let steps = rows.filter { $0.0 == Double(depth) }.map(\.1)
      #expect(steps.map(\.0) == (0..<steps.count).map(Double.init) && steps.count > 1)
      #expect(zip(steps, steps.dropFirst()).allSatisfy { $1.1 <= $0.1 })
      #expect(steps.last?.1 == last)
    }
    // A layer with a step of ISTA lowers the loss of the network before it, and training lowers it further.
    #expect(zip(trained, trained.dropFirst()).allSatisfy { $1 < $0 })
  }

  @Test("on the equi-regularisation set a relative λ is an absolute one")
  func equalized() throws {
    let folder = try Folder()
    let values =
      try Files(folder).values + [
        ("equalize", .flag(true)), ("depth", .integers([2])), ("lambda", .numbers([0.3])),
      ]
    let relative = try lab.study(lab.settings(values))
    let absolute = try lab.study(lab.settings(values + [("absolute", .flag(true))]))
    let losses = try [relative, absolute].map { try $0.numbers("gap", "test_loss") }
    #expect(losses[0].count == 6)
    // ‖Dᵀx‖∞ is 1 to rounding, which training amplifies.
    #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 1e-9 * $0 })
    let plain = try lab.study(lab.settings(values.filter { $0.0 != "equalize" }))
    #expect(try plain.numbers("gap", "test_loss") != losses[0])
  }

  @Test("networks trained on true codes are closer to them, networks trained on F have the lower F")
  func supervised() throws {
    let folder = try Folder()
    func study(_ loss: String, _ more: [(String, LabValue)]) throws -> LabStudy {
      let study = try lab.study(
        lab.settings(
          [
            ("problem", .names(["sparse"])), ("part", .names(["networks"])),
            ("lambda", .numbers([0.2])), ("loss", .names([loss])),
          ] + more))
      study.expectAllHold()
      return study
    }
    let training: [(String, LabValue)] = [
      ("method", .names(["slista"])), ("depth", .integers([3])), ("save-weights", .text("w")),
    ]
    let onCodes = try study("supervised", training)
    let onCost = try study("unsupervised", training)
    let weights = try save(onCost, to: folder)
    // The goal on training data for the network that was trained on F.
    let evaluated = try study("supervised", [("load-weights", .text(weights))])
    let distances = try [onCodes, evaluated].map {
      try #require(try $0.numbers("gap", "training_loss").last)
    }
    #expect(distances[0] < distances[1])
    let costs = try [onCodes, onCost].map { try #require(try $0.numbers("gap", "test_loss").last) }
    #expect(costs[1] < costs[0])
  }

  @Test("the checks of derivatives hold on other draws of the built-in instance")
  func derivatives() throws {
    for seed in 0...2 as ClosedRange<UInt64> {
      let study = try lab.study(lab.settings([("part", .names(["coupling"]))], seed: seed))
      study.expectAllHold()
      #expect(study.results.contains { $0.claim.id == "unfolding/reverse" })
    }
  }

  @Test("without training every network has the losses of ISTA, to the last bit")
  func untrained() throws {
    let folder = try Folder()
    let values =
      try Files(folder).values.dropLast() + [
        ("steps", .integers([0])), ("depth", .integers([4])),
        ("method", .names(["ista", "slista", "coupled"])),
      ]
    let study = try lab.study(lab.settings(Array(values)))
    for name in ["training_loss", "test_loss", "test_gap"] {
      let cells = try study.cells("gap", name)
      #expect(cells.count == 12)
      #expect(cells[0..<4] == cells[4..<8] && cells[0..<4] == cells[8..<12], "\(name)")
    }
  }

  // MARK: Weights

  /// The mean of ½‖x − Dz‖² + λ‖z‖₁ by loops over the entries of files.
  private func cost(
    _ weights: (String) throws -> [Double], _ files: Files, rows: Range<Int>, lambda: Double,
    isAbsolute: Bool, isGeneral: Bool
  ) throws -> Double {
    let (n, m) = (5, 8)
    let thresholds = try weights("threshold.npy")
    var sum = 0.0
    for row in rows {
      let x = (0..<n).map { files.signals[row, $0] }
      var limit = 0.0
      for j in 0..<m {
        var product = 0.0
        for i in 0..<n { product += files.dictionary[i, j] * x[i] }
        limit = max(limit, abs(product))
      }
      let penalty = isAbsolute ? lambda : lambda * limit
      var z = [Double](repeating: 0, count: m)
      func residual() -> [Double] {
        (0..<n).map { i in (0..<m).reduce(-x[i]) { $0 + files.dictionary[i, $1] * z[$1] } }
      }
      for (layer, threshold) in thresholds.enumerated() {
        var u = z
        if isGeneral {
          let (first, second) = (try weights("weight_z.npy"), try weights("weight_x.npy"))
          for i in 0..<m {
            u[i] = (0..<m).reduce(0) { $0 + first[layer * m * m + i * m + $1] * z[$1] }
            u[i] += (0..<n).reduce(0) { $0 + second[layer * m * n + i * n + $1] * x[$1] }
          }
        } else {
          let (weight, r) = (try weights("weight.npy"), residual())
          for j in 0..<m {
            for i in 0..<n { u[j] -= r[i] * weight[layer * n * m + i * m + j] }
          }
        }
        z = u.map {
          $0.magnitude <= penalty * threshold ? 0 : $0 - ($0 > 0 ? 1 : -1) * penalty * threshold
        }
      }
      sum += residual().reduce(0) { $0 + 0.5 * $1 * $1 } + z.reduce(0) { $0 + penalty * abs($1) }
    }
    return sum / Double(rows.count)
  }

  @Test(
    "another program gets the losses of losses.json from the arrays",
    arguments: ["slista", "coupled", "lista"], [false, true])
  func forward(method: String, isAbsolute: Bool) throws {
    let folder = try Folder()
    let files = try Files(folder)
    let study = try lab.study(
      lab.settings(
        files.values + [
          ("method", .names([method])), ("depth", .integers([3])), ("lambda", .numbers([0.2])),
          ("absolute", .flag(isAbsolute)), ("save-weights", .text("weights")),
        ]))
    let weights = try save(study, to: folder)
    let names = Set(study.savedFiles.map(\.path))
    #expect(
      names
        == Set(
          (method == "lista" ? ["weight_z", "weight_x", "threshold"] : ["weight", "threshold"])
            .map { "\($0).npy" } + ["losses.json", "dictionary.npy"]
            + (method == "slista" ? ["step.npy"] : [])))
    var cache: [String: [Double]] = [:]
    func entries(_ name: String) throws -> [Double] {
      if let found = cache[name] { return found }
      var reading = TableReading(indexColumn: .no)
      reading.purpose = .samples
      reading.foldsDimensions = true
      let table = try NumericTable(path: "\(weights)/\(name)", reading: reading)
      #expect(table.layout.shape.first == 3)
      cache[name] = table.values
      return table.values
    }
    let losses = try JSONValue(parsing: folder.bytes("weights/losses.json")).members
    for (name, rows) in [("training", 0..<12), ("test", 12..<24)] {
      let expected = try #require(losses?.first { $0.name == name }?.value.number)
      let found = try cost(
        entries, files, rows: rows, lambda: 0.2, isAbsolute: isAbsolute,
        isGeneral: method == "lista")
      // Two orders of the same sums.
      #expect(abs(found - expected) <= 1e-12 * expected, "\(name)")
    }
  }

  @Test(
    "a loaded network has its losses, and training that is resumed is that without a break",
    arguments: ["slista", "coupled", "lista"])
  func resume(method: String) throws {
    let folder = try Folder()
    let values =
      try Files(folder).values + [
        ("lambda", .numbers([0.2])), ("method", .names([method])),
      ]
    func study(_ more: [(String, LabValue)]) throws -> LabStudy {
      try lab.study(lab.settings(values + more))
    }
    let short = try study([("depth", .integers([2])), ("save-weights", .text("weights"))])
    let weights = try save(short, to: folder)
    let loaded = try lab.study(
      lab.settings(values.filter { $0.0 != "steps" } + [("load-weights", .text(weights))]))
    #expect(try loaded.cells("gap", "stop_reason") == [.text("loaded")])
    #expect(
      try loaded.cells("gap", "test_loss").last == short.cells("gap", "test_loss").last)
    let whole = try study([("depth", .integers([4]))])
    let resumed = try study([
      ("depth", .integers([4])), ("load-weights", .text(weights)), ("resume", .flag(true)),
    ])
    #expect(
      try resumed.cells("gap", "test_loss") == whole.cells("gap", "test_loss").suffix(3))
    #expect(resumed.arrays == whole.arrays)
    let longer = try study([("load-weights", .text(weights)), ("resume", .flag(true))])
    let before = try #require(try short.numbers("gap", "training_loss").last)
    let after = try #require(try longer.numbers("gap", "training_loss").last)
    #expect(after <= before)
  }

  /// The losses that a study saves: depth, step and loss of every record.
  private func history(_ study: LabStudy) throws -> [[Double?]] {
    let file = try #require(study.savedFiles.first { $0.path == "losses.json" })
    let members = try JSONValue(parsing: file.bytes).members
    let records = try #require(members?.first { $0.name == "history" }?.value.elements)
    return records.map { record in record.members?.map(\.value.number) ?? [] }
  }

  @Test("resumed training keeps the losses of the layers before")
  func resumedHistory() throws {
    let folder = try Folder()
    let values = try Files(folder).values + [("save-weights", .text("weights"))]
    func study(_ more: [(String, LabValue)]) throws -> LabStudy {
      try lab.study(lab.settings(values + [("method", .names(["coupled"]))] + more))
    }
    let short = try study([("depth", .integers([2]))])
    let weights = [("load-weights", LabValue.text(try save(short, to: folder)))]
    let whole = try history(study([("depth", .integers([4]))]))
    #expect(
      try history(study(weights + [("depth", .integers([4])), ("resume", .flag(true))])) == whole)
    let before = try history(short)
    let longer = try history(study(weights + [("resume", .flag(true))]))
    #expect(longer.starts(with: before) && longer.count > before.count)
    for (record, next) in zip(longer, longer.dropFirst()) where record[0] == next[0] {
      #expect(next[1] == record[1].map { $0 + 1 })
    }
  }

  @Test("several networks get a folder each")
  func folders() throws {
    let folder = try Folder()
    let study = try lab.study(
      lab.settings(
        Files(folder).values + [
          ("method", .names(["ista", "slista", "coupled"])), ("depth", .integers([1])),
          ("lambda", .numbers([0.1, 0.5])), ("save-weights", .text("w")),
        ]))
    let names = Set(study.savedFiles.compactMap { $0.path.split(separator: "/").first })
    #expect(names == ["slista-0.1", "slista-0.5", "coupled-0.1", "coupled-0.5"])
    #expect(study.arrays.contains { $0.name == "coupled-0.5-weight" && $0.shape == [1, 5, 8] })
  }

  /// A network of two layers in the folder `weights`, trained with λ = 0.2.
  private func saved(
    _ method: String, _ folder: Folder, _ more: [(String, LabValue)] = []
  ) throws -> [(String, LabValue)] {
    let values = try Files(folder).values
    let study = try lab.study(
      lab.settings(
        values + [
          ("method", .names([method])), ("depth", .integers([2])), ("lambda", .numbers([0.2])),
          ("save-weights", .text("weights")),
        ] + more))
    return values.filter { $0.0 != "steps" } + [
      ("load-weights", .text(try save(study, to: folder)))
    ]
  }

  /// The message of the error that settings cause.
  private func message(_ values: [(String, LabValue)]) throws -> String {
    let error = #expect(throws: LabError.self) { try lab.study(lab.settings(values)) }
    return error?.message ?? ""
  }

  @Test(
    "weights of another dictionary are refused, naming the file",
    arguments: ["slista", "coupled", "lista"])
  func foreign(method: String) throws {
    let folder = try Folder()
    let values = try saved(method, folder)
    var generator = CounterGenerator(seed: 5)
    for (columns, text) in [
      (8, "dictionary.npy: the network was trained with this dictionary"),
      (9, "dictionary.npy: an array of shape (5, 8); the shape (5, 9) is expected"),
    ] {
      try folder.write(
        LabArray("d", unitAtoms(generator.normals(rows: 5, columns: columns))).bytes, to: "d.npy")
      #expect(try message(values).contains(text))
    }
    if method == "slista" {
      try folder.write(
        LabArray("d", unitAtoms(generator.normals(rows: 5, columns: 8))).bytes, to: "d.npy")
      try folder.remove("weights/dictionary.npy")
      #expect(try message(values).contains("layer 1 are not the step in step.npy times"))
    }
  }

  @Test(
    "files that are not those of a network are refused, naming the file and what is expected",
    arguments: [
      ("coupled", "weight.npy", nil, "weight.npy: No such file"),
      (
        "coupled", "weight.npy", LabArray("", shape: [3, 5, 8], Array(repeating: 1, count: 120)),
        "weight.npy: an array of shape (3, 5, 8); the shape (2, 5, 8) is expected"
      ),
      (
        "slista", "step.npy", LabArray("", [1, 1, 1]),
        "step.npy: an array of shape (3,); the shape (2,) is expected"
      ),
      (
        "slista", "threshold.npy", LabArray("", shape: [2, 1], [1, 1]),
        "threshold.npy: an array of shape (2, 1); the shape (2,) is expected"
      ),
      (
        "lista", "weight_x.npy", LabArray("", shape: [2, 5, 8], Array(repeating: 1, count: 80)),
        "weight_x.npy: an array of shape (2, 5, 8); the shape (2, 8, 5) is expected"
      ),
      (
        "lista", "weight_z.npy", LabArray("", [.nan]),
        "weight_z.npy: row 1, column 1: nan is not finite"
      ),
    ] as [(String, String, LabArray?, String)])
  func malformed(method: String, name: String, array: LabArray?, text: String) throws {
    let folder = try Folder()
    let values = try saved(method, folder)
    try folder.remove("weights/\(name)")
    if let array { try folder.write(array.bytes, to: "weights/\(name)") }
    #expect(try message(values).contains(text))
  }

  @Test(
    "losses.json is read with care",
    arguments: [
      ("{", "losses.json: line 1"), ("[1]", "losses.json: it is not an object"),
      (#"{"method": "mlp"}"#, "method is not one of ista, slista"),
      (#"{"lambda": "0.2"}"#, "lambda is not a positive number"),
      (#"{"lambda": -1}"#, "lambda is not a positive number"),
      (#"{"absolute": 1}"#, "absolute is not true or false"),
      (#"{"loss": "F"}"#, "loss is not one of supervised"),
      (#"{"depth": 7}"#, "losses.json: depth is 7, but the arrays of"),
      (#"{"depth": -3}"#, "depth is not a positive whole number"),
      (#"{"depth": 1e20}"#, "depth is not a positive whole number"),
      (#"{"history": [{"depth": 1, "loss": 2}]}"#, "history is not a list of losses"),
      (
        #"{"history": [{"depth": 1, "step": 9223372036854774784, "loss": 2}]}"#,
        "history is not a list of losses"
      ),
      (#"{"history": [{"depth": 3, "step": 0, "loss": 2}]}"#, "history has depth 3, but"),
      (#"{"method": "lista"}"#, "weight_z.npy: No such file"),
    ])
  func losses(json: String, text: String) throws {
    let folder = try Folder()
    let values = try saved("slista", folder)
    try folder.write(json, to: "weights/losses.json")
    #expect(try message(values).contains(text))
  }

  @Test("files that an earlier network of another kind has left are ignored")
  func leftovers() throws {
    let folder = try Folder()
    _ = try saved("lista", folder)
    let values = try saved("slista", folder)
    let study = try lab.study(lab.settings(values))
    #expect(try study.cells("gap", "method").last == .text("slista"))
    try folder.remove("weights/losses.json")
    #expect(try message(values).contains("belong to networks of different kinds"))
  }

  @Test("a network that was trained with an absolute λ is evaluated with it")
  func absolute() throws {
    let folder = try Folder()
    let values = try saved("coupled", folder, [("absolute", .flag(true))])
    let losses = try JSONValue(parsing: folder.bytes("weights/losses.json")).members
    let test = try #require(losses?.first { $0.name == "test" }?.value.number)
    let study = try lab.study(lab.settings(values))
    #expect(try study.cells("gap", "test_loss").last == .number(test))
  }

  @Test(
    "training is not resumed with other settings",
    arguments: [
      (("lambda", .numbers([0.5])), "was trained with --lambda 0.2"),
      (("absolute", .flag(true)), "was trained without --absolute"),
      (("equalize", .flag(true)), "was trained without --equalize"),
      (("loss", .names(["semi-supervised"])), "was trained with --loss unsupervised"),
      (("method", .names(["coupled"])), "is slista"),
    ] as [((String, LabValue), String)])
  func otherSettings(value: (String, LabValue), text: String) throws {
    let folder = try Folder()
    let values = try saved("slista", folder) + [value]
    #expect(try message(values + [("resume", .flag(true))]).contains(text))
  }

  // MARK: Data

  @Test("samples become atoms of mean 0 and norm 1")
  func atoms() throws {
    let folder = try Folder()
    let files = try Files(folder)
    let study = try lab.study(
      lab.settings([
        files.values[1], ("atoms", .integers([9])), ("depth", .integers([2])),
        ("steps", .integers([5])), ("equalize", .flag(true)), ("method", .names(["coupled"])),
      ]))
    study.expectAllHold()
    #expect(study.warnings.isEmpty)
    let weight = try #require(study.arrays.first { $0.name == "coupled-0.1-weight" })
    #expect(weight.shape == [2, 5, 9])
  }

  @Test("scaled data give the same network, and losses that are scaled")
  func units() throws {
    let folder = try Folder()
    let files = try Files(folder)
    let more: [(String, LabValue)] = [
      ("method", .names(["slista"])), ("depth", .integers([2])), ("lambda", .numbers([0.2])),
    ]
    let study = try lab.study(lab.settings(files.values + more))
    var signals = files.signals
    scale(&signals, by: 1024)
    try folder.write(LabArray("x", signals).bytes, to: "x.npy")
    let scaled = try lab.study(lab.settings(files.values + more))
    let steps = try [study, scaled].map { study in
      try #require(study.arrays.first { $0.name == "slista-0.2-step" }).elements
    }
    // A power of 2 changes only the rounding of the first trial step.
    #expect(zip(steps[0], steps[1]).allSatisfy { abs($0 - $1) < 1e-9 * abs($0) })
    let losses = try [study, scaled].map { try $0.numbers("gap", "test_loss") }
    #expect(losses[0].count == 2)
    #expect(
      zip(losses[0], losses[1]).allSatisfy { abs($1 - 0x1p20 * $0) < 1e-9 * abs($1) })
  }

  @Test("laws hold for a single atom, for equal atoms, and for a single sample to test with")
  func small() throws {
    let folder = try Folder()
    let files = try Files(folder)
    var elements = Array(files.dictionary.elements.prefix(5))
    for count in [1, 3] {
      if count == 3 { elements += elements + elements }
      try folder.write(
        LabArray("d", Matrix(rows: 5, columns: count, elements: elements)).bytes, to: "d.npy")
      try folder.write(
        LabArray("x", Matrix(rows: 1, columns: 5, elements: [1, -1, 2, 0.5, 1])).bytes, to: "y.npy")
      let study = try lab.study(
        lab.settings(
          files.values + [
            ("depth", .integers([2])), ("test", .files([folder.path("y.npy")])),
            ("method", .names(["ista", "slista", "coupled", "lista"])),
          ]))
      study.expectAllHold()
    }
  }

  @Test("warnings: λ ≥ λ_max, norms of atoms")
  func warnings() throws {
    let folder = try Folder()
    let study = try lab.study(
      lab.settings(
        Files(folder, scale: 1.5).values + [
          ("lambda", .numbers([1])), ("depth", .integers([1])),
        ]))
    for text in ["not of norm 1", "λ ≥ λ_max for 12 of 12"] {
      #expect(study.warnings.contains { $0.contains(text) }, "\(text)")
    }
    study.expectAllHold()
  }

  @Test(
    "settings that contradict each other are rejected with the reason",
    arguments: [
      ([("atoms", .integers([4]))], "--atoms requires --data"),
      ([("absolute", .flag(true))], "--absolute requires --data"),
      ([("resume", .flag(true))], "--resume requires --load-weights"),
      ([("lambda", .numbers([1]))], "--lambda 1: z = 0 is the solution"),
      ([("loss", .names(["supervised"]))], "requires true codes: --problem sparse"),
      ([("dict", .files(["d.npy"]))], "--dict and --data must be given together"),
      ([("data", .files(["x.npy"]))], "requires --dict, a dictionary, or --atoms"),
      (
        [("data", .files(["x.npy"])), ("part", .names(["losses"]))],
        "--part belongs to the built-in instance"
      ),
      (
        [("part", .names(["losses"])), ("save-weights", .text("w"))],
        "--save-weights requires --part networks"
      ),
    ] as [([(String, LabValue)], String)])
  func refusals(values: [(String, LabValue)], text: String) throws {
    let error = #expect(throws: LabError.self) { try lab.study(lab.settings(values)) }
    #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
  }

  @Test("training steps are refused where nothing is trained")
  func idleSteps() throws {
    let folder = try Folder()
    let values = try saved("slista", folder)
    let steps = [("steps", LabValue.integers([7]))]
    #expect(
      try message(values + steps).contains("--steps has no effect with --load-weights unless"))
    #expect(
      try message(Files(folder).values + [("method", .names(["ista"]))])
        .contains("--steps has no effect with --method ista"))
  }

  @Test(
    "data whose squares underflow or overflow are refused",
    arguments: [
      (1.0, 1e-155, "x.csv: the largest magnitude"), (1e-160, 1, "d.csv: the largest magnitude"),
      (1e-60, 1e-60, "x.csv: ‖Dᵀx‖∞ of sample 1: the largest magnitude"),
      (1e60, 1e60, "x.csv: sample 1: ‖Dᵀx‖∞ ="),
    ])
  func magnitudes(dictionary: Double, data: Double, text: String) throws {
    let folder = try Folder()
    func write(_ rows: [[Double]], times scale: Double, to name: String) throws {
      let lines = rows.map { row in row.map { "\($0 * scale)" }.joined(separator: ",") }
      try folder.write(lines.joined(separator: "\n"), to: name)
    }
    try write([[1, 0, 0.6], [0, 1, 0.8]], times: dictionary, to: "d.csv")
    try write([[1.5, 2], [0.3, 1], [2.5, 0.1], [1, 1]], times: data, to: "x.csv")
    let values: [(String, LabValue)] = [
      ("dict", .files([folder.path("d.csv")])), ("data", .files([folder.path("x.csv")])),
      ("depth", .integers([2])), ("steps", .integers([5])),
    ]
    #expect(try message(values).contains(text))
    #expect(
      try message(values.dropLast() + [("steps", .integers([0]))]).contains(text))
  }

  @Test("a single tiny sample or atom is refused")
  func tinyColumn() throws {
    let folder = try Folder()
    try folder.write("1,0,0.6\n0,1,0.8\n", to: "d.csv")
    try folder.write("1.5,2\n1e-150,1e-151\n3,1\n", to: "x.csv")
    let data = [("data", LabValue.files([folder.path("x.csv")]))]
    let dictionary = [("dict", LabValue.files([folder.path("d.csv")]))]
    #expect(try message(data + dictionary).contains("x.csv: sample 2: the largest magnitude"))
    #expect(
      try message(data + [("atoms", .integers([1]))])
        .contains("x.csv: sample 2: the largest magnitude"))
    try folder.write("1,1e-150\n0.5,0\n", to: "d.csv")
    #expect(
      try message(data + dictionary).contains("d.csv: atom (column) 2: the largest magnitude"))
  }

  @Test("a deeper network than the loaded one needs --resume, a shallower one does not exist")
  func depths() throws {
    let folder = try Folder()
    let values = try Files(folder).values + [("method", .names(["slista"]))]
    let study = try lab.study(
      lab.settings(values + [("depth", .integers([2])), ("save-weights", .text("weights"))]))
    let weights = try save(study, to: folder)
    let evaluated = values.filter { $0.0 != "steps" }
    for (depth, text) in [(4, "--resume adds layers"), (1, "has 2 layers")] {
      let error = #expect(throws: LabError.self) {
        try lab.study(
          lab.settings(
            evaluated + [("load-weights", .text(weights)), ("depth", .integers([depth]))]))
      }
      #expect(error?.message.contains(text) == true)
    }
    let error = #expect(throws: LabError.self) {
      try lab.study(
        lab.settings(
          evaluated.dropLast() + [
            ("method", .names(["coupled"])), ("load-weights", .text(weights)),
          ]))
    }
    #expect(error?.message.contains("is slista") == true)
  }

  @Test("files that do not match are rejected, naming both shapes")
  func misfits() throws {
    let folder = try Folder()
    let values = try Files(folder).values
    try folder.write("1.5,2,3\n4,5,6.5\n", to: "y.csv")
    for (name, text) in [("test", "2 samples of 3 numbers"), ("codes", "2 codes of 3 numbers")] {
      let error = #expect(throws: LabError.self) {
        try lab.study(
          lab.settings(
            values + [
              (name, .files([folder.path("y.csv")])),
              ("loss", .names([name == "codes" ? "supervised" : "unsupervised"])),
            ]))
      }
      #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
    }
  }
}
