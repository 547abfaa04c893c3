import CEncoderKernels
import Foundation
import KFBotTesting
import Testing

/// The arithmetic beside plain loops, for every set of instructions that this processor has.
struct KernelTests {
    static let instructions = Array(0...kfenc_best_instructions())

    @Test("half floats are the nearest ones, and come back")
    func halves() {
        for bits in UInt16.min...UInt16.max {
            let value = kfenc_from_half(bits)
            if value.isNaN { continue }
            #expect(kfenc_to_half(value) == bits, "\(bits)")
        }
        // 1 + 2^-11 is half way between two: ties go to the even one.
        #expect(kfenc_to_half(1 + 0x1p-11) == 0x3C00)
        #expect(kfenc_to_half(1 + 3 * 0x1p-11) == 0x3C02)
        #expect(kfenc_to_half(70000) == 0x7C00)
        #expect(kfenc_to_half(0x1p-24) == 1)
    }

    @Test("products are those of plain loops, for every number of rows", arguments: instructions)
    func products(instructions: Int32) {
        var random = SeededGenerator(seed: 7)
        let (inputs, outputs) = (96, 48)
        let blocks = inputs / 32
        let weights = (0..<inputs * outputs / 2).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        let scales = (0..<blocks * outputs).map { _ in
            kfenc_to_half(Float.random(in: -1...1, using: &random))
        }
        let bias = (0..<outputs).map { Float($0) }
        for rows in 1...27 {
            let values = (0..<rows * inputs).map { _ in Float.random(in: -3...3, using: &random) }
            var bytes = [Int8](repeating: 0, count: rows * inputs)
            var valueScales = [Float](repeating: 0, count: rows * blocks)
            var sums = [Int32](repeating: 0, count: rows * blocks)
            kfenc_quantize(values, rows, inputs, &bytes, &valueScales, &sums)
            for (index, value) in values.enumerated() {
                let again = Float(bytes[index]) * valueScales[index / 32]
                #expect(abs(value - again) <= valueScales[index / 32] * 0.501)
            }
            var result = [Float](repeating: .nan, count: rows * outputs)
            kfenc_product(
                instructions,
                weights,
                scales,
                bias,
                bytes,
                valueScales,
                sums,
                &result,
                rows,
                inputs,
                outputs
            )
            for row in 0..<rows {
                for output in 0..<outputs {
                    var expected = Double(bias[output])
                    for input in 0..<inputs {
                        let tile = output / 16 * blocks + input / 32
                        let byte = weights[
                            tile * 256 + input % 32 / 4 * 32 + output % 8 * 4 + input % 4
                        ]
                        let weight = Int(output % 16 < 8 ? byte & 15 : byte >> 4) - 8
                        expected +=
                            Double(weight)
                            * Double(kfenc_from_half(scales[tile * 16 + output % 16]))
                            * Double(bytes[row * inputs + input])
                            * Double(valueScales[row * blocks + input / 32])
                    }
                    let difference = Double(result[row * outputs + output]) - expected
                    #expect(abs(difference) < 1e-2, "\(rows) rows, \(row), \(output)")
                }
            }
            // Without a bias the product is added to what is there.
            var twice = result
            kfenc_product(
                instructions,
                weights,
                scales,
                nil,
                bytes,
                valueScales,
                sums,
                &twice,
                rows,
                inputs,
                outputs
            )
            for index in twice.indices {
                let expected = 2 * result[index] - bias[index % outputs]
                #expect(abs(twice[index] - expected) < 1e-2)
            }
        }
    }

    @Test("bytes at both ends of their range do not overflow", arguments: instructions)
    func extremes(instructions: Int32) {
        for (byte, weight) in [(UInt8(0x00), -8), (0xFF, 7)] {
            for value in [Float(127), -127] {
                let weights = [UInt8](repeating: byte, count: 32 * 16 / 2)
                let scales = [UInt16](repeating: kfenc_to_half(1), count: 16)
                var bytes = [Int8](repeating: 0, count: 32)
                var valueScales: [Float] = [0]
                var sums: [Int32] = [0]
                kfenc_quantize(
                    [Float](repeating: value, count: 32),
                    1,
                    32,
                    &bytes,
                    &valueScales,
                    &sums
                )
                var result = [Float](repeating: 0, count: 16)
                let bias = result
                kfenc_product(
                    instructions,
                    weights,
                    scales,
                    bias,
                    bytes,
                    valueScales,
                    sums,
                    &result,
                    1,
                    32,
                    16
                )
                #expect(result.allSatisfy { $0 == Float(weight) * value * 32 })
            }
        }
    }

    @Test("GELU is x times the normal distribution")
    func gelu() {
        var values = stride(from: Float(-12), to: 12, by: 0.0125).map { $0 }
        values += [Float](repeating: 0, count: (8 - values.count % 8) % 8)
        var result = values
        kfenc_gelu(&result, result.count)
        for (value, result) in zip(values, result) {
            let expected = Double(value) * 0.5 * erfc(-Double(value) / 2.0.squareRoot())
            #expect(abs(Double(result) - expected) < 3e-6 * max(1, abs(Double(value))), "\(value)")
        }
    }

    @Test("normalised rows have the mean and the variance that they are given")
    func normalize() {
        var random = SeededGenerator(seed: 9)
        let columns = 64
        var values = (0..<2 * columns).map { _ in Float.random(in: -5...9, using: &random) }
        let added = (0..<2 * columns).map { _ in Float.random(in: -1...1, using: &random) }
        let ones = [Float](repeating: 1, count: columns)
        let zeros = [Float](repeating: 0, count: columns)
        kfenc_normalize(&values, added, ones, zeros, 2, columns, 1e-12)
        for row in 0..<2 {
            let part = values[row * columns..<(row + 1) * columns]
            #expect(abs(part.reduce(0, +)) < 1e-3)
            #expect(abs(part.reduce(0) { $0 + $1 * $1 } / Float(columns) - 1) < 1e-4)
        }
    }

    @Test(
        "attention is the softmax of products of queries and keys",
        arguments: [1, 2, 7, 8, 9, 17, 40]
    )
    func attention(rows: Int) {
        var random = SeededGenerator(seed: 11)
        let (columns, heads) = (32, 2)
        let width = columns / heads
        let states = (0..<rows * 3 * columns).map { _ in Float.random(in: -2...2, using: &random) }
        var result = [Float](repeating: .nan, count: rows * columns)
        var scratch = [Float](
            repeating: .nan,
            count: Int(kfenc_attention_scratch(rows, columns, heads))
        )
        kfenc_attention(states, rows, columns, heads, &result, &scratch)
        for head in 0..<heads {
            for row in 0..<rows {
                func state(_ row: Int, _ part: Int, _ index: Int) -> Double {
                    Double(states[row * 3 * columns + part * columns + head * width + index])
                }
                let shares = (0..<rows).map { other in
                    exp(
                        (0..<width).reduce(0) { $0 + state(row, 0, $1) * state(other, 1, $1) }
                            / Double(width).squareRoot()
                    )
                }
                let total = shares.reduce(0, +)
                for index in 0..<width {
                    let expected = (0..<rows).reduce(0) {
                        $0 + shares[$1] / total * state($1, 2, index)
                    }
                    let difference = Double(result[row * columns + head * width + index]) - expected
                    #expect(abs(difference) < 1e-4)
                }
            }
        }
    }
}
