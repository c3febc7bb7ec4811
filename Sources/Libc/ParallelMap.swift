// Work on several processors at a time.

import Dispatch
import Synchronization

/// Transforms the elements of a collection, several at a time, and returns the results in their order.
///
/// Elements are begun in their order, by threads that take one after the other, so that the results do
/// not depend on the number of jobs if the transformation does not.
///
/// - Parameters:
///   - elements: The elements to transform; best with the slowest first, so that none runs alone at the end.
///   - jobs: The number of threads, at least 1; no more of them run than there are processors or elements.
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
