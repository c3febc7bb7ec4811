// Minima by descent from many random starts, with differences for derivatives.

import Libc

package enum Multistart {
  /// The least value that BFGS finds from a start.
  ///
  /// Slopes are central differences; steps are halved until the value falls. A value that is not a number counts as ∞.
  ///
  /// - Parameters:
  ///   - start: The variables.
  ///   - limit: The most steps.
  ///   - function: The function.
  /// - Returns: The least value found.
  package static func descent(
    from start: [Double], limit: Int = 300, of function: ([Double]) -> Double
  ) -> Double {
    func value(_ x: [Double]) -> Double {
      let found = function(x)
      return found.isNaN ? .infinity : found
    }
    func slope(_ x: [Double]) -> [Double] {
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
    var gradient = slope(x)
    // The inverse of the matrix of second derivatives, row after row.
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
        // The differences see nothing more, at the latest from a fresh start.
        if isFresh { return here }
        reset()
        isFresh = true
        continue
      }
      stalls = here - found < 1e-13 * abs(here) ? stalls + 1 : 0
      if stalls > 5 { return found }
      let change = slope(next)
      let step = zip(next, x).map { $0 - $1 }
      let bend = zip(change, gradient).map { $0 - $1 }
      let product = zip(step, bend).reduce(0) { $0 + $1.0 * $1.1 }
      if product > 1e-14 {
        let image = (0..<count).map { row in
          (0..<count).reduce(0) { $0 + inverse[row * count + $1] * bend[$1] }
        }
        let size = zip(bend, image).reduce(0) { $0 + $1.0 * $1.1 }
        for i in 0..<count {
          for j in 0..<count {
            inverse[i * count + j] +=
              (1 + size / product) * step[i] * step[j] / product
              - (image[i] * step[j] + step[i] * image[j]) / product
          }
        }
      }
      (x, here, gradient, isFresh) = (next, found, change, false)
    }
    return here
  }
}
