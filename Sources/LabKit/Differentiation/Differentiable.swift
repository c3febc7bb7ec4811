// The operations on which automatic differentiation is built, and numbers that count them.

import Libc
import Synchronization

/// A kind of number in which functions can be written: Double, ``Counted``, ``Dual`` and ``Variable``, nested at will.
package protocol Differentiable {
  static func + (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  /// A number plus a constant.
  static func + (a: Self, b: Double) -> Self
  /// A number times a constant.
  static func * (a: Self, b: Double) -> Self
  /// eᵃ.
  func exponential() -> Self
  /// log(1 + a).
  func logarithmOfOnePlus() -> Self
  /// 1/a.
  func inverse() -> Self
}

extension Differentiable {
  package static func - (a: Self, b: Self) -> Self { a + b * -1 }
  package static func * (a: Double, b: Self) -> Self { b * a }
}

extension Double: Differentiable {
  package func exponential() -> Double { exp(self) }
  package func logarithmOfOnePlus() -> Double { log1p(self) }
  package func inverse() -> Double { 1 / self }
}

/// A number whose operations are counted, constants included.
package struct Counted: Differentiable, Sendable {
  /// The number.
  package let value: Double
  private let counter: OperationCounter

  /// Creates a number.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - counter: The counter of the operations on it.
  package init(_ value: Double, _ counter: OperationCounter) {
    self.value = value
    self.counter = counter
  }

  private func counted(_ value: Double) -> Counted {
    counter.add()
    return Counted(value, counter)
  }

  package static func + (a: Counted, b: Counted) -> Counted { a.counted(a.value + b.value) }
  package static func * (a: Counted, b: Counted) -> Counted { a.counted(a.value * b.value) }
  package static func + (a: Counted, b: Double) -> Counted { a.counted(a.value + b) }
  package static func * (a: Counted, b: Double) -> Counted { a.counted(a.value * b) }
  package func exponential() -> Counted { counted(exp(value)) }
  package func logarithmOfOnePlus() -> Counted { counted(log1p(value)) }
  package func inverse() -> Counted { counted(1 / value) }
}

/// A count of additions, multiplications and elementary functions.
package final class OperationCounter: Sendable {
  private let state = Atomic(0)

  package init() {}

  /// The operations so far.
  package var count: Int { state.load(ordering: .relaxed) }

  fileprivate func add() { state.wrappingAdd(1, ordering: .relaxed) }
}
