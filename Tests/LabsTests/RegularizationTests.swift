// The lab of regularisation: other parameters and seeds, and the user's operators and measurements.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Regularization
import Report
import TestSupport
import Testing

struct RegularizationTests {
  let lab = RegularizationLab()

  @Test("the laws hold for other seeds", arguments: UInt64(1)...6)
  func seeds(seed: UInt64) throws {
    let study = try lab.study(
      lab.settings([("draws", .integers([40])), ("size", .integers([64]))], seed: seed))
    study.expectAllHold()
  }

  @Test(
    "the laws hold for other parameters",
    arguments: [
      [("smoothness", LabValue.numbers([0.05, 3, 20])), ("levels", .numbers([0.5, 1e-8]))],
      [("decay", .numbers([2])), ("levels", .numbers([1e-3]))],
      [("decay", .numbers([0.25])), ("discrepancy", .numbers([1.05]))],
      [("discrepancy", .numbers([10])), ("pairs", .integers([18, 19, 5000]))],
      [("phantom", .names(["gaussian"])), ("angles", .integers([33]))],
      [("phantom", .names(["disk"])), ("noise", .numbers([1])), ("detectors", .integers([8]))],
      [
        ("phantom", .names(["shepp-logan-1974"])), ("size", .integers([8])),
        ("angles", .integers([1])),
      ],
    ])
  func parameters(values: [(String, LabValue)]) throws {
    var values = values + [("draws", .integers([40]))]
    if !values.contains(where: { $0.0 == "size" }) { values.append(("size", .integers([64]))) }
    let study = try lab.study(lab.settings(values))
    study.expectAllHold()
    #expect(study.results.allSatisfy { $0.claim.kind == .law })
  }

  // MARK: The user's data

  /// An operator, a measurement and their files.
  private struct Own {
    let matrix: Matrix
    let data: [Double]
    let truth: [Double]
    let values: [(String, LabValue)]

    init(_ folder: Folder, rows: Int = 12, columns: Int = 9, methods: [String] = []) throws {
      var generator = CounterGenerator(seed: 1812)
      matrix = generator.normals(rows: rows, columns: columns)
      truth = (0..<columns).map { $0 < columns / 2 ? 1 : 3 }
      data = zip(matrix.applied(to: truth), generator.normals(rows)).map { $0 + 0.1 * $1 }
      try folder.write(LabArray("a", matrix).bytes, to: "a.npy")
      try folder.write(LabArray("b", data).bytes, to: "b.npy")
      try folder.write(LabArray("x", truth).bytes, to: "x.npy")
      values =
        [
          ("operator", .text(folder.path("a.npy"))), ("data", .files([folder.path("b.npy")])),
          ("truth", .files([folder.path("x.npy")])),
        ] + (methods.isEmpty ? [] : [("method", .names(methods))])
    }

    /// Aᵀ(Ax − b).
    func gradient(_ x: [Double]) -> [Double] {
      matrix.adjointApplied(to: difference(matrix.applied(to: x), data))
    }

    func objective(_ x: [Double], _ weight: Double) -> Double {
      let misfit = distance(matrix.applied(to: x), data)
      return 0.5 * misfit * misfit
        + weight * zip(x.dropFirst(), x).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
  }

  @Test("Tikhonov solves its normal equations")
  func tikhonov() throws {
    let folder = try Folder()
    let own = try Own(folder, methods: ["tikhonov"])
    let study = try lab.study(
      lab.settings(own.values + [("lambda", .numbers([1e-3, 0.1]))]))
    study.expectAllHold()
    let saved = try #require(study.product)
    #expect(saved.shape == [2, 9])
    for (index, weight) in try study.numbers("reconstructions", "value").enumerated() {
      let x = Array(saved.elements[index * 9..<(index + 1) * 9])
      var rest = own.gradient(x)
      add(weight, x, to: &rest)
      #expect(maximumNorm(rest) < 1e-10)
    }
    #expect(try study.numbers("reconstructions", "certificate").allSatisfy { abs($0) < 1e-15 })
    // As they were given, also where the norm is a rounded root.
    #expect(try study.numbers("reconstructions", "relative") == [1e-3, 0.1])
  }

  @Test("penalties are written without the error of a norm")
  func units() throws {
    let folder = try Folder()
    try folder.write("2,0\n0,1\n", to: "a.csv")
    try folder.write("1,1\n", to: "b.csv")
    let study = try lab.study(
      lab.settings([
        ("operator", .text(folder.path("a.csv"))), ("data", .files([folder.path("b.csv")])),
        ("method", .names(["tikhonov", "cut-off"])), ("lambda", .numbers([0.005, 1])),
      ]))
    #expect(try study.numbers("reconstructions", "value") == [0.02, 4, 0.005.squareRoot() * 2, 2])
    #expect(try study.numbers("reconstructions", "relative") == [0.005, 1, 0.005, 1])
    // The largest singular value is kept.
    #expect(try #require(study.product).elements.suffix(2) == [0.5, 0])
  }

  @Test(
    "the bound of the linearised Bregman iteration encloses the least J, and tends to 0",
    arguments: [(6, 12), (12, 9)])
  func bregman(rows: Int, columns: Int) throws {
    let folder = try Folder()
    let own = try Own(folder, rows: rows, columns: columns, methods: ["bregman"])
    let study = try lab.study(
      lab.settings(own.values + [("steps", .integers([1, 30, 300_000]))]))
    let bounds = try study.numbers("reconstructions", "certificate")
    let values = try study.numbers("reconstructions", "objective")
    // J(u) minus the bound is the value of the dual problem, which rises to the least J.
    let duals = zip(values, bounds).map { $0 - $1 }
    #expect(duals[0] < duals[1] && duals[1] < duals[2])
    #expect(abs(bounds[2]) < 1e-6 * values[2])
    #expect(abs(bounds[1]) > 1e-6 * values[1])
    let words = try study.cells("reconstructions", "meaning")
    #expect(words.allSatisfy { $0 == .text("bound on J − min J") })
  }

  @Test("the gap of total variation bounds its distance from the minimum")
  func variation() throws {
    let folder = try Folder()
    let own = try Own(folder, methods: ["tv"])
    let study = try lab.study(lab.settings(own.values + [("lambda", .numbers([0.03]))]))
    let weight = try #require(study.numbers("reconstructions", "value").first)
    let gap = try #require(study.numbers("reconstructions", "certificate").first)
    let x = try #require(study.product).elements
    let value = own.objective(x, weight)
    #expect(gap >= 0 && gap <= 1e-8 * 0.5 * dot(own.data, own.data))
    // No point nearby has a smaller value.
    var generator = CounterGenerator(seed: 1813)
    for _ in 0..<200 {
      let size = pow(10, -5 * generator.uniform())
      let other = zip(x, generator.normals(9)).map { $0 + size * $1 }
      #expect(own.objective(other, weight) >= value - gap)
    }
    let large = try lab.study(lab.settings(own.values + [("lambda", .numbers([1]))]))
    let constant = try #require(large.product).elements
    #expect(maximumDistance(constant, constant.map { _ in constant[0] }) < 1e-3)
  }

  @Test("the second order keeps signals of constant slope, and a mask interpolates them")
  func affine() throws {
    let folder = try Folder()
    let mask = (0..<20).map { $0 % 3 == 0 || $0 == 19 ? 1.0 : 0 }
    let ramp = (0..<20).map { 0.5 * Double($0) - 2 }
    try folder.write(LabArray("m", mask).bytes, to: "m.npy")
    try folder.write(LabArray("b", ramp).bytes, to: "b.npy")
    let study = try lab.study(
      lab.settings([
        ("operator", .text("mask:\(folder.path("m.npy"))")),
        ("data", .files([folder.path("b.npy")])), ("method", .names(["tgv"])),
        ("tolerance", .numbers([1e-12])),
      ]))
    #expect(study.warnings.isEmpty, "\(study.warnings)")
    let restored = try #require(study.product).elements
    #expect(maximumDistance(restored, ramp) < 1e-3)
  }

  @Test("the discrepancy principle reaches its residual with every method")
  func discrepancy() throws {
    let folder = try Folder()
    let own = try Own(folder, rows: 9, columns: 9)
    let level = 0.6
    let study = try lab.study(
      lab.settings(own.values + [("delta", .numbers([level])), ("discrepancy", .numbers([1.2]))]))
    study.expectAllHold()
    let residuals = try study.numbers("reconstructions", "residual")
    let methods = try study.cells("reconstructions", "method")
    #expect(methods.count == 6)
    for (method, residual) in zip(methods, residuals) {
      #expect(residual <= 1.2 * level * (1 + 1e-12), "\(method)")
      if [.text("tikhonov"), .text("tv")].contains(method) {
        #expect(residual >= 1.2 * level * (1 - 1e-2), "\(method)")
      }
    }
  }

  @Test(
    "a warning says that there is more noise than data, and for less Tikhonov's penalty is found")
  func excessiveNoise() throws {
    let folder = try Folder()
    let own = try Own(folder, rows: 9, columns: 9)
    let study = try lab.study(lab.settings(own.values + [("delta", .numbers([1e3]))]))
    let stops = try study.cells("reconstructions", "stop")
    #expect(stops.count { $0 == .text("largest penalty") } == 3)
    #expect(
      study.warnings.contains {
        $0.hasPrefix("3 of 6 reconstructions have a residual below ρδ = 1100 even")
      })
    let level = 0.99 * norm(own.data) / 1.1
    let less = try lab.study(
      lab.settings(own.values + [("delta", .numbers([level])), ("method", .names(["tikhonov"]))]))
    #expect(less.warnings.isEmpty)
    let residual = try #require(less.numbers("reconstructions", "residual").first)
    #expect(residual <= 1.1 * level && residual >= 1.1 * level * (1 - 1e-3))
  }

  @Test(
    "measurements whose size with that of the operator leaves no room for squares are refused",
    arguments: [(1e-90, 1e-90), (1e90, 1e90)])
  func sizes(operator: Double, data: Double) throws {
    let folder = try Folder()
    try folder.write("\(2 * `operator`),0\n0,\(`operator`)\n", to: "a.csv")
    try folder.write("\(data),\(data)\n", to: "b.csv")
    for method in ["tikhonov", "landweber"] {
      let settings = try lab.settings([
        ("operator", .text(folder.path("a.csv"))), ("data", .files([folder.path("b.csv")])),
        ("method", .names([method])),
      ])
      let error = try #require(throws: LabError.self) { try lab.study(settings) }
      #expect(error.message.contains("is not from 1e-150 to 1e150"), "\(error.message)")
    }
  }

  @Test("a gap that is large beside the objective is said, with the method")
  func largeGaps() throws {
    let folder = try Folder()
    let own = try Own(folder, methods: ["tikhonov", "tv"])
    func warnings(_ tolerance: Double) throws -> [String] {
      try lab.study(
        lab.settings(
          own.values + [("tolerance", .numbers([tolerance])), ("lambda", .numbers([1e-6]))])
      ).warnings
    }
    let rough = try warnings(1e-1)
    #expect(
      rough.contains { $0.hasPrefix("1 of 2 reconstructions, of tv, have a duality gap of up to") },
      "\(rough)")
    #expect(try warnings(1e-10).isEmpty)
  }

  @Test("a sinogram is inverted, and iterations with its line integrals are certified")
  func sinogram() throws {
    let folder = try Folder()
    let beam = ParallelBeam(angleCount: 24, detectorCount: 32, spacing: 1.0 / 16)
    let sinogram = beam.sinogram(of: Phantom(named: "disk"))
    // Lengths in pixels.
    var scaled = sinogram
    LinearAlgebra.scale(&scaled, by: 16)
    try folder.write(LabArray("b", scaled).bytes, to: "b.npy")
    try folder.write(
      LabArray("x", shape: [32, 32], beam.image(of: Phantom(named: "disk"), size: 32)).bytes,
      to: "x.npy")
    let study = try lab.study(
      lab.settings([
        ("operator", .text("radon:24")), ("data", .files([folder.path("b.npy")])),
        ("truth", .files([folder.path("x.npy")])),
      ]))
    study.expectAllHold()
    #expect(try #require(study.product).shape.suffix(2) == [32, 32])
    #expect(study.warnings.contains { $0.hasPrefix("no certificate for fbp") })
    for (method, error) in zip(
      try study.cells("reconstructions", "method"),
      try study.numbers("reconstructions", "error")) where method != .text("bregman")
    {
      #expect(error < 0.35, "\(method): \(error)")
    }
  }

  @Test(
    "operators and files that do not fit are refused",
    arguments: [
      ("blur:1,x", "1,2,3\n", "--operator 'blur:1,x': an odd number of finite numbers"),
      ("blur:1,2,3,4,5", "1,2,3\n", "signals of 3 samples, shorter than the kernel of 5"),
      ("radon:0", "1,2,3\n", "radon:ANGLES needs a whole number of angles"),
      (
        "radon:4", "1,2,3\n4,5,6\n",
        "2 rows, but a sinogram of radon:4 has one for each of 4 angles"
      ),
      ("fourier", "1,2,3\n", "neither a file .npy or .csv, nor blur:a,b,c"),
      ("mask:M", "1,2,3\n", "the mask of"), ("A", "1,2,3\n", "has 2 rows"),
    ])
  func refusals(text: String, data: String, says message: String) throws {
    let folder = try Folder()
    try folder.write("1,0,1,0,0\n", to: "m.csv")
    try folder.write("1,2\n3,4\n", to: "a.csv")
    try folder.write(data, to: "b.csv")
    let name =
      text == "A" ? folder.path("a.csv") : text == "mask:M" ? "mask:\(folder.path("m.csv"))" : text
    let settings = try lab.settings([
      ("operator", .text(name)), ("data", .files([folder.path("b.csv")])),
    ])
    let error = try #require(throws: LabError.self) { try lab.study(settings) }
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test(
    "options without effect are refused",
    arguments: [
      ([("lambda", LabValue.numbers([0.1]))], false, "--lambda requires --operator and --data"),
      ([("draws", .integers([70]))], true, "--draws belongs to the built-in instance"),
      (
        [("delta", .numbers([1])), ("steps", .integers([7]))], true,
        "--steps has no effect with --delta"
      ),
      ([("method", .names(["fbp"]))], true, "--method fbp: it is the inverse of line integrals"),
      (
        [("method", .names(["tv"])), ("steps", .integers([7]))], true,
        "--steps has no effect without"
      ),
      ([("size", .integers([64]))], true, "--size has no effect without --operator radon:ANGLES"),
      ([("discrepancy", .numbers([2]))], true, "--discrepancy requires --delta"),
    ])
  func idle(values: [(String, LabValue)], isOwn: Bool, says message: String) throws {
    let folder = try Folder()
    let own = try Own(folder)
    let settings = try lab.settings((isOwn ? own.values : []) + values)
    let error = try #require(throws: LabError.self) { try lab.study(settings) }
    #expect(error.message.contains(message), "\(error.message)")
  }
}
