// Dimensions of spaces of equivariant linear maps.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// Orbits of groups on grids of several sizes, and on kernels.
struct GroupStudy {
  /// Sizes n of grids.
  let sizes: [Int]
  /// Widths k of kernels, odd.
  let widths: [Int]
  /// The largest number n⁴ of entries of X for which the rank of the constraints is computed.
  static let rankLimit = 625

  /// The equivariant maps of one group on one grid.
  struct Count {
    let group: GridGroup
    let size: Int
    /// The number of orbits of pairs of pixels.
    let orbits: Int
    /// The same by Burnside's lemma.
    let burnside: Int
    /// n⁴ minus the rank of the constraints; nil if they are too many.
    let nullity: Int?
    /// Whether a random combination of the basis commutes with the generators.
    let isEquivariant: Bool
  }

  /// Counts for a group and a size.
  ///
  /// - Parameters:
  ///   - group: The group.
  ///   - size: n.
  ///   - generator: The source of the combination.
  /// - Returns: The counts.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  static func count(
    _ group: GridGroup, _ size: Int, _ generator: inout CounterGenerator
  ) throws(LabError) -> Count {
    let orbits = group.pairOrbits(size)
    let total = size * size * size * size
    var nullity: Int?
    if total <= rankLimit {
      // The constraints X∘g = X have the Gram matrix Σ (I − Π)ᵀ(I − Π).
      var gram = Matrix(repeating: 0, rows: total, columns: total)
      for permutation in group.pairPermutations(size) {
        for (index, source) in permutation.enumerated() where index != source {
          gram[index, index] += 1
          gram[source, source] += 1
          gram[index, source] -= 1
          gram[source, index] -= 1
        }
      }
      let values = try factorized(SymmetricEigen.values(of: gram))
      nullity = values.count { $0 < 1e-9 }
    }
    var combination = [Double](repeating: 0, count: total)
    for (members, weight) in zip(orbits, generator.uniforms(orbits.count)) {
      for index in members { combination[index] = weight }
    }
    let pixels = size * size
    let isEquivariant = group.allGenerators.allSatisfy { element in
      let p = element.permutation(size)
      return (0..<pixels).allSatisfy { x in
        (0..<pixels).allSatisfy { y in
          combination[p[x] * pixels + p[y]] == combination[x * pixels + y]
        }
      }
    }
    return Count(
      group: group, size: size, orbits: orbits.count, burnside: group.burnsideCount(size),
      nullity: nullity, isEquivariant: isEquivariant)
  }

  /// Decides the claims and lists dimensions.
  ///
  /// - Parameters:
  ///   - field: A random field, on which group and composition are compared.
  ///   - size: Its n.
  ///   - study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  func report(_ field: [Double], _ size: Int, to study: inout LabStudy) throws(LabError) {
    decideAction(field, size, &study)
    var generator = CounterGenerator(seed: 107, shift: study.settings.seed)
    var counts: [Count] = []
    for size in sizes {
      for name in GridGroup.names {
        counts.append(try Self.count(GridGroup(name), size, &generator))
      }
    }
    func mismatches(_ isWrong: (Count) -> Bool) -> Double { Double(counts.count(where: isWrong)) }
    study.decide(
      GroupClaims.commutant, "groups and grids where the two differ", predicted: 0,
      computed: mismatches { $0.nullity.map { [orbits = $0.orbits] in $0 != orbits } ?? false },
      .count)
    study.decide(
      GroupClaims.burnside, "groups and grids where the two differ", predicted: 0,
      computed: mismatches { $0.orbits != $0.burnside }, .count)
    study.decide(
      GroupClaims.kernels, "groups and grids where the two differ", predicted: 0,
      computed: mismatches {
        $0.group.hasTranslations && $0.orbits != $0.group.pixelOrbits($0.size).count
      }, .count)
    study.decide(
      GroupClaims.basis, "groups and grids where XP ≠ PX", predicted: 0,
      computed: mismatches { !$0.isEquivariant }, .count)
    let pinned = ["translations", "translations-c4"].flatMap { name in
      counts.filter { $0.group.name == name }.map { Double($0.orbits) }
    }
    study.pin(GroupClaims.dimensions, [9, 16, 25, 3, 6, 7], pinned)
    var table = Table(columns: [
      "size", "group", "elements", "entries", "dimensions", "burnside", "nullity",
    ])
    for count in counts {
      table.append([
        .integer(count.size), .text(count.group.name),
        .integer(
          count.group.pointElements.count
            * (count.group.hasTranslations ? count.size * count.size : 1)),
        .integer(count.size * count.size * count.size * count.size), .integer(count.orbits),
        .integer(count.burnside), count.nullity.map { .integer($0) } ?? .empty,
      ])
    }
    study.tables.append(
      NamedTable("groups", "dimensions of spaces of equivariant matrices", table))
    try reportKernels(&study)
  }

  private func decideAction(_ field: [Double], _ size: Int, _ study: inout LabStudy) {
    let turn = GridElement.quarterTurn
    var turned = field
    for _ in 0..<4 { turned = turn.applied(to: turned, size) }
    var worst = maximumDistance(turned, field)
    let elements = GridGroup("translations-d4").sampledElements
    for first in elements {
      let moved = first.applied(to: field, size)
      for second in elements {
        worst = max(
          worst,
          maximumDistance(
            second.applied(to: moved, size), second.times(first).applied(to: field, size)))
      }
    }
    study.decide(
      GroupClaims.action, "largest difference of g·(h·u) from (gh)·u", predicted: 0,
      computed: worst, .rounding(0))
  }

  private func reportKernels(_ study: inout LabStudy) throws(LabError) {
    var table = Table(columns: ["width", "group", "free", "rings", "missed"])
    var (wrongCounts, wrongRings) = (0, 0)
    for width in widths {
      for name in ["c2", "c4", "d4"] {
        let free = GridGroup(name).kernelOrbits(width).count
        let rings = try factorized(RingBasis(width: width, group: name).rank())
        if name == "c4" {
          if free != (width * width + 3) / 4 { wrongCounts += 1 }
          let missed = (width - 1) / 2 * ((width - 1) / 2)
          if width <= 7, rings != (width + 1) / 2 || free - rings != missed { wrongRings += 1 }
        }
        table.append([
          .integer(width), .text(name), .integer(free), .integer(rings), .integer(free - rings),
        ])
      }
    }
    study.decide(
      GroupClaims.window, "widths with another number of orbits", predicted: 0,
      computed: Double(wrongCounts), .count)
    study.decide(
      GroupClaims.rings, "widths up to 7 with another rank", predicted: 0,
      computed: Double(wrongRings), .count)
    study.tables.append(
      NamedTable(
        "kernels", "free numbers of invariant kernels, and of a band-limited basis of rings", table)
    )
  }
}
