// Data by their names, families or files, and the parameters that decide how a file is read.

package import Files
package import ToyModel

/// The names of data on the command line.
package enum DataNames {
  /// Reads a list of names of families and of files, separated by commas.
  ///
  /// A family takes precedence over a file or folder of the same name, which is then available as `./constant`; a file
  /// whose name contains commas takes precedence over a list.
  ///
  /// - Parameters:
  ///   - text: The list.
  ///   - families: The named families.
  ///   - reading: How the numbers of files are interpreted.
  ///   - frameLength: The length of the frames of recordings; nil for the default.
  /// - Returns: The data, in the order given.
  /// - Throws: ``StudyError/file(_:)`` for files.
  package static func parse(
    _ text: String, among families: [any DataFamily] = DataFamilies.all,
    reading: DataReading = DataReading(), frameLength: Int? = nil
  ) throws(StudyError) -> [any DataFamily] {
    func file(_ path: String) throws(StudyError) -> MeasuredData {
      do throws(StudyError) {
        return try MeasuredData(path: path, reading: reading, frameLength: frameLength)
      } catch {
        guard error.isMissingFile,
          let hint = suggestion(for: path, among: families.map(\.name))
        else { throw error }
        throw .missing("\(error.message); did you mean \(hint)?")
      }
    }
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let found = names.map { family(of: $0, among: families) }
    if found.contains(where: { $0 == nil }), fileExists(text) { return [try file(text)] }
    var data: [any DataFamily] = []
    for (name, family) in zip(names, found) {
      if let family {
        data.append(family)
      } else {
        guard !name.isEmpty else { throw .illegal("--data \(text): an empty name") }
        data.append(try file(name))
      }
    }
    return data
  }

  /// The family of a name, optionally followed by a colon and numbers; nil for other names.
  private static func family(
    of text: String, among families: [any DataFamily]
  ) -> (any DataFamily)? {
    if let family = families.first(where: { $0.name == text }) { return family }
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let family = families.first { $0.name == text[..<colon] }
    return family?.with(numbers: String(text[text.index(after: colon)...]))
  }
}

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
