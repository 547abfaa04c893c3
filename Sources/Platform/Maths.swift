#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Functions of the C library that the standard library lacks.
///
/// The only place that asks which C library there is. Each call is the library's own: the results
/// are the same to the last bit.
package enum Maths {
    /// The natural logarithm.
    @inlinable @inline(__always)
    package static func log(_ x: Double) -> Double {
        #if canImport(Glibc)
        Glibc.log(x)
        #elseif canImport(Musl)
        Musl.log(x)
        #else
        Darwin.log(x)
        #endif
    }

    /// *e* to the power of `x`.
    @inlinable @inline(__always)
    package static func exp(_ x: Double) -> Double {
        #if canImport(Glibc)
        Glibc.exp(x)
        #elseif canImport(Musl)
        Musl.exp(x)
        #else
        Darwin.exp(x)
        #endif
    }
}
