import Foundation
package import KFBotMatching
import Synchronization
import Tokenizer

/// The vectors of texts in a file beside the databases, by what the texts are (docs/meaning.md).
///
/// A vector depends on the text and the encoder alone. So one file serves all bases, revisions and drafts of a workspace,
/// and an edit adds only what is new. The file is mapped and only ever grows. What a process that was killed left half
/// written lies behind the count in the header, and is written over.
package final class VectorFile: Sendable {
    /// What is mapped: valid as long as somebody holds it.
    private final class Mapping: TextVectorRows, @unchecked Sendable {
        // Unchecked: vectors below the count are never written again.
        let base: UnsafeRawPointer
        let size: Int
        let count: Int
        let dimension: Int

        init(descriptor: Int32, dimension: Int, count: Int) throws {
            let size = Layout(dimension).size(of: count)
            guard
                let base = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0),
                base != MAP_FAILED
            else { throw VectorFileError.system("map", errno) }
            self.base = UnsafeRawPointer(base)
            self.size = size
            self.count = count
            self.dimension = dimension
        }

        deinit { munmap(UnsafeMutableRawPointer(mutating: base), size) }

        func row(_ number: UInt32) -> UnsafePointer<Int8> {
            (base + Layout(dimension).row(Int(number))).assumingMemoryBound(to: Int8.self)
        }

        func scale(_ number: UInt32) -> Float {
            base.load(fromByteOffset: Layout(dimension).scale(Int(number)), as: Float.self)
        }

        func key(_ number: Int) -> UInt64 {
            base.load(fromByteOffset: Layout(dimension).key(number), as: UInt64.self)
        }
    }

    /// Where things lie: a page of header, then blocks of 1,024 keys, 1,024 scales and 1,024 vectors, so that keys are
    /// read without the vectors between them.
    private struct Layout {
        static let header = 4_096
        static let blockCount = 1_024
        let dimension: Int
        let blockSize: Int

        init(_ dimension: Int) {
            self.dimension = dimension
            blockSize = Self.blockCount * (8 + 4 + dimension)
        }

        private func block(_ number: Int) -> Int {
            Self.header + number / Self.blockCount * blockSize
        }

        func key(_ number: Int) -> Int { block(number) + number % Self.blockCount * 8 }

        func scale(_ number: Int) -> Int {
            block(number) + Self.blockCount * 8 + number % Self.blockCount * 4
        }

        func row(_ number: Int) -> Int {
            block(number) + Self.blockCount * 12 + number % Self.blockCount * dimension
        }

        func size(of count: Int) -> Int {
            Self.header + (count + Self.blockCount - 1) / Self.blockCount * blockSize
        }
    }

    private struct State {
        var mapping: Mapping?
        var numbers: [UInt64: UInt32] = [:]
        /// How many vectors are in ``numbers``.
        var count = 0
    }

    /// The file.
    package let path: String
    package let dimension: Int
    private let descriptor: Int32
    private let state = Mutex(State())
    /// Held by the thread that appends: the lock on the file tells processes apart, not threads.
    private let appending = Mutex<Void>(())

    private static let magic = Array("KFBOTVEC".utf8)
    private static let version: UInt32 = 1
    /// Where the number of vectors stands in the header.
    private static let countOffset = 64

    /// Opens the file for an encoder's vectors, or makes it.
    ///
    /// - Parameters:
    ///   - directory: The workspace's directory.
    ///   - fingerprint: The encoder's.
    ///   - dimension: How many numbers its vectors have.
    /// - Throws: ``VectorFileError``. A file that is something else is set aside and made anew.
    package init(directory: String, fingerprint: String, dimension: Int) throws {
        path = Self.path(in: directory, fingerprint: fingerprint)
        self.dimension = dimension
        var descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0, errno == EROFS || errno == EACCES {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw VectorFileError.system("open", errno) }
        let header = Self.header(fingerprint, dimension)
        var found = [UInt8](repeating: 0, count: header.count)
        let read = pread(descriptor, &found, found.count, 0)
        if read > 0, found != header || Self.count(in: descriptor, dimension) == nil {
            close(descriptor)
            guard rename(path, path + ".damaged") == 0 else {
                throw VectorFileError.system("set aside", errno)
            }
            descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw VectorFileError.system("open", errno) }
        }
        self.descriptor = descriptor
        if read <= 0 || found != header {
            // Made whole before others may see it: the header is one write, and the count is 0 without one.
            guard pwrite(descriptor, header, header.count, 0) == header.count else {
                let code = errno
                close(descriptor)
                throw VectorFileError.system("write", code)
            }
        }
    }

    deinit { close(descriptor) }

    /// Where the vectors of an encoder lie in a workspace.
    static func path(in directory: String, fingerprint: String) -> String {
        "\(directory)/vectors-\(fingerprint.prefix(16)).kfvec"
    }

    private static func header(_ fingerprint: String, _ dimension: Int) -> [UInt8] {
        var header = magic
        withUnsafeBytes(of: version.littleEndian) { header += $0 }
        withUnsafeBytes(of: UInt32(dimension).littleEndian) { header += $0 }
        header += Array(fingerprint.utf8.prefix(32))
        header += [UInt8](repeating: 0, count: max(0, countOffset - header.count))
        return header
    }

    /// The number of vectors; `nil` if the file is too short for it.
    private static func count(in descriptor: Int32, _ dimension: Int) -> Int? {
        var count: UInt64 = 0
        guard pread(descriptor, &count, 8, off_t(countOffset)) == 8 else { return 0 }
        var status = stat()
        guard fstat(descriptor, &status) == 0, count < UInt64(UInt32.max),
            Int(status.st_size) >= (count == 0 ? 0 : Layout(dimension).size(of: Int(count)))
        else { return nil }
        return Int(count)
    }

    /// The number by which a text's vector is found, the same on every machine.
    package static func key(of text: String) -> UInt64 { StableHash(of: text.utf8).value }

    /// The vectors, with a function that finds a text's.
    ///
    /// - Throws: ``VectorFileError``.
    package func snapshot() throws -> (rows: any TextVectorRows, number: (String) -> UInt32?) {
        try state.withLock { state in
            try refresh(&state)
            guard let mapping = state.mapping else { return (NoVectors(dimension), { _ in nil }) }
            let numbers = state.numbers
            return (mapping, { numbers[Self.key(of: $0)] })
        }
    }

    /// What an empty file holds.
    private final class NoVectors: TextVectorRows {
        let dimension: Int
        init(_ dimension: Int) { self.dimension = dimension }
        func row(_ number: UInt32) -> UnsafePointer<Int8> { preconditionFailure("no vectors") }
        func scale(_ number: UInt32) -> Float { 0 }
    }

    /// Which texts have no vector, each once, in order.
    package func missing(_ texts: some Sequence<String>) throws -> [String] {
        try state.withLock { state in
            try refresh(&state)
            var seen: Set<UInt64> = []
            return texts.filter {
                let key = Self.key(of: $0)
                return state.numbers[key] == nil && seen.insert(key).inserted
            }
        }
    }

    /// How many vectors there are.
    package func count() throws -> Int {
        try state.withLock { state in
            try refresh(&state)
            return state.count
        }
    }

    /// Takes in what this or another process has added.
    private func refresh(_ state: inout State) throws {
        guard let count = Self.count(in: descriptor, dimension) else {
            throw VectorFileError.damaged(path)
        }
        guard count > state.count else { return }
        let mapping = try Mapping(descriptor: descriptor, dimension: dimension, count: count)
        state.numbers.reserveCapacity(count)
        for number in state.count..<count {
            let scale = mapping.scale(UInt32(number))
            // A vector that makes no sense is made again.
            guard scale.isFinite, scale >= 0 else { continue }
            state.numbers[mapping.key(number)] = UInt32(number)
        }
        state.mapping = mapping
        state.count = count
    }

    /// Adds vectors; a process that is killed meanwhile leaves the file as it was.
    ///
    /// - Throws: ``VectorFileError``, such as when the disk is full.
    package func append(_ vectors: [(text: String, vector: TextVector)]) throws {
        guard !vectors.isEmpty else { return }
        try appending.withLock { _ in try appendAlone(vectors) }
    }

    private func appendAlone(_ vectors: [(text: String, vector: TextVector)]) throws {
        // One process writes at a time; none waits for a database meanwhile.
        guard flock(descriptor, LOCK_EX) == 0 else { throw VectorFileError.system("lock", errno) }
        defer { flock(descriptor, LOCK_UN) }
        guard let before = Self.count(in: descriptor, dimension) else {
            throw VectorFileError.damaged(path)
        }
        let layout = Layout(dimension)
        let after = before + vectors.count
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw VectorFileError.system("read", errno) }
        if Int(status.st_size) < layout.size(of: after) {
            // Room first, so that a full disk is found out before anything counts.
            let code = posix_fallocate(descriptor, 0, off_t(layout.size(of: after)))
            guard code == 0 else { throw VectorFileError.system("write", code) }
        }
        for (place, item) in vectors.enumerated() {
            let number = before + place
            var key = Self.key(of: item.text)
            var scale = item.vector.scale
            try write(&key, 8, at: layout.key(number))
            try write(&scale, 4, at: layout.scale(number))
            try item.vector.bytes.withUnsafeBytes {
                guard let bytes = $0.baseAddress else { return }
                try write(bytes, $0.count, at: layout.row(number))
            }
        }
        guard fdatasync(descriptor) == 0 else { throw VectorFileError.system("write", errno) }
        var count = UInt64(after)
        try write(&count, 8, at: Self.countOffset)
    }

    private func write(_ bytes: UnsafeRawPointer, _ count: Int, at offset: Int) throws {
        guard pwrite(descriptor, bytes, count, off_t(offset)) == count else {
            throw VectorFileError.system("write", errno)
        }
    }
}

/// Why vectors cannot be kept; questions are matched by their characters alone meanwhile.
package enum VectorFileError: Error, CustomStringConvertible {
    /// The system refused something, with its code.
    case system(_ action: String, _ code: Int32)
    /// The file changed while it was open.
    case damaged(_ path: String)

    package var description: String {
        switch self {
        case .system(let action, let code):
            "cannot \(action) the file of vectors: \(String(cString: strerror(code)))"
        case .damaged(let path):
            "\(path) was changed by something else; remove it, and the vectors are made again"
        }
    }
}
