// Temporary files, none of which outlives the program.

import Libc
import Synchronization

/// The temporary files that are being written.
///
/// Every orderly end of the program, including one by a signal, removes them first. Files are created,
/// renamed and removed under one lock, so that none is missed.
package enum PartialFiles {
  /// The paths, each terminated by a zero byte.
  private static let paths = Mutex<[[CChar]]>([])

  /// Opens a new temporary file for writing.
  ///
  /// - Returns: The descriptor; negative, with errno set, if that fails.
  package static func create(_ path: [CChar]) -> Int32 {
    paths.withLock { paths in
      let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      if descriptor >= 0 { paths.append(path) }
      return descriptor
    }
  }

  /// Gives a temporary file its final name.
  ///
  /// - Returns: False, with errno set, if that fails; the file is then removed.
  package static func rename(_ path: [CChar], to target: [CChar]) -> Bool {
    paths.withLock { paths in
      paths.removeAll { $0 == path }
      guard Libc.rename(path, target) != 0 else { return true }
      let code = errno
      unlink(path)
      errno = code
      return false
    }
  }

  /// Removes a temporary file.
  package static func remove(_ path: [CChar]) {
    paths.withLock { paths in
      paths.removeAll { $0 == path }
      unlink(path)
    }
  }

  /// Takes charge of a file that something else created.
  package static func adopt(_ path: String) {
    paths.withLock { $0.append(Array(path.utf8CString)) }
  }

  /// Ends the program after removing all temporary files.
  ///
  /// Other threads may be at work; what they still write is lost.
  package static func exitWithout(status: Int32) -> Never {
    paths.withLock { paths in
      for path in paths { unlink(path) }
      // The lock is kept, so that no thread creates another file.
      _exit(status)
    }
  }
}
