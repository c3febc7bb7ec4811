// The C library of the platform under one name: exp and log1p, open and rename.

#if canImport(Glibc)
  @_exported public import Glibc
#elseif canImport(Musl)
  @_exported public import Musl
#elseif canImport(Darwin)
  @_exported public import Darwin
#else
  #error("Libc knows the C libraries Glibc, Musl and Darwin")
#endif
