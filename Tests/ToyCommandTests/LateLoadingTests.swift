// Matrices are loaded late: closed forms do without OpenBLAS.

import TestSupport
import Testing

@Suite struct LateLoadingTests {
  @Test(
    "closed forms need little memory, and no library for matrices",
    arguments: [
      "--version", "risk --n 500 --k 250", "risk-ratio --n 50 -o -", "landscape --depth 3",
      "expressivity --depth 2,3", "phase --n 20 -o -",
    ])
  func closedForms(line: String) throws {
    // OpenBLAS alone takes more.
    let outcome = try Folder().shell("ulimit -c 0; ulimit -v 150000; exec \"$TOY\" \(line)")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
  }

  @Test("if there is no memory for matrices, the program reports it")
  func noRoom() throws {
    let outcome = try Folder().shell(
      "ulimit -c 0; ulimit -v 300000; exec \"$TOY\" learn --n 10 --k 3")
    #expect(outcome.status == 1)
    #expect(outcome.diagnostics.contains("matrices need 384 MB of address space"))
    #expect(outcome.output.isEmpty)
  }
}
