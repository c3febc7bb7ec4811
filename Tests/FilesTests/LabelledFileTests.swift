// Samples and labels from files of every format.

import TestSupport
import Testing

@testable import Files

@Suite struct LabelledFileTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// Reads files in the folder.
  private func read(
    _ name: String, labels: String? = nil, _ reading: LabelledReading = LabelledReading(),
    features: Int? = nil
  ) throws -> LabelledData {
    try LabelledData(
      path: folder.path(name), labelsPath: labels.map(folder.path), reading: reading,
      features: features)
  }

  private func expectRefusal(
    _ message: String, sourceLocation: SourceLocation = #_sourceLocation,
    of body: () throws -> LabelledData
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) { try body() }
    #expect(error?.kind == .malformed, sourceLocation: sourceLocation)
    #expect(
      error?.message.contains(message) == true, "\(error?.message ?? "")",
      sourceLocation: sourceLocation)
  }

  /// A 3 × 2 matrix as .npy, int16.
  private func writeMatrix(_ name: String) throws {
    let header = "{'descr': '<i2', 'fortran_order': False, 'shape': (3, 2), }"
    let data: [UInt8] = [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]
    try folder.write(
      NumPyBytes.file(version: 1, header: Array(header.utf8), data: data), to: name)
  }

  @Test("CSV has its labels in the last column, and feature names if it has a header")
  func csv() throws {
    try folder.write("a,\"b \"\"c\"\"\",label\n1,2,0\n3,4,1\n5,6,1\n", to: "x.csv")
    let data = try read("x.csv")
    #expect((data.samples, data.features) == (3, 2))
    #expect(data.values == [1, 2, 3, 4, 5, 6])
    #expect(data.labels == [0, 1, 1])
    #expect(data.featureNames == ["a", "b \"c\""])
    let path = folder.path("x.csv")
    #expect(data.provenance == "3 samples of 2 features from \(path) (header skipped)")
    #expect(data.warning == nil)
  }

  @Test("an index column has no name among the features", arguments: [",a,y", "a,y"])
  func indexColumn(header: String) throws {
    try folder.write("\(header)\nx1,1.5,0\nx2,2,1\n", to: "x.csv")
    let data = try read("x.csv")
    #expect(data.featureNames == ["a"])
    #expect(data.values == [1.5, 2])
  }

  @Test("LIBSVM is recognised by its contents or its extension", arguments: ["x.txt", "x.libsvm"])
  func libSVM(name: String) throws {
    try folder.write("# two\r\n1 1:0.5\r\n-1 3:2\r\n", to: name)
    let data = try read(name)
    #expect((data.samples, data.features) == (2, 3))
    #expect(data.values == [0.5, 0, 0, 0, 0, 2])
    #expect(data.labels == [1, -1])
    #expect(data.featureNames.isEmpty)
    let path = folder.path(name)
    #expect(data.provenance == "2 samples of 3 features from \(path) (1 comment line skipped)")
    #expect(try read(name, LabelledReading(format: .libsvm)) == data)
    #expect(try read(name, features: 4).features == 4)
  }

  @Test(
    "labels in NumPy's types, as a column or a row",
    arguments: [
      ("|i1", 1), ("<i2", 2), (">i4", 4), ("<i8", 8), ("|u1", 1), ("<u2", 2), (">u8", 8),
      ("|b1", 1),
    ], ["(3,)", "(3, 1)", "(1, 3)"])
  func labelTypes(type: (String, Int), shape: String) throws {
    try writeMatrix("x.npy")
    let header = "{'descr': '\(type.0)', 'fortran_order': False, 'shape': \(shape), }"
    let data = [1, 0, 1].flatMap { label -> [UInt8] in
      let bytes = little(label, type.1)
      return type.0.hasPrefix(">") ? bytes.reversed() : bytes
    }
    try folder.write(
      NumPyBytes.file(version: 1, header: Array(header.utf8), data: data), to: "y.npy")
    let read = try read("x.npy", labels: "y.npy")
    #expect(read.values == [1, 2, 3, 4, 5, 6])
    #expect(read.labels == [1, 0, 1])
    #expect(read.provenance.hasSuffix("x.npy, labels from \(folder.path("y.npy"))"))
  }

  @Test("fractional labels, in .npy and CSV, for samples in CSV")
  func fractions() throws {
    try folder.write("a,b\n1,2\n3,4\n5,6\n", to: "x.csv")
    try folder.write(NumPyBytes(type: "<f4", shape: [3], values: [0.5, -1, 2]).bytes, to: "y.npy")
    try folder.write("y\n0.5\n-1\n2\n", to: "y.csv")
    try folder.write(",y\n0,0.5\n1,-1\n2,2\n", to: "z.csv")
    for labels in ["y.npy", "y.csv", "z.csv"] {
      let data = try read("x.csv", labels: labels)
      #expect(data.values == [1, 2, 3, 4, 5, 6])
      #expect(data.labels == [0.5, -1, 2])
      #expect(data.featureNames == ["a", "b"])
    }
  }

  @Test("a wrong number of labels is rejected", arguments: [0, 2, 4])
  func lengths(count: Int) throws {
    try writeMatrix("x.npy")
    try folder.write((0..<count).map { "\($0 + 3)\n" }.joined(), to: "y.csv")
    expectRefusal(
      count == 0 ? "y.csv: the file is empty" : "y.csv: \(count) labels for the 3 samples of "
    ) { try read("x.npy", labels: "y.csv") }
  }

  @Test("the number that pandas writes above labels is suspected if there is one too many")
  func nameOfLabels() throws {
    try writeMatrix("x.npy")
    try folder.write("0\n1\n0\n1\n", to: "y.csv")
    expectRefusal("4 labels for the 3 samples of \(folder.path("x.npy")); row 1 may be the name") {
      try read("x.npy", labels: "y.csv")
    }
    try folder.write("1\n0\n1\n", to: "y.csv")
    #expect(try read("x.npy", labels: "y.csv").labels == [1, 0, 1])
    try folder.write("0\n1\n1\n", to: "y.csv")
    #expect(try read("x.npy", labels: "y.csv").labels == [0, 1, 1])
  }

  @Test("samples whose last column is the labels are rejected if labels are given too")
  func leakedLabels() throws {
    try folder.write("1,2,1\n3,4,0\n5,5,1\n", to: "x.csv")
    try folder.write("1\n0\n1\n", to: "y.csv")
    expectRefusal("the last column is the labels") { try read("x.csv", labels: "y.csv") }
    try folder.write("0\n1\n0\n", to: "z.csv")
    #expect(try read("x.csv", labels: "z.csv").features == 3)
    #expect(try read("x.csv").features == 2)
    // A single feature may be what is to be predicted, and a constant one says nothing.
    #expect(try read("y.csv", labels: "y.csv").features == 1)
    try folder.write("0.5,1\n0.25,1\n0.75,1\n", to: "c.csv")
    try folder.write("1\n1\n1\n", to: "d.csv")
    #expect(try read("c.csv", labels: "d.csv").features == 2)
  }

  @Test("features and labels whose squares underflow are rejected")
  func tiny() throws {
    try folder.write("1e-160,-2e-160,0\n0,3e-160,1\n", to: "x.csv")
    expectRefusal("x.csv: features: the largest magnitude, 3e-160, is below 1e-100") {
      try read("x.csv")
    }
    try folder.write("1,2,0\n3,4,1e-310\n", to: "y.csv")
    expectRefusal("y.csv: labels: the largest magnitude") { try read("y.csv") }
    try folder.write("0 1:1e-160\n1 1:2e-160\n", to: "z.libsvm")
    expectRefusal("z.libsvm: features: the largest magnitude, 2e-160") { try read("z.libsvm") }
    try folder.write("1,2e-160,0\n0,0,0\n", to: "w.csv")
    #expect(try read("w.csv").values == [1, 2e-160, 0, 0])
  }

  @Test("labels in several columns are rejected")
  func severalColumns() throws {
    try writeMatrix("x.npy")
    try folder.write("1,0\n0,1\n1,1\n", to: "y.csv")
    expectRefusal("3 rows of 2 columns; labels are one column or one row") {
      try read("x.npy", labels: "y.csv")
    }
  }

  @Test("ambiguous tables are rejected, or read with a warning if the user decides")
  func ambiguous() throws {
    try folder.write("0,1,2\n1.5,2,0\n3,4,1\n", to: "x.csv")
    expectRefusal("--header yes leaves it out") { try read("x.csv") }
    #expect(
      try read("x.csv", LabelledReading(table: TableReading(header: .yes))).labels == [0, 1])
    let data = try read("x.csv", LabelledReading(format: .frames))
    #expect(data.labels == [2, 0, 1])
    #expect(data.warning?.hasPrefix("warning: \(folder.path("x.csv")): row 1 is 0…2") == true)
    try folder.write("7,0.5,1\n8,0.25,0\n9,1,1\n", to: "x.csv")
    expectRefusal("column 1 counts from 7 to 9") { try read("x.csv") }
  }

  @Test("incomplete files are rejected")
  func incomplete() throws {
    try writeMatrix("x.npy")
    expectRefusal("an .npy file of samples contains no labels: give them with --labels FILE") {
      try read("x.npy")
    }
    expectRefusal("is an .npy file, not LIBSVM") {
      try read("x.npy", LabelledReading(format: .libsvm))
    }
    expectRefusal("give them with --validation-labels FILE") {
      try LabelledData(path: folder.path("x.npy"), option: "--validation-labels")
    }
    try folder.write("1\n2\n", to: "x.csv")
    expectRefusal("a single column cannot hold both features and labels") { try read("x.csv") }
    try folder.write("1 1:2\n", to: "x.libsvm")
    try folder.write("1\n", to: "y.csv")
    expectRefusal("contains its labels: omit --labels") {
      try read("x.libsvm", labels: "y.csv")
    }
    expectRefusal("has neither a line of names nor an index column") {
      try read("x.libsvm", LabelledReading(table: TableReading(header: .yes)))
    }
    expectRefusal("standard input") { try LabelledData(path: "-", labelsPath: "-") }
    let error = #expect(throws: FileError.self) { try read("absent.libsvm") }
    #expect(error?.kind == .missing)
  }

  @Test("validation data have as many features as the training data")
  func otherFeatures() throws {
    try folder.write("1.5,2,0\n3,4,1\n", to: "x.csv")
    #expect(try read("x.csv", features: 2).features == 2)
    expectRefusal("x.csv: 2 features, not 3") { try read("x.csv", features: 3) }
  }

  @Test(
    "files that are not data",
    arguments: [
      ("x.csv", [], "x.csv: the file is empty"), ("x.libsvm", [], "x.libsvm: the file is empty"),
      ("x.libsvm", Array("1\n-1\n".utf8), "has an index:value pair"),
      ("x.libsvm", [0x1F, 0x8B, 8, 0, 0], "is compressed; gunzip it first"),
      ("x.libsvm", [0xFF, 0xFE, 0x31, 0, 0x20, 0], "is UTF-16 text; save it as UTF-8"),
      ("x.libsvm", [0x31, 0x20, 0x31, 0x3A, 0xFF, 0x0A], "row 1, column 2"),
      ("x.csv", [0x31, 0x2C, 0x32, 0x0A, 0x33, 0x2C, 0xFF, 0x0A], "row 2, column 2"),
      ("x.csv", Array("1,nan,0\n".utf8), "row 1, column 2: 'nan'"),
      ("x.csv", Array("1,2,malignant\n3,4,benign\n".utf8), "row 1, column 3: 'malignant'"),
      ("x.csv", Array("1,2,0\n3,1e101,1\n".utf8), "row 2, column 2: 1e+101 is beyond 1e+100"),
      ("x.csv", Array("1,2,0\n3,4\n".utf8), "row 2 has 2 columns, not 3"),
    ] as [(String, [UInt8], String)])
  func hostile(name: String, bytes: [UInt8], message: String) throws {
    try folder.write(bytes, to: name)
    expectRefusal(message) { try read(name) }
  }

  @Test("labels that are not finite, or beyond the range")
  func labelValues() throws {
    try writeMatrix("x.npy")
    for (value, message) in [(Double.nan, "row 2, column 1"), (1e101, "row 2, column 1: 1e+101")] {
      try folder.write(NumPyBytes(shape: [3], values: [0, value, 1]).bytes, to: "y.npy")
      expectRefusal(message) { try read("x.npy", labels: "y.npy") }
    }
  }

  @Test("tables large in both directions are samples, not a covariance")
  func large() throws {
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (4097, 4097), }"
    let start = NumPyBytes.file(version: 1, header: Array(header.utf8), data: [])
    var reading = TableReading()
    reading.purpose = .samples
    var samples = NumPyParser(reading)
    try samples.consume(start)
    var frames = NumPyParser()
    #expect(throws: MalformedFile.self) { try frames.consume(start) }
  }

  @Test(
    "messages about labels name the row of the file as editors count it",
    arguments: [
      ("# made\na,b,class\n1,2,0\n3,4,1\n5,6,2\n", "x.csv", "row 5"),
      ("0 1:1\n# a comment\n\n1 1:2\n2 1:3\n", "x.libsvm", "row 5"),
      ("1 1:1\n0 1:2\n2 1:3\n", "x.libsvm", "row 3"),
    ])
  func rows(text: String, name: String, place: String) throws {
    let folder = try Folder()
    try folder.write(text, to: name)
    let data = try LabelledData(path: folder.path(name))
    for data in [data, data.standardized().map.applied(to: data)] {
      let error = #expect(throws: FileError.self) { try data.binaryLabels() }
      #expect(error?.message.contains("\(name): \(place) has a third label") == true)
    }
    // The second half begins below the first.
    let (first, second) = try data.halves()
    let classes = LabelledData(
      values: [0, 0], labels: [first.labels[0], 9], provenance: "classes")
    let error = #expect(throws: FileError.self) { try second.binaryLabels(like: classes) }
    let row = try #require(data.labelPlaces).rows[1]
    #expect(error?.message.contains("\(name): row \(row) has the label") == true)
  }

  @Test("messages about labels of their own file name its rows, or the columns of a single row")
  func labelRows() throws {
    let folder = try Folder()
    try folder.write("1\n2\n3\n", to: "x.csv")
    for (text, place) in [("0\n1\n2\n", "row 3 has"), ("0,1,2\n", "row 1, column 3 has")] {
      try folder.write(text, to: "y.csv")
      let data = try LabelledData(
        path: folder.path("x.csv"), labelsPath: folder.path("y.csv"),
        reading: LabelledReading(table: TableReading(header: .no, indexColumn: .no)))
      let error = #expect(throws: FileError.self) { try data.binaryLabels() }
      #expect(
        error?.message.contains("y.csv: \(place) a third label") == true, "\(error?.message ?? "")")
    }
  }
}
