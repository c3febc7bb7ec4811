// The notebooks in the repository are as `make notebooks` leaves them.

import Foundation
import Studies
import Testing

@Suite("notebooks") struct NotebookTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Notebooks")

  private static let files: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".ipynb") }.sorted()

  private struct Notebook: Decodable {
    let cells: [Cell]
  }

  private struct Cell: Decodable {
    let cell_type: String
    let execution_count: Int?
    let outputs: [Output]?
  }

  private struct Output: Decodable {
    let output_type: String
    let name: String?
    let text: [String]?
  }

  private static func code(of file: String) throws -> [Cell] {
    let data = try Data(contentsOf: folder.appendingPathComponent(file))
    return try JSONDecoder().decode(Notebook.self, from: data).cells
      .filter { $0.cell_type == "code" }
  }

  @Test("all cells were executed, in their order", arguments: files)
  func executed(file: String) throws {
    let cells = try Self.code(of: file)
    #expect(cells.map(\.execution_count) == (1...max(1, cells.count)).map { $0 })
  }

  @Test("no cell ended with an error or a warning", arguments: files)
  func withoutErrors(file: String) throws {
    for output in try Self.code(of: file).flatMap({ $0.outputs ?? [] }) {
      #expect(output.output_type != "error" && output.name != "stderr")
    }
  }

  @Test("the solutions of three exercises were checked", arguments: files)
  func exercises(file: String) throws {
    let printed = try Self.code(of: file).flatMap { $0.outputs ?? [] }
      .flatMap { $0.text ?? [] }.joined()
    for number in 1...3 {
      #expect(printed.contains("Exercise \(number): checked"))
    }
  }

  @Test("nothing tells the machine or the time", arguments: files)
  func reproducible(file: String) throws {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(file), encoding: .utf8)
    for trace in ["/home/", "/root/", "/tmp/", "/Users/", "iopub.", "\"execution\":"] {
      #expect(!text.contains(trace), "\(trace)")
    }
  }
}
