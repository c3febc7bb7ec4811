// The interpolation points of a derivative-free trust region, and the model that they determine.

import LinearAlgebra

extension DynamicAccuracyRun {
  /// The differences of the other points from θ, one a row.
  var offsets: [[Double]] {
    others.map { other in zip(other.point, center.point).map { $0 - $1 } }
  }

  /// The condition number of directions, ∞ where they are dependent.
  func condition(_ directions: [[Double]]) -> Double {
    let matrix = Matrix(
      rows: dimension, columns: dimension, rowMajor: directions.flatMap { $0 })
    guard matrix.elements.allSatisfy(\.isFinite),
      let values = try? SingularValues(matrix).values, let least = values.last, least > 0
    else { return .infinity }
    return values[0] / least
  }

  func directions(_ offsets: [[Double]]) -> [[Double]] {
    offsets.map { offset in
      let length = max(norm(offset), 1e-300)
      return offset.map { $0 / length }
    }
  }

  /// Forms the model; false where the points do not determine it.
  mutating func formModel() -> Bool {
    let p = dimension
    let matrix = Matrix(rows: p, columns: p, rowMajor: offsets.flatMap { $0 })
    guard let factors = try? LUFactorization(matrix) else { return false }
    let m = center.residual.count
    var differences = Matrix(
      rows: p, columns: m,
      rowMajor: others.flatMap { other in zip(other.residual, center.residual).map { $0 - $1 } })
    factors.solve(&differences)
    slopes = differences
    gradient = slopes.applied(to: center.residual).map { 2 * $0 }
    return gradient.allSatisfy(\.isFinite)
  }

  /// Whether the points are close, well distributed and accurate enough for the radius.
  var isFullyLinear: Bool {
    let offsets = offsets
    let lengths = offsets.map { norm($0) }
    guard let nearest = lengths.min(), let farthest = lengths.max() else { return false }
    return farthest <= largestDistance && nearest > smallestDistance
      && condition(directions(offsets)) < Method.conditionLimit
      && (others + [center]).allSatisfy { $0.largestError <= tolerance * 1.0001 }
  }

  /// Replaces points that are far, near or in the plane of others, and refines all for the radius.
  mutating func makeFullyLinear() {
    let p = dimension
    for _ in 0..<3 * p {
      let offsets = offsets
      let lengths = offsets.map { norm($0) }
      let directions = directions(offsets)
      let replaced: Int
      if let poor = lengths.firstIndex(where: {
        $0 > largestDistance || $0 <= smallestDistance
      }) {
        replaced = poor
      } else if condition(directions) >= Method.conditionLimit {
        let distances = directions.indices.map { distance(of: $0, directions) }
        replaced = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      } else {
        break
      }
      var rest = directions
      rest.remove(at: replaced)
      let normal = Self.normal(to: rest, dimension: p)
      others[replaced] = sample(pointWithin(normal))
    }
    for index in others.indices where others[index].largestError > tolerance {
      others[index] = refined(others[index], to: tolerance)
    }
    if center.largestError > tolerance { center = refined(center, to: tolerance) }
  }

  /// The distance of a direction from the span of the others.
  func distance(of index: Int, _ directions: [[Double]]) -> Double {
    var rest = directions
    let own = rest.remove(at: index)
    guard !rest.isEmpty else { return 1 }
    let span = Matrix(rows: dimension, columns: rest.count, elements: rest.flatMap { $0 })
    guard let solution = try? span.leastSquares(own).solution else { return 0 }
    return norm(zip(own, span.applied(to: solution)).map { $0 - $1 })
  }

  /// A unit vector orthogonal to p − 1 directions: the last column of the orthogonal factor.
  static func normal(to directions: [[Double]], dimension p: Int) -> [Double] {
    let columns = directions.flatMap { $0 } + [Double](repeating: 0, count: p)
    let q = QRFactorization(Matrix(rows: p, columns: p, elements: columns)).q
    return (0..<p).map { q[$0, p - 1] }
  }

  /// θ + Δn for a unit vector n; with bounds θ + Δn, θ − Δn or a point at the distance Δ along an axis, whichever comes
  /// first within them.
  ///
  /// The ranges are at least 2Δ long, so that each axis has such a point; axes come in the order of their shares of n.
  private func pointWithin(_ normal: [Double]) -> [Double] {
    let first = zip(center.point, normal).map { $0 + radius * $1 }
    guard let box, box.clipped(first) != first else { return first }
    let second = zip(center.point, normal).map { $0 - radius * $1 }
    guard box.clipped(second) != second else { return second }
    let axis = normal.indices.max { abs(normal[$0]) < abs(normal[$1]) } ?? 0
    return pointAlong(axis)
  }

  /// θ + Δe_i, or θ − Δe_i where that would be beyond a bound.
  private func pointAlong(_ axis: Int) -> [Double] {
    var point = center.point
    point[axis] += radius
    if let box, point[axis] > box.upper[axis] {
      point[axis] = max(center.point[axis] - radius, box.lower[axis])
    }
    return point
  }

  /// The points of the first interpolation: those given that are suitable, then along the axes.
  mutating func firstPoints(_ neighbors: [[Double]]) {
    let p = dimension
    var points: [[Double]] = []
    func independent(_ candidate: [Double]) -> Bool {
      let directions = directions(
        (points + [candidate]).map { point in zip(point, center.point).map { $0 - $1 } })
      let span = Matrix(
        rows: p, columns: directions.count, elements: directions.flatMap { $0 })
      guard let values = try? SingularValues(span).values, let least = values.last else {
        return false
      }
      return least * Method.conditionLimit > values[0]
    }
    for point in neighbors where points.count < p {
      let length = norm(zip(point, center.point).map { $0 - $1 })
      if length <= largestDistance, length > smallestDistance, independent(point) {
        points.append(point)
      }
    }
    for axis in 0..<p where points.count < p {
      let point = pointAlong(axis)
      if points.isEmpty || points.count == axis || independent(point) { points.append(point) }
    }
    for axis in (0..<p).reversed() where points.count < p {
      var point = center.point
      point[axis] -= radius
      let isWithin = box.map { $0.clipped(point) == point } ?? true
      points.append(isWithin ? point : pointAlong(axis))
    }
    others = points.map { sample($0) }
  }

  /// The minimum of ‖r + Js‖² over ‖s‖ ≤ Δ within the bounds, and the decrease there; nil where the eigenvalues do not
  /// converge.
  ///
  /// The minimum lies on a face of the bounds, and is the minimum over the whole plane of that face. Where the step
  /// without bounds leaves them all faces are tried.
  func modelStep() -> (step: [Double], decrease: Double)? {
    let p = dimension
    var square = Matrix(repeating: 0, rows: p, columns: p)
    square.setProduct(slopes, .plain, slopes, .transposed)
    let half = gradient.map { 0.5 * $0 }
    guard let step = ballStep(square, half, radius: radius) else { return nil }
    guard let box, !isWithin(box, step) else { return (step, decrease(step)) }
    var best = (step: [Double](repeating: 0, count: p), decrease: 0.0)
    for face in 1..<(0..<p).reduce(1, { count, _ in 3 * count }) {
      guard let step = faceStep(face, box, square, half) else { continue }
      let decrease = self.decrease(step)
      if decrease > best.decrease { best = (step, decrease) }
    }
    return best
  }

  /// ‖r‖² − ‖r + Js‖².
  private func decrease(_ step: [Double]) -> Double {
    let residual = center.residual
    var image = slopes.adjointApplied(to: step)
    add(1, residual, to: &image)
    return dot(residual, residual) - dot(image, image)
  }

  private func isWithin(_ box: SearchBox, _ step: [Double]) -> Bool {
    let point = zip(center.point, step).map { $0 + $1 }
    return box.clipped(point) == point
  }

  /// The minimum of the model in the plane of a face; nil where it is beyond other bounds or the radius.
  ///
  /// The i-th ternary digit of a face says that sᵢ is free (0), or at its lower (1) or upper bound (2).
  private func faceStep(
    _ face: Int, _ box: SearchBox, _ square: Matrix, _ half: [Double]
  ) -> [Double]? {
    let p = dimension
    var (rest, step, free) = (face, [Double](repeating: 0, count: p), [Int]())
    for index in 0..<p {
      switch rest % 3 {
      case 1: step[index] = box.lower[index] - center.point[index]
      case 2: step[index] = box.upper[index] - center.point[index]
      default: free.append(index)
      }
      rest /= 3
    }
    let remaining = radius * radius - dot(step, step)
    guard remaining >= 0 else { return nil }
    guard !free.isEmpty, remaining > 0 else { return step }
    var part = Matrix(repeating: 0, rows: free.count, columns: free.count)
    for (i, row) in free.enumerated() {
      for (j, column) in free.enumerated() { part[i, j] = square[row, column] }
    }
    let image = square.applied(to: step)
    guard
      let found = ballStep(
        part, free.map { half[$0] + image[$0] }, radius: remaining.squareRoot())
    else { return nil }
    for (index, value) in zip(free, found) { step[index] = value }
    return isWithin(box, step.indices.map { free.contains($0) ? step[$0] : 0 }) ? step : nil
  }

  /// The minimum of sᵀAs + 2bᵀs over ‖s‖ ≤ Δ for a positive semidefinite A; nil where its eigenvalues do not converge.
  private func ballStep(_ square: Matrix, _ linear: [Double], radius: Double) -> [Double]? {
    guard let eigen = try? SymmetricEigen(square) else { return nil }
    let (eigenvalues, vectors) = (eigen.values, eigen.vectors)
    let coefficients = vectors.adjointApplied(to: linear)
    func length(_ shift: Double) -> Double {
      norm(zip(coefficients, eigenvalues).map { $0 / ($1 + shift) })
    }
    let (least, largest) = (eigenvalues.min() ?? 0, eigenvalues.max() ?? 0)
    var shift = 0.0
    if !(least > 1e-14 * largest && length(0) <= radius) {
      var (low, high) = (0.0, norm(coefficients) / radius + 1e-300)
      // As many bisections as a double has binary digits between its ends.
      for _ in 0..<200 where low < high {
        let middle = 0.5 * (low + high)
        if middle == low || middle == high { break }
        if length(middle) > radius { low = middle } else { high = middle }
      }
      shift = high
    }
    return vectors.applied(
      to: zip(coefficients, eigenvalues).map { -$0 / ($1 + shift) })
  }
}
