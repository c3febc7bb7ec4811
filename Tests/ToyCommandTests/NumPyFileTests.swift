// NumPy files, in process.

import Testing

@testable import ToyCommand

@Suite struct NumPyFileTests {
  @Test(
    "every version, type and order of the same matrix",
    arguments: [1, 2, 3] as [UInt8], ["<f8", ">f8", "<f4", ">f4"])
  func matrix(version: UInt8, type: String) throws {
    let rows = NumPyBytes(
      version: version, type: type, shape: [2, 3], values: [1, 2, 3, -4.5, 0.25, 6])
    let expected = NumericTable(rows: 2, columns: 3, values: [1, 2, 3, -4.5, 0.25, 6])
    #expect(try NumPyFile.parse(rows.bytes) == expected)
    let columns = NumPyBytes(
      version: version, type: type, isFortranOrder: true, shape: [2, 3],
      values: [1, -4.5, 2, 0.25, 3, 6])
    #expect(try NumPyFile.parse(columns.bytes) == expected)
  }

  @Test("one dimension is one column", arguments: [false, true])
  func vector(isFortranOrder: Bool) throws {
    let file = NumPyBytes(isFortranOrder: isFortranOrder, shape: [3], values: [1, 2, 4])
    let table = NumericTable(rows: 3, columns: 1, values: [1, 2, 4])
    #expect(try NumPyFile.parse(file.bytes) == table)
    #expect(
      try NumPyFile.parse(NumPyBytes(shape: [3, 1], values: [1, 2, 4]).bytes) == table)
  }

  @Test("doubles and floats come through to the last bit")
  func bits() throws {
    let values: [Double] = [0.1, -1e-300, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    #expect(try NumPyFile.parse(NumPyBytes(shape: [4], values: values).bytes).values == values)
    let float = NumPyBytes(type: "<f4", shape: [1], values: [0.1])
    #expect(try NumPyFile.parse(float.bytes).values == [Double(Float(0.1))])
  }

  @Test("the keys of the header stand in any order")
  func keyOrder() throws {
    let header = "{'shape': (1,), 'fortran_order': False, 'descr': '<f8'}"
    let bytes = NumPyBytes.file(
      version: 1, header: Array(header.utf8), data: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    #expect(try NumPyFile.parse(bytes).values == [1])
  }

  @Test("a file cut anywhere is refused")
  func truncated() {
    let whole = NumPyBytes(shape: [2, 2], values: [1, 2, 3, 4]).bytes
    for count in 6..<whole.count {
      #expect(throws: MalformedFile.self) { try NumPyFile.parse(Array(whole[..<count])) }
    }
    #expect(throws: MalformedFile.self) { try NumPyFile.parse(whole + [0]) }
  }

  @Test(
    "headers that claim what is not so",
    arguments: [
      "(2, 3, 4)", "()", "(0,)", "(0, 5)", "(5, 0)", "(-1,)", "(-1, -1)", "(2,)", "(1, 2)",
      "(9223372036854775807, 2)", "(4294967296, 4294967296)", "(2305843009213693952,)",
      "(99999999999999999999,)", "(1.0,)", "(1L,)", "1", "(1", "(x,)", "", "None", "[1]",
    ])
  func shapes(shape: String) {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
    let bytes = NumPyBytes.file(
      version: 1, header: Array(header.utf8), data: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
  }

  @Test(
    "types other than float64 and float32",
    arguments: ["<i8", "<i4", "|u1", "<c16", "<f2", "<f16", "|O", "|S8", "f8", "|b1", "<U2", ""])
  func types(type: String) {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (1,), }"
    let bytes = NumPyBytes.file(
      version: 1, header: Array(header.utf8), data: Array(repeating: 0, count: 8))
    let error = #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
    #expect(error?.description.contains("float64 or float32 is needed") == true)
  }

  @Test(
    "headers without what is needed",
    arguments: [
      "", "{}", "{'descr': '<f8', 'fortran_order': False, }", "{'descr': '<f8', 'shape': (1,), }",
      "{'fortran_order': False, 'shape': (1,), }",
      "{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,), }",
      "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", "'descr':",
      "{'descr': '<f8', 'fortran_order': False, 'shape':",
    ])
  func keys(header: String) {
    let bytes = NumPyBytes.file(
      version: 1, header: Array(header.utf8), data: Array(repeating: 0, count: 8))
    #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
  }

  @Test("header lengths beyond the file", arguments: [1, 2, 3] as [UInt8])
  func lengths(version: UInt8) {
    let header = Array(NumPyBytes(shape: [1], values: []).header.utf8)
    for length in [65_535, 1 << 31, 0xFFFF_FFFF, 1_000] {
      let bytes = NumPyBytes.file(
        version: version, header: header, data: Array(repeating: 0, count: 8), claimedLength: length
      )
      #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
    }
  }

  @Test("versions that do not exist yet", arguments: [0, 4, 255] as [UInt8])
  func versions(version: UInt8) {
    let bytes = NumPyBytes(version: version, shape: [1], values: [1]).bytes
    #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
  }

  @Test("a header that is not UTF-8 is refused or read, never trusted")
  func notText() {
    let bytes = NumPyBytes.file(
      version: 3, header: [0xFF, 0xC0, 0x80] + Array("'descr'".utf8), data: [])
    #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
  }

  @Test("entries that are not finite", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(value: Double) {
    for type in ["<f8", ">f4"] {
      let file = NumPyBytes(type: type, shape: [2, 2], values: [1, 2, value, 4])
      let error = #expect(throws: MalformedFile.self) { try NumPyFile.parse(file.bytes) }
      #expect(error?.description.hasPrefix("row 2, column 1: ") == true)
    }
  }
}
