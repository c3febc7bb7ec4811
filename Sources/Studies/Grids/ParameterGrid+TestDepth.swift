// The grid of depths at which learned models are evaluated.

import Files
import ToyModel

extension ParameterGrid {
  /// The option of the depths N′.
  package static let testDepthOption = "--test-depth"

  /// Reads the depths N′.
  ///
  /// - Returns: Legal depths; nil where the option is not given.
  /// - Throws: ``StudyError/illegal(_:)``, also for algorithms that cannot be run for another number of steps.
  static func testDepths(
    _ texts: ParameterTexts, _ families: FamilyGrid
  ) throws(StudyError) -> [Int]? {
    guard let text = texts.given(testDepthOption) else { return nil }
    let depths = try Grid.integers(text, option: testDepthOption)
    for depth in depths where depth < 1 || depth > 1 << 53 {
      throw .illegal(
        "\(testDepthOption) \(depth): the number of steps N′ is between 1 and 2⁵³")
    }
    let blocks = families.blocks.filter { $0.algorithm.entry.depths != nil }
    guard !blocks.isEmpty else {
      throw .illegal(
        "\(testDepthOption) \(printable(text)) has no effect: none of the families has a number of steps"
      )
    }
    for block in blocks {
      let name = block.algorithm.name
      guard block.algorithm.isSpectral else {
        throw .illegal(
          "\(testDepthOption): --algorithm \(name) has an R for every step of its own depth")
      }
      guard !block.algorithm.entry.parameters.contains(where: \.isSchedule) else {
        throw .illegal(
          "\(testDepthOption): --algorithm \(name) has sizes for the steps of its own depth")
      }
      // The best R is found by inverting the filter.
      try block.refuseObjections()
      for depth in depths {
        try FamilyBlock(block.algorithm, depths: [depth], choices: block.choices)
          .refuseObjections(option: testDepthOption)
      }
    }
    return depths
  }
}
