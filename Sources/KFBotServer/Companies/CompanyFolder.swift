package import Foundation
import KFBot
package import KFBotAccess

/// The directories of a provider's companies, and what the provider knows of them.
///
/// A directory with a knowledge base is a company, whoever put it there: a company is moved to another
/// machine by moving its directory.
package struct CompanyFolder: Sendable {
    /// Where the companies are.
    package let directory: String
    /// The provider's keys, and the states of the companies.
    package let store: AccessStore

    /// Opens the folder, which is made if it is missing.
    ///
    /// - Throws: ``StoreError``.
    package init(_ directory: String) throws {
        self.directory = directory
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
        } catch {
            throw StoreError(.cannotOpen, "The directory \(directory) cannot be made.")
        }
        store = try AccessStore(path: directory + "/" + AccessStore.providerFileName)
    }

    /// What a company may be called: 1 to 64 small letters, digits and hyphens, no hyphen in front.
    package static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,63}/) != nil
    }

    /// Where a company's workspace is.
    package func path(of name: String) -> String { directory + "/" + name }

    /// Whether there is a company.
    package func has(_ name: String) -> Bool {
        Self.isName(name)
            && FileManager.default.fileExists(atPath: path(of: name) + "/knowledge.sqlite")
    }

    /// The companies there are, by name, each with what is known of it.
    ///
    /// - Throws: ``StoreError``.
    package func companies() throws -> [CompanyRecord] {
        let known = Dictionary(
            try store.companies().map { ($0.name, $0) },
            uniquingKeysWith: { $1 }
        )
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter(has).sorted().map { name in
            // Moved in from elsewhere.
            known[name] ?? CompanyRecord(name: name, title: name, created: .distantPast)
        }
    }

    /// Makes a company with an empty base and a first administrator's key.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - title: What it is called.
    ///   - actor: Who makes it.
    ///   - now: The moment.
    /// - Returns: The company and the key, which is seen this once.
    /// - Throws: ``StoreError``, `exists` for a name that is taken, `invalid` for one that cannot be.
    package func create(
        _ name: String,
        title: String,
        by actor: String,
        at now: Date
    ) throws -> (company: CompanyRecord, key: AccessKey, record: KeyRecord) {
        guard Self.isName(name) else {
            throw StoreError(
                .invalid,
                "A company's name has 1 to 64 small letters, digits and hyphens, and begins with a "
                    + "letter or digit."
            )
        }
        guard !title.isEmpty, title.utf8.count <= 512 else {
            throw StoreError(.invalid, "A company's title has 1 to 512 UTF-8 bytes.")
        }
        let company = CompanyRecord(name: name, title: title, created: now)
        try store.changeCompany(name, by: actor, as: "company.create", at: now) { known in
            guard known == nil, !FileManager.default.fileExists(atPath: path(of: name)) else {
                throw StoreError(.exists, "There is a \(name) already.")
            }
            return company
        }
        do {
            try FileManager.default.createDirectory(
                atPath: path(of: name),
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw StoreError(.cannotOpen, "The directory \(path(of: name)) cannot be made.")
        }
        _ = try KnowledgeStore(path: path(of: name) + "/knowledge.sqlite", create: true)
        let (key, record) = try access(of: name).createKey(
            AccessScope(.admin),
            note: "first administrator",
            by: actor,
            at: now
        )
        return (company, key, record)
    }

    /// Stops or begins serving a company; nothing of its data changes.
    ///
    /// - Throws: ``StoreError``, `notFound`.
    @discardableResult
    package func setSuspended(
        _ isSuspended: Bool,
        _ name: String,
        by actor: String,
        at now: Date
    ) throws -> CompanyRecord {
        guard has(name) else { throw Self.unknown(name) }
        var company = CompanyRecord(name: name, title: name, created: now)
        let action = isSuspended ? "company.suspend" : "company.resume"
        try store.changeCompany(name, by: actor, as: action, at: now) { known in
            company = known ?? company
            if isSuspended != (company.suspended != nil) {
                company.suspended = isSuspended ? now : nil
            }
            return company
        }
        return company
    }

    /// Deletes a suspended company with all of its data.
    ///
    /// - Throws: ``StoreError``, `notFound`, `conflict` for one that is served.
    package func remove(_ name: String, by actor: String, at now: Date) throws {
        guard has(name) else { throw Self.unknown(name) }
        try store.changeCompany(name, by: actor, as: "company.remove", at: now) { known in
            guard known?.suspended != nil else {
                throw StoreError(.conflict, "Suspend \(name) first; then it can be removed.")
            }
            return nil
        }
        do {
            try FileManager.default.removeItem(atPath: path(of: name))
        } catch {
            throw StoreError(.ioError, "The directory \(path(of: name)) cannot be removed whole.")
        }
    }

    /// The keys of a company.
    ///
    /// - Throws: ``StoreError``, `notFound`.
    package func access(of name: String) throws -> AccessStore {
        guard has(name) else { throw Self.unknown(name) }
        return try AccessStore(path: path(of: name) + "/" + AccessStore.fileName)
    }

    /// How much a company's files take, in bytes.
    func size(of name: String) -> Int {
        let directory = path(of: name)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.reduce(0) { size, file in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: directory + "/" + file
            )
            return size + (attributes?[.size] as? Int ?? 0)
        }
    }

    static func unknown(_ name: String) -> StoreError {
        StoreError(.notFound, "There is no company \(name).")
    }
}
