// What the benchmarks share: requests on standard input and their answers, one line each.

import Libc

/// A request that cannot be answered.
package struct RequestError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// The arguments of a request, taken one after the other.
package struct Fields {
  private var rest: ArraySlice<String>

  package init(_ fields: ArraySlice<String>) { rest = fields }

  package mutating func word() throws -> String {
    guard let word = rest.popFirst() else { throw RequestError("too short") }
    return word
  }

  package mutating func number<T: LosslessStringConvertible>(_ type: T.Type) throws -> T {
    let word = try word()
    guard let value = T(word) else { throw RequestError("'\(word)' is not a number") }
    return value
  }
}

/// Answers the requests on standard input until there are no more.
///
/// - Parameters:
///   - separator: The character between the fields of a request.
///   - answer: The line that answers a request, which is given by its fields, at least one.
/// - Throws: Any error of `answer`.
package func serve(
  separator: Character = "\t", answer: (_ fields: [String]) throws -> String
) rethrows {
  while let line = readLine() {
    let fields = line.split(separator: separator, omittingEmptySubsequences: false)
    print(try answer(fields.map(String.init)))
    // The program that asks waits for the line.
    fflush(nil)
  }
}
