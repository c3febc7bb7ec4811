// Shards: their points, words and files.

import TestSupport
import Testing

@testable import Studies

@Suite struct ShardTests {
  @Test("every point is in one shard", arguments: [1, 2, 3, 7, 10, 13])
  func sizes(count: Int) {
    for points in 0...40 {
      let sizes = (1...count).map { Shard(number: $0, count: count).size(of: points) }
      #expect(sizes.reduce(0, +) == points)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
  }

  @Test(
    "i/m is read strictly",
    arguments: ["", "1", "0/1", "2/1", "1/0", "1/2/3", "01/2", "+1/2", " 1/2", "-1/2", "1/1000001"])
  func refused(text: String) { #expect(Shard(text) == nil) }

  @Test("names of files are read back, others are not")
  func names() {
    for shard in [Shard(number: 1, count: 1), Shard(number: 12, count: 345)] {
      #expect(Shard(fileName: shard.fileName) == shard)
      #expect(Shard(fileName: shard.fileName + ".partial") == shard)
      #expect(Shard("\(shard)") == shard)
    }
    for name in [
      "plan.json", "shard-1-of-2", "shard-3-of-2.csv", "shard-1-of-2.csv.partial-17",
      "shard-1-of-2.csv.bak", "xshard-1-of-2.csv", "shard-01-of-2.csv", "shard--of-.csv",
    ] {
      #expect(Shard(fileName: name) == nil, "\(name)")
    }
  }

  @Test("points have the order of the list of settings")
  func order() throws {
    let texts = [
      "data": "constant,iid", "n": "5,7", "k": "1..3", "mu": "1,2", "theta": "0.5,1",
      "sigma": "0.1,0.2,0.3", "family": "bilevel,unrolled,linear", "depth": "2,3,4",
      "omega": "0.5,learned",
    ]
    let grid = try ParameterGrid(
      ParameterTexts([], texts.map { SweepValue(key: $0.key, text: $0.value) }))
    let settings = try grid.settings()
    #expect(grid.axisCounts.reduce(1, *) == settings.count)
    #expect(settings.indices.allSatisfy { grid.setting($0) == settings[$0] })
  }
}
