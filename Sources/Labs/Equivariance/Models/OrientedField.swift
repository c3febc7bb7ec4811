// A random field with an orientation, and the risk of convolutions on it.

import LinearAlgebra

/// A Gaussian field u on the periodic grid with spectrum P(k, l) ∝ 1/(0.05 + 0.3(2 − 2cos k) + 6(2 − 2cos l)), of mean 1, and
/// x = u + σε.
///
/// It varies quickly down the columns and slowly along the rows.
struct OrientedField: Sendable {
  let transform: GridTransform
  /// P.
  let power: [Double]
  /// σ.
  let noise: Double

  /// The field on an n × n grid.
  ///
  /// - Parameters:
  ///   - size: n.
  ///   - noise: σ > 0.
  init(size: Int, noise: Double) {
    transform = GridTransform(size)
    self.noise = noise
    let raw = transform.laplacian(0.3, 6).map { 1 / (0.05 + $0) }
    let mean = raw.reduce(0, +) / Double(raw.count)
    power = raw.map { $0 / mean }
  }

  /// Spectra of clean fields and of noisy ones.
  struct Pairs: Sendable {
    var clean: [GridSpectrum] = []
    var noisy: [GridSpectrum] = []

    /// The pairs and their images under linear maps of the grid.
    func moved(_ permutations: [[Int]]) -> Pairs {
      Pairs(
        clean: clean.flatMap { z in permutations.map(z.moved) },
        noisy: noisy.flatMap { z in permutations.map(z.moved) })
    }
  }

  /// Draws pairs: first all fields, then all noise.
  func pairs(_ count: Int, _ generator: inout CounterGenerator) -> Pairs {
    let roots = power.map { $0.squareRoot() }
    let clean = (0..<count).map { _ in
      transform.spectrum(generator.normals(power.count)).scaled(by: roots)
    }
    let errors = generator.normals(count * power.count)
    let noisy = clean.enumerated().map { index, z in
      var sum = z
      let error = errors[index * power.count..<(index + 1) * power.count]
      sum.add(noise, transform.spectrum(Array(error)))
      return sum
    }
    return Pairs(clean: clean, noisy: noisy)
  }

  /// The exact risk E‖k∗x − u‖²/n² of a convolution.
  ///
  /// - Parameters:
  ///   - kernel: k̂.
  ///   - motion: Permutes frequencies where the fields are turned; nil for those of the model.
  /// - Returns: The mean over frequencies of |1 − k̂|²P + σ²|k̂|².
  func risk(_ kernel: GridSpectrum, motion: [Int]? = nil) -> Double {
    var sum = 0.0
    for index in power.indices {
      let defect = 1 - kernel.real[index]
      let lost = defect * defect + kernel.imaginary[index] * kernel.imaginary[index]
      sum += lost * power[motion?[index] ?? index] + noise * noise * kernel.power(index)
    }
    return sum / Double(power.count)
  }

  /// The mean risk of the free least-squares convolution over training sets.
  ///
  /// At a frequency u = wx + e with w = P/(P + σ²) and an independent e of variance v = Pσ²/(P + σ²), so that |k̂ − w|² has the mean
  /// v E(1/Σ|x̂|²) = v/((P + σ²)(m − 1)), and v/((P + σ²)(m − 2)) where the frequency is its own opposite and x̂ is real.
  ///
  /// - Parameter m: The number of pairs; for m ≤ 2 the mean does not exist.
  /// - Returns: The mean over frequencies of v(1 + 1/(m − 1)) or v(1 + 1/(m − 2)); ∞ for m ≤ 2.
  func expectedRisk(pairs m: Int) -> Double {
    guard m > 2 else { return .infinity }
    let size = transform.size
    let sum = power.indices.reduce(0) { sum, index in
      let (p, q) = (index / size, index % size)
      let isReal = 2 * p % size == 0 && 2 * q % size == 0
      let variance = power[index] * noise * noise / (power[index] + noise * noise)
      return sum + variance * (1 + 1 / Double(m - (isReal ? 2 : 1)))
    }
    return sum / Double(power.count)
  }

  /// The best convolution for fields in all orientations of a group: P̄/(P̄ + σ²) with the mean P̄ of P over the orientations.
  func best(_ motions: [[Int]]) -> GridSpectrum {
    var kernel = GridSpectrum(zeros: power.count)
    let mean = GridGroup.average(power, over: motions)
    kernel.real = mean.map { $0 / ($0 + noise * noise) }
    return kernel
  }

  /// The least-squares convolution for pairs: k̂ = Σ û x̄̂ / Σ |x̂|² at every frequency, with sums over the orientations too.
  ///
  /// - Parameters:
  ///   - pairs: The training pairs.
  ///   - motions: Permutations of frequencies; only the identity for a free kernel.
  /// - Returns: k̂; 0 where all x̂ are 0.
  func leastSquares(_ pairs: Pairs, _ motions: [[Int]]) -> GridSpectrum {
    var products = GridSpectrum(zeros: power.count)
    var squares = [Double](repeating: 0, count: power.count)
    for (u, x) in zip(pairs.clean, pairs.noisy) {
      for index in power.indices {
        products.real[index] +=
          u.real[index] * x.real[index] + u.imaginary[index] * x.imaginary[index]
        products.imaginary[index] +=
          u.imaginary[index] * x.real[index] - u.real[index] * x.imaginary[index]
        squares[index] += x.power(index)
      }
    }
    let sums = GridSpectrum(
      real: GridGroup.average(products.real, over: motions),
      imaginary: GridGroup.average(products.imaginary, over: motions))
    let means = GridGroup.average(squares, over: motions)
    return sums.scaled(by: means.map { $0 > 0 ? 1 / $0 : 0 })
  }
}

extension GridSpectrum {
  init(real: [Double], imaginary: [Double]) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The norm of k∗(g·u) − g·(k∗u) as a map of u: max |k̂(Mf) − k̂(f)|.
  ///
  /// - Parameter motion: How g permutes frequencies.
  /// - Returns: The largest singular value of the commutator, and a frequency where it is attained.
  func commutatorNorm(_ motion: [Int]) -> (norm: Double, frequency: Int) {
    var (largest, frequency) = (0.0, 0)
    for (index, source) in motion.enumerated() {
      let (a, b) = (real[source] - real[index], imaginary[source] - imaginary[index])
      let norm = (a * a + b * b).squareRoot()
      // The field has the frequency that g moves to this one.
      if norm > largest { (largest, frequency) = (norm, source) }
    }
    return (largest, frequency)
  }
}
