// Values with repetitions.

/// The values in the order of their first occurrence, with their multiplicities.
package struct Groups<Value: Hashable> {
  package private(set) var keys: [Value] = []
  private var counts: [Value: Int] = [:]

  package init(_ values: [Value]) {
    for value in values {
      let count = counts[value, default: 0]
      if count == 0 { keys.append(value) }
      counts[value] = count + 1
    }
  }

  /// The multiplicity of a value.
  package func count(_ value: Value) -> Int { counts[value] ?? 0 }

  /// A value, repeated as often as it occurs.
  package func copies(_ value: Value) -> [Value] { Array(repeating: value, count: count(value)) }
}
