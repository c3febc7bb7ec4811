// The order of panels over depths.

/// Even depths above odd ones if that makes two full rows; otherwise in the order given, three in a row.
///
/// - Parameters:
///   - elements: One for each panel.
///   - depth: The depth of an element; nil where it has none.
/// - Returns: The elements in the order of the panels, and the number of panels in a row.
func arrangedByParity<Element>(
  _ elements: [Element], depth: (Element) -> Int?
) -> ([Element], columns: Int) {
  let even = elements.filter { depth($0).map { $0 % 2 == 0 } ?? false }
  let odd = elements.filter { depth($0).map { $0 % 2 == 1 } ?? false }
  guard even.count == odd.count, 2 * even.count == elements.count, (2...4).contains(even.count)
  else { return (elements, min(max(elements.count, 1), 3)) }
  return (even + odd, even.count)
}
