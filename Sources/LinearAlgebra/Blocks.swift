// Row-major blocks of one size in one allocation.

/// Blocks of one size, for iterations that work on many vectors in the same memory.
package struct Blocks: Sendable {
  /// The number of entries of a block.
  package let size: Int
  /// The number of blocks.
  package let count: Int
  private var memory: [Double]

  /// Creates blocks of zeros.
  ///
  /// - Parameters:
  ///   - count: The number of blocks, at least 1.
  ///   - size: The number of entries of each, at least 0.
  package init(count: Int, size: Int) {
    precondition(count >= 1 && size >= 0, "\(count) blocks of \(size) numbers")
    self.size = size
    self.count = count
    memory = Array(repeating: 0, count: count * size)
  }

  /// The entries of a block.
  package subscript(index: Int) -> [Double] {
    get { Array(memory[index * size..<(index + 1) * size]) }
    set {
      precondition(newValue.count == size, "\(newValue.count) numbers into a block of \(size)")
      memory.replaceSubrange(index * size..<(index + 1) * size, with: newValue)
    }
  }

  /// Calls a function with all blocks.
  ///
  /// - Parameter body: Called once; the pointers are valid only during the call.
  /// - Returns: Its result.
  package mutating func withPointers<Result>(_ body: (Pointers) -> Result) -> Result {
    memory.withUnsafeMutableBufferPointer { body(Pointers(memory: $0, size: size)) }
  }

  /// The blocks, to read and to write.
  package struct Pointers {
    fileprivate let memory: UnsafeMutableBufferPointer<Double>
    fileprivate let size: Int

    /// A block, by its number.
    package subscript(index: Int) -> UnsafeMutableBufferPointer<Double> {
      memory.extracting(index * size..<(index + 1) * size)
    }
  }
}
