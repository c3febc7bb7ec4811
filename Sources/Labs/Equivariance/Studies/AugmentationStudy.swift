// Augmentation against design for convolutions.

import Evidence
import LabKit
import LinearAlgebra
import Report

/// Kernels learned from three pairs: as they are, from turned copies, and with the constraint.
struct AugmentationStudy {
  private let model: OrientedField
  private let group: GridGroup
  private let motions: [[Int]]
  private let pairs: OrientedField.Pairs
  private let turns: [Int]

  /// Draws three pairs, and an element of H for each.
  ///
  /// - Parameters:
  ///   - model: The field.
  ///   - group: A group with translations.
  ///   - seed: Shifts the seeds.
  init(_ model: OrientedField, _ group: GridGroup, seed: UInt64) {
    self.model = model
    self.group = group
    motions = group.pointElements.map { $0.linearPart.permutation(model.transform.size) }
    var generator = CounterGenerator(seed: 5, shift: seed)
    pairs = model.pairs(3, &generator)
    var choice = CounterGenerator(seed: 109, shift: seed)
    turns = choice.integers(3, below: motions.count)
  }

  private struct Row {
    let method: String
    let pairs: Int
    let parameters: Int
    let kernel: GridSpectrum
  }

  /// Decides the claims and lists violations and risks.
  ///
  /// - Parameter study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` if the normal equations are singular.
  func report(to study: inout LabStudy) throws(LabError) {
    let size = model.transform.size
    let count = size * size
    let identity = [Array(0..<count)]
    func learned(_ pairs: OrientedField.Pairs) -> GridSpectrum {
      model.leastSquares(pairs, identity)
    }
    var oneTurn = OrientedField.Pairs()
    for (index, turn) in turns.enumerated() {
      oneTurn.clean.append(pairs.clean[index].moved(motions[turn]))
      oneTurn.noisy.append(pairs.noisy[index].moved(motions[turn]))
    }
    let plain = learned(pairs)
    let whole = learned(pairs.moved(motions))
    var averaged = GridSpectrum(zeros: count)
    for motion in motions { averaged.add(1 / Double(motions.count), plain.moved(motion)) }
    let orbits = group.pixelOrbits(size)
    let design = model.transform.spectrum(try designed(orbits))
    let rows = [
      Row(method: "pairs as they are", pairs: 3, parameters: count, kernel: plain),
      Row(
        method: "one random motion each", pairs: 3, parameters: count, kernel: learned(oneTurn)),
      Row(
        method: "with one turned copy each", pairs: 6, parameters: count,
        kernel: learned(pairs.moved(Array(motions.prefix(2))))),
      Row(
        method: "all turned copies", pairs: 3 * motions.count, parameters: count, kernel: whole),
      Row(method: "invariant kernel", pairs: 3, parameters: orbits.count, kernel: design),
      Row(method: "mean after training", pairs: 3, parameters: count, kernel: averaged),
    ]
    let (first, second) = (model.transform.field(whole), model.transform.field(design))
    study.decide(
      LearningClaims.augmentation, "largest difference of the kernels, relative to their size",
      predicted: 0, computed: maximumDistance(first, second) / maximumNorm(second),
      .rounding(1e-9))
    study.decide(
      LearningClaims.noGuarantee, "violation with all turned copies", predicted: 1e-9,
      computed: violation(whole), .atLeast(rounding: 0))
    let mean =
      motions.map { model.risk(plain, motion: $0) }.reduce(0, +) / Double(motions.count)
    study.decide(
      LearningClaims.averaging, "risk of the mean over the mean risk", predicted: 1,
      computed: maximumNorm(motions.map { model.risk(averaged, motion: $0) }) / mean,
      .atMost(rounding: 1e-12))
    list(rows, &study)
  }

  /// The least-squares kernel in the basis of orbits, by normal equations over all pixels.
  private func designed(_ orbits: [[Int]]) throws(LabError) -> [Double] {
    let count = model.power.count
    // Real and imaginary parts of b̂x̂ for every orbit and pair; Parseval's identity makes sums over pixels of them.
    var design = Matrix(repeating: 0, rows: 2 * count * pairs.clean.count, columns: orbits.count)
    var target: [Double] = []
    for (pair, z) in pairs.noisy.enumerated() {
      let first = 2 * count * pair
      for (column, orbit) in orbits.enumerated() {
        var indicator = [Double](repeating: 0, count: count)
        for pixel in orbit { indicator[pixel] = 1 }
        let image = model.transform.spectrum(indicator).times(z)
        for index in 0..<count {
          design[first + index, column] = image.real[index]
          design[first + count + index, column] = image.imaginary[index]
        }
      }
      target += pairs.clean[pair].real + pairs.clean[pair].imaginary
    }
    guard let factors = CholeskyFactorization(design.gram()) else {
      throw .failed("the normal equations of the invariant kernel are singular")
    }
    var weights = design.adjointApplied(to: target)
    factors.solve(&weights)
    var kernel = [Double](repeating: 0, count: count)
    for (orbit, weight) in zip(orbits, weights) {
      for pixel in orbit { kernel[pixel] = weight }
    }
    return kernel
  }

  /// The largest norm of the commutator with H, relative to the norm of the convolution.
  private func violation(_ kernel: GridSpectrum) -> Double {
    let size = kernel.real.indices.map { kernel.power($0).squareRoot() }.max() ?? 0
    return maximumNorm(motions.map { kernel.commutatorNorm($0).norm }) / size
  }

  private func list(_ rows: [Row], _ study: inout LabStudy) {
    let quarterTurn = GridElement.quarterTurn.permutation(model.transform.size)
    var table = Table(columns: [
      "method", "group", "pairs", "parameters", "violation", "risk_seen", "risk_turned",
    ])
    for row in rows {
      table.append([
        .text(row.method), .text(group.name), .integer(row.pairs), .integer(row.parameters),
        .number(violation(row.kernel)), .number(model.risk(row.kernel)),
        .number(model.risk(row.kernel, motion: quarterTurn)),
      ])
    }
    study.tables.append(
      NamedTable(
        "augmentation", "convolutions learned from three pairs: augmentation against design", table)
    )
  }
}
