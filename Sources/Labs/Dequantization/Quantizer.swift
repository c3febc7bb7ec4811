// Frames of recordings and their quantised versions.

import Files
import LabKit

/// The mid-tread quantiser of w bits, in units of its step Δ: s = round(y), with 2ʷ − 1 levels and no overload.
struct Quantizer: Sendable, Equatable {
  /// What full scale is.
  enum Scale: String, Sendable, CaseIterable {
    /// The peak of the file.
    case file
    /// The peak of the frame.
    case frame
  }

  /// w, at least 2.
  let bits: Int
  let scale: Scale

  /// The peak of a signal in units of Δ: 2ʷ⁻¹ − ½, less a little, so that it is not rounded upwards.
  var peak: Double { Double(1 << (bits - 1)) - 0.5 - 1e-9 }

  /// The fraction of the file's peak that the peak of a frame must exceed where each frame has its own scale.
  static let silence = 0.02

  /// s for y, to the nearest integer, halves to the even one.
  func quantized(_ y: Double) -> Double { y.rounded(.toNearestOrEven) }

  /// A frame in units of Δ.
  ///
  /// - Parameter frame: A frame of a file whose peak is 1.
  /// - Returns: The frame; the factor by which it was multiplied; and whether it is active: s ≠ 0, or not silent if each
  ///   frame has its own scale.
  func scaled(
    _ frame: ArraySlice<Double>
  ) -> (frame: [Double], factor: Double, isActive: Bool) {
    switch scale {
    case .file:
      let scaled = frame.map { $0 * peak }
      return (scaled, peak, scaled.contains { quantized($0) != 0 })
    case .frame:
      let largest = frame.reduce(0) { max($0, abs($1)) }
      let factor = peak / max(largest, 1e-9)
      return (frame.map { $0 * factor }, factor, largest > Self.silence)
    }
  }
}

/// Frames, clean and quantised, in units of Δ.
struct FrameSet: Sendable, Equatable {
  /// n.
  let size: Int
  /// s̄, a frame after the other.
  var clean: [Double]
  /// s.
  var quantized: [Double]

  init(size: Int, clean: [Double], quantized: [Double]) {
    precondition(
      clean.count == quantized.count && clean.count % size == 0,
      "\(clean.count) and \(quantized.count) numbers in frames of \(size)")
    self.size = size
    self.clean = clean
    self.quantized = quantized
  }

  /// The number of frames.
  var count: Int { clean.count / size }

  /// The frames ⌊k·count/m⌋ for k < m, in their order; all of them if there are no more than m.
  func spread(_ m: Int) -> FrameSet {
    choosing(spreadIndices(count, m))
  }

  /// The frames with these numbers.
  func choosing(_ indices: some Sequence<Int>) -> FrameSet {
    var (first, second): ([Double], [Double]) = ([], [])
    for index in indices {
      first += clean[index * size..<(index + 1) * size]
      second += quantized[index * size..<(index + 1) * size]
    }
    return FrameSet(size: size, clean: first, quantized: second)
  }

  /// The mean square of an output minus the clean frames over that of ideal rounding, 1/12.
  func error(_ outputs: [Double]) -> Double { 12 * meanSquare(outputs, clean) }

  /// The same error of the quantised frames.
  var quantizedError: Double { error(quantized) }
}

/// ⌊k·total/m⌋ for k < m; all numbers below the total if it is at most m.
func spreadIndices(_ total: Int, _ m: Int) -> [Int] {
  let count = min(m, total)
  return (0..<count).map { $0 * total / count }
}
