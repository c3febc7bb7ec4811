// The paths of matrices, checked before anything is computed.

import Files
import Libc

/// Refuses a path for a matrix that is neither .npy nor .csv.
///
/// - Throws: ``CommandError`` of status usage.
func requireMatrixFile(_ path: String, for option: Option) throws(CommandError) {
  try requireFile(path, for: option, [".npy", ".csv"])
}

/// Refuses a path whose extension is not in a list, a path without a name, and standard output.
///
/// - Throws: ``CommandError`` of status usage.
func requireFile(
  _ path: String, for option: Option, _ extensions: [String]
) throws(CommandError) {
  guard !path.isEmpty else { throw .usage("\(option.name): the path is empty") }
  guard path != "-" else {
    let known = extensions.filter { !$0.isEmpty }.joined(separator: " or ")
    throw .usage(
      "\(option.name) -: a file is needed\(known.isEmpty ? "" : ", whose extension is \(known)")")
  }
  guard openStream(path) == nil, !extensions.contains(where: path.lowercased().hasSuffix) else {
    return
  }
  var status = stat()
  // A pipe or /dev/null may have any name.
  if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) { return }
  throw .usage(
    "\(option.name) \(path): known extensions are \(extensions.joined(separator: ", "))")
}
