internal import CEncoderKernels

/// A model as read from somebody else's files, before it is written in our form.
struct SourceModel {
    /// Rows of numbers: outputs one after the other, each of as many inputs.
    enum Matrix {
        /// Blocks of 32 inputs: a half float and 16 bytes, byte i holding weight i and, in its upper bits, 16 + i.
        case blocks(ArraySlice<UInt8>)
        case floats([Float])
    }

    struct Product {
        var matrix: Matrix
        var bias: [Float]
    }

    struct Layer {
        var states: [Product]
        var mixing: Product
        var firstNorm: [Float]
        var inner: Product
        var outer: Product
        var lastNorm: [Float]
    }

    /// Counts of pieces and rules are filled in when it is written.
    var description: EncoderDescription
    var pieces: [[UInt8]]
    var scores: [Float]
    /// Sequences of characters and what replaces them.
    var rules: [(from: [UInt8], to: [UInt8])]
    var pieceVectors: Matrix
    var positions: [Float]
    var embeddingNorm: [Float]
    var layers: [Layer]

    /// Keeps only some pieces, in their order.
    mutating func keepPieces(_ kept: [Int]) {
        let width = description.dimension
        switch pieceVectors {
        case .blocks(let bytes):
            let stride = width / 32 * 18
            var rows: [UInt8] = []
            rows.reserveCapacity(kept.count * stride)
            for number in kept {
                let start = bytes.startIndex + number * stride
                rows.append(contentsOf: bytes[start..<start + stride])
            }
            pieceVectors = .blocks(rows[...])
        case .floats(let numbers):
            var rows: [Float] = []
            rows.reserveCapacity(kept.count * width)
            for number in kept {
                rows.append(contentsOf: numbers[number * width..<(number + 1) * width])
            }
            pieceVectors = .floats(rows)
        }
        pieces = kept.map { pieces[$0] }
        if !scores.isEmpty { scores = kept.map { scores[$0] } }
        func moved(_ number: Int) -> Int { kept.firstIndex(of: number) ?? 0 }
        description.beginPiece = moved(description.beginPiece)
        description.endPiece = moved(description.endPiece)
        description.unknownPiece = moved(description.unknownPiece)
    }
}

/// Rounds weights to four bits or eight, 32 inputs sharing a scale.
enum Rounding {
    /// Four bits as GGML's Q4_0 has them: the weight of the largest size becomes -8.
    static func four(_ values: ArraySlice<Float>) -> (scale: UInt16, numbers: [Int]) {
        let largest = values.reduce(Float(0)) { abs($1) > abs($0) ? $1 : $0 }
        let half = kfenc_to_half(largest / -8)
        let scale = kfenc_from_half(half)
        return (half, values.map { scale == 0 ? 0 : min(max(Int(($0 / scale).rounded()), -8), 7) })
    }

    /// Eight bits, of which -119...119 are used: both halves of such a number fit four bits with a sign.
    static func eight(_ values: ArraySlice<Float>) -> (scale: UInt16, numbers: [Int]) {
        let largest = values.reduce(Float(0)) { max($0, abs($1)) }
        let half = kfenc_to_half(largest / 119)
        let scale = kfenc_from_half(half)
        return (
            half, values.map { scale == 0 ? 0 : min(max(Int(($0 / scale).rounded()), -119), 119) }
        )
    }
}

/// Floats of 16 bits.
enum HalfFloat {
    static func float(_ bits: UInt16) -> Float { kfenc_from_half(bits) }
}
