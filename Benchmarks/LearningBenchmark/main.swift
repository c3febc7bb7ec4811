// The project's side of `make bench`: answers requests on standard input, one line each.
//
// A request and its answer are lines of fields separated by tabs. The peers in Benchmarks/peers speak
// the same language, so that all sides take turns on the same problem within one run:
// ```
// problem   spectrum R rows σ² N ω    read raw float64 files; N = 0 is bilevel        → ok
// evaluate  file                      write the gradient                              → risk, algorithm
// time      runs seconds              risk and gradient, until either is used up      → seconds of each
// optimum                             the infimum of the risk                         → risk
// learn     target seconds limit      L-BFGS at fixed ω down to the target            → seconds, evaluations, risk
// product   size runs                 the product of two square matrices              → seconds of each
// flops                               of the algorithm, as counted in Workload.swift  → flops
// chart     file lines                ratios over N, one curve a line                 → ok
// ```

import BenchmarkSupport

var workload: Workload?
try serve { try answer(to: $0, workload: &workload) }
