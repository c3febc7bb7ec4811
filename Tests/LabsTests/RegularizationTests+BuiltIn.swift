// The built-in instances of the lab of regularisation: least errors, line integrals and noise in images.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Regularization
import Report
import Testing

extension RegularizationTests {
  // MARK: Rates

  @Test("no parameter has a smaller worst error than the one that is printed")
  func leastErrors() throws {
    let study = try lab.study(
      lab.settings([("draws", .integers([40])), ("size", .integers([64]))]))
    let s = (1...4000).map { 1 / Double($0) }
    let rows = try zip(
      zip(study.cells("rates", "method"), study.numbers("rates", "smoothness")),
      zip(
        study.numbers("rates", "level"),
        zip(study.numbers("rates", "error"), study.numbers("rates", "parameter"))))
    var found = 0
    for ((method, nu), (level, (error, parameter))) in rows where nu >= 1 && level > 1e-4 {
      func worst(_ defect: (Double) -> Double) -> Double {
        var (bias, noise) = (0.0, 0.0)
        for s in s {
          let rest = defect(s)
          bias = max(bias, rest * pow(s, nu))
          noise = max(noise, (1 - rest) / s)
        }
        return bias + level * noise
      }
      switch method {
      case .text("landweber") where parameter < 300:
        // Every number of steps, by multiplication.
        let errors = (1...400).map { count in worst { pow(1 - $0 * $0, Double(count)) } }
        let least = try #require(errors.min())
        #expect(abs(error / least - 1) < 1e-9)
        #expect(errors[Int(parameter) - 1] <= least * (1 + 1e-9))
      case .text("cut-off"):
        let errors = s.indices.map { kept in
          (kept + 1 < s.count ? pow(s[kept + 1], nu) : 0) + level / s[kept]
        }
        #expect(abs(error / (errors.min() ?? 0) - 1) < 1e-12)
      case .text("tikhonov"):
        let errors = (-300...300).map { step in
          let lambda = parameter * exp(0.003 * Double(step))
          return worst { lambda / ($0 * $0 + lambda) }
        }
        #expect(abs(errors[300] / error - 1) < 1e-9)
        #expect(errors.allSatisfy { $0 >= error * (1 - 1e-8) })
      default: continue
      }
      found += 1
    }
    #expect(found > 20)
  }

  // MARK: Tomography

  @Test(
    "the mean square of noise is within its expectation for sizes where pixels lie on detectors",
    arguments: [(64, 32, 64), (128, 32, 128), (64, 45, 97), (96, 64, 48)])
  func noise(size: Int, angles: Int, detectors: Int) throws {
    let beam = ParallelBeam(
      angleCount: angles, detectorCount: detectors, spacing: 2 / Double(detectors))
    let points = (0..<size * size).map { beam.center($0 / size, $0 % size, size: size) }
      .filter { $0.x * $0.x + $0.y * $0.y < 0.81 }
    let formula = FilteredBackProjection(beam)
    var generator = CounterGenerator(seed: 1814)
    let noise = formula.meanSquareOfNoise(at: points, &generator)
    let squares = (0..<40).map { _ in
      let values = formula.values(
        generator.normals(rows: angles, columns: detectors), at: points)
      return dot(values, values) / Double(points.count)
    }
    let mean = squares.reduce(0, +) / 40
    let spread =
      (squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39).squareRoot()
    #expect(abs(mean - noise.expected) < 4 * noise.deviation / 40.0.squareRoot())
    #expect(abs(spread / noise.deviation - 1) < 0.45)
    #expect(noise.deviation < 0.1 * noise.expected)
  }

  @Test("the noise of the image holds where many pixels lie on detectors")
  func noiseImage() throws {
    let values: [(String, LabValue)] = [
      ("size", .integers([64])), ("angles", .integers([32])), ("detectors", .integers([64])),
      ("pairs", .integers([24])), ("draws", .integers([40])), ("levels", .numbers([1e-3])),
    ]
    for seed in [UInt64(6), 17, 40] {
      let study = try lab.study(lab.settings(values, seed: seed))
      study.expectAllHold()
      let result = try #require(
        study.results.first { $0.claim.id == "regularization/fbp-noise-image" })
      #expect(result.comparison.tolerance < 0.35)
    }
  }

  @Test("the bound on the norm of line integrals is sharp and holds")
  func normOfLineIntegrals() throws {
    for (angles, detectors, size) in [(1, 2, 1), (5, 9, 7), (12, 15, 12), (3, 40, 6)] {
      let beam = ParallelBeam(
        angleCount: angles, detectorCount: detectors, spacing: Double(size) / Double(detectors))
      let map = RadonMap(beam, size: size)
      let exact = try operatorNorm(of: Matrix(of: map))
      let bound = map.normBound()
      #expect(bound.upper >= exact.lower && bound.upper <= 1.001 * exact.upper)
      #expect(bound.products <= 400)
    }
    let large = RadonMap(ParallelBeam(angleCount: 40, detectorCount: 50, spacing: 1), size: 50)
    #expect(large.normBound().products <= 60)
  }

  @Test("line integrals of images are sums of densities along the lines")
  func lines() {
    let beam = ParallelBeam(angleCount: 7, detectorCount: 9, spacing: 0.9)
    let map = RadonMap(beam, size: 6)
    var generator = CounterGenerator(seed: 1811)
    let image = generator.uniforms(36)
    let computed = map.applied(to: image)
    let (half, steps) = (beam.halfWidth, 40_000)
    let side = 2 * half / 6
    for line in 0..<map.rows {
      let (angle, t) = (beam.angle(line / 9), beam.position(line % 9))
      var sum = 0.0
      for step in 0..<steps {
        let place = (2 * (Double(step) + 0.5) / Double(steps) - 1) * 2 * half
        let x = t * cos(angle) - place * sin(angle)
        let y = t * sin(angle) + place * cos(angle)
        let (column, row) = (
          Int(((x + half) / side).rounded(.down)), Int(((half - y) / side).rounded(.down))
        )
        if (0..<6).contains(column), (0..<6).contains(row) {
          sum += image[row * 6 + column] * 4 * half / Double(steps)
        }
      }
      // A line along an edge between pixels may belong to either side.
      let isAxis = abs(sin(2 * angle)) < 1e-9
      if !isAxis { #expect(abs(computed[line] - sum) < 4e-3, "line \(line)") }
    }
  }

  @Test("filtered back-projection of a disk is its density")
  func disk() {
    let beam = ParallelBeam(angleCount: 180, detectorCount: 401, spacing: 0.005)
    let phantom = Phantom(named: "disk")
    let values = FilteredBackProjection(beam).values(
      beam.sinogram(of: phantom), at: [(0, 0), (0.2, 0.3), (0.8, 0.1)])
    #expect(abs(values[0] - 1) < 1e-3 && abs(values[1] - 1) < 1e-3)
    // Outside, the finitely many angles leave streaks: the value is that of the same sums in NumPy.
    #expect(abs(values[2] + 0.046086175829) < 1e-6)
  }
}
