import LinearAlgebra
import Optimization
import Testing

/// Expects that central differences approach the gradient along a direction with order 2.
func expectOrderTwo(
  _ risk: inout some Objective, at point: [Double], along direction: [Double],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var gradient = [Double](repeating: 0, count: point.count)
  let value = risk.evaluate(at: point, gradient: &gradient)
  let exact = dot(gradient, direction)
  var ignored = gradient
  var errors: [Double] = []
  for step in [1e-2, 5e-3] {
    var (plus, minus) = (point, point)
    add(step, direction, to: &plus)
    add(-step, direction, to: &minus)
    let rise =
      risk.evaluate(at: plus, gradient: &ignored) - risk.evaluate(at: minus, gradient: &ignored)
    errors.append(abs(rise / (2 * step) - exact))
  }
  let scale = norm(gradient) * norm(direction) + abs(value)
  // Halving the step quarters the error, unless it is rounding already.
  #expect(
    errors[1] <= 0.35 * errors[0] + 1e-9 * scale, "errors \(errors), slope \(exact)",
    sourceLocation: sourceLocation)
}
