// Counts of the evaluations that a method asked for.

package import LinearAlgebra
import Synchronization

/// The numbers of calls by kind: the cost of a method on any machine.
package struct OracleCounts: Sendable, Equatable {
  /// Values of functions.
  package var values = 0
  /// Gradients in z.
  package var gradients = 0
  /// Products with the Hessian.
  package var products = 0
  /// Products with the mixed derivative or its transpose.
  package var mixedProducts = 0
  /// Direct gradients in λ.
  package var directGradients = 0

  package init() {}
}

/// A counter that several levels may share.
package final class OracleCounter: Sendable {
  private let state = Mutex(OracleCounts())

  package init() {}

  /// The counts so far.
  package var counts: OracleCounts { state.withLock { $0 } }

  /// Resets the counts.
  package func reset() { state.withLock { $0 = OracleCounts() } }

  fileprivate func count(_ kind: WritableKeyPath<OracleCounts, Int>) {
    state.withLock { $0[keyPath: kind] += 1 }
  }
}

/// A lower level whose calls are counted.
package struct CountedLowerLevel<Base: LowerLevel>: LowerLevel {
  private let base: Base
  private let counter: OracleCounter

  /// Counts the calls of a lower level.
  ///
  /// - Parameters:
  ///   - base: The lower level.
  ///   - counter: The counter.
  package init(_ base: Base, _ counter: OracleCounter) {
    self.base = base
    self.counter = counter
  }

  package var stateCount: Int { base.stateCount }
  package var parameterCount: Int { base.parameterCount }

  package func value(_ z: [Double], _ lambda: [Double]) -> Double {
    counter.count(\.values)
    return base.value(z, lambda)
  }

  package func gradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double]) {
    counter.count(\.gradients)
    base.gradient(z, lambda, into: &gradient)
  }

  package func hessianProduct(
    _ z: [Double], _ lambda: [Double], _ v: [Double], into product: inout [Double]
  ) {
    counter.count(\.products)
    base.hessianProduct(z, lambda, v, into: &product)
  }

  package func mixedProduct(
    _ z: [Double], _ lambda: [Double], _ u: [Double], into product: inout [Double]
  ) {
    counter.count(\.mixedProducts)
    base.mixedProduct(z, lambda, u, into: &product)
  }

  package func mixedAdjointProduct(
    _ z: [Double], _ lambda: [Double], _ v: [Double], into product: inout [Double]
  ) {
    counter.count(\.mixedProducts)
    base.mixedAdjointProduct(z, lambda, v, into: &product)
  }

  package func curvature(_ lambda: [Double]) -> Curvature { base.curvature(lambda) }

  package func solution(_ lambda: [Double]) -> [Double]? { base.solution(lambda) }

  /// H as a matrix, which counts as d products.
  package func hessian(_ z: [Double], _ lambda: [Double]) -> Matrix {
    for _ in 0..<stateCount { counter.count(\.products) }
    return base.hessian(z, lambda)
  }
}

/// An upper level whose calls are counted.
package struct CountedUpperLevel<Base: UpperLevel>: UpperLevel {
  private let base: Base
  private let counter: OracleCounter

  /// Counts the calls of an upper level.
  package init(_ base: Base, _ counter: OracleCounter) {
    self.base = base
    self.counter = counter
  }

  package func value(_ z: [Double], _ lambda: [Double]) -> Double {
    counter.count(\.values)
    return base.value(z, lambda)
  }

  package func gradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double]) {
    counter.count(\.gradients)
    base.gradient(z, lambda, into: &gradient)
  }

  package func directGradient(_ z: [Double], _ lambda: [Double], into gradient: inout [Double]) {
    counter.count(\.directGradients)
    base.directGradient(z, lambda, into: &gradient)
  }
}
