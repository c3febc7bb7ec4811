// Random pictures of heads, and their Fourier transforms on lines.

import LabKit
import Libc
import LinearAlgebra

/// Random pictures of heads: a skull, two ventricles and two lesions of random shape on a square of pixels.
struct HeadPictures {
  /// m, the number of pixels in a row.
  let size: Int
  /// The size of the texture, white noise that every picture has.
  private static let texture = 0.02

  /// Adds an ellipse, whose edge is a pixel wide, to a picture, row by row from the top, on [−1, 1]².
  private func add(_ amount: Double, _ ellipse: Ellipse, to picture: inout [Double]) {
    let pixel = 2 / Double(size)
    let least = min(ellipse.first, ellipse.second)
    for row in 0..<size {
      let y = 1 - (Double(row) + 0.5) * pixel
      for column in 0..<size {
        let x = (Double(column) + 0.5) * pixel - 1
        let depth = (1 - ellipse.squaredRadius(x, y).squareRoot()) * least
        picture[row * size + column] += amount * min(max(depth / pixel + 0.5, 0), 1)
      }
    }
  }

  /// Draws pictures.
  ///
  /// - Parameters:
  ///   - count: Their number.
  ///   - generator: The source of the draws.
  /// - Returns: The pictures, m² × count, one per column, each row by row from the top.
  func pictures(_ count: Int, _ generator: inout CounterGenerator) -> Matrix {
    var pictures: [Double] = []
    pictures.reserveCapacity(size * size * count)
    for _ in 0..<count { pictures += picture(&generator) }
    return Matrix(rows: size * size, columns: count, elements: pictures)
  }

  private func picture(_ generator: inout CounterGenerator) -> [Double] {
    func between(_ least: Double, _ most: Double) -> Double {
      least + (most - least) * generator.uniform()
    }
    let (a, b, tilt) = (between(0.6, 0.75), between(0.75, 0.92), between(-12, 12))
    let (height, apart) = (between(0.25, 0.45), between(0.18, 0.26))
    let ellipses = [
      (1, Ellipse(axes: (a, b), center: (0, 0), degrees: tilt)),
      (-0.75, Ellipse(axes: (a - 0.08, b - 0.08), center: (0, 0), degrees: tilt)),
      (
        -0.25,
        Ellipse(
          axes: (between(0.08, 0.14), height), center: (apart, between(-0.1, 0.1)),
          degrees: between(-24, -8))
      ),
      (
        -0.25,
        Ellipse(
          axes: (between(0.08, 0.16), height), center: (-apart, between(-0.1, 0.1)),
          degrees: between(8, 24))
      ),
      (
        between(0.1, 0.3),
        Ellipse(
          axes: (between(0.12, 0.25), between(0.12, 0.25)),
          center: (between(-0.1, 0.1), between(0.3, 0.45)), degrees: 0)
      ),
      (
        between(0.2, 0.4),
        Ellipse(
          axes: (between(0.06, 0.12), between(0.06, 0.12)),
          center: (between(-0.3, 0.3), between(-0.55, -0.35)), degrees: 0)
      ),
    ]
    var picture = generator.normals(size * size)
    scale(&picture, by: Self.texture)
    for (amount, ellipse) in ellipses { add(amount, ellipse, to: &picture) }
    return picture
  }
}

extension Measurement {
  /// The data of magnetic resonance imaging: the Fourier transform of a picture on random lines.
  ///
  /// A line is a row of frequencies (p, q), q = 0, …, m − 1. The rows 0, ±1, … in the middle are measured in any case, others in
  /// pairs ±p. The transform of a real picture has equal numbers at opposite frequencies, up to conjugation, so that one of
  /// them is enough: M has the orthonormal rows √2 cos(2π(pi + qj)/m)/m and √2 sin(2π(pi + qj)/m)/m, or cos(2π(pi + qj)/m)/m where
  /// a frequency is its own opposite.
  ///
  /// - Parameters:
  ///   - share: The least share of the lines that is measured, above 0 and at most 1.
  ///   - size: m.
  ///   - noise: s.
  ///   - generator: The source of the draws.
  /// - Returns: The measurement of pictures with m² pixels.
  static func fourierLines(
    _ share: Double, size: Int, noise: Double, _ generator: inout CounterGenerator
  ) -> Measurement {
    let middle = size / 20
    var lines = Set((-middle...middle).map { ($0 + size) % size })
    let rest = generator.choose(size / 2 - middle, of: size / 2 - middle)
    for line in rest where Double(lines.count) < share * Double(size) {
      let p = line + middle + 1
      lines.formUnion([p, size - p])
    }
    var rows: [Double] = []
    for p in lines.sorted() {
      for q in 0..<size {
        let opposite = ((size - p) % size, (size - q) % size)
        guard (p, q) <= opposite else { continue }
        let angles = (0..<size * size).map { pixel in
          // The product is reduced first: its cosine keeps all digits.
          let turns = (p * (pixel / size) + q * (pixel % size)) % size
          return 2 * Double.pi * Double(turns) / Double(size)
        }
        let isOwn = (p, q) == opposite
        let amount = (isOwn ? 1 : 2.0.squareRoot()) / Double(size)
        rows += angles.map { amount * cos($0) }
        if !isOwn { rows += angles.map { amount * sin($0) } }
      }
    }
    let pixels = size * size
    return Measurement(
      matrix: Matrix(rows: rows.count / pixels, columns: pixels, rowMajor: rows), noise: noise)
  }
}
