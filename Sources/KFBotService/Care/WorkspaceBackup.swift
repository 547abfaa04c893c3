package import Foundation
import KFBotAccess
import KFBotKnowledge
import KFBotReception

/// A copy of all that a company has, of one moment.
///
/// A backup is a directory with the databases, `kfbot.yaml` and `backup.json`, which says when it was made and
/// what each file must be like.
package struct WorkspaceBackup: Codable, Hashable, Sendable {
    /// A file of the copy.
    package struct File: Codable, Hashable, Sendable {
        /// Its name in the backup and in the workspace.
        package var name: String
        /// How long it is.
        package var bytes: Int
        /// The SHA-256 of its bytes, in hexadecimal.
        package var sha256: String
    }

    /// The version of this form.
    package var format = 1
    /// The moment that all files are of.
    package var date: Date
    /// The program that made it.
    package var version: String
    /// The files.
    package var files: [File]

    private static let manifest = "backup.json"
    private static let knowledge = "knowledge.sqlite"
    private static let databases = [knowledge, "sessions.sqlite", AccessStore.fileName]

    /// Copies a workspace, beside everything that works on it.
    ///
    /// Nobody can write while the moment is fixed, some milliseconds; after that all go on.
    ///
    /// - Parameters:
    ///   - directory: The workspace.
    ///   - destination: The directory to make; whatever goes wrong, there is a whole one or none.
    ///   - version: The program that does it.
    ///   - now: The moment.
    /// - Returns: What was copied.
    /// - Throws: ``StoreError``.
    package static func make(
        of directory: String,
        in destination: String,
        version: String,
        at now: Date
    ) throws -> WorkspaceBackup {
        let manager = FileManager.default
        let destination = trimmed(destination)
        guard manager.fileExists(atPath: directory + "/" + knowledge) else {
            throw StoreError(.noWorkspace, "There is no workspace in \(directory).")
        }
        guard !manager.fileExists(atPath: destination) else {
            throw StoreError(.exists, "\(destination) exists already; name another directory.")
        }
        let partial = destination + ".partial-\(UUID().uuidString.prefix(8))"
        try makeDirectory(partial)
        do {
            let names = databases.filter { manager.fileExists(atPath: directory + "/" + $0) }
            let copies = try names.map { try DatabaseCopy(path: directory + "/" + $0) }
            let texts = try DatabaseCopy.withLock(of: names.map { directory + "/" + $0 }) {
                for copy in copies { try copy.hold() }
                return try plainFiles(in: directory)
            }
            // Keys first: their file has no WAL, so that who writes it waits for us.
            for (name, copy) in zip(names, copies).reversed() {
                try copy.copy(to: partial + "/" + name)
                try copy.release()
            }
            for (name, data) in texts { try write(data, to: partial + "/" + name) }
            let files = try (names + texts.map(\.name)).map { try file($0, in: partial) }
            let backup = WorkspaceBackup(date: now, version: version, files: files)
            try write(JSONBody.data(backup), to: partial + "/" + manifest)
            try synchronize(partial)
            try move(partial, to: destination)
            return backup
        } catch {
            try? manager.removeItem(atPath: partial)
            throw error
        }
    }

    /// Reads what a backup should hold, and checks that it does.
    ///
    /// - Throws: ``StoreError``, `damaged` for a file that is missing or another one.
    package static func check(_ directory: String) throws -> WorkspaceBackup {
        guard let data = FileManager.default.contents(atPath: directory + "/" + manifest) else {
            throw StoreError(.cannotOpen, "\(directory) is no backup: it has no \(manifest).")
        }
        guard let backup = try? JSONBody.value(WorkspaceBackup.self, from: data) else {
            throw StoreError(.damaged, "\(directory)/\(manifest) cannot be read.")
        }
        guard backup.format == 1 else {
            throw StoreError(.newerVersion, "\(directory) was made by a newer version of kfbot.")
        }
        for expected in backup.files {
            guard !expected.name.contains("/"), expected.name != "..",
                let found = try? file(expected.name, in: directory), found == expected
            else {
                throw StoreError(
                    .damaged,
                    "\(directory)/\(expected.name) is missing or is not the file that was copied."
                )
            }
            if databases.contains(expected.name) {
                try DatabaseCopy.check(directory + "/" + expected.name)
            }
        }
        guard backup.files.contains(where: { $0.name == knowledge }) else {
            throw StoreError(.damaged, "\(directory) has no \(knowledge).")
        }
        return backup
    }

    /// Puts a backup where a workspace is to be.
    ///
    /// - Parameters:
    ///   - source: The backup, which is checked first.
    ///   - directory: The workspace to make.
    ///   - replaces: Whether there may be one; its files are kept beside it then.
    ///   - now: The moment.
    /// - Returns: What was restored, and where the files lie that were there before.
    /// - Throws: ``StoreError``, `exists` for a workspace that may not be replaced.
    package static func restore(
        _ source: String,
        to directory: String,
        replacing replaces: Bool,
        at now: Date
    ) throws -> (backup: WorkspaceBackup, kept: String?) {
        let directory = trimmed(directory)
        let backup = try check(source)
        let manager = FileManager.default
        let isThere = manager.fileExists(atPath: directory)
        let isEmpty = (try? manager.contentsOfDirectory(atPath: directory))?.isEmpty ?? true
        guard replaces || !isThere || isEmpty else {
            throw StoreError(.exists, "There is something in \(directory) already.")
        }
        let partial = directory + ".partial-\(UUID().uuidString.prefix(8))"
        try makeDirectory(partial)
        do {
            for file in backup.files {
                guard let data = manager.contents(atPath: source + "/" + file.name) else {
                    throw StoreError(.ioError, "\(source)/\(file.name) cannot be read.")
                }
                try write(data, to: partial + "/" + file.name)
            }
            try synchronize(partial)
            var kept: String?
            if isThere, isEmpty {
                try? manager.removeItem(atPath: directory)
            } else if isThere {
                let moment = now.formatted(.iso8601.timeSeparator(.omitted).dateSeparator(.omitted))
                kept = directory + ".before-\(moment)"
                try move(directory, to: kept ?? directory)
            }
            try move(partial, to: directory)
            return (backup, kept)
        } catch {
            try? manager.removeItem(atPath: partial)
            throw error
        }
    }

    // MARK: Files

    /// A path without slashes at its end, to which something can be added.
    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// `kfbot.yaml` and the lists beside it that it may name.
    private static func plainFiles(in directory: String) throws -> [(name: String, data: Data)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return try names.sorted().filter { name in
            ["yaml", "yml", "csv", "ics", "txt", "json"].contains { name.hasSuffix("." + $0) }
                && name != manifest
        }.map { name in
            guard let data = FileManager.default.contents(atPath: directory + "/" + name) else {
                throw StoreError(.ioError, "\(directory)/\(name) cannot be read.")
            }
            return (name, data)
        }
    }

    private static func file(_ name: String, in directory: String) throws -> File {
        let (bytes, digest) = try ContentDigest.sha256(of: directory + "/" + name)
        return File(name: name, bytes: bytes, sha256: digest)
    }

    private static func makeDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw StoreError(.cannotOpen, "The directory \(path) cannot be made.")
        }
    }

    private static func write(_ data: Data, to path: String) throws {
        guard
            FileManager.default.createFile(
                atPath: path,
                contents: data,
                attributes: [.posixPermissions: 0o600]
            )
        else { throw StoreError(.ioError, "\(path) cannot be written.") }
    }

    private static func move(_ path: String, to other: String) throws {
        guard rename(path, other) == 0 else {
            throw StoreError(
                .ioError,
                "\(path) cannot be moved to \(other): \(String(cString: strerror(errno)))."
            )
        }
        try synchronize((other as NSString).deletingLastPathComponent)
    }

    /// Has the files of a directory, and the directory, on the disk.
    private static func synchronize(_ directory: String) throws {
        let directory = directory.isEmpty ? "." : directory
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for path in names.map({ directory + "/" + $0 }) + [directory] {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            let outcome = fsync(descriptor)
            close(descriptor)
            guard outcome == 0 else { throw StoreError(.ioError, "\(path) cannot be stored.") }
        }
    }
}
