// The data sets of Data/wdbc, Data/digits and Data/librivox.

import Foundation
import Testing

@testable import Files

@Suite struct LabDataTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Data")

  private static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @Test("WDBC: 569 samples of 30 features, 212 malignant and 357 benign")
  func wdbc() throws {
    let path = Self.path("wdbc/wdbc.csv")
    let data = try LabelledData(path: path)
    #expect(data.provenance == "569 samples of 30 features from \(path) (header skipped)")
    #expect((data.samples, data.features) == (569, 30))
    #expect(data.featureNames[0] == "mean radius")
    #expect(data.featureNames[29] == "worst fractal dimension")
    let signs = try data.binaryLabels()
    #expect((signs.count { $0 == -1 }, signs.count { $0 == 1 }) == (212, 357))
    #expect(data.values.allSatisfy { $0 >= 0 })
    // Column sums in decimal arithmetic, and means and deviations to 40 digits, by Python's decimal module.
    let sums = [(0, 8038.429), (3, 372_631.9), (29, 47.76517)]
    for (feature, expected) in sums {
      let sum = (0..<569).reduce(0) { $0 + data.values[30 * $1 + feature] }
      // 569 roundings.
      #expect(abs(sum - expected) <= 569 * .ulpOfOne * expected)
    }
    let map = data.standardized().map
    #expect(map.constantFeatures.isEmpty)
    for (feature, mean, deviation) in [
      (0, 14.12729173989455184534, 3.520950760711061947209),
      (3, 654.8891036906854130052, 351.6047540632300209476),
      (29, 0.08394581722319859402461, 0.01804538930859498880316),
    ] {
      #expect(abs(map.means[feature] - mean) <= 569 * .ulpOfOne * mean)
      #expect(abs(map.deviations[feature] - deviation) <= 1e-13 * deviation)
    }
    let (training, validation) = try data.halves()
    #expect((training.samples, validation.samples) == (284, 285))
    #expect(training.labels.reduce(0, +) == 139)
  }

  @Test("digits: 1797 images of 64 pixels from 0 to 16")
  func digits() throws {
    let labels = Self.path("digits/labels.npy")
    let data = try LabelledData(path: Self.path("digits/digits.npy"), labelsPath: labels)
    #expect((data.samples, data.features) == (1797, 64))
    #expect(data.values.reduce(0, +) == 561_718)
    #expect(data.values.reduce(0) { $0 + $1 * $1 } == 6_907_012)
    #expect(data.values.allSatisfy { (0...16).contains($0) && $0 == $0.rounded() })
    let counts = (0..<10).map { digit in data.labels.count { $0 == Double(digit) } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    let (training, validation) = try data.halves()
    #expect((training.samples, validation.samples) == (898, 899))
    #expect(training.values.reduce(0, +) == 282_674)
    let map = data.standardized().map
    #expect(map.constantFeatures == [0, 32, 39])
    #expect(
      map.note?.hasPrefix("3 constant features of 64: feature 1, feature 33, feature 40;") == true)
    let error = #expect(throws: FileError.self) { try data.binaryLabels() }
    #expect(error?.message.contains("row 3 has a third label, 2, besides 0 and 1") == true)
  }

  @Test(
    "every folder has its licence and its source",
    arguments: [
      ("wdbc", "scikit-learn", scikitLearn, scikitLearnWords),
      ("digits", "scikit-learn", scikitLearn, scikitLearnWords),
      (
        "librivox", "pocketsphinx", "Copyright 1995-2014 Carnegie Mellon University.",
        ["pocketsphinx-testdata", "make librivox-data", "public domain", "BSD 2-clause"]
      ),
    ])
  func licences(name: String, package: String, beginning: String, words: [String]) throws {
    let licence = try String(
      contentsOfFile: Self.path("\(name)/LICENSE-\(package)"), encoding: .utf8)
    #expect(licence.hasPrefix(beginning))
    let readme = try String(contentsOfFile: Self.path("\(name)/README.md"), encoding: .utf8)
    for word in words { #expect(readme.contains(word)) }
  }

  private static let scikitLearn =
    "BSD 3-Clause License\n\nCopyright (c) 2007-2024 The scikit-learn"
  private static let scikitLearnWords = [
    "CC BY 4.0", "UCI Machine Learning Repository", "make lab-data", "doi:10.24432/",
  ]

  @Test("LibriVox: five sentences of 24.73 s at 16 kHz")
  func librivox() throws {
    let found = try RecordingCollection(
      [Self.path("librivox")], framing: Framing(length: 64, hop: 64), normalization: .peak)
    #expect(found.refused.isEmpty && found.recordings.allSatisfy { $0.notes.isEmpty })
    #expect(found.recordings.map(\.sampleCount) == [113_600, 47_840, 84_800, 96_800, 52_640])
    #expect(found.recordings.allSatisfy { $0.sampleRate == 16_000 })
  }
}
