// The time that the program itself takes.

/// The processor time of all threads of the program, which other programs do not lengthen.
///
/// - Returns: Seconds of processor time since the start of the program.
package func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
