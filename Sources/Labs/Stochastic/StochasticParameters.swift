// The parameters of the lab.

import LabKit

/// The parameters of the lab, one option each.
enum StochasticParameters {
  /// The parts of the lab.
  enum Part: String, CaseIterable {
    /// The finite sum of quadratics, whose value function has a closed form.
    case quadratic
    /// Logistic regression with penalties.
    case logistic

    /// The default of T, of which methods with inner loops run a fifth.
    var iterations: Int {
      switch self {
      case .quadratic: 300_000
      case .logistic: 120_000
      }
    }
    /// The default of R.
    var replicas: Int {
      switch self {
      case .quadratic: 8
      case .logistic: 1
      }
    }
  }

  static let part = LabParameter.names(
    "part", among: Part.allCases.map(\.rawValue),
    "the parts that are computed: the sum of quadratics and logistic regression")
  static let methods = LabParameter.names(
    "method", among: BilevelMethod.allCases.map(\.rawValue), "the methods")
  static let iterations = LabParameter.integer(
    "iterations", symbol: "T", Part.quadratic.iterations, in: 1...10_000_000,
    "iterations; if omitted, 120000 for logistic regression, and a fifth for methods with inner loops"
  )
  static let steps = LabParameter(
    "step", symbol: "ρ/γ", .text(placeholder: "LIST", standard: nil),
    "step sizes of z and λ, such as 0.1/0.02 or 0.5t^-0.4/0.5t^-0.6; ρ alone keeps the ratio of the method; if omitted, "
      + "those of the theory")
  static let batches = LabParameter.integers(
    "batch", symbol: "B", [1], in: 1...10_000,
    "samples of every draw; drawn with replacement, so that B may exceed their number")
  static let innerSteps = LabParameter.integers(
    "inner-steps", symbol: "K", [10], in: 1...10_000,
    "steps on z in an iteration of bsa, stocbio and amigo")
  static let products = LabParameter.integers(
    "products", symbol: "Q", [10], in: 1...10_000,
    "terms of the Neumann series, or steps on v, in an iteration of methods with inner loops")
  static let replicas = LabParameter.integer(
    "replicas", symbol: "R", Part.quadratic.replicas, in: 1...1000,
    "independent runs whose mean and range are shown; if omitted, 1 for logistic regression")
  static let isCold = LabParameter.flag(
    "cold", "methods with inner loops begin every one of them at z = 0")
  static let box = LabParameter.numbers(
    "box", [-5, 1], in: -50...50, "the bounds of every λ of logistic regression")
  static let start = LabParameter.file(
    "at", [".npy", ".csv"], "λ at the start of logistic regression; −3 if omitted")
  static let isShared = LabParameter.flag("shared", "one λ for all features")
  static let test = LabParameter.file(
    "test", [], "samples that neither level uses, to test with; with --data")
  static let testLabels = LabParameter.file("test-labels", [], "labels of --test, .npy or CSV")

  /// The parameters that only logistic regression has.
  static let ofLogistic =
    LabelledParameters.all + [test, testLabels, box, start, isShared]
  /// Those of methods.
  static let ofMethods = [
    methods, iterations, steps, batches, innerSteps, products, replicas, isCold,
  ]
  static let all = [part] + ofMethods + ofLogistic
}
