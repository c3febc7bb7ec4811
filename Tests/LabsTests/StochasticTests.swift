// The lab of stochastic methods: the user's data, options and refusals, and the reference by another route.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Report
import Stochastic
import TestSupport
import Testing

struct StochasticTests {
  private let lab = StochasticLab()

  /// Forty samples of two features, labelled 3 and 7.
  private struct Samples {
    let values: [Double]
    let labels: [Double]

    init(seed: UInt64 = 1702) {
      var generator = CounterGenerator(seed: seed)
      let values = generator.normals(80)
      self.values = values
      labels = generator.normals(40).enumerated().map {
        2 * values[2 * $0.offset] - values[2 * $0.offset + 1] + $0.element > 0 ? 7 : 3
      }
    }

    var csv: String {
      "a,b,class\n"
        + labels.indices.map { "\(values[2 * $0]),\(values[2 * $0 + 1]),\(Int(labels[$0]))\n" }
        .joined()
    }

    var libsvm: String {
      labels.indices.map {
        "\(Int(labels[$0])) 1:\(values[2 * $0]) 2:\(values[2 * $0 + 1])\n"
      }.joined()
    }
  }

  private func own(
    _ folder: Folder, _ more: [(String, LabValue)] = []
  ) throws -> [(String, LabValue)] {
    try folder.write(Samples().csv, to: "data.csv")
    return [
      ("data", .files([folder.path("data.csv")])), ("iterations", .integers([400])),
      ("method", .names(["saba", "soba"])),
    ] + more
  }

  // MARK: Data

  @Test("CSV, LIBSVM and .npy give the same numbers")
  func formats() throws {
    let folder = try Folder()
    let samples = Samples()
    let first = try lab.study(lab.settings(own(folder)))
    try folder.write(samples.libsvm, to: "data.libsvm")
    try folder.write(
      LabArray("x", Matrix(rows: 40, columns: 2, rowMajor: samples.values)).bytes, to: "x.npy")
    try folder.write(LabArray("y", samples.labels).bytes, to: "y.npy")
    for (data, labels) in [("data.libsvm", nil), ("x.npy", "y.npy")] as [(String, String?)] {
      var values: [(String, LabValue)] = [
        ("data", .files([folder.path(data)])), ("iterations", .integers([400])),
        ("method", .names(["saba", "soba"])),
      ]
      if let labels { values.append(("labels", .files([folder.path(labels)]))) }
      let study = try lab.study(lab.settings(values))
      for column in ["gap", "stationarity", "loss", "accuracy"] {
        #expect(
          try study.numbers("logistic", column) == first.numbers("logistic", column))
      }
      #expect(study.product == first.product)
    }
    #expect(try first.cells("reference", "feature") == [.text("a"), .text("b")])
  }

  @Test("laws hold for the user's data, and pins are not decided", arguments: [false, true])
  func laws(isShared: Bool) throws {
    let folder = try Folder()
    var values = try own(folder)
    if isShared { values.append(("shared", .flag(true))) }
    let study = try lab.study(lab.settings(values))
    #expect(study.results.allSatisfy { $0.verdict == .holds && $0.claim.kind == .law })
    #expect(
      study.results.map(\.claim.id) == [
        "stochastic/logistic-gradient", "stochastic/logistic-sample-means",
        "stochastic/logistic-reference",
      ])
    let product = try #require(study.product)
    #expect(product.shape == [2, isShared ? 1 : 2])
  }

  @Test("the reference for one penalty is the minimum of a scan with plain gradient descent below")
  func scan() throws {
    let folder = try Folder()
    let study = try lab.study(lab.settings(own(folder, [("shared", .flag(true))])))
    let found = try study.numbers("reference", "lambda")[0]
    let samples = Samples()
    func row(_ i: Int) -> (x: [Double], y: Double) {
      (Array(samples.values[2 * i..<2 * i + 2]), samples.labels[i] == 7 ? 1 : -1)
    }
    func validation(_ lambda: Double) -> Double {
      var z = [0.0, 0]
      for _ in 0..<600 {
        var gradient = z.map { exp(lambda) * $0 }
        for i in 0..<20 {
          let (x, y) = row(i)
          let tail = 1 / (1 + exp(y * dot(x, z)))
          for k in 0..<2 { gradient[k] -= y * tail * x[k] / 20 }
        }
        for k in 0..<2 { z[k] -= 0.5 * gradient[k] }
      }
      return (20..<40).reduce(0) { sum, i in
        let (x, y) = row(i)
        return sum + log(1 + exp(-y * dot(x, z))) / 20
      }
    }
    let loss = try study.numbers("reference", "loss")[0]
    #expect(abs(loss - validation(found)) < 1e-6)
    for step in 0...30 { #expect(validation(-5 + 0.2 * Double(step)) > loss - 1e-6) }
  }

  @Test("λ stays in the box and begins where --at says, and validation data may be given")
  func box() throws {
    let folder = try Folder()
    try folder.write("-0.5,-1.5\n", to: "at.csv")
    try folder.write(Samples(seed: 1703).csv, to: "other.csv")
    let study = try lab.study(
      lab.settings(
        own(
          folder,
          [
            ("box", .numbers([-2, -0.25])), ("at", .files([folder.path("at.csv")])),
            ("validation", .files([folder.path("other.csv")])),
            ("test", .files([folder.path("other.csv")])), ("replicas", .integers([2])),
          ])))
    let path = try study.numbers("path", "lambda")
    #expect(path.allSatisfy { (-2 ... -0.25).contains($0) })
    #expect(path.contains(-2) || path.contains(-0.25))
    #expect(Array(path.prefix(2)) == [-0.5, -1.5])
    #expect(try Set(study.numbers("logistic", "replica")) == [1, 2])
    // Validation and test samples are the same here.
    #expect(
      try zip(study.numbers("logistic", "loss"), study.numbers("logistic", "test_loss"))
        .allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(
      try study.numbers("logistic", "accuracy") == study.numbers("logistic", "test_accuracy"))
  }

  @Test("the gap falls, and iterations, epochs and calls agree")
  func counts() throws {
    let folder = try Folder()
    let study = try lab.study(
      lab.settings(own(folder, [("method", .names(["saba"])), ("batch", .integers([1, 4]))])))
    let iterations = try study.numbers("logistic", "iteration")
    let calls = try study.numbers("logistic", "calls")
    let batches = try study.numbers("logistic", "batch")
    for index in iterations.indices {
      // Three quantities of 20 samples and one of 20 others fill the tables.
      #expect(
        calls[index]
          == (iterations[index] == 0 ? 0 : 80 + 4 * batches[index] * iterations[index]))
    }
    let gaps = try study.numbers("runs", "gap")
    let start = try study.numbers("logistic", "gap")[0]
    #expect(gaps.count == 2 && gaps.allSatisfy { $0 < 0.5 * start && $0 > -1e-9 })
  }

  // MARK: The sum of quadratics

  private func quadratic(
    _ method: String, _ more: [(String, LabValue)] = [], seed: UInt64 = 0
  ) throws -> LabStudy {
    try lab.study(
      lab.settings(
        [
          ("part", .names(["quadratic"])), ("method", .names([method])),
          ("iterations", .integers([100])), ("replicas", .integers([2])),
        ] + more, seed: seed))
  }

  @Test("runs are the product of steps, batches and the sizes that a method has")
  func grid() throws {
    let study = try quadratic(
      "stocbio",
      [
        ("step", .text("0.1/0.02,0.5t^-0.5/0.5t^-0.5")), ("inner-steps", .integers([1, 3])),
        ("products", .integers([2, 4])),
      ])
    #expect(try study.numbers("runs", "calls").count == 8)
    // K gradients, ∂_zF, Q products, Cᵀv and ∂_λF.
    #expect(
      try zip(
        study.numbers("runs", "calls"),
        zip(study.numbers("runs", "inner_steps"), study.numbers("runs", "products"))
      ).allSatisfy { $0 == 100 * (3 + $1.0 + $1.1) })
    #expect(try study.numbers("runs", "lower_decay") == [0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5])
    let soba = try quadratic("soba", [("step", .text("1"))])
    // The ratio of the steps of SOBA is 1.
    #expect(try soba.numbers("runs", "upper_step") == [1])
    #expect(try soba.numbers("runs", "upper_decay") == [0.6])
  }

  @Test("bands contain the mean, the best is the smallest so far, and seeds change the numbers")
  func bands() throws {
    let study = try quadratic("srba")
    let (low, mean, high) = (
      try study.numbers("convergence", "lowest"), try study.numbers("convergence", "gradient"),
      try study.numbers("convergence", "highest")
    )
    for index in mean.indices {
      #expect(low[index] <= mean[index] * (1 + 1e-12) && mean[index] <= high[index] * (1 + 1e-12))
    }
    let best = try study.numbers("convergence", "best")
    #expect(zip(best, best.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(zip(best, mean).allSatisfy { $0 <= $1 })
    let other = try quadratic("srba", seed: 5)
    #expect(try other.numbers("runs", "gradient") != study.numbers("runs", "gradient"))
    #expect(other.results.allSatisfy { $0.verdict == .holds })
  }

  @Test("steps that are too large end with a note")
  func divergence() throws {
    let study = try quadratic("soba", [("step", .text("90/90")), ("iterations", .integers([400]))])
    #expect(try study.cells("runs", "stop_reason") == [.text("diverged")])
    #expect(study.warnings.count == 1 && study.warnings[0].contains("90/90 diverged"))
    #expect(try study.cells("runs", "gradient") == [.empty])
  }

  @Test("outcomes for several seeds are one, with the seed in front")
  func seeds() throws {
    let studies = try [2, 7].map { try quadratic("saba", seed: $0) }
    let both = LabStudy(seeds: studies)
    #expect(try both.numbers("runs", "seed") == [2, 7])
    for (index, study) in studies.enumerated() {
      #expect(
        try both.numbers("runs", "gradient")[index] == study.numbers("runs", "gradient")[0])
    }
    #expect(both.results.map(\.claim.id) == studies[0].results.map(\.claim.id))
    #expect(both.product?.shape == [2, 1, 24])
    #expect(both.settings.json.serialized.contains("\"seed\": [2, 7]"))
  }

  // MARK: Refusals

  @Test(
    "options that conflict or have no effect are refused",
    arguments: [
      (
        [("part", LabValue.names(["quadratic"])), ("shared", .flag(true))],
        "--shared requires --part"
      ),
      ([("labels", .files(["y.npy"]))], "--labels has no effect without --data"),
      ([("test", .files(["t.csv"]))], "--test requires --data"),
      ([("box", .numbers([1, -5]))], "--box: two numbers"), ([("box", .numbers([1]))], "--box"),
      ([("step", .text("0.1/"))], "--step 0.1/: step sizes are ρ/γ"),
      ([("step", .text("0.1/0.2/0.3"))], "--step"), ([("step", .text("-1/1"))], "--step"),
      ([("step", .text("1t^-3/1"))], "--step"), ([("step", .text("nan"))], "--step"),
      ([("method", .names(["soba"])), ("cold", .flag(true))], "--cold requires a method"),
      ([("method", .names(["ttsa"])), ("inner-steps", .integers([3]))], "--inner-steps requires"),
      ([("method", .names(["saba"])), ("products", .integers([3]))], "--products requires"),
    ] as [([(String, LabValue)], String)])
  func refused(values: [(String, LabValue)], message: String) throws {
    do {
      _ = try lab.study(lab.settings(values))
      Issue.record("\(values) is accepted")
    } catch let error as LabError {
      #expect(error.message.contains(message), "\(error.message)")
    }
  }

  @Test("data that do not fit are refused")
  func malformed() throws {
    let folder = try Folder()
    try folder.write("1,2,0\n3,4,1\n5,6,2\n7,8,0\n9,1,1\n2,3,0\n", to: "three.csv")
    try folder.write("1,2,3\n", to: "at.csv")
    try folder.write("9,9\n", to: "outside.csv")
    let data = try own(folder)
    for (values, message) in [
      (
        [("data", LabValue.files([folder.path("three.csv")]))], "three.csv: row 3 has a third label"
      ),
      (data + [("at", .files([folder.path("at.csv")]))], "λ has 2, one for each feature"),
      (data + [("at", .files([folder.path("outside.csv")]))], "outside the box"),
      (data + [("part", .names(["logistic"]))], "--part belongs to the built-in instance"),
    ] {
      do {
        _ = try lab.study(lab.settings(values))
        Issue.record("\(message): accepted")
      } catch let error as LabError {
        #expect(error.message.contains(message), "\(error.message)")
      }
    }
  }

  @Test(
    "features of any scale falsify nothing: what cannot be certified is said",
    arguments: [1e3, 1e6, 1e9, 1e12, 1e60])
  func scales(size: Double) throws {
    let folder = try Folder()
    let samples = Samples()
    let csv = samples.labels.indices.map {
      "\(size * samples.values[2 * $0]),\(samples.values[2 * $0 + 1]),\(Int(samples.labels[$0]))\n"
    }.joined()
    try folder.write(csv, to: "data.csv")
    do {
      let study = try lab.study(
        lab.settings([
          ("data", .files([folder.path("data.csv")])), ("iterations", .integers([40])),
          ("method", .names(["saba"])),
        ]))
      study.expectAllHold()
      let decided = study.results.map(\.claim.id)
      #expect(
        decided.contains("stochastic/logistic-reference")
          || study.warnings.contains { $0.hasPrefix("the reference is not stationary") })
    } catch let error as LabError {
      #expect(error.message.contains("too ill-conditioned to be solved"))
    }
  }

  // MARK: What was used

  private func parameters(_ study: LabStudy) throws -> [String: JSONValue] {
    guard case .object(let members) = study.json(of: "stochastic"),
      case .object(let parameters) = try #require(members.first { $0.name == "parameters" }).value
    else { return [:] }
    return Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) })
  }

  @Test("the parameters of a result on the user's data are those of logistic regression")
  func used() throws {
    let folder = try Folder()
    try folder.write(Samples().csv, to: "data.csv")
    let study = try lab.study(
      lab.settings([
        ("data", .files([folder.path("data.csv")])), ("method", .names(["soba"])),
      ]))
    let own = try parameters(study)
    #expect(own["part"] == .array([.text("logistic")]))
    #expect(own["iterations"] == .integer(120_000) && own["replicas"] == .integer(1))
    #expect(try study.numbers("runs", "iterations") == [120_000])
    #expect(try study.numbers("runs", "replicas") == [1])
    let quadratic = try parameters(quadratic("soba"))
    #expect(quadratic["iterations"] == .integer(100) && quadratic["replicas"] == .integer(2))
  }

  @Test("a batch beyond the number of samples is drawn with replacement, and the lab says so")
  func largeBatch() throws {
    let folder = try Folder()
    for (batch, count) in [(20, 0), (21, 1)] {
      let study = try lab.study(lab.settings(own(folder, [("batch", .integers([batch]))])))
      #expect(
        study.warnings.count { $0.contains("--batch 21") && $0.contains("20 samples") } == count)
    }
  }

  @Test("a validation half of a single class is said, with the remedy")
  func sorted() throws {
    let folder = try Folder()
    let samples = Samples()
    // The first half has both classes, the second one.
    let rows = samples.labels.indices.map { index in
      "\(samples.values[2 * index]),\(samples.values[2 * index + 1]),\(index < 20 ? samples.labels[index] : 7)\n"
    }
    try folder.write(rows.joined(), to: "data.csv")
    let study = try lab.study(
      lab.settings([
        ("data", .files([folder.path("data.csv")])), ("iterations", .integers([20])),
        ("method", .names(["saba"])),
      ]))
    #expect(
      study.warnings.contains {
        $0.contains("validation") && $0.contains("label 7") && $0.contains("shuffle")
      })
  }

  @Test("the tables of an outcome are those that its settings announce")
  func tables() throws {
    let folder = try Folder()
    for values in [
      try own(folder),
      [("part", .names(["quadratic"])), ("iterations", .integers([20]))],
      [("part", .names(["logistic"])), ("iterations", .integers([20]))],
    ] {
      let settings = try lab.settings(values)
      #expect(try lab.study(settings).tables.map(\.name) == lab.tableNames(settings))
    }
  }
}
