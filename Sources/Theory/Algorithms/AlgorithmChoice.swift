// An algorithm of the registry with a depth and the value of its parameter.

package import Evidence
package import Reference
package import ToyModel

/// An algorithm by its name, with a depth and a value of its parameter.
package struct AlgorithmChoice: Sendable {
  package let algorithm: SteppedAlgorithm
  /// N; irrelevant where there is no depth.
  package let depth: Int

  package init(_ algorithm: SteppedAlgorithm, depth: Int) {
    (self.algorithm, self.depth) = (algorithm, depth)
  }

  /// The name in the registry.
  package var name: String { algorithm.rawValue }

  /// The name with the depth.
  package var inWords: String { algorithm.hasDepth ? "\(name) with N = \(depth)" : name }

  /// The family of the program.
  package func family(_ step: StepRule) -> DenoiserFamily? {
    guard let algorithm = Algorithm(name: name) else { return nil }
    let hasParameter = !algorithm.entry.parameters.isEmpty
    return DenoiserFamily(
      algorithm, depth: self.algorithm.hasDepth ? depth : nil,
      choices: hasParameter ? ParameterChoices(step) : ParameterChoices())
  }

  /// The filter of the program.
  package func filter(_ parameter: Double) -> (any BranchedFilter)? {
    family(.fixed(parameter))?.filter
  }

  /// The options that choose it on the command line.
  package var options: String {
    switch algorithm {
    case .ridge, .gain: "--family bilevel --algorithm \(name)"
    case .gradientFlow: "--algorithm \(name)"
    default: "--depth \(depth) --algorithm \(name)"
    }
  }
}

extension Parameter {
  /// The parameter of an algorithm: a penalty, a gain, a step, a time, or the length of an interval.
  package static let weight = Parameter("weight", symbol: "w", rank: 9)
}
