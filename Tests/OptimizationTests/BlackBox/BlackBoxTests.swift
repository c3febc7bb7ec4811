// Searches by values alone: grids, random points and Gaussian processes.

import Libc
import LinearAlgebra
import Optimization
import Testing

/// A function in a box with its known minimum.
private struct BlackBox: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let box: SearchBox
  let minimum: Double
  /// The gap that a Gaussian process leaves after 50 values.
  let gap: Double
  let function: @Sendable ([Double]) -> Double

  static let all = [
    BlackBox(
      testDescription: "parabola", box: SearchBox(-1...3, dimension: 1), minimum: 2, gap: 1e-4
    ) { 2 + ($0[0] - 0.7) * ($0[0] - 0.7) },
    BlackBox(
      testDescription: "two wells", box: SearchBox(-2...2, dimension: 1), minimum: -1.05016,
      gap: 1e-2
    ) { x in
      let square = x[0] * x[0] - 1
      return square * square - 1 + 0.05 * x[0]
    },
    BlackBox(
      testDescription: "bowl in a box of unequal sides",
      box: SearchBox(lower: [-1, 0], upper: [1, 10]), minimum: 0, gap: 1e-2
    ) { (($0[0] - 0.3) * ($0[0] - 0.3) + ($0[1] - 4) * ($0[1] - 4) / 25) },
    // L. C. W. Dixon and G. P. Szegö, Towards global optimisation 2, 1978.
    BlackBox(
      testDescription: "Branin", box: SearchBox(lower: [-5, 0], upper: [10, 15]), minimum: 0.397887,
      gap: 0.5
    ) { x in
      let a = x[1] - 5.1 / (4 * Double.pi * Double.pi) * x[0] * x[0] + 5 / Double.pi * x[0] - 6
      return a * a + 10 * (1 - 1 / (8 * Double.pi)) * cos(x[0]) + 10
    },
  ]
}

@Suite("Searches by values")
struct BlackBoxTests {
  @Test(
    "a Gaussian process comes near to the minimum, nearer than as many random points, and never leaves the box",
    arguments: BlackBox.all, 1...3 as ClosedRange<UInt64>)
  fileprivate func bayesian(problem: BlackBox, seed: UInt64) {
    var generator = CounterGenerator(seed: 90 + seed)
    let values = BayesianSearch(in: problem.box).minimize(
      count: 50, &generator, problem.function)
    #expect(values.count == 50)
    #expect(values.allSatisfy { $0.point == problem.box.clipped($0.point) })
    #expect(values.allSatisfy { $0.value == problem.function($0.point) })
    let best = (values.map(\.value).min() ?? .infinity) - problem.minimum
    #expect(best >= -1e-4 && best <= problem.gap, "\(best)")
    var other = CounterGenerator(seed: 190 + seed)
    let random = (0..<50).map { _ in problem.function(problem.box.randomPoint(&other)) }
    #expect(best <= (random.min() ?? .infinity) - problem.minimum)
  }

  @Test("a search that starts from known values goes on from there, and does not count them")
  func known() {
    let problem = BlackBox.all[3]
    var generator = CounterGenerator(seed: 91)
    let search = BayesianSearch(in: problem.box)
    let first = search.minimize(count: 20, &generator, problem.function)
    var calls = 0
    let second = search.minimize(from: first, count: 10, &generator) { point in
      calls += 1
      return problem.function(point)
    }
    #expect(calls == 10 && second.count == 30 && Array(second.prefix(20)) == first)
    // The same draws, in one run.
    var again = CounterGenerator(seed: 91)
    #expect(search.minimize(count: 30, &again, problem.function) == second)
  }

  @Test("a value that is not finite ends the search")
  func nonFinite() {
    var generator = CounterGenerator(seed: 92)
    let values = BayesianSearch(in: SearchBox(0...1, dimension: 1)).minimize(count: 9, &generator) {
      $0[0] < 0.5 ? 1 : .nan
    }
    #expect(values.count < 9 && values.allSatisfy(\.value.isFinite))
  }

  @Test("the points of a grid are the middles of equal parts, each once", arguments: [1, 2, 3])
  func grid(dimension: Int) {
    let box = SearchBox(
      lower: [0, -1, 5].prefix(dimension).map { $0 }, upper: [1, 3, 6].prefix(dimension).map { $0 })
    let count = Int(pow(4, Double(dimension)))
    let points = (0..<count).map { box.gridPoint($0, pointsPerAxis: 4) }
    #expect(Set(points).count == count)
    for axis in 0..<dimension {
      let places = Set(points.map { ($0[axis] - box.lower[axis]) / box.widths[axis] })
      #expect(places.sorted() == [0.125, 0.375, 0.625, 0.875])
    }
  }

  // MARK: The process

  private var sample: [EvaluatedPoint] {
    let numbers = normals(24, seed: 93)
    return (0..<8).map {
      EvaluatedPoint(Array(numbers[3 * $0..<3 * $0 + 2]), value: numbers[3 * $0 + 2])
    }
  }

  @Test("mean and deviation by the formula with a dense inverse")
  func prediction() throws {
    let (lengths, nugget) = ([0.7, 1.3], 1e-3)
    let process = try #require(GaussianProcess(sample, lengths: lengths, nugget: nugget))
    func kernel(_ x: [Double], _ y: [Double]) -> Double {
      exp(-0.5 * (pow((x[0] - y[0]) / lengths[0], 2) + pow((x[1] - y[1]) / lengths[1], 2)))
    }
    var matrix = Matrix(repeating: 0, rows: 8, columns: 8)
    for i in 0..<8 {
      for j in 0..<8 {
        matrix[i, j] = kernel(sample[i].point, sample[j].point) + (i == j ? nugget : 0)
      }
    }
    let factors = try LUFactorization(matrix)
    let mean = sample.map(\.value).reduce(0, +) / 8
    let scale = (sample.map { ($0.value - mean) * ($0.value - mean) }.reduce(0, +) / 8).squareRoot()
    for point in [[0.1, -0.2], [2, 2], sample[3].point] {
      let right = sample.map { kernel($0.point, point) }
      var solved = right
      factors.solve(&solved)
      let expected = mean + dot(solved, sample.map { $0.value - mean })
      let prediction = process.prediction(at: point)
      #expect(abs(prediction.mean - expected) <= 1e-9)
      let variance = max(1 - dot(right, solved), 1e-12)
      #expect(abs(prediction.deviation - scale * variance.squareRoot()) <= 1e-9)
    }
  }

  @Test("values are interpolated, and far away nothing is known")
  func ends() throws {
    let process = try #require(GaussianProcess(sample, lengths: [1, 1], nugget: 1e-9))
    for known in sample {
      let prediction = process.prediction(at: known.point)
      #expect(abs(prediction.mean - known.value) <= 1e-5 && prediction.deviation <= 1e-3)
    }
    let mean = sample.map(\.value).reduce(0, +) / 8
    #expect(abs(process.prediction(at: [50, 50]).mean - mean) <= 1e-12)
  }

  /// E max(0, b − f) for normal f by Simpson's rule.
  @Test("the expected improvement is the integral of the improvement")
  func improvement() throws {
    let process = try #require(GaussianProcess(sample, lengths: [0.6, 0.6]))
    let points = [[0.0, 0], [1, -1], [0.4, 0.3], sample[0].point]
    for (point, found) in zip(points, process.expectedImprovements(at: points)) {
      let (mean, deviation) = process.prediction(at: point)
      let (low, high) = (mean - 12 * deviation, min(mean + 12 * deviation, process.best))
      var sum = 0.0
      let count = 4000
      if high > low {
        let step = (high - low) / Double(count)
        for index in 0...count {
          let value = low + step * Double(index)
          let u = (value - mean) / deviation
          let density = exp(-0.5 * u * u) / (deviation * (2 * Double.pi).squareRoot())
          let weight = index == 0 || index == count ? 1.0 : index % 2 == 1 ? 4 : 2
          sum += weight * (process.best - value) * density * step / 3
        }
      }
      #expect(abs(found - sum) <= 1e-8 * (1 + sum))
    }
  }

  @Test("a process without values or with a length of 0, and an empty box, are refused")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = GaussianProcess([], lengths: [1]) }
    await #expect(processExitsWith: .failure) {
      _ = GaussianProcess([EvaluatedPoint([1], value: 0)], lengths: [0])
    }
    await #expect(processExitsWith: .failure) { _ = SearchBox(lower: [1], upper: [1]) }
    await #expect(processExitsWith: .failure) {
      _ = BayesianSearch(in: SearchBox(0...1, dimension: 1), candidateCount: 3)
    }
  }
}
