// The message of a program that a precondition has stopped.

package import Testing

/// Expects a message among the last words of a program that was ended.
package func expectMessage(
  _ message: String, _ result: ExitTest.Result?, sourceLocation: SourceLocation = #_sourceLocation
) {
  let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(text.contains(message), "\(text)", sourceLocation: sourceLocation)
}
