// The algorithms that the explorer offers besides gradient descent, on a coarser grid.

package import Report
package import ToyModel

/// Every algorithm of the registry with its first parameter learned and the others at their defaults, for few
/// depths, σ and θ.
///
/// Left out are the linear maps, the exact solution, gradient descent from 0, which the explorer has in full,
/// a start other than 0, and algorithms whose depth depends on k.
package struct AlgorithmGrid: Sendable {
  /// An algorithm and its families.
  package struct Entry: Sendable {
    package let algorithm: Algorithm
    /// One for every depth, or a single one where there is no depth.
    package let families: [DenoiserFamily]
  }

  /// The data, k, and the coarse σ and θ.
  package let grid: ExplorerGrid
  /// The algorithms, in the order of the registry.
  package let entries: [Entry]

  /// The depths of algorithms that have one.
  package static let depths = [2, 3, 5]
  /// The noise, as far as the grid has it.
  package static let sigma = [0.3, 0.9, 2]
  /// The spread of the signal, as far as the grid has it.
  package static let theta = [0.5]

  /// The algorithms over a part of a grid.
  package init(_ full: ExplorerGrid) {
    var grid = full
    grid.sigma = Self.part(of: full.sigma, Self.sigma)
    grid.theta = Self.part(of: full.theta, Self.theta)
    self.grid = grid
    entries = Algorithm.all.compactMap { algorithm in
      guard Self.isOffered(algorithm) else { return nil }
      let choices = algorithm.entry.parameters.map(\.initial)
      let parameters =
        choices.count == 2
        ? ParameterChoices(choices[0], choices[1])
        : choices.first.map { ParameterChoices($0) } ?? ParameterChoices()
      guard let legal = algorithm.entry.depths else {
        return Entry(
          algorithm: algorithm,
          families: [DenoiserFamily(algorithm, depth: nil, choices: parameters)])
      }
      let families = Self.depths.filter(legal.contains).filter {
        algorithm.entry.objection(to: .filter, depth: $0, choices: parameters) == nil
      }.map { DenoiserFamily(algorithm, depth: $0, choices: parameters) }
      return Entry(algorithm: algorithm, families: families)
    }
  }

  private static func isOffered(_ algorithm: Algorithm) -> Bool {
    !algorithm.name.isEmpty && algorithm != .exact && algorithm != .gradientDescent
      && !algorithm.entry.isVariant && !algorithm.depthsDependOnRows
      && algorithm != .linear && algorithm.isSpectral
  }

  /// The wanted values that a grid has, or its middle one where it has none.
  private static func part(of values: [Double], _ wanted: [Double]) -> [Double] {
    let found = values.filter { value in wanted.contains { $0 == value } }
    return found.isEmpty ? [values[values.count / 2]] : found
  }

  /// All families, algorithm by algorithm.
  package var families: [DenoiserFamily] { entries.flatMap(\.families) }

  /// The description for the page.
  package var json: JSONValue {
    .record([
      "theta": .array(grid.theta.map { .text(ExplorerGrid.text($0)) }),
      "sigma": .array(grid.sigma.map { .text(ExplorerGrid.text($0)) }),
      "entries": .array(
        entries.map { entry in
          let parameters = entry.algorithm.entry.parameters
          let others = parameters.dropFirst().compactMap { parameter in
            parameter.initial.value.map { "\(parameter.symbol) = \(ExplorerGrid.text($0))" }
          }
          return .record([
            "name": .text(entry.algorithm.name), "kind": .text(entry.algorithm.kind.rawValue),
            "symbol": .text(parameters.first?.symbol ?? ""),
            "others": .text(others.joined(separator: ", ")),
            "depths": .array(
              entry.families.compactMap(\.depth).map { .text(String($0)) }),
            "styles": .array(entry.families.map { .text("\($0.style)") }),
          ])
        }),
    ])
  }
}
