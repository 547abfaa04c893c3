import Foundation
import KFBot
import KFBotTesting
import Testing

@testable import KFBotKnowledge

/// The file of vectors: what is stored stays, whatever happens to the process or the file.
struct VectorFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func file(_ fingerprint: String = "0123456789abcdef0123") throws -> VectorFile {
        try VectorFile(directory: directory.path, fingerprint: fingerprint, dimension: 8)
    }

    private static func vector(_ number: Int) -> TextVector {
        TextVector((0..<8).map { Float(($0 + number) % 7) / 10 })
    }

    private func stored(_ file: VectorFile, _ text: String) throws -> TextVector? {
        let (rows, number) = try file.snapshot()
        guard let number = number(text) else { return nil }
        let bytes = Array(UnsafeBufferPointer(start: rows.row(number), count: rows.dimension))
        return Self.vector(0).bytes.count == bytes.count
            ? TextVector(bytes.map { Float($0) * rows.scale(number) }) : nil
    }

    @Test("vectors are found again by their texts, over many blocks and after opening anew")
    func keeps() throws {
        let first = try file()
        let all = (0..<2_500).map { ("问题\($0)", Self.vector($0)) }
        try first.append(Array(all[..<1_100]))
        try first.append(Array(all[1_100...]))
        let again = try file()
        #expect(try again.count() == 2_500)
        for (text, vector) in all {
            #expect(try stored(again, text)?.bytes == vector.bytes)
        }
        #expect(try again.missing(["问题7", "新的", "新的"]) == ["新的"])
    }

    @Test("what one process adds, another that has the file open finds")
    func shared() throws {
        let (one, other) = (try file(), try file())
        try one.append([("甲", Self.vector(1))])
        #expect(try stored(other, "甲")?.bytes == Self.vector(1).bytes)
        try other.append([("乙", Self.vector(2))])
        #expect(try stored(one, "乙")?.bytes == Self.vector(2).bytes)
        #expect(try one.count() == 2)
    }

    @Test("what threads of one process add at the same time is all there")
    func threads() throws {
        let file = try file()
        let outcome = Threads.run(8) { thread in
            for number in 0..<100 {
                let text = "问题\(thread)-\(number)"
                try file.append([(text, Self.vector(thread * 100 + number))])
            }
        }
        #expect(outcome.errors.isEmpty)
        #expect(try file.count() == 800)
        for thread in 0..<8 {
            for number in 0..<100 {
                let vector = try stored(file, "问题\(thread)-\(number)")
                #expect(vector?.bytes == Self.vector(thread * 100 + number).bytes)
            }
        }
    }

    @Test("what was half written behind the count is written over")
    func torn() throws {
        let path = try file().path
        try file().append([("甲", Self.vector(1))])
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.seek(toOffset: 4_096 + 8)
        try handle.write(contentsOf: Data(repeating: 0xFF, count: 8))
        try handle.close()
        let again = try file()
        #expect(try again.count() == 1)
        try again.append([("乙", Self.vector(2))])
        #expect(try stored(again, "甲")?.bytes == Self.vector(1).bytes)
        #expect(try stored(again, "乙")?.bytes == Self.vector(2).bytes)
    }

    @Test(
        "a file that is none of ours, or too short for its count, is set aside",
        arguments: [
            Data("not a file of vectors, but long enough for a header of its own".utf8),
            Data("KFBOTVEC".utf8),
        ]
    )
    func damaged(_ bytes: Data) throws {
        let path = try file().path
        try bytes.write(to: URL(fileURLWithPath: path))
        let again = try file()
        #expect(try again.count() == 0)
        try again.append([("甲", Self.vector(1))])
        #expect(try stored(again, "甲") != nil)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + ".damaged")) == bytes)
    }

    @Test("a file that was cut off below its count is set aside")
    func cutOff() throws {
        let path = try file().path
        try file().append([("甲", Self.vector(1))])
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.truncate(atOffset: 5_000)
        try handle.close()
        #expect(try file().count() == 0)
    }

    @Test("another encoder has a file of its own")
    func encoders() throws {
        try file().append([("甲", Self.vector(1))])
        #expect(try file("fedcba98765432100123").count() == 0)
        #expect(try file().count() == 1)
    }
}
