// Samples to code, and problems: a dictionary with samples to train on and to test with.

import LabKit
import Libc
import LinearAlgebra
import Optimization

/// Samples x, one per row.
struct Samples: Sendable {
  /// x, p × n in rows.
  private(set) var signals: [Double]
  /// max |d_jᵀx| of every sample.
  private(set) var largestPenalties: [Double]
  /// The codes from which the samples were made, p × m in rows; nil if unknown.
  private(set) var codes: [Double]?

  /// Takes samples.
  ///
  /// - Parameters:
  ///   - signals: x, p × n in rows.
  ///   - dictionary: D.
  ///   - codes: The true codes, p × m in rows; nil if unknown.
  init(_ signals: [Double], _ dictionary: CodingDictionary, codes: [Double]? = nil) {
    self.signals = signals
    self.codes = codes
    let p = signals.count / dictionary.sampleLength
    let m = dictionary.atomCount
    var products = Matrix(repeating: 0, rows: m, columns: p)
    products.setProduct(
      dictionary.matrix, .transposed,
      Matrix(rows: dictionary.sampleLength, columns: p, elements: signals))
    largestPenalties = (0..<p).map { sample in
      maximumNorm(products.column(sample))
    }
  }

  /// p.
  var count: Int { largestPenalties.count }

  /// Scales every sample, with its codes, to ‖Dᵀx‖∞ = 1; samples orthogonal to all atoms stay as they are.
  mutating func equalize(_ dictionary: CodingDictionary) {
    let (n, m) = (dictionary.sampleLength, dictionary.atomCount)
    for sample in 0..<count where largestPenalties[sample] > 0 {
      let scale = largestPenalties[sample]
      for index in sample * n..<(sample + 1) * n { signals[index] /= scale }
      if codes != nil {
        for index in sample * m..<(sample + 1) * m { codes?[index] /= scale }
      }
    }
    largestPenalties = Samples(signals, dictionary).largestPenalties
  }

  /// Samples drawn from the normal distribution and scaled to the equi-regularisation set ‖Dᵀx‖∞ = 1.
  static func normal(
    _ count: Int, _ dictionary: CodingDictionary, _ generator: CounterGenerator
  ) -> Samples {
    var generator = generator
    var samples = Samples(generator.normals(count * dictionary.sampleLength), dictionary)
    samples.equalize(dictionary)
    return samples
  }

  /// Samples Dz + 0.05 noise of three atoms each, scaled to the equi-regularisation set, with their codes.
  static func sparse(
    _ count: Int, _ dictionary: CodingDictionary, _ generator: CounterGenerator
  ) -> Samples {
    let (n, m) = (dictionary.sampleLength, dictionary.atomCount)
    var generator = generator
    var codes = [Double](repeating: 0, count: count * m)
    for sample in 0..<count {
      let values = generator.normals(3)
      for (atom, value) in zip(generator.choose(3, of: m), values) {
        codes[sample * m + atom] = value
      }
    }
    var signals = dictionary.matrix.multiplied(
      by: Matrix(rows: m, columns: count, elements: codes))
    add(0.05, generator.normals(n * count), to: &signals)
    var samples = Samples(signals.elements, dictionary, codes: codes)
    samples.equalize(dictionary)
    return samples
  }

  /// The penalties for one λ.
  ///
  /// - Parameters:
  ///   - lambda: λ relative to λ_max = ‖Dᵀx‖∞ of each sample, or as it stands.
  ///   - isAbsolute: Whether it is taken as it stands.
  /// - Returns: λ of every sample.
  func penalties(_ lambda: Double, isAbsolute: Bool) -> [Double] {
    largestPenalties.map { isAbsolute ? lambda : lambda * $0 }
  }

  /// Certified solutions of the Lasso.
  func solutions(_ dictionary: CodingDictionary, _ penalties: [Double]) -> Solutions {
    let solutions = LassoSolver(dictionary: dictionary.matrix).solve(
      signals: Matrix(rows: dictionary.sampleLength, columns: count, elements: signals),
      // A sample orthogonal to all atoms has the code 0 for every λ.
      penalties: penalties.map { $0 > 0 ? $0 : 1 })
    var relative = 0.0
    let n = dictionary.sampleLength
    for (sample, solution) in solutions.enumerated() {
      let x = signals[sample * n..<(sample + 1) * n]
      let half = 0.5 * x.reduce(0) { $0 + $1 * $1 }
      if half > 0 { relative = max(relative, solution.gap / half) }
    }
    return Solutions(
      codes: solutions.flatMap(\.coefficients),
      cost: solutions.reduce(0) { $0 + $1.value } / Double(max(count, 1)),
      largestRelativeGap: relative)
  }
}

/// Certified solutions of the Lasso for samples.
struct Solutions: Sendable {
  /// z*, p × m in rows.
  let codes: [Double]
  /// The mean of F*.
  let cost: Double
  /// The largest gap as a share of ½‖x‖².
  let largestRelativeGap: Double
}

/// A dictionary with samples to train on and to test with.
struct CodingProblem: Sendable {
  let dictionary: CodingDictionary
  var training: Samples
  var test: Samples
  /// The warnings that users should read before they trust a number.
  var warnings: [String] = []

  /// The built-in problem: 10 × 20 unit atoms, 400 samples to train on and 400 to test with.
  static func builtIn(seed: UInt64) throws(LabError) -> CodingProblem {
    var generator = CounterGenerator(seed: 151, shift: seed)
    let dictionary = try CodingDictionary(
      unitAtoms(generator.normals(rows: 10, columns: 20)))
    return CodingProblem(
      dictionary: dictionary,
      training: .normal(400, dictionary, CounterGenerator(seed: 1, shift: seed)),
      test: .normal(400, dictionary, CounterGenerator(seed: 2, shift: seed)))
  }

  /// The built-in dictionary with samples of three atoms each, whose codes are known.
  static func sparse(seed: UInt64) throws(LabError) -> CodingProblem {
    var problem = try builtIn(seed: seed)
    problem.training = .sparse(400, problem.dictionary, CounterGenerator(seed: 21, shift: seed))
    problem.test = .sparse(2000, problem.dictionary, CounterGenerator(seed: 22, shift: seed))
    return problem
  }
}
