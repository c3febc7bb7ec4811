// One of the parts into which the points of a plan are divided.

/// The points p ≡ i − 1 (mod m): shard i of m.
package struct Shard: Sendable, Hashable {
  /// i, from 1 to m.
  package let number: Int
  /// m, at least 1.
  package let count: Int

  /// The largest number of shards of a plan.
  package static let countLimit = 1_000_000

  /// The shard with all points.
  package static let whole = Shard(number: 1, count: 1)

  /// Creates a shard.
  ///
  /// - Precondition: 1 ≤ i ≤ m.
  package init(number: Int, count: Int) {
    precondition(number >= 1 && number <= count, "shard \(number) of \(count)")
    self.number = number
    self.count = count
  }

  /// Reads `i/m`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Self.count(parts[0]), let count = Self.count(parts[1]),
      number <= count
    else { return nil }
    self.init(number: number, count: count)
  }

  /// Reads the name of a file of results, with or without `.partial`; nil for other names.
  package init?(fileName: String) {
    var name = fileName[...]
    guard name.hasPrefix("shard-") else { return nil }
    name = name.dropFirst("shard-".count)
    if name.hasSuffix(Self.partialExtension) { name = name.dropLast(Self.partialExtension.count) }
    guard name.hasSuffix(".csv"), let middle = name.dropLast(4).firstRange(of: "-of-") else {
      return nil
    }
    self.init("\(name[..<middle.lowerBound])/\(name[middle.upperBound...].dropLast(4))")
    guard fileName.hasPrefix(self.fileName) else { return nil }
  }

  /// The name of its file of results.
  package var fileName: String { "shard-\(number)-of-\(count).csv" }

  /// The ending of the name until all points are done.
  package static let partialExtension = ".partial"

  /// The first point.
  package var first: Int { number - 1 }

  /// The number of points in the shard.
  package func size(of points: Int) -> Int {
    points > first ? (points - first - 1) / count + 1 : 0
  }

  private static func count(_ text: Substring) -> Int? {
    guard let value = Int(text), (1...countLimit).contains(value), String(value) == text else {
      return nil
    }
    return value
  }
}

extension Shard: CustomStringConvertible {
  /// `i/m`, as on the command line.
  package var description: String { "\(number)/\(count)" }
}
