// The discrete Laplacian of an image, and its inverse by its eigenvectors.

import Libc

/// The Laplacian DᵀD of the gradient D of h × w pixels, positive semidefinite with the constants as its kernel.
///
/// Its eigenvectors are products of those of h and of w samples in a row, which are cosines, and sines too where the edge
/// is periodic. For a single row or column, sums take their place.
public struct GridLaplacian: Sendable {
  /// The gradient D.
  public let gradient: StencilMap
  /// The eigenvectors for a column and for a row of pixels, with their eigenvalues.
  private let modes: (down: Modes, across: Modes)?

  /// Creates the Laplacian.
  ///
  /// - Parameter gradient: D, of an image or of a signal.
  /// - Complexity: O(h² + w²); O(1) where h or w is 1.
  public init(_ gradient: StencilMap) {
    self.gradient = gradient
    let (h, w) = (gradient.height, gradient.width)
    modes =
      h == 1 || w == 1
      ? nil : (Modes(h, gradient.boundary), Modes(w, gradient.boundary))
  }

  /// The solution x of least norm of DᵀDx = b, for the nearest b of mean 0.
  ///
  /// - Parameter right: b, hw numbers, row by row.
  /// - Returns: x = (DᵀD)⁺b, hw numbers of mean 0.
  /// - Complexity: O(hw(h + w)), four matrix products; O(hw) where h or w is 1.
  public func solve(_ right: [Double]) -> [Double] {
    let (h, w) = (gradient.height, gradient.width)
    precondition(right.count == h * w, "\(right.count) of \(h * w) pixels")
    guard let (down, across) = modes else { return solveRow(right) }
    // Row by row is column by column of the transpose.
    let image = Matrix(rows: w, columns: h, elements: right)
    var half = Matrix(repeating: 0, rows: w, columns: h)
    var whole = half
    half.setProduct(across.vectors, .transposed, image)
    whole.setProduct(half, .plain, down.vectors)
    for row in 0..<h {
      for column in 0..<w {
        let value = down.values[row] + across.values[column]
        whole[column, row] = row == 0 && column == 0 ? 0 : whole[column, row] / value
      }
    }
    half.setProduct(across.vectors, .plain, whole)
    whole.setProduct(half, .plain, down.vectors, .transposed)
    return whole.elements
  }

  /// The same for samples in a row.
  ///
  /// The differences d = Dx have dᵢ₋₁ − dᵢ = bᵢ, so that they are sums of b up to a constant: 0 where the ends are open, and
  /// such that the differences around the circle add up to 0 where they are joined.
  private func solveRow(_ right: [Double]) -> [Double] {
    let n = Double(right.count)
    let mean = right.reduce(0, +) / n
    var sum = 0.0
    var steps = right.map { value in
      sum -= value - mean
      return sum
    }
    if gradient.boundary == .periodic {
      let excess = steps.reduce(0, +) / n
      for index in steps.indices { steps[index] -= excess }
    }
    var place = 0.0
    var solution = [0.0]
    for step in steps.dropLast() {
      place += step
      solution.append(place)
    }
    let middle = solution.reduce(0, +) / n
    return solution.map { $0 - middle }
  }
}

/// The orthonormal eigenvectors of DᵀD for n samples in a row, the constant first.
private struct Modes: Sendable {
  /// n × n, an eigenvector per column.
  let vectors: Matrix
  let values: [Double]

  init(_ count: Int, _ boundary: StencilMap.Boundary) {
    let n = Double(count)
    // The number of half-waves over the row.
    let waves = (0..<count).map { boundary == .open ? $0 : 2 * (($0 + 1) / 2) }
    values = waves.map { waves in
      let half = sin(Double.pi * Double(waves) / (2 * n))
      return 4 * half * half
    }
    guard boundary == .periodic else {
      vectors = cosineBasis(count)
      return
    }
    var elements: [Double] = []
    for k in 0..<count {
      // Even numbers from 2 on are sines.
      let isSine = k % 2 == 0 && k > 0
      let isAlternating = k == count - 1 && count % 2 == 0
      let scale = (k == 0 || isAlternating ? 1 / n : 2 / n).squareRoot()
      let angle = Double.pi * Double(waves[k]) / n
      elements += (0..<count).map { j in
        scale * (isSine ? sin(angle * Double(j)) : cos(angle * Double(j)))
      }
    }
    vectors = Matrix(rows: count, columns: count, elements: elements)
  }
}
