// The best symmetric linear denoiser of a data set, a lower bound for every learned one.

import LinearAlgebra
import ToyModel

/// The symmetric T° with the least mean loss for given moments, and that loss.
///
/// It solves ½(T S_xx + S_xx T) = sym S_xy: in the eigenbasis of S_xx an entry of T° is
/// 2(sym S_xy)ᵢⱼ/(sᵢ + sⱼ). For any other symmetric T the loss is larger by ½ tr((T−T°) S_xx (T−T°)ᵀ).
struct MomentOptimum: Sendable {
  /// T°, or I − T° where ``Moments/isLoud``.
  let map: Matrix
  /// ½E‖T°x − y‖².
  let risk: Double

  /// - Complexity: O(n³).
  init(_ moments: Moments) {
    let target = moments.isLoud ? moments.noise : moments.mixed
    let constant = 0.5 * (moments.isLoud ? moments.noiseTrace : moments.clean.trace)
    guard let eigen = try? SymmetricEigen(moments.noisy) else {
      map = Matrix(repeating: 0, rows: target.rows, columns: target.rows)
      risk = constant
      return
    }
    let n = target.rows
    var half = target
    half.setSymmetricProduct(target, eigen.vectors)
    var rotated = target
    rotated.setProduct(eigen.vectors, .transposed, half)
    // Directions without a noisy sample have only rounding errors for entries.
    let floor = Double(n) * .ulpOfOne * (eigen.values.last ?? 0)
    for j in 0..<n {
      for i in 0..<n {
        let sum = eigen.values[i] + eigen.values[j]
        rotated[i, j] = sum > floor ? 2 * rotated[i, j] / sum : 0
      }
    }
    half.setProduct(eigen.vectors, .plain, rotated)
    rotated.setProduct(half, .plain, eigen.vectors, .transposed)
    map = rotated.symmetricPart
    risk = max(constant - 0.5 * map.innerProduct(target), 0)
  }
}
