// The minima that several starts have found: their depth, sharpness and frequency.

import LinearAlgebra
import Optimization
import ToyModel

/// A minimum at which starts of learning have ended.
public struct LearnedMinimum: Sendable, Equatable {
  /// The lowest excess over the best linear risk among these starts.
  public let excess: Double
  /// The number of starts that ended here.
  public let count: Int
  /// The index of the best of these starts.
  public let representative: Int
  /// The largest eigenvalue of the Hessian of the risk there, in the variables of the objective.
  public let curvature: Double
}

extension LearningProblem {
  /// The level below which risks count as 0 where the best risk is 0, that is without noise or without signal.
  ///
  /// Runs then end at the level of rounding, each at a different multiple of it.
  ///
  /// 1e-14 of E‖y‖² = tr C, or of E‖ε‖² where C = 0; 0 where the best linear risk is above 0.
  public var riskFloor: Double {
    guard linearRisk == 0 else { return 0 }
    let energy = spectrum.trace
    return 1e-14 * (energy > 0 ? energy : Double(dimension) * noiseVariance)
  }
}

extension LearningState {
  /// The minima at which the runs have ended.
  ///
  /// Risks within 1e-5 relative, or within ``LearningProblem/riskFloor``, count as one.
  ///
  /// - Parameter plan: The plan whose state this is.
  /// - Returns: The minima, deepest first.
  /// - Complexity: Up to 40 evaluations per minimum for the curvature.
  public func minima(of plan: LearningPlan) -> [LearnedMinimum] {
    let order = runs.indices.filter { runs[$0].iterate != nil }.sorted {
      (runs[$0].iterate?.value ?? 0, $0) < (runs[$1].iterate?.value ?? 0, $1)
    }
    let floor = plan.problem.riskFloor
    var groups: [[Int]] = []
    for index in order {
      guard let value = runs[index].iterate?.value else { continue }
      if let first = groups.last?.first, let depth = runs[first].iterate?.value,
        plan.excess(value - depth) <= max(1e-5 * plan.risk(depth), floor)
      {
        groups[groups.count - 1].append(index)
      } else {
        groups.append([index])
      }
    }
    return groups.compactMap { group in
      guard let iterate = runs[group[0]].iterate else { return nil }
      return LearnedMinimum(
        excess: plan.excess(iterate.value), count: group.count, representative: group[0],
        curvature: plan.unit * Self.curvature(at: iterate.point, of: plan.objective))
    }
  }

  /// The largest curvature, by power iteration on central differences of the gradient.
  private static func curvature(at point: [Double], of objective: some DenoisingRisk) -> Double {
    var objective = objective
    var generator = SeededGenerator(seed: 1)
    var direction = point.map { _ in generator.nextNormal() }
    var curvature = 0.0
    let step = 1e-5 * max(1, norm(point) / Double(point.count).squareRoot())
    for _ in 0..<20 {
      scale(&direction, by: 1 / norm(direction))
      var (forward, backward) = (point, point)
      add(step, direction, to: &forward)
      add(-step, direction, to: &backward)
      var (ahead, behind) = (point, point)
      guard objective.evaluate(at: forward, gradient: &ahead).isFinite,
        objective.evaluate(at: backward, gradient: &behind).isFinite
      else { return .infinity }
      add(-1, behind, to: &ahead)
      scale(&ahead, by: 0.5 / step)
      let next = dot(ahead, direction)
      let isSettled = abs(next - curvature) <= 1e-3 * abs(next)
      curvature = next
      guard !isSettled, norm(ahead) > 0 else { break }
      direction = ahead
    }
    return curvature
  }
}
