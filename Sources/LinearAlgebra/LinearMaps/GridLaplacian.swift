// The discrete Laplacian of an image, and its inverse by its eigenvectors.

import Libc

/// The Laplacian DᵀD of the gradient D of h × w pixels, positive semidefinite with the constants as its kernel.
///
/// Its eigenvectors are products of those of h and of w samples in a row, which are cosines, and sines too where the edge
/// is periodic.
public struct GridLaplacian: Sendable {
  /// The gradient D.
  public let gradient: StencilMap
  /// The eigenvectors for a column and for a row of pixels, with their eigenvalues.
  private let down: Modes
  private let across: Modes

  /// Creates the Laplacian.
  ///
  /// - Parameter gradient: D, of an image.
  /// - Complexity: O(h² + w²).
  public init(_ gradient: StencilMap) {
    self.gradient = gradient
    down = Modes(gradient.height, gradient.boundary)
    across = Modes(gradient.width, gradient.boundary)
  }

  /// The solution x of least norm of DᵀDx = b, for the nearest b of mean 0.
  ///
  /// - Parameter right: b, hw numbers, row by row.
  /// - Returns: x = (DᵀD)⁺b, hw numbers of mean 0.
  /// - Complexity: O(hw(h + w)), four matrix products.
  public func solve(_ right: [Double]) -> [Double] {
    let (h, w) = (gradient.height, gradient.width)
    precondition(right.count == h * w, "\(right.count) of \(h * w) pixels")
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
}

/// The orthonormal eigenvectors of DᵀD for n samples in a row, the constant first.
private struct Modes: Sendable {
  /// n × n, an eigenvector per column.
  let vectors: Matrix
  let values: [Double]

  init(_ count: Int, _ boundary: StencilMap.Boundary) {
    var elements: [Double] = []
    var values: [Double] = []
    let n = Double(count)
    for k in 0..<count {
      // The number of half-waves over the row, and whether the wave is a sine.
      let waves = boundary == .open ? k : 2 * ((k + 1) / 2)
      let isSine = boundary == .periodic && k % 2 == 0 && k > 0
      let angle = Double.pi * Double(waves) / n
      let isAlternating = boundary == .periodic && 2 * k == 2 * count - 2 && count % 2 == 0
      let scale = (waves == 0 || isAlternating ? 1 / n : 2 / n).squareRoot()
      for j in 0..<count {
        let place = boundary == .open ? Double(j) + 0.5 : Double(j)
        elements.append(scale * (isSine ? sin(angle * place) : cos(angle * place)))
      }
      let half = sin(angle / 2)
      values.append(4 * half * half)
    }
    vectors = Matrix(rows: count, columns: count, elements: elements)
    self.values = values
  }
}
