// The values of parameters as text, and how single ones are read.

import Files
package import Optimization

/// The texts of parameters by the names of their options, such as `--n`.
///
/// They come from a command line, or from a plan, which keeps grids as they were written.
package struct ParameterTexts: Sendable {
  private let given: [String: String]
  private let standard: [String: String]

  /// Creates the texts.
  ///
  /// - Parameters:
  ///   - given: The texts that the user gave.
  ///   - standard: The defaults of all existing parameters.
  package init(given: [String: String], standard: [String: String]) {
    self.given = given
    self.standard = standard
  }

  /// The text of a parameter as given, or else its default; nil if it has none.
  package subscript(_ name: String) -> String? { given[name] ?? standard[name] }

  /// The text that the user gave; nil if the parameter was omitted.
  package func given(_ name: String) -> String? { given[name] }

  /// The same with further texts as if they had been given.
  package func giving(_ texts: [String: String]) -> ParameterTexts {
    ParameterTexts(given: given.merging(texts) { $1 }, standard: standard)
  }

  /// The same with different defaults for some parameters.
  package func with(defaults: [String: String]) -> ParameterTexts {
    ParameterTexts(given: given, standard: standard.merging(defaults) { $1 })
  }
}

extension ParameterTexts {
  /// One of a few names.
  ///
  /// - Parameter option: The option it comes from.
  /// - Returns: The choice of that name.
  /// - Throws: ``StudyError/illegal(_:)``, with a suggestion.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String
  ) throws(StudyError) -> Choice {
    try Studies.choice(self[option] ?? "", option: option)
  }

  /// Some of a few names, separated by commas.
  ///
  /// - Parameter option: The option they come from.
  /// - Returns: The choices of these names, in the order given.
  /// - Throws: ``StudyError/illegal(_:)``, with a suggestion.
  package func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String
  ) throws(StudyError) -> [Choice] {
    var result: [Choice] = []
    for name in try listedNames(self[option] ?? "", option: option) {
      result.append(try Studies.choice(name, option: option))
    }
    return result
  }

  /// A whole number within a range.
  ///
  /// - Parameters:
  ///   - option: The option it comes from.
  ///   - range: The legal numbers.
  /// - Returns: The number.
  /// - Throws: ``StudyError/illegal(_:)``.
  package func count(_ option: String, _ range: ClosedRange<Int>) throws(StudyError) -> Int {
    let text = self[option] ?? ""
    guard let value = Int(text), range.contains(value) else {
      throw .illegal(
        "\(option) \(printable(text)): a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return value
  }

  /// A tolerance, from 0 up to but not including 1.
  ///
  /// - Parameter option: The option it comes from.
  /// - Returns: The tolerance.
  /// - Throws: ``StudyError/illegal(_:)``.
  package func tolerance(_ option: String = "--tolerance") throws(StudyError) -> Double {
    let value = try Grid.number(self[option] ?? "", option: option)
    guard value >= 0, value < 1 else {
      throw .illegal("\(option) \(value): a tolerance is at least 0 and below 1")
    }
    return value
  }

  /// The stopping rule of a minimization, by `--tolerance` and `--max-iterations`.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package func stoppingRule() throws(StudyError) -> StoppingRule {
    StoppingRule(
      relativeDecrease: try tolerance(),
      iterationLimit: try count("--max-iterations", 0...1_000_000_000))
  }
}
