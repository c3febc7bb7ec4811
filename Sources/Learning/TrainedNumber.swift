// Numbers that are learned besides R.

import Libc
import ToyModel

/// A number that is learned besides R, from an unconstrained variable.
struct TrainedNumber: Sendable, Equatable {
  /// The numbers that are learned.
  enum Domain: Sendable, Equatable {
    /// Above 0, as log(1 + eᵅ).
    case positive
    /// From 0 to U, as U/(1 + e⁻ᵅ).
    case bounded(Double)
    /// All of them: the variable itself.
    case real
  }

  /// The number to begin with.
  let initial: Double
  /// The numbers that are learned.
  let domain: Domain

  /// The number of a variable.
  func value(of variable: Double) -> Double {
    switch domain {
    case .positive: softplus(variable)
    case .bounded(let bound): bound / (1 + exp(-variable))
    case .real: variable
    }
  }

  /// The variable of a number; where that would be infinite, one so far out that nothing is lost.
  func variable(of value: Double) -> Double {
    switch domain {
    case .positive: max(inverseSoftplus(value), -700)
    case .bounded(let bound): max(-700, min(log(value / bound) - log1p(-value / bound), 36))
    case .real: value
    }
  }

  /// The derivative of the number in the variable: 1 − e^(−ω), ω(1 − ω/U), or 1.
  func slope(at value: Double) -> Double {
    switch domain {
    case .positive: -expm1(-value)
    case .bounded(let bound): value * (1 - value / bound)
    case .real: 1
    }
  }
}

extension DenoiserFamily {
  /// The numbers learned besides R, in the order of the parameters, with one number for every step of a schedule.
  ///
  /// The first parameters are the ones that are learned. Numbers begin at ½.
  var trainedNumbers: [TrainedNumber] {
    var result: [TrainedNumber] = []
    for (index, parameter) in algorithm.entry.parameters.enumerated()
    where choices[index] == .learned {
      let bound = min(parameter.learnedUpperBound, parameter.range.upperBound)
      let number = TrainedNumber(
        initial: 0.5,
        domain: parameter.range.isSigned ? .real : bound < 1e100 ? .bounded(bound) : .positive)
      result += Array(repeating: number, count: parameter.isSchedule ? depth ?? 1 : 1)
    }
    return result
  }

  /// The values of all parameters; ½ for those that are learned.
  var initialNumbers: [Double] {
    algorithm.entry.parameters.indices.flatMap { index -> [Double] in
      if let schedule = choices[index]?.schedule { return schedule }
      let isSchedule = algorithm.entry.parameters[index].isSchedule
      return Array(repeating: choices[index]?.value ?? 0.5, count: isSchedule ? depth ?? 1 : 1)
    }
  }
}

/// ω = log(1 + eᵅ), without overflow.
public func softplus(_ alpha: Double) -> Double {
  alpha > 0 ? alpha + log1p(exp(-alpha)) : log1p(exp(alpha))
}

/// The α with log(1 + eᵅ) = ω, for ω > 0.
public func inverseSoftplus(_ omega: Double) -> Double {
  omega > 1 ? omega + log1p(-exp(-omega)) : log(expm1(omega))
}
