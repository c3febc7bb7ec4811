// The nine methods.

import Files
import LabKit
import Libc
import Report

/// A stochastic bilevel method by its name.
enum BilevelMethod: String, CaseIterable, Sendable {
  case soba, saba, srba, bsa, stocbio, amigo, ttsa, mrbo, sustain

  /// The name as it is printed.
  var label: String {
    switch self {
    case .soba: "SOBA"
    case .saba: "SABA"
    case .srba: "SRBA"
    case .bsa: "BSA"
    case .stocbio: "stocBiO"
    case .amigo: "AmIGO"
    case .ttsa: "TTSA"
    case .mrbo: "MRBO"
    case .sustain: "SUSTAIN"
    }
  }

  /// The number of steps on z before λ moves; nil if they move together.
  func innerSteps(_ chosen: Int) -> Int? {
    switch self {
    case .bsa, .stocbio, .amigo: chosen
    case .ttsa: 1
    default: nil
    }
  }

  /// Whether the number of inner steps can be chosen.
  var hasInnerSteps: Bool { [.bsa, .stocbio, .amigo].contains(self) }

  /// Whether v is found by an inner loop.
  var hasProducts: Bool { ![.soba, .saba, .srba].contains(self) }

  /// Whether v comes from the Neumann series or from one of its terms, and not from the v before.
  var hasSeries: Bool { hasProducts && self != .amigo }

  /// b in the rate T^{−b} of E‖∇h‖² that is proved with the steps of the theory, logarithms aside.
  var exponent: Double {
    switch self {
    case .soba, .ttsa: 0.4
    case .bsa, .stocbio, .amigo: 0.5
    case .mrbo, .sustain: 2.0 / 3
    case .saba, .srba: 1
    }
  }

  /// The decay of the steps of the theory.
  private var decays: (lower: Double, upper: Double) {
    switch self {
    case .soba, .ttsa: (0.4, 0.6)
    case .bsa, .stocbio, .amigo: (0.5, 0.5)
    case .mrbo, .sustain: (1.0 / 3, 1.0 / 3)
    case .saba, .srba: (0, 0)
    }
  }

  /// The step sizes of the theory with given factors.
  func steps(_ lower: Double, _ upper: Double) -> StepPair {
    StepPair(
      lower: StepSchedule(lower, decay: decays.lower),
      upper: StepSchedule(upper, decay: decays.upper))
  }

  /// The settings of the loop.
  ///
  /// - Parameters:
  ///   - innerSteps: K.
  ///   - products: Q.
  ///   - inverseStep: η of the Neumann series.
  ///   - period: The iterations from one exact direction of SRBA to the next.
  ///   - isCold: Whether steps on z begin at 0 in every iteration.
  /// - Returns: The method as the loop takes it.
  func plan(
    innerSteps: Int, products: Int, inverseStep: Double, period: Int, isCold: Bool
  ) -> StochasticMethod {
    let lower: StochasticMethod.LowerUpdate =
      self.innerSteps(innerSteps).map { .descent(steps: $0, isCold: isCold) } ?? .joint
    let neumann = StochasticMethod.Adjoint.neumann(terms: products, step: inverseStep)
    let truncated = StochasticMethod.Adjoint.truncated(terms: products, step: inverseStep)
    return switch self {
    case .soba: StochasticMethod(lower: lower, adjoint: .joint, estimator: .plain)
    case .saba: StochasticMethod(lower: lower, adjoint: .joint, estimator: .saga)
    case .srba:
      StochasticMethod(lower: lower, adjoint: .joint, estimator: .spider(period: period))
    case .bsa, .ttsa: StochasticMethod(lower: lower, adjoint: truncated, estimator: .plain)
    case .stocbio: StochasticMethod(lower: lower, adjoint: neumann, estimator: .plain)
    case .amigo:
      StochasticMethod(lower: lower, adjoint: .descent(steps: products), estimator: .plain)
    case .mrbo: StochasticMethod(lower: lower, adjoint: neumann, estimator: .storm)
    case .sustain: StochasticMethod(lower: lower, adjoint: truncated, estimator: .storm)
    }
  }
}

/// The step sizes of z and v, and of λ.
struct StepPair: Sendable, Equatable {
  var lower: StepSchedule
  var upper: StepSchedule

  /// Both schedules as they are written, such as `0.5t^-0.4/0.5t^-0.6`.
  var text: String { "\(Self.text(lower))/\(Self.text(upper))" }

  private static func text(_ schedule: StepSchedule) -> String {
    shortest(schedule.factor) + (schedule.decay == 0 ? "" : "t^-\(shortest(schedule.decay))")
  }
}

/// Step sizes as the user gives them: both, or those of z alone.
struct StepChoice: Sendable, Equatable {
  let lower: StepSchedule
  let upper: StepSchedule?

  /// The step sizes for a method.
  ///
  /// - Parameter standard: Those of the theory.
  /// - Returns: Both; without those of λ the ratio of the method is kept.
  func pair(_ standard: StepPair) -> StepPair {
    let ratio = standard.lower.factor > 0 ? lower.factor / standard.lower.factor : 1
    return StepPair(
      lower: lower,
      upper: upper ?? StepSchedule(ratio * standard.upper.factor, decay: standard.upper.decay))
  }

  /// Reads a list such as `0.1/0.02,0.5t^-0.4/0.5t^-0.6`.
  ///
  /// - Parameters:
  ///   - text: The list.
  ///   - option: The option, for messages.
  /// - Returns: The choices in their order.
  /// - Throws: ``LabError/illegal(_:)``.
  static func list(_ text: String, option: String) throws(LabError) -> [StepChoice] {
    var choices: [StepChoice] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "/", omittingEmptySubsequences: false)
      guard (1...2).contains(sides.count) else {
        throw illegal(part, option)
      }
      guard let lower = schedule(sides[0]) else { throw illegal(part, option) }
      guard sides.count == 2 else {
        choices.append(StepChoice(lower: lower, upper: nil))
        continue
      }
      guard let upper = schedule(sides[1]) else { throw illegal(part, option) }
      choices.append(StepChoice(lower: lower, upper: upper))
    }
    return choices
  }

  private static func illegal(_ part: Substring, _ option: String) -> LabError {
    .illegal(
      "\(option) \(printable(String(part))): step sizes are ρ/γ, each a or at^-b with a from 0 to 1e6 and b from 0 to 2, "
        + "such as 0.1/0.02 or 0.5t^-0.4/0.5t^-0.6")
  }

  private static func schedule(_ text: Substring) -> StepSchedule? {
    var (factor, decay) = (text, Substring("0"))
    if let range = text.firstRange(of: "t^-") {
      (factor, decay) = (text[..<range.lowerBound], text[range.upperBound...])
    }
    guard let a = decimalNumber(String(factor)), (0...1e6).contains(a),
      let b = decimalNumber(String(decay)), (0...2).contains(b)
    else { return nil }
    return StepSchedule(a, decay: b)
  }
}

/// A method with everything that can be chosen about it.
struct MethodRun: Sendable {
  let method: BilevelMethod
  /// The name of a variant for readers; the method's if empty.
  var note = ""
  let steps: StepPair
  let batch: Int
  let innerSteps: Int
  let products: Int
  let isCold: Bool
  let iterations: Int
  /// The seed of the samples that are drawn.
  let seed: UInt64

  /// The name for readers.
  var label: String { note.isEmpty ? method.label : "\(method.label), \(note)" }
}
