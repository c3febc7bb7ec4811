// A sparse signal in a random dictionary, blurred.

import LabKit
import LinearAlgebra
import Optimization

/// min ½‖y − ADz‖² + λ‖z‖₁ with the blur A of ``DeblurredSignal`` and 80 atoms.
struct SparseSynthesis {
  let blur: CirculantMap
  let dictionary: Matrix
  let penalty: Double
  let data: [Double]
  /// The Lasso of (AD, y).
  let problem: LassoProblem
  let dictionaryStep: Double

  /// Draws the dictionary, five coefficients and the noise.
  ///
  /// - Parameters:
  ///   - generator: The source of the draws, after those of ``DeblurredSignal``.
  ///   - blur: A.
  ///   - penalty: λ > 0.
  /// - Throws: ``LabError/failed(_:)`` where LAPACK fails.
  init(
    _ generator: inout CounterGenerator, _ blur: CirculantMap, penalty: Double
  ) throws(LabError) {
    let (n, m) = (blur.columns, 2 * blur.columns)
    self.blur = blur
    self.penalty = penalty
    let dictionary = unitAtoms(generator.normals(rows: n, columns: m))
    self.dictionary = dictionary
    var coefficients = [Double](repeating: 0, count: m)
    // The sizes are drawn before their places.
    let sizes = generator.uniforms(5)
    for (place, size) in zip(generator.choose(5, of: m), sizes) { coefficients[place] = 1 + size }
    let clean = blur.applied(to: dictionary.applied(to: coefficients))
    data = zip(clean, generator.normals(n)).map { $0 + 0.02 * $1 }
    problem = LassoProblem(
      dictionary: Matrix(of: ComposedMap(blur, dictionary)), signal: data, penalty: penalty)
    let norm = try factorized(operatorNorm(of: dictionary)).upper
    dictionaryStep = 0.99 / (norm * norm)
  }

  /// The iteration with L steps and ρ = 1.
  func iteration(
    _ steps: Int, isWarm: Bool
  ) -> PlugAndPlayIteration<CirculantMap, SynthesisDenoiser<Matrix>> {
    PlugAndPlayIteration(
      blur, data: data, stepSize: 1,
      SynthesisDenoiser(dictionary: dictionary, weight: penalty, stepSize: dictionaryStep),
      steps: steps, isWarm: isWarm)
  }

  /// The largest ‖Np − Nq‖² − ⟨Np − Nq, p − q⟩ over six random pairs, for μ = 0.3.
  func worstExpansion(_ generator: inout CounterGenerator) -> Double {
    let denoiser = SynthesisDenoiser(
      dictionary: dictionary, weight: 0.3, stepSize: dictionaryStep)
    var worst = -Double.infinity
    for _ in 0..<6 {
      let points = [generator.normals(blur.columns), generator.normals(blur.columns)]
      let images = points.map { denoiser.denoised($0, steps: 2000) }
      let change = difference(images[0], images[1])
      worst = max(worst, dot(change, change) - dot(change, difference(points[0], points[1])))
    }
    return worst
  }
}

extension SteppedDenoiser {
  /// A signal denoised by steps from a state of 0.
  func denoised(_ signal: [Double], steps: Int) -> [Double] {
    var state = [Double](repeating: 0, count: stateCount)
    var output = [Double](repeating: 0, count: signalCount)
    var workspace = [Double](repeating: 0, count: stateCount + signalCount)
    signal.withUnsafeBufferPointer { signal in
      state.withUnsafeMutableBufferPointer { state in
        output.withUnsafeMutableBufferPointer { output in
          workspace.withUnsafeMutableBufferPointer { workspace in
            denoise(steps: steps, signal, state: state, into: output, workspace: workspace)
          }
        }
      }
    }
    return output
  }
}
