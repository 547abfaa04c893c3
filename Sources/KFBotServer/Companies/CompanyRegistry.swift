import KFBot
package import KFBotAccess
import KFBotService

/// Finds whom a key stands for, and which company that is.
package protocol CompanyRegistry: Sendable {
    /// Whom a key stands for, and their company; `nil` for nobody.
    ///
    /// - Throws: ``StoreError`` if the keys cannot be read.
    func admit(_ key: AccessKey) async throws -> Admission?

    /// The company that a person who has no key yet names.
    ///
    /// - Throws: ``StoreError`` if it cannot be opened.
    func company(named name: String?) async throws -> Company?
}

/// Somebody who may come in.
package struct Admission: Sendable {
    /// Who it is.
    package let principal: Principal
    /// Their company; `nil` for a provider.
    package let company: Company?

    /// Creates an admission.
    package init(_ principal: Principal, _ company: Company?) {
        self.principal = principal
        self.company = company
    }
}

/// A service of one company.
package struct OneCompany: CompanyRegistry {
    /// The company.
    package let company: Company

    /// Creates a registry.
    package init(_ company: Company) { self.company = company }

    package func admit(_ key: AccessKey) async throws -> Admission? {
        try await company.refreshKeys()
        return company.access.principal(of: key, at: company.now()).map { Admission($0, company) }
    }

    package func company(named name: String?) async throws -> Company? {
        name == nil ? company : nil
    }
}

extension Company {
    /// Reads the keys again if their file has changed.
    func refreshKeys() async throws {
        guard !access.isCurrent else { return }
        try await lanes.read { [access] in try access.reload() }
    }
}
