// The lab of generative and learned regularisers: other parameters and seeds, and the user's generator and data.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Report
import TestSupport
import Testing

@testable import Generative

struct GenerativeTests {
  private let lab = GenerativeLab()

  /// W and Ψ of the built-in instance, written out from their formulas' values in the model, and data.
  private func files(_ folder: Folder) throws -> (GaussianGenerator, [(String, LabValue)]) {
    let model = try #require(GaussianGenerator.cosines(9, 2))
    try folder.write(LabArray("w", model.weights).bytes, to: "w.npy")
    try folder.write(LabArray("p", model.residual).bytes, to: "p.npy")
    return (
      model,
      [
        ("generator", .files([folder.path("w.npy")])),
        ("residual", .files([folder.path("p.npy")])),
      ]
    )
  }

  @Test("the laws hold for other seeds", arguments: UInt64(1)...6)
  func seeds(seed: UInt64) throws {
    let study = try lab.study(lab.settings(seed: seed))
    study.expectAllHold()
  }

  @Test(
    "the laws hold for other sizes, masks and noises",
    arguments: [
      [("size", LabValue.integers([2])), ("latent", .integers([1]))],
      [("size", .integers([60])), ("latent", .integers([60])), ("pairs", .integers([60]))],
      [("latent", .integers([1])), ("sampling", .numbers([0.01, 1]))],
      [("noise-sizes", .numbers([1e-4, 100]))], [("train-noise", .numbers([1e-4]))],
      [("train-noise", .numbers([100])), ("train-sampling", .numbers([0.05]))],
      [("picture-size", .integers([8]))], [("picture-size", .integers([31]))],
    ])
  func parameters(values: [(String, LabValue)]) throws {
    let study = try lab.study(lab.settings(values))
    study.expectAllHold()
    #expect(study.results.allSatisfy { $0.claim.kind == .law })
  }

  @Test(
    "lines of the Fourier transform are orthonormal, and have its magnitudes",
    arguments: [8, 9, 13])
  func fourierLines(size: Int) throws {
    var generator = CounterGenerator(seed: 1820)
    let picture = generator.normals(size * size)
    for share in [0.01, 0.4, 1] {
      let lines = Measurement.fourierLines(share, size: size, noise: 0.1, &generator)
      let gram = lines.matrix.transposed.gram()
      #expect(gram.subtracting(.identity(gram.rows)).frobeniusNorm < 1e-12)
      // The squares of the data add up to those of the measured lines.
      let data = lines.matrix.applied(to: picture)
      var squares = 0.0
      var count = 0
      for p in 0..<size {
        var line = 0.0
        for q in 0..<size {
          var (real, imaginary) = (0.0, 0.0)
          for row in 0..<size {
            for column in 0..<size {
              let angle = 2 * Double.pi * Double(p * row + q * column) / Double(size)
              real += cos(angle) * picture[row * size + column]
              imaginary -= sin(angle) * picture[row * size + column]
            }
          }
          line += (real * real + imaginary * imaginary) / Double(size * size)
        }
        // A wave along line p is seen where the line is measured.
        let probe = (0..<size * size).map {
          cos(2 * Double.pi * Double(p * ($0 / size)) / Double(size))
        }
        let seen = lines.matrix.applied(to: probe)
        guard dot(seen, seen) > 1e-9 else { continue }
        squares += line
        count += 1
      }
      #expect(abs(dot(data, data) / squares - 1) < 1e-10)
      #expect(Double(count) >= share * Double(size) && count <= size)
      #expect(gram.rows == count * size)
      if share == 1 { #expect(abs(dot(data, data) / dot(picture, picture) - 1) < 1e-12) }
    }
  }

  @Test("the user's generator with the numbers of the built-in one has its risks")
  func ownGenerator() throws {
    let folder = try Folder()
    let (_, files) = try files(folder)
    let own = try lab.study(lab.settings(files))
    let builtIn = try lab.study(
      lab.settings([("size", .integers([9])), ("latent", .integers([2]))]))
    own.expectAllHold()
    #expect(own.tables.allSatisfy { $0.name != "pictures" })
    let risks = try zip(own.numbers("risk", "risk"), builtIn.numbers("risk", "risk"))
    #expect(risks.allSatisfy { abs($0 / $1 - 1) < 1e-12 })
  }

  @Test(
    "a slow alternation is said to be undecided, and other laws hold for badly conditioned residuals"
  )
  func badlyConditioned() throws {
    let folder = try Folder()
    let model = try #require(GaussianGenerator.cosines(9, 2))
    var diagonal = [Double](repeating: 0.1, count: 9)
    diagonal[4] = 1e-13
    try folder.write(LabArray("w", model.weights).bytes, to: "w.npy")
    try folder.write(LabArray("p", Matrix(diagonal: diagonal)).bytes, to: "p.npy")
    let study = try lab.study(
      lab.settings([
        ("generator", .files([folder.path("w.npy")])),
        ("residual", .files([folder.path("p.npy")])),
      ]))
    study.expectAllHold()
    #expect(study.results.contains { $0.claim.id == "generative/marginal" })
    #expect(
      study.results.contains { $0.claim.id == "generative/alternating" }
        != study.warnings.contains { $0.hasPrefix("generative/alternating is not decided: ") })
    #expect(!study.results.contains { $0.claim.id == "generative/alternating" })
  }

  @Test(
    "reconstructions are those of the precision form, and expected errors those of a simulation")
  func reconstruction() throws {
    let folder = try Folder()
    let (model, files) = try files(folder)
    var generator = CounterGenerator(seed: 1818)
    let matrix = generator.normals(rows: 5, columns: 9)
    let setting = Measurement(matrix: matrix, noise: 0.3)
    let signals = model.signals(4000, &generator)
    let data = setting.data(signals, &generator)
    try folder.write(LabArray("m", matrix).bytes, to: "m.npy")
    try folder.write(LabArray("b", data.transposed).bytes, to: "b.npy")
    let study = try lab.study(
      lab.settings(
        files + [
          ("data", .files([folder.path("b.npy")])), ("operator", .text(folder.path("m.npy"))),
          ("noise-sizes", .numbers([0.3])),
        ]))
    let product = try #require(study.product)
    #expect(product.shape == [5, 4000, 9])
    let methods = Reconstruction.allCases
    for (index, method) in methods.enumerated() {
      let offset = index * 4000 * 9
      let first = Array(product.elements[offset..<offset + 9])
      if let covariance = model.modelled(method) {
        // (MᵀM/s² + C⁻¹)⁻¹Mᵀb/s² by a general solver.
        var sum = model.weights.multiplied(by: model.weights.transposed)
        add(1, covariance.elements, to: &sum)
        var system = Matrix.identity(9)
        try LUFactorization(sum).solve(&system)
        add(1 / 0.09, matrix.gram().elements, to: &system)
        var u = matrix.transposed.applied(to: Array(data.elements[..<5]))
        scale(&u, by: 1 / 0.09)
        try LUFactorization(system).solve(&u)
        #expect(maximumDistance(u, first) < 1e-10)
      }
      let own = Array(product.elements[offset..<offset + 4000 * 9])
      let error = distance(own, signals.elements)
      let expected = try study.numbers("reconstruction", "expected_error")[index * 4000]
      #expect(abs(error * error / (4000 * 9) / (expected * expected) - 1) < 0.06, "\(method)")
    }
    let certificates = try study.numbers("reconstruction", "stationarity").prefix(12_000)
    #expect(certificates.allSatisfy { $0 < 1e-11 })
  }

  @Test(
    "the distance of samples is the least over all matchings, and the critic's value is its negative"
  )
  func critic() {
    var generator = CounterGenerator(seed: 1819)
    for _ in 0..<20 {
      let (good, bad) = (generator.normals(5), generator.normals(5).map { 0.5 + 2 * $0 })
      let critic = Critic(good: good, bad: bad)
      func least(_ rest: [Double], _ index: Int) -> Double {
        if rest.isEmpty { return 0 }
        return rest.indices.map { choice in
          var others = rest
          let taken = others.remove(at: choice)
          return abs(good[index] - taken) / 5 + least(others, index + 1)
        }.min() ?? .nan
      }
      let matched = least(bad, 0)
      #expect(abs(critic.distance - matched) < 1e-14)
      #expect(abs(critic.objective(critic.bestSlopes) + matched) < 1e-14)
      #expect(abs(dot(critic.gradient, critic.bestSlopes) + matched) < 1e-14)
    }
  }

  @Test("the gradient of the convex network is that of differences")
  func network() {
    var generator = CounterGenerator(seed: 1820)
    let problem = NetworkDenoising(
      network: ConvexNetwork(
        directions: generator.normals(rows: 7, columns: 3), offsets: generator.normals(7),
        outputs: generator.normals(7)), data: generator.normals(3), penalty: 0.4)
    let x = generator.normals(3)
    var (gradient, ignored) = ([0.0, 0, 0], [0.0, 0, 0])
    _ = problem.evaluate(at: x, gradient: &gradient)
    var hessian = Matrix(repeating: 0, rows: 3, columns: 3)
    problem.evaluateHessian(at: x, into: &hessian)
    let step = 1e-5
    for index in 0..<3 {
      var (above, below) = (x, x)
      above[index] += step
      below[index] -= step
      var (high, low) = (ignored, ignored)
      let slope =
        (problem.evaluate(at: above, gradient: &high) - problem.evaluate(at: below, gradient: &low))
        / (2 * step)
      #expect(abs(slope - gradient[index]) < 1e-8)
      for row in 0..<3 {
        #expect(abs((high[row] - low[row]) / (2 * step) - hessian[row, index]) < 1e-8)
      }
    }
    ignored = gradient
  }

  @Test(
    "input that does not fit is refused",
    arguments: [
      ([("generator", "w")], "must be given together"),
      ([("generator", "w"), ("residual", "w")], "w.csv: 3 × 1 numbers, but"),
      ([("generator", "w"), ("residual", "indefinite")], "is not positive definite"),
      ([("generator", "w"), ("residual", "skew")], "the matrix is not symmetric"),
      ([("data", "b")], "--data needs the noise of the data"),
      ([("data", "b"), ("noise-sizes", "0.1")], "b.csv: rows of 3 numbers, but there are 24"),
    ])
  func refusals(options: [(String, String)], says text: String) throws {
    let folder = try Folder()
    try folder.write("1\n0.5\n0.2\n", to: "w.csv")
    try folder.write("1,2,0\n2,1,0\n0,0,1\n", to: "indefinite.csv")
    try folder.write("1,0.2,0\n0.1,1,0\n0,0,1\n", to: "skew.csv")
    try folder.write("1,2,3\n4,5,6\n", to: "b.csv")
    let values = options.map { name, value in
      (
        name,
        Double(value).map { LabValue.numbers([$0]) } ?? .files([folder.path("\(value).csv")])
      )
    }
    let error = try #require(throws: LabError.self) { try lab.study(lab.settings(values)) }
    #expect(error.message.contains(text), "\(error.message)")
  }

  @Test("noise below the rounding of the measurements is refused, and rough minimisers are said")
  func tinyNoise() throws {
    let folder = try Folder()
    let (model, files) = try files(folder)
    func study(_ operatorScale: Double) throws -> LabStudy {
      try folder.write(
        LabArray("m", Matrix(diagonal: [Double](repeating: operatorScale, count: 9))).bytes,
        to: "m.npy")
      try folder.write(
        LabArray("b", [Double](repeating: operatorScale, count: 9)).bytes, to: "b.npy")
      return try lab.study(
        lab.settings(
          files + [
            ("data", .files([folder.path("b.npy")])), ("operator", .text(folder.path("m.npy"))),
            ("noise-sizes", .numbers([1e-3])),
          ]))
    }
    #expect(try study(1).warnings.isEmpty)
    let deviation = (0..<9).map { model.covariance[$0, $0] }.reduce(0, max).squareRoot()
    let limit = 1e-3 / (Double.ulpOfOne.squareRoot() * deviation)
    let rough = try study(0.5 * limit)
    #expect(
      rough.warnings.contains { $0.contains("minimise their functional only roughly") },
      "\(rough.warnings)")
    let error = try #require(throws: LabError.self) { try study(2 * limit) }
    #expect(error.message.contains("below rounding beside the measurements"), "\(error.message)")
  }

  @Test(
    "options that conflict are refused",
    arguments: [
      ([("latent", LabValue.integers([25]))], "more columns than the 24 entries"),
      ([("pairs", .integers([21]))], "--pairs 21: least squares for 12 measured entries"),
      ([("method", .names(["range"]))], "--method requires --data"),
      ([("operator", .text("blur:1,1"))], "--operator requires --data"),
    ])
  func conflicts(values: [(String, LabValue)], says text: String) throws {
    let error = try #require(throws: LabError.self) { try lab.study(lab.settings(values)) }
    #expect(error.message.contains(text), "\(error.message)")
  }
}
