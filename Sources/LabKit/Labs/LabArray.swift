// Arrays and sounds that labs write.

import Files
package import LinearAlgebra

/// An array of any number of dimensions, with the name of its file.
package struct LabArray: Sendable, Equatable {
  /// The name without extension, such as `weight`.
  package let name: String
  /// The lengths of the dimensions, each at least 1.
  package let shape: [Int]
  /// The entries, the last index fastest.
  package let elements: [Double]

  /// Creates an array from its entries, the last index fastest.
  package init(_ name: String, shape: [Int], _ elements: [Double]) {
    precondition(
      elements.count == shape.reduce(1, *), "\(elements.count) entries of shape \(shape)")
    self.name = name
    self.shape = shape
    self.elements = elements
  }

  /// Creates an array of one dimension.
  package init(_ name: String, _ vector: [Double]) {
    self.init(name, shape: [vector.count], vector)
  }

  /// Creates an array of two dimensions.
  package init(_ name: String, _ matrix: Matrix) {
    self.init(name, shape: [matrix.rows, matrix.columns], matrix.transposed.elements)
  }

  /// The bytes of an .npy file.
  package var bytes: [UInt8] { NumPyFile.data(shape: shape, elements: elements) }
}

/// A sound for the user to listen to.
package struct LabSound: Sendable, Equatable {
  /// The ending of the file's name before its extension: empty for the main sound, such as `-quantized` for others.
  package let suffix: String
  /// A few words about the sound.
  package let caption: String
  /// The samples; full scale is 1.
  package let samples: [Double]
  /// Samples per second.
  package let sampleRate: Int

  package init(_ suffix: String, _ caption: String, samples: [Double], sampleRate: Int) {
    self.suffix = suffix
    self.caption = caption
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// The bytes of a .wav file.
  package var bytes: [UInt8] { WAVFile.data(samples: samples, sampleRate: sampleRate) }
}
