// The built-in instances of the lab of regularisation: least errors, line integrals and noise in images.

import Evidence
import LabKit
import Libc
import LinearAlgebra
import Regularization
import Report
import Testing

extension RegularizationTests {
  // MARK: Tomography

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
