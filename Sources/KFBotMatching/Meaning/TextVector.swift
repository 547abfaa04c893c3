import CVectors

/// A text's vector of length 1, each number rounded to a byte: `number ≈ byte · scale`.
///
/// The product of two vectors is their cosine, off by less than 0.002 at 384 numbers.
public struct TextVector: Hashable, Sendable {
    /// The rounded numbers, each in −127...127.
    public let bytes: [Int8]
    /// What a byte of 1 stands for; 0 only if all bytes are.
    public let scale: Float

    /// Rounds a vector of length 1.
    public init(_ numbers: [Float]) {
        let largest = numbers.reduce(0) { max($0, abs($1)) }
        guard largest > 0, largest.isFinite else {
            bytes = [Int8](repeating: 0, count: numbers.count)
            scale = 0
            return
        }
        let factor = 127 / largest
        bytes = numbers.map { Int8(($0 * factor).rounded()) }
        scale = largest / 127
    }

    /// Copies a vector out of memory.
    init(of number: UInt32, in rows: any TextVectorRows) {
        bytes = Array(UnsafeBufferPointer(start: rows.row(number), count: rows.dimension))
        scale = rows.scale(number)
    }
}

/// Rounded vectors that lie in memory, by number.
///
/// An implementer promises that ``row(_:)`` is valid and never changes as long as the object lives.
public protocol TextVectorRows: AnyObject, Sendable {
    /// How many numbers a vector has.
    var dimension: Int { get }

    /// The bytes of a vector.
    func row(_ number: UInt32) -> UnsafePointer<Int8>

    /// What a byte of 1 stands for in a vector.
    func scale(_ number: UInt32) -> Float
}

extension TextVectorRows {
    /// The cosine of a vector and one of these.
    func cosine(_ vector: TextVector, _ number: UInt32) -> Double {
        let product = kfvec_dot(vector.bytes, row(number), dimension)
        return Double(product) * Double(vector.scale) * Double(scale(number))
    }
}
