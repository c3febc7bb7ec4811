// Small denoising models with kernels of a few entries.

import LinearAlgebra

/// F(x) = k∗x, or F(x) = x + Σ_c k_c′∗max(k_c∗x + b_c, 0), with kernels of w × w entries that may be tied along orbits.
///
/// Convolutions are periodic, and biases constant, so that every model is equivariant under translations; under rotations
/// it is where its kernels are invariant.
struct WindowModel: Sendable {
  /// n.
  let size: Int
  /// The number of channels c; 0 for a single convolution.
  let channels: Int
  /// The number of the free number for every entry of a kernel.
  let ties: [Int]
  /// Free numbers of a kernel.
  let free: Int
  /// Where entry e of a kernel finds its values: (k∗u)(x) = Σ_e k_e u(s_e(x)).
  private let sources: [[Int]]

  /// A model.
  ///
  /// - Parameters:
  ///   - size: n.
  ///   - width: w, odd, at most n.
  ///   - channels: The number of channels; 0 for a single convolution.
  ///   - group: The group whose orbits tie entries; nil for free kernels.
  init(size: Int, width: Int, channels: Int, group: GridGroup?) {
    self.size = size
    self.channels = channels
    let orbits = group?.kernelOrbits(width) ?? (0..<width * width).map { [$0] }
    var ties = [Int](repeating: 0, count: width * width)
    for (number, orbit) in orbits.enumerated() {
      for entry in orbit { ties[entry] = number }
    }
    self.ties = ties
    free = orbits.count
    sources = (0..<width * width).map { entry in
      GridElement.shift(entry / width - width / 2, entry % width - width / 2).permutation(size)
    }
  }

  /// The number of parameters: k, or k_1, …, k_1′, …, b_1, ….
  var parameterCount: Int { channels == 0 ? free : channels * (2 * free + 1) }

  /// Parameters of this model, whose kernels are free, with every kernel replaced by its means over the orbits of a model with
  /// tied kernels.
  func averaged(_ parameters: [Double], over tied: WindowModel) -> [Double] {
    var result = parameters
    for kernel in 0..<max(1, 2 * channels) {
      var sums = [(total: Double, count: Double)](repeating: (0, 0), count: tied.free)
      for (entry, orbit) in tied.ties.enumerated() {
        sums[orbit].total += parameters[kernel * free + entry]
        sums[orbit].count += 1
      }
      for (entry, orbit) in tied.ties.enumerated() {
        result[kernel * free + entry] = sums[orbit].total / sums[orbit].count
      }
    }
    return result
  }

  /// The parameters of this model that are those of a model with tied kernels.
  func untied(_ parameters: [Double], from tied: WindowModel) -> [Double] {
    let kernels = max(1, 2 * channels)
    return (0..<kernels).flatMap { kernel in
      tied.ties.map { parameters[kernel * tied.free + $0] }
    } + parameters.suffix(parameters.count - kernels * tied.free)
  }

  private func add(
    _ parameters: [Double], _ kernel: Int, _ input: [Double], to output: inout [Double]
  ) {
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        for (entry, source) in sources.enumerated() {
          let weight = parameters[kernel * free + ties[entry]]
          source.withUnsafeBufferPointer { source in
            for pixel in output.indices { output[pixel] += weight * input[source[pixel]] }
          }
        }
      }
    }
  }

  /// Adds the derivatives of ⟨g, k∗u⟩ with respect to k and to u.
  private func addDerivatives(
    _ parameters: [Double], _ kernel: Int, _ input: [Double], _ g: [Double],
    to gradient: inout [Double], adjoint: inout [Double]
  ) {
    input.withUnsafeBufferPointer { input in
      g.withUnsafeBufferPointer { g in
        adjoint.withUnsafeMutableBufferPointer { adjoint in
          for (entry, source) in sources.enumerated() {
            let number = kernel * free + ties[entry]
            let weight = parameters[number]
            var sum = 0.0
            source.withUnsafeBufferPointer { source in
              for pixel in g.indices {
                sum += g[pixel] * input[source[pixel]]
                adjoint[source[pixel]] += weight * g[pixel]
              }
            }
            gradient[number] += sum
          }
        }
      }
    }
  }

  /// F(x).
  func output(_ parameters: [Double], _ x: [Double]) -> [Double] {
    guard channels > 0 else {
      var output = [Double](repeating: 0, count: x.count)
      add(parameters, 0, x, to: &output)
      return output
    }
    var output = x
    for channel in 0..<channels {
      add(parameters, channels + channel, hidden(parameters, channel, x), to: &output)
    }
    return output
  }

  /// max(k_c∗x + b_c, 0).
  private func hidden(_ parameters: [Double], _ channel: Int, _ x: [Double]) -> [Double] {
    let bias = parameters[2 * channels * free + channel]
    var hidden = [Double](repeating: bias, count: x.count)
    add(parameters, channel, x, to: &hidden)
    return hidden.map { max($0, 0) }
  }

  /// Adds the gradient of ⟨g, F(x)⟩ with respect to the parameters.
  func pullBack(
    _ parameters: [Double], _ x: [Double], _ g: [Double], to gradient: inout [Double]
  ) {
    var adjoint = [Double](repeating: 0, count: x.count)
    guard channels > 0 else {
      return addDerivatives(parameters, 0, x, g, to: &gradient, adjoint: &adjoint)
    }
    for channel in 0..<channels {
      let hidden = hidden(parameters, channel, x)
      adjoint = [Double](repeating: 0, count: x.count)
      addDerivatives(
        parameters, channels + channel, hidden, g, to: &gradient, adjoint: &adjoint)
      for pixel in hidden.indices where hidden[pixel] <= 0 { adjoint[pixel] = 0 }
      gradient[2 * channels * free + channel] += adjoint.reduce(0, +)
      var unused = [Double](repeating: 0, count: x.count)
      addDerivatives(parameters, channel, x, adjoint, to: &gradient, adjoint: &unused)
    }
  }
}
