import ArgumentParser
import Foundation
import KFBot
import KFBotAccess

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what may go wrong: files, versions, disk, clock, permissions.",
        discussion: """
            Changes nothing. Exit code 1 if something is wrong; a warning is none.

            EXAMPLES
              kfbot doctor
              kfbot doctor --data /srv/kfbot --json
            """
    )

    @OptionGroup var access: AccessOptions

    private struct Report: Encodable {
        let healthy: Bool
        let version: String
        let findings: [DoctorFinding]
    }

    func run() throws {
        let directory = try access.directory
        guard FileManager.default.fileExists(atPath: directory + "/knowledge.sqlite") else {
            throw StoreError(.noWorkspace, "There is no workspace in \(directory).")
        }
        let findings = Doctor(directory: directory, now: Date()).findings()
        let isHealthy = !findings.contains { $0.state == .wrong }
        if access.json {
            let version = KFBotCommand.configuration.version
            print(
                try JSONOutput.string(
                    Report(healthy: isHealthy, version: version, findings: findings)
                )
            )
        } else {
            for finding in findings {
                print(
                    "\(finding.state.rawValue.padded(to: 8)) \(finding.about): \(finding.text)"
                        .shown
                )
            }
        }
        if !isHealthy { throw ExitCode.failure }
    }
}

/// What the doctor says about one thing.
struct DoctorFinding: Encodable {
    enum State: String, Encodable {
        case good
        case warning
        case wrong
    }

    let about: String
    let state: State
    let text: String

    init(_ about: String, _ state: State, _ text: String) {
        self.about = about
        self.state = state
        self.text = text
    }
}

/// Looks at a workspace from outside, as somebody would whom it does not work for.
struct Doctor {
    let directory: String
    let now: Date

    /// Less free space than this is little, and than this too little, in bytes.
    private static let (littleSpace, tooLittleSpace) = (1 << 30, 100 << 20)
    /// A log that grows beyond this is not written back, because somebody reads for ever, in bytes.
    private static let longLog = 1 << 30
    /// No service ran before this version was written.
    private static let firstMoment = Date(timeIntervalSince1970: 1_793_000_000)

    private func path(_ name: String) -> String { directory + "/" + name }

    func findings() -> [DoctorFinding] {
        files() + [configuration(), keys(), disk(), clock()] + permissions() + logs()
    }

    private func files() -> [DoctorFinding] {
        let checks: [(String, () throws -> [String])] = [
            (
                "knowledge.sqlite",
                {
                    try KnowledgeStore(path: path("knowledge.sqlite"), access: .reading)
                        .checkIntegrity()
                }
            ),
            (
                "sessions.sqlite",
                { try SessionStore(path: path("sessions.sqlite")).checkIntegrity() }
            ),
            (
                AccessStore.fileName,
                { try AccessStore(path: path(AccessStore.fileName)).checkIntegrity() }
            ),
        ]
        return checks.map { name, check in
            guard FileManager.default.fileExists(atPath: path(name)) else {
                return DoctorFinding(name, .good, "there is none yet")
            }
            guard let health = try? FileHealth(name, in: directory, check) else {
                return DoctorFinding(name, .wrong, "it cannot be looked at")
            }
            return health.faults.isEmpty
                ? DoctorFinding(name, .good, "healthy")
                : DoctorFinding(name, .wrong, health.faults.joined(separator: "; "))
        }
    }

    private func configuration() -> DoctorFinding {
        let name = LiveConfiguration.fileName
        guard FileManager.default.fileExists(atPath: path(name)) else {
            return DoctorFinding(name, .good, "there is none; defaults hold")
        }
        do {
            let configuration = try LiveConfiguration(directory: directory).current
            let bases = try KnowledgeStore(path: path("knowledge.sqlite"), access: .reading)
                .read { try $0.bases() }
            let missing = Set(configuration.knowledgeBases.keys).subtracting(bases).sorted()
            guard missing.isEmpty else {
                let names = missing.map(\.rawValue).joined(separator: ", ")
                return DoctorFinding(
                    name,
                    .warning,
                    "accounts use bases that are not there: \(names)"
                )
            }
            return DoctorFinding(name, .good, "\(configuration.accounts.count) accounts")
        } catch {
            return DoctorFinding(name, .wrong, "\(error)")
        }
    }

    private func keys() -> DoctorFinding {
        guard FileManager.default.fileExists(atPath: path(AccessStore.fileName)),
            let keys = try? AccessStore(path: path(AccessStore.fileName)).keys()
        else { return DoctorFinding("keys", .warning, "there is none; see `kfbot key create`") }
        let held = keys.filter { $0.holds(at: now) }
        guard held.contains(where: { $0.role == .admin }) else {
            return DoctorFinding("keys", .warning, "no key of the role admin opens anything")
        }
        let soon = held.filter {
            $0.expires.map { $0 < now.addingTimeInterval(14 * 86_400) } ?? false
        }
        .filter { $0.person == nil }
        return soon.isEmpty
            ? DoctorFinding("keys", .good, "\(held.count) hold")
            : DoctorFinding(
                "keys",
                .warning,
                "\(soon.count) of \(held.count) expire within 14 days"
            )
    }

    private func disk() -> DoctorFinding {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: directory)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue else {
            return DoctorFinding("disk", .warning, "its free space cannot be told")
        }
        let text = "\(free >> 20) MB are free"
        if free < Self.tooLittleSpace { return DoctorFinding("disk", .wrong, text) }
        return DoctorFinding("disk", free < Self.littleSpace ? .warning : .good, text)
    }

    private func clock() -> DoctorFinding {
        guard now > Self.firstMoment else {
            return DoctorFinding(
                "clock",
                .wrong,
                "it says \(now.formatted(.iso8601)), which is over"
            )
        }
        let knowledge = try? KnowledgeStore(path: path("knowledge.sqlite"), access: .reading)
            .read { reader in
                try reader.bases().compactMap { try reader.revisions(of: $0, limit: 1).first?.date }
            }.max()
        guard let newest = knowledge, newest > now.addingTimeInterval(300) else {
            return DoctorFinding("clock", .good, now.formatted(.iso8601))
        }
        return DoctorFinding(
            "clock",
            .wrong,
            "it says \(now.formatted(.iso8601)), but an edit was made at \(newest.formatted(.iso8601))"
        )
    }

    private func permissions() -> [DoctorFinding] {
        let manager = FileManager.default
        var findings: [DoctorFinding] = []
        if !manager.isWritableFile(atPath: directory) {
            findings.append(DoctorFinding("permissions", .wrong, "\(directory) cannot be written"))
        }
        let owner =
            (try? manager.attributesOfItem(atPath: directory))?[.ownerAccountID] as? NSNumber
        for name in ["knowledge.sqlite", "sessions.sqlite", AccessStore.fileName] {
            guard let attributes = try? manager.attributesOfItem(atPath: path(name)) else {
                continue
            }
            if !manager.isWritableFile(atPath: path(name)) {
                findings.append(DoctorFinding("permissions", .wrong, "\(name) cannot be written"))
            }
            if attributes[.ownerAccountID] as? NSNumber != owner {
                findings.append(
                    DoctorFinding(
                        "permissions",
                        .warning,
                        "\(name) belongs to another user than the directory"
                    )
                )
            }
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
            if name == AccessStore.fileName, mode & 0o077 != 0 {
                findings.append(
                    DoctorFinding("permissions", .wrong, "others can read \(name): chmod 600 it")
                )
            }
        }
        return findings.isEmpty
            ? [DoctorFinding("permissions", .good, "as they should be")] : findings
    }

    private func logs() -> [DoctorFinding] {
        ["knowledge.sqlite-wal", "sessions.sqlite-wal"].compactMap { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
            guard let size = (attributes?[.size] as? NSNumber)?.intValue, size > Self.longLog else {
                return nil
            }
            return DoctorFinding(name, .warning, "\(size >> 20) MB are not written back")
        }
    }
}
