// Forward and reverse mode, and their three combinations.

import LabKit
import LinearAlgebra
import Libc
import Testing

/// f(t) = mean log(1 + exp(−y⟨x, t⟩)) + μ|t|²/2.
private struct Logistic: DifferentiableFunction {
  let samples: [[Double]]
  let labels: [Double]
  let mu = 0.1

  init(seed: UInt64 = 41) {
    var generator = CounterGenerator(seed: seed)
    let x = generator.normals(12 * 6)
    samples = (0..<12).map { Array(x[$0 * 6..<($0 + 1) * 6]) }
    labels = generator.normals(12).map { $0 < 0 ? -1 : 1 }
  }

  func value<Scalar: Differentiable>(at point: [Scalar]) -> Scalar {
    var terms: [Scalar] = []
    for (sample, label) in zip(samples, labels) {
      let products = zip(point, sample).map { $0 * (-label * $1) }
      terms.append(
        products.dropFirst().reduce(products[0]) { $0 + $1 }.exponential().logarithmOfOnePlus())
    }
    let mean = terms.dropFirst().reduce(terms[0]) { $0 + $1 } * (1 / Double(samples.count))
    return point.reduce(mean) { $0 + $1 * $1 * (mu / 2) }
  }

  private func weight(_ sample: [Double], _ label: Double, _ t: [Double]) -> Double {
    1 / (1 + exp(label * dot(sample, t)))
  }

  /// ∇f in closed form.
  func gradientInClosedForm(_ t: [Double]) -> [Double] {
    var gradient = t.map { mu * $0 }
    for (sample, label) in zip(samples, labels) {
      add(-label * weight(sample, label, t) / 12, sample, to: &gradient)
    }
    return gradient
  }

  /// ∇²f u in closed form.
  func productInClosedForm(_ t: [Double], _ u: [Double]) -> [Double] {
    var product = u.map { mu * $0 }
    for (sample, label) in zip(samples, labels) {
      let s = weight(sample, label, t)
      add(s * (1 - s) / 12 * dot(sample, u), sample, to: &product)
    }
    return product
  }
}

struct DifferentiationTests {
  private let function = Logistic()
  private let point = [0.3, -0.7, 0.2, 1.1, -0.4, 0.6]
  private let direction = [1, -0.5, 0.25, 2, -1, 0.1]

  @Test("forward mode is ⟨∇f, u⟩, reverse mode ∇f, in closed form")
  func first() {
    let gradient = function.gradientInClosedForm(point)
    #expect(abs(function.jvp(at: point, direction).derivative - dot(gradient, direction)) < 1e-14)
    for (a, b) in zip(function.gradient(at: point), gradient) { #expect(abs(a - b) < 1e-14) }
  }

  @Test("all three modes give the product with the Hessian", arguments: HessianMode.allCases)
  func second(mode: HessianMode) {
    let expected = function.productInClosedForm(point, direction)
    let found = function.hessianProduct(at: point, direction, mode)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-14) }
  }

  @Test("costs are a small multiple of the cost of f")
  func costs() {
    func count(_ body: ([Counted], [Counted]) -> Void) -> Double {
      let counter = OperationCounter()
      body(point.map { Counted($0, counter) }, direction.map { Counted($0, counter) })
      return Double(counter.count)
    }
    let one = count { x, _ in _ = function.value(at: x) }
    #expect(count { x, u in _ = function.jvp(at: x, u) } / one <= 4)
    #expect(count { x, _ in _ = function.gradient(at: x) } / one <= 5)
    for mode in HessianMode.allCases {
      #expect(count { x, u in _ = function.hessianProduct(at: x, u, mode) } / one <= 16)
    }
  }

  @Test("the cost of a gradient does not grow with the dimension beyond that of f")
  func dimension() {
    struct Square: DifferentiableFunction {
      func value<Scalar: Differentiable>(at point: [Scalar]) -> Scalar {
        point.dropFirst().reduce(point[0] * point[0]) { $0 + $1 * $1 }
      }
    }
    for d in [2, 20, 200] {
      let counter = OperationCounter()
      let x = (0..<d).map { Counted(Double($0), counter) }
      _ = Square().value(at: x)
      let one = counter.count
      let gradient = Square().gradient(at: x)
      #expect(gradient.map(\.value) == (0..<d).map { 2 * Double($0) })
      #expect(Double(counter.count - one) <= 4 * Double(one))
    }
  }

  @Test("central differences: exact for quadratics, with an error of h² for cubes")
  func differences() {
    let quadratic = centralDifferences(at: [1, -2], step: 0.5) { $0[0] * $0[0] + 3 * $0[0] * $0[1] }
    #expect(quadratic == [2 - 6, 3])
    #expect(centralDifference(along: 0, at: [1], step: 0.5) { $0[0] * $0[0] * $0[0] } == 3 + 0.25)
  }

  @Test("a quotient by the inverse", arguments: HessianMode.allCases)
  func inverse(mode: HessianMode) {
    struct Inverse: DifferentiableFunction {
      func value<Scalar: Differentiable>(at point: [Scalar]) -> Scalar {
        (point[0] + 2).inverse() - point[0]
      }
    }
    // f = 1/(2 + x) − x, f′ = −1/(2 + x)² − 1, f″ = 2/(2 + x)³.
    #expect(Inverse().gradient(at: [2.0]) == [-1.0 / 16 - 1])
    #expect(Inverse().hessianProduct(at: [2.0], [1.0], mode) == [2.0 / 64])
  }
}
