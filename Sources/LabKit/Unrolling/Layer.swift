// One step of an iteration, with its derivative and the transpose of the derivative.

/// One step z⁺ = S(z, w) of an iteration, with both products of its derivative.
///
/// The state z and the weights w are flat lists of numbers, whatever they stand for: the state of an accelerated method
/// has two iterates, that of a batch has one for every sample, and weights of a network that differ from step to step
/// lie one after the other, and are found by the number of the step. The law of every layer is the adjoint
/// identity ⟨Ju, v⟩ = ⟨u, Jᵀv⟩ for J = (∂S/∂z, ∂S/∂w); see ``adjointDefect(of:at:weights:step:seed:)``.
///
/// A layer works in the caller's buffers and allocates nothing. Where S is not differentiable, it takes the
/// same element of the generalised derivative in both products.
package protocol Layer: Sendable {
  /// The length of z.
  var stateCount: Int { get }
  /// The length of w; 0 for a step without weights.
  var weightCount: Int { get }
  /// The number of values that a step keeps for its derivative, besides z and z⁺.
  var recordCount: Int { get }
  /// The number of values of working space that a product with the derivative needs.
  var scratchCount: Int { get }

  /// Takes a step.
  ///
  /// - Parameters:
  ///   - state: z.
  ///   - weights: w.
  ///   - step: The number of the step, from 0.
  ///   - next: Receives z⁺.
  ///   - record: Receives the ``recordCount`` numbers that the derivative needs.
  func apply(
    _ state: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>, step: Int,
    next: UnsafeMutableBufferPointer<Double>, record: UnsafeMutableBufferPointer<Double>)

  /// The product with the derivative, for p directions at once: Ż ← ∂S/∂z Ż + ∂S/∂w Ẇ.
  ///
  /// - Parameters:
  ///   - point: The step at which the derivative is taken.
  ///   - tangents: Ż, one row of p numbers for every entry of z; replaced by that of z⁺.
  ///   - weightTangents: Ẇ.
  ///   - directions: p ≥ 1.
  ///   - scratch: p·``scratchCount`` numbers of working space.
  func jvp(
    _ point: LayerPoint, tangents: UnsafeMutableBufferPointer<Double>,
    weightTangents: WeightTangents, directions: Int, scratch: UnsafeMutableBufferPointer<Double>)

  /// The product with the transpose, for q vectors at once: Z̄ ← (∂S/∂z)ᵀ Z̄ and W̄ ← W̄ + (∂S/∂w)ᵀ Z̄.
  ///
  /// - Parameters:
  ///   - point: The step at which the derivative is taken.
  ///   - cotangents: Z̄, one row of q numbers for every entry of z⁺; replaced by that of z.
  ///   - weightCotangents: W̄, one row of q numbers for every weight.
  ///   - directions: q ≥ 1.
  ///   - scratch: q·``scratchCount`` numbers of working space.
  func vjp(
    _ point: LayerPoint, cotangents: UnsafeMutableBufferPointer<Double>,
    weightCotangents: UnsafeMutableBufferPointer<Double>, directions: Int,
    scratch: UnsafeMutableBufferPointer<Double>)
}

extension Layer {
  package var scratchCount: Int { 0 }
}

/// A step that was taken.
package struct LayerPoint {
  /// The number of the step, from 0.
  package let step: Int
  /// w.
  package let weights: UnsafeBufferPointer<Double>
  /// z.
  package let state: UnsafeBufferPointer<Double>
  /// z⁺.
  package let next: UnsafeBufferPointer<Double>
  /// The numbers that the step kept.
  package let record: UnsafeBufferPointer<Double>

  package init(
    step: Int, weights: UnsafeBufferPointer<Double>, state: UnsafeBufferPointer<Double>,
    next: UnsafeBufferPointer<Double>, record: UnsafeBufferPointer<Double>
  ) {
    self.step = step
    self.weights = weights
    self.state = state
    self.next = next
    self.record = record
  }
}

/// The directions of the weights in forward mode.
package enum WeightTangents {
  /// The weights do not change.
  case none
  /// Every weight is a separate direction: p is the number of weights, and Ż becomes the Jacobian ∂z/∂w.
  case identity
  /// Ẇ, one row of p numbers for every weight.
  case rows(UnsafeBufferPointer<Double>)
}
