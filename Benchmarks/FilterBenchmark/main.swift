// The time of one value of every filter: the project's side of compare_filters.py.
//
// For every line of standard input with an algorithm, its depth and parameters, see ``Setting``, one line is written:
// ```
// seconds of processor time of one value, the least of many rounds; the values at the points of `points`
// ```

import BenchmarkSupport
import Libc
import ToyModel

/// The points s, over which the filters are evaluated in turn.
let points = [0.0, 1e-8, 0.1, 0.7, 1, 3, 10, 100, 1e4, 1e8, 1e15]

/// The least time of one value among many rounds over the points.
func time(_ value: (Double) -> Double) -> Double {
  var least = Double.infinity
  var sum = 0.0
  for _ in 0..<200 {
    let start = processorSeconds()
    for _ in 0..<20 { for s in points { sum += value(s) } }
    least = min(least, processorSeconds() - start)
  }
  // The sum is used, so that nothing is left out.
  return sum.isNaN ? least + 1e-300 : least / Double(20 * points.count)
}

/// The filter f of a setting: an algorithm, N, and numbers with slashes between.
func value(of fields: [String]) -> ((Double) -> Double)? {
  guard fields.count == 3, let depth = Int(fields[1]) else { return nil }
  let numbers = fields[2].split(separator: "/").compactMap { Double($0) }
  switch fields[0] {
  case "gradient-descent":
    let filter = UnrolledFilter(depth: depth, stepSize: numbers[0])
    return { filter.gain(at: $0).value }
  case "steps":
    let filter = StepsFilter(steps: numbers)
    return { filter.gain(at: $0).value }
  case "heavy-ball", "nesterov":
    let rule: MomentumRule = fields[0] == "nesterov" ? .nesterov : .heavyBall
    return {
      MomentumFilter.gain(
        rule, at: $0, depth: depth, stepSize: numbers[0], momentum: numbers[1]
      ).value
    }
  case "chebyshev":
    let filter = ChebyshevFilter(depth: depth, interval: numbers[0])
    return { filter.gain(at: $0).value }
  default:
    guard let algorithm = Algorithm(name: fields[0]) else { return nil }
    let choices = numbers.first.map { ParameterChoices(.fixed($0)) } ?? ParameterChoices()
    let family = DenoiserFamily(algorithm, depth: depth == 0 ? nil : depth, choices: choices)
    guard let filter = family.filter else { return nil }
    return { filter.gain(at: $0).value }
  }
}

serve(separator: " ") { fields in
  guard let value = value(of: fields) else { return "unknown" }
  let numbers = points.map { "\(value($0))" }.joined(separator: " ")
  return "\(time(value)) \(numbers)"
}
