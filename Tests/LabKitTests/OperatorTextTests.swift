// The text of the option --operator.

import Files
import TestSupport
import Testing

@testable import LabKit

struct OperatorTextTests {
  @Test(
    "kernels are finite, of odd length, and of magnitudes whose squares are numbers",
    arguments: [
      "blur:1,2", "blur:", "blur:0,0,0", "blur:nan,1,1", "blur:1,inf,1", "blur:1,a,1",
      "blur:1e154,1e154,1e154", "blur:1e-155,1e-155,1e-155", "blur:1e308", "blur:1e-320",
    ])
  func kernels(text: String) {
    #expect {
      try OperatorText(text, TableReading())
    } throws: { error in
      guard case .illegal(let message)? = error as? LabError else { return false }
      return message.hasPrefix("--operator \(text)") || message.contains(text)
    }
  }

  @Test(
    "a kernel is read as it is written",
    arguments: ["blur:0.25,0.5,0.25", "blur:1", "blur:-1e100,0,1e-300"])
  func kernel(text: String) throws {
    guard case .blur(let kernel) = try OperatorText(text, TableReading()) else {
      Issue.record("\(text) is no kernel")
      return
    }
    #expect(kernel == text.dropFirst(5).split(separator: ",").compactMap { Double($0) })
  }

  @Test(
    "numbers of angles are whole and positive", arguments: ["0", "-1", "1.5", "x", "", "100001"])
  func angles(text: String) {
    #expect(throws: LabError.self) { try OperatorText("radon:\(text)", TableReading()) }
  }
}
