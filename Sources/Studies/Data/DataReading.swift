// The parameters that decide how a file of numbers is read.

package import Files

extension TableReading {
  /// Reads `--header` and `--index-column`.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(_ texts: ParameterTexts) throws(StudyError) {
    self.init(
      header: try Self.decision("--header", texts),
      indexColumn: try Self.decision("--index-column", texts))
  }

  private static func decision(
    _ name: String, _ texts: ParameterTexts
  ) throws(StudyError) -> Decision {
    let text = texts[name] ?? "auto"
    guard let decision = Decision(rawValue: text) else {
      throw .illegal("\(name) \(quoted(text)): known are auto, yes, no")
    }
    return decision
  }
}

extension DataReading {
  /// The parameters that decide.
  package static let parameters = ["--as", "--index-column", "--header"]

  /// Reads `--as`, `--header` and `--index-column`.
  ///
  /// - Throws: ``StudyError/illegal(_:)``.
  package init(_ texts: ParameterTexts) throws(StudyError) {
    self.init(
      kind: try choice(texts["--as"] ?? "auto", option: "--as"), table: try TableReading(texts))
  }
}
