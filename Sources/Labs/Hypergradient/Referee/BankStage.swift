// The parts of the bank, in the order in which they are built.

/// A part of the bank that is built as a whole.
enum BankStage: Sendable {
  /// Formulas at z*, which cost nothing.
  case solution
  /// Everything at the user's θ.
  case theta
  /// The right gradients of other problems.
  case otherProblems
  /// Solvers of the linear system that stop early.
  case solvers
  /// The Neumann series with a step.
  case series(NamedStep)
  /// The Lasso's linear system on all entries.
  case support
  /// Gradient descent with a step, every iterate.
  case descent(NamedStep)
  /// The same with acceleration.
  case acceleratedDescent(NamedStep)
  /// Other methods on the inner problem.
  case methods
  /// Back-propagation that is cut.
  case truncation
  /// Descent and CG, both stopped early.
  case twoFaults
  /// CG in other arithmetic, for its late iterates.
  case rounding

  /// Whether an explanation that fits exactly ends the search once this stage is there: what comes later is not the
  /// same gradient under another name.
  var isComplete: Bool {
    switch self {
    case .solution, .solvers, .series: false
    case .theta, .otherProblems, .support, .descent, .acceleratedDescent, .methods, .truncation,
      .twoFaults, .rounding:
      true
    }
  }
}
