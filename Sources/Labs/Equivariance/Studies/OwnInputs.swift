// The user's kernel, mask and image.

import Evidence
import Files
import LabKit
import LinearAlgebra
import Optimization
import Report

/// Violations of invariance of files, by group and by centre of rotation.
struct OwnInputs {
  private let kernel: (path: String, width: Int, values: [Double])?
  private let mask: (path: String, size: Int, values: [Bool])?
  private let image: (path: String, size: Int, values: [Double])?
  /// The groups that are listed.
  private let groups: [GridGroup]
  /// The group of what is saved.
  private let savedGroup: GridGroup
  private let tolerance: Double
  private let penalty: Double
  private let weight: Double
  /// n for the kernel.
  private let kernelGrid: Int
  private var table = Table(columns: [
    "input", "file", "group", "centre", "quantity", "value", "verdict",
    "certificate", "stop",
  ])

  private typealias Lab = EquivarianceLab
  static let files = [Lab.kernel, Lab.mask, Lab.data]
  /// The largest image of which proximal maps of total variation are computed.
  static let proxLimit = 64
  /// The largest mask of whose reconstruction the norm of the violation is computed.
  static let normLimit = 16
  /// The largest grid on which reconstructions are computed.
  static let reconstructionLimit = 32

  /// Whether a setting names a file.
  static func isNamed(in settings: LabSettings) -> Bool {
    files.contains(where: settings.isGiven)
  }

  /// Reads the files.
  ///
  /// - Parameter settings: The settings of the lab, which name one of them at least.
  /// - Throws: ``LabError`` where a file does not fit, or an option has no effect.
  init(_ settings: LabSettings) throws(LabError) {
    let builtIn = [Lab.sizes, Lab.widths, Lab.noise, Lab.pairs, Lab.draws, Lab.steps]
    if let idle = builtIn.first(where: settings.isGiven) {
      throw .illegal(
        "\(idle.option) belongs to the built-in instance and has no effect with the user's files")
    }
    if settings.isGiven(Lab.size), !settings.isGiven(Lab.kernel) {
      throw .illegal("\(Lab.size.option) has no effect: masks and images have their own size")
    }
    if !settings.isGiven(Lab.data), settings.isGiven(Lab.weight) {
      throw .illegal("\(Lab.weight.option) has no effect without \(Lab.data.option)")
    }
    if !settings.isGiven(Lab.mask) {
      if settings.isGiven(Lab.penalty) {
        throw .illegal("\(Lab.penalty.option) has no effect without \(Lab.mask.option)")
      }
      if settings.seed != 0 {
        throw .illegal("--seed has no effect without \(Lab.mask.option): nothing is drawn")
      }
    }
    savedGroup = GridGroup(settings.name(Lab.group))
    groups =
      settings.isGiven(Lab.group) ? [savedGroup] : ["c2", "c4", "d4"].map { GridGroup($0) }
    tolerance = settings.number(Lab.tolerance)
    penalty = settings.number(Lab.penalty)
    weight = settings.number(Lab.weight)
    let size = settings.integer(Lab.size)
    if let path = settings.file(Lab.kernel) {
      let (width, values) = try Self.square(path, settings.reading)
      guard !width.isMultiple(of: 2) else {
        throw .malformed(
          "\(path): \(width) × \(width) numbers; a kernel has a centre, so its width is odd")
      }
      guard !settings.isGiven(Lab.size) || width <= size else {
        throw .illegal("\(Lab.size.option) \(size): the kernel of \(path) has \(width) columns")
      }
      kernel = (path, width, values)
      kernelGrid = max(width, size)
    } else {
      kernel = nil
      kernelGrid = size
    }
    if let path = settings.file(Lab.mask) {
      let (size, values) = try Self.square(path, settings.reading)
      guard values.allSatisfy({ $0 == 0 || $0 == 1 }), values.contains(1) else {
        throw .malformed(
          "\(path): a mask has 1 where a pixel is known and 0 elsewhere, and at least one 1")
      }
      mask = (path, size, values.map { $0 == 1 })
    } else {
      mask = nil
    }
    if let path = settings.file(Lab.data) {
      let (size, values) = try Self.square(path, settings.reading)
      image = (path, size, values)
    } else {
      image = nil
    }
  }

  private static func square(
    _ path: String, _ reading: TableReading
  ) throws(LabError) -> (size: Int, values: [Double]) {
    let table = try CodingData.table(path, reading)
    guard table.rows == table.columns, table.rows <= 512 else {
      throw .malformed(
        "\(path): \(table.rows) × \(table.columns) numbers, where a square of at most 512 × 512 is needed"
      )
    }
    guard table.values.contains(where: { $0 != 0 }) else { throw .malformed("\(path): all 0") }
    return (table.rows, table.values)
  }

  /// The group's motions about pixel 0 and about the centre of the array, with the shifts of the group.
  private func motions(
    _ group: GridGroup, _ size: Int
  ) -> [(center: String, motions: [[Int]])] {
    let shifts = group.hasTranslations ? [GridElement.shift(1, 0), .shift(0, 1)] : []
    func permutations(_ elements: [GridElement]) -> [[Int]] {
      (elements + shifts).map { $0.permutation(size) }
    }
    let elements = group.pointElements
    return [
      ("array", permutations(elements.map { $0.aboutCenter(size) })),
      ("pixel 0", permutations(elements)),
    ]
  }

  private mutating func list(
    _ input: String, _ path: String, _ group: GridGroup, _ center: String, _ quantity: String,
    _ value: Double, isViolation: Bool = true, error: Double? = nil, stop: String? = nil
  ) {
    table.append([
      .text(input), .text(path), .text(group.name), .text(center), .text(quantity), .number(value),
      isViolation ? .text(verdict(value, error ?? 0)) : .empty,
      error.map { .number($0) } ?? .empty, stop.map { .text($0) } ?? .empty,
    ])
  }

  /// What is certain of a violation that is a difference of two points, each up to the error of its certificate.
  private func verdict(_ value: Double, _ error: Double) -> String {
    if value + 2 * error <= tolerance { return "invariant" }
    return value - 2 * error > tolerance ? "violated" : "within the certificate"
  }

  /// Decides the laws that apply, and lists violations.
  ///
  /// - Parameter study: The outcome.
  /// - Throws: ``LabError/failed(_:)`` if a reconstruction fails.
  mutating func report(to study: inout LabStudy) throws(LabError) {
    reportKernel(&study)
    try reportMask(&study)
    reportImage(&study)
    study.tables.append(
      NamedTable("inputs", "violations of invariance of the user's files", table))
    if Self.files.count(where: study.settings.isGiven) != 1 { study.product = nil }
  }

  private mutating func reportKernel(_ study: inout LabStudy) {
    guard let kernel else { return }
    let (width, size) = (kernel.width, kernelGrid)
    study.use(.integers([size]), for: EquivarianceLab.size)
    let transform = GridTransform(size)
    // The centre of the kernel is pixel 0 of the grid.
    var embedded = [Double](repeating: 0, count: size * size)
    for (index, value) in kernel.values.enumerated() {
      let (i, j) = (index / width - width / 2 + size, index % width - width / 2 + size)
      embedded[i % size * size + j % size] = value
    }
    let spectrum = transform.spectrum(embedded)
    let scale = embedded.indices.map { spectrum.power($0).squareRoot() }.max() ?? 1
    var differences: [Double] = []
    for group in groups {
      let nearest = Self.nearest(kernel.values, group, width)
      let distance = distance(kernel.values, nearest) / norm(kernel.values)
      list(
        "kernel", kernel.path, group, "centre", "distance from invariant kernels, relative",
        distance)
      let commutators = group.pointElements.dropFirst().map { element in
        transform.commutator(of: embedded, element)
      }
      differences += commutators.map { abs($0.attained - $0.norm) / scale }
      list(
        "kernel", kernel.path, group, "centre", "norm of k∗(g·u) − g·(k∗u), relative",
        maximumNorm(commutators.map(\.norm)) / scale)
      list(
        "kernel", kernel.path, group, "centre", "free numbers",
        Double(group.kernelOrbits(width).count), isViolation: false)
    }
    study.decide(
      GroupClaims.commutator,
      "largest difference from the ratio on a wave, relative to the norm of k∗",
      predicted: 0, computed: maximumNorm(differences), .rounding(1e-10))
    GroupClaims.decideNearest(kernel.values, groups.map { $0.kernelMotions(width) }, &study)
    study.product = LabArray(
      "kernel", shape: [width, width], Self.nearest(kernel.values, savedGroup, width))
  }

  /// The nearest kernel that is invariant under H: its mean over H.
  private static func nearest(_ values: [Double], _ group: GridGroup, _ width: Int) -> [Double] {
    GridGroup.average(values, over: group.kernelMotions(width))
  }

  private mutating func reportMask(_ study: inout LabStudy) throws(LabError) {
    guard let mask else { return }
    let size = mask.size
    var generator = CounterGenerator(seed: 137, shift: study.settings.seed)
    let field = generator.normals(size * size)
    let isReconstructed = size <= Self.reconstructionLimit
    let tikhonov =
      isReconstructed ? try Tikhonov(mask: mask.values, size: size, penalty: penalty) : nil
    if !isReconstructed {
      study.warnings.append(
        "\(mask.path): reconstructions are computed up to \(Self.reconstructionLimit) × \(Self.reconstructionLimit) pixels; for this mask pixels are compared alone"
      )
    }
    var wrong = 0
    var known: [[Int]: Double] = [:]
    for group in groups {
      for (center, motions) in motions(group, size) {
        let changes = motions.map { motion in
          mask.values.indices.count { mask.values[motion[$0]] != mask.values[$0] }
        }
        list("mask", mask.path, group, center, "pixels that change", Double(changes.max() ?? 0))
        guard let tikhonov else { continue }
        let violations = motions.map { tikhonov.violation(field, $0) / maximumNorm(field) }
        list(
          "mask", mask.path, group, center, "Φ(A(g·u)) − g·Φ(Au) on noise, relative",
          maximumNorm(violations))
        if size <= Self.normLimit {
          var norms: [Double] = []
          for motion in motions {
            if known[motion] == nil { known[motion] = try tikhonov.commutatorNorm(motion) }
            norms.append(known[motion] ?? 0)
          }
          list(
            "mask", mask.path, group, center, "norm of u ↦ Φ(A(g·u)) − g·Φ(Au)",
            maximumNorm(norms))
        }
        wrong += zip(changes, violations).count { ($0 == 0) != ($1 < 1e-9) }
      }
    }
    if isReconstructed {
      study.decide(
        FunctionalClaims.masks, "motions of which only mask or reconstruction is invariant",
        predicted: 0, computed: Double(wrong), .count)
    }
    let motions = savedGroup.pointElements.map { $0.aboutCenter(size).permutation(size) }
    study.product = LabArray(
      "mask", shape: [size, size],
      mask.values.indices.map { index in motions.allSatisfy { mask.values[$0[index]] } ? 1 : 0 })
  }

  private mutating func reportImage(_ study: inout LabStudy) {
    guard let image else { return }
    let (size, values) = (image.size, image.values)
    let transform = GridTransform(size)
    let filter = transform.laplacian().map { 1 / (1 + $0) }
    func prox(_ field: [Double]) -> [Double] {
      transform.field(transform.spectrum(field).scaled(by: filter))
    }
    let scale = norm(values)
    var errors: [Double] = []
    if size > Self.proxLimit {
      study.warnings.append(
        "\(image.path): proximal maps of total variation are computed up to \(Self.proxLimit) × \(Self.proxLimit) pixels, not for this image"
      )
    }
    for group in groups {
      for (center, motions) in motions(group, size) {
        list(
          "image", image.path, group, center, "‖g·u − u‖/‖u‖",
          maximumNorm(motions.map { motion in distance(motion.map { values[$0] }, values) / scale })
        )
        for functional in GridFunctional.all(size) {
          list(
            "image", image.path, group, center, "\(functional.name): |J(g·u) − J(u)|/J(u)",
            functional.defect(values, motions))
        }
        if size <= Self.proxLimit {
          for norm in PairNorm.allCases {
            let found = GridFunctional.proxViolation(
              norm, size, weight: weight, values, motions, iterationLimit: 5000)
            errors.append(found.error / maximumNorm(values))
            list(
              "image", image.path, group, center,
              "prox of \(norm.rawValue) TV: max |prox(g·u) − g·prox(u)|/max |u|",
              found.violation / maximumNorm(values), error: errors.last, stop: found.stop)
          }
        }
        list(
          "image", image.path, group, center,
          "prox of half squared gradient: max |prox(g·u) − g·prox(u)|/max |u|",
          largestViolation(of: prox, at: values, motions) / maximumNorm(values))
      }
    }
    let everything = motions(GridGroup("translations-d4"), size).flatMap(\.motions)
    study.decide(
      FunctionalClaims.anisotropic, "largest relative change of J", predicted: 0,
      computed: GridFunctional.anisotropic(size).defect(values, everything), .rounding(1e-11))
    study.decide(
      FunctionalClaims.averaged, "largest relative change of J", predicted: 0,
      computed: GridFunctional.averaged(size).defect(values, everything), .rounding(1e-11))
    study.decide(
      FunctionalClaims.quadraticProx, "largest difference, relative to *u*", predicted: 0,
      computed: largestViolation(of: prox, at: values, everything) / maximumNorm(values),
      .rounding(1e-12))
    let mean = savedGroup.pointElements.map { $0.aboutCenter(size).permutation(size) }
    study.product = LabArray(
      "image", shape: [size, size], GridGroup.average(values, over: mean))
  }
}
