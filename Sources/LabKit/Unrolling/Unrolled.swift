// An iteration of N steps as a function of its weights, differentiated forwards and backwards.

/// The iteration z⁰, z¹ = S(z⁰, w), …, zᴺ as a function of z⁰ and w.
package struct Unrolled<Step: Layer>: Sendable {
  /// The step.
  package let layer: Step
  /// The number N of steps.
  package let stepCount: Int

  /// Unrolls a step.
  ///
  /// - Parameters:
  ///   - layer: The step S.
  ///   - stepCount: N ≥ 0.
  package init(_ layer: Step, stepCount: Int) {
    precondition(stepCount >= 0, "\(stepCount) steps")
    self.layer = layer
    self.stepCount = stepCount
  }

  /// Runs the iteration and keeps what reverse mode needs.
  ///
  /// - Parameters:
  ///   - start: z⁰.
  ///   - weights: w.
  ///   - kept: The number of last steps to keep, for truncated back-propagation; all if omitted.
  /// - Returns: The tape.
  /// - Complexity: N steps; memory for the kept ones.
  package func run(
    from start: [Double], weights: [Double], keeping kept: Int? = nil
  ) -> UnrolledTape {
    check(start, weights)
    let first = stepCount - min(max(kept ?? stepCount, 0), stepCount)
    let (width, length) = (layer.stateCount, layer.recordCount)
    var states = [Double](repeating: 0, count: (stepCount - first + 1) * width)
    var records = [Double](repeating: 0, count: max(stepCount - first, 1) * length)
    var (now, then) = (start, start)
    weights.withUnsafeBufferPointer { weights in
      records.withUnsafeMutableBufferPointer { records in
        // Steps before the first one kept share one slot.
        for step in 0..<first {
          now.withUnsafeBufferPointer { now in
            then.withUnsafeMutableBufferPointer { then in
              layer.apply(
                now, weights: weights, step: step, next: then,
                record: UnsafeMutableBufferPointer(rebasing: records[..<length]))
            }
          }
          swap(&now, &then)
        }
        states.withUnsafeMutableBufferPointer { states in
          for index in 0..<width { states[index] = now[index] }
          for slot in 0..<(stepCount - first) {
            layer.apply(
              UnsafeBufferPointer(rebasing: states[slot * width..<(slot + 1) * width]),
              weights: weights, step: first + slot,
              next: UnsafeMutableBufferPointer(
                rebasing: states[(slot + 1) * width..<(slot + 2) * width]),
              record: UnsafeMutableBufferPointer(
                rebasing: records[slot * length..<(slot + 1) * length]))
          }
        }
      }
    }
    return UnrolledTape(
      weights: weights, firstStep: first, stepCount: stepCount, stateCount: width,
      recordCount: length, states: states, records: records)
  }

  /// Reverse mode: the products of the transposed derivatives of zᴺ with vectors.
  ///
  /// - Parameters:
  ///   - cotangents: V, one row of q numbers for every entry of z.
  ///   - tape: The tape of a run.
  ///   - directions: q ≥ 1.
  ///   - truncation: K, where only the last K steps are differentiated, and the state before them is treated as
  ///     independent of w. All steps of the tape if omitted, and at most those.
  /// - Returns: (∂zᴺ/∂z)ᵀV for the first state that is differentiated, and (∂zᴺ/∂w)ᵀV, row by row.
  /// - Complexity: K products with transposed derivatives of a step.
  package func pullBack(
    _ cotangents: [Double], _ tape: UnrolledTape, directions: Int = 1,
    truncatedTo truncation: Int? = nil
  ) -> (state: [Double], weights: [Double]) {
    let count = truncation ?? tape.keptCount
    precondition(
      (0...tape.keptCount).contains(count), "\(count) steps of a tape of \(tape.keptCount)")
    precondition(
      directions >= 1 && cotangents.count == layer.stateCount * directions,
      "\(cotangents.count) numbers for \(directions) vectors of \(layer.stateCount)")
    var state = cotangents
    var weights = [Double](repeating: 0, count: layer.weightCount * directions)
    var scratch = [Double](repeating: 0, count: layer.scratchCount * directions)
    state.withUnsafeMutableBufferPointer { state in
      weights.withUnsafeMutableBufferPointer { weights in
        scratch.withUnsafeMutableBufferPointer { scratch in
          tape.withPoints(last: count) { point in
            layer.vjp(
              point, cotangents: state, weightCotangents: weights, directions: directions,
              scratch: scratch)
          }
        }
      }
    }
    return (state, weights)
  }

  /// Forward mode for p directions at once, with a callback after every step.
  ///
  /// - Parameters:
  ///   - start: z⁰.
  ///   - weights: w.
  ///   - startTangents: Ż⁰, one row of p numbers for every entry of z; 0 if omitted.
  ///   - weightTangents: Ẇ, one row of p numbers for every weight; if omitted, every weight is a direction of its
  ///     own, and the tangents are the Jacobian ∂z/∂w.
  ///   - directions: p ≥ 1; the number of weights where they are the directions.
  ///   - watch: Called after every step with its number from 1, the state, the record of the step, and the
  ///     tangents row by row; returning false ends the run.
  /// - Returns: zᴺ and its tangents, row by row.
  /// - Complexity: N products with derivatives of a step; memory for one.
  package func pushForward(
    from start: [Double], weights: [Double], startTangents: [Double]? = nil,
    weightTangents: [Double]? = nil, directions: Int,
    watch: (_ step: Int, _ point: LayerPoint, _ tangents: UnsafeBufferPointer<Double>) -> Bool = {
      _, _, _ in true
    }
  ) -> (state: [Double], tangents: [Double]) {
    check(start, weights)
    precondition(directions >= 1, "\(directions) directions")
    precondition(
      weightTangents.map { $0.count == layer.weightCount * directions }
        ?? (directions == layer.weightCount),
      "\(directions) directions of \(layer.weightCount) weights")
    let width = layer.stateCount
    precondition(
      startTangents.map { $0.count == width * directions } ?? true,
      "\(directions) directions of \(width) entries of the state")
    var (now, then) = (start, start)
    var tangents = startTangents ?? [Double](repeating: 0, count: width * directions)
    var record = [Double](repeating: 0, count: layer.recordCount)
    var scratch = [Double](repeating: 0, count: layer.scratchCount * directions)
    let rows = weightTangents ?? []
    weights.withUnsafeBufferPointer { weights in
      rows.withUnsafeBufferPointer { rows in
        for step in 0..<stepCount {
          let goesOn = now.withUnsafeBufferPointer { now in
            then.withUnsafeMutableBufferPointer { then in
              record.withUnsafeMutableBufferPointer { record in
                layer.apply(now, weights: weights, step: step, next: then, record: record)
                let point = LayerPoint(
                  step: step, weights: weights, state: now, next: UnsafeBufferPointer(then),
                  record: UnsafeBufferPointer(record))
                return tangents.withUnsafeMutableBufferPointer { tangents in
                  scratch.withUnsafeMutableBufferPointer { scratch in
                    layer.jvp(
                      point, tangents: tangents,
                      weightTangents: weightTangents == nil ? .identity : .rows(rows),
                      directions: directions, scratch: scratch)
                  }
                  return watch(step + 1, point, UnsafeBufferPointer(tangents))
                }
              }
            }
          }
          swap(&now, &then)
          guard goesOn else { break }
        }
      }
    }
    return (now, tangents)
  }

  private func check(_ start: [Double], _ weights: [Double]) {
    precondition(
      start.count == layer.stateCount && weights.count == layer.weightCount,
      """
      \(start.count) numbers and \(weights.count) weights for a layer of \(layer.stateCount) and \
      \(layer.weightCount)
      """)
  }
}

/// The states and records of a run.
package struct UnrolledTape: Sendable {
  /// w.
  package let weights: [Double]
  /// The number of the first step that is kept.
  package let firstStep: Int
  /// The number N of steps of the run.
  package let stepCount: Int
  private let stateCount: Int
  private let recordCount: Int
  private let states: [Double]
  private let records: [Double]

  fileprivate init(
    weights: [Double], firstStep: Int, stepCount: Int, stateCount: Int, recordCount: Int,
    states: [Double], records: [Double]
  ) {
    self.weights = weights
    self.firstStep = firstStep
    self.stepCount = stepCount
    self.stateCount = stateCount
    self.recordCount = recordCount
    self.states = states
    self.records = records
  }

  /// The number of steps kept.
  package var keptCount: Int { stepCount - firstStep }

  /// The last state zᴺ.
  package var state: [Double] { state(after: stepCount) }

  /// The state after some steps.
  ///
  /// - Parameter step: From ``firstStep`` to N.
  /// - Returns: z after that many steps.
  package func state(after step: Int) -> [Double] {
    precondition(
      (firstStep...stepCount).contains(step),
      "the state after \(step) steps; only those from \(firstStep) to \(stepCount) are kept")
    let slot = step - firstStep
    return Array(states[slot * stateCount..<(slot + 1) * stateCount])
  }

  /// Calls a function with the last steps, the very last first.
  fileprivate func withPoints(last count: Int, _ body: (LayerPoint) -> Void) {
    weights.withUnsafeBufferPointer { weights in
      states.withUnsafeBufferPointer { states in
        records.withUnsafeBufferPointer { records in
          for slot in (keptCount - count..<keptCount).reversed() {
            let (width, length) = (stateCount, recordCount)
            body(
              LayerPoint(
                step: firstStep + slot, weights: weights,
                state: UnsafeBufferPointer(rebasing: states[slot * width..<(slot + 1) * width]),
                next: UnsafeBufferPointer(
                  rebasing: states[(slot + 1) * width..<(slot + 2) * width]),
                record: UnsafeBufferPointer(
                  rebasing: records[slot * length..<(slot + 1) * length])))
          }
        }
      }
    }
  }
}
