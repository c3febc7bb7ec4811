// The common name space of claims and chapters, for operands and options.

import Evidence
import Files
import Studies
import Theory

/// The names of everything that is checked and explained: the theory, then the labs.
enum Statements {
  /// The chapters of the theory and those of the labs.
  static let chapters = Theory.chapters + Labs.chapters
  /// All claims, in the order of their chapters.
  static let claims = chapters.flatMap(\.claims)
  /// All named entries.
  static let entries = chapters.entries
  /// The chapters of the report, in its order.
  static let reportChapters: [any ReportChapter] =
    Theory.reportChapters + zip(Labs.all, Labs.chapters).map { LabSection(lab: $0, chapter: $1) }

  /// Earlier names and synonyms, with the names that they stand for.
  static let synonyms = ["continuation": "learning", "unrolling": "filter"]

  /// The claim or chapter of a name.
  ///
  /// - Parameters:
  ///   - name: The name of a claim or a chapter, or a synonym of one.
  ///   - kind: The kind of thing that is looked for, for the message.
  /// - Returns: The claim or the chapter.
  /// - Throws: ``CommandError`` of status usage for an unknown name.
  static func entry(named name: String, as kind: String) throws(CommandError) -> Entry {
    let id = synonyms[name] ?? name
    if let entry = entries.first(where: { $0.id == id }) { return entry }
    let hint = suggestion(for: name, among: entries.map(\.id) + synonyms.keys.sorted())
    throw .usage(
      "no \(kind) \(printable(name))" + (hint.map { "; did you mean \($0)?" } ?? "")
        + "\nthe chapters are \(chapters.map(\.id).joined(separator: ", ")); "
        + "'toy explain' lists their claims")
  }
}
