// The values of parameters as text, before they are read.

/// The texts of parameters by the names of their options, such as `--n`.
///
/// A command line has them, and so has a plan, which keeps grids as they were written.
package struct ParameterTexts: Sendable {
  private let given: [String: String]
  private let standard: [String: String]

  /// Takes the texts over.
  ///
  /// - Parameters:
  ///   - given: Those that the user gave.
  ///   - standard: The defaults of all parameters that there are.
  package init(given: [String: String], standard: [String: String]) {
    self.given = given
    self.standard = standard
  }

  /// The text of a parameter as it was given, else its default; nil where it has none.
  package subscript(_ name: String) -> String? { given[name] ?? standard[name] }

  /// The text that the user gave; nil where the parameter was left out.
  package func given(_ name: String) -> String? { given[name] }

  /// The same with other defaults for some parameters.
  package func with(defaults: [String: String]) -> ParameterTexts {
    ParameterTexts(given: given, standard: standard.merging(defaults) { $1 })
  }
}
