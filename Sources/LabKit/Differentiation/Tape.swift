// Reverse mode: a tape of operations that is read backwards.

/// A record of operations on variables.
///
/// Its scalars may themselves be dual numbers or variables of another tape, whose operations then go onto that tape.
package final class Tape<Scalar: Differentiable> {
  /// An operation: its operands, and the partial derivatives with respect to them.
  private struct Node {
    let first: Int
    let firstPartial: Factor<Scalar>
    let second: Int
    let secondPartial: Factor<Scalar>
  }

  private var nodes: [Node] = []

  package init() {}

  /// Adds a new variable.
  package func variable(_ value: Scalar) -> Variable<Scalar> {
    Variable(
      value: value, index: append(-1, .constant(0), -1, .constant(0)), tape: self)
  }

  /// The number of variables and operations.
  package var count: Int { nodes.count }

  fileprivate func append(
    _ first: Int, _ firstPartial: Factor<Scalar>, _ second: Int = -1,
    _ secondPartial: Factor<Scalar> = .constant(0)
  ) -> Int {
    nodes.append(
      Node(
        first: first, firstPartial: firstPartial, second: second, secondPartial: secondPartial))
    return nodes.count - 1
  }

  /// The derivatives of a variable with respect to others.
  ///
  /// - Parameters:
  ///   - output: A variable of this tape.
  ///   - inputs: Variables of this tape.
  /// - Returns: One derivative for every input.
  /// - Complexity: At most two multiplications and two additions for every operation on the tape.
  package func derivatives(
    of output: Variable<Scalar>, with inputs: [Variable<Scalar>]
  ) -> [Scalar] {
    var adjoints = [Factor<Scalar>?](repeating: nil, count: nodes.count)
    adjoints[output.index] = .constant(1)
    for index in stride(from: output.index, through: 0, by: -1) {
      guard let adjoint = adjoints[index] else { continue }
      let node = nodes[index]
      for (target, partial) in [(node.first, node.firstPartial), (node.second, node.secondPartial)]
      where target >= 0 {
        let part = adjoint.times(partial)
        adjoints[target] = adjoints[target].map { $0.plus(part) } ?? part
      }
    }
    return inputs.map { input in
      switch adjoints[input.index] {
      case .scalar(let scalar): scalar
      // A constant as a scalar.
      case .constant(let constant): input.value * 0 + constant
      case nil: input.value * 0
      }
    }
  }
}

/// A partial derivative: a constant costs less than a scalar, and 1 nothing.
private enum Factor<Scalar: Differentiable> {
  case constant(Double)
  case scalar(Scalar)

  func times(_ other: Factor) -> Factor {
    switch (self, other) {
    case (.constant(1), let factor), (let factor, .constant(1)): factor
    case (.constant(let a), .constant(let b)): .constant(a * b)
    case (.constant(let a), .scalar(let b)), (.scalar(let b), .constant(let a)): .scalar(b * a)
    case (.scalar(let a), .scalar(let b)): .scalar(a * b)
    }
  }

  func plus(_ other: Factor) -> Factor {
    switch (self, other) {
    case (.constant(let a), .constant(let b)): .constant(a + b)
    case (.constant(let a), .scalar(let b)), (.scalar(let b), .constant(let a)): .scalar(b + a)
    case (.scalar(let a), .scalar(let b)): .scalar(a + b)
    }
  }
}

/// A number on a tape.
package struct Variable<Scalar: Differentiable>: Differentiable {
  /// The number.
  package let value: Scalar
  fileprivate let index: Int
  fileprivate let tape: Tape<Scalar>

  fileprivate init(value: Scalar, index: Int, tape: Tape<Scalar>) {
    self.value = value
    self.index = index
    self.tape = tape
  }

  private func applied(_ value: Scalar, _ partial: Factor<Scalar>) -> Variable {
    Variable(value: value, index: tape.append(index, partial), tape: tape)
  }

  package static func + (a: Variable, b: Variable) -> Variable {
    Variable(
      value: a.value + b.value, index: a.tape.append(a.index, .constant(1), b.index, .constant(1)),
      tape: a.tape)
  }

  package static func * (a: Variable, b: Variable) -> Variable {
    Variable(
      value: a.value * b.value,
      index: a.tape.append(a.index, .scalar(b.value), b.index, .scalar(a.value)), tape: a.tape)
  }

  package static func + (a: Variable, b: Double) -> Variable {
    a.applied(a.value + b, .constant(1))
  }

  package static func * (a: Variable, b: Double) -> Variable {
    a.applied(a.value * b, .constant(b))
  }

  package func exponential() -> Variable {
    let value = value.exponential()
    return applied(value, .scalar(value))
  }

  package func logarithmOfOnePlus() -> Variable {
    applied(value.logarithmOfOnePlus(), .scalar((value + 1).inverse()))
  }

  package func inverse() -> Variable {
    let inverse = value.inverse()
    return applied(inverse, .scalar(inverse * inverse * -1))
  }
}
