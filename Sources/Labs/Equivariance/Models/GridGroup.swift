// Groups of rigid motions of a periodic grid.

/// A group H of rotations and reflections about a pixel, with the translations of the grid or without.
struct GridGroup: Sendable {
  /// The name among the values of `--group`.
  let name: String
  /// The elements of H.
  let pointElements: [GridElement]
  /// Whether the group has all n² translations too.
  let hasTranslations: Bool
  private let generators: [GridElement]

  /// The names of all groups.
  static let names =
    ["translations"] + ["c2", "c4", "d4"] + ["c2", "c4", "d4"].map { "translations-\($0)" }

  /// The group of a name.
  ///
  /// - Parameter name: One of ``names``.
  init(_ name: String) {
    self.name = name
    hasTranslations = name.hasPrefix("translations")
    switch name.split(separator: "-").last {
    case "c2": generators = [.halfTurn]
    case "c4": generators = [.quarterTurn]
    case "d4": generators = [.quarterTurn, .transposition]
    default: generators = []
    }
    var elements = [GridElement.identity]
    var index = 0
    while index < elements.count {
      for generator in generators {
        let product = elements[index].times(generator)
        if !elements.contains(product) { elements.append(product) }
      }
      index += 1
    }
    pointElements = elements
  }

  /// Generators of the group: those of H and two shifts.
  var allGenerators: [GridElement] {
    generators + (hasTranslations ? [.shift(1, 0), .shift(0, 1)] : [])
  }

  /// The elements of H, and each of them after some shifts, for tests of invariance.
  var sampledElements: [GridElement] {
    guard hasTranslations else { return pointElements }
    return pointElements.flatMap { element in
      [element] + [(1, 0), (0, 1), (3, 2), (2, 5)].map { element.times(.shift($0.0, $0.1)) }
    }
  }

  /// All elements.
  ///
  /// - Parameter size: n.
  /// - Returns: |H| elements, or n²|H| with translations.
  func elements(_ size: Int) -> [GridElement] {
    guard hasTranslations else { return pointElements }
    return pointElements.flatMap { element in
      (0..<size).flatMap { a in (0..<size).map { b in element.times(.shift(a, b)) } }
    }
  }

  /// The orbits of pixels under H, which fixes pixel 0.
  ///
  /// - Parameter size: n.
  /// - Returns: The orbits in the order of their first pixels, each ascending.
  func pixelOrbits(_ size: Int) -> [[Int]] {
    orbits(of: size * size, generators.map { $0.permutation(size) })
  }

  /// The orbits of pairs of pixels, x·n² + y, under the whole group: those of the entries of an equivariant matrix.
  ///
  /// - Parameter size: n.
  /// - Returns: The orbits, whose indicators are a basis of all equivariant matrices.
  /// - Complexity: O(n⁴).
  func pairOrbits(_ size: Int) -> [[Int]] {
    orbits(of: size * size * size * size, pairPermutations(size))
  }

  /// How the generators permute pairs of pixels.
  func pairPermutations(_ size: Int) -> [[Int]] {
    let count = size * size
    return allGenerators.map { generator in
      let pixels = generator.permutation(size)
      return pixels.flatMap { first in pixels.map { first * count + $0 } }
    }
  }

  /// The number of orbits of pairs by Burnside's lemma: the mean over the group of the squared number of fixed pixels.
  ///
  /// - Parameter size: n.
  /// - Returns: The number.
  /// - Complexity: O(n²) for every element.
  func burnsideCount(_ size: Int) -> Int {
    let elements = elements(size)
    let sum = elements.reduce(0) { sum, element in
      let fixed = element.permutation(size).enumerated().count { $0.offset == $0.element }
      return sum + fixed * fixed
    }
    return sum / elements.count
  }

  /// The orbits of the entries of a k × k kernel under H, about its centre.
  ///
  /// - Parameter width: k, odd.
  /// - Returns: The orbits, as indices of entries row by row.
  func kernelOrbits(_ width: Int) -> [[Int]] {
    orbits(of: width * width, generators.map { $0.aboutCenter(width).permutation(width) })
  }

  /// The motions of the entries of a k × k kernel about its centre.
  func kernelMotions(_ width: Int) -> [[Int]] {
    pointElements.map { $0.aboutCenter(width).permutation(width) }
  }

  /// The mean of g·u over H, with every element about pixel 0.
  func average(_ field: [Double], _ size: Int) -> [Double] {
    Self.average(field, over: pointElements.map { $0.permutation(size) })
  }

  /// The mean of a field over permutations.
  static func average(_ field: [Double], over permutations: [[Int]]) -> [Double] {
    field.indices.map { index in
      permutations.reduce(0) { $0 + field[$1[index]] } / Double(permutations.count)
    }
  }
}

/// The orbits of 0, …, n − 1 under some permutations.
///
/// - Parameters:
///   - count: n.
///   - permutations: Generators of a group.
/// - Returns: The orbits in the order of their least elements, each ascending.
private func orbits(of count: Int, _ permutations: [[Int]]) -> [[Int]] {
  var orbit = [Int](repeating: -1, count: count)
  var number = 0
  for first in 0..<count where orbit[first] < 0 {
    orbit[first] = number
    // Powers of the permutations have their inverses, so that images suffice.
    var pending = [first]
    while let index = pending.popLast() {
      for permutation in permutations where orbit[permutation[index]] < 0 {
        orbit[permutation[index]] = number
        pending.append(permutation[index])
      }
    }
    number += 1
  }
  var members = [[Int]](repeating: [], count: number)
  for (index, number) in orbit.enumerated() { members[number].append(index) }
  return members
}
