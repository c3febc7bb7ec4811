// The columns of a table, as `--columns` chooses them.

import Studies

/// Reads `--columns`.
enum ColumnChoice {
  /// The chosen columns, in the order given; nil for all.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - known: The columns of the command's table.
  /// - Returns: Names of columns.
  /// - Throws: ``CommandError`` of status usage for names that are not known, or given twice.
  static func names(
    _ arguments: ParsedArguments, among known: [String]
  ) throws(CommandError) -> [String]? {
    guard arguments.has(.columns), let text = arguments.value(.columns) else { return nil }
    guard !known.isEmpty else { throw .usage("--columns: no table is written here") }
    var names: [String] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard !name.isEmpty else { throw .usage("--columns \(text): a name is empty") }
      guard known.contains(name) else {
        let hint = suggestion(for: name, among: known).map { "did you mean \($0)? " } ?? ""
        throw .usage("--columns \(name): \(hint)known are \(known.joined(separator: ", "))")
      }
      guard !names.contains(name) else {
        throw .usage("--columns \(name): the name is given twice")
      }
      names.append(name)
    }
    return names
  }
}
