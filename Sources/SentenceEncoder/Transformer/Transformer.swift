internal import CEncoderKernels

/// The forward pass of a BERT encoder: vectors of the last layer, or their mean, for pieces.
///
/// Devlin et al. (2019); each layer is attention and two products with GELU between, each added and normalised.
/// Rows are quantized one by one, so that a text's vector does not depend on what else is in the batch.
struct Transformer {
    private let model: EncoderDescription
    private let layout: EncoderLayout
    private let file: UnsafeRawPointer

    /// What the products use, found once.
    static let instructions = Int(kfenc_best_instructions())

    /// Pieces that go through the layers together: few enough that their numbers stay in a core's second cache.
    static let passLength = 192

    init(_ model: EncoderDescription, _ layout: EncoderLayout, in file: UnsafeRawBufferPointer) {
        self.model = model
        self.layout = layout
        guard let base = file.baseAddress else { preconditionFailure("an empty file was opened") }
        self.file = base
    }

    /// Returns one vector for each text of pieces, pooled but not yet of length 1.
    ///
    /// - Parameters:
    ///   - texts: Each of 1...positions pieces, beginning and end included.
    ///   - instructions: What the products use.
    /// - Returns: As many vectors, in order.
    func pooled(_ texts: [[Int32]], instructions: Int = Transformer.instructions) -> [[Float]] {
        var result: [[Float]] = []
        result.reserveCapacity(texts.count)
        var start = 0
        while start < texts.count {
            var end = start + 1
            var length = texts[start].count
            while end < texts.count, length + texts[end].count <= Self.passLength {
                length += texts[end].count
                end += 1
            }
            pass(texts[start..<end], length, Int32(instructions), &result)
            start = end
        }
        return result
    }

    private func pass(
        _ texts: ArraySlice<[Int32]>,
        _ rows: Int,
        _ instructions: Int32,
        _ result: inout [[Float]]
    ) {
        let width = model.dimension
        let work = Workspace(
            rows: rows,
            width: width,
            inner: max(width, model.innerDimension),
            shares: kfenc_attention_scratch(
                texts.reduce(0) { max($0, $1.count) },
                width,
                model.heads
            )
        )
        embed(texts, into: work.values)
        for layer in layout.layers {
            product(layer.states, work.values, work.states, rows, work, instructions)
            var row = 0
            for text in texts {
                kfenc_attention(
                    work.states + row * 3 * width,
                    text.count,
                    width,
                    model.heads,
                    work.mixed + row * width,
                    work.shares
                )
                row += text.count
            }
            product(layer.mixing, work.mixed, work.states, rows, work, instructions)
            normalize(work.values, work.states, layer.firstNorm, rows)
            product(layer.inner, work.values, work.inner, rows, work, instructions)
            kfenc_gelu(work.inner, rows * layer.inner.outputs)
            product(layer.outer, work.inner, work.states, rows, work, instructions)
            normalize(work.values, work.states, layer.lastNorm, rows)
        }
        var row = 0
        for text in texts {
            result.append(pool(UnsafePointer(work.values + row * width), text.count))
            row += text.count
        }
    }

    private func embed(_ texts: ArraySlice<[Int32]>, into values: UnsafeMutablePointer<Float>) {
        let width = model.dimension
        let vectors = bytes(layout.pieceVectors)
        let positions = floats(layout.positions)
        var row = values
        for text in texts {
            for (position, piece) in text.enumerated() {
                let blocks = vectors + Int(piece) * layout.pieceStride
                if model.pieceBits == 4 {
                    kfenc_unpack4(blocks, width, row)
                } else {
                    kfenc_unpack8(blocks, width, row)
                }
                let place = positions + position * width
                for index in 0..<width { row[index] += place[index] }
                row += width
            }
        }
        let rows = (row - values) / width
        normalize(values, nil, layout.embeddingNorm, rows)
    }

    private func normalize(
        _ values: UnsafeMutablePointer<Float>,
        _ added: UnsafeMutablePointer<Float>?,
        _ norm: Range<Int>,
        _ rows: Int
    ) {
        let weight = floats(norm)
        let width = model.dimension
        kfenc_normalize(values, added, weight, weight + width, rows, width, model.epsilon)
    }

    private func product(
        _ matrix: EncoderLayout.Product,
        _ values: UnsafeMutablePointer<Float>,
        _ result: UnsafeMutablePointer<Float>,
        _ rows: Int,
        _ work: Workspace,
        _ instructions: Int32
    ) {
        kfenc_quantize(values, rows, matrix.inputs, work.bytes, work.scales, work.sums)
        for (index, plane) in matrix.planes.enumerated() {
            kfenc_product(
                instructions,
                bytes(plane.weights),
                (file + plane.scales.lowerBound).assumingMemoryBound(to: UInt16.self),
                index == 0 ? floats(matrix.bias) : nil,
                work.bytes,
                work.scales,
                work.sums,
                result,
                rows,
                matrix.inputs,
                matrix.outputs
            )
        }
    }

    private func pool(_ rows: UnsafePointer<Float>, _ count: Int) -> [Float] {
        let width = model.dimension
        var vector = [Float](repeating: 0, count: width)
        vector.withUnsafeMutableBufferPointer { vector in
            let used = model.pooling == .cls ? 1 : count
            for row in 0..<used {
                for index in 0..<width { vector[index] += rows[row * width + index] }
            }
            for index in 0..<width { vector[index] /= Float(used) }
        }
        return vector
    }

    private func bytes(_ range: Range<Int>) -> UnsafePointer<UInt8> {
        (file + range.lowerBound).assumingMemoryBound(to: UInt8.self)
    }

    private func floats(_ range: Range<Int>) -> UnsafePointer<Float> {
        (file + range.lowerBound).assumingMemoryBound(to: Float.self)
    }
}

/// The numbers of one pass, in one piece of memory.
private final class Workspace {
    let values: UnsafeMutablePointer<Float>
    let states: UnsafeMutablePointer<Float>
    let mixed: UnsafeMutablePointer<Float>
    let inner: UnsafeMutablePointer<Float>
    let shares: UnsafeMutablePointer<Float>
    let scales: UnsafeMutablePointer<Float>
    let sums: UnsafeMutablePointer<Int32>
    let bytes: UnsafeMutablePointer<Int8>
    private let memory: UnsafeMutableRawPointer

    init(rows: Int, width: Int, inner innerWidth: Int, shares shareCount: Int) {
        let counts = [
            rows * width, rows * 3 * width, rows * width, rows * innerWidth, shareCount,
            rows * innerWidth / 32, rows * innerWidth / 32,
        ].map { ($0 + 15) / 16 * 16 }
        let total = counts.reduce(0, +) * 4
        memory = .allocate(byteCount: total + rows * innerWidth, alignment: 64)
        var next = memory
        func take<Number>(_ index: Int, _: Number.Type) -> UnsafeMutablePointer<Number> {
            defer { next += counts[index] * 4 }
            return next.bindMemory(to: Number.self, capacity: counts[index])
        }
        values = take(0, Float.self)
        states = take(1, Float.self)
        mixed = take(2, Float.self)
        inner = take(3, Float.self)
        shares = take(4, Float.self)
        scales = take(5, Float.self)
        sums = take(6, Int32.self)
        bytes = next.bindMemory(to: Int8.self, capacity: rows * innerWidth)
    }

    deinit { memory.deallocate() }
}
