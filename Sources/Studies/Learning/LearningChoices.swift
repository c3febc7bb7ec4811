// The choices for learning at a setting.

package import Learning
package import Optimization

/// The choices that determine the result of learning, besides the setting and the seed.
package struct LearningChoices: Sendable {
  /// The methods, in the order of the tables.
  package var methods: [LearningMethod]
  /// The kinds of starts, in the order of the tables.
  package var initials: [LearningStart]
  /// The variables.
  package var coordinates: Parametrization
  /// The number of starts, at least 1.
  package var starts: Int
  /// The stopping rule of a start.
  package var rule: StoppingRule

  /// The legal seeds: those that a table shows to the last digit.
  package static let seedRange = 0...(1 << 53)

  /// The iteration limit of gradient flow unless one is given.
  private static let flowLimit = 50_000

  /// Creates choices; omitted ones are the defaults of `toy learn`.
  package init(
    methods: [LearningMethod] = [.lbfgs], initials: [LearningStart] = [.gaussian],
    coordinates: Parametrization = .reparametrized, starts: Int = 8,
    rule: StoppingRule = StoppingRule(relativeDecrease: 1e-9, iterationLimit: 5000)
  ) {
    self.methods = methods
    self.initials = initials
    self.coordinates = coordinates
    self.starts = starts
    self.rule = rule
  }

  /// Reads the choices.
  ///
  /// - Parameter texts: `--method`, `--init`, `--coordinates`, `--starts`, `--tolerance` and `--max-iterations`.
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(_ texts: ParameterTexts) throws(StudyError) {
    starts = try texts.count("--starts", 1...100_000)
    rule = try texts.stoppingRule()
    methods = try texts.choices("--method")
    // The adaptive steps of a flow are short if eigenvalues of C are close together.
    if methods == [.flow], texts.given("--max-iterations") == nil {
      rule.iterationLimit = Self.flowLimit
    }
    initials = try texts.choices("--init")
    coordinates = try texts.choice("--coordinates")
  }

  /// The learning task at one setting.
  ///
  /// - Throws: ``StudyError/illegal(_:)`` if there is nothing to learn or R is too large.
  package func task(
    _ setting: Setting, method: LearningMethod, start: LearningStart, seed: UInt64
  ) throws(StudyError) -> LearningTask {
    try LearningTask(
      setting, isPlain: coordinates == .plain, method: method, start: start, rule: rule, seed: seed,
      starts: starts)
  }
}
