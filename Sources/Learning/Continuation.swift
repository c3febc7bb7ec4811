// A homotopy in the step size that leads to the optima of odd depths, which lie behind barriers.

import LinearAlgebra
import Optimization
import ToyModel

extension LearningPlan {
  /// The starting point of the step-size homotopy: learns at the two ends of the range of step sizes and
  /// follows the solutions from one end to the other.
  ///
  /// On the far branch of f a row either raises a direction, giving T an eigenvalue above c₀ = f(0), or
  /// lowers it to an eigenvalue below c₀. Descent cannot turn one kind of row into the other: at c₀ the row has
  /// no effect and its gradient vanishes. So the basins of attraction differ in the number of rows that raise.
  /// At each end of the homotopy only one basin is left:
  ///
  /// - As ω → 0, c₀ tends to 0 and T to QᵀQ with k rows: all of them raise the directions with most signal.
  /// - At ω = 1, c₀ = 1 and T = I − QᵀQ: all of them lower the directions with least signal.
  ///
  /// ``QuadraticRisk`` is learned at both ends from random rows. In between, the best basin has r rows of the
  /// first kind and k − r of the second, because the gain of a row is convex in the signal γ of its direction:
  /// it is the maximum over d of −da − ½d²b, where d = t − c₀, b = γ + σ² and a = c₀b − γ. The best t does not
  /// depend on ω, so along the homotopy the eigenvalues of T stay where they are, or move to the nearest one
  /// within reach; only s depends on ω. Plain learning resumes at the best r and ω.
  ///
  /// - Parameter generator: The source of the random rows.
  /// - Returns: Variables of ``objective``; nil unless the parity of the family is odd and no other number than ω is
  ///   learned.
  /// - Complexity: A few hundred evaluations of ``QuadraticRisk``, and O(k) for each of 1000 ω.
  func continuation(_ generator: inout SeededGenerator) -> [Double]? {
    guard family.theory.parity == .odd, !family.isLearned || family.hasOneTrainedNumber,
      let raising = learnedModes(.signal, &generator),
      let lowering = learnedModes(.noise, &generator)
    else { return nil }
    let path = StepPath(problem, family: family.theory, raising: raising, lowering: lowering)
    let stepSize = family.isLearned ? path.bestStepSize() : family.stepSize
    let numbers = family.isLearned ? [stepSize] : []
    let r = path.modes(at: stepSize).regularizer(on: family.filter(numbers))
    return objective.variables(r, numbers: numbers)
  }

  /// The modes of T = QᵀQ or T = I − QᵀQ, learned from random rows; nil where the risk is not finite.
  private func learnedModes(
    _ target: QuadraticRisk.Target, _ generator: inout SeededGenerator
  ) -> Modes? {
    var risk = QuadraticRisk(problem, columns: objective.columns, target: target)
    let random = problem.randomRegularizer(
      columns: risk.columns, scale: 0.7, using: &generator)
    guard let start = Iterate(start: risk.start(random), of: &risk) else { return nil }
    let rule = StoppingRule(relativeDecrease: 1e-10, patience: 20, iterationLimit: 1000)
    let end = minimize(&risk, from: start, by: LBFGS(), until: rule).iterate
    return Modes(of: risk.matrix(end.point), problem) { eigenvalue in
      target == .signal
        ? Gain(value: eigenvalue) : Gain(value: 1 - eigenvalue, defect: eigenvalue)
    }
  }
}

/// The homotopy: the best choice among the learned modes for every step size.
private struct StepPath {
  let problem: LearningProblem
  let depth: Int
  /// The filters by their step sizes.
  let algorithm: any PreparedAlgorithm
  let raising: Modes
  let lowering: Modes
  /// tr C.
  let energy: Double

  init(
    _ problem: LearningProblem, family: DenoiserFamily, raising: Modes, lowering: Modes
  ) {
    self.problem = problem
    depth = family.depth ?? 1
    algorithm = family.prepared
    self.raising = raising
    self.lowering = lowering
    energy = problem.spectrum.trace
  }

  /// The best number r of raising modes for a step size, and its risk.
  ///
  /// The risk is a sum over directions, because the chosen modes are orthogonal: r come from the end of C
  /// with most signal, k − r from the other.
  private func split(at stepSize: Double) -> (count: Int, risk: Double) {
    let reach = algorithm.reach(stepSize: stepSize)
    let k = problem.rows
    let above = raising.sums(on: reach.image, problem.noiseVariance)
    let below = lowering.reversed.sums(on: reach.image, problem.noiseVariance)
    let forcedNoise = Double(problem.dimension - k) * problem.noiseVariance
    var best = (count: k, risk: Double.infinity)
    for count in 0...k {
      let (first, second) = (above[count], below[k - count])
      let forced = DirectionalRisk(
        signalEnergy: max(energy - first.energy - second.energy, 0), noiseVariance: forcedNoise)
      let risk = first.risk + second.risk + forced.value(reach.forcedGain)
      if risk < best.risk { best = (count, risk) }
    }
    return best
  }

  /// The best modes for a step size.
  func modes(at stepSize: Double) -> Modes {
    raising.leading(split(at: stepSize).count).completed(by: lowering.reversed)
  }

  /// The best step size; of several that are equally good to 1e-7, the largest.
  ///
  /// Step sizes above 1 are left out: they would raise c₀ above 1, which suits no direction.
  func bestStepSize() -> Double {
    var places: [(stepSize: Double, risk: Double)] = []
    var stepSize = 1.0
    while Double(depth) * stepSize > 1e-7 {
      places.append((stepSize, split(at: stepSize).risk))
      stepSize /= 1.02
    }
    var best = places[0]
    for index in places.indices.dropFirst() {
      // One point of a plateau, such as the one towards ω = 0, is enough.
      let (place, before) = (places[index], places[index - 1])
      guard place.risk < before.risk * (1 - 1e-9),
        index == places.count - 1 || places[index + 1].risk >= place.risk * (1 - 1e-9)
      else { continue }
      let refined = refine(place)
      if refined.risk < best.risk { best = refined }
    }
    return places.first { $0.risk <= best.risk * (1 + 1e-7) }?.stepSize ?? best.stepSize
  }

  /// Refines a step size by smaller and smaller factors.
  private func refine(
    _ place: (stepSize: Double, risk: Double)
  ) -> (stepSize: Double, risk: Double) {
    var place = place
    var ratio = 1.01
    while ratio > 1 + 1e-7 {
      for factor in [ratio, 1 / ratio] {
        let stepSize = factor * place.stepSize
        let risk = split(at: stepSize).risk
        if risk < place.risk { place = (stepSize, risk) }
      }
      ratio = ratio.squareRoot()
    }
    return place
  }
}

/// Orthonormal directions with the eigenvalues of T, by descending eigenvalue.
private struct Modes {
  /// A direction v with its gain.
  struct Mode {
    /// The eigenvalue of T.
    var gain: Gain
    /// v, of length c.
    var direction: [Double]
    /// vᵀCv.
    var energy: Double
  }

  private let list: [Mode]

  /// The right singular vectors of Q; nil where there is no decomposition.
  ///
  /// - Parameters:
  ///   - q: Q, k × c.
  ///   - problem: The problem with C.
  ///   - gain: The eigenvalue of T for one of QQᵀ.
  init?(of q: Matrix, _ problem: LearningProblem, gain: (Double) -> Gain) {
    var gram = Matrix(repeating: 0, rows: q.rows, columns: q.rows)
    gram.setGram(q)
    guard let eigen = try? SymmetricEigen(gram) else { return nil }
    var rotated = Matrix(repeating: 0, rows: q.rows, columns: q.columns)
    rotated.setProduct(eigen.vectors, .transposed, q)
    let modes = eigen.values.indices.map { row in
      Mode(
        gain: gain(max(eigen.values[row], 0)),
        direction: (0..<q.columns).map { rotated[row, $0] }, energy: 0)
    }
    let sorted = modes.indices.sorted {
      (-modes[$0].gain.value, $0) < (-modes[$1].gain.value, $1)
    }
    list = Self.orthonormal(sorted.map { modes[$0] }).map { mode in
      var mode = mode
      let energy = zip(problem.deviations, mode.direction).reduce(problem.shift) {
        $0 + $1.0 * $1.1 * $1.1
      }
      mode.energy = max(energy, 0)
      return mode
    }
  }

  private init(_ list: [Mode]) { self.list = list }

  /// The modes by ascending eigenvalue.
  var reversed: Modes { Modes(list.reversed()) }

  /// The first modes.
  func leading(_ count: Int) -> Modes { Modes(Array(list[..<count])) }

  /// These modes, completed to the original number by the first of the others, orthogonalised.
  func completed(by other: Modes) -> Modes {
    Modes(Self.orthonormal(list + other.list[..<(other.list.count - list.count)]))
  }

  /// Risk and signal energy of the first 0, 1, … modes, with eigenvalues clamped to the image of f.
  func sums(
    on image: FilterImage, _ noiseVariance: Double
  ) -> [(risk: Double, energy: Double)] {
    var sums = [(risk: 0.0, energy: 0.0)]
    sums.reserveCapacity(list.count + 1)
    var sum = sums[0]
    for mode in list {
      let risk = DirectionalRisk(signalEnergy: mode.energy, noiseVariance: noiseVariance)
      sum.risk += risk.value(image.clamp(mode.gain))
      sum.energy += mode.energy
      sums.append(sum)
    }
    return sums
  }

  /// The R on the far branch of f, the only one with every eigenvalue that an odd depth can reach.
  func regularizer(on filter: any BranchedFilter) -> Matrix {
    var r = Matrix(
      repeating: 0, rows: list.count, columns: list.first?.direction.count ?? 0)
    for (i, mode) in list.enumerated() {
      // The minimum of f is at the turning point; next to it the sign of a difference is uncertain.
      let isLeast = mode.gain.difference(to: filter.image.lowerBound) <= 0
      let penalty =
        (isLeast ? nil : filter.inverse(mode.gain, branch: .far))
        ?? filter.turningPoints.min { $0.gain.value < $1.gain.value }?.location ?? 0
      for (j, entry) in mode.direction.enumerated() { r[i, j] = penalty.squareRoot() * entry }
    }
    return r
  }

  /// Gram–Schmidt, each direction twice because of rounding.
  private static func orthonormal(_ modes: [Mode]) -> [Mode] {
    var done: [Mode] = []
    for mode in modes {
      var mode = mode
      for _ in 0..<2 {
        for other in done {
          add(-dot(other.direction, mode.direction), other.direction, to: &mode.direction)
        }
        let length = norm(mode.direction)
        if length > 0 { scale(&mode.direction, by: 1 / length) }
      }
      done.append(mode)
    }
    return done
  }
}
