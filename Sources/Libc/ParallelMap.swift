// Work on several processors at a time.

import Dispatch
import Synchronization

/// Transforms the elements of a collection, several at a time, and returns the results in their order.
///
/// Elements are begun in their order, by threads that take one after the other, so that the results do
/// not depend on the number of jobs if the transformation does not.
///
/// - Parameters:
///   - elements: The elements to transform.
///   - jobs: The number of threads, at least 1; at most as many run as there are processors and elements.
///   - transform: Called once for every element, in any thread.
/// - Returns: The result of every element, in the order of the elements.
/// - Throws: The error of the first element, in their order, that has one. After an error no element is begun;
///   those that have begun come to their end.
/// - Precondition: The number of jobs is positive.
/// - Complexity: A few microseconds a thread in addition to the work itself.
@discardableResult
public func parallelMap<Elements, Output, Failure>(
  _ elements: Elements, jobs: Int,
  _ transform: @Sendable (Elements.Element) throws(Failure) -> Output
) throws(Failure) -> [Output]
where Elements: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error {
  try parallelMap(elements, jobs: jobs, while: { true }, transform).compactMap(\.self)
}

/// Transforms the elements of a collection, several at a time, until it is told to stop.
///
/// - Parameters:
///   - elements: The elements to transform.
///   - jobs: The number of threads, at least 1; no more of them run than there are processors or elements.
///   - isWanted: Called before an element is begun, in any thread; once it returns false no more elements are
///     begun. Those that have begun come to their end, so a long transformation should check for itself.
///   - transform: Called at most once for every element, in any thread.
/// - Returns: The result of every element in the order of the elements; nil for those not begun.
/// - Throws: The error of the first element, in their order, that has one.
/// - Precondition: The number of jobs is positive.
@discardableResult
public func parallelMap<Elements, Output, Failure>(
  _ elements: Elements, jobs: Int, while isWanted: @Sendable () -> Bool,
  _ transform: @Sendable (Elements.Element) throws(Failure) -> Output
) throws(Failure) -> [Output?]
where Elements: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error {
  precondition(jobs >= 1, "\(jobs) jobs")
  let count = elements.count
  guard count > 0 else { return [] }
  let results = Mutex([Result<Output, Failure>?](repeating: nil, count: count))
  let next = Atomic(0)
  let isStopped = Atomic(false)
  DispatchQueue.concurrentPerform(iterations: min(jobs, count)) { _ in
    while !isStopped.load(ordering: .relaxed) {
      let position = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard position < count else { return }
      guard isWanted() else {
        isStopped.store(true, ordering: .relaxed)
        return
      }
      let element = elements[elements.index(elements.startIndex, offsetBy: position)]
      let result = Result { () throws(Failure) in try transform(element) }
      if case .failure = result { isStopped.store(true, ordering: .relaxed) }
      results.withLock { $0[position] = result }
    }
  }
  return try results.withLock { $0 }.map { result throws(Failure) in try result?.get() }
}

/// Transforms elements that take unequal time, the longest first, so that none runs alone at the end.
///
/// - Parameters:
///   - elements: The elements to transform.
///   - jobs: The number of threads, at least 1; at most as many run as there are processors and elements.
///   - cost: An estimate of the time that an element takes, in any unit.
///   - isWanted: Called before an element is begun, in any thread; once it returns false no more elements are
///     begun.
///   - transform: Called at most once for every element, in any thread.
/// - Returns: The result of every element in the order of the elements; nil for those not begun.
/// - Throws: The error of the longest element that has one.
/// - Precondition: The number of jobs is positive.
public func parallelMap<Element, Output, Failure>(
  _ elements: [Element], jobs: Int, longestFirst cost: (Element) -> Int,
  while isWanted: @Sendable () -> Bool = { true },
  _ transform: @Sendable (Element) throws(Failure) -> Output
) throws(Failure) -> [Output?]
where Element: Sendable, Output: Sendable, Failure: Error {
  let costs = elements.map(cost)
  let order = elements.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }
  let found = try parallelMap(order, jobs: jobs, while: isWanted) { index throws(Failure) in
    try transform(elements[index])
  }
  var results = [Output?](repeating: nil, count: elements.count)
  for (index, result) in zip(order, found) { results[index] = result }
  return results
}
