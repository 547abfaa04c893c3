internal import CEncoderKernels

/// Writes a model in our form.
struct EncoderFileWriter {
    private let model: SourceModel
    private var description: EncoderDescription
    private var bytes: [UInt8] = []

    init(_ model: SourceModel) {
        self.model = model
        description = model.description
    }

    /// The whole file.
    ///
    /// - Throws: ``EncoderError`` with code `unsupported` where the model's widths do not suit.
    mutating func file() throws -> [UInt8] {
        description.pieces = model.pieces.count
        description.pieceBytes = model.pieces.reduce(0) { $0 + $1.count }
        description.pieceSlots = TextTable.slots(for: model.pieces.count)
        description.longestPiece = model.pieces.reduce(0) { max($0, $1.count) }
        description.rules = model.rules.count
        description.ruleBytes = model.rules.reduce(0) { $0 + $1.from.count }
        description.ruleSlots = TextTable.slots(for: model.rules.count)
        description.longestRule = model.rules.reduce(0) { max($0, $1.from.count) }
        description.replacementBytes = model.rules.reduce(0) { $0 + $1.to.count }
        try description.validate()
        let json = try description.json()
        let layout = EncoderLayout(description, start: EncoderLayout.headerBytes + json.count)
        bytes = [UInt8](repeating: 0, count: layout.end)
        put(EncoderLayout.magic, at: 0..<8)
        put([EncoderLayout.version, UInt32(json.count)], at: 8..<16)
        put(json, at: EncoderLayout.headerBytes..<EncoderLayout.headerBytes + json.count)
        putTable(model.pieces, at: layout.pieceTable)
        put(model.scores, at: layout.pieceScores)
        putTable(model.rules.map(\.from), at: layout.ruleTable)
        put(model.rules.flatMap(\.to), at: layout.replacementText)
        put(Self.offsets(model.rules.map(\.to)), at: layout.replacementOffsets)
        putPieceVectors(at: layout)
        put(model.positions, at: layout.positions)
        put(model.embeddingNorm, at: layout.embeddingNorm)
        for (layer, place) in zip(model.layers, layout.layers) {
            try put(layer.states, at: place.states)
            try put([layer.mixing], at: place.mixing)
            put(layer.firstNorm, at: place.firstNorm)
            try put([layer.inner], at: place.inner)
            try put([layer.outer], at: place.outer)
            put(layer.lastNorm, at: place.lastNorm)
        }
        let sum = try bytes.withUnsafeBytes { all in
            try Fingerprint(of: description, parts: all[layout.start...])
        }
        put(sum.bytes, at: 16..<32)
        return bytes
    }

    private mutating func put<Number>(_ numbers: [Number], at range: Range<Int>) {
        numbers.withUnsafeBytes { source in
            precondition(source.count == range.count, "a part is not as long as its place")
            bytes.withUnsafeMutableBytes { target in
                UnsafeMutableRawBufferPointer(rebasing: target[range]).copyMemory(from: source)
            }
        }
    }

    private static func offsets(_ texts: [[UInt8]]) -> [UInt32] {
        var offsets: [UInt32] = [0]
        var end: UInt32 = 0
        for text in texts {
            end += UInt32(text.count)
            offsets.append(end)
        }
        return offsets
    }

    private mutating func putTable(_ texts: [[UInt8]], at place: EncoderLayout.Table) {
        put(texts.flatMap { $0 }, at: place.text)
        put(Self.offsets(texts), at: place.offsets)
        put(TextTable.places(of: texts), at: place.places)
    }

    private mutating func putPieceVectors(at layout: EncoderLayout) {
        switch model.pieceVectors {
        case .blocks(let blocks):
            put(Array(blocks), at: layout.pieceVectors)
        case .floats(let numbers):
            var blocks: [UInt8] = []
            blocks.reserveCapacity(layout.pieceVectors.count)
            for start in stride(from: 0, to: numbers.count, by: 32) {
                let values = numbers[start..<start + 32]
                let (scale, rounded) =
                    description.pieceBits == 4 ? Rounding.four(values) : Rounding.eight(values)
                blocks.append(UInt8(truncatingIfNeeded: scale))
                blocks.append(UInt8(truncatingIfNeeded: scale >> 8))
                if description.pieceBits == 4 {
                    for index in 0..<16 {
                        blocks.append(UInt8(rounded[index] + 8 | (rounded[16 + index] + 8) << 4))
                    }
                } else {
                    blocks.append(contentsOf: rounded.map { UInt8(bitPattern: Int8($0)) })
                }
            }
            put(blocks, at: layout.pieceVectors)
        }
    }

    /// Several products with the same inputs become one.
    private mutating func put(
        _ products: [SourceModel.Product],
        at place: EncoderLayout.Product
    ) throws {
        put(products.flatMap(\.bias), at: place.bias)
        let blocks = place.inputs / 32
        var output = 0
        for product in products {
            for row in 0..<product.bias.count {
                for block in 0..<blocks {
                    let (scale, numbers) = try self.numbers(
                        of: product.matrix,
                        block: row * blocks + block
                    )
                    write(scale, numbers, output: output, block: block, of: blocks, at: place)
                }
                output += 1
            }
        }
    }

    private func numbers(
        of matrix: SourceModel.Matrix,
        block: Int
    ) throws -> (scale: UInt16, numbers: [Int]) {
        switch matrix {
        case .blocks(let bytes):
            guard description.weightBits == 4 else {
                throw EncoderError(.unsupported, "the model's weights have four bits already")
            }
            let start = bytes.startIndex + block * 18
            let packed = bytes[start + 2..<start + 18]
            return (
                UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8,
                packed.map { Int($0 & 15) - 8 } + packed.map { Int($0 >> 4) - 8 }
            )
        case .floats(let values):
            let slice = values[block * 32..<block * 32 + 32]
            return description.weightBits == 4 ? Rounding.four(slice) : Rounding.eight(slice)
        }
    }

    private mutating func write(
        _ scale: UInt16,
        _ numbers: [Int],
        output: Int,
        block: Int,
        of blocks: Int,
        at place: EncoderLayout.Product
    ) {
        let tile = output / 16 * blocks + block
        let lane = output % 8
        let shift = output % 16 < 8 ? 0 : 4
        for (index, plane) in place.planes.enumerated() {
            var factor = scale
            var halves = numbers
            if place.planes.count == 2 {
                let lower = numbers.map { (($0 + 8) & 15) - 8 }
                halves = index == 1 ? lower : zip(numbers, lower).map { ($0 - $1) / 16 }
                if index == 0 { factor = kfenc_to_half(kfenc_from_half(scale) * 16) }
            }
            let scalePlace = plane.scales.lowerBound + (tile * 16 + output % 16) * 2
            bytes[scalePlace] = UInt8(truncatingIfNeeded: factor)
            bytes[scalePlace + 1] = UInt8(truncatingIfNeeded: factor >> 8)
            let start = plane.weights.lowerBound + tile * 256
            for input in 0..<32 {
                let byte = start + input / 4 * 32 + lane * 4 + input % 4
                bytes[byte] |= UInt8(halves[input] + 8) << UInt8(shift)
            }
        }
    }
}
