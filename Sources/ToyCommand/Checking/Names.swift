// The one name space of claims and chapters, as operands and options take it.

import Evidence
import Files
import Studies
import Theory

extension Theory {
  /// Earlier names and other words, and what they stand for.
  static let synonyms = ["continuation": "learning", "unrolling": "filter"]

  /// What a name stands for.
  ///
  /// - Parameters:
  ///   - name: The name of a claim or a chapter, or another word for one.
  ///   - kind: What is looked for, in the message.
  /// - Returns: The claim or the chapter.
  /// - Throws: ``CommandError`` of status usage for a name that is not known.
  static func entry(named name: String, as kind: String) throws(CommandError) -> Entry {
    let id = synonyms[name] ?? name
    if let entry = entries.first(where: { $0.id == id }) { return entry }
    let known = entries.map(\.id)
    let hint = suggestion(for: name, among: known + synonyms.keys.sorted())
    throw .usage(
      "no \(kind) \(printable(name))" + (hint.map { "; did you mean \($0)?" } ?? "")
        + "\nknown are \(known.joined(separator: ", "))")
  }
}
