// The filter of every algorithm of the registry, compared with plain differences and scans.

import TestSupport
import Testing
import ToyModel

/// An algorithm at one depth and value of its first parameter; other parameters as they are by default.
struct RegistryCase: Sendable, CustomTestStringConvertible {
  let algorithm: Algorithm
  let depth: Int?
  let stepSize: Double?

  /// The filter at another value of the first parameter.
  func filter(stepSize: Double?) -> (any BranchedFilter)? {
    var choices = ParameterChoices()
    for (index, parameter) in algorithm.entry.parameters.enumerated() {
      choices[index] = index == 0 ? stepSize.map { choice($0, parameter) } : parameter.initial
    }
    return DenoiserFamily(algorithm, depth: depth, choices: choices).filter
  }

  /// A number, or for a schedule numbers of different sizes.
  private func choice(_ value: Double, _ parameter: AlgorithmParameter) -> ParameterChoice {
    guard parameter.isSchedule else { return .fixed(value) }
    return .schedule((0..<(depth ?? 1)).map { value * (0.4 + 0.3 * Double($0 % 4)) })
  }

  var testDescription: String {
    "\(algorithm.name), N = \(depth ?? 0), first parameter \(stepSize ?? 0)"
  }

  static let all: [RegistryCase] = Algorithm.all.filter {
    $0.kind != .linear && $0.isSpectral
  }.flatMap { algorithm in
    let entry = algorithm.entry
    let depths: [Int?] =
      entry.depths.map { range in
        [1, 2, 3, 4, 5, 8, 11].filter(range.contains)
      } ?? [nil]
    let steps: [Double?] = entry.parameters.isEmpty ? [nil] : [0.3, 0.8, 1.4]
    return depths.flatMap { depth in
      steps.map { RegistryCase(algorithm: algorithm, depth: depth, stepSize: $0) }
    }
  }
}

@Suite("Every algorithm of the registry", .tags(.property))
struct RegistryTests {
  private static let points = [0.05, 0.2, 0.7, 1.3, 2.6]

  @Test("f(0) is forced, and f′ is the limit of difference quotients", arguments: RegistryCase.all)
  func derivative(_ test: RegistryCase) throws {
    let filter = try #require(test.filter(stepSize: test.stepSize))
    expectClose(filter.value(at: 0), filter.forcedGain.value, .roundoff(operations: 16))
    for s in Self.points {
      let h = 1e-4
      let quotient = (filter.value(at: s + h) - filter.value(at: s - h)) / (2 * h)
      let size = abs(filter.value(at: s)) + abs(filter.derivative(at: s))
      // The error is h²f‴/6, and f‴ is at most some N³ times the size of f.
      let tolerance = 1e-8 * Double(test.depth ?? 1) * Double((test.depth ?? 1) * (test.depth ?? 1))
      #expect(
        abs(quotient - filter.derivative(at: s)) <= max(1e-6, tolerance) * (1 + size), "s = \(s)")
      let gain = filter.gain(at: s)
      #expect(abs(gain.value + gain.defect - 1) <= 1e-14 * (1 + abs(gain.value)), "s = \(s)")
    }
  }

  @Test(
    "a parameter that can be learned has its derivative, of f and of (f(g) − f(0))/g",
    arguments: RegistryCase.all)
  func stepDerivative(_ test: RegistryCase) throws {
    guard let step = test.stepSize, let parameter = test.algorithm.entry.parameters.first,
      parameter.canBeLearned, !parameter.isSchedule
    else {
      return
    }
    let h = 1e-5
    let filter = try #require(test.filter(stepSize: step))
    let (below, above) = (
      try #require(test.filter(stepSize: step - h)), try #require(test.filter(stepSize: step + h))
    )
    expectDerivatives(of: filter, below, above, step: h) { filter.stepDerivatives(at: $0) }
  }

  /// Compares the derivatives of f and of (f(g) − f(0))/g in a number with central differences.
  private func expectDerivatives(
    of filter: any BranchedFilter, _ below: any BranchedFilter, _ above: any BranchedFilter,
    step: Double, name: String = "", _ derivatives: (Double) -> (value: Double, slope: Double)
  ) {
    func quotient(_ s: Double) -> Double {
      (above.value(at: s) - below.value(at: s)) / (2 * step)
    }
    for s in [0] + Self.points {
      let found = derivatives(s)
      let scale = 1 + abs(filter.value(at: s)) + abs(quotient(s))
      #expect(abs(found.value - quotient(s)) <= 1e-5 * scale, "∂f at s = \(s) \(name)")
      guard s > 0 else { continue }
      let slope = (quotient(s) - quotient(0)) / s
      #expect(abs(found.slope - slope) <= 1e-5 * scale / s, "∂h at s = \(s) \(name)")
    }
  }

  @Test(
    "every number that can be learned has its derivative: sizes of steps, momentum, start",
    arguments: [1, 2, 3, 5, 8])
  func numbers(depth: Int) throws {
    let h = 1e-5
    for algorithm in Algorithm.all
    where algorithm.isSpectral && algorithm.entry.depths?.contains(depth) == true {
      let parameters = algorithm.entry.parameters
      let isSchedule = parameters.first?.isSchedule == true
      let count = isSchedule ? depth + parameters.count - 1 : parameters.count
      let numbers = (0..<count).map { 0.35 + 0.25 * Double($0) }
      for index in numbers.indices
      where isSchedule || parameters[index].canBeLearned {
        func filter(_ change: Double) throws -> any BranchedFilter {
          var numbers = numbers
          numbers[index] += change
          return try #require(algorithm.entry.filter(depth: depth, numbers: numbers))
        }
        let (filter, below, above) = (try filter(0), try filter(-h), try filter(h))
        expectDerivatives(
          of: filter, below, above, step: h, name: "\(algorithm.name), number \(index)"
        ) { filter.derivatives(at: $0, inNumber: index) }
      }
    }
  }

  @Test(
    "an iteration diverges where its filter grows without bound in N",
    arguments: [0.1, 0.5, 0.9, 1.1, 1.7, 2.5, 4, 7])
  func divergence(_ s: Double) throws {
    let settings: [(name: String, numbers: [Double])] = [
      ("gradient-descent", [0.6]), ("heavy-ball", [0.9, 0.5]), ("heavy-ball", [0.5, 1.2]),
      ("nesterov", [0.6, 0.5]), ("nesterov", [0.3, 1.5]), ("implicit-data", [1.7]),
      ("implicit-regularizer", [0.9]), ("proximal-point", [5]), ("neumann", []),
    ]
    for (name, numbers) in settings {
      let entry = try #require(Algorithm(name: name)).entry
      func size(_ depth: Int) throws -> Double {
        let value = try #require(entry.filter(depth: depth, numbers: numbers)).value(at: s)
        return abs(value - 1 / (1 + s))
      }
      // Over several depths, because a momentum makes the error oscillate.
      let sizes = try [(1...9), (41...49)].map { try $0.map(size).max() ?? 0 }
      let grows = sizes[1] > sizes[0]
      #expect(
        entry.diverges(curvature: 1 + s, numbers: numbers) == grows,
        "\(name) \(numbers) at s = \(s): errors \(sizes)")
    }
  }

  @Test(
    "the turning points are those of a scan, and the image is what it sees",
    arguments: RegistryCase.all)
  func turningPoints(_ test: RegistryCase) throws {
    let filter = try #require(test.filter(stepSize: test.stepSize))
    let end = 2 * filter.lastTurningPoint + 20
    let count = 40_000
    let points = (0...count).map { end * Double($0) / Double(count) }
    let values = points.map { filter.value(at: $0) }
    let spread = (values.max() ?? 0) - (values.min() ?? 0)
    var seen: [Double] = []
    for i in 1..<count where (values[i] - values[i - 1]) * (values[i + 1] - values[i]) < 0 {
      // Not where f is flat to rounding.
      let size = max(abs(values[i]), 1)
      if abs(values[i] - values[i - 1]) > 1e-13 * size
        || abs(values[i + 1] - values[i]) > 1e-13 * size
      {
        seen.append(points[i])
      }
    }
    let listed = filter.turningPoints
    #expect(listed.count == seen.count, "listed \(listed.map(\.location)), seen \(seen)")
    for (one, other) in zip(listed, seen) {
      #expect(abs(one.location - other) <= 2 * end / Double(count))
      #expect(abs(one.gain.value - filter.value(at: one.location)) <= 1e-12 * (1 + spread))
    }
    let (lower, upper) = (filter.image.lowerBound.value, filter.image.upperBound.value)
    #expect(values.allSatisfy { $0 >= lower - 1e-12 * (1 + abs($0)) })
    #expect(values.allSatisfy { $0 <= upper + 1e-12 * (1 + abs($0)) })
    // The end that is not open is reached, here or as s → ∞.
    let last = filter.value(at: 1e12)
    let extremes = values + listed.map { filter.value(at: $0.location) }
    if lower.isFinite {
      #expect(min(extremes.min() ?? 0, last) <= lower + 1e-6 * (1 + abs(lower)))
    }
    if upper.isFinite {
      #expect(max(extremes.max() ?? 0, last) >= upper - 1e-6 * (1 + abs(upper)))
    }
    switch test.algorithm.entry.parity(depth: test.depth ?? 0) {
    case .none: #expect(lower.isFinite && upper.isFinite)
    case .even: #expect(lower == -.infinity && upper.isFinite)
    case .odd: #expect(lower.isFinite && upper == .infinity)
    }
  }
}
