// Classes, halves and standardised features.

import Testing

@testable import Files

@Suite struct LabelledDataTests {
  private func data(_ labels: [Double], _ values: [Double]? = nil) -> LabelledData {
    LabelledData(
      values: values ?? labels.indices.map(Double.init), labels: labels, provenance: "x.csv")
  }

  @Test(
    "the smaller label becomes −1, whichever comes first",
    arguments: [
      ([0, 1, 1, 0], [-1, 1, 1, -1]), ([1, -1], [1, -1]), ([2, 1, 2], [1, -1, 1]),
      ([-0.5, -3], [1, -1]), ([0, -0.0, 1], [-1, -1, 1]),
    ] as [([Double], [Double])])
  func binary(labels: [Double], expected: [Double]) throws {
    #expect(try data(labels).binaryLabels() == expected)
  }

  @Test("one class or three classes are rejected, naming the sample")
  func classes() {
    let three = #expect(throws: FileError.self) { try data([2, 0, 2, 1]).binaryLabels() }
    #expect(
      three?.message
        == "x.csv: sample 4 has a third label, 1, besides 0 and 2; two classes are needed")
    let one = #expect(throws: FileError.self) { try data([1, 1]).binaryLabels() }
    #expect(one?.message == "x.csv: all labels are 1; two classes are needed")
  }

  @Test("validation data have the classes of training data")
  func validationClasses() throws {
    let training = data([0, 1])
    #expect(try data([1, 1]).binaryLabels(like: training) == [1, 1])
    let error = #expect(throws: FileError.self) { try data([1, -1]).binaryLabels(like: training) }
    #expect(error?.message == "x.csv: sample 2 has the label -1; the classes are 0 and 1")
  }

  @Test("the first half trains, the rest validates", arguments: [2, 3, 4, 7])
  func halves(count: Int) throws {
    let whole = data((0..<count).map(Double.init), (0..<3 * count).map(Double.init))
    let (training, validation) = try whole.halves()
    #expect((training.samples, validation.samples) == (count / 2, count - count / 2))
    #expect((training.features, validation.features) == (3, 3))
    #expect(training.values + validation.values == whole.values)
    #expect(training.labels + validation.labels == whole.labels)
    #expect(validation.provenance == "samples \(count / 2 + 1) to \(count) of x.csv")
  }

  @Test("one sample cannot be halved")
  func single() {
    #expect(throws: FileError.self) { try data([1]).halves() }
  }

  @Test("standardised features have mean 0 and deviation 1; constant ones are 0 and reported")
  func standardized() throws {
    // The mean of 0.1 three times is not 0.1 in double precision.
    let x = data([0, 1, 1], [1, 0.1, 1e-300, 2, 0.1, -1e-300, 6, 0.1, 0])
    let (standard, map) = x.standardized()
    #expect(map.means[0] == 3)
    #expect(map.constantFeatures == [1])
    #expect(
      map.note == "1 constant feature of 3: feature 2; only the mean is subtracted")
    // (1, 2, 6): mean 3, variance 14/3.
    let deviation = (14.0 / 3).squareRoot()
    for (row, value) in [-2.0, -1, 3].enumerated() {
      #expect(abs(standard.values[3 * row] - value / deviation) < 1e-15)
      #expect(standard.values[3 * row + 1] == 0)
    }
    // The squares of the last column underflow.
    #expect(abs(standard.values[2] - 1.5.squareRoot()) < 1e-15)
    #expect(standard.labels == x.labels)
    #expect(standard.provenance == "x.csv, standardised")
  }

  @Test("other data are standardised by the same map")
  func otherData() {
    let map = Standardization(of: data([0, 1], [1, 5, 3, 5]))
    #expect(map.applied(to: data([0], [4, 7])).values == [2, 2])
    #expect(Standardization(of: data([0, 1], [1, 3])).note == nil)
  }
}
