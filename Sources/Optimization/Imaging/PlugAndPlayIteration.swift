// Plug-and-play forward-backward iterations with a denoiser of a number of steps.

public import LinearAlgebra

/// The iteration x ← N_L(x − ρAᵀ(Ax − y)), whose denoiser N_L is L steps of an iteration with a state.
///
/// A warm iteration keeps the state of the denoiser, a cold one starts it from 0 every time. The state is part of this
/// value and nothing is hidden: a copy continues exactly where the original does.
public struct PlugAndPlayIteration<Operator: LinearMap, Denoiser: SteppedDenoiser>: Sendable {
  /// x, n numbers.
  public private(set) var image: [Double]
  /// The state of the denoiser.
  public private(set) var state: [Double]
  /// The number of completed iterations.
  public private(set) var iterations = 0
  private var residual: [Double]
  private var half: [Double]
  private var workspace: [Double]
  /// ρ > 0.
  public let stepSize: Double
  /// L ≥ 1.
  public let steps: Int
  /// Whether the state of the denoiser is kept.
  public let isWarm: Bool
  /// y.
  public let data: [Double]
  /// A.
  public let map: Operator
  /// N.
  public let denoiser: Denoiser

  /// Creates an iteration that starts from 0.
  ///
  /// - Parameters:
  ///   - map: A, p × n.
  ///   - data: y, p numbers.
  ///   - stepSize: ρ > 0; below 2/‖A‖² the iteration with an exact prox converges.
  ///   - denoiser: N, of n numbers.
  ///   - steps: L ≥ 1.
  ///   - isWarm: Whether the state of the denoiser is kept.
  ///   - image: x⁰, n numbers; nil for 0.
  ///   - state: The first state of the denoiser; nil for 0.
  public init(
    _ map: Operator, data: [Double], stepSize: Double, _ denoiser: Denoiser, steps: Int,
    isWarm: Bool, from image: [Double]? = nil, state: [Double]? = nil
  ) {
    let n = map.columns
    precondition(
      data.count == map.rows && denoiser.signalCount == n && stepSize > 0 && steps >= 1,
      """
      a \(map.rows) × \(n) map, \(data.count) data, a denoiser of \(denoiser.signalCount) entries, step \(stepSize), \
      L = \(steps)
      """)
    self.map = map
    self.data = data
    self.stepSize = stepSize
    self.denoiser = denoiser
    self.steps = steps
    self.isWarm = isWarm
    self.image = image ?? [Double](repeating: 0, count: n)
    self.state = state ?? [Double](repeating: 0, count: denoiser.stateCount)
    precondition(
      self.image.count == n && self.state.count == denoiser.stateCount,
      "a start of \(self.image.count) and \(self.state.count) numbers")
    residual = [Double](repeating: 0, count: map.rows)
    half = [Double](repeating: 0, count: n)
    workspace = [Double](repeating: 0, count: n + denoiser.stateCount)
  }

  /// Takes iterations.
  ///
  /// - Parameter count: Their number, at least 0.
  /// - Complexity: One product with A, one with Aᵀ, and L steps of the denoiser per iteration.
  public mutating func run(_ count: Int) {
    let (rows, columns) = (map.rows, map.columns)
    let (map, denoiser, stepSize, steps, isWarm) = (map, denoiser, stepSize, steps, isWarm)
    data.withUnsafeBufferPointer { data in
      image.withUnsafeMutableBufferPointer { image in
        state.withUnsafeMutableBufferPointer { state in
          residual.withUnsafeMutableBufferPointer { residual in
            half.withUnsafeMutableBufferPointer { half in
              workspace.withUnsafeMutableBufferPointer { workspace in
                for _ in 0..<count {
                  map.apply(UnsafeBufferPointer(image), into: residual)
                  for i in 0..<rows { residual[i] -= data[i] }
                  map.applyAdjoint(UnsafeBufferPointer(residual), into: half)
                  for j in 0..<columns { half[j] = image[j] - stepSize * half[j] }
                  if !isWarm { state.update(repeating: 0) }
                  denoiser.denoise(
                    steps: steps, UnsafeBufferPointer(half), state: state, into: image,
                    workspace: workspace)
                }
              }
            }
          }
        }
      }
    }
    iterations += count
  }
}
