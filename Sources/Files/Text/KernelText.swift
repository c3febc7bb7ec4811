// The kernel of a convolution on the command line, and masks in files.

/// Reads the kernel of a convolution, numbers with commas between.
///
/// - Parameter text: The numbers, such as `0.25,0.5,0.25`.
/// - Returns: An odd number of numbers, not all 0, whose squares neither overflow nor all underflow.
/// - Throws: ``MalformedFile`` with the reason.
package func convolutionKernel(_ text: some StringProtocol) throws(MalformedFile) -> [Double] {
  let entries = text.split(separator: ",", omittingEmptySubsequences: false).map {
    decimalNumber(String($0))
  }
  let numbers = entries.compactMap { $0 }
  guard numbers.count == entries.count, numbers.count % 2 == 1,
    numbers.allSatisfy(\.isFinite), numbers.contains(where: { $0 != 0 })
  else {
    throw MalformedFile(
      "an odd number of finite numbers separated by commas, not all 0, such as blur:0.25,0.5,0.25")
  }
  let largest = numbers.reduce(0) { max($0, abs($1)) }
  guard (LabelledData.leastMagnitude...LabelledData.magnitudeLimit).contains(largest) else {
    throw MalformedFile("the largest magnitude, \(largest), is not from 1e-100 to 1e100")
  }
  return numbers
}

extension NumericTable {
  /// The entries as a mask, row by row: true for 1 and false for 0.
  ///
  /// - Returns: The mask, which keeps at least one sample.
  /// - Throws: ``MalformedFile`` where there are other numbers, or no 1.
  package func mask() throws(MalformedFile) -> [Bool] {
    if let other = values.first(where: { $0 != 0 && $0 != 1 }) {
      throw MalformedFile("a mask has entries 0 and 1, not \(other)")
    }
    guard values.contains(1) else { throw MalformedFile("the mask keeps no sample") }
    return values.map { $0 == 1 }
  }
}
