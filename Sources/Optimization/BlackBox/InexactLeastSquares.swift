// Sums of squares whose terms are computed only to a requested accuracy.

/// A function f(θ) = Σᵢ ‖rᵢ(θ)‖² + ‖s(θ)‖² whose blocks rᵢ are the result of an iteration and known only to within
/// a certified error, while s is exact.
///
/// In bilevel learning, rᵢ = û_i(θ) − u_i with a lower-level solution û_i. The state of a block is what its iteration
/// needs to go on, such as the last iterate; it belongs to one θ, and a state for another θ may start it.
public protocol InexactLeastSquares {
  /// p, the number of variables.
  var dimension: Int { get }
  /// The number of blocks.
  var blockCount: Int { get }

  /// The state with which a block starts if nothing is known.
  func initialState(of block: Int) -> [Double]

  /// Improves the state of a block.
  ///
  /// - Parameters:
  ///   - state: A state of this block, for θ or for another point; replaced by a better one for θ.
  ///   - block: The number of the block, from 0.
  ///   - point: θ, p numbers.
  ///   - tolerance: The error of the block to be reached.
  /// - Returns: A bound on the error of the block in the Euclidean norm, and the number of iterations it took.
  mutating func refine(
    _ state: inout [Double], of block: Int, at point: [Double], to tolerance: Double
  ) -> (error: Double, iterations: Int)

  /// The block rᵢ, of a length that depends on i only.
  func residual(of block: Int, _ state: [Double]) -> [Double]

  /// The exact part s, of fixed length.
  func exactResidual(at point: [Double]) -> [Double]
}

/// The value of an ``InexactLeastSquares`` function at a point, with a certificate.
public struct InexactValue: Sendable, Equatable {
  /// θ, p numbers.
  public let point: [Double]
  /// f̃, the value of the computed blocks.
  public let value: Double
  /// A bound on |f̃ − f|: Σ 2‖rᵢ‖eᵢ + eᵢ² for blocks of errors eᵢ.
  public let error: Double
  /// The iterations of all blocks in the run when this value was known.
  public let iterations: Int

  /// Creates a value.
  ///
  /// - Parameters:
  ///   - point: θ, p numbers.
  ///   - value: f̃.
  ///   - error: A bound on |f̃ − f|.
  ///   - iterations: The iterations so far.
  public init(point: [Double], value: Double, error: Double, iterations: Int) {
    self.point = point
    self.value = value
    self.error = error
    self.iterations = iterations
  }
}
