// Raw float64 files, as `numpy.fromfile` reads them.

import BenchmarkSupport
import Libc

/// The numbers of a file.
func readNumbers(_ path: String) throws -> [Double] {
  guard let file = fopen(path, "rb") else { throw RequestError("cannot read \(path)") }
  defer { fclose(file) }
  fseek(file, 0, SEEK_END)
  let count = ftell(file) / MemoryLayout<Double>.size
  rewind(file)
  return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
    initialized = fread(buffer.baseAddress, MemoryLayout<Double>.size, count, file)
  }
}

/// Writes numbers.
func writeNumbers(_ numbers: [Double], to path: String) throws {
  try numbers.withUnsafeBytes { try writeBytes($0, to: path) }
}

/// Writes a file.
func writeBytes(_ bytes: UnsafeRawBufferPointer, to path: String) throws {
  guard let file = fopen(path, "wb") else {
    throw RequestError("cannot write \(path)")
  }
  let written = fwrite(bytes.baseAddress, 1, bytes.count, file)
  guard fclose(file) == 0, written == bytes.count else {
    throw RequestError("cannot write \(path)")
  }
}
