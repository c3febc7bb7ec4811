// Minimisation that uses only the values of a function.

package enum BFGS {
  /// The least value of a function that the BFGS method finds from a start.
  ///
  /// The gradient is that of central differences, and steps are halved until the value falls, so that no formula for a
  /// derivative is used. A value that is NaN counts as ∞.
  ///
  /// - Parameters:
  ///   - start: d variables.
  ///   - limit: The largest number of steps.
  ///   - function: The function.
  /// - Returns: The least value found.
  /// - Complexity: 2d values for the gradient of every step, and at most 50 along its direction.
  /// - SeeAlso: J. Nocedal and S. J. Wright, Numerical optimization, Springer 2006, algorithm 6.1.
  package static func leastValue(
    from start: [Double], limit: Int = 300, of function: ([Double]) -> Double
  ) -> Double {
    func value(_ x: [Double]) -> Double {
      let found = function(x)
      return found.isNaN ? .infinity : found
    }
    func differences(_ x: [Double]) -> [Double] {
      x.indices.map { index in
        let width = 6e-6 * max(1, abs(x[index]))
        var (up, down) = (x, x)
        up[index] += width
        down[index] -= width
        return (value(up) - value(down)) / (2 * width)
      }
    }
    let count = start.count
    var x = start
    var here = value(x)
    var gradient = differences(x)
    // The estimate of the inverse Hessian, row by row.
    var inverse: [Double] = []
    func reset() {
      inverse = (0..<count * count).map { $0 % (count + 1) == 0 ? 1 : 0 }
    }
    reset()
    var isFresh = true
    var stalls = 0
    for _ in 0..<limit {
      guard here.isFinite, gradient.allSatisfy(\.isFinite) else { return here }
      var direction = (0..<count).map { row in
        -(0..<count).reduce(0) { $0 + inverse[row * count + $1] * gradient[$1] }
      }
      var descent = zip(direction, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if descent >= 0 {
        reset()
        direction = gradient.map { -$0 }
        descent = -gradient.reduce(0) { $0 + $1 * $1 }
      }
      var length = isFresh ? min(1, 1 / (-descent).squareRoot()) : 1
      var next = x
      var found = Double.infinity
      for _ in 0..<50 {
        next = zip(x, direction).map { $0 + length * $1 }
        found = value(next)
        if found <= here + 1e-4 * length * descent { break }
        length /= 2
      }
      guard found < here else {
        // Steepest descent finds nothing lower either: the differences are rounding.
        if isFresh { return here }
        reset()
        isFresh = true
        continue
      }
      stalls = here - found < 1e-13 * abs(here) ? stalls + 1 : 0
      if stalls > 5 { return found }
      let nextGradient = differences(next)
      let step = zip(next, x).map { $0 - $1 }
      let change = zip(nextGradient, gradient).map { $0 - $1 }
      let product = zip(step, change).reduce(0) { $0 + $1.0 * $1.1 }
      if product > 1e-14 {
        let image = (0..<count).map { row in
          (0..<count).reduce(0) { $0 + inverse[row * count + $1] * change[$1] }
        }
        let size = zip(change, image).reduce(0) { $0 + $1.0 * $1.1 }
        for i in 0..<count {
          for j in 0..<count {
            inverse[i * count + j] +=
              (1 + size / product) * step[i] * step[j] / product
              - (image[i] * step[j] + step[i] * image[j]) / product
          }
        }
      }
      (x, here, gradient, isFresh) = (next, found, nextGradient, false)
    }
    return here
  }
}
