// Rigid motions of a periodic grid.

/// A map x ↦ Mx + t of the periodic n × n grid, with a signed permutation M; it acts on a field by (g·u)(x) = u(Mx + t).
struct GridElement: Sendable, Hashable {
  /// M, row by row: one entry ±1 in every row and column.
  private let matrix: [Int]
  /// t.
  private let offset: [Int]

  private init(_ matrix: [Int], _ offset: [Int] = [0, 0]) {
    self.matrix = matrix
    self.offset = offset
  }

  static let identity = GridElement([1, 0, 0, 1])
  /// The quarter turn about pixel 0.
  static let quarterTurn = GridElement([0, 1, -1, 0])
  /// The half turn about pixel 0.
  static let halfTurn = GridElement([-1, 0, 0, -1])
  /// The exchange of rows and columns.
  static let transposition = GridElement([0, 1, 1, 0])

  /// The motion of a field by a rows and b columns.
  static func shift(_ a: Int, _ b: Int) -> GridElement { GridElement([1, 0, 0, 1], [-a, -b]) }

  /// The element g·h of the action: (g·(h·u))(x) = u(M_h(M_g x + t_g) + t_h).
  func times(_ other: GridElement) -> GridElement {
    let (m, k) = (matrix, other.matrix)
    return GridElement(
      [
        k[0] * m[0] + k[1] * m[2], k[0] * m[1] + k[1] * m[3],
        k[2] * m[0] + k[3] * m[2], k[2] * m[1] + k[3] * m[3],
      ],
      [
        k[0] * offset[0] + k[1] * offset[1] + other.offset[0],
        k[2] * offset[0] + k[3] * offset[1] + other.offset[1],
      ])
  }

  /// The same rotation or reflection about the centre of the array instead of pixel 0.
  ///
  /// - Parameter size: n.
  /// - Returns: The element, whose offset (n − 1)(1 − M1)/2 is a whole number, as the row sums of M are ±1.
  func aboutCenter(_ size: Int) -> GridElement {
    GridElement(
      matrix,
      [0, 2].map { (size - 1) * (1 - matrix[$0] - matrix[$0 + 1]) / 2 })
  }

  /// The element without its translation, which is how it acts on frequencies: (g·u)^(f) = û(Mf) up to a phase.
  var linearPart: GridElement { GridElement(matrix) }

  /// The pixels that the values come from: (g·u)[i] = u[p[i]].
  ///
  /// - Parameter size: n.
  /// - Returns: p, n² indices of pixels, row by row.
  func permutation(_ size: Int) -> [Int] {
    func modulo(_ value: Int) -> Int { ((value % size) + size) % size }
    var indices: [Int] = []
    indices.reserveCapacity(size * size)
    for i in 0..<size {
      for j in 0..<size {
        let row = modulo(matrix[0] * i + matrix[1] * j + offset[0])
        indices.append(row * size + modulo(matrix[2] * i + matrix[3] * j + offset[1]))
      }
    }
    return indices
  }

  /// g·u for a field of n × n numbers.
  func applied(to field: [Double], _ size: Int) -> [Double] {
    permutation(size).map { field[$0] }
  }
}
