// NumPy files, in process.

import TestSupport
import Testing

@testable import Files

@Suite struct NumPyFileTests {
  @Test(
    "every version, type and order of the same matrix",
    arguments: [1, 2, 3] as [UInt8], ["<f8", ">f8", "<f4", ">f4"])
  func matrix(version: UInt8, type: String) throws {
    let rows = NumPyBytes(
      version: version, type: type, shape: [2, 3], values: [1, 2, 3, -4.5, 0.25, 6])
    let expected: [Double] = [1, 2, 3, -4.5, 0.25, 6]
    #expect(try NumPyFile.parse(rows.bytes).values == expected)
    let columns = NumPyBytes(
      version: version, type: type, isFortranOrder: true, shape: [2, 3],
      values: [1, -4.5, 2, 0.25, 3, 6])
    let table = try NumPyFile.parse(columns.bytes)
    #expect((table.rows, table.columns) == (2, 3))
    #expect(table.values == expected)
    #expect(table.resolution == (type.hasSuffix("8") ? 0x1p-52 : 0x1p-23))
  }

  @Test("one dimension is one column", arguments: [false, true])
  func vector(isFortranOrder: Bool) throws {
    let file = NumPyBytes(isFortranOrder: isFortranOrder, shape: [3], values: [1, 2, 4])
    for bytes in [file.bytes, NumPyBytes(shape: [3, 1], values: [1, 2, 4]).bytes] {
      let table = try NumPyFile.parse(bytes)
      #expect((table.rows, table.columns) == (3, 1))
      #expect(table.values == [1, 2, 4])
    }
  }

  @Test("more dimensions are folded on request, in the order of C only")
  func folded() throws {
    var reading = TableReading()
    reading.foldsDimensions = true
    let values: [Double] = (0..<12).map { Double($0 * $0) }
    func table(_ shape: [Int], isFortranOrder: Bool = false) throws -> NumericTable {
      var parser = NumPyParser(reading)
      return try parser.parse(
        NumPyBytes(isFortranOrder: isFortranOrder, shape: shape, values: values).bytes)
    }
    let folded = try table([2, 3, 2])
    #expect((folded.rows, folded.columns) == (2, 6))
    #expect(folded.values == values && folded.layout.shape == [2, 3, 2])
    #expect(try table([12]).layout.shape == [12])
    #expect(throws: MalformedFile.self) { try table([2, 3, 2], isFortranOrder: true) }
    let plain = NumPyBytes(shape: [2, 3, 2], values: values).bytes
    #expect(throws: MalformedFile.self) { try NumPyFile.parse(plain) }
  }

  @Test("doubles and floats come through to the last bit")
  func bits() throws {
    let values: [Double] = [0.1, -1e-300, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    #expect(try NumPyFile.parse(NumPyBytes(shape: [4], values: values).bytes).values == values)
    let float = NumPyBytes(type: "<f4", shape: [1], values: [0.1])
    #expect(try NumPyFile.parse(float.bytes).values == [Double(Float(0.1))])
  }

  @Test("the keys of the header may have any order")
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
    "headers that do not match the data",
    arguments: [
      "(2, 3, 4)", "()", "(0,)", "(0, 5)", "(5, 0)", "(-1,)", "(-1, -1)", "(2,)", "(1, 2)",
      "(9223372036854775807, 2)", "(4294967296, 4294967296)", "(2305843009213693952,)",
      "(99999999999999999999,)", "(1.0,)", "(L,)", "(1LL,)", "1", "(1", "(x,)", "", "None", "[1]",
    ])
  func shapes(shape: String) {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
    let bytes = NumPyBytes.file(
      version: 1, header: Array(header.utf8), data: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
  }

  @Test("NumPy of Python 2 wrote sizes as long integers")
  func longSizes() throws {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1L, 1L), }"
    let bytes = NumPyBytes.file(
      version: 1, header: Array(header.utf8), data: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    let table = try NumPyFile.parse(bytes)
    #expect((table.rows, table.columns) == (1, 1))
    #expect(table.values == [1])
  }

  @Test(
    "whole numbers, truth values and half precision",
    arguments: [
      ("|i1", 1, [5, -1, 127, -128]), ("<i2", 2, [5, -1, 32_767, -32_768]),
      (">i2", 2, [5, -1, 300, -300]), ("<i4", 4, [5, -1, 1 << 30, -1 << 31]),
      (">i4", 4, [5, -1, 70_000, -70_000]), ("<i8", 8, [5, -1, 1 << 53, -1 << 53]),
      (">i8", 8, [5, -1, 1 << 40, -1 << 40]), ("|u1", 1, [5, 0, 255, 128]),
      ("<u2", 2, [5, 0, 65_535, 256]), (">u4", 4, [5, 0, 1 << 31, 65_536]),
      ("<u8", 8, [5, 0, 1 << 53, 1 << 40]), ("=i8", 8, [5, 0, 1, 2]), ("|b1", 1, [0, 1, 1, 0]),
    ] as [(String, Int, [Int])])
  func wholeNumbers(type: String, size: Int, numbers: [Int]) throws {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (2, 2), }"
    let isBig = type.hasPrefix(">")
    let data = numbers.flatMap { number -> [UInt8] in
      let bytes = little(number, size)
      return isBig ? bytes.reversed() : bytes
    }
    let bytes = NumPyBytes.file(version: 1, header: Array(header.utf8), data: data)
    #expect(try NumPyFile.parse(bytes).values == numbers.map(Double.init))
  }

  @Test("half precision: its least, its largest, and what it has none for")
  func half() throws {
    // Bits and values of IEEE 754 binary16.
    let numbers: [(Int, Double)] = [
      (0x3C00, 1), (0xC000, -2), (0x7BFF, 65_504), (0x0400, 0x1p-14), (0x0001, 0x1p-24),
      (0x03FF, 1023 * 0x1p-24), (0x3555, 0.333251953125), (0x8000, 0),
    ]
    for type in ["<f2", ">f2"] {
      let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (8,), }"
      func file(_ bits: [Int]) -> [UInt8] {
        NumPyBytes.file(
          version: 1, header: Array(header.utf8),
          data: bits.flatMap { half -> [UInt8] in
            let bytes = little(half, 2)
            return type == "<f2" ? bytes : bytes.reversed()
          })
      }
      #expect(try NumPyFile.parse(file(numbers.map(\.0))).values == numbers.map(\.1))
      for bits in [0x7C00, 0xFC00, 0x7C01, 0x7E00] {
        #expect(throws: MalformedFile.self) {
          try NumPyFile.parse(file(numbers.map(\.0).dropLast() + [bits]))
        }
      }
    }
  }

  @Test("whole numbers that a double does not hold are not rounded", arguments: ["<i8", "<u8"])
  func unrepresentable(type: String) {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (2,), }"
    let bytes = NumPyBytes.file(
      version: 1, header: Array(header.utf8), data: little(1, 8) + little((1 << 53) + 1, 8))
    let error = #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
    #expect(error?.description.hasPrefix("row 2, column 1: a whole number beyond 2⁵³") == true)
  }

  @Test("a file read in pieces of any size gives the same result", arguments: [1, 3, 8, 13, 100])
  func pieces(size: Int) throws {
    let file = NumPyBytes(
      type: ">f4", isFortranOrder: true, shape: [2, 3], values: [1, -4.5, 2, 0.25, 3, 6]
    ).bytes
    var parser = NumPyParser()
    for start in stride(from: 0, to: file.count, by: size) {
      try parser.consume(Array(file[start..<min(start + size, file.count)]))
    }
    #expect(try parser.finish().values == [1, 2, 3, -4.5, 0.25, 6])
  }

  @Test("an index column is left out or suspected, a header line there is none")
  func indexColumn() throws {
    let file = NumPyBytes(shape: [2, 3], values: [0, 5, 7, 1, 8, 9]).bytes
    #expect(try NumPyFile.parse(file).indexColumnSuspicion != nil)
    var parser = NumPyParser(TableReading(indexColumn: .yes))
    #expect(try parser.parse(file).values == [5, 7, 8, 9])
    parser = NumPyParser(TableReading(indexColumn: .no))
    #expect(try parser.parse(file).indexColumnSuspicion == nil)
    parser = NumPyParser(TableReading(header: .yes))
    #expect(throws: MalformedFile.self) { try parser.parse(file) }
  }

  @Test(
    "other types, with what NumPy has to be told",
    arguments: [
      ("'<c16'", "a.real"), ("'<f16'", "a.astype(float)"), ("'|O'", "a.astype(float)"),
      ("'|S8'", "a.astype(float)"), ("'<U2'", "a.astype(float)"), ("'<M8[ns]'", "a.astype(float)"),
      ("'f8'", "a.astype(float)"), ("''", "a.astype(float)"), ("'<i3'", "a.astype(float)"),
      ("[('a', '<f8')]", "structured_to_unstructured(a)"),
    ])
  func types(type: String, remedy: String) {
    let header = "{'descr': \(type), 'fortran_order': False, 'shape': (1,), }"
    let bytes = NumPyBytes.file(
      version: 1, header: Array(header.utf8), data: Array(repeating: 0, count: 8))
    let error = #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("dtype "))
    #expect(message.contains("float64, float32, float16, whole numbers or bool are needed"))
    #expect(message.hasSuffix(remedy), "\(message)")
  }

  @Test("arrays of other dimensions, with what NumPy has to be told")
  func dimensions() {
    for (shape, remedy) in [("(1, 1, 1)", "a.reshape(len(a), -1)"), ("()", "numpy.atleast_1d(a)")] {
      let header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
      let bytes = NumPyBytes.file(
        version: 1, header: Array(header.utf8), data: Array(repeating: 0, count: 8))
      let error = #expect(throws: MalformedFile.self) { try NumPyFile.parse(bytes) }
      #expect(error?.description.hasSuffix(remedy) == true)
    }
  }

  @Test(
    "headers with missing parts",
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
