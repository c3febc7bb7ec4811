// A user's computation: settings in, tables and figures out.

package import Report

/// A user's computation, which depends only on its settings.
///
/// A sweep runs any study at many settings; a lab is a study whose outcome has claims as well.
package protocol Study: Sendable {
  /// The values of all parameters.
  associatedtype Setting: Sendable
  /// The reason why there is no result.
  associatedtype Failure: Error
  /// The result.
  associatedtype Outcome: StudyOutcome

  /// Computes the tables and figures; the same settings give the same numbers.
  ///
  /// - Parameter setting: The values of all parameters.
  /// - Returns: The result.
  /// - Throws: Before anything is computed, if the setting is illegal or a file cannot be read.
  func study(_ setting: Setting) throws(Failure) -> Outcome
}

/// The result of a study: tables, figures, and what a reader has to know of them.
package protocol StudyOutcome: Sendable {
  /// The tables, with different names.
  var tables: [NamedTable] { get }
  /// The figures, with different names.
  var figures: [NamedFigure] { get }
  /// Warnings that the user should read before relying on the numbers, one sentence each.
  var warnings: [String] { get }
}

/// A table with the name of its file.
package struct NamedTable: Sendable, Equatable {
  /// The name, of lower-case letters, digits and hyphens.
  package let name: String
  /// A description of the rows, in a sentence without a full stop.
  package let caption: String
  package let table: Table

  package init(_ name: String, _ caption: String, _ table: Table) {
    self.name = name
    self.caption = caption
    self.table = table
  }
}

/// A figure with the name of its file.
package struct NamedFigure: Sendable, Equatable {
  /// The name, of lower-case letters, digits and hyphens.
  package let name: String
  package let figure: Figure

  package init(_ name: String, _ figure: Figure) {
    self.name = name
    self.figure = figure
  }
}
