// The parameters of the lab.

import LabKit

/// The parameters of the lab, one option each.
enum HypergradientParameters {
  /// The kinds of lower levels.
  enum Model: String, CaseIterable {
    case ridge, logistic, lasso, quadratic
  }

  /// The upper levels.
  enum Upper: String, CaseIterable {
    /// F is the loss on validation data.
    case validation = "val"
    /// F is the loss on validation data plus the penalty of G.
    case penalized = "pen"
    /// F = G.
    case same = "min"
  }

  static let model = LabParameter.choice(
    "model", Model.logistic.rawValue, among: Model.allCases.map(\.rawValue),
    "lower level, with the mean loss of the training data and a penalty e^λ for each feature")
  static let data = LabelledParameters.data
  static let labels = LabelledParameters.labels
  static let validation = LabelledParameters.validation
  static let validationLabels = LabelledParameters.validationLabels
  static let standardize = LabelledParameters.standardize
  static let quadratic = LabParameter(
    "quadratic", .files(extensions: [".npy", ".csv"], count: 3...4),
    "H,b,t[,C]: G = ½zᵀHz − (b + Cλ)ᵀz, F = ½‖z − t‖²; C is the identity if omitted")
  static let point = LabParameter.file(
    "at", [".npy", ".csv"], "points λ, one per row; 0 if omitted")
  static let isShared = LabParameter.flag("shared", "one λ for all features")
  static let upper = LabParameter.choice(
    "upper", Upper.validation.rawValue, among: Upper.allCases.map(\.rawValue),
    "upper level F: validation loss (val), the same plus the penalty (pen), or F = G (min)")
  static let tolerance = LabParameter.number(
    "tolerance", 1e-5, in: 1e-12...0.1,
    "a gradient is certified if the bound on its relative error is at most this")

  static let foreign = LabParameter.file(
    "compare", [".npy", ".csv"],
    "a gradient of yours, one row for each point: whether it is right, and what is wrong with it")
  static let theta = LabParameter.file(
    "theta", [".npy", ".csv"],
    "your solution z of the lower level for --compare, one row for each point")

  static let innerSteps = LabParameter.integers(
    "inner-steps", symbol: "N", [1, 2, 5, 10, 20, 50, 100, 200, 500], in: 1...100_000,
    "steps of gradient descent (ISTA for the Lasso) on G, of size 1/L from 0")
  static let truncation = LabParameter.integer(
    "truncation", symbol: "K", 10, in: 1...100_000,
    "steps that truncated back-propagation goes through")
  static let products = LabParameter.integers(
    "products", symbol: "Q", [1, 2, 5, 10, 20, 50], in: 1...100_000,
    "iterations of linear solvers, or terms of the Neumann series")
  static let solvers = LabParameter.names(
    "solver", among: SolverKind.allCases.map(\.rawValue), "linear solvers of g³")

  /// The parameters that choose the problem.
  static let problem = [
    model, data, labels, validation, validationLabels, standardize, quadratic, point, isShared,
    upper,
  ]
  /// Those of the estimators.
  static let estimators = [innerSteps, truncation, products, solvers]
  static let all = problem + [tolerance, foreign, theta] + estimators
}
