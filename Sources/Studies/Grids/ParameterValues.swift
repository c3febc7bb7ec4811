// The values of parameters that are no grids.

import Files
package import Optimization

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
