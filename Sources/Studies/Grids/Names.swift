// Names in lists, and suggestions for misspelt ones.

import Files

/// The names of a list, which are separated by commas.
///
/// - Parameters:
///   - text: The list.
///   - option: The option it comes from, for messages.
/// - Returns: The names, all distinct and none empty; they may be illegal.
/// - Throws: ``StudyError/illegal(_:)``.
package func listedNames(_ text: String, option: String) throws(StudyError) -> [String] {
  let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  guard !names.contains("") else {
    let list = text.isEmpty ? "" : " \(printable(text))"
    throw .illegal("\(option)\(list): an entry of the list is empty")
  }
  try requireDistinct(names, option: option)
  return names
}

/// One of a few names.
///
/// - Parameters:
///   - name: The name as given.
///   - option: The option it comes from, for messages.
/// - Returns: The choice of that name.
/// - Throws: ``StudyError/illegal(_:)``, with a suggestion.
package func choice<Choice: RawRepresentable<String> & CaseIterable>(
  _ name: String, option: String
) throws(StudyError) -> Choice {
  guard let choice = Choice(rawValue: name) else {
    let known = Choice.allCases.map(\.rawValue)
    let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
    throw .illegal(
      "\(option) \(printable(name)): \(hint)known are \(known.joined(separator: ", "))")
  }
  return choice
}

/// Refuses names that are given twice.
///
/// - Throws: ``StudyError/illegal(_:)``.
package func requireDistinct(_ names: [String], option: String) throws(StudyError) {
  var known: Set<String> = []
  for name in names where !known.insert(name).inserted {
    throw .illegal("\(option): \(printable(name)) is given twice")
  }
}

/// The candidate nearest to a misspelt word, if one is near: at most a third of its letters differ.
package func suggestion(for word: String, among candidates: [String]) -> String? {
  // No name is near a much longer word, and comparing would take time.
  guard word.utf8.count <= 100 else { return nil }
  let ranked = candidates.map { (distance: editDistance(word, $0), name: $0) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, best.name.count / 3) ? best.name : nil
}

/// The number of insertions, deletions, replacements and neighbour swaps between two words.
private func editDistance(_ first: String, _ second: String) -> Int {
  let (a, b) = (Array(first), Array(second))
  var rows = [[Int]](repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
  for i in 0...a.count {
    for j in 0...b.count {
      guard i > 0, j > 0 else {
        rows[i][j] = i + j
        continue
      }
      let replaced = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      rows[i][j] = min(replaced, rows[i - 1][j] + 1, rows[i][j - 1] + 1)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
      }
    }
  }
  return rows[a.count][b.count]
}
