// Filtered back-projection of a Gaussian and of a phantom.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Report

/// The formula for parallel beams, on sinograms in closed form.
struct ProjectionStudy {
  /// One reconstruction.
  private struct Row {
    let name: String
    let angles: Int
    let noise: Double
    let band: Double
    let image: [Double]
    let error: Double
  }

  private let phantomName: String
  private let phantom: Phantom
  private let beam: ParallelBeam
  private let size: Int
  private let noise: Double
  private let seed: UInt64

  /// Reads the parameters.
  init(_ settings: LabSettings) {
    phantomName = settings.name(RegularizationLab.phantom)
    phantom = Phantom(named: phantomName)
    size = settings.integer(RegularizationLab.size)
    let detectors = settings.integer(RegularizationLab.detectors)
    beam = ParallelBeam(
      angleCount: settings.integer(RegularizationLab.angles), detectorCount: detectors,
      spacing: 2 / Double(detectors))
    noise = settings.number(RegularizationLab.noise)
    seed = settings.seed
  }

  /// Decides the claims, lists errors and draws reconstructions.
  func report(to study: inout LabStudy) {
    var generator = CounterGenerator(seed: 43, shift: seed)
    invertGaussian(to: &study)
    decideLines(&generator, to: &study)
    study.decide(
      ProjectionClaims.adjoint, "largest difference relative to the norms", predicted: 0,
      computed: adjointDefect(
        of: RadonMap(ParallelBeam(angleCount: 11, detectorCount: 17, spacing: 1.3), size: 20),
        &generator), .rounding(1e-13))
    let rows = reconstructions(&generator, to: &study)
    if phantomName == RegularizationLab.phantomNames[0] {
      study.pin(
        ProjectionClaims.phantom, [0.219845, 0.818788, 0.240047, 0.279411],
        [0, 1, 3, 4].map { rows[$0].error })
    }
    var table = Table(columns: [
      "method", "phantom", "size", "angles", "detectors", "noise", "band", "error", "certificate",
    ])
    for row in rows {
      table.append([
        .text("fbp"), .text(phantomName), .integer(size), .integer(row.angles),
        .integer(beam.detectorCount), .number(row.noise), .number(row.band), .number(row.error),
        .text("exact phantom"),
      ])
    }
    study.tables.append(
      NamedTable("projection", "relative errors of filtered back-projection", table))
    study.figures.append(
      NamedFigure("projection", figure(rows, command: study.settings.command)))
    study.product = LabArray("image", shape: [size, size], rows[0].image)
  }

  // MARK: The Gaussian

  private func invertGaussian(to study: inout LabStudy) {
    let phantom = Phantom(gaussian: 0.5)
    let points = [(0, 0), (0.3, 0.2), (-0.5, 0.4), (0.9, -0.1)].map { (x: $0.0, y: $0.1) }
    let exact = points.map { phantom.density($0.x, $0.y) }
    func beam(_ count: Int) -> ParallelBeam {
      ParallelBeam(angleCount: 90, detectorCount: count, spacing: 8 / Double(count))
    }
    let counts = [33, 65, 129, 257]
    let errors = counts.map { count in
      let formula = FilteredBackProjection(beam(count))
      return maximumDistance(
        formula.values(beam(count).sinogram(of: phantom), at: points), exact)
    }
    let order = Line(counts.map { -log(Double($0)) }, errors.map { log($0) }).slope
    study.pin(ProjectionClaims.gaussian, [0.000239017, 1.96694], [errors[3], order])
    let bands = [0.25, 0.5, 0.99]
    let formulas = bands.map { FilteredBackProjection(beam(257), band: $0) }
    study.pin(
      ProjectionClaims.band, 3.00261,
      Line(bands.map { log($0) }, formulas.map { log($0.noiseVariance) }).slope)
    study.decide(
      ProjectionClaims.variance, "largest relative difference from the formula", predicted: 0,
      computed: maximumNorm(
        (formulas + [FilteredBackProjection(self.beam)]).map {
          $0.noiseVariance / $0.limitOfNoiseVariance - 1
        }), .gap(0.02))
  }

  // MARK: The phantom

  /// Line integrals by adding up densities, and the sums of all rows.
  private func decideLines(_ generator: inout CounterGenerator, to study: inout LabStudy) {
    let steps = 4000
    let half = 1.5
    let width = 2 * half / Double(steps)
    var worst = 0.0
    for _ in 0..<12 {
      let angle = Double.pi * generator.uniform()
      let t = 1.6 * generator.uniform() - 0.8
      let (cosine, sine) = (cos(angle), sin(angle))
      var sum = 0.0
      for step in 0..<steps {
        let place = (Double(step) + 0.5) * width - half
        sum += phantom.density(t * cosine - place * sine, t * sine + place * cosine) * width
      }
      let exact = phantom.lineIntegral(cosine: cosine, sine: sine, position: t)
      worst = max(worst, abs(sum - exact))
    }
    // At the edge of an ellipse a sum is wrong by at most a step.
    study.decide(
      ProjectionClaims.lines, "largest difference from the sum of densities", predicted: 0,
      computed: worst, .gap(width * max(phantom.variation, 1)))
    let fine = ParallelBeam(angleCount: 12, detectorCount: 20_000, spacing: 1e-4)
    let sinogram = fine.sinogram(of: phantom)
    let masses = (0..<12).map { row in
      (0..<fine.detectorCount).reduce(0) { $0 + sinogram[row, $1] } * fine.spacing
    }
    study.decide(
      ProjectionClaims.mass, "largest difference from the mass", predicted: 0,
      computed: maximumNorm(masses.map { $0 - phantom.mass }), .gap(1e-5))
  }

  private func reconstructions(
    _ generator: inout CounterGenerator, to study: inout LabStudy
  ) -> [Row] {
    let truth = beam.image(of: phantom, size: size)
    let sinogram = beam.sinogram(of: phantom)
    let few = ParallelBeam(
      angleCount: max(beam.angleCount / 9, 1), detectorCount: beam.detectorCount,
      spacing: beam.spacing)
    let deviation = noise * maximumNorm(sinogram.elements)
    var noisy = sinogram
    let draws = generator.normals(rows: beam.angleCount, columns: beam.detectorCount)
    add(deviation, draws.elements, to: &noisy)
    func row(
      _ name: String, _ beam: ParallelBeam, _ data: Matrix, band: Double = 1, noise: Double = 0
    ) -> Row {
      let image = FilteredBackProjection(beam, band: band).image(data, size: size)
      return Row(
        name: name, angles: beam.angleCount, noise: noise, band: band, image: image,
        error: distance(image, truth) / norm(truth))
    }
    let full = row("\(beam.angleCount) angles", beam, sinogram)
    let fewer = few.sinogram(of: phantom)
    let rows = [
      full, row("\(few.angleCount) angles", few, fewer),
      row("\(few.angleCount) angles, half of the band", few, fewer, band: 0.5),
      row("noise of \(formatted(100 * noise, significantDigits: 3)) %", beam, noisy, noise: noise),
      row("noise, half of the band", beam, noisy, band: 0.5, noise: noise),
    ]
    if noise > 0, size >= 64, beam.angleCount >= 32 {
      decideNoise(difference(rows[3].image, full.image), deviation, to: &study)
    }
    return rows
  }

  /// The mean square of noise within the disk that all angles see.
  private func decideNoise(
    _ image: [Double], _ deviation: Double, to study: inout LabStudy
  ) {
    var sum = 0.0
    var points: [(x: Double, y: Double)] = []
    for index in image.indices {
      let point = beam.center(index / size, index % size, size: size)
      guard point.x * point.x + point.y * point.y < 0.81 else { continue }
      sum += image[index] * image[index]
      points.append(point)
    }
    var generator = CounterGenerator(seed: 44, shift: seed)
    let noise = FilteredBackProjection(beam).meanSquareOfNoise(at: points, &generator)
    study.decide(
      ProjectionClaims.level, "mean square over the expected one", predicted: 1,
      computed: sum / Double(points.count) / (deviation * deviation * noise.expected),
      .gap(6 * noise.deviation / noise.expected))
  }

  private func figure(_ rows: [Row], command: String) -> Figure {
    let truth = beam.image(of: phantom, size: size)
    let largest = truth.max() ?? 1
    let range: ClosedRange<Double> =
      switch phantomName {
      case "shepp-logan": 0...0.5
      case "shepp-logan-1974": 0.98...1.06
      default: 0...max(largest, .leastNormalMagnitude)
      }
    let step = 0.5 * (range.upperBound - range.lowerBound)
    func picture(_ row: Row) -> Panel {
      Panel(
        title: row.name,
        caption: "relative error \(formatted(row.error, significantDigits: 3))",
        Picture(
          values: row.image, width: size, range: range,
          inset: Picture.Inset(
            "error", values: difference(row.image, truth), width: size, range: -step...step,
            map: .diverging)))
    }
    let phantomPanel = Panel(
      title: "phantom", caption: "\(size) × \(size) pixels",
      Picture(values: truth, width: size, range: range))
    return Figure(
      title: "Filtered back-projection of a phantom",
      description: """
        A phantom and five reconstructions by filtered back-projection, each with its error as an inset: from all angles, from \
        a ninth of them, which leaves streaks, from a noisy sinogram, and from both with half of the band, which is smoother.
        """,
      command: command, panels: [phantomPanel] + rows.map(picture), columns: 3)
  }
}

/// The largest |⟨Ax, y⟩ − ⟨x, Aᵀy⟩|/(‖Ax‖‖y‖ + ‖x‖‖Aᵀy‖) of three random pairs.
func adjointDefect(of map: some LinearMap, _ generator: inout CounterGenerator) -> Double {
  var worst = 0.0
  for _ in 0..<3 {
    let (x, y) = (generator.normals(map.columns), generator.normals(map.rows))
    let (image, back) = (map.applied(to: x), map.adjointApplied(to: y))
    let size = norm(image) * norm(y) + norm(x) * norm(back)
    if size > 0 { worst = max(worst, abs(dot(image, y) - dot(x, back)) / size) }
  }
  return worst
}
