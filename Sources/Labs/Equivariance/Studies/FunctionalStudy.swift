// Functionals, reconstructions and networks under motions of the grid, without learning.

import Evidence
import LabKit
import LinearAlgebra
import Optimization
import Report

/// Invariance and equivariance on random fields.
struct FunctionalStudy {
  /// The group whose invariance is tested.
  let group: GridGroup
  private let size: Int
  private let transform: GridTransform
  /// Fields for functionals, for proximal maps and for reconstructions.
  let field: [Double]
  private let input: [Double]
  private let image: [Double]
  /// Kernels that are symmetrised, a bias and a kernel that are not.
  private let first: [Double]
  private let second: [Double]
  private let bias: [Double]
  private let kernel: [Double]

  /// Draws everything.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws.
  ///   - size: n.
  ///   - group: The group.
  init(_ generator: inout CounterGenerator, size: Int, group: GridGroup) {
    self.size = size
    self.group = group
    transform = GridTransform(size)
    let count = size * size
    field = generator.normals(count)
    input = generator.normals(count)
    image = generator.normals(count)
    first = group.average(generator.normals(count), size)
    second = group.average(generator.normals(count), size)
    bias = generator.normals(count).map { 0.3 * $0 }
    kernel = generator.normals(count)
  }

  /// Decides the claims and lists violations.
  ///
  /// - Parameter study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` if a system is not positive definite.
  func report(to study: inout LabStudy) throws(LabError) {
    var table = Table(columns: [
      "subject", "group", "quantity", "violation", "certificate", "stop",
    ])
    func list(_ subject: String, _ quantity: String, _ value: Double) {
      table.append([
        .text(subject), .text(group.name), .text(quantity), .number(value), .empty, .empty,
      ])
    }
    let motions = group.sampledElements.map { $0.permutation(size) }
    reportFunctionals(motions, list, &study)
    reportProx(&table, &study)
    try reportReconstructions(motions, list, &study)
    reportNetworks(motions, list, &study)
    study.tables.append(
      NamedTable(
        "violations", "violations of invariance and equivariance, without learning", table))
  }

  private typealias Listing = (_ subject: String, _ quantity: String, _ value: Double) -> Void

  /// The proximal maps of total variation, with their certificates.
  private func reportProx(_ table: inout Table, _ study: inout LabStudy) {
    let weight = study.settings.number(EquivarianceLab.weight)
    let point = GridGroup("d4").pointElements.dropFirst().map { $0.permutation(size) }
    let shift = [GridElement.shift(3, 2).permutation(size)]
    let scale = maximumNorm(input)
    // Gaps are differences of numbers of the size of λTV.
    let bound = 1e-6 * max(1, weight).squareRoot()
    var errors: [Double] = []
    for norm in PairNorm.allCases {
      let turn = GridFunctional.proxViolation(
        norm, size, weight: weight, input, [GridElement.quarterTurn.permutation(size)])
      let all = GridFunctional.proxViolation(norm, size, weight: weight, input, point + shift)
      errors += [turn.error, all.error]
      for (group, found) in [("c4", turn), ("translations-d4", all)] {
        table.append([
          .text("prox of \(norm.rawValue) TV"), .text(group),
          .text("max |prox(g·u) − g·prox(u)|"), .number(found.violation), .number(found.error),
          .text(found.stop),
        ])
      }
      switch norm {
      case .anisotropic:
        study.decide(
          FunctionalClaims.anisotropicProx, "largest difference, relative to *u*", predicted: 0,
          computed: all.violation / scale, .gap(2 * bound))
      case .isotropic: study.pin(FunctionalClaims.isotropicProx, 0.272237, turn.violation)
      }
    }
    study.decide(
      FunctionalClaims.certificate, "largest bound, relative to *u*", predicted: 0,
      computed: maximumNorm(errors) / scale, .gap(bound))
  }

  private func reportFunctionals(
    _ motions: [[Int]], _ list: Listing, _ study: inout LabStudy
  ) {
    let quarterTurn = [GridElement.quarterTurn.permutation(size)]
    for functional in GridFunctional.all(size) {
      list(functional.name, "|J(g·u) − J(u)|/J(u)", functional.defect(field, motions))
    }
    let everything = GridGroup("translations-d4").sampledElements.map { $0.permutation(size) }
    study.decide(
      FunctionalClaims.anisotropic, "largest relative change of J", predicted: 0,
      computed: GridFunctional.anisotropic(size).defect(field, everything), .rounding(1e-12))
    let isotropic = GridFunctional.isotropic(size).defect(field, quarterTurn)
    study.decide(
      FunctionalClaims.isotropic, "relative change of J by a quarter turn", predicted: 0,
      computed: isotropic, .rounding(1e-12))
    study.pin(FunctionalClaims.isotropicDefect, 0.00153435, isotropic)
    study.decide(
      FunctionalClaims.averaged, "largest relative change of J", predicted: 0,
      computed: GridFunctional.averaged(size).defect(field, everything), .rounding(1e-12))
    let filter = transform.laplacian().map { 1 / (1 + $0) }
    func prox(_ field: [Double]) -> [Double] {
      transform.field(transform.spectrum(field).scaled(by: filter))
    }
    let violation = largestViolation(of: prox, at: input, everything)
    list("prox of half squared gradient", "max |prox(g·u) − g·prox(u)|", violation)
    study.decide(
      FunctionalClaims.quadraticProx, "largest difference, relative to *u*", predicted: 0,
      computed: violation / maximumNorm(input), .rounding(1e-13))
  }

  // MARK: Reconstruction

  private func reportReconstructions(
    _ motions: [[Int]], _ list: Listing, _ study: inout LabStudy
  ) throws(LabError) {
    let count = size * size
    var blur = Matrix(repeating: 0, rows: count, columns: count)
    for i in 0..<size {
      for j in 0..<size {
        let pixel = i * size + j
        blur[pixel, pixel] += 0.4
        for (a, b) in [(1, 0), (size - 1, 0), (0, 1), (0, size - 1)] {
          blur[pixel, (i + a) % size * size + (j + b) % size] += 0.15
        }
      }
    }
    let commutator = motions.reduce(0.0) { worst, p in
      (0..<count).reduce(worst) { worst, x in
        (0..<count).reduce(worst) { max($0, abs(blur[p[x], p[$1]] - blur[x, $1])) }
      }
    }
    list("blur", "largest entry of AP − PA", commutator)
    study.decide(
      FunctionalClaims.blur, "largest entry of AP − PA", predicted: 0, computed: commutator,
      .rounding(1e-15))
    let penalty = study.settings.number(EquivarianceLab.penalty)
    let deblurring = try Tikhonov(normal: blur.gram(), size: size, penalty: penalty)
    let reconstruction = largestViolation(of: deblurring.reconstruction, at: image, motions)
    list("deblurring", "max |Φ(A(g·u)) − g·Φ(Au)|", reconstruction)
    study.decide(
      FunctionalClaims.reconstruction, "largest difference, relative to *u*", predicted: 0,
      computed: reconstruction / maximumNorm(image), .rounding(1e-12))
    let mask = rectangle
    let turn = GridElement.quarterTurn.permutation(size)
    let inpainting = try Tikhonov(mask: mask, size: size, penalty: penalty)
    study.pin(FunctionalClaims.inpainting, 1.16032, inpainting.violation(image, turn))
    // Only H: the full mask is the only one that is invariant under translations.
    let pointMotions = group.pointElements.map { $0.permutation(size) }
    list(
      "inpainting, rectangle", "max |Φ(A(g·u)) − g·Φ(Au)|",
      largestViolation(of: inpainting.reconstruction, at: image, pointMotions))
    let symmetric = mask.indices.map { index in pointMotions.allSatisfy { mask[$0[index]] } }
    let invariant = try Tikhonov(mask: symmetric, size: size, penalty: penalty)
    list(
      "inpainting, invariant mask", "max |Φ(A(g·u)) − g·Φ(Au)|",
      largestViolation(of: invariant.reconstruction, at: image, pointMotions))
    try decideMasks([mask, symmetric], pointMotions, &study)
  }

  /// A rectangle of missing pixels: rows n/4 to n/2, columns 3n/8 to n, for n = 8.
  var rectangle: [Bool] {
    (0..<size * size).map { index in
      let (row, column) = (index / size, index % size)
      return !(row >= size / 4 && row < size / 2 && column >= 3 * size / 8)
    }
  }

  private func decideMasks(
    _ masks: [[Bool]], _ motions: [[Int]], _ study: inout LabStudy
  ) throws(LabError) {
    var generator = CounterGenerator(seed: 103, shift: study.settings.seed)
    var masks = masks
    // Systems of many pixels take long.
    for _ in 0..<(size <= 16 ? 12 : 2) {
      let mask = generator.uniforms(size * size).map { $0 < 0.6 }
      masks.append(mask)
      masks.append(mask.indices.map { index in motions.allSatisfy { mask[$0[index]] } })
    }
    let penalty = study.settings.number(EquivarianceLab.penalty)
    var wrong = 0
    for mask in masks where mask.contains(true) {
      let tikhonov = try Tikhonov(mask: mask, size: size, penalty: penalty)
      for motion in motions {
        let isInvariant = mask.indices.allSatisfy { mask[motion[$0]] == mask[$0] }
        let violation = tikhonov.violation(image, motion) / maximumNorm(image)
        if isInvariant != (violation < 1e-9) { wrong += 1 }
      }
    }
    study.decide(
      FunctionalClaims.masks, "masks and motions of which only one is invariant", predicted: 0,
      computed: Double(wrong), .count)
  }

  // MARK: Networks

  private func reportNetworks(
    _ motions: [[Int]], _ list: Listing, _ study: inout LabStudy
  ) {
    func network(_ bias: @escaping (Int) -> Double) -> ([Double]) -> [Double] {
      { [self] field in
        let hidden = transform.convolved(first, field).enumerated().map {
          max($0.element + bias($0.offset), 0)
        }
        return zip(field, transform.convolved(second, hidden)).map(+)
      }
    }
    let constant = network { _ in 0.3 }
    let scale = maximumNorm(constant(field))
    let kept = largestViolation(of: constant, at: field, motions)
    list("network, invariant kernels and bias", "max |F(g·u) − g·F(u)|", kept)
    study.decide(
      FunctionalClaims.network, "largest difference, relative to *F*(*u*)", predicted: 0,
      computed: kept / scale, .rounding(1e-12))
    let pinned = [GridElement.quarterTurn, .shift(2, 5)].map { $0.permutation(size) }
    study.pin(
      FunctionalClaims.biasNumber, 4.42246,
      largestViolation(of: network { bias[$0] }, at: field, pinned))
    list(
      "network, random bias", "max |F(g·u) − g·F(u)|",
      largestViolation(of: network { bias[$0] }, at: field, motions))
    func affine(_ field: [Double]) -> [Double] {
      zip(transform.convolved(first, field), bias).map(+)
    }
    let own = affine(field)
    let defect = motions.reduce(0.0) { worst, motion in
      let difference = zip(affine(motion.map { field[$0] }), motion.map { own[$0] }).map(-)
      let predicted = zip(bias, motion.map { bias[$0] }).map(-)
      return max(worst, maximumDistance(difference, predicted))
    }
    study.decide(
      FunctionalClaims.bias, "largest difference of the violation from b − g·b", predicted: 0,
      computed: defect / scale, .rounding(1e-12))
    func convolution(_ field: [Double]) -> [Double] { transform.convolved(kernel, field) }
    study.pin(
      FunctionalClaims.kernelNumber, 32.619, largestViolation(of: convolution, at: field, pinned))
    list(
      "convolution, random kernel", "max |k∗(g·u) − g·(k∗u)|",
      largestViolation(of: convolution, at: field, motions))
    GroupClaims.decideNearest(kernel, [group.pointElements.map { $0.permutation(size) }], &study)
    let commutators = GridGroup("d4").pointElements.dropFirst().map { element in
      transform.commutator(of: kernel, element, [field, input])
    }
    study.decide(
      GroupClaims.commutator, "largest relative difference from the norm on waves and noise",
      predicted: 0, computed: maximumNorm(commutators.map { $0.attained / $0.norm - 1 }),
      .rounding(1e-10))
    list(
      "convolution, random kernel", "norm of the commutator",
      maximumNorm(
        group.pointElements.dropFirst().map {
          transform.commutator(of: kernel, $0).norm
        }))
  }
}
