/// Where each part of a file lies: a function of its description, the same for writer and reader.
///
/// The file begins with 32 bytes: `KFBOTENC`, the version and the length of the JSON that follows as 32-bit numbers,
/// and 16 bytes of fingerprint. Parts follow the JSON, each at a multiple of 64 bytes, numbers little-endian.
struct EncoderLayout {
    static let magic = Array("KFBOTENC".utf8)
    static let version: UInt32 = 1
    static let headerBytes = 32

    /// One matrix of products: planes of four bits with their scales, and the bias.
    struct Product {
        var inputs: Int
        var outputs: Int
        /// Weights of four bits and their scales.
        ///
        /// Eight bits are two planes, the upper one first.
        var planes: [(weights: Range<Int>, scales: Range<Int>)]
        var bias: Range<Int>
    }

    struct Layer {
        var states: Product
        var mixing: Product
        var firstNorm: Range<Int>
        var inner: Product
        var outer: Product
        var lastNorm: Range<Int>
    }

    /// Texts by number and numbers by text.
    struct Table {
        var count: Int
        var slots: Int
        var longest: Int
        var text: Range<Int>
        var offsets: Range<Int>
        var places: Range<Int>
    }

    private(set) var pieceTable: Table
    private(set) var pieceScores: Range<Int>
    private(set) var ruleTable: Table
    private(set) var replacementText: Range<Int>
    private(set) var replacementOffsets: Range<Int>
    private(set) var pieceVectors: Range<Int>
    /// Bytes of one piece's vector.
    private(set) var pieceStride: Int
    private(set) var positions: Range<Int>
    private(set) var embeddingNorm: Range<Int>
    private(set) var layers: [Layer] = []
    /// Where the parts begin.
    let start: Int
    private(set) var end: Int

    /// - Parameters:
    ///   - model: What the file holds.
    ///   - start: Where the JSON ends.
    init(_ model: EncoderDescription, start: Int) {
        self.start = (start + 63) / 64 * 64
        var next = self.start
        func take(_ bytes: Int) -> Range<Int> {
            next = (next + 63) / 64 * 64
            defer { next += bytes }
            return next..<next + bytes
        }
        func table(_ count: Int, _ bytes: Int, _ slots: Int, _ longest: Int) -> Table {
            Table(
                count: count,
                slots: slots,
                longest: longest,
                text: take(bytes),
                offsets: take(4 * (count + 1)),
                places: take(4 * slots)
            )
        }
        func product(_ inputs: Int, _ outputs: Int) -> Product {
            Product(
                inputs: inputs,
                outputs: outputs,
                planes: (0..<model.weightBits / 4).map { _ in
                    (take(outputs * inputs / 2), take(outputs * inputs / 32 * 2))
                },
                bias: take(4 * outputs)
            )
        }
        let width = model.dimension
        pieceTable = table(model.pieces, model.pieceBytes, model.pieceSlots, model.longestPiece)
        pieceScores = take(model.segmentation == .unigram ? 4 * model.pieces : 0)
        ruleTable = table(model.rules, model.ruleBytes, model.ruleSlots, model.longestRule)
        replacementText = take(model.replacementBytes)
        replacementOffsets = take(4 * (model.rules + 1))
        pieceStride = width / 32 * (model.pieceBits == 4 ? 18 : 34)
        pieceVectors = take(model.pieces * pieceStride)
        positions = take(4 * model.positions * width)
        embeddingNorm = take(8 * width)
        for _ in 0..<model.layers {
            layers.append(
                Layer(
                    states: product(width, 3 * width),
                    mixing: product(width, width),
                    firstNorm: take(8 * width),
                    inner: product(width, model.innerDimension),
                    outer: product(model.innerDimension, width),
                    lastNorm: take(8 * width)
                )
            )
        }
        end = next
    }
}
