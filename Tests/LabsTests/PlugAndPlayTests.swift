// The lab of plug-and-play iterations: exact proximal operators, seeds, and the user's data.

import Evidence
import Files
import LabKit
import Libc
import LinearAlgebra
import Optimization
import Report
import TestSupport
import Testing

@testable import PlugAndPlay

struct PlugAndPlayTests {
  private let lab = PlugAndPlayLab()

  /// The settings of a small instance.
  private static let small: [(String, LabValue)] = [
    ("instances", .integers([3])), ("image-size", .integers([16])),
    ("cold-steps", .integers([1, 20])), ("lower-steps", .integers([1, 5, 20])),
  ]

  @Test("no law fails for other seeds", arguments: 1...3 as ClosedRange<UInt64>)
  func seeds(seed: UInt64) throws {
    let study = try lab.study(lab.settings(Self.small, seed: seed))
    study.expectAllHold()
    #expect(study.results.contains { $0.claim.id == "plug-and-play/image-warm" })
  }

  @Test(
    "no law fails for other parameters",
    arguments: [
      [("lambda", .numbers([0.005])), ("noise", .numbers([0]))],
      [("lambda", .numbers([1])), ("noise", .numbers([0.5]))],
      [("dict-lambda", .numbers([0.05])), ("image-lambda", .numbers([0.05]))],
      [("lower-steps", .integers([3])), ("cold-steps", .integers([7]))],
    ] as [[(String, LabValue)]])
  func parameters(values: [(String, LabValue)]) throws {
    let study = try lab.study(lab.settings(Self.small + values))
    study.expectAllHold()
  }

  /// A blurred staircase with noise.
  private func staircase(_ count: Int) -> [Double] {
    var generator = CounterGenerator(seed: 7)
    let truth = (0..<count).map { $0 < count / 3 ? 0.0 : $0 < count / 2 ? 1.0 : 0.4 }
    let blurred = CirculantMap(kernel: [0.25, 0.5, 0.25], length: count).applied(to: truth)
    return zip(blurred, generator.normals(count)).map { $0 + 0.05 * $1 }
  }

  @Test("the user's blurred signal: the solution of proximal gradients with the exact prox")
  func exactProx() throws {
    let folder = try Folder()
    let data = staircase(24)
    try folder.write(LabArray("y", data).bytes, to: "y.npy")
    let study = try lab.study(
      lab.settings([
        ("data", .files([folder.path("y.npy")])), ("operator", .text("blur:0.25,0.5,0.25")),
        ("lambda", .numbers([0.06])), ("absolute", .flag(true)),
        ("lower-steps", .integers([1, 3])),
        ("tolerance", .numbers([1e-9])), ("budget", .integers([40_000])),

      ]))
    study.expectAllHold()
    // The blur removes the highest frequency of an even number of samples.
    #expect(study.warnings.count == 1)
    #expect(study.warnings.contains { $0.contains("there may be several solutions") })
    let blur = CirculantMap(kernel: [0.25, 0.5, 0.25], length: 24)
    var x = [Double](repeating: 0, count: 24)
    for _ in 0..<20_000 {
      let residual = difference(blur.applied(to: x), data)
      x = totalVariationDenoised(difference(x, blur.adjointApplied(to: residual)), weight: 0.06)
    }
    func objective(_ z: [Double]) -> Double {
      let residual = difference(blur.applied(to: z), data)
      return 0.5 * dot(residual, residual) + 0.06
        * zip(z, z.dropFirst()).reduce(0) { $0 + abs($1.1 - $1.0) }
    }
    let own = try #require(study.product).elements
    #expect(objective(own) - objective(x) <= 1e-9 * 0.5 * dot(data, data))
    #expect(objective(own) >= objective(x) - 1e-12)
    #expect(maximumDistance(own, x) <= 1e-3)
  }

  @Test("the user's operator and dictionary: the Lasso of their product")
  func synthesis() throws {
    let folder = try Folder()
    var generator = CounterGenerator(seed: 11)
    let map = generator.normals(rows: 9, columns: 12)
    let dictionary = unitAtoms(generator.normals(rows: 12, columns: 20))
    let data = generator.normals(9)
    try folder.write(LabArray("a", map).bytes, to: "a.npy")
    try folder.write(LabArray("d", dictionary).bytes, to: "d.npy")
    try folder.write(LabArray("y", data).bytes, to: "y.npy")
    let study = try lab.study(
      lab.settings([
        ("data", .files([folder.path("y.npy")])), ("operator", .text(folder.path("a.npy"))),
        ("dict", .files([folder.path("d.npy")])), ("lambda", .numbers([0.3])),
        ("lower-steps", .integers([1, 4])), ("tolerance", .numbers([1e-8])), ("cold", .flag(true)),
        ("budget", .integers([200_000])),
      ]))
    study.expectAllHold()
    let product = map.multiplied(by: dictionary)
    let penalty = 0.3 * maximumNorm(product.adjointApplied(to: data))
    let problem = LassoProblem(dictionary: product, signal: data, penalty: penalty)
    let gaps = try study.numbers("limits", "gap")
    let starts = try study.cells("limits", "start")
    #expect(gaps.count == 4)
    for (gap, start) in zip(gaps, starts) where start == .text("warm") {
      #expect(gap <= 1e-8 * 0.5 * dot(data, data))
    }
    // Coordinate descent gives the value of the minimum.
    let solution = LassoSolver(dictionary: product).solve(data, penalty: penalty)
    let own = try #require(study.product).elements
    let residual = difference(data, map.applied(to: own))
    let least = problem.primal(solution.coefficients)
    // ‖z‖₁ of some z with Dz = x is at most what the objective leaves for it.
    #expect(0.5 * dot(residual, residual) <= least + 1e-6)
    #expect(distance(map.applied(to: own), product.applied(to: solution.coefficients)) <= 1e-3)
    #expect(own.count == 12)
  }

  @Test("an image with a mask is filled in, and its certificate holds by dense linear algebra")
  func mask() throws {
    let folder = try Folder()
    var generator = CounterGenerator(seed: 3)
    let truth = (0..<48).map { ($0 / 8 < 3 ? 0.2 : 0.8) + ($0 % 8 < 4 ? 0 : 0.1) }
    let mask = generator.uniforms(48).map { $0 < 0.7 ? 1.0 : 0 }
    try folder.write(LabArray("y", shape: [6, 8], truth).bytes, to: "y.npy")
    try folder.write(LabArray("m", shape: [6, 8], mask).bytes, to: "m.npy")
    let study = try lab.study(
      lab.settings([
        ("data", .files([folder.path("y.npy")])),
        ("operator", .text("mask:\(folder.path("m.npy"))")), ("lower-steps", .integers([5])),
        ("lambda", .numbers([0.02])), ("tolerance", .numbers([1e-6])),
        ("budget", .integers([100_000])),
      ]))
    study.expectAllHold()
    #expect(study.warnings.count == 1)
    #expect(study.warnings.contains { $0.contains("there may be several solutions") })
    #expect(try study.cells("limits", "distance_bound") == [.empty])
    let image = try #require(study.product)
    #expect(image.shape == [6, 8])
    #expect(maximumDistance(image.elements, truth) <= 0.12)
    #expect(study.figures.map(\.name) == ["photograph"])
  }

  @Test(
    "input that does not fit is refused with its place",
    arguments: [
      ([("operator", .text("blur:1"))], "--operator requires --data"),
      ([("absolute", .flag(true))], "--absolute requires --data"),
      ([("lambda", .numbers([2]))], "--lambda 2.0"),
      ([("lambda", .numbers([0.1, 0.2]))], "2 penalties"),
      ([("image-size", .integers([48]))], "--image-size 48"),
      (
        [("data", .files(["y"])), ("image-size", .integers([32]))],
        "--image-size belongs to the built-in"
      ),
      ([("data", .files(["y"])), ("operator", .text("blur:1,2"))], "'blur:1,2': an odd number"),
      ([("data", .files(["y"])), ("operator", .text("blur:0"))], "not all 0"),
      ([("data", .files(["y"])), ("operator", .text("mask:"))], "mask:"),
      (
        [("data", .files(["y"])), ("image-width", .integers([2]))],
        "--image-width requires --operator"
      ),
      ([("data", .files(["y"])), ("operator", .text("y"))], "24 rows"),
    ] as [([(String, LabValue)], String)])
  func refusals(values: [(String, LabValue)], message: String) throws {
    let folder = try Folder()
    try folder.write(LabArray("y", staircase(24)).bytes, to: "y.npy")
    try folder.write(LabArray("z", Array(staircase(24).prefix(23))).bytes, to: "z.npy")
    let path = folder.path("y.npy")
    let completed = values.map { name, value -> (String, LabValue) in
      switch value {
      case .files: (name, .files([message.contains("rows") ? folder.path("z.npy") : path]))
      case .text("y"): (name, .text(path))
      default: (name, value)
      }
    }
    let error = #expect(throws: LabError.self) { try lab.study(lab.settings(completed)) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test("a budget that is too small is said, with the gap that was reached")
  func budget() throws {
    let folder = try Folder()
    try folder.write(LabArray("y", staircase(24)).bytes, to: "y.npy")
    let study = try lab.study(
      lab.settings([
        ("data", .files([folder.path("y.npy")])), ("lower-steps", .integers([1])),
        ("operator", .text("blur:0.25,0.5,0.25")), ("budget", .integers([3])),

      ]))
    #expect(study.warnings.contains { $0.contains("not certified") })
    #expect(try study.cells("limits", "stop") == [.text("budget")])
  }

  @Test(
    "cold, λ = 0.3: two steps end further from the solution than one",
    arguments: 0...3 as ClosedRange<UInt64>)
  func coldOrder(seed: UInt64) throws {
    let study = try lab.study(
      lab.settings(
        Self.small + [("lambda", .numbers([0.3])), ("cold-steps", .integers([1, 2, 400]))],
        seed: seed))
    let starts = try study.cells("limits", "start")
    let priors = try study.cells("limits", "prior")
    let cold = zip(try study.numbers("limits", "distance"), zip(priors, starts)).filter {
      $0.1.0 == .text("analysis") && $0.1.1 == .text("cold")
    }.map { $0.0 }
    try #require(cold.count == 3)
    #expect(cold[1] > 1.02 * cold[0])
    #expect(cold[2] < 0.01 * cold[0])
  }

  @Test("the fit of an iteration with 0 < τ ≤ 1 falls to its limit, with τ > 1 below it")
  func stopping() {
    for step in [0.2, 1] {
      let model = StoppingStudy(factor: 0.8, step: step)
      let fits = model.fits(200)
      #expect(zip(fits, fits.dropFirst()).allSatisfy { $0 >= $1 - 1e-15 })
      #expect(fits.allSatisfy { $0 >= model.limit - 1e-15 })
    }
    let long = StoppingStudy(factor: 0.9, step: 1.5)
    #expect((long.fits(200).min() ?? 1) < 0.1 * long.limit)
  }

  /// The settings of a blurred signal in a file.
  private func blurred(
    _ folder: Folder, _ steps: Int, kernel: String, budget: Int
  ) throws -> [(String, LabValue)] {
    try folder.write(LabArray("y", staircase(24)).bytes, to: "y.npy")
    return [
      ("data", .files([folder.path("y.npy")])), ("operator", .text("blur:\(kernel)")),
      ("lambda", .numbers([0.06])), ("absolute", .flag(true)),
      ("lower-steps", .integers([steps])), ("budget", .integers([budget])),
      ("tolerance", .numbers([1e-12])),
    ]
  }

  @Test(
    "the distance from the solution is at most its bound, where that from the best is 0",
    arguments: [1, 3])
  func distanceBound(steps: Int) throws {
    let folder = try Folder()
    let study = try lab.study(
      lab.settings(blurred(folder, steps, kernel: "0.2,0.6,0.2", budget: 20)))
    let blur = CirculantMap(kernel: [0.2, 0.6, 0.2], length: 24)
    let data = staircase(24)
    var x = [Double](repeating: 0, count: 24)
    for _ in 0..<5000 {
      let residual = difference(blur.applied(to: x), data)
      x = totalVariationDenoised(difference(x, blur.adjointApplied(to: residual)), weight: 0.06)
    }
    let own = try #require(study.product).elements
    let bound = try #require(try study.numbers("limits", "distance_bound").first)
    let gap = try #require(try study.numbers("limits", "gap").first)
    #expect(try study.numbers("limits", "from_best") == [0])
    #expect(distance(own, x) > 1e-6 && distance(own, x) <= bound)
    // The least eigenvalue of AᵀA is (0.6 − 0.4)².
    #expect(abs(bound - (2 * gap / 0.04).squareRoot()) <= 1e-9 * bound)
  }

  @Test("cold iterations on the user's data stop where they stand still")
  func standstill() throws {
    let folder = try Folder()
    let study = try lab.study(
      lab.settings(
        blurred(folder, 2, kernel: "0.25,0.5,0.25", budget: 100_000) + [("cold", .flag(true))]))
    let stops = try study.cells("limits", "stop")
    #expect(stops == [.text("gap"), .text("still")])
    let counts = try study.numbers("limits", "iterations")
    #expect(counts.allSatisfy { $0 <= 20_000 })
  }

  @Test("ρ is 1 for a mask of any size, and a cold iteration with it has the limit of ρ = 1")
  func maskNorm() throws {
    let folder = try Folder()
    var generator = CounterGenerator(seed: 5)
    let image = (0..<576).map { $0 / 24 < 10 ? 0.2 : 0.9 }
    let data = zip(image, generator.normals(576)).map { $0 + 0.1 * $1 }
    let mask = generator.uniforms(576).map { $0 < 0.7 }
    try folder.write(LabArray("y", shape: [24, 24], data).bytes, to: "y.npy")
    try folder.write(
      LabArray("m", shape: [24, 24], mask.map { $0 ? 1 : 0 }).bytes, to: "m.npy")
    let study = try lab.study(
      lab.settings([
        ("data", .files([folder.path("y.npy")])), ("lower-steps", .integers([1])),
        ("operator", .text("mask:\(folder.path("m.npy"))")), ("lambda", .numbers([0.03])),
        ("absolute", .flag(true)), ("cold", .flag(true)), ("budget", .integers([20_000])),
        ("tolerance", .numbers([1e-4])),
      ]))
    #expect(try study.numbers("limits", "rho") == [1, 1])
    let stops = try study.cells("limits", "stop")
    #expect(stops.last == .text("still"))
    let selection = MaskMap(mask: mask)
    let measured = selection.applied(to: data)
    let differences = StencilMap(height: 24, width: 24, boundary: .open)
    var cold = PlugAndPlayIteration(
      selection, data: measured, stepSize: 1,
      AnalysisDenoiser(transform: differences, weight: 0.03, stepSize: 0.125, norm: .isotropic),
      steps: 1, isWarm: false)
    cold.run(20_000)
    let problem = AnalysisProblem(
      selection, data: measured, differences: differences, norm: .isotropic, penalty: 0.03)
    let excesses = try study.numbers("limits", "excess")
    let own = try #require(study.product).elements
    let expected = problem.primal(cold.image) - problem.primal(own)
    #expect(abs(excesses[1] - excesses[0] - expected) <= 1e-9 * expected)
  }

  @Test(
    "ρ comes from the Fourier transform of a blur",
    arguments: [("1,-1,0", 0.25), ("1,4,6,4,1", 1.0 / 256), ("-1,-2,-1", 1.0 / 16)])
  func blurNorm(kernel: String, rho: Double) throws {
    let folder = try Folder()
    let study = try lab.study(lab.settings(blurred(folder, 1, kernel: kernel, budget: 5)))
    let own = try #require(try study.numbers("limits", "rho").first)
    #expect(abs(own - rho) <= 1e-15)
  }

  @Test("the photograph has the pixels of Data/camera, and smaller ones are means")
  func photograph() throws {
    let full = Photograph(size: 128)
    #expect(full.pixels.count == 16_384)
    #expect(full.pixels.min() == 3.0 / 255 && full.pixels.max() == 253.0 / 255)
    let half = Photograph(size: 64)
    let mean = (full.pixels[0] + full.pixels[1] + full.pixels[128] + full.pixels[129]) / 4
    #expect(abs(half.pixels[0] - mean) <= 1e-15)
    let total = full.pixels.reduce(0, +) / 16_384
    #expect(abs(total - 129.09210205078125 / 255) <= 1e-12)
    #expect(abs(half.pixels.reduce(0, +) / 4096 - total) <= 1e-12)
  }
}
