// The values of parameters as text, before they are read.

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
