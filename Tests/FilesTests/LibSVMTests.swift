// The format of LIBSVM, in process.

import Testing

@testable import Files

@Suite struct LibSVMTests {
  private func parse(_ text: String, features: Int? = nil) throws -> NumericTable {
    var parser = LibSVMParser(features: features)
    return try parser.parse(Array(text.utf8))
  }

  @Test(
    "the same two samples in many spellings",
    arguments: [
      "1 1:2 3:-4.5\n-1 2:0.25\n", "+1 1:2 3:-4.5\n-1 2:0.25", "1 1:2 3:-4.5\r\n-1 2:0.25\r\n",
      "1\t1:2\t3:-4.5 \n-1  2:.25\t\n", "\n\n1 1:2 3:-4.5\n \t\n-1 2:0.25\n\n",
      "\u{FEFF}1 1:2 3:-4.5\n-1 2:0.25\n", "1 1:2 2:0 3:-4.5\n-1 2:0.25 3:0\n",
      "# made by hand\n1 1:2 3:-4.5 # the first\n-1 2:0.25#the second\n",
      "1.0 01:2e0 3:-45e-1\n-1 2:+0.25\n", "1 qid:7 1:2 3:-4.5\n-1 qid:8 2:0.25\n",
    ])
  func spellings(text: String) throws {
    let table = try parse(text)
    #expect((table.rows, table.columns) == (2, 4))
    #expect(table.values == [2, 0, -4.5, 1, 0, 0.25, 0, -1])
  }

  @Test("skipped lines are reported")
  func omissions() throws {
    let text = "# one\n\n  # two\n1 qid:3 1:2 # three\n"
    #expect(try parse(text).omissions == " (2 comment lines and qid skipped)")
  }

  @Test("a sample without entries is a row of zeros")
  func empty() throws {
    #expect(try parse("1\n-1 2:3\n0").values == [0, 0, 1, 0, 3, -1, 0, 0, 0])
  }

  @Test("a file read in pieces of any size gives the same samples", arguments: 1...9)
  func pieces(size: Int) throws {
    let bytes = Array("# c\r\n1 1:2 3:-4.5\r\n\r\n-1 2:0.25 # d\r\n".utf8)
    var parser = LibSVMParser()
    for start in stride(from: 0, to: bytes.count, by: size) {
      try parser.consume(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(try parser.finish().values == [2, 0, -4.5, 1, 0, 0.25, 0, -1])
  }

  @Test("validation samples have as many features as the training data, and no more")
  func features() throws {
    #expect(try parse("1 1:2", features: 3).values == [2, 0, 0, 1])
    #expect(try parse("1", features: 1).values == [0, 1])
    let error = #expect(throws: MalformedFile.self) { try parse("1 1:2\n1 4:2", features: 3) }
    #expect(error?.description.hasPrefix("row 2, column 2: index '4': ") == true)
  }

  @Test(
    "malformed lines are rejected, naming row and column",
    arguments: [
      ("", "no sample"), ("\n# only a comment\n\n", "no sample"),
      ("1\n-1\n", "none of the 2 samples has an index:value pair"),
      ("1 1:2\n1 2:3 2:4\n", "row 2, column 3: index 2 occurs twice"),
      ("1 1:2\n\n# c\n1 3:3 2:4\n", "row 4, column 3: index 2 follows 3"),
      ("1 0:2 1:3\n", "row 1, column 2: index 0: indices count from 1"),
      ("1 -1:2\n", "row 1, column 2: the index '-1' is not a whole number"),
      ("1 1.5:2\n", "row 1, column 2: the index '1.5'"), ("1 x:2\n", "the index 'x'"),
      ("1 :2\n", "row 1, column 2: there is no index"), ("1 5\n", "'5' is not index:value"),
      ("1 1:2 5\n", "row 1, column 3: '5' is not index:value"),
      ("1 1:\n", "row 1, column 2: '', the value of index 1, is not a finite number"),
      ("1 1:nan\n", "row 1, column 2: 'nan'"), ("1 1:1 7:inf\n", "row 1, column 3: 'inf'"),
      ("1 1:-Infinity\n", "'-Infinity'"), ("1 1:1e999\n", "'1e999'"), ("1 1:0x1\n", "'0x1'"),
      ("1 1:2:3\n", "'2:3'"), ("1 1:1e101\n", "row 1, column 2: 1e+101 is beyond 1e+100"),
      ("1 1: 2\n", "row 1, column 2"), ("1 1:1,5\n", "'1,5'"),
      ("nan 1:2\n", "row 1, column 1: 'nan' is not a finite number; the first field is the label"),
      ("1e200 1:2\n", "row 1, column 1: 1e+200 is beyond"), ("benign 1:2\n", "'benign'"),
      ("1:2 2:3\n", "row 1, column 1: '1:2' is in the place of the label"),
      ("1,3 1:2\n", "row 1, column 1: '1,3' is not one number; samples with several labels"),
      ("1 qid:x 1:2\n", "row 1, column 2: 'qid:x' is not qid: and a whole number"),
      ("1 1:2 qid:3\n", "row 1, column 3: the index 'qid'"),
      ("1 1:2\u{0}\n", "row 1, column 2: '2\\u{0}'"), ("1 1:2\r-1 1:3\n", "row 1, column 2"),
      ("1 4294967297:1\n", "row 1, column 2: index '4294967297': at most 1048576"),
      ("1 1:1 99999999999999999999999:1\n", "row 1, column 3: index '99999999999999999999999'"),
    ])
  func refusals(text: String, message: String) {
    let error = #expect(throws: MalformedFile.self) { try parse(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("a dense table that does not fit into memory is rejected before it is built")
  func dense() {
    let text = "1 1048576:1\n" + String(repeating: "1 1:1\n", count: 47)
    let error = #expect(throws: MalformedFile.self) { try parse(text) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("row 48: 48 samples of 1048576 features are more than 50000000"))
  }

  @Test("bytes that are not UTF-8 are not numbers, but may be in a comment")
  func notText() throws {
    var parser = LibSVMParser()
    #expect(throws: MalformedFile.self) { try parser.parse(Array("1 1:".utf8) + [0xFF, 0x0A]) }
    parser = LibSVMParser()
    let comment = Array("1 1:2 # ".utf8) + [0xFF, 0xC0, 0x0A]
    #expect(try parser.parse(comment).values == [2, 1])
  }

  @Test("an endless line is rejected")
  func longLine() {
    let block = [UInt8](repeating: UInt8(ascii: "7"), count: 1 << 24)
    var parser = LibSVMParser()
    let error = #expect(throws: MalformedFile.self) {
      for _ in 0..<5 { try parser.consume(block) }
    }
    #expect(error?.description == "row 1 is longer than 64 MiB")
  }

  @Test("endless empty lines are rejected")
  func emptyLines() {
    var parser = LibSVMParser()
    let error = #expect(throws: MalformedFile.self) {
      try parser.parse([UInt8](repeating: 0x0A, count: (1 << 20) + 2))
    }
    #expect(error?.description == "more than 1048576 lines without a sample")
  }

  @Test(
    "text in this format is recognised by its first sample",
    arguments: [
      ("1 1:2\n", true), ("# c d\n\n-1 3:0.5 4:1", true), ("1\n0\n+1 qid:3 1:2\n", true),
      ("1:2 2:3\n", true), ("1:2\n", true), ("1,3 1:2\n", true), ("1\t1:2", true), ("", false),
      ("1\n-1\n", false), ("1,2\n3,4\n", false), ("1 2\n3 4\n", false), ("a:b,c\n1,2\n", false),
      ("mean radius,x\n1,2\n", false), ("time,a,y\n10:30,1,0\n", false),
      ("2024-01-01 10:30,1,0\n", false), ("# 1 1:2\n1 2\n", false), ("1 2 3:4\n", false),
    ])
  func recognition(text: String, isLibSVM: Bool) {
    #expect(LibSVMParser.recognizes(Array(text.utf8)) == isLibSVM)
  }
}
