// The step sizes that people use.

import LabKit
import Libc
import LinearAlgebra

/// Step sizes of descent and of the Neumann series, at all points.
struct StepCatalog: Sendable {
  /// Those with a name, the most usual first.
  let named: [NamedStep]
  /// A grid between 0.004/L and 1.95/L, from which a fit may start.
  let free: [NamedStep]
  /// The largest L of all points.
  let largest: Double

  /// The sizes for a problem at its points.
  init(_ points: [RefereePoint]) {
    var steps: [NamedStep] = []
    func add(_ name: String, _ size: (RefereePoint) -> Double?) {
      let sizes = points.compactMap(size)
      guard sizes.count == points.count, sizes.allSatisfy({ $0 > 0 && $0.isFinite }) else { return }
      steps.append(NamedStep(name: name, sizes: sizes))
    }
    let isLasso = points[0].isLasso
    let isLogistic = points[0].logistic != nil
    add("1/L") { 1 / $0.largest }
    add("0.9/L") { 0.9 / $0.largest }
    if isLogistic { add("1/L(z*)") { 1 / $0.largestAtSolution } }
    if !isLasso, points[0].penalties != nil {
      func bound(_ point: RefereePoint, _ quarter: Double) -> Double? {
        guard let most = point.penalties?.max() else { return nil }
        switch point.levels.lower.loss {
        case .quadratic(let form): return 1 / (form.spectrum.upper + most)
        case .logistic(let loss): return 1 / (quarter * loss.spectrum.upper + most)
        }
      }
      add("1/(‖X‖²/n + max e^λ)") { bound($0, 0.25) }
      if isLogistic { add("1/(‖X‖²/n + max e^λ), no ¼") { bound($0, 1) } }
    }
    if isLasso { add("1/tr(XᵀX/n)") { $0.form.map { 1 / $0.matrix.trace } } }
    add("2/(L+μ)") { 2 / ($0.largest + $0.truth.curvature.lower) }
    add("0.5/L") { 0.5 / $0.largest }
    add("1.9/L") { 1.9 / $0.largest }
    for size in [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001] {
      guard points.allSatisfy({ size * $0.largest < 2 && size * $0.largest > 3e-3 }) else {
        continue
      }
      let name = size == 1 ? "1" : "\(size)"
      add(name) { _ in size }
    }
    named = steps
    let largest = points.map(\.largest).max() ?? 0
    self.largest = largest
    free =
      largest > 0
      ? (0..<12).map { index in
        let size = 4e-3 * pow(1.95 / 4e-3, Double(index) / 11) / largest
        return NamedStep(
          name: "", sizes: points.map { _ in size }, isFree: true)
      } : []
  }

  /// Whether runs with a step are followed for as long as any.
  static func isUsual(_ step: NamedStep) -> Bool {
    ["1/L", "0.1", "0.01", "1"].contains(step.name) || step.name.hasPrefix("1/")
  }
}
