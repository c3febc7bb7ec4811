// The laws of one number by their names, and samples of a file.

package import Files
package import Report
package import ToyModel

/// The names of laws on the command line.
package enum PriorName: String, Sendable, CaseIterable {
  case laplace, gaussian
  case bernoulliGaussian = "bernoulli-gaussian"
  case generalizedGaussian = "generalized-gaussian"

  /// The option of the law's own parameter; nil for none.
  package var option: String? {
    switch self {
    case .laplace, .gaussian: nil
    case .bernoulliGaussian: "--share"
    case .generalizedGaussian: "--exponent"
    }
  }
}

/// Numbers of a file, as a law.
package struct ScalarSamples: Sendable {
  /// The path.
  package let path: String
  /// The numbers in the order of the file.
  package let values: [Double]
  /// A hash of the numbers, for sweeps.
  package let fingerprint: String

  /// The largest number of samples: every risk is a sum over all of them.
  package static let limit = 100_000

  /// Reads all numbers of a file.
  ///
  /// - Parameters:
  ///   - path: A CSV or .npy file.
  ///   - reading: Which row is a header and which column an index.
  /// - Throws: ``StudyError/file(_:)``, also for more than ``limit`` numbers, and if all are 0.
  package init(path: String, reading: TableReading) throws(StudyError) {
    let table = try translated(NumericTable(path: path, reading: reading))
    try translated(table.requireMagnitude(Magnitude.limit, in: path))
    guard table.values.count <= Self.limit else {
      throw .malformed(
        "\(path): \(table.values.count) numbers, more than \(Self.limit); a part of them is enough")
    }
    guard table.values.contains(where: { $0 != 0 }) else {
      throw .malformed("\(path): all numbers are 0")
    }
    self.path = path
    values = table.values
    var hash: UInt64 = 0
    for value in values { hash = (hash ^ value.bitPattern) &* 0x9E37_79B9_7F4A_7C15 }
    fingerprint = "\(path) \(hash)"
  }

  /// What was read.
  package var note: String { "\(path): \(values.count) numbers" }
}

/// One law with its parameters.
package struct ScalarLaw: Sendable {
  /// The name of the law; nil for samples.
  package let name: PriorName?
  /// θ, the root of E y²; that of the samples.
  package let theta: Double
  /// π or q; nil for laws without such a parameter.
  package let parameter: Double?
  /// The samples.
  package let samples: ScalarSamples?
  /// The law.
  package let prior: any ScalarPrior

  /// A named law.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` for illegal parameters.
  package init(_ name: PriorName, theta: Double, parameter: Double?) throws(StudyError) {
    let range = 1 / Magnitude.limit...Magnitude.limit
    guard range.contains(theta) else {
      throw .illegal("--theta \(theta): a standard deviation above 0, up to \(Magnitude.limit)")
    }
    let energy = theta * theta
    switch name {
    case .laplace: prior = LaplacePrior(scale: theta * 0.5.squareRoot())
    case .gaussian: prior = GaussianPrior(energy: energy)
    case .bernoulliGaussian:
      let share = parameter ?? 1
      guard share >= 1e-6, share <= 1 else {
        throw .illegal("--share \(share): the probability of y ≠ 0, from 1e-6 to 1")
      }
      prior = BernoulliGaussianPrior(energy: energy, share: share)
    case .generalizedGaussian:
      let exponent = parameter ?? 1
      let legal = GeneralizedGaussianPrior.exponents
      guard legal.contains(exponent) else {
        throw .illegal(
          "--exponent \(exponent): q of exp(−|y/α|^q), from \(legal.lowerBound) to "
            + "\(legal.upperBound)")
      }
      prior = GeneralizedGaussianPrior(energy: energy, exponent: exponent)
    }
    (self.name, self.theta, self.parameter, samples) = (name, theta, parameter, nil)
  }

  /// The law of samples.
  package init(_ samples: ScalarSamples) {
    let prior = SampledPrior(samples.values)
    (name, theta, parameter) = (nil, prior.energy.squareRoot(), nil)
    (self.samples, self.prior) = (samples, prior)
  }

  /// The name in tables.
  package var label: String { name?.rawValue ?? samples?.path ?? "" }

  /// The law in words, such as "Bernoulli–Gaussian, π = 0.1".
  package var inWords: String {
    let number = { (value: Double) in formatted(value, significantDigits: 4) }
    switch name {
    case .laplace: return "Laplace law"
    case .gaussian: return "Gaussian law"
    case .bernoulliGaussian: return "Bernoulli–Gaussian law, π = \(number(parameter ?? 1))"
    case .generalizedGaussian: return "law exp(−|y/α|^q), q = \(number(parameter ?? 1))"
    case nil: return label
    }
  }

  /// The columns of ``cells``.
  package static let columns = ["prior", "share", "exponent", "theta"]

  /// The law in a table.
  package var cells: [Cell] {
    func own(_ law: PriorName) -> Cell {
      name == law ? parameter.map { .number($0) } ?? .empty : .empty
    }
    return [.text(label), own(.bernoulliGaussian), own(.generalizedGaussian), .number(theta)]
  }
}
