// The number of threads that BLAS uses.

import CLAPACKE
import Libc

/// Sets the number of threads of the BLAS library, for the whole program.
///
/// Work that runs in several threads asks for one each; large single problems ask for all.
///
/// - Parameter count: The number of threads, at least 1.
/// - Precondition: No other thread is in BLAS.
/// - SeeAlso: ``availableProcessors()``.
public func setBLASThreads(_ count: Int) {
  precondition(count > 0, "\(count) threads of BLAS where at least 1 is needed")
  blas_set_num_threads(Int32(count))
}

/// The number of processors that this program may run on, fewer than there are if a scheduler or
/// taskset restricts it.
public func availableProcessors() -> Int {
  let allowed = Int(allowed_processors())
  let online = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  return max(allowed > 0 ? min(allowed, online) : online, 1)
}
